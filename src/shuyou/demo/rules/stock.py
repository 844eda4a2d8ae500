"""The stock of three years: deliveries in time for what readers will order, layers used up oldest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice, takewhile
from typing import NamedTuple

from shuyou.demo.rules.chance import Chance

LOOK_AHEAD = timedelta(days=75)
RETURN_DAYS = {"firm": 0, "returnable": 180, "consignment": 365}
UNSOLD_SHARE = 0.8
SOLD_OUT_SHARE = 0.03
PACK = 5


class Wish(NamedTuple):
    """Copies of one item in one order: when they were set aside; when, if yet, they left or were given back."""

    source: str
    quantity: int
    at: datetime
    settled_at: datetime | None
    has_left: bool


@dataclass(frozen=True, slots=True)
class Trade:
    """How an item is bought: from whom, on which terms, and since when it exists."""

    supplier: str
    terms: str
    out_since: datetime


@dataclass(slots=True)
class Layer:
    """Copies that came in together."""

    received_at: datetime
    return_by: date | None
    received: int
    on_hand: int
    reserved: int

    @property
    def free(self) -> int:
        """Copies that nobody has set aside."""
        return self.on_hand - self.reserved


class Move(NamedTuple):
    """One line of the stock ledger; `layer` is the place in the item's list of layers."""

    layer: int
    kind: str
    quantity: int
    source: str
    at: datetime


class ItemStock:
    """The stock of one item, from its first delivery to the present."""

    def __init__(self, trade: Trade, chance: Chance, until: datetime) -> None:
        self.trade, self.chance, self.until = trade, chance, until
        self.layers: list[Layer] = []
        self.moves: list[Move] = []
        self._ahead: list[tuple[datetime, int, Wish, tuple[tuple[int, int], ...]]] = []

    def live_through(self, wishes: Sequence[Wish]) -> None:
        """Serve the wishes, oldest first, with deliveries ahead of them; then fill the shelf for tomorrow."""
        for place, wish in enumerate(wishes):
            self._catch_up(wish.at)
            missing = wish.quantity - sum(layer.free for layer in self.layers)
            if missing > 0:
                self._deliver(wishes, place, missing)
            self._serve(wish, place)
        self._catch_up(self.until)
        self._fill_up(wishes)

    def _deliver(self, wishes: Sequence[Wish], place: int, missing: int) -> None:
        """Receive, some days before the copies are needed, what the next weeks will ask for."""
        wish = wishes[place]
        soon = sum(later.quantity for later in _within(wishes, place + 1, wish.at + LOOK_AHEAD))
        copies = -(-(missing + soon) // PACK) * PACK
        # Not before the last delivery, so that the oldest layer stays the first in the list.
        earliest = max(self.trade.out_since, self.layers[-1].received_at if self.layers else self.trade.out_since)
        wanted = wish.at - timedelta(seconds=self.chance.between(3_600, 9 * 86_400))
        self._receive(copies, min(max(wanted, earliest), wish.at))

    def _receive(self, copies: int, at: datetime) -> None:
        days = RETURN_DAYS[self.trade.terms]
        return_by = at.date() + timedelta(days=days) if days else None
        self.layers.append(Layer(at, return_by, copies, copies, 0))
        source = f"delivery:{self.trade.supplier}-{at:%Y%m%d}"
        self.moves.append(Move(len(self.layers) - 1, "RECEIVE", copies, source, at))

    def _serve(self, wish: Wish, place: int) -> None:
        """Set copies aside from the oldest layers, and remember when they will leave or come back."""
        taken, left = [], wish.quantity
        for number, layer in enumerate(self.layers):
            copies = min(left, layer.free)
            if copies:
                layer.reserved += copies
                left -= copies
                taken.append((number, copies))
                self.moves.append(Move(number, "RESERVE", copies, wish.source, wish.at))
            if not left:
                break
        if wish.settled_at:
            heappush(self._ahead, (wish.settled_at, place, wish, tuple(taken)))

    def _catch_up(self, at: datetime) -> None:
        """Let copies leave or come back whose moment has come."""
        while self._ahead and self._ahead[0][0] <= at:
            moment, _, wish, taken = heappop(self._ahead)
            for number, copies in taken:
                layer = self.layers[number]
                layer.reserved -= copies
                layer.on_hand -= copies if wish.has_left else 0
                kind = "ISSUE" if wish.has_left else "RELEASE"
                self.moves.append(Move(number, kind, copies, wish.source, moment))

    def _fill_up(self, wishes: Sequence[Wish]) -> None:
        """Leave enough on the shelf for the next weeks; a few titles are sold out."""
        draw = self.chance.random()
        if not wishes:
            if draw < UNSOLD_SHARE:
                self._receive(self.chance.between(2, 8), self.trade.out_since)
            return
        recent = sum(wish.quantity for wish in _since(wishes, self.until - LOOK_AHEAD))
        free = sum(layer.free for layer in self.layers)
        if free < recent // 2 + 2 and draw > SOLD_OUT_SHARE:
            wanted = self.until - timedelta(seconds=self.chance.between(7_200, 20 * 86_400))
            copies = -(-(recent // 2 + 4 - free) // PACK) * PACK
            self._receive(copies, max(wanted, self.layers[-1].received_at))


def _within(wishes: Sequence[Wish], place: int, until: datetime) -> Iterator[Wish]:
    return takewhile(lambda wish: wish.at <= until, islice(wishes, place, None))


def _since(wishes: Sequence[Wish], since: datetime) -> Iterator[Wish]:
    return takewhile(lambda wish: wish.at >= since, reversed(wishes))
