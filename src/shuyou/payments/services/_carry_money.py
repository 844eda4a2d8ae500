"""Money when two members become one, and two again."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned
from shuyou.kernel.usecase import step
from shuyou.payments.models import Charge, Invoice, Receipt, Refund

CARRIER: Final = Carrier(
    key="payments",
    order=20,
    owned=(
        Owned(table="payments_receipt", owner="member_id", label=_("Receipts")),
        Owned(table="payments_remittance", owner="member_id", label=_("Remittances")),
        Owned(table="payments_charge", owner="member_id", label=_("Payments online")),
        Owned(table="payments_invoice", owner="member_id", label=_("Invoices")),
        Owned(table="payments_refund", owner="member_id", label=_("Refunds")),
    ),
)
"""Whose money it was follows whoever turns out to be whom."""


@step
def give_money_to(*, member_id: int, sources: Iterable[str]) -> None:
    """Have what nobody's orders brought be the money of the member whose they turn out to be."""
    wanted = list(sources)
    for owned in (Receipt, Charge, Refund, Invoice):
        owned._default_manager.filter(source__in=wanted, member=None).update(member_id=member_id)
