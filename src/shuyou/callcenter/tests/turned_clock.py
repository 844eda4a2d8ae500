"""A clock that a test turns, and somebody who only listens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from shuyou.callcenter.adapters.embedded.message import Request
from shuyou.callcenter.adapters.embedded.transactions import Address, Asked


@dataclass(slots=True)
class _Due:
    act: Callable[[], object]
    is_cancelled: bool = False

    def cancel(self) -> None:
        """Have it not happen."""
        self.is_cancelled = True


@dataclass(slots=True)
class TurnedClock:
    """Time goes on when `turn` says so."""

    now: float = 0.0
    _due: list[tuple[float, int, _Due]] = field(default_factory=list)
    _count: int = 0

    def call_later(self, delay: float, callback: Callable[[], object]) -> _Due:
        """Have something happen later."""
        due = _Due(callback)
        self._count += 1
        heappush(self._due, (self.now + delay, self._count, due))
        return due

    def turn(self, seconds: float) -> None:
        """Let time pass, and happen what is due."""
        end = self.now + seconds
        while self._due and self._due[0][0] <= end:
            self.now, _, due = heappop(self._due)
            if not due.is_cancelled:
                due.act()
        self.now = end


@dataclass(slots=True)
class Listener:
    """Uses transactions, and notes what it is told."""

    asked_of: list[Asked] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def asked(self, request: Request, asking: Asked, source: Address) -> None:
        """Hear a request."""
        self.told.append(request.method)
        self.asked_of.append(asking)

    def acknowledged(self, ack: Request) -> None:
        """Hear that a yes has arrived."""
        self.told.append("ACK")

    def cancelled(self, asking: Asked) -> None:
        """Hear that a call is not wanted any more."""
        self.told.append("CANCEL")
