"""A bundle sold at its own price: its parts leave the shelves, and each bears its part of the price. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from shuyou.kernel.money import CENT, RATE_STEP
from shuyou.orders.rules.baskets import GIFT, PricedBasket, PricedLine, Step, summed
from shuyou.orders.rules.book import in_cents
from shuyou.orders.rules.deals import shared

OF_BUNDLE: Final = "bundle:"
"""How the reason of a title begins that was sold within a bundle; the bundle's item id follows."""


@dataclass(frozen=True, slots=True)
class BundlePart:
    """So many copies of a title in one bundle."""

    item_id: int
    title: str
    copies: int
    list_price: Decimal


def in_parts(basket: PricedBasket, parts: Mapping[int, Sequence[BundlePart]]) -> PricedBasket:
    """
    Return a basket with the parts of bundles (by the bundle's item id) in their place.

    What is paid stays as it is, to the cent; each part bears of it what its list price is in that of all parts.
    """
    lines = [part for line in basket.lines for part in _parts(line, parts.get(line.item_id, ()))]
    return replace(summed(lines, basket.uses), is_delivery_free=basket.is_delivery_free)


def bundle_of(reason: str) -> int:
    """Return the item id of the bundle that a title was sold within; 0: it was sold alone."""
    return int(reason.removeprefix(OF_BUNDLE)) if reason.startswith(OF_BUNDLE) else 0


def _parts(line: PricedLine, parts: Sequence[BundlePart]) -> Iterator[PricedLine]:
    if not parts:
        yield line
        return
    weights = _weights(parts)
    paid = shared(in_cents(line.net_amount), weights)
    saved = [shared(in_cents(step.saving), weights) for step in line.steps]
    for place, part in enumerate(parts):
        steps = [step._replace(saving=CENT * cuts[place]) for step, cuts in zip(line.steps, saved, strict=True)]
        yield from _lines(line, part, paid[place], steps)


def _weights(parts: Sequence[BundlePart]) -> list[int]:
    weights = [in_cents(part.list_price) * part.copies for part in parts]
    return weights if any(weights) else [part.copies for part in parts]


def _lines(line: PricedLine, part: BundlePart, paid: int, steps: Sequence[Step]) -> Iterator[PricedLine]:
    """Find the lines of a part: two where its copies cannot all cost the same to the cent."""
    copies = part.copies * line.quantity
    net, odd = divmod(paid, copies)
    dearer = [shared(in_cents(step.saving), [copies - odd, odd])[1] for step in steps]
    reason = line.reason if line.reason.startswith(GIFT) else f"{OF_BUNDLE}{line.item_id}"
    for number, cost, is_dearer in ((copies - odd, net, False), (odd, net + 1, True)):
        if not number:
            continue
        cuts = [
            step._replace(saving=CENT * share if is_dearer else step.saving - CENT * share)
            for step, share in zip(steps, dearer, strict=True)
        ]
        price = CENT * cost
        listed = max(part.list_price, price)
        rate = (price / listed).quantize(RATE_STEP) if listed else line.rate
        yield PricedLine(
            part.item_id, part.title, number, listed, rate, price, reason, tuple(cut for cut in cuts if cut.saving)
        )
