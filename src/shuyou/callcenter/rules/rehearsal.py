"""
A day, or a year, of virtual callers through the router, on a clock that only jumps: what happens, and how it compares.

Arrivals, talks and patience come by chance; whoever passes a generator with a seed gets the same day again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random
from typing import Final

from shuyou.callcenter.rules.routing import FreeAgent, Match, QueueTerms, Router, Soothing, Waiting

ARRIVES, ENDS, GIVES_UP = 0, 1, 2
LOOK: Final = 1.0
"""Seconds between looks at those who wait, for agents of lower levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Callers of a queue: so many a second, who talk and wait for so long on average."""

    queue: str
    rate: float
    talks: float
    patience: float = 0
    """0: nobody ever gives up."""
    bonuses: tuple[float, ...] = (0,)
    upset: float = 0
    """The share of callers who are upset."""
    soothing: Soothing | None = None
    """What those need."""


@dataclass(slots=True)
class Tally:
    """What happened to the callers of a queue."""

    came: int = 0
    waited: int = 0
    wait: float = 0
    longest: float = 0
    gave_up: int = 0
    answered: int = 0
    calmed: int = 0
    """Upset callers whom somebody took who is good at calming people."""
    upset: int = 0

    @property
    def share_waiting(self) -> float:
        """The share of callers who had to wait."""
        return self.waited / self.came if self.came else 0.0

    @property
    def mean_wait(self) -> float:
        """Seconds that a caller waited on average, counting those who did not."""
        return self.wait / self.came if self.came else 0.0

    @property
    def share_lost(self) -> float:
        """The share of callers who gave up."""
        return self.gave_up / self.came if self.came else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What happened in a rehearsal."""

    tallies: Mapping[str, Tally]
    busy: Mapping[int, float]
    """Seconds each agent was busy."""
    seconds: float
    decisions: int

    def occupancy(self, agent: int) -> float:
        """Return the share of the time that an agent was busy."""
        return self.busy.get(agent, 0.0) / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class _Day:
    router: Router
    flows: Sequence[Flow]
    chance: Random
    agents: dict[int, FreeAgent]
    due: list[tuple[float, int, int, str, int]] = field(default_factory=list)
    turn: int = 0
    decisions: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    busy: dict[int, float] = field(default_factory=dict)
    flow_of: dict[str, Flow] = field(default_factory=dict)
    counts_from: float = 0

    def put(self, at: float, kind: int, entry: str, number: int) -> None:
        self.turn += 1
        heappush(self.due, (at, self.turn, kind, entry, number))

    def counts(self, at: float) -> bool:
        return at >= self.counts_from


def rehearse(
    queues: Sequence[QueueTerms], flows: Sequence[Flow], agents: Sequence[FreeAgent], *, calls: int, chance: Random
) -> Outcome:
    """Bring so many callers through the router; the first tenth of them fills the room and does not count."""
    day = _Day(Router(queues), flows, chance, {one.agent: one for one in agents})
    for agent in agents:
        day.router.free(agent, 0.0)
    for number, flow in enumerate(flows):
        day.tallies[flow.queue] = Tally()
        day.put(chance.expovariate(flow.rate), ARRIVES, "", number)
    came, now, warm = 0, 0.0, calls // 10
    widens = any(terms.widens[0][1] > 1 for terms in queues) or any(flow.upset for flow in flows)
    next_look = LOOK
    while day.due and came < calls:
        now, _, kind, entry, number = heappop(day.due)
        while widens and next_look <= now:
            for match in day.router.look_again(next_look):
                _begin(day, match, next_look)
            next_look += LOOK
        if kind == ARRIVES:
            came += 1
            if came == warm:
                day.counts_from = now
                day.busy.clear()
            _arrive(day, number, now, came)
        elif kind == ENDS:
            _end(day, number, now)
        else:
            _give_up(day, entry, now)
    return Outcome(tallies=day.tallies, busy=day.busy, seconds=now - day.counts_from, decisions=day.decisions)


def _arrive(day: _Day, number: int, now: float, came: int) -> None:
    flow, chance = day.flows[number], day.chance
    day.put(now + chance.expovariate(flow.rate), ARRIVES, "", number)
    caller = Waiting(f"{came}", flow.queue, now, bonus=chance.choice(flow.bonuses))
    if flow.upset and chance.random() < flow.upset:
        caller.soothing = flow.soothing
    if day.counts(now):
        day.tallies[flow.queue].came += 1
    day.flow_of[caller.entry] = flow
    day.decisions += 1
    if match := day.router.arrive(caller, now):
        _begin(day, match, now)
    elif flow.patience:
        day.put(now + chance.expovariate(1 / flow.patience), GIVES_UP, caller.entry, number)


def _begin(day: _Day, match: Match, now: float) -> None:
    caller, agent = match.waiting, match.agent
    flow = day.flow_of.pop(caller.entry)
    talks = day.chance.expovariate(1 / flow.talks)
    tally, waited = day.tallies[flow.queue], now - caller.since
    if day.counts(caller.since):
        tally.answered += 1
        tally.upset += caller.soothing is not None
        tally.calmed += caller.soothing is not None and caller.soothing.is_given_by(agent.skills)
        if waited > 0:
            tally.waited += 1
            tally.wait += waited
            tally.longest = max(tally.longest, waited)
    day.busy[agent.agent] = day.busy.get(agent.agent, 0.0) + talks
    day.put(now + talks, ENDS, "", agent.agent)


def _end(day: _Day, number: int, now: float) -> None:
    agent = day.agents[number]
    agent.idle_since, agent.calls = now, agent.calls + 1
    day.decisions += 1
    if match := day.router.free(agent, now):
        _begin(day, match, now)


def _give_up(day: _Day, entry: str, now: float) -> None:
    caller = day.router.leave(entry)
    if caller is None:
        return
    flow = day.flow_of.pop(entry)
    if day.counts(caller.since):
        tally = day.tallies[flow.queue]
        tally.gave_up += 1
        tally.waited += 1
        tally.wait += now - caller.since
        tally.longest = max(tally.longest, now - caller.since)
