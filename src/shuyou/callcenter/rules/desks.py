"""
Who works here, as a part of the exchange: agents at their seats, what they do now and next, who can be reached.

Beside that it holds what all of the exchange shares: calls, queues, what is due when, and what is said to the world.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Final

from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Ask, Effect, Fact, Order, SeatState
from shuyou.callcenter.rules.live import LiveCall, Seat, Timers
from shuyou.callcenter.rules.routing import Match, QueueTerms, Router

MORE_TIME: Final = 60.0
USUAL_WRAP: Final = 45.0
AT_EASE: Final = frozenset({SeatState.READY, SeatState.PAUSED, SeatState.OUT, SeatState.UNREACHABLE})


class Desks(ABC):
    """The agents of one site."""

    def __init__(self, queues: Sequence[QueueTerms]) -> None:
        self.router = Router(queues)
        self.calls: dict[str, LiveCall] = {}
        self.seats: dict[int, Seat] = {}
        self.timers = Timers()
        self._legs: dict[str, str] = {}
        self._out: list[Effect] = []
        self._by_endpoint: dict[str, int] = {}

    @abstractmethod
    def _offer(self, match: Match, now: float) -> None:
        """Have a call ring at an agent."""

    # --- who works here

    def seat(self, seat: Seat, now: float) -> list[Effect]:
        """Give an agent a seat, or change what is known of them; who was ready goes on being ready."""
        known = self.seats.get(seat.agent)
        if known is not None:
            if known.endpoint != seat.endpoint:
                self._by_endpoint.pop(known.endpoint, None)
                known.has_phone = True
            if (known.skills, known.languages) != (seat.skills, seat.languages):
                known.skills, known.languages = seat.skills, seat.languages
                self.router.renew(known.rested(now))
            known.endpoint = seat.endpoint
        else:
            self.seats[seat.agent] = seat
            seat.began = seat.since = now
            if seat.state == SeatState.READY:
                self._move(seat, SeatState.READY, now)
                self._rest(seat, now)
        self._by_endpoint[seat.endpoint] = seat.agent
        return self._effects()

    def _phone(self, endpoint: str, now: float, *, is_there: bool) -> None:
        seat = self.seats.get(self._by_endpoint.get(endpoint, 0))
        if seat is None:
            return
        seat.has_phone = is_there
        if not is_there and seat.state == SeatState.READY:
            self.router.occupy(seat.agent)
            self._move(seat, SeatState.UNREACHABLE, now, reason="phone")
        elif is_there and (seat.state, seat.reason) == (SeatState.UNREACHABLE, "phone"):
            self._go_on(seat, now)

    def _go_on(self, seat: Seat, now: float) -> None:
        """Let an agent take the next call, or do what they wanted to do afterwards."""
        self.timers.drop(f"wrap {seat.agent}")
        self.timers.drop(f"back {seat.agent}")
        self.router.occupy(seat.agent)
        if seat.afterwards is not None:
            (state, reason), seat.afterwards = seat.afterwards, None
            self._move(seat, state, now, reason=reason)
            return
        if not seat.has_phone:
            self._move(seat, SeatState.UNREACHABLE, now, reason="phone")
            return
        self._move(seat, SeatState.READY, now)
        self._rest(seat, now)

    def _rest(self, seat: Seat, now: float) -> None:
        if match := self.router.free(seat.rested(now), now):
            self._offer(match, now)

    def _move(self, seat: Seat, state: SeatState, now: float, *, reason: str = "", until: float = 0) -> None:
        if seat.state in (SeatState.TALKING, SeatState.WRAPPING, SeatState.RINGING):
            seat.busy += now - seat.since
        seat.state, seat.reason, seat.since = state, reason, now
        self._note(center.Moved(at=now, call=seat.call, agent=seat.agent, state=state, reason=reason, until=until))

    # --- what agents do after a call, and next

    def _free_seat(self, call: LiveCall, now: float) -> None:
        """Let an agent do the work after a call, or go on if there was none."""
        seat = self.seats[call.agent]
        if seat.call != call.call:
            return
        seat.call = ""
        if seat.state != SeatState.TALKING:
            self._go_on(seat, now)
            return
        terms = self.router.queues.get(call.queue)
        seat.until = until = now + (terms.wrap_for if terms else USUAL_WRAP)
        seat.has_more_time = False
        self._move(seat, SeatState.WRAPPING, now, until=until)
        self.timers.set(f"wrap {seat.agent}", until)

    def _seat_due(self, seat: Seat, kind: str, now: float) -> None:
        if (kind, seat.state) in (("wrap", SeatState.WRAPPING), ("back", SeatState.UNREACHABLE)):
            self._go_on(seat, now)

    def _change(self, seat: Seat, order: Order, now: float) -> None:
        state, reason = SeatState.READY, ""
        if isinstance(order, center.Pause):
            state, reason = SeatState.PAUSED, order.reason
        elif isinstance(order, center.SignOut):
            state = SeatState.OUT
        seat.strikes = 0
        if seat.state not in AT_EASE:
            seat.afterwards = None if state == SeatState.READY else (state, reason)
            if seat.state != SeatState.WRAPPING:
                return
        seat.afterwards = None if state == SeatState.READY else (state, reason)
        if seat.state in AT_EASE or state != SeatState.READY:
            self._go_on(seat, now)

    def _wrap_order(self, seat: Seat, order: Order, now: float) -> None:
        if seat.state != SeatState.WRAPPING:
            return
        if isinstance(order, center.Wrapped):
            self._go_on(seat, now)
        elif not seat.has_more_time:
            seat.has_more_time = True
            seat.until += MORE_TIME
            self._move(seat, SeatState.WRAPPING, now, until=seat.until)
            self.timers.set(f"wrap {seat.agent}", seat.until)

    # --- what is said

    def _note(self, fact: Fact) -> None:
        self._out.append(fact)

    def _ask(self, verb: str, leg: str, **more: object) -> None:
        self._out.append(Ask(verb, leg, **more))  # type: ignore[arg-type]

    def _effects(self) -> list[Effect]:
        out, self._out = self._out, []
        return out
