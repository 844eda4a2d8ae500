"""Bundles that are sold in parts, at the bundle's own price: which of a basket are, and which an order has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemPrice
from shuyou.orders.errors import NotForSale
from shuyou.orders.models import SoldBundle
from shuyou.orders.queries._priced import Priced, SoldInParts
from shuyou.orders.rules import GIFT, BundlePart, bundle_of, in_parts
from shuyou.supply import queries as supply
from shuyou.supply.queries import MAIN

ANY_LIST: Final = "list"
"""The price list that parts are looked up by: what they cost alone does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selling:
    """Where titles are sold, and from which place they go."""

    channel: str
    at: datetime
    place: str = MAIN
    are_gone: bool = False
    """The copies were sold already: nothing about them can be refused any more."""


def made_of_parts(priced: Priced, prices: Mapping[int, ItemPrice], selling: Selling) -> Priced:
    """
    Return a priced basket with the parts of bundles in their place, at the bundle's price.

    A bundle of which enough lie packed is sold as it is. Without bundles, no query is asked.

    :raises NotForSale: a part was withdrawn, or must not be sold here.
    """
    wanted = {item_id: copies for item_id, copies in priced.basket.copies().items() if _is_bundle(prices, item_id)}
    if not wanted:
        return priced
    packed = supply.stock(item_ids=wanted, warehouse=selling.place)
    open_ids = [item_id for item_id, copies in wanted.items()
                if item_id not in packed or packed[item_id].free < copies]  # fmt: skip
    parts = _parts(open_ids, selling)
    bundles = tuple(SoldInParts(one, prices[one].title, wanted[one]) for one in parts)
    return replace(priced, basket=in_parts(priced.basket, parts), bundles=bundles)


def parts_wanted(*, item_ids: Iterable[int]) -> frozenset[int]:
    """Return the parts that bundles among items are made of, in one query."""
    return frozenset(part for parts in catalog.bundle_parts(item_ids=list(item_ids)).values() for part in parts)


def bundles_of(*, order_id: int) -> tuple[SoldInParts, ...]:
    """Return the bundles of an order that were sold in parts, in one query."""
    rows = SoldBundle.objects.filter(order_id=order_id).order_by("pk").values_list("item_id", "title", "copies")
    return tuple(SoldInParts(*row) for row in rows)


def bought_of(lines: Iterable[tuple[int, int, str]], bundles: Iterable[SoldInParts]) -> dict[int, int]:
    """Return the copies by item that somebody bought: of lines (item, copies, reason) without gifts, and bundles."""
    bought: dict[int, int] = {}
    whole = {one.item_id for one in bundles}
    for item_id, copies, reason in lines:
        if not (reason.startswith(GIFT) or bundle_of(reason) in whole):
            bought[item_id] = bought.get(item_id, 0) + copies
    for one in bundles:
        bought[one.item_id] = bought.get(one.item_id, 0) + one.copies
    return bought


def _is_bundle(prices: Mapping[int, ItemPrice], item_id: int) -> bool:
    return item_id in prices and prices[item_id].is_bundle


def _parts(bundle_ids: list[int], selling: Selling) -> Mapping[int, tuple[BundlePart, ...]]:
    made = catalog.bundle_parts(item_ids=bundle_ids)
    prices = catalog.prices(
        item_ids={part for parts in made.values() for part in parts}, price_list=ANY_LIST, channel=selling.channel,
        at=selling.at,
    )  # fmt: skip
    for price in prices.values():
        if not selling.are_gone and (price.status == "withdrawn" or price.is_barred):
            raise NotForSale(title=price.title)
    return {
        bundle_id: tuple(
            BundlePart(item_id, prices[item_id].title, copies, prices[item_id].list_price)
            for item_id, copies in parts.items()
        )
        for bundle_id, parts in made.items()
    }  # fmt: skip
