"""Bundles of readers' own as promotions see them. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from shuyou.orders.rules.baskets import Quote

WORD: Final = "bundle"
TOKEN: Final = f"{WORD}:own"
"""What promotions know the titles of a reader's own bundle by."""


def with_own_bundle(quotes: Sequence[Quote], items: Collection[int]) -> list[Quote]:
    """Return quotes of which those of the bundle are known as such, if all of it is there, one copy of each."""
    single = {quote.item_id for quote in quotes if quote.quantity == 1}
    if not items or not set(items) <= single:
        return list(quotes)
    return [replace(quote, tokens=quote.tokens | {TOKEN}) if quote.item_id in items else quote for quote in quotes]
