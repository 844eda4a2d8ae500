"""How supply joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import EVERYONE, Role


class SupplyConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.supply"
    label = "supply"
    verbose_name = _("Stock")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "supply.view": EVERYONE,
        "supply.receive": {Role.BUYER, Role.WAREHOUSE},
    }
