"""What promotions ask about who buys and what: read only when some promotion may count at all."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.kernel.clock import club_day
from shuyou.kernel.statements import planned
from shuyou.orders.rules import Book, Buyer, Quote
from shuyou.supply import queries as supply

YEAR: Final = timedelta(days=365)

_TOKENS: Final = """
    SELECT i.id, 'kind:' || i.kind, 'value:' || i.value_class, 'publisher:' || i.publisher_id,
           'series:' || i.series_id, 'shelf:' || c.code,
           ARRAY(SELECT code FROM catalog_subject s WHERE s.item_id = i.id AND s.scheme = 'clc' UNION
                 SELECT c.code WHERE c.scheme = 'clc')
      FROM catalog_item i LEFT JOIN catalog_category c ON c.id = i.category_id WHERE i.id = ANY (%s)
"""
_SUPPLIERS: Final = """
    SELECT DISTINCT s.item_id, l.supplier_id FROM supply_shelf s JOIN supply_layer l ON l.shelf_id = s.id
     WHERE s.item_id = ANY (%s) AND l.on_hand > 0
"""
# What an order of the member's own holds is not counted when that order is priced anew.
_BUYER: Final = """
    SELECT ARRAY(SELECT DISTINCT kind FROM members_card WHERE member_id = %(member)s AND status = 'active'),
           ARRAY(SELECT t.name FROM members_persontag p JOIN members_tag t ON t.id = p.tag_id
                  WHERE p.person_id = %(member)s),
           NOT EXISTS (SELECT FROM orders_order WHERE member_id = %(member)s AND state <> 'cancelled'
                          AND id <> %(order)s),
           coalesce((SELECT sum(paid_total) FROM orders_order WHERE member_id = %(member)s
                        AND placed_at > %(since)s AND state <> 'cancelled'), 0),
           (SELECT jsonb_object_agg(promotion_id, n) FROM (
              SELECT promotion_id, count(*) AS n FROM orders_promotionuse
               WHERE member_id = %(member)s AND released_at IS NULL AND order_id <> %(order)s GROUP BY 1) u),
           (SELECT jsonb_agg(jsonb_build_array(promotion_id, most_uses - uses, (budget - spent)::text))
              FROM orders_promotiontally WHERE (most_uses IS NOT NULL OR budget IS NOT NULL)
                AND promotion_id = ANY (%(promotions)s))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who buys, where and when."""

    member_id: int
    tier: str
    channel: str
    at: datetime
    store: str = ""
    coupons: Mapping[int, int]
    """By promotion, the coupon of theirs that opens it."""
    address: str = ""
    """Where the parcel goes; empty: there is none, so nothing is asked for it."""
    order_id: int = 0
    """The order that is priced anew; 0: it is a new one."""


def with_tokens(quotes: Sequence[Quote], book: Book) -> list[Quote]:
    """Return quotes with all that the promotions of a book may know their titles by, in one query, or two."""
    tokens = tokens_of([quote.item_id for quote in quotes], with_suppliers=book.knows("supplier"))
    return [replace(quote, tokens=tokens[quote.item_id]) for quote in quotes]


def tokens_of(item_ids: Collection[int], *, with_suppliers: bool) -> Mapping[int, frozenset[str]]:
    """Return all that rules may know titles by, in one query, or two."""
    ids = list(item_ids)
    tokens: dict[int, set[str]] = {item_id: {f"item:{item_id}"} for item_id in ids}
    with planned() as cursor:
        cursor.execute(_TOKENS, [ids])
        for item_id, *words, classes in cursor.fetchall():
            tokens[item_id].update(word for word in words if word)
            tokens[item_id].update(f"class:{code[:end]}" for code in classes for end in range(1, len(code) + 1))
        if with_suppliers:
            cursor.execute(_SUPPLIERS, [ids])
            for item_id, supplier_id in cursor.fetchall():
                tokens[item_id].add(f"supplier:{supplier_id}")
    return {item_id: frozenset(words) for item_id, words in tokens.items()}


def buyer_of(asking: Asking, book: Book) -> Buyer:
    """Return what the promotions of a book ask about who buys, in one query, or three if there are gifts."""
    with planned() as cursor:
        cursor.execute(
            _BUYER,
            {
                "member": asking.member_id, "since": asking.at - YEAR, "order": asking.order_id,
                "promotions": [one.number for one in book.all],
            },
        )  # fmt: skip
        cards, tags, is_first, spent, used, held = cursor.fetchone()
    tallies = json.loads(held or "[]")
    return Buyer(
        at=asking.at,
        weekday=club_day(asking.at).isoweekday(),
        channel=asking.channel,
        store=asking.store,
        tier=asking.tier,
        cards=frozenset(cards),
        tags=frozenset(tags),
        is_first_order=is_first and bool(asking.member_id),  # of a guest nobody knows it
        year_spend=Decimal(spent),
        coupons=frozenset(asking.coupons),
        used={int(number): times for number, times in json.loads(used or "{}").items()},
        shut=frozenset(number for number, uses, _left in tallies if uses is not None and uses <= 0),
        room={number: Decimal(left) for number, _uses, left in tallies if left is not None},
        capped=frozenset(number for number, _uses, _left in tallies),
        gifts=_gifts(book.gifts),
    )


def birth_date_of(*, member_id: int) -> date | None:
    """Return when a member was born, if that is known, in one query."""
    with planned() as cursor:
        cursor.execute("SELECT birth_date FROM members_person WHERE id = %s", [member_id])
        row = cursor.fetchone()
    return row[0] if row else None


def _gifts(item_ids: Collection[int]) -> Mapping[int, Quote]:
    """Return the gifts of which copies are free."""
    if not item_ids:
        return {}
    free = supply.free_copies(item_ids=item_ids)
    return {
        row.item_id: Quote(row.item_id, row.title, 1, row.list_price, Decimal("1.0000"), "")
        for row in catalog.item_rows(item_ids=[item_id for item_id in item_ids if free[item_id] > 0])
    }
