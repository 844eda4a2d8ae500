"""A member's account of payments: what orders asked for, what came in, what is still open."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.payments import queries as payments

PAGE: Final = 50

# Every movement of a member with the balance after it: an order asks for money, its cancelling lets go of what is left
# to pay, a receipt brings some. Orders and receipts are found by their indexes of members.
_MOVEMENTS = """
    WITH moved AS (
        SELECT placed_at AS at, 1 AS turn, id, 'order' AS kind, number, '' AS reference, '' AS tender, -total AS amount
          FROM orders_order WHERE member_id = %(id)s
         UNION ALL
        SELECT cancelled_at, 2, id, 'cancelled', number, '', '', total FROM orders_order
         WHERE member_id = %(id)s AND cancelled_at IS NOT NULL
         UNION ALL
        SELECT received_at, 3, id, 'receipt', substr(source, 7), reference, tender, amount
          FROM payments_receipt WHERE member_id = %(id)s AND NOT starts_with(source, 'card:')
         UNION ALL
        SELECT asked_at, 4, id, 'refund', substr(source, 7), number, tender, -amount
          FROM payments_refund WHERE member_id = %(id)s AND NOT starts_with(source, 'card:')
    ),
    balanced AS (SELECT *, sum(amount) OVER (ORDER BY at, turn, id) AS balance FROM moved)
    SELECT at, turn, id, kind, number, reference, tender, amount, balance FROM balanced
     WHERE %(at)s::timestamptz IS NULL OR (at, turn, id) < (%(at)s, %(turn)s, %(row)s)
     ORDER BY at DESC, turn DESC, id DESC LIMIT %(limit)s
"""
# Of an order on account only what is still owed counts: what came back unpaid does not. Money loaded on stored-value
# cards counts when a card pays.
_SUMS = """
    WITH paid AS (
        SELECT sum(amount) AS amount, max(received_at) AS last FROM payments_receipt
         WHERE member_id = %(id)s AND NOT starts_with(source, 'card:')
    ),
    open AS (
        SELECT least(o.total - o.paid_total, coalesce(
                 (SELECT sum(c.amount) FROM payments_creditentry c WHERE c.source = 'order:' || o.number),
                 o.total - o.paid_total)) AS due
          FROM orders_order o WHERE o.member_id = %(id)s AND o.state <> 'cancelled' AND o.total > o.paid_total
    )
    SELECT coalesce(paid.amount, 0), paid.last, (SELECT coalesce(sum(due), 0) FROM open WHERE due > 0),
           (SELECT count(*) FROM open WHERE due > 0) FROM paid
"""


@dataclass(frozen=True, slots=True)
class AccountSums:
    """What a member has paid in all, when last, and what is open on how many orders."""

    paid: Decimal
    last_paid_at: datetime | None
    due: Decimal
    open_orders: int


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement: what it was, for which order, by how much, and the balance after it."""

    at: datetime
    kind: str
    number: str
    reference: str
    tender: str
    amount: Decimal
    balance: Decimal

    @property
    def label(self) -> str:
        """What moved, in the reader's language."""
        words = {
            "order": gettext("Ordered"),
            "cancelled": gettext("Order cancelled"),
            "receipt": gettext("Paid"),
            "refund": gettext("Given back"),
        }
        return words[self.kind]


@dataclass(frozen=True, slots=True)
class MovementPage:
    """A stretch of movements, newest first, and where the next one begins."""

    rows: tuple[Movement, ...]
    next_before: tuple[datetime, int, int] | None


@query("payments.view")
def account_sums(*, member_id: int, actor: Actor) -> AccountSums:
    """Return what a member has paid and what is open, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, {"id": member_id})
        return AccountSums(*cursor.fetchone())


@query("payments.view")
def account_movements(
    *, member_id: int, before: tuple[datetime, int, int] | None = None, limit: int = PAGE, actor: Actor
) -> MovementPage:
    """Return the movements of a member's account before one of them, newest first, in one query."""
    at, turn, row = before or (None, 0, 0)
    with connection.cursor() as cursor:
        cursor.execute(_MOVEMENTS, {"id": member_id, "at": at, "turn": turn, "row": row, "limit": limit + 1})
        found = cursor.fetchall()
    last = found[limit - 1][:3] if len(found) > limit else None
    rows = tuple(
        Movement(moment, kind, number, reference, payments.tender_name(code=tender), amount, balance)
        for moment, _turn, _id, kind, number, reference, tender, amount, balance in found[:limit]
    )
    return MovementPage(rows, last)
