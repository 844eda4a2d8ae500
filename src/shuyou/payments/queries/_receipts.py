"""Money that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import F

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.payments.models import Receipt
from shuyou.payments.queries._sight import require_sight

Tender = Receipt.Tender
BY_HAND: Final = (Tender.REMITTANCE, Tender.CASH, Tender.TRANSFER, Tender.CARD, Tender.VALUE)
"""What a hand can hold, or read off a slip; the rest comes through a provider, a carrier or an institution's credit."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """Money received."""

    tender: str
    reference: str
    source: str
    amount: Decimal
    received_at: datetime
    member_id: int | None
    refunded: Decimal = ZERO


@query("payments.view")
def receipts_for(*, source: str, actor: Actor) -> list[ReceiptRow]:
    """Return the money received for a source with what was given back of it, oldest first, in one query."""
    require_sight(source, actor)
    rows = Receipt.objects.filter(source=source).annotate(refunded=F("returned__refunded"))
    return [
        ReceiptRow(
            str(Receipt.Tender(r.tender).label), r.reference, r.source, r.amount, r.received_at, r.member_id,
            r.refunded or ZERO,
        )
        for r in rows.order_by("received_at", "pk")
    ]  # fmt: skip


@query("payments.view")
def find_receipts(*, reference: str, limit: int, actor: Actor) -> list[ReceiptRow]:
    """Return money received by the number on its slip, newest first, in one query."""
    actor.require_all_stores()
    with planned() as cursor:
        cursor.execute(
            "SELECT tender, reference, source, amount, received_at, member_id FROM payments_receipt"
            " WHERE reference = %s ORDER BY received_at DESC, id DESC LIMIT %s",
            [reference.strip().upper(), limit],
        )
        return [ReceiptRow(str(Receipt.Tender(tender).label), *row) for tender, *row in cursor.fetchall()]


HAS_RECEIPTS: Final = "EXISTS (SELECT FROM payments_receipt WHERE member_id = %(member)s)"
"""Whether money was ever received from a member, for pages that show many packages."""

_OF_MEMBER: Final = """
    SELECT tender, reference, source, amount, received_at, member_id FROM payments_receipt
     WHERE member_id = %(member)s AND received_at < %(before)s ORDER BY received_at DESC, id DESC LIMIT %(limit)s
"""


@query("payments.view")
def member_receipts(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[ReceiptRow]:
    """Return the latest money received from a member before a moment, newest first, in one query."""
    actor.require_all_stores()
    with planned() as cursor:
        cursor.execute(_OF_MEMBER, {"member": member_id, "before": before, "limit": limit})
        return [ReceiptRow(str(Receipt.Tender(tender).label), *rest) for tender, *rest in cursor.fetchall()]


def tenders_by_hand() -> Sequence[tuple[str, str]]:
    """Return the tenders that somebody of the staff can say money came by, with what they are called."""
    return [(one.value, str(one.label)) for one in Receipt.Tender if one in BY_HAND]


def tender_name(*, code: str) -> str:
    """Return what a tender is called in the reader's language; the code itself if it is none."""
    return str(dict(Receipt.Tender.choices).get(code, code))
