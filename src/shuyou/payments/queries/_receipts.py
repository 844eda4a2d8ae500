"""Money that came in."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.payments.models import Receipt


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money received."""

    tender: str
    reference: str
    source: str
    amount: Decimal
    received_at: datetime
    member_id: int


def _rows(receipts: list[Receipt]) -> list[ReceiptRow]:
    return [
        ReceiptRow(str(Receipt.Tender(r.tender).label), r.reference, r.source, r.amount, r.received_at, r.member_id)
        for r in receipts
    ]


@query("payments.view")
def receipts_for(*, source: str, actor: Actor) -> list[ReceiptRow]:
    """Return the money received for a source, oldest first, in one query."""
    return _rows(list(Receipt.objects.filter(source=source).order_by("received_at", "pk")))


@query("payments.view")
def find_receipts(*, reference: str, limit: int, actor: Actor) -> list[ReceiptRow]:
    """Return money received by the number on its slip, newest first, in one query."""
    with planned() as cursor:
        cursor.execute(
            "SELECT tender, reference, source, amount, received_at, member_id FROM payments_receipt"
            " WHERE reference = %s ORDER BY received_at DESC, id DESC LIMIT %s",
            [reference.strip().upper(), limit],
        )
        return [ReceiptRow(str(Receipt.Tender(tender).label), *row) for tender, *row in cursor.fetchall()]


_OF_MEMBER: Final = """
    SELECT tender, reference, source, amount, received_at, member_id FROM payments_receipt
     WHERE member_id = %(member)s AND received_at < %(before)s ORDER BY received_at DESC, id DESC LIMIT %(limit)s
"""


@query("payments.view")
def member_receipts(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[ReceiptRow]:
    """Return the latest money received from a member before a moment, newest first, in one query."""
    with planned() as cursor:
        cursor.execute(_OF_MEMBER, {"member": member_id, "before": before, "limit": limit})
        return [ReceiptRow(str(Receipt.Tender(tender).label), *rest) for tender, *rest in cursor.fetchall()]


def tender_name(*, code: str) -> str:
    """Return what a tender is called in the reader's language; the code itself if it is none."""
    return str(dict(Receipt.Tender.choices).get(code, code))
