"""More than two on a line: asking a colleague, speaking with both, handing over; parking, fetching, listening."""

from collections.abc import Sequence
from typing import Final

from shuyou.callcenter import ports
from shuyou.callcenter.ports import Address, Dialling
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Effect, Order, SeatState
from shuyou.callcenter.rules.desks import AT_EASE
from shuyou.callcenter.rules.exchange import Exchange
from shuyou.callcenter.rules.live import LiveCall, Seat
from shuyou.callcenter.rules.routing import Match, QueueTerms, Reason, Waiting

RINGS_FOR: Final = 20.0
PARKED_FOR: Final = 180.0
"""Seconds after which somebody who is parked waits for an agent again."""
MODES: Final = ("listen", "whisper", "barge")
TALK: Final = ("talking", "together")


class Company(Exchange):
    """An exchange where colleagues help each other."""

    def __init__(self, queues: Sequence[QueueTerms]) -> None:
        super().__init__(queues)
        self._heard: dict[str, tuple[str, str]] = {}

    def order(self, order: Order, now: float) -> list[Effect]:
        """Take in what an agent wants; what makes no sense any more does nothing."""
        seat = self.seats.get(order.agent)
        if seat is not None and isinstance(order, center.Fetch):
            self._fetch(seat, order, now)
        elif seat is not None and isinstance(order, center.Listen):
            self._listen(seat, order, now)
        else:
            return super().order(order, now)
        return self._effects()

    # --- orders about a call

    def _call_order(self, seat: Seat, call: LiveCall, order: Order, now: float) -> None:
        if seat.agent == call.helper:
            self._helper_order(call, order, now)
        elif seat.agent != call.agent:
            self._listener_order(seat, call, order)
        elif isinstance(order, center.Consult):
            self._consult(call, order, now)
        elif isinstance(order, center.LetGo) and call.helper:
            self._ask("hangup", call.helper_leg)
            self._helper_gone(call, "cancelled", now)
        elif isinstance(order, center.HandOver) and call.helper_stage in TALK:
            self._ask("hangup", call.agent_leg)
            self._hand_over(call, now)
        elif isinstance(order, center.BringTogether | center.TakeBack | center.Hold) and call.helper_stage in TALK:
            self._open_up(call, now, is_open=not isinstance(order, center.Hold))
        elif isinstance(order, center.Park):
            self._park(call, now)
        elif not (call.helper and isinstance(order, center.PassOn)):
            super()._call_order(seat, call, order, now)

    def _helper_order(self, call: LiveCall, order: Order, now: float) -> None:
        if isinstance(order, center.PickUp) and call.helper_stage == "ringing":
            self._ask("pick_up", call.helper_leg)
        elif isinstance(order, center.TurnDown | center.PutDown):
            self._ask("hangup", call.helper_leg)
            self._helper_gone(call, "refused" if call.helper_stage == "ringing" else "normal", now)

    def _listener_order(self, seat: Seat, call: LiveCall, order: Order) -> None:
        if isinstance(order, center.PutDown | center.TurnDown):
            for leg in [leg for leg, agent in call.listeners.items() if agent == seat.agent]:
                self._ask("hangup", leg)
        elif isinstance(order, center.PickUp):
            for leg in [leg for leg, agent in call.listeners.items() if agent == seat.agent]:
                self._ask("pick_up", leg)

    # --- asking a colleague

    def _consult(self, call: LiveCall, order: center.Consult, now: float) -> None:
        seat = self.seats.get(order.to_agent)
        if call.stage != "talking" or call.helper or seat is None or self.router.occupy(order.to_agent) is None:
            return
        self._hold(call, now, is_held=True)
        call.helper, call.helper_leg, call.helper_stage = seat.agent, call.next_leg(), "ringing"
        self._legs[call.helper_leg] = call.call
        seat.call = call.call
        asked = center.Consulted(
            at=now, call=call.call, agent=call.agent, to_agent=seat.agent, leg=call.helper_leg
        )  # fmt: skip
        self._note(asked)
        self._move(seat, SeatState.RINGING, now)
        to = Address("endpoint", seat.endpoint)
        dialling = Dialling(to=to, as_number=call.number, ring_for=RINGS_FOR, for_call=call.call)
        self._ask("dial", call.helper_leg, dialling=dialling)
        self.timers.set(f"consult {call.call}", now + RINGS_FOR + 2)

    def _open_up(self, call: LiveCall, now: float, *, is_open: bool) -> None:
        call.helper_stage = "together" if is_open else "talking"
        self._hold(call, now, is_held=not is_open)
        self._note(center.Together(at=now, call=call.call, agent=call.helper, is_open=is_open))

    def _helper_gone(self, call: LiveCall, cause: str, now: float) -> None:
        """Go on without the colleague: the caller hears the agent again."""
        helper = self.seats[call.helper]
        self.timers.drop(f"consult {call.call}")
        self._legs.pop(call.helper_leg, None)
        call.helper, call.helper_leg, call.helper_stage = 0, "", ""
        self._note(center.ConsultEnded(at=now, call=call.call, agent=helper.agent, cause=cause))
        helper.call = ""
        self._go_on(helper, now)
        if call.customer:
            self._hold(call, now, is_held=False)

    def _hand_over(self, call: LiveCall, now: float) -> None:
        """Have the colleague be the call's agent; whoever was wraps up."""
        self.timers.drop(f"consult {call.call}")
        self._legs.pop(call.agent_leg, None)
        handed = center.HandedOver(at=now, call=call.call, agent=call.agent, to_agent=call.helper)
        self._note(handed)
        self._free_seat(call, now)
        call.agent, call.agent_leg, call.is_muted = call.helper, call.helper_leg, False
        call.helper, call.helper_leg, call.helper_stage = 0, "", ""
        self.seats[call.agent].calls += 1
        self._hold(call, now, is_held=False)
        for leg in call.listeners:
            self._tell_mode(call, leg, now)

    # --- parking and fetching

    def _park(self, call: LiveCall, now: float) -> None:
        if call.stage != "talking" or call.helper:
            return
        self._note(center.Parked(at=now, call=call.call, agent=call.agent))
        self._ask("unbridge", call.call)
        self._ask("hangup", call.agent_leg)
        self._legs.pop(call.agent_leg, None)
        if call.is_held:
            self._ask("resume", call.customer)
        self._end_listening(call, now)
        self._free_seat(call, now)
        call.wanted, call.excluded = ((call.agent, "parked"),), {}
        call.agent, call.agent_leg, call.is_held, call.is_muted, call.stage = 0, "", False, False, "parked"
        self.timers.set(f"parked {call.call}", now + PARKED_FOR)
        self._say_next(call, now)

    def _fetch(self, seat: Seat, order: center.Fetch, now: float) -> None:
        call = self.calls.get(order.call)
        if call is None or call.stage not in ("parked", "queue") or seat.call:
            return
        if seat.state not in AT_EASE or seat.state == SeatState.OUT:
            return
        self.timers.drop(f"parked {call.call}")
        self.router.leave(call.call)
        self.router.occupy(seat.agent)
        seat.go_back_to()
        waiting = Waiting(call.call, call.queue, call.since)
        self._offer(Match(waiting, seat.rested(now), (Reason("fetched"),)), now)

    # --- listening

    def _listen(self, seat: Seat, order: center.Listen, now: float) -> None:
        call = self.calls.get(order.call)
        if call is None or call.stage != "talking" or order.mode not in MODES:
            return
        known = next((leg for leg, agent in call.listeners.items() if agent == seat.agent), "")
        if known:
            self._heard[known] = call.call, order.mode
            self._tell_mode(call, known, now)
            return
        if seat.call or seat.state not in AT_EASE:
            return
        self.router.occupy(seat.agent)
        seat.go_back_to()
        leg = call.next_leg()
        self._legs[leg], call.listeners[leg], seat.call = call.call, seat.agent, call.call
        self._heard[leg] = call.call, order.mode
        self._move(seat, SeatState.LISTENING, now)
        self._ask("dial", leg, dialling=Dialling(to=Address("endpoint", seat.endpoint), for_call=call.call))

    def _tell_mode(self, call: LiveCall, leg: str, now: float) -> None:
        mode = self._heard[leg][1]
        self._ask("monitor", call.agent_leg, by=leg, mode=mode)
        self._note(center.Listened(at=now, call=call.call, agent=call.listeners[leg], mode=mode))

    def _stops_listening(self, call: LiveCall, leg: str, now: float) -> None:
        seat = self.seats[call.listeners.pop(leg)]
        self._legs.pop(leg, None)
        self._heard.pop(leg, None)
        self._note(center.Listened(at=now, call=call.call, agent=seat.agent, mode=""))
        seat.call = ""
        self._go_on(seat, now)

    def _end_listening(self, call: LiveCall, now: float) -> None:
        for leg in list(call.listeners):
            self._ask("hangup", leg)
            self._stops_listening(call, leg, now)

    # --- what the switch tells

    def _leg_answered(self, call: LiveCall, leg: str, now: float) -> None:
        if leg == call.helper_leg and call.helper_stage == "ringing":
            self.timers.drop(f"consult {call.call}")
            call.helper_stage = "talking"
            self._ask("bridge", call.call, legs=(call.customer, call.agent_leg, call.helper_leg))
            self._note(center.Met(at=now, call=call.call, agent=call.helper))
            self._move(self.seats[call.helper], SeatState.TALKING, now)
        elif leg in call.listeners:
            self._tell_mode(call, leg, now)
        else:
            super()._leg_answered(call, leg, now)

    def _leg_ended(self, call: LiveCall, event: ports.LegEnded, now: float) -> None:
        if event.leg == call.helper_leg:
            self._helper_gone(call, event.cause, now)
        elif event.leg in call.listeners:
            self._stops_listening(call, event.leg, now)
        else:
            super()._leg_ended(call, event, now)

    def _agent_gone(self, call: LiveCall, cause: str, now: float) -> None:
        if call.stage == "talking" and call.helper_stage in TALK:
            self._hand_over(call, now)
            return
        if call.helper:
            self._ask("hangup", call.helper_leg)
            self._helper_gone(call, "cancelled", now)
        super()._agent_gone(call, cause, now)

    def _pass_on(self, seat: Seat, call: LiveCall, order: center.PassOn, now: float) -> None:
        super()._pass_on(seat, call, order, now)
        if call.stage != "talking":
            self._end_listening(call, now)

    def _close(self, call: LiveCall, cause: str, by: str, now: float) -> None:
        self.timers.drop(f"parked {call.call}")
        if call.helper:
            self._ask("hangup", call.helper_leg)
            call.customer = ""
            self._helper_gone(call, "cancelled", now)
        self._end_listening(call, now)
        super()._close(call, cause, by, now)

    def _call_due(self, call: LiveCall, kind: str, now: float) -> None:
        if kind == "consult" and call.helper_stage == "ringing":
            self._ask("hangup", call.helper_leg)
            self._helper_gone(call, "no_answer", now)
        elif kind == "parked" and call.stage == "parked":
            call.since = now
            call.why = (Reason("parked"),)
            self._line_up(call, now)
        else:
            super()._call_due(call, kind, now)
