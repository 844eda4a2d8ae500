"""The SQL that replays an earning rule on past orders of a stretch of readers, as they were paid."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from shuyou.loyalty.queries import Gives, Terms, days_in

type Cell = str | int | Decimal | date | list[str] | list[int] | list[date]
type Named = Callable[[Cell], str]
"""Puts a value among those that are asked, and returns how SQL names it."""

# The rule alone, to readers as they are today (tiers, tags, cards), on orders as they were paid.
_ORDERS: Final = """
    {p}items AS MATERIALIZED (
        SELECT i.id, i.earns_no_points OR NOT ({about}) AS is_out FROM catalog_item i
          LEFT JOIN catalog_category c ON c.id = i.category_id
    ),
    {p}bought AS (
        SELECT o.id, o.member_id, o.paid_at, o.placed_at, (o.paid_at AT TIME ZONE %(zone)s)::date AS day,
               o.total - o.delivery_fee AS paid, sum(l.net_amount) AS whole,
               sum(l.net_amount) FILTER (WHERE NOT i.is_out) AS part,
               sum(l.quantity) FILTER (WHERE NOT i.is_out)::bigint AS copies
          FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id JOIN {p}items i ON i.id = l.item_id
         WHERE o.member_id > %(after)s AND o.member_id <= %(last)s AND o.paid_at >= %(since)s AND o.paid_at < %(until)s
           AND o.state <> 'cancelled'
           AND ({where})
         GROUP BY o.id HAVING sum(l.quantity) FILTER (WHERE NOT i.is_out) > 0
    ),
    {p}worth AS (
        SELECT b.*, CASE WHEN b.whole > 0 THEN trunc(b.paid * b.part / b.whole, 2) ELSE 0 END AS money,
               extract(year FROM age(b.day, m.joined_on))::int AS years
          FROM {p}bought b JOIN members_member m ON m.person_id = b.member_id
          JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
         WHERE {whom}
    ),
    {p}given AS (
        SELECT id, member_id, day, paid_at, greatest(0, {points})::bigint AS points FROM {p}worth WHERE {asks}
    ),
    {p}daily AS (SELECT id, member_id, day, paid_at, {daily} AS points FROM {p}given),
    {p}awards AS (SELECT id, member_id, day, paid_at, {personal} AS points FROM {p}daily)
"""
_NONE: Final = """
    {p}awards AS (SELECT 0::bigint AS id, 0::bigint AS member_id, NULL::date AS day, NULL::timestamptz AS paid_at,
                         0::bigint AS points WHERE false)
"""
_TOKENS: Final = {
    "item": "i.id = {value}",
    "publisher": "i.publisher_id = {value}",
    "series": "i.series_id = {value}",
    "kind": "i.kind = {value}",
    "value": "i.value_class = {value}",
    "shelf": "c.code = {value}",
    "class": "(c.scheme = 'clc' AND starts_with(c.code, {value}) OR EXISTS (SELECT FROM catalog_subject s"
    " WHERE s.item_id = i.id AND s.scheme = 'clc' AND starts_with(s.code, {value})))",
    "supplier": "EXISTS (SELECT FROM supply_shelf s JOIN supply_layer y ON y.shelf_id = s.id"
    " WHERE s.item_id = i.id AND y.on_hand > 0 AND y.supplier_id = {value})",
}
_NUMBERS: Final = frozenset({"item", "publisher", "series", "supplier"})


def awards(terms: Terms | None, prefix: str, asked: dict[str, Cell], span: tuple[int, int]) -> str:
    """
    Return the parts of a WITH that end in `PREFIXawards`: what terms give order by order, without their budget.

    What they ask is put into `asked`, which also says `zone`, `rate`, `since`, `until`, and of which readers: `after`
    and `last`. `span` are the years they may fall into. No terms give nothing.
    """
    if terms is None:
        return _NONE.format(p=prefix)

    def named(value: Cell) -> str:
        name = f"{prefix}{len(asked)}"
        asked[name] = value
        return f"%({name})s"

    about = _about(terms.titles, named, otherwise="true")
    if terms.but_not:
        about = f"({about}) AND NOT ({_about(terms.but_not, named, otherwise='false')})"
    return _ORDERS.format(
        p=prefix, about=about, where=_where(terms, named), whom=_whom(terms, named, span),
        asks=_asks(terms, named), points=_points(terms, named),
        daily=_capped(terms.most_per_day, "PARTITION BY member_id, day"),
        personal=_capped(terms.most_per_member, "PARTITION BY member_id"),
    )  # fmt: skip


def within_budget(terms: Terms | None, points: str) -> str:
    """Return how SQL says points of a column as far as a budget over all of them goes, in order of time."""
    return _capped(terms.budget if terms else 0, "", points)


def _capped(most: int, over: str, points: str = "points") -> str:
    """Return how SQL says points of a column as far as a bound on their sum goes, in order of time; 0: no bound."""
    if not most:
        return points
    so_far = f"sum({points}) OVER ({over} ORDER BY paid_at, id)"
    return f"(least({most:d}, {so_far}) - least({most:d}, {so_far} - {points}))::bigint"


def _about(tokens: frozenset[str], named: Named, *, otherwise: str) -> str:
    found = []
    for token in sorted(tokens):
        kind, _sep, key = token.partition(":")
        condition = _TOKENS[kind].format(value=named(int(key) if kind in _NUMBERS else key))
        found.append(f"coalesce({condition}, false)")
    return " OR ".join(found) or otherwise


def _where(terms: Terms, named: Named) -> str:
    conditions = ["true"]
    if terms.channels:
        conditions.append(f"o.channel = ANY ({named(sorted(terms.channels))})")
    if terms.stores:
        conditions.append(
            "EXISTS (SELECT FROM orders_sale s JOIN orders_tillsession n ON n.id = s.session_id JOIN orders_till d"
            " ON d.id = n.till_id JOIN supply_warehouse w ON w.id = d.store_id"
            f" WHERE s.order_id = o.id AND w.code = ANY ({named(sorted(terms.stores))}))"
        )
    if terms.is_first_order:
        conditions.append(
            "NOT EXISTS (SELECT FROM orders_order b WHERE b.member_id = o.member_id AND b.state <> 'cancelled'"
            " AND b.id <> o.id AND b.placed_at <= o.placed_at)"
        )
    if terms.every:
        within = named(terms.within_days)
        conditions.append(
            "((SELECT count(*) FROM orders_order b WHERE b.member_id = o.member_id AND b.state <> 'cancelled'"  # noqa: S608
            f" AND b.id <> o.id AND b.paid_at <= o.paid_at"
            f" AND b.paid_at > o.paid_at - make_interval(days => {within})) + 1)"
            f" %% {named(terms.every)} = 0"
        )
    return " AND ".join(conditions)


def _whom(terms: Terms, named: Named, span: tuple[int, int]) -> str:
    conditions = ["true"]
    if terms.tiers:
        conditions.append(f"t.code = ANY ({named(sorted(terms.tiers))})")
    if terms.cards:
        conditions.append(
            "EXISTS (SELECT FROM members_card k WHERE k.member_id = m.person_id AND k.status = 'active'"
            f" AND k.kind = ANY ({named(sorted(terms.cards))}))"
        )
    if terms.tags or terms.members:
        conditions.append(
            "(EXISTS (SELECT FROM members_persontag x JOIN members_tag g ON g.id = x.tag_id WHERE"
            f" x.person_id = m.person_id AND g.name = ANY ({named(sorted(terms.tags))}::text[]))"
            f" OR m.person_id = ANY ({named(sorted(terms.members))}::bigint[]))"
        )
    if terms.clubs:
        conditions.append(
            "EXISTS (SELECT FROM loyalty_clubmembership x JOIN loyalty_club g ON g.id = x.club_id WHERE"
            f" x.member_id = m.person_id AND x.left_at IS NULL AND g.code = ANY ({named(sorted(terms.clubs))}::text[]))"
        )
    if terms.years_from:
        conditions.append(f"extract(year FROM age(b.day, m.joined_on)) >= {named(terms.years_from)}")
    if terms.weekdays:
        conditions.append(f"extract(isodow FROM b.day)::int = ANY ({named(sorted(terms.weekdays))})")
    if terms.days or terms.by_birthday:
        conditions.append(f"({_on_days(terms, named, span)})")
    return " AND ".join(conditions)


def _on_days(terms: Terms, named: Named, span: tuple[int, int]) -> str:
    before, after = named(terms.days_before), named(terms.days_after)
    years = range(span[0], span[1] + 1)
    around = f"BETWEEN d.day - {before}::int AND d.day + {after}::int"
    found = []
    if terms.days:
        days = [day for year in years for day in days_in(terms.days, year)]
        found.append(f"EXISTS (SELECT FROM unnest({named(days)}::date[]) d (day) WHERE b.day {around})")
    if terms.by_birthday:
        tokens = [
            f"{kind}:{m:02d}{d:02d}" for kind in ("sun", "moon", "moon:L") for m in range(1, 13) for d in range(1, 32)
        ]
        rows = [
            [token, day.isoformat()] for token in _known(tokens) for year in years for day in days_in([token], year)
        ]
        birthday = (
            "CASE WHEN p.lunar_birthday <> '' THEN 'moon:' || p.lunar_birthday"
            " ELSE 'sun:' || to_char(p.birth_date, 'MMDD') END"
        )
        found.append(
            f"EXISTS (SELECT FROM (SELECT e->>0 AS token, (e->>1)::date AS day FROM jsonb_array_elements("  # noqa: S608
            f"{named(json.dumps(rows))}::jsonb) e) d WHERE d.token = {birthday} AND b.day {around})"
        )
    return " OR ".join(found)


def _known(tokens: Sequence[str]) -> list[str]:
    """Return the days that there are, written as they are kept."""
    longest: Mapping[str, int] = {"02": 29, **dict.fromkeys(("04", "06", "09", "11"), 30)}
    kept = []
    for token in tokens:
        kind, _sep, digits = token.replace("moon:L:", "moon:L").partition(":")
        month, day = digits.removeprefix("L")[:2], int(digits[-2:])
        if day <= (30 if kind == "moon" else longest.get(month, 31)):
            kept.append(f"{kind}:{digits}")
    return kept


def _asks(terms: Terms, named: Named) -> str:
    conditions = ["true"]
    if terms.least_amount:
        conditions.append(f"money >= {named(terms.least_amount)}")
    if terms.least_copies:
        conditions.append(f"copies >= {named(terms.least_copies)}")
    return " AND ".join(conditions)


def _points(terms: Terms, named: Named) -> str:
    value = named(terms.value)
    if terms.gives == Gives.RATE:
        points = f"trunc(money * {value})"
    elif terms.gives == Gives.TIMES:
        points = f"trunc(money * %(rate)s * ({value} - 1))"
    elif terms.gives == Gives.EACH:
        points = f"copies * {value}"
    elif not terms.per_year:
        points = value
    else:
        years = f"least(years, {named(terms.most_years)})" if terms.most_years else "years"
        points = f"greatest({years}, 0) * {value}"
    return f"least({points}, {named(terms.most_per_order)})" if terms.most_per_order else points
