"""How catalog joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import EVERYONE, Role


class CatalogConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.catalog"
    label = "catalog"
    verbose_name = _("Titles")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "catalog.view": EVERYONE,
        "catalog.edit": {Role.BUYER},
        "catalog.import": {Role.BUYER},
        "catalog.merge": {Role.BUYER},
        "catalog.price": {Role.BUYER, Role.MANAGER},
        "catalog.export": {Role.BUYER, Role.MANAGER, Role.ANALYST},
    }
