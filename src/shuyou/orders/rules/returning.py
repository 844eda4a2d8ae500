"""Whether something may come back, and what is given for it. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Final

from shuyou.kernel.money import ZERO
from shuyou.orders.rules.baskets import money_part

DISTANCE: Final = frozenset({"phone", "web", "sms", "email", "fax", "post", "telesales"})
"""Who buys in these ways did not see what they bought: the law gives seven days without a reason."""
LAW_DAYS: Final = timedelta(days=7)
FAULT_DAYS: Final = timedelta(days=30)
"""Copies that came damaged, faulty or wrong come back for so long."""
CLAIM_DAYS: Final = timedelta(days=15)
"""So long after it was bought a title may be found cheaper elsewhere."""


CLAIM_ALONE: Final = Decimal(100)
"""What a claim may give back without a manager: few titles are dearer than so much more than elsewhere."""
CLAIM_SHARE: Final = Decimal("0.5")
"""Which part of what was paid a claim may give back without a manager: books are rarely sold at under half price."""
RETURN_ALONE: Final = Decimal(500)
"""Who asked for a return may settle it too while no more of its order came back: everyday parcels are worth less."""

LEFT_OUT: Final = frozenset({"periodical", "epub", "digital", "ticket"})
"""Goods that the law leaves out of the seven days: delivered papers and magazines, what was downloaded."""
SEALED: Final = frozenset({"av"})
"""Goods that come back by right only with their seals whole."""


def is_left_out(kind: str, *, is_sealed: bool) -> bool:
    """Tell whether the seven days leave a kind of goods out."""
    return kind in LEFT_OUT or (kind in SEALED and not is_sealed)


def may_come_back(*, channel: str, delivered_at: datetime | None, at: datetime, is_our_fault: bool) -> bool:
    """Tell whether copies may come back by right: our fault for long, else what was bought from afar for seven days."""
    if delivered_at is None:  # still on its way: it may be refused at the door
        return True
    if is_our_fault:
        return at <= delivered_at + FAULT_DAYS
    return channel in DISTANCE and at <= delivered_at + LAW_DAYS


@dataclass(frozen=True, slots=True)
class Sold:
    """What an order came to: net, in money, and in points."""

    net_total: Decimal
    total: Decimal
    points: int


@dataclass(frozen=True, slots=True)
class Given:
    """What is given for what comes back now."""

    money: Decimal
    points: int


def given_for(sold: Sold, *, before: Decimal, now: Decimal) -> Given:
    """
    Return what is given for titles of a net amount `now`, after titles of `before` came back.

    Together the returns of a whole order give exactly its money and its points, and never a cent more.
    """
    money = _money(sold, before + now) - _money(sold, before)
    points = _points(sold, before + now) - _points(sold, before)
    return Given(money, points)


def _money(sold: Sold, net: Decimal) -> Decimal:
    return sold.total if net >= sold.net_total else money_part(net, sold.total, sold.net_total)


def _points(sold: Sold, net: Decimal) -> int:
    if net >= sold.net_total:
        return sold.points
    return int((sold.points * net / sold.net_total).to_integral_value(rounding=ROUND_DOWN))


def claim_worth(*, paid: Decimal, price: Decimal, copies: int) -> Decimal:
    """Return what a lower price elsewhere is worth: the difference for each copy, never below nothing."""
    return max(paid - price, ZERO) * copies


def claim_needs_manager(*, paid: Decimal, price: Decimal, worth: Decimal) -> bool:
    """Tell whether a lower price is so low, or gives back so much, that only a manager may say it is true."""
    return worth > CLAIM_ALONE or paid - price > paid * CLAIM_SHARE


def return_needs_another(*, worth: Decimal, is_of_till: bool) -> bool:
    """
    Tell whether somebody else than who asked for a return settles it, by what of the order came back by now.

    At a till one clerk could sell, call it faulty and take the money out of the drawer: there it is always another.
    """
    return is_of_till or worth > RETURN_ALONE


def spread_over(wanted: int, parcels: Mapping[str, int]) -> Mapping[str, int]:
    """Return from which parcels copies came that come back, the latest parcel first."""
    left, taken = wanted, dict[str, int]()
    for source, copies in parcels.items():
        if part := min(left, copies):
            taken[source] = part
            left -= part
    return taken
