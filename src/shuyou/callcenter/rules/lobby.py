"""What callers meet before an agent, as a part of the exchange: menus, prompts, music, their place, a promise."""

from abc import abstractmethod
from typing import Final

from shuyou.callcenter import ports
from shuyou.callcenter.ports import Music, Text
from shuyou.callcenter.rules import center, ivr
from shuyou.callcenter.rules.center import Question
from shuyou.callcenter.rules.desks import Desks
from shuyou.callcenter.rules.live import LiveCall
from shuyou.callcenter.rules.words import back_promised, leave_message, place_in_line

NEXT_WORD: Final = 45.0
"""Seconds between times that somebody who waits is told their place."""
LONGEST_MESSAGE: Final = 90.0
BACK_KEY: Final = "1"


class Lobby(Desks):
    """Callers who do not speak with anybody yet."""

    @abstractmethod
    def _line_up(self, call: LiveCall, now: float) -> None:
        """Bring a caller to their queue."""

    # --- a call comes in

    def _open(self, event: ports.LegOffered, now: float) -> None:
        if event.leg in self.calls:
            return
        call = LiveCall(event.leg, "in", event.from_number, event.to_number, customer=event.leg, since=now)
        self.calls[call.call] = call
        self._legs[event.leg] = call.call
        self._note(center.Opened(at=now, call=call.call, direction="in", number=call.number, called=call.called))
        self._ask("answer", call.customer)
        asked = {"number": event.from_number, "called": event.to_number}
        self._out.append(Question(call.call, "caller", asked))

    def _walk(self, call: LiveCall, event: ivr.IvrEvent, now: float) -> None:
        done = ivr.step(call.graph, call.ivr, event)
        call.ivr, call.listen, call.words = done.state, 0, ()
        for command in done.commands:
            if isinstance(command, ivr.Speak):
                call.prompts.append(Text(command.text, command.language))
            elif isinstance(command, ivr.Listen):
                call.listen, call.words = command.seconds, command.words
            elif isinstance(command, ivr.LookUp):
                self._out.append(Question(call.call, command.what, {**command.values, "number": call.number}))
            else:
                self._leave_menu(call, command, now)
        self._say_next(call, now)

    def _leave_menu(self, call: LiveCall, command: ivr.IvrCommand, now: float) -> None:
        if isinstance(command, ivr.ToQueue):
            call.queue, call.bonus = command.queue, call.bonus + command.bonus
            call.language = call.ivr.language
            self._line_up(call, now)
        elif isinstance(command, ivr.TakeMessage):
            call.stage, call.queue = "message", command.queue
            call.prompts.append(leave_message(call.ivr.language))
        elif isinstance(command, ivr.CallBack):
            call.queue = command.queue
            if call.has_number and call.queue in self.router.queues:
                self._promise_back(call, now)
            else:
                self._line_up(call, now)
        else:
            call.stage = "leaving"

    def _promise_back(self, call: LiveCall, now: float) -> None:
        call.stage, call.wants_back = "leaving", True
        self.timers.drop(f"word {call.call}")
        call.prompts = [back_promised(call.ivr.language)]
        self._note(center.BackWanted(at=now, call=call.call, queue=call.queue))

    # --- what a caller hears

    def _say_next(self, call: LiveCall, now: float) -> None:
        if call.playing or not call.customer:
            return
        if call.prompts:
            call.playing, call.is_music = call.next_play(), False
            self._ask("play", call.customer, prompt=call.prompts.pop(0), play_id=call.playing)
        elif call.stage in ("queue", "ringing", "dialling", "parked", "passing"):
            call.playing, call.is_music = call.next_play(), True
            self._ask("play", call.customer, prompt=Music(), play_id=call.playing, repeat=0)
        elif call.stage == "leaving":
            self._ask("hangup", call.customer)
        elif call.stage == "message":
            call.is_taped = True
            self._ask("record", call.customer, play_id=f"{call.call}-message")
            self.timers.set(f"message {call.call}", now + LONGEST_MESSAGE)
        elif call.stage == "menu" and call.listen:
            self.timers.set(f"silence {call.call}", now + call.listen)

    def _hush(self, call: LiveCall) -> None:
        call.prompts.clear()
        if call.playing:
            self._ask("stop", call.customer, play_id=call.playing)
            call.playing = ""

    def _play_finished(self, call: LiveCall, play_id: str, now: float) -> None:
        if call.playing == play_id:
            call.playing = ""
            self._say_next(call, now)

    def _digit(self, call: LiveCall, digit: str, now: float) -> None:
        if call.stage == "menu" and call.listen:
            self.timers.drop(f"silence {call.call}")
            self._hush(call)
            self._note(center.Pressed(at=now, call=call.call, node=call.ivr.node, digit=digit))
            self._walk(call, ivr.Pressed(digit), now)
        elif call.stage == "queue" and digit == BACK_KEY and call.direction == "in" and call.has_number:
            self.router.leave(call.call)
            self._hush(call)
            self._promise_back(call, now)
            self._say_next(call, now)
        elif call.stage == "message":
            self._ask("hangup", call.customer)

    def _tell_place(self, call: LiveCall, now: float) -> None:
        self._hush(call)
        before = self.router.place_of(call.call) - 1
        call.prompts.append(place_in_line(call.ivr.language, before, has_number=call.has_number))
        self._say_next(call, now)
        self.timers.set(f"word {call.call}", now + NEXT_WORD)
