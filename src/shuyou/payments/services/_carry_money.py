"""Money when two members become one, and two again."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

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
