"""How shop joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry


class ShopConfig(PackageConfig):
    """The package's place in the house; its doors are for readers, who are no staff."""

    name = "shuyou.shop"
    label = "shop"
    verbose_name = _("Shop")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "shop.come_in": (),
        "shop.keep_account": (),
        "shop.write_reviews": (),
        "shop.view": (Role.SERVICE_AGENT, Role.CALL_AGENT, Role.MARKETER, Role.ANALYST, Role.MANAGER),
        "shop.moderate": (Role.SERVICE_AGENT, Role.MARKETER, Role.MANAGER),
        "shop.write_content": (Role.MARKETER, Role.MANAGER),
        "shop.export": (Role.MARKETER, Role.ANALYST, Role.MANAGER),
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.shop.services._carry_accounts import CARRIER

        registry.offer(CARRIER)
