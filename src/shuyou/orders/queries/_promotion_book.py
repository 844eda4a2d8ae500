"""Promotions as pricing needs them: compiled once in each process, and compiled anew when somebody changed one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.statements import ask
from shuyou.loyalty import queries as loyalty
from shuyou.orders.rules import Book, DeliveryRule, Kind, Promotion, Rule, rule_from

# A version ends when the next one begins. What ended is kept for a while: orders are also entered for a past moment.
_BOOK: Final = """
    SELECT (SELECT stamp FROM orders_promotionstamp), p.id, p.code, v.number, p.name_zh, p.name_en, v.rule,
           CASE WHEN v.number = 1 THEN v.starts_at ELSE coalesce(v.starts_at, v.published_at) END,
           least(v.ends_at, (SELECT min(coalesce(n.starts_at, n.published_at)) FROM orders_promotionversion n
                              WHERE n.promotion_id = p.id AND n.number > v.number AND n.published_at IS NOT NULL)),
           p.state <> 'live'
      FROM (VALUES (1)) one (row) LEFT JOIN (
            orders_promotion p JOIN orders_promotionversion v
              ON v.promotion_id = p.id AND (v.published_at IS NOT NULL OR %(with_drafts)s)
             AND (%(is_whole)s OR v.ends_at IS NULL OR v.ends_at > now() - interval '31 days'))
        ON p.state = ANY (%(states)s)
     ORDER BY p.id, v.number
"""
_DELIVERY: Final = """
    SELECT code, name_zh, name_en, areas, channels, free_from, fee FROM orders_deliveryrule
     WHERE is_active ORDER BY rank, id
"""


@dataclass(frozen=True, slots=True)
class Running:
    """The promotions that run, and what delivery costs."""

    book: Book
    delivery: tuple[DeliveryRule, ...]
    free_from: Mapping[str, Decimal] = MappingProxyType({})
    """By tiers, from which amount on their readers' parcels go for nothing."""
    of_copies: Book = field(default_factory=lambda: Book(()))
    """Of these, the promotions that lower each copy for whoever comes: no coupon, no tier, no card is asked for."""


_EACH_COPY: Final = frozenset({Kind.PERCENT, Kind.AMOUNT, Kind.FIXED})

type Row = tuple[UUID, int | None, str, int, str, str, str, datetime | None, datetime | None, bool]
"""The stamp, then a version of a promotion; no promotion at all: nothing but the stamp."""

NOTHING: Final = Running(Book(()), ())

_held: dict[UUID, Running] = {}
"""What runs by the stamp that it was read under: one entry."""


def promotion_stamp() -> UUID | None:
    """Return which state the promotions are in, in one query; None: there never was one."""
    return ask_stamp()()


def ask_stamp() -> Callable[[], UUID | None]:
    """Ask which state the promotions are in, and return what reads the answer."""
    return ask("SELECT stamp FROM orders_promotionstamp", {}, lambda rows: next((stamp for (stamp,) in rows), None))


def running(*, stamp: UUID | None) -> Running:
    """Return what runs, as it was when the stamp was read or newer; usually without a query."""
    if stamp is None:
        return NOTHING
    held = _held.get(stamp)
    if held is None:
        rows = _read(["live"])  # first: a change that comes between is read again under its own stamp
        book = _compiled(rows)
        of_copies = Book(one.promotion for one in book.all if _is_of_copies(one.rule))
        held = Running(book, _delivery_rules(), loyalty.free_delivery_by_tier(), of_copies)
        _held.clear()
        _held[rows[0][0]] = held
    return held


def _is_of_copies(rule: Rule) -> bool:
    return rule.kind in _EACH_COPY and not (
        rule.tiers or rule.cards or rule.tags or rule.by_coupon or rule.most_per_member
    )


def _delivery_rules() -> tuple[DeliveryRule, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERY)
        return tuple(
            DeliveryRule(
                code=code, name_zh=name_zh, name_en=name_en, areas=tuple(areas), channels=tuple(channels),
                free_from=free_from, fee=fee,
            )
            for code, name_zh, name_en, areas, channels, free_from, fee in cursor.fetchall()
        )  # fmt: skip


def all_promotions() -> Book:
    """Return every version that was ever published or is being written, for whoever tries them out, in one query."""
    return _compiled(_read(["draft", "live", "paused", "ended"], is_whole=True))


def _read(states: list[str], *, is_whole: bool = False) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, {"states": states, "is_whole": is_whole, "with_drafts": is_whole})
        return list(cursor.fetchall())


def _compiled(rows: Sequence[Row]) -> Book:
    return Book(_promotion(row) for row in rows if row[1] is not None)


def _promotion(row: Row) -> Promotion:
    _stamp, promotion_id, code, version, name_zh, name_en, rule, starts_at, ends_at, is_paused = row
    assert promotion_id is not None, "a row of the stamp alone"
    return Promotion(
        promotion_id=promotion_id, code=code, version=version, name_zh=name_zh, name_en=name_en,
        rule=rule_from(json.loads(rule)), starts_at=starts_at, ends_at=ends_at, is_paused=is_paused,
    )  # fmt: skip
