"""How members joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role


class MembersConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.members"
    label = "members"
    verbose_name = _("Members")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "members.search": FRONT | {Role.WAREHOUSE, Role.MARKETER, Role.ANALYST},
        "members.view": FRONT | {Role.MARKETER, Role.ANALYST},
        "members.see_contact": FRONT,
        "members.edit": FRONT,
        "members.block": {Role.SERVICE_AGENT, Role.MANAGER},
        "members.import": {Role.MANAGER},
    }
