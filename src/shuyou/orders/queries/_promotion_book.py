"""Promotions as pricing needs them: compiled once in each process, and compiled anew when somebody changed one."""

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.statements import planned
from shuyou.orders.rules import Book, Promotion, rule_from

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
EMPTY: Final = Book(())

_held: dict[UUID, Book] = {}
"""The running promotions by the stamp that they were read under: one entry."""


def promotion_stamp() -> UUID | None:
    """Return which state the promotions are in, in one query; None: there never was one."""
    with planned() as cursor:
        cursor.execute("SELECT stamp FROM orders_promotionstamp")
        row = cursor.fetchone()
    return row[0] if row else None


def running_promotions(*, stamp: UUID | None) -> Book:
    """Return the promotions that run, as they were when the stamp was read or newer; usually without a query."""
    if stamp is None:
        return EMPTY
    book = _held.get(stamp)
    if book is None:
        rows = _read(["live"])
        book = _compiled(rows)
        _held.clear()
        _held[rows[0][0]] = book
    return book


def all_promotions() -> Book:
    """Return every version that was ever published or is being written, for whoever tries them out, in one query."""
    return _compiled(_read(["draft", "live", "paused", "ended"], is_whole=True))


def _read(states: Sequence[str], *, is_whole: bool = False) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_BOOK, {"states": states, "is_whole": is_whole, "with_drafts": is_whole})
        return list(cursor.fetchall())


def _compiled(rows: Sequence[tuple[Any, ...]]) -> Book:
    return Book(_promotion(*row[1:]) for row in rows if row[1] is not None)


def _promotion(
    promotion_id: int, code: str, version: int, name_zh: str, name_en: str, rule: str, *rest: Any
) -> Promotion:
    starts_at, ends_at, is_paused = rest
    return Promotion(
        promotion_id=promotion_id, code=code, version=version, name_zh=name_zh, name_en=name_en,
        rule=rule_from(json.loads(rule)), starts_at=starts_at, ends_at=ends_at, is_paused=is_paused,
    )  # fmt: skip
