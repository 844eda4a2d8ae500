"""What an item costs whom, and why."""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language

from shuyou.kernel.clock import club_zone
from shuyou.kernel.money import net_price
from shuyou.kernel.statements import ask, planned

_HOLDS: Final = """
    (l.id = t.id OR (l.kind <> 'tier' AND l.is_active AND (l.audience = '{{}}' OR t.code = ANY (l.audience))
                     AND l.store IN ('', %(store)s) AND l.channel IN ('', %(channel)s)
                     AND (l.starts_at IS NULL OR l.starts_at <= coalesce(%(at)s::timestamptz, now()))
                     AND (l.ends_at IS NULL OR l.ends_at > coalesce(%(at)s::timestamptz, now()))))
"""
_LOWEST: Final = """
    SELECT coalesce(e.rate, l.rate) AS rate,
           CASE WHEN l.kind <> 'tier' THEN 'offer:' WHEN e.id IS NULL THEN 'list:' ELSE 'entry:' END || l.code
               AS reason,
           CASE WHEN l.kind <> 'tier' THEN l.{name} ELSE '' END AS offer
      FROM {lists} l LEFT JOIN catalog_priceentry e ON e.item_id = i.id AND e.price_list_id = l.id
     WHERE {holds} AND coalesce(e.rate, l.rate) IS NOT NULL
     ORDER BY 1, l.kind <> 'tier', l.rank LIMIT 1
"""


def best(name: str) -> str:
    """
    Return the query of the lowest rate that holds for readers of the tier `t` on the item `i`, and why.

    The same is said by `shuyou.catalog.rules.offers`.
    """
    return _LOWEST.format(lists="catalog_pricelist", holds=_HOLDS, name=name).replace("{{}}", "{}")


_LADDER: Final = {
    name: f"""
    SELECT i.id, i.list_price, i.has_fixed_price, t.code, t.{name}, b.rate, b.offer
      FROM catalog_item i CROSS JOIN catalog_pricelist t CROSS JOIN LATERAL ({best(name)}) b
     WHERE i.id = ANY (%(ids)s) AND t.kind = 'tier' AND %(only)s IN ('', t.code) ORDER BY i.id, t.rank
"""
    for name in ("name_zh", "name_en")
}
# Which lists hold is found once for all items: usually one, that of the tier.
_PRICES: Final = f"""
    WITH held AS MATERIALIZED (
        SELECT l.id, l.code, l.kind, l.rate, l.rank FROM catalog_pricelist t JOIN catalog_pricelist l ON {_HOLDS}
         WHERE t.code = %(list)s)
    SELECT i.id, i.title, i.status, i.list_price, CASE WHEN i.has_fixed_price THEN 1.0000 ELSE b.rate END,
           CASE WHEN i.has_fixed_price THEN 'fixed:' || %(list)s ELSE b.reason END,
           %(channel)s = ANY (i.barred_channels)
               OR (i.kind = 'ticket' AND coalesce(i.attributes ->> 'held_on' < to_char(
                   coalesce(%(at)s::timestamptz, now()) AT TIME ZONE %(zone)s::text, 'YYYY-MM-DD'), false)),
           i.earns_no_points, i.least_age,
           EXISTS (SELECT FROM catalog_bundlepart p WHERE p.bundle_id = i.id)
      FROM catalog_item i CROSS JOIN LATERAL ({_LOWEST.format(lists="held", holds="true", name="code")}) b
     WHERE i.id = ANY (%(ids)s) ORDER BY i.id
""".replace("{{}}", "{}")


@dataclass(frozen=True, slots=True)
class ItemPrice:
    """An item's list price and the discount rate that a reader pays, with the reason for the rate."""

    item_id: int
    title: str
    status: str
    list_price: Decimal
    rate: Decimal
    reason: str
    """`list:member`, `entry:member` (the item's own rate there), `offer:CODE`, or `fixed:member`: no discount."""
    is_barred: bool = False
    """The channel asked about must not sell it, or it is a ticket for a show that is over."""
    earns_no_points: bool = False
    least_age: int | None = None
    is_bundle: bool = False
    """It is made of parts, which are sold for it where none lies packed."""


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What an item costs readers of one tier; an offer that lowers it is named."""

    code: str
    name: str
    rate: Decimal
    price: Decimal
    offer: str = ""
    is_fixed: bool = False
    """Nobody pays less for it, whatever is given elsewhere."""


def prices(
    *, item_ids: Iterable[int], price_list: str, channel: str = "", store: str = "", at: datetime | None = None
) -> Mapping[int, ItemPrice]:
    """
    Return what items cost readers of a tier, by item id, in one query; unknown items are missing.

    Offers count that hold at a moment (now, if none is given) in a channel and a store, and for everybody's.
    """
    asked = {
        "ids": list(item_ids), "list": price_list, "channel": channel, "store": store, "at": at,
        "zone": club_zone().key,
    }  # fmt: skip
    with planned() as cursor:
        cursor.execute(_PRICES, asked)
        return {row[0]: ItemPrice(*row) for row in cursor.fetchall()}


def price_ladder(
    *, item_ids: Iterable[int], channel: str = "", store: str = "", at: datetime | None = None, only: str = ""
) -> Mapping[int, list[ListedPrice]]:
    """Return what each item costs readers of every tier, or of only one, dearest tier first, in one query."""
    return ask_ladder(item_ids=item_ids, channel=channel, store=store, at=at, only=only)()


def ask_ladder(
    *, item_ids: Iterable[int], channel: str = "", store: str = "", at: datetime | None = None, only: str = ""
) -> Callable[[], Mapping[int, list[ListedPrice]]]:
    """Ask for what `price_ladder` returns, and return what reads it."""
    told = {"ids": list(item_ids), "channel": channel, "store": store, "at": at, "only": only}
    return ask(_LADDER[name_column()], told, _ladder_of)


def _ladder_of(rows: Iterable[tuple[int, Decimal, bool, str, str, Decimal, str]]) -> Mapping[int, list[ListedPrice]]:
    ladder: dict[int, list[ListedPrice]] = {}
    for item_id, list_price, is_fixed, code, label, rate, offer in rows:
        held = Decimal("1.0000") if is_fixed else rate
        listed = ListedPrice(code, label, held, net_price(list_price, held), "" if is_fixed else offer, is_fixed)
        ladder.setdefault(item_id, []).append(listed)
    return ladder


def name_column() -> str:
    """Return the column that names things in the reader's language."""
    return "name_zh" if (get_language() or "").startswith("zh") else "name_en"
