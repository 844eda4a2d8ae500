"""How orders joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class OrdersConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.orders"
    label = "orders"
    verbose_name = _("Orders")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "orders.view": FRONT | {Role.WAREHOUSE, Role.BUYER, Role.ANALYST},
        "orders.place": FRONT,
        "orders.import": {Role.SERVICE_AGENT, Role.TELESALES, Role.MANAGER},
        "orders.take_payment": FRONT,
        "orders.fulfil": {Role.WAREHOUSE, Role.SHOP_CLERK, Role.MANAGER},
        "orders.cancel": FRONT,
        "orders.see_promotions": FRONT | {Role.MARKETER, Role.ANALYST, Role.BUYER},
        "orders.write_promotions": {Role.MARKETER, Role.MANAGER},
        "orders.publish_promotions": {Role.MARKETER, Role.MANAGER},
        "orders.publish_any_promotion": {Role.MANAGER},
        "orders.set_delivery": {Role.MANAGER},
        "orders.stop": FRONT | {Role.WAREHOUSE},
        "orders.set_switches": {Role.MANAGER},
        "orders.return": FRONT | {Role.WAREHOUSE},
        "orders.return_late": {Role.MANAGER},
        "orders.inspect_returns": {Role.WAREHOUSE, Role.SHOP_CLERK, Role.MANAGER},
        "orders.exchange": {Role.SHOP_CLERK, Role.MANAGER},
        "orders.keep_releases": {Role.MARKETER, Role.BUYER, Role.MANAGER},
        "orders.compare_prices": {Role.MARKETER, Role.BUYER, Role.MANAGER},
        "orders.keep_stations": {Role.MANAGER},
        "orders.book_appointments": FRONT,
        "orders.make_books": FRONT | {Role.WAREHOUSE},
        "orders.set_print_prices": {Role.MANAGER},
        "orders.offer_bundles": {Role.MARKETER, Role.MANAGER},
        "orders.keep_editions": {Role.MARKETER, Role.MANAGER},
        "orders.keep_partners": {Role.MARKETER, Role.MANAGER},
        "orders.decide_claims": {Role.SERVICE_AGENT, Role.MANAGER},
        "orders.decide_any_claim": {Role.MANAGER},
        "orders.sell": {Role.SHOP_CLERK, Role.SERVICE_AGENT, Role.MANAGER},
        "orders.lower_price": {Role.SHOP_CLERK, Role.MANAGER},
        "orders.lower_any_price": {Role.MANAGER},
        "orders.see_tills": {Role.SHOP_CLERK, Role.MANAGER, Role.ANALYST},
        "orders.sign_drawer": {Role.MANAGER},
        "orders.look_at_sales": {Role.MANAGER},
        "orders.set_tills": {Role.MANAGER},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.orders.queries._sight import SIGHT
        from shuyou.orders.services._carry_orders import CARRIER

        registry.offer(CARRIER, SIGHT)
