"""How supply joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import EVERYONE, FRONT, Role
from shuyou.kernel.registry import registry

BUYING = frozenset({Role.BUYER, Role.MANAGER})
HANDLING = frozenset({Role.BUYER, Role.WAREHOUSE})


class SupplyConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.supply"
    label = "supply"
    verbose_name = _("Stock")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "supply.view": EVERYONE,
        "supply.receive": HANDLING,
        "supply.see_costs": {Role.BUYER, Role.WAREHOUSE, Role.MANAGER, Role.ANALYST},
        "supply.see_all_places": {Role.BUYER, Role.MANAGER, Role.ANALYST},
        "supply.export": {Role.BUYER, Role.WAREHOUSE, Role.MANAGER, Role.ANALYST},
        "supply.manage_places": {Role.MANAGER},
        "supply.sum_up": (),
        "supply.shelve": {Role.BUYER, Role.WAREHOUSE, Role.SHOP_CLERK, Role.MANAGER},
        "supply.write_off": {Role.WAREHOUSE, Role.MANAGER},
        "supply.transfer": {Role.BUYER, Role.WAREHOUSE, Role.SHOP_CLERK, Role.MANAGER},
        "supply.see_buying": {Role.BUYER, Role.WAREHOUSE, Role.MANAGER, Role.ANALYST},
        "supply.manage_suppliers": BUYING,
        "supply.buy": BUYING,
        "supply.approve_purchases": BUYING,
        "supply.match_invoices": BUYING,
        "supply.pay": {Role.MANAGER},
        "supply.return": {Role.BUYER, Role.WAREHOUSE, Role.MANAGER},
        "supply.settle": BUYING,
        "supply.count": {Role.WAREHOUSE, Role.SHOP_CLERK, Role.MANAGER},
        "supply.approve_counts": {Role.MANAGER},
        "supply.see_wants": FRONT | BUYING,
        "supply.note_wants": FRONT | BUYING,
        "supply.send_letters": (),
        "supply.expire_wants": (),
        "supply.plan_reorders": BUYING,
        "supply.act_for_supplier": (),
        "supply.read_reports": {Role.BUYER, Role.WAREHOUSE, Role.MANAGER, Role.ANALYST},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.supply.services._carry_wants import CARRIER

        registry.offer(CARRIER)
