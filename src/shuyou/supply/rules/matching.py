"""Three ways of saying the same: what was ordered, what came, what is billed, and where they differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shuyou.kernel.money import ZERO, net_price


class What(StrEnum):
    """What differs."""

    COPIES = "copies"
    LIST_PRICE = "list_price"
    RATE = "rate"
    NOT_RECEIVED = "not_received"
    NOT_BILLED = "not_billed"
    LIST_TOTAL = "list_total"
    NET_TOTAL = "net_total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """Copies of an item at a list price and a rate: as ordered, as received, or as billed."""

    copies: int
    list_price: Decimal
    discount_rate: Decimal

    @property
    def net(self) -> Decimal:
        """What they cost together."""
        return net_price(self.list_price, self.discount_rate) * self.copies


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of which item (none: of the whole), what it should be and what is billed, and what it costs."""

    item_id: int | None
    what: What
    expected: Decimal
    billed: Decimal
    costs: Decimal


def differences(
    received: Mapping[int, Billed],
    billed: Mapping[int, Billed],
    ordered_rates: Mapping[int, Decimal],
    *,
    list_total: Decimal,
    net_total: Decimal,
) -> list[Difference]:
    """Return where an invoice differs from what came and was agreed, item by item, then in its sums."""
    found: list[Difference] = []
    for item_id in sorted({*received, *billed}):
        found.extend(_of_item(item_id, received.get(item_id), billed.get(item_id), ordered_rates.get(item_id)))
    sums = (
        (What.LIST_TOTAL, sum((one.list_price * one.copies for one in billed.values()), ZERO), list_total),
        (What.NET_TOTAL, sum((one.net for one in billed.values()), ZERO), net_total),
    )
    found.extend(Difference(None, what, lines, said, said - lines) for what, lines, said in sums if lines != said)
    return found


def _of_item(
    item_id: int, received: Billed | None, billed: Billed | None, ordered_rate: Decimal | None
) -> Iterator[Difference]:
    if billed is None:
        if received is not None and received.copies:
            yield Difference(item_id, What.NOT_BILLED, Decimal(received.copies), ZERO, -received.net)
        return
    if received is None or not received.copies:
        yield Difference(item_id, What.NOT_RECEIVED, ZERO, Decimal(billed.copies), billed.net)
        return
    unit = net_price(billed.list_price, billed.discount_rate)
    if billed.copies != received.copies:
        more = billed.copies - received.copies
        yield Difference(item_id, What.COPIES, Decimal(received.copies), Decimal(billed.copies), unit * more)
    if billed.list_price != received.list_price:
        over = net_price(billed.list_price - received.list_price, billed.discount_rate) * billed.copies
        yield Difference(item_id, What.LIST_PRICE, received.list_price, billed.list_price, over)
    agreed = received.discount_rate if ordered_rate is None else ordered_rate
    if billed.discount_rate != agreed:
        over = (unit - net_price(billed.list_price, agreed)) * billed.copies
        yield Difference(item_id, What.RATE, agreed, billed.discount_rate, over)
