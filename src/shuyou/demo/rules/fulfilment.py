"""How far an order has come by a given moment: paid, picked, shipped, delivered, or cancelled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shuyou.demo.rules.chance import Chance

CANCELLED_SHARE = {"online": 0.012, "cod": 0.03, "remittance": 0.07, "cash": 0.0}
OPENS, CLOSES = 8, 18
DAY, HOUR, MINUTE = 86_400, 3_600, 60


@dataclass(frozen=True, slots=True)
class Course:
    """The state of an order and when it reached each stage; what lies ahead is None."""

    state: str
    paid_at: datetime | None = None
    picked_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None


def course(chance: Chance, *, channel: str, payment: str, placed_at: datetime, until: datetime) -> Course:
    """Follow an order from placing up to a moment; nothing is paid that is cancelled."""
    if channel == "till":
        return Course("delivered", placed_at, placed_at, placed_at, placed_at)
    if chance.random() < CANCELLED_SHARE[payment]:
        return _cancelled(chance, payment, placed_at, until)
    paid_at = _paid_before_picking(chance, payment, placed_at)
    picked_at = _in_working_hours(chance, _later(chance, paid_at or placed_at, 2 * HOUR, 20 * HOUR))
    shipped_at = _in_working_hours(chance, _later(chance, picked_at, HOUR, 14 * HOUR))
    arrives = _later(chance, shipped_at, DAY, 4 * DAY)
    delivered_at = arrives.replace(hour=9 + arrives.hour * 9 // 24)
    return _so_far((paid_at or delivered_at, picked_at, shipped_at, delivered_at), until)


def _cancelled(chance: Chance, payment: str, placed_at: datetime, until: datetime) -> Course:
    """Give up an order: money that never came, or a reader who thought better of it."""
    low, high = {"remittance": (15 * DAY, 20 * DAY), "online": (DAY, DAY + HOUR)}.get(payment, (HOUR // 5, 3 * HOUR))
    cancelled_at = _later(chance, placed_at, low, high)
    if cancelled_at > until:
        return Course("placed")
    return Course("cancelled", cancelled_at=cancelled_at)


def _paid_before_picking(chance: Chance, payment: str, placed_at: datetime) -> datetime | None:
    if payment == "online":
        return _later(chance, placed_at, 30, 9 * MINUTE)
    if payment == "remittance":
        return _in_working_hours(chance, _later(chance, placed_at, 3 * DAY, 9 * DAY))
    return None


def _so_far(stages: tuple[datetime, datetime, datetime, datetime], until: datetime) -> Course:
    paid_at, picked_at, shipped_at, delivered_at = (at if at <= until else None for at in stages)
    if delivered_at:
        state = "delivered"
    elif shipped_at:
        state = "shipped"
    elif picked_at:
        state = "picked"
    else:
        state = "paid" if paid_at else "placed"
    return Course(state, paid_at, picked_at, shipped_at, delivered_at)


def _later(chance: Chance, at: datetime, low: int, high: int) -> datetime:
    return at + timedelta(seconds=low + int(chance.random() * (high - low)))


def _in_working_hours(chance: Chance, at: datetime) -> datetime:
    """Move a moment of the night to the next morning."""
    if OPENS <= at.hour < CLOSES:
        return at
    morning = at if at.hour < OPENS else at + timedelta(days=1)
    return morning.replace(hour=OPENS + int(chance.random() * 2))
