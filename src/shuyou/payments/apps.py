"""How payments joins the house."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.apps import PackageConfig
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.registry import registry


class PaymentsConfig(PackageConfig):
    """The package's place in the house and who may do what in it."""

    name = "shuyou.payments"
    label = "payments"
    verbose_name = _("Payments")
    permissions: ClassVar[Mapping[str, Iterable[Role]]] = {
        "payments.view": FRONT | {Role.ANALYST},
        "payments.import": {Role.SERVICE_AGENT, Role.MANAGER},
        "payments.send_back": {Role.SERVICE_AGENT, Role.MANAGER},
        "payments.export": {Role.MANAGER, Role.ANALYST},
        "payments.charge": FRONT,
        "payments.take_notices": (),
        "payments.refund": {Role.SERVICE_AGENT, Role.MANAGER},
        "payments.invoice": {Role.SERVICE_AGENT, Role.SHOP_CLERK, Role.MANAGER},
        "payments.set_credit": {Role.MANAGER},
        "payments.reconcile": {Role.MANAGER, Role.ANALYST},
    }

    def ready(self) -> None:
        """Also offer to carry what belongs to a member when two become one."""
        super().ready()
        from shuyou.payments.services._carry_money import CARRIER

        registry.offer(CARRIER)
