"""Price lists and offers, an item's prices side by side with their reasons, and what it cost before."""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import PriceList
from shuyou.catalog.queries._prices import name_column
from shuyou.catalog.queries._rows import ItemRow, item_rows
from shuyou.catalog.rules.offers import Offer, Reader, Standing, breaks, lowest, standing
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import FULL_RATE, net_price
from shuyou.kernel.usecase import query

ENTRIES: Final = 50
REASONS: Final = {
    Standing.HOLDS: _("holds"),
    Standing.NOT_ENTERED: _("this title is not entered"),
    Standing.OTHER_TIER: _("for other tiers"),
    Standing.OTHER_STORE: _("for another store"),
    Standing.OTHER_CHANNEL: _("for another channel"),
    Standing.NOT_YET: _("not begun yet"),
    Standing.ENDED: _("ended"),
    Standing.STOPPED: _("stopped"),
}


@dataclass(frozen=True, slots=True)
class PriceListRow:
    """A price list with how many items have a rate of their own on it."""

    code: str
    name: str
    name_zh: str
    name_en: str
    kind: str
    kind_label: str
    rate: Decimal | None
    store: str
    channel: str
    audience: tuple[str, ...]
    starts_at: datetime | None
    ends_at: datetime | None
    is_active: bool
    entries: int

    def state(self, at: datetime) -> str:
        """Return where an offer stands at a moment: holds, not_yet, ended or stopped."""
        if not self.is_active:
            return "stopped"
        if self.starts_at and at < self.starts_at:
            return "not_yet"
        return "ended" if self.ends_at and at >= self.ends_at else "holds"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An item with its own rate on a list, and what it comes to."""

    item: ItemRow
    rate: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A stretch of a list's entries, and where the next one starts; 0: there is none."""

    rows: tuple[EntryRow, ...]
    next_after: int


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A price list as it meets one item and one tier: what it would come to, and whether it holds."""

    code: str
    name: str
    kind: str
    rate: Decimal | None
    price: Decimal | None
    standing: Standing
    is_own: bool
    is_paid: bool

    @property
    def why(self) -> str:
        """Why it does not hold, in words."""
        return str(REASONS[self.standing])


@dataclass(frozen=True, slots=True)
class TierPrice:
    """What readers of one tier pay, and every list that was looked at on the way."""

    code: str
    name: str
    rate: Decimal
    price: Decimal
    is_fixed: bool
    lists: tuple[Reckoned, ...]


@dataclass(frozen=True, slots=True)
class PriceChangeRow:
    """One change of a price: of the list price, or of the item's rate on a list."""

    at: datetime
    list_code: str
    list_name: str
    before: Decimal | None
    after: Decimal | None
    who: str


_OFFERS = """
    SELECT l.code, l.kind, l.rank, l.rate, e.rate, l.store, l.channel, l.audience, l.starts_at, l.ends_at, l.is_active,
           l.{name}
      FROM catalog_pricelist l LEFT JOIN catalog_priceentry e ON e.price_list_id = l.id AND e.item_id = %s
     ORDER BY l.kind <> 'tier', l.rank
"""


def price_lists(*, code: str = "") -> list[PriceListRow]:
    """Return every price list, those of tiers first, or only the one of a code, in one query."""
    name = name_column()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.code, l.{name}, l.name_zh, l.name_en, l.kind, l.rate, l.store, l.channel, l.audience,"
            " l.starts_at, l.ends_at, l.is_active,"
            " (SELECT count(*) FROM catalog_priceentry e WHERE e.price_list_id = l.id)"
            " FROM catalog_pricelist l WHERE %(code)s IN ('', l.code)"
            " ORDER BY l.kind <> 'tier', coalesce(l.ends_at < now(), false),"
            " CASE WHEN l.kind = 'tier' THEN l.rank ELSE -l.rank END",
            {"code": code},
        )
        rows = cursor.fetchall()
    return [
        PriceListRow(*[*row[:5], str(PriceList.Kind(row[4]).label), *row[5:8], tuple(row[8]), *row[9:]]) for row in rows
    ]


def price_list(*, code: str) -> PriceListRow:
    """
    Return a price list.

    :raises NotFound: there is none of this code.
    """
    found = price_lists(code=code) if code else []
    if not found:
        raise NotFound(what=_("price list"), key=code)
    return found[0]


def price_entries(*, code: str, after: int = 0, limit: int = ENTRIES) -> EntryPage:
    """Return items that have a rate of their own on a list, the last added item first, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.item_id, e.rate FROM catalog_priceentry e JOIN catalog_pricelist l ON l.id = e.price_list_id"
            " WHERE l.code = %(code)s AND (%(after)s = 0 OR e.item_id < %(after)s) ORDER BY e.item_id DESC"
            " LIMIT %(limit)s",
            {"code": code, "after": after, "limit": limit + 1},
        )
        rates: dict[int, Decimal] = dict(cursor.fetchall())
    ids = list(rates)[:limit]
    rows = tuple(
        EntryRow(row, rates[row.item_id], net_price(row.list_price, rates[row.item_id]))
        for row in item_rows(item_ids=ids)
    )
    return EntryPage(rows, ids[-1] if len(rates) > limit else 0)


def prices_explained(*, item_id: int, at: datetime, channel: str = "", store: str = "") -> list[TierPrice]:
    """
    Return what readers of every tier pay for an item at a moment, with every list that was looked at, in two queries.

    :raises NotFound: there is no such item.
    """
    list_price, is_fixed = _list_price(item_id)
    offers = _offers(item_id)
    return [
        _tier_price(tier, offers, Reader(tier.code, at, store, channel), list_price, is_fixed=is_fixed)
        for tier in offers
        if tier.kind == "tier"
    ]


@query("catalog.view")
def price_history(*, item_id: int, actor: Actor, limit: int = 100) -> list[PriceChangeRow]:
    """Return how an item's prices changed, the latest first, in one query (index `price_changes_of_item`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(v.at, c.recorded_at), coalesce(l.code, ''), coalesce(l.{name_column()}, ''), c.before,"
            " c.after, coalesce(u.full_name, v.actor_id, '') FROM catalog_pricechange c"
            " LEFT JOIN catalog_pricelist l ON l.id = c.price_list_id"
            " LEFT JOIN LATERAL (SELECT e.at, e.actor_kind, e.actor_id FROM kernel_event e WHERE e.xid = c.xid"
            "   AND e.recorded_at = c.recorded_at ORDER BY e.id LIMIT 1) v ON true"
            " LEFT JOIN kernel_user u ON v.actor_kind = 'staff' AND u.id::text = v.actor_id"
            " WHERE c.item_id = %s ORDER BY c.id DESC LIMIT %s",
            [item_id, limit],
        )
        return [PriceChangeRow(*row) for row in cursor.fetchall()]


def lowest_price(
    *, item_id: int, price_list: str, since: datetime, until: datetime, channel: str = "", store: str = ""
) -> Decimal:
    """
    Return the least that readers of a tier paid for an item at any moment of a span, for who claims a price guarantee.

    Rates of whole lists count as they are now: only what items have of their own is kept through time.

    :raises NotFound: there is no such item.
    """
    list_price, is_fixed = _list_price(item_id)
    changes = _changes_since(item_id, since)
    offers = _offers(item_id)
    moments = {*breaks(list(offers), since, until), *(change.at for change in changes if since < change.at <= until)}
    least: list[Decimal] = []
    for moment in sorted(moments):
        price, rates = _as_it_was(list_price, changes, moment)
        then = [replace(offer, own_rate=rates.get(offer.code, offer.own_rate)) for offer in offers]
        best = lowest(then, Reader(price_list, moment, store, channel))
        rate = FULL_RATE if is_fixed or best is None or best.applied is None else best.applied
        least.append(net_price(price, rate))
    return min(least)


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    code: str
    before: Decimal | None


def _changes_since(item_id: int, since: datetime) -> list[_Change]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.recorded_at, coalesce(l.code, ''), c.before FROM catalog_pricechange c"
            " LEFT JOIN catalog_pricelist l ON l.id = c.price_list_id"
            " WHERE c.item_id = %s AND c.recorded_at > %s ORDER BY c.id DESC",
            [item_id, since],
        )
        return [_Change(*row) for row in cursor.fetchall()]


def _as_it_was(
    list_price: Decimal, changes: Sequence[_Change], moment: datetime
) -> tuple[Decimal, Mapping[str, Decimal | None]]:
    """Return the list price and the item's own rates of a moment: what came later is taken back, the latest first."""
    rates: dict[str, Decimal | None] = {}
    for change in changes:
        if change.at <= moment:
            break
        if change.code:
            rates[change.code] = change.before
        elif change.before is not None:
            list_price = change.before
    return list_price, rates


def _list_price(item_id: int) -> tuple[Decimal, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT list_price, has_fixed_price FROM catalog_item WHERE id = %s", [item_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=_("title"), key=item_id)
    return row[0], row[1]


def _offers(item_id: int) -> Mapping[Offer, str]:
    """Return every price list as it meets an item, each with its name."""
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS.format(name=name_column()), [item_id])
        return {
            Offer(
                code=code, kind=kind, rank=rank, rate=rate, own_rate=own, store=store, channel=channel,
                audience=tuple(audience), starts_at=starts_at, ends_at=ends_at, is_active=is_active,
            ): name
            for code, kind, rank, rate, own, store, channel, audience, starts_at, ends_at, is_active, name in (
                cursor.fetchall()
            )
        }  # fmt: skip


def _tier_price(
    tier: Offer, offers: Mapping[Offer, str], reader: Reader, list_price: Decimal, *, is_fixed: bool
) -> TierPrice:
    best = lowest(offers, reader) or tier
    lists = tuple(
        Reckoned(
            offer.code, name, offer.kind, offer.applied,
            None if offer.applied is None else net_price(list_price, offer.applied),
            standing(offer, reader), offer.own_rate is not None, offer is best and not is_fixed,
        )
        for offer, name in offers.items()
        if offer.kind != "tier" or offer is tier
    )  # fmt: skip
    rate = FULL_RATE if is_fixed or best.applied is None else best.applied
    return TierPrice(tier.code, offers[tier], rate, net_price(list_price, rate), is_fixed, lists)
