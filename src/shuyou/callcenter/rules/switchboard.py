"""
The whole exchange: colleagues who help each other, and what is done without any of them.

Without an agent a caller is brought to a number out there, asked after the call how satisfied they are, told of new
titles while they wait; a reader is called and told something, and confirms it with a key.
"""

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from shuyou.callcenter import ports
from shuyou.callcenter.ports import Address, Dialling, Text
from shuyou.callcenter.rules import center, ivr
from shuyou.callcenter.rules.center import Answer, Effect, Order, Question
from shuyou.callcenter.rules.company import Company
from shuyou.callcenter.rules.live import LiveCall
from shuyou.callcenter.rules.routing import QueueTerms, Reason
from shuyou.callcenter.rules.words import not_reached

OUT_RINGS_FOR: Final = 40.0
AGAIN_AFTER: Final = (300.0, 1_800.0, 7_200.0)
"""Seconds until somebody who was promised a call and did not answer is called again, each time."""


class Switchboard(Company):
    """The exchange as a site runs it."""

    def on(self, event: ports.SwitchEvent, now: float) -> list[Effect]:
        """Take in an event of the switch."""
        if isinstance(event, ports.RecordingReady):
            recorded = center.Recorded(
                at=now, call=event.record_id.rpartition("-")[0], record_id=event.record_id, path=event.path,
                seconds=event.seconds, sha256=event.sha256,
            )  # fmt: skip
            self._note(recorded)
            return self._effects()
        if isinstance(event, ports.MachineSuspected):
            if call := self.calls.get(self._legs.get(event.leg, "")):
                self._machine(call, now)
            return self._effects()
        if isinstance(event, ports.WordHeard):
            if call := self.calls.get(self._legs.get(event.leg, "")):
                self._word(call, event.word, now)
            return self._effects()
        return super().on(event, now)

    def order(self, order: Order, now: float) -> list[Effect]:
        """Take in what an agent wants, or what is to be announced to somebody."""
        if isinstance(order, center.CallWhoAsked):
            if order.call not in self.calls:
                self._call_who_asked(order, now)
        elif not isinstance(order, center.Announce):
            return super().order(order, now)
        elif order.call not in self.calls:
            self._announce(order, now)
        return self._effects()

    def keep_waiting(self, call: LiveCall, now: float) -> list[Effect]:
        """Take over a caller who waited already before this exchange began, in the place they had."""
        self.calls[call.call] = call
        self._legs[call.customer] = call.call
        self._ask("answer", call.customer)
        self._line_up(call, now)
        self._say_next(call, now)
        return self._effects()

    def change_queues(self, queues: Sequence[QueueTerms]) -> None:
        """Have other terms hold for queues from now on."""
        in_use = {queue for call in self.calls.values() for queue in (call.queue, call.spare_queue)}
        self.router.change_terms(queues, in_use)

    def learn(self, call_id: str, what: str, answer: Answer, now: float) -> list[Effect]:
        """Take in the answer to a question; the caller may have gone meanwhile."""
        call = self.calls.get(call_id)
        if call is not None and what == "survey":
            self._survey(call, answer, now)
        elif call is not None and what == "news" and call.stage == "queue":
            self._tell_news(call, answer, now)
        else:
            return super().learn(call_id, what, answer, now)
        return self._effects()

    # --- who asked to be called

    def _call_who_asked(self, order: center.CallWhoAsked, now: float) -> None:
        call = LiveCall(
            order.call, "back", order.number, "", queue=order.queue, since=min(order.since, now), bonus=order.bonus,
            why=(*order.why, Reason("wanted")), wanted=order.wanted, soothing=order.soothing,
        )  # fmt: skip
        self.calls[call.call] = call
        opened = center.Opened(
            at=now, call=call.call, direction="back", number=order.number, called="", queue=order.queue
        )  # fmt: skip
        self._note(opened)
        self._line_up(call, now)

    # --- words instead of keys

    def _word(self, call: LiveCall, word: str, now: float) -> None:
        if call.is_heard and word in call.words:
            self._note(center.Said(at=now, call=call.call, word=word))
            self._digit(call, ivr.SPOKEN[word], now)

    def _walk(self, call: LiveCall, event: ivr.IvrEvent, now: float) -> None:
        if call.is_heard:
            call.is_heard = False
            self._ask("hear_no_more", call.customer)
        super()._walk(call, event, now)

    def _say_next(self, call: LiveCall, now: float) -> None:
        super()._say_next(call, now)
        is_silent = call.stage == "menu" and call.listen and not call.playing and call.customer
        if is_silent and call.words and not call.is_heard:
            call.is_heard = True
            self._ask("hear", call.customer, words=call.words, language=call.ivr.language)

    # --- recordings

    def _connect(self, call: LiveCall, now: float) -> None:
        is_first = not call.is_answered or call.is_announcing
        super()._connect(call, now)
        terms = self.router.queues.get(call.queue)
        if is_first and terms is not None and terms.is_recorded:
            self._ask("record", call.customer, play_id=f"{call.call}-talk")

    # --- to a number out there

    def _leave_menu(self, call: LiveCall, command: ivr.IvrCommand, now: float) -> None:
        if isinstance(command, ivr.Score):
            self._note(center.Surveyed(at=now, call=call.call, score=command.score))
        elif isinstance(command, ivr.Connect):
            call.stage, call.out_leg, call.spare_queue = "passing", call.next_leg(), command.queue
            self._legs[call.out_leg] = call.call
            to = Address("number", command.number)
            dialling = Dialling(to=to, as_number=call.called, ring_for=OUT_RINGS_FOR, for_call=call.call)
            self._ask("dial", call.out_leg, dialling=dialling)
        else:
            super()._leave_menu(call, command, now)

    def _out_gone(self, call: LiveCall, now: float) -> None:
        call.out_leg = ""
        if call.stage == "passed":
            self._ask("hangup", call.customer)
            return
        self._note(center.SentOut(at=now, call=call.call, is_reached=False))
        self._hush(call)
        if call.spare_queue in self.router.queues:
            call.queue = call.spare_queue
            self._line_up(call, now)
        else:
            call.stage = "leaving"
            call.prompts.append(not_reached(call.ivr.language))
        self._say_next(call, now)

    # --- after the call

    def _agent_gone(self, call: LiveCall, cause: str, now: float) -> None:
        if not self._asks(call):
            super()._agent_gone(call, cause, now)
            return
        call.is_asked, call.ended_by = True, "agent"
        if call.is_held:
            self._ask("resume", call.customer)
        self._ask("unbridge", call.call)
        self._end_listening(call, now)
        self._free_seat(call, now)
        call.agent_leg, call.stage, call.graph, call.is_held = "", "menu", {}, False
        self._out.append(Question(call.call, "survey", {"queue": call.queue}))

    def _asks(self, call: LiveCall) -> bool:
        """Tell whether a caller is asked how satisfied they are: always the same for one call."""
        terms = self.router.queues.get(call.queue)
        if terms is None or call.stage != "talking" or call.helper or call.is_asked or not call.customer:
            return False
        return call.direction == "in" and crc32(call.call.encode()) % 100 < terms.survey_share

    def _survey(self, call: LiveCall, answer: Answer, now: float) -> None:
        if not answer.graph or call.stage != "menu":
            self._ask("hangup", call.customer)
            return
        call.graph = answer.graph
        call.ivr = ivr.IvrState(language=call.ivr.language, values=call.ivr.values)
        self._walk(call, ivr.Begin(), now)

    # --- calling back once more

    def _customer_gone(self, call: LiveCall, event: ports.LegEnded, now: float) -> None:
        if call.direction != "back" or call.stage != "dialling" or call.tries >= len(AGAIN_AFTER):
            super()._customer_gone(call, event, now)
            return
        until = now + AGAIN_AFTER[call.tries]
        self._note(center.BackLater(at=now, call=call.call, agent=call.agent, cause=event.cause, until=until))
        call.tries, call.stage, call.customer = call.tries + 1, "later", ""
        self._ask("hangup", call.agent_leg)
        self._legs.pop(call.agent_leg, None)
        self._free_seat(call, now)
        call.agent, call.agent_leg = 0, ""
        self.timers.set(f"again {call.call}", until)

    def _call_due(self, call: LiveCall, kind: str, now: float) -> None:
        if kind == "again":
            self._line_up(call, now)
        else:
            super()._call_due(call, kind, now)

    # --- while waiting

    def _tell_place(self, call: LiveCall, now: float) -> None:
        super()._tell_place(call, now)
        if call.direction == "in" and not call.has_news:
            call.has_news = True
            self._out.append(Question(call.call, "news", dict(call.ivr.values)))

    def _tell_news(self, call: LiveCall, answer: Answer, now: float) -> None:
        language = call.ivr.language
        if words := answer.words.get(language):
            if call.is_music:
                self._hush(call)
            call.prompts.append(Text(words, language))
            self._say_next(call, now)

    # --- calls that speak by themselves

    def _announce(self, order: center.Announce, now: float) -> None:
        call = LiveCall(order.call, "out", order.number, "", queue=order.queue, since=now, is_announcing=True)
        call.graph, call.ivr, call.stage = order.graph, ivr.IvrState(language=order.language), "dialling"
        call.customer = call.next_leg()
        self.calls[call.call] = call
        self._legs[call.customer] = call.call
        opened = center.Opened(
            at=now, call=call.call, direction="out", number=order.number, called="", queue=order.queue
        )  # fmt: skip
        self._note(opened)
        dialling = Dialling(to=Address("number", order.number), ring_for=OUT_RINGS_FOR, for_call=call.call)
        self._ask("dial", call.customer, dialling=dialling)

    def _machine(self, call: LiveCall, now: float) -> None:
        """Say once what is to be said, as a message, if a machine seems to have answered."""
        self._note(center.Announced(at=now, call=call.call, is_machine=True))
        if call.is_announcing and call.stage == "menu":
            said = ivr.step(call.graph, ivr.IvrState(language=call.ivr.language), ivr.Begin()).commands
            self._hush(call)
            self.timers.drop(f"silence {call.call}")
            call.stage = "leaving"
            call.prompts += [Text(one.text, one.language) for one in said if isinstance(one, ivr.Speak)]
            self._say_next(call, now)

    # --- what the switch tells

    def _leg_answered(self, call: LiveCall, leg: str, now: float) -> None:
        if call.is_announcing and leg == call.customer and call.stage == "dialling":
            call.stage, call.is_answered = "menu", True
            self._note(center.Announced(at=now, call=call.call))
            self._walk(call, ivr.Begin(), now)
        elif leg == call.out_leg and call.stage == "passing":
            self._hush(call)
            call.stage, call.is_answered = "passed", True
            self._ask("bridge", call.call, legs=(call.customer, call.out_leg))
            self._note(center.SentOut(at=now, call=call.call, is_reached=True))
        else:
            super()._leg_answered(call, leg, now)

    def _leg_ended(self, call: LiveCall, event: ports.LegEnded, now: float) -> None:
        if event.leg == call.out_leg:
            self._legs.pop(event.leg, None)
            self._out_gone(call, now)
        else:
            super()._leg_ended(call, event, now)

    def _close(self, call: LiveCall, cause: str, by: str, now: float) -> None:
        if call.out_leg:
            self._ask("hangup", call.out_leg)
            self._legs.pop(call.out_leg, None)
        self.timers.drop(f"again {call.call}")
        super()._close(call, cause, by, now)
