"""How a package joins the house: it says its permissions, and its rooms that speak at start are imported."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import permissions
from shuyou.kernel.permissions import EVERYONE, Role

SPEAKING_ROOMS = ("subscribers", "tasks", "panels", "lake", "personal")


class PackageConfig(AppConfig):
    """A domain package: `permissions` maps each permission to the roles that hold it."""

    default_auto_field = "django.db.models.BigAutoField"
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {}

    def ready(self) -> None:
        """Grant the package's permissions and import the rooms that register something."""
        permissions.grant(self.permissions)
        for room in SPEAKING_ROOMS:
            if find_spec(f"{self.name}.{room}"):
                import_module(f"{self.name}.{room}")


def _ensure_cursors(**_kwargs: Any) -> None:
    from shuyou.kernel.delivery import ensure_cursors  # the tables are there only now

    ensure_cursors()


class KernelConfig(PackageConfig):
    """The kernel itself."""

    name = "shuyou.kernel"
    label = "kernel"
    verbose_name = _("Kernel")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "kernel.use_console": EVERYONE,
        "kernel.see_events": {Role.MANAGER},
        "kernel.retry_events": (),
        "kernel.manage_staff": (),
    }

    def ready(self) -> None:
        """Also give every subscriber its cursor once the tables are there."""
        super().ready()
        post_migrate.connect(_ensure_cursors, sender=self, dispatch_uid="kernel.ensure_cursors")
