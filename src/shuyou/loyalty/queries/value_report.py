"""What is filed about stored-value cards each quarter: what was on them, what came and went, what is left."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import ValueCard, ValuePosting

QUARTER: Final = 3
"""Months."""
# Summed up from the ledger itself, so that it can be drawn up for any quarter again and stays the same.
_QUARTER: Final = """
    SELECT c.kind, p.account,
           coalesce(sum(p.amount) FILTER (WHERE d.at < %(first)s), 0),
           coalesce(sum(p.amount) FILTER (WHERE d.at >= %(first)s AND d.kind IN ('sold', 'loaded')), 0),
           coalesce(sum(p.amount) FILTER (WHERE d.at >= %(first)s AND d.kind IN ('paid', 'returned')), 0),
           coalesce(sum(p.amount) FILTER (WHERE d.at >= %(first)s AND d.kind = 'refunded'), 0),
           coalesce(sum(p.amount) FILTER (WHERE d.at >= %(first)s
                                            AND d.kind NOT IN ('sold', 'loaded', 'paid', 'returned', 'refunded')), 0),
           coalesce(sum(p.amount), 0)
      FROM loyalty_valueposting p JOIN loyalty_valuedeed d ON d.id = p.deed_id
      JOIN loyalty_valuecard c ON c.id = d.card_id
     WHERE d.at < %(end)s AND p.account IN ('principal', 'bonus')
     GROUP BY c.kind, p.account ORDER BY c.kind DESC, p.account DESC
"""
_CARDS: Final = """
    SELECT kind, count(*) FILTER (WHERE sold_at >= %(first)s), count(*) FROM loyalty_valuecard
     WHERE sold_at < %(end)s GROUP BY kind ORDER BY kind DESC
"""


@dataclass(frozen=True, slots=True)
class ValueLine:
    """Money, or bonus, on the cards of a kind: at first, loaded, used, given back, moved, in the end."""

    kind: str
    account: str
    before: Decimal
    loaded: Decimal
    used: Decimal
    given_back: Decimal
    moved: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class CardCount:
    """How many cards of a kind were sold in the quarter, and until its end."""

    kind: str
    sold: int
    until_then: int


@dataclass(frozen=True, slots=True)
class ValueReport:
    """A quarter of stored-value cards, as it is filed."""

    first: date
    end: date
    """The day behind the last."""
    cards: tuple[CardCount, ...]
    lines: tuple[ValueLine, ...]


def quarter_of(day: date, *, back: int = 0) -> date:
    """Return the first day of a day's quarter, or of one so many before it."""
    number = (day.year * 12 + day.month - 1) // QUARTER - back
    return date(number * QUARTER // 12, number * QUARTER % 12 + 1, 1)


@query("loyalty.export_value")
def value_report(*, first: date, actor: Actor) -> ValueReport:
    """Return the figures of the quarter that begins on a day, in two queries."""
    end = quarter_of(first, back=-1)
    asked: dict[str, datetime] = {"first": day_start(first), "end": day_start(end)}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, asked)
        cards = tuple(CardCount(_kind(kind), sold, until) for kind, sold, until in cursor.fetchall())
        cursor.execute(_QUARTER, asked)
        lines = tuple(
            ValueLine(_kind(kind), str(ValuePosting.Account(account).label), *sums)
            for kind, account, *sums in cursor.fetchall()
        )
    return ValueReport(first, end, cards, lines)


def _kind(kind: str) -> str:
    return str(ValueCard.Kind(kind).label)
