"""The points of three years: earned when money is complete, spent now and then, first to expire first."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from shuyou.demo.rules.chance import Chance
from shuyou.kernel.clock import add_months

SPENDS_SHARE = 0.05
LEAST_TO_SPEND = 500
STEP = 100
MOST_OF_AN_ORDER = 0.3


@dataclass(frozen=True, slots=True)
class Terms:
    """What a yuan earns, what a point is worth in yuan, and how long points last."""

    points_per_yuan: Decimal
    point_value: Decimal
    lot_months: int


@dataclass(slots=True)
class Lot:
    """Points earned together."""

    number: int
    member: int
    source: str
    earned: int
    remaining: int
    earned_at: datetime
    expires_on: date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the points ledger."""

    member: int
    lot: int
    kind: str
    points: int
    source: str
    posted_at: datetime


@dataclass(slots=True)
class _Account:
    lots: deque[Lot] = field(default_factory=deque)
    awaited: list[tuple[datetime, str, int]] = field(default_factory=list)


class PointsBook:
    """
    Keeps every member's points while their orders go by, oldest first.

    Money is told when an order is placed, with the moment it will be complete; its points count from then on.
    """

    def __init__(self, terms: Terms, chance: Chance) -> None:
        self.terms, self.chance = terms, chance
        self.lots: list[Lot] = []
        self.entries: list[Entry] = []
        self._accounts: defaultdict[int, _Account] = defaultdict(_Account)

    def spend(self, member: int, *, cents: int, source: str, at: datetime) -> int:
        """Return the points a member chooses to spend on an order of so many cents, and post them; mostly none."""
        if self.chance.random() >= SPENDS_SHARE:
            return 0
        account = self._accounts[member]
        self._settle(member, account, at)
        today = at.date()
        usable = sum(lot.remaining for lot in account.lots if lot.expires_on >= today)
        most = int(cents * MOST_OF_AN_ORDER / 100 / float(self.terms.point_value))
        points = min(usable, most) // STEP * STEP
        if points < LEAST_TO_SPEND:
            return 0
        self._take(member, account, points, source, at)
        return points

    def worth(self, points: int) -> int:
        """Return what points are worth as money, in cents."""
        return int(points * self.terms.point_value * 100)

    def await_money(self, member: int, *, cents: int, source: str, at: datetime) -> None:
        """Note money that is complete at a moment, so that it earns then."""
        points = int(cents * self.terms.points_per_yuan // 100)
        if points > 0:
            self._accounts[member].awaited.append((at, source, points))

    def close(self) -> dict[int, int]:
        """Post all that is still awaited and return the balance of every member who ever earned."""
        for member in sorted(self._accounts):
            self._settle(member, self._accounts[member], None)
        balances: defaultdict[int, int] = defaultdict(int)
        for entry in self.entries:
            balances[entry.member] += entry.points
        return dict(balances)

    def _settle(self, member: int, account: _Account, until: datetime | None) -> None:
        account.awaited.sort()
        while account.awaited and (until is None or account.awaited[0][0] <= until):
            at, source, points = account.awaited.pop(0)
            expires_on = add_months(at.date(), self.terms.lot_months)
            lot = Lot(len(self.lots) + 1, member, source, points, points, at, expires_on)
            self.lots.append(lot)
            account.lots.append(lot)
            self.entries.append(Entry(member, lot.number, "EARN", points, source, at))

    def _take(self, member: int, account: _Account, points: int, source: str, at: datetime) -> None:
        today = at.date()
        while points:
            lot = account.lots[0]
            taken = min(points, lot.remaining) if lot.expires_on >= today else 0
            if taken:
                lot.remaining -= taken
                points -= taken
                self.entries.append(Entry(member, lot.number, "REDEEM", -taken, source, at))
            if not lot.remaining or not taken:
                account.lots.popleft()
