"""
The exchange: calls from the first ring to the last word, as a state machine that meets nobody.

It is told events of the switch, orders of agents, answers to its questions and the time; it answers with effects:
commands for the switch, facts to be written down, questions. Who runs it brings these to the world. The same exchange
runs at the switch, in tests and against virtual callers.
"""

from typing import Final

from shuyou.callcenter import ports
from shuyou.callcenter.ports import Address, Dialling
from shuyou.callcenter.rules import center, ivr
from shuyou.callcenter.rules.center import Answer, Effect, Order, SeatState
from shuyou.callcenter.rules.desks import AT_EASE
from shuyou.callcenter.rules.live import LiveCall, Seat, soothing_there
from shuyou.callcenter.rules.lobby import Lobby
from shuyou.callcenter.rules.routing import Match, Reason, Waiting
from shuyou.callcenter.rules.words import not_reached

BACK_OFF: Final = 10.0
"""Seconds an agent who did not answer is left alone, times how often in a row that happened."""
STRIKES: Final = 3
"""So often in a row unanswered, and the agent is paused until they say they are back."""
PASSED_OFF: Final = 30.0
"""Seconds for which a caller does not come back to whoever passed them on."""
USUAL_RING: Final = 20.0
FIRST_WORD: Final = 20.0
"""Seconds until somebody who waits is told their place."""
WAITS: Final = frozenset({"queue", "ringing", "parked", "passing"})
"""Stages in which a caller waits for somebody: who hangs up then has given up."""


class Exchange(Lobby):
    """Calls, queues and agents of one site."""

    def wait_again(self, call: LiveCall, now: float) -> list[Effect]:
        """Take over somebody who was promised to be called back before this exchange began."""
        self.calls[call.call] = call
        call.stage = "queue"
        self._line_up(call, now)
        return self._effects()

    # --- what happens

    def on(self, event: ports.SwitchEvent, now: float) -> list[Effect]:
        """Take in an event of the switch."""
        if isinstance(event, ports.LegOffered):
            self._open(event, now)
        elif isinstance(event, ports.EndpointOffline | ports.EndpointOnline):
            self._phone(event.endpoint, now, is_there=isinstance(event, ports.EndpointOnline))
        elif call := self.calls.get(self._legs.get(event.leg, "")):
            if isinstance(event, ports.LegAnswered):
                self._leg_answered(call, event.leg, now)
            elif isinstance(event, ports.LegEnded):
                self._leg_ended(call, event, now)
            elif isinstance(event, ports.DigitPressed):
                self._digit(call, event.digit, now)
            elif isinstance(event, ports.PlayFinished):
                self._play_finished(call, event.play_id, now)
        return self._effects()

    def learn(self, call_id: str, what: str, answer: Answer, now: float) -> list[Effect]:
        """Take in the answer to a question; the caller may have gone meanwhile."""
        call = self.calls.get(call_id)
        if call is None or call.stage != "menu":
            return []
        if what == "caller":
            call.graph, call.language = answer.graph, answer.language
            call.wanted = tuple(one for one in answer.wanted if one[0] in self.seats)  # not who sits at another site
            call.bonus, call.why, call.soothing = answer.bonus, answer.why, answer.soothing
            call.ivr = ivr.IvrState(values=answer.values, language=answer.language or "zh")
            self._walk(call, ivr.Begin(), now)
        else:
            self._walk(call, ivr.Found(answer.is_found, answer.words, dict(answer.values)), now)
        return self._effects()

    def tick(self, now: float) -> list[Effect]:
        """Do what is due."""
        for name in list(self.timers.due(now)):
            kind, _, key = name.partition(" ")
            if kind in ("wrap", "back"):
                self._seat_due(self.seats[int(key)], kind, now)
            elif call := self.calls.get(key):
                self._call_due(call, kind, now)
        for match in self.router.look_again(now):
            self._offer(match, now)
        return self._effects()

    def order(self, order: Order, now: float) -> list[Effect]:
        """Take in what an agent wants; what makes no sense any more does nothing."""
        seat = self.seats.get(order.agent)
        if seat is None:
            self._refuse(order, now)
            return self._effects()
        call = self.calls.get(seat.call)
        if isinstance(order, center.BeReady | center.Pause | center.SignOut):
            self._change(seat, order, now)
        elif isinstance(order, center.Wrapped | center.MoreTime):
            self._wrap_order(seat, order, now)
        elif isinstance(order, center.CallOut):
            self._call_out(seat, order, now)
        elif call is not None:
            self._call_order(seat, call, order, now)
        return self._effects()

    def lose_all(self, now: float) -> list[Effect]:
        """Close every call: the switch that carried them has gone."""
        for call in list(self.calls.values()):
            self.router.leave(call.call)
            self._close(call, "switch_lost", "switch", now)
        return self._effects()

    # --- waiting, and being offered

    def _line_up(self, call: LiveCall, now: float) -> None:
        if call.queue not in self.router.queues:
            self._turn_away(call, now)
            return
        call.stage, call.lined_up = "queue", now
        path = call.ivr.path if call.direction == "in" else ()
        self._note(center.Queued(at=now, call=call.call, queue=call.queue, bonus=call.bonus, path=path, why=call.why))
        self._wait(call, now)

    def _turn_away(self, call: LiveCall, now: float) -> None:
        """Say that nobody can be reached: the queue is no more."""
        call.stage = "leaving"
        if call.customer:
            if call.is_music:
                self._hush(call)
            call.prompts.append(not_reached(call.ivr.language))
            self._say_next(call, now)
        else:
            self._close(call, "refused", "center", now)

    def _wait(self, call: LiveCall, now: float) -> None:
        call.stage = "queue"
        caller = Waiting(
            call.call, call.queue, call.since, call.language, call.bonus, call.wanted, call.excluded, call.why,
            call.named, soothing_there(call, self.seats.values()),
        )  # fmt: skip
        if match := self.router.arrive(caller, now):
            self._offer(match, now)
            return
        if call.customer:
            self.timers.set(f"word {call.call}", now + FIRST_WORD)
        terms = self.router.queues[call.queue]
        if terms.overflow in self.router.queues and terms.overflow not in call.been:
            self.timers.set(f"overflow {call.call}", max(now, call.lined_up + terms.overflow_after))

    def _offer(self, match: Match, now: float) -> None:
        call, seat = self.calls[match.waiting.entry], self.seats[match.agent.agent]
        terms = self.router.queues.get(match.waiting.queue)
        rings = terms.ring_for if terms else USUAL_RING
        self.timers.drop(f"word {call.call}")
        self.timers.drop(f"overflow {call.call}")
        call.stage, call.agent, call.agent_leg = "ringing", seat.agent, call.next_leg()
        self._legs[call.agent_leg] = call.call
        seat.call = call.call
        dialling = Dialling(
            to=Address("endpoint", seat.endpoint), as_number=call.number, ring_for=rings, for_call=call.call
        )
        leg = call.agent_leg
        offered = center.Offered(
            at=now, call=call.call, agent=seat.agent, queue=call.queue, reasons=match.reasons, leg=leg
        )
        self._note(offered)
        self._move(seat, SeatState.RINGING, now)
        self._ask("dial", leg, dialling=dialling)
        self.timers.set(f"ring {call.call}", now + rings + 2)

    def _leg_answered(self, call: LiveCall, leg: str, now: float) -> None:
        if leg == call.agent_leg and call.stage == "ringing":
            self.timers.drop(f"ring {call.call}")
            if call.customer:
                self._connect(call, now)
                return
            call.stage, call.customer = "dialling", call.next_leg()
            self._legs[call.customer] = call.call
            to = Address("number", call.number)
            self._ask("dial", call.customer, dialling=Dialling(to=to, ring_for=40, for_call=call.call))
        elif leg == call.customer and call.stage == "dialling":
            self._connect(call, now)

    def _connect(self, call: LiveCall, now: float) -> None:
        self._hush(call)
        seat = self.seats[call.agent]
        seat.strikes, seat.calls = 0, seat.calls + 1
        call.stage, call.is_answered, call.named = "talking", True, 0
        self._ask("bridge", call.call, legs=(call.customer, call.agent_leg))
        self._note(center.Answered(at=now, call=call.call, agent=call.agent))
        self._move(seat, SeatState.TALKING, now)

    # --- legs end

    def _leg_ended(self, call: LiveCall, event: ports.LegEnded, now: float) -> None:
        self._legs.pop(event.leg, None)
        if event.leg == call.customer:
            self._customer_gone(call, event, now)
        elif event.leg == call.agent_leg:
            self._agent_gone(call, event.cause, now)

    def _customer_gone(self, call: LiveCall, event: ports.LegEnded, now: float) -> None:
        call.customer = ""
        if call.stage == "queue":
            self.router.leave(call.call)
        if call.stage == "message" and call.is_taped:
            self._note(center.MessageLeft(at=now, call=call.call, queue=call.queue))
        cause = "abandoned" if call.stage in WAITS else event.cause
        if call.stage in ("leaving", "message"):
            cause = "normal"
        self._close(call, cause, call.ended_by or ("caller" if event.by == "far" else "center"), now)

    def _agent_gone(self, call: LiveCall, cause: str, now: float) -> None:
        if call.stage == "ringing":
            self._offer_failed(call, cause, now)
        elif call.stage in ("talking", "dialling"):
            call.ended_by = "agent"
            self._free_seat(call, now)
            if call.customer:
                self._ask("hangup", call.customer)
            else:
                self._close(call, "normal", "agent", now)

    def _offer_failed(self, call: LiveCall, cause: str, now: float) -> None:
        seat = self.seats[call.agent]
        self.timers.drop(f"ring {call.call}")
        call.excluded[seat.agent] = now + BACK_OFF * (seat.strikes + 1)
        call.named = 0
        call.agent, call.agent_leg, seat.call = 0, "", ""
        self._note(center.OfferEnded(at=now, call=call.call, agent=seat.agent, cause=cause))
        seat.strikes += 1
        if seat.strikes >= STRIKES:
            self._move(seat, SeatState.PAUSED, now, reason="missed")
        else:
            back = now + BACK_OFF * seat.strikes
            self._move(seat, SeatState.UNREACHABLE, now, reason=cause, until=back)
            self.timers.set(f"back {seat.agent}", back)
        if call.direction == "out" and not call.customer:
            self._close(call, cause, "agent", now)
        else:
            self._wait(call, now)

    def _close(self, call: LiveCall, cause: str, by: str, now: float) -> None:
        for kind in ("ring", "word", "silence", "overflow", "message"):
            self.timers.drop(f"{kind} {call.call}")
        del self.calls[call.call]
        ended = center.Ended(at=now, call=call.call, cause=cause, by=by, agent=call.agent, path=call.ivr.path)
        self._note(ended)
        if call.agent:
            if call.agent_leg:
                self._ask("hangup", call.agent_leg)
                self._legs.pop(call.agent_leg, None)
            if call.stage == "ringing":
                self._note(center.OfferEnded(at=now, call=call.call, agent=call.agent, cause="cancelled"))
            self._free_seat(call, now)
        if call.wants_back:
            self._line_up_back(call, now)

    def _line_up_back(self, call: LiveCall, now: float) -> None:
        back = LiveCall(
            f"{call.call}-back", "back", call.number, call.called, queue=call.queue, since=call.since,
            bonus=call.bonus, why=(*call.why, Reason("promised")), language=call.language,
            wanted=call.wanted, soothing=call.soothing,
        )  # fmt: skip
        self.calls[back.call] = back
        self._note(
            center.Opened(
                at=now, call=back.call, direction="back", number=back.number, called=back.called, queue=back.queue
            )
        )
        self._line_up(back, now)

    # --- what is due

    def _call_due(self, call: LiveCall, kind: str, now: float) -> None:
        if kind == "silence" and call.stage == "menu":
            self._walk(call, ivr.Silence(), now)
        elif kind == "ring" and call.stage == "ringing":
            self._ask("hangup", call.agent_leg)
            self._legs.pop(call.agent_leg, None)
            self._offer_failed(call, "no_answer", now)
        elif kind == "message":
            self._ask("hangup", call.customer)
        elif kind == "word" and call.stage == "queue":
            self._tell_place(call, now)
        elif kind == "overflow" and call.stage == "queue":
            self.router.leave(call.call)
            call.been.add(call.queue)
            call.queue = self.router.queues[call.queue].overflow
            call.why = (*call.why, Reason("overflow"))
            self._line_up(call, now)

    # --- what agents want of calls

    def _call_order(self, seat: Seat, call: LiveCall, order: Order, now: float) -> None:
        if isinstance(order, center.PickUp) and call.stage == "ringing":
            self._ask("pick_up", call.agent_leg)
        elif isinstance(order, center.TurnDown) and call.stage == "ringing":
            self._ask("hangup", call.agent_leg)
            self._legs.pop(call.agent_leg, None)
            self._offer_failed(call, "refused", now)
        elif call.stage not in ("talking", "dialling"):
            return
        elif isinstance(order, center.PutDown):
            self._ask("hangup", call.agent_leg)
        elif isinstance(order, center.Mute):
            call.is_muted = order.is_muted
            self._ask("mute", call.agent_leg, is_muted=order.is_muted)
            self._note(center.Muted(at=now, call=call.call, is_muted=order.is_muted))
        elif call.stage == "talking" and isinstance(order, center.Hold | center.TakeBack):
            self._hold(call, now, is_held=isinstance(order, center.Hold))
        elif call.stage == "talking" and isinstance(order, center.PassOn):
            self._pass_on(seat, call, order, now)

    def _hold(self, call: LiveCall, now: float, *, is_held: bool) -> None:
        if call.is_held == is_held:
            return
        call.is_held = is_held
        self._ask("hold" if is_held else "resume", call.customer)
        self._note(center.Held(at=now, call=call.call, is_held=is_held))

    def _pass_on(self, seat: Seat, call: LiveCall, order: center.PassOn, now: float) -> None:
        queue, colleague = order.queue or call.queue, self.seats.get(order.to_agent)
        if queue not in self.router.queues or order.to_agent == seat.agent:
            return
        if order.to_agent and (colleague is None or colleague.state == SeatState.OUT):
            return
        passed = center.PassedOn(at=now, call=call.call, agent=seat.agent, queue=queue, to_agent=order.to_agent)
        self._note(passed)
        self._ask("unbridge", call.call)
        self._ask("hangup", call.agent_leg)
        if call.is_held:
            self._ask("resume", call.customer)
        self._legs.pop(call.agent_leg, None)
        self._free_seat(call, now)
        call.agent, call.agent_leg, call.is_held, call.is_muted = 0, "", False, False
        call.queue, call.since, call.why = queue, now, (Reason("passed_on"),)
        call.excluded = {seat.agent: now + PASSED_OFF}
        call.named, call.wanted, call.been = order.to_agent, (), set()
        self._line_up(call, now)
        self._say_next(call, now)

    def _call_out(self, seat: Seat, order: center.CallOut, now: float) -> None:
        if order.call in self.calls:
            return
        if seat.state not in AT_EASE or seat.state == SeatState.OUT:
            self._refuse(order, now)
            return
        self.router.occupy(seat.agent)
        seat.go_back_to()
        queue = order.queue if order.queue in self.router.queues else next(iter(self.router.queues), "")
        call = LiveCall(order.call, "out", order.number, "", queue=queue, since=now)
        self.calls[call.call] = call
        opened = center.Opened(
            at=now, call=call.call, direction="out", number=order.number, called="", agent=seat.agent, queue=queue
        )
        self._note(opened)
        self._offer(Match(Waiting(call.call, queue, now), seat.rested(now), (Reason("dialled"),)), now)

    def _refuse(self, order: Order, now: float) -> None:
        """Close a call that an agent cannot make: its row is there already."""
        if isinstance(order, center.CallOut) and order.call not in self.calls:
            self._note(center.Ended(at=now, call=order.call, cause="refused", by="center", agent=order.agent))
