"""How loyalty joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class LoyaltyConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.loyalty"
    label = "loyalty"
    verbose_name = _("Points")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "loyalty.adjust": FRONT,
        "loyalty.approve_adjustments": {Role.MANAGER},
        "loyalty.set_limits": {Role.ADMINISTRATOR},
        "loyalty.expire": {Role.MANAGER},
        "loyalty.see_rules": {Role.MARKETER, Role.MANAGER, Role.ANALYST},
        "loyalty.write_rules": {Role.MARKETER, Role.MANAGER},
        "loyalty.publish_rules": {Role.MANAGER},
        "loyalty.keep_rewards": {Role.MARKETER, Role.MANAGER},
        "loyalty.redeem": FRONT,
        "loyalty.take_part": FRONT,
        "loyalty.check_entitlement": FRONT | {Role.MARKETER},
        "loyalty.keep_program": {Role.MARKETER, Role.MANAGER},
        "loyalty.post_partner": {Role.MARKETER, Role.MANAGER},
        "loyalty.record_activity": FRONT | {Role.MARKETER},
        "loyalty.refer": FRONT,
        "loyalty.remind": {Role.MANAGER},
        "loyalty.see_liability": {Role.MANAGER, Role.ANALYST},
        "loyalty.export": {Role.MARKETER, Role.MANAGER, Role.ANALYST},
        "loyalty.check_book": {Role.MANAGER, Role.ANALYST},
        "loyalty.give_points": FRONT,
        "loyalty.sell_value": FRONT,
        "loyalty.keep_value": FRONT,
        "loyalty.manage_value": {Role.MANAGER},
        "loyalty.set_value_terms": {Role.MANAGER},
        "loyalty.export_value": {Role.MANAGER, Role.ANALYST},
        "loyalty.write_tiers": {Role.MANAGER, Role.MARKETER},
        "loyalty.publish_tiers": {Role.MANAGER},
        "loyalty.grant_tier": {Role.MANAGER},
        "loyalty.keep_tiers": {Role.MANAGER},
        "loyalty.export_tiers": {Role.MANAGER, Role.ANALYST},
        "loyalty.view": FRONT | {Role.MARKETER, Role.ANALYST},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.loyalty.services._carry_points import CARRIER

        registry.offer(CARRIER)
