"""How api joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import Role


class ApiConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.api"
    label = "api"
    verbose_name = _("API")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "api.manage_tokens": (),
        "api.manage_webhooks": (),
    }
