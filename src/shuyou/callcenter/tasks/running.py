"""
The process that holds a switch: events and orders into the exchange, its effects out into the world.

All that happens goes through one queue, one thing after the other. The database is met by the writer's thread only, so
that a call never waits for it: whoever asks for an answer that does not come in time goes on without.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from shuyou.callcenter import queries, services
from shuyou.callcenter.ports import AGAIN, SURE, LegEnded, LegOffered, Switch, SwitchDown, SwitchEvent, SwitchUp
from shuyou.callcenter.queries import TelephoneRow
from shuyou.callcenter.rules.center import (
    Answer,
    Ask,
    Effect,
    Ended,
    Fact,
    Order,
    Pressed,
    Question,
    SeatState,
    SignOut,
)
from shuyou.callcenter.rules.live import LiveCall, Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.rules.switchboard import Switchboard
from shuyou.callcenter.services import Begun, FactKey
from shuyou.callcenter.tasks.applying import apply
from shuyou.callcenter.tasks.dialling import dial_due
from shuyou.callcenter.tasks.writing import SWITCH, Writer

log = logging.getLogger(__name__)

LONGEST_LOOK: Final = 2.0
"""Seconds after which a caller goes on without what was to be looked up."""
KEPT: Final = 30.0
"""Seconds within which the switch has to say that a caller who waited before is still on the line."""
TICK: Final = 1.0
FIGURE: Final = "•"
"""What is kept of a key that was part of figures."""
REMEMBERED: Final = 10_000
"""Events of the switch that are known again when they are told twice."""
DIAL: Final = 5.0
"""Seconds between looks for readers who are to be called."""
AFTER_CALL: Final = "after_call"
"""The menu that callers come to after the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the process knew of its site when it began."""

    begun: Begun
    queues: Sequence[QueueTerms]
    seats: Sequence[Seat]
    telephones: Sequence[TelephoneRow]


@dataclass(frozen=True, slots=True)
class _Learned:
    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class _Reloaded:
    seats: Sequence[Seat]
    queues: Sequence[QueueTerms]
    telephones: Sequence[TelephoneRow]


@dataclass(frozen=True, slots=True)
class _LetGo:
    """It is time to close the calls of those who waited before and are on the line no more."""


type _Thing = SwitchEvent | Order | _Learned | _Reloaded | _LetGo | None


def learn(site: str, *, clock: Callable[[], float] = time.time) -> Known:
    """Begin a new life of a site's switch, and return what has to be known of it."""
    at = datetime.fromtimestamp(clock(), UTC)
    begun = services.begin_switch(site=site, actor=SWITCH, at=at)
    return Known(
        begun=begun,
        queues=queries.queue_terms(actor=SWITCH),
        seats=queries.seats(site_id=begun.site_id, actor=SWITCH),
        telephones=queries.telephones(site_id=begun.site_id, actor=SWITCH),
    )


class Running:
    """A switch and its exchange, at work."""

    def __init__(self, switch: Switch, known: Known, *, spool: Path, clock: Callable[[], float] = time.time) -> None:
        self.switch = switch
        self.exchange = Switchboard(known.queues)
        self.writer = Writer(spool)
        self._known = known
        self._clock = clock
        self._inbox: asyncio.Queue[_Thing] = asyncio.Queue()
        self._seq = 0
        self._sure: set[str] = set()
        self._told: dict[tuple[int, int], None] = {}
        self._is_fetching = False
        self._endpoints: set[str] = set()
        self._open: dict[tuple[str, str], Question] = {}
        self._kept = {one.call: one for one in known.begun.kept}

    async def run(self) -> None:
        """Work until cancelled; what has been said by then is written down."""
        loop = asyncio.get_running_loop()
        self._loop = loop
        self.writer.start()
        able, site_id = sorted(self.switch.capabilities), self._known.begun.site_id
        loop.call_later(KEPT, self._inbox.put_nowait, _LetGo())
        self.writer.ask(lambda: services.note_abilities(site_id=site_id, able=able, actor=SWITCH, at=self._at()))
        await self._take_over()
        jobs = [asyncio.ensure_future(job) for job in (self._listen(), self._beat(), self._look_for_readers())]
        try:
            while True:
                await self._turn(await self._inbox.get())
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            await asyncio.to_thread(self.writer.stop)

    @property
    def waits_for_answers(self) -> bool:
        """Whether something was asked about callers that nobody has answered yet."""
        return bool(self._open)

    def _at(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    # --- what comes in

    def heard(self, word: str) -> None:
        """Take in a word from the database: orders have come, or the set-up has changed."""
        what, _, site = word.partition(" ")
        if site not in ("0", str(self._known.begun.site_id)):
            return
        if what == "reload":
            self.writer.ask(self._reload)
        elif not self._is_fetching:
            self._is_fetching = True
            self.writer.ask(self._fetch)

    async def _listen(self) -> None:
        async for event in self.switch.events():
            self._inbox.put_nowait(event)

    async def _beat(self) -> None:
        while True:
            due = self.exchange.timers.next_at
            wait = TICK if due is None else min(max(due - self._clock(), 0.01), TICK)
            await asyncio.sleep(wait)
            self._inbox.put_nowait(None)

    async def _look_for_readers(self) -> None:
        while True:
            await asyncio.sleep(DIAL)
            if not self.writer.behind:
                self.writer.ask(self._dial)

    async def _take_over(self) -> None:
        now = self._clock()
        await self._know(self._known.telephones)
        for seat in self._known.seats:
            await self._do(self.exchange.seat(seat, now))
        for one in self._known.begun.promised:
            if one.queue in self.exchange.router.queues:
                call = LiveCall(
                    one.call, "back", one.number, "", queue=one.queue, since=one.since, bonus=one.bonus,
                    life=self._known.begun.epoch,
                )  # fmt: skip
                await self._do(self.exchange.wait_again(call, now))

    async def _know(self, telephones: Sequence[TelephoneRow]) -> None:
        """Have the switch know these telephones, and no others."""
        for gone in self._endpoints - {one.endpoint for one in telephones}:
            await self.switch.drop_endpoint(gone)
        for one in telephones:
            await self.switch.put_endpoint(one.endpoint, one.secret, one.kind)
        self._endpoints = {one.endpoint for one in telephones}

    async def _turn(self, thing: _Thing) -> None:
        """Bring one thing to the exchange, and what it answers to the world."""
        now, exchange = self._clock(), self.exchange
        try:
            if thing is None:
                await self._do(exchange.tick(now))
            elif isinstance(thing, Order):
                if self._makes_sense(thing):
                    await self._do(exchange.order(thing, now))
            elif isinstance(thing, _Learned):
                key = (thing.question.call, thing.question.what)
                if self._open.get(key) is thing.question:
                    del self._open[key]
                    await self._do(exchange.learn(*key, thing.answer, now))
            elif isinstance(thing, _Reloaded):
                await self._change(thing, now)
            elif isinstance(thing, _LetGo):
                gone, self._kept = list(self._kept), {}
                await self._do([Ended(at=now, call=call, cause="switch_lost", by="switch") for call in gone])
            elif self._is_new(thing):
                await self._hear(thing, now)
        except Exception:
            log.exception("the exchange could not go on with %s", type(thing).__name__)

    def _makes_sense(self, order: Order) -> bool:
        """Tell whether an agent is still in the call that they saw when they asked."""
        seat = self.exchange.seats.get(order.agent)
        return not order.about or seat is None or seat.call == order.about

    def _is_new(self, event: SwitchEvent) -> bool:
        """Tell whether an event was not told before: a switch tells each at least once."""
        key = (event.epoch, event.seq)
        if key in self._told:
            return False
        self._told[key] = None
        if len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        return True

    async def _hear(self, event: SwitchEvent, now: float) -> None:
        if isinstance(event, SwitchDown):
            log.warning("the switch %s cannot be reached; calls may well go on", self.switch.name)
        elif isinstance(event, SwitchUp):
            await self._compare(event, now)
        else:
            if isinstance(event, LegOffered) and event.headers.get(SURE):
                self._sure.add(event.leg)
            elif isinstance(event, LegEnded):
                self._sure.discard(event.leg)
            kept = self._kept_call(event) if isinstance(event, LegOffered) else None
            await self._do(self.exchange.keep_waiting(kept, now) if kept else self.exchange.on(event, now))

    def _kept_call(self, event: LegOffered) -> LiveCall | None:
        """Return the call of a caller who waited before this life began; None: they are new here."""
        name = event.headers.get(AGAIN, "")
        one = next((one for call, one in self._kept.items() if name and call.endswith(f"-{name}")), None)
        if one is None or one.queue not in self.exchange.router.queues:
            return None
        del self._kept[one.call]
        return LiveCall(
            one.call, "in", event.from_number, event.to_number, queue=one.queue, since=one.since, bonus=one.bonus,
            customer=event.leg, life=self._known.begun.epoch,
        )  # fmt: skip

    async def _compare(self, up: SwitchUp, now: float) -> None:
        """Let go what is not alive at the switch any more, now that it can be talked to."""
        alive = (await self.switch.snapshot()).legs
        for call in list(self.exchange.calls.values()):
            for leg in [one for one in call.all_legs() if one not in alive]:
                gone = LegEnded(
                    switch=up.switch, epoch=up.epoch, seq=up.seq, at=up.at, leg=leg, cause="failed", by="switch"
                )
                await self._do(self.exchange.on(gone, now))

    async def _change(self, now_so: _Reloaded, now: float) -> None:
        """Take in what was set up anew; agents who sit here no longer are brought no calls any more."""
        self.exchange.change_queues(now_so.queues)
        await self._know(now_so.telephones)
        here = {seat.agent for seat in now_so.seats}
        for seat in now_so.seats:
            await self._do(self.exchange.seat(seat, now))
        for known in list(self.exchange.seats.values()):
            if known.agent not in here and known.state != SeatState.OUT:
                await self._do(self.exchange.order(SignOut(agent=known.agent), now))

    # --- what goes out

    async def _do(self, effects: Sequence[Effect]) -> None:
        self.writer.write([self._keyed(effect) for effect in effects if isinstance(effect, Fact)])
        for effect in effects:
            if isinstance(effect, Ask):
                await apply(effect, self.switch)
            elif isinstance(effect, Question):
                self._find_out(effect)

    def _keyed(self, fact: Fact) -> tuple[Fact, FactKey]:
        """Return a fact as it is written down, with what it is known by."""
        self._seq += 1
        begun = self._known.begun
        key = FactKey(site_id=begun.site_id, switch=self.switch.name, epoch=begun.epoch, seq=self._seq)
        return self._without_figures(fact), key

    def _without_figures(self, fact: Fact) -> Fact:
        """Return a fact without the key if that was part of a card's number or a code: nobody keeps those."""
        call = self.exchange.calls.get(fact.call)
        if not isinstance(fact, Pressed) or call is None:
            return fact
        nodes = call.graph.get("nodes")
        node = nodes.get(fact.node) if isinstance(nodes, Mapping) else None
        is_figure = isinstance(node, Mapping) and node.get("kind") == "collect"
        return replace(fact, digit=FIGURE) if is_figure else fact

    def _find_out(self, question: Question) -> None:
        self._open[question.call, question.what] = question
        self.writer.ask(lambda: self._answer(question))
        self._loop.call_later(LONGEST_LOOK, self._give_up, question)

    def _give_up(self, question: Question) -> None:
        if self._open.get((question.call, question.what)) is question:
            log.warning("the answer to “%s” did not come in time", question.what)
            graph = self._fallback if question.what == "caller" else {}
            self._inbox.put_nowait(_Learned(question, Answer(graph=graph)))

    @property
    def _fallback(self) -> dict[str, object]:
        """A menu for callers while nothing is known: the first queue that is not kept for some."""
        queue = next(iter(self.exchange.router.queues), "")
        return {"start": "line", "nodes": {"line": {"kind": "queue", "queue": queue}}}

    # --- in the writer's thread

    def _dial(self) -> None:
        site_id = self._known.begun.site_id
        for call in dial_due(site_id=site_id, actor=SWITCH, at=self._at()):
            self._put(call)

    def _put(self, thing: _Thing) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(self._inbox.put_nowait, thing)

    def _answer(self, question: Question) -> None:
        at = self._at()
        values = dict(question.values)
        if question.what == "caller":
            answer = services.meet_caller(
                call_key=question.call, number=values["number"], called=values["called"], actor=SWITCH, at=at
            )
            if question.call not in self._sure:  # told of what is theirs only once they name card and code
                answer = replace(answer, values={**answer.values, "known": "said"})
        elif question.what == "survey":
            answer = queries.menu_in_use(code=AFTER_CALL, actor=SWITCH)
        else:
            answer = services.look_up(call_key=question.call, what=question.what, values=values, actor=SWITCH, at=at)
        self._put(_Learned(question, answer))

    def _fetch(self) -> None:
        self._is_fetching = False
        asked = services.take_orders(site_id=self._known.begun.site_id, actor=SWITCH, at=self._at())
        for order in asked.orders:
            self._put(order)

    def _reload(self) -> None:
        site_id = self._known.begun.site_id
        seats = queries.seats(site_id=site_id, actor=SWITCH)
        telephones = queries.telephones(site_id=site_id, actor=SWITCH)
        self._put(_Reloaded(seats, queries.queue_terms(actor=SWITCH), telephones))
