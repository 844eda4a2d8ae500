"""
Who takes which call, and why: queues in order of arrival with bonuses, agents by skill, each choice with its reasons.

A caller's key is the moment they came less a bonus in seconds: whoever has none is passed over for no longer than the
largest bonus lasts. Nobody reads a clock here: moments are seconds that the caller passes in.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

HIGHEST: Final = 5
NAMED_WAIT: Final = 120.0
"""Seconds for which somebody who was brought to one agent by name waits for that one alone."""
LEVEL_WORTH: Final = 4.0
"""Seconds of waiting that one level of skill weighs, when a free agent chooses between queues."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that decided: a code, and what it was."""

    code: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTerms:
    """How a queue works."""

    code: str
    skill: str
    priority: float = 0
    """Seconds by which its callers count as having come earlier, where an agent chooses between queues."""
    widens: tuple[tuple[float, int], ...] = ((0, 4), (10, 3), (30, 1))
    """From so many seconds of waiting on, agents of at least such a level are asked."""
    owner_wait: float = 0
    """Seconds a caller waits for the agent they belong to before others are asked."""
    strategy: str = "longest_idle"
    ring_for: float = 20
    wrap_for: float = 45
    overflow: str = ""
    """The queue that takes over callers who waited for `overflow_after` seconds; empty: none does."""
    overflow_after: float = 0
    is_recorded: bool = False
    survey_share: int = 0
    """Percent of callers who are asked after the call how satisfied they are."""

    def least_level(self, waited: float) -> int:
        """Return the level that an agent needs for somebody who has waited so long."""
        level = HIGHEST
        for after, least in self.widens:
            if waited >= after:
                level = least
        return level


@dataclass(frozen=True, slots=True)
class Soothing:
    """What somebody who is upset needs: a skill, from which level on, and for how long they wait for it alone."""

    skill: str
    level: int
    waits: float

    def is_given_by(self, skills: Mapping[str, int]) -> bool:
        """Tell whether somebody with such skills is good enough at it."""
        return skills.get(self.skill, 0) >= self.level


@dataclass(slots=True)
class Waiting:
    """Somebody who waits in a queue."""

    entry: str
    queue: str
    since: float
    language: str = ""
    bonus: float = 0
    wanted: tuple[tuple[int, str], ...] = ()
    """Agents the caller belongs to, with why: `owner`, `last`, `case`; the first counts most."""
    excluded: dict[int, float] = field(default_factory=dict)
    """Agents who are not asked, with until when."""
    why: tuple[Reason, ...] = ()
    named: int = 0
    """The agent whom a colleague brought the caller to by name, whatever their skills."""
    soothing: Soothing | None = None
    """What agents are to be good at who are asked first."""

    def excludes(self, agent: int, now: float) -> bool:
        """Tell whether an agent is not asked at the moment: they have just not taken the caller, or passed them on."""
        return now < self.excluded.get(agent, now)

    def may_go_to(self, agent: "FreeAgent", now: float) -> bool:
        """Tell whether an agent speaks the caller's language and is to be asked."""
        return not self.excludes(agent.agent, now) and (not self.language or self.language in agent.languages)

    def waits_for_another(self, agent: "FreeAgent", now: float) -> bool:
        """Tell whether the caller waits for somebody else by name."""
        return self.named not in (0, agent.agent) and now - self.since < NAMED_WAIT

    def waits_for_calm(self, agent: "FreeAgent", now: float) -> bool:
        """Tell whether the caller still waits for somebody who is better at calming people."""
        needs = self.soothing
        return needs is not None and now - self.since < needs.waits and not needs.is_given_by(agent.skills)

    @property
    def key(self) -> float:
        """The moment the caller counts as having come."""
        return self.since - self.bonus


@dataclass(slots=True)
class FreeAgent:
    """An agent who could take a call."""

    agent: int
    skills: Mapping[str, int]
    languages: frozenset[str] = frozenset()
    idle_since: float = 0
    calls: int = 0
    busy_share: float = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A caller and the agent who is to take them, with the reasons."""

    waiting: Waiting
    agent: FreeAgent
    reasons: tuple[Reason, ...]


type _Place = tuple[float, int, Waiting]


class Router:
    """Callers who wait and agents who are free, brought together."""

    def __init__(self, queues: Sequence[QueueTerms]) -> None:
        self.queues = {terms.code: terms for terms in queues}
        self._by_skill: dict[str, list[QueueTerms]] = {}
        for terms in queues:
            self._by_skill.setdefault(terms.skill, []).append(terms)
        self._lines: dict[str, list[_Place]] = {terms.code: [] for terms in queues}
        self._places: dict[str, _Place] = {}
        self._free: dict[int, FreeAgent] = {}
        self._rings: dict[str, dict[int, dict[int, FreeAgent]]] = {}
        self._named: dict[int, dict[str, Waiting]] = {}
        self._came = 0

    def change_terms(self, queues: Sequence[QueueTerms], in_use: Set[str] = frozenset()) -> None:
        """Have other terms hold from now on; a queue that is gone is kept while somebody is in it, or is to be."""
        kept = {terms.code: terms for terms in queues}
        gone = {code: terms for code, terms in self.queues.items() if code not in kept}
        kept |= {code: terms for code, terms in gone.items() if self._lines[code] or code in in_use}
        self.queues = kept
        self._by_skill = {}
        for terms in kept.values():
            self._by_skill.setdefault(terms.skill, []).append(terms)
            self._lines.setdefault(terms.code, [])

    # --- who is there

    @property
    def waiting_count(self) -> int:
        """How many wait."""
        return len(self._places)

    @property
    def free_count(self) -> int:
        """How many agents are free."""
        return len(self._free)

    def line(self, queue: str) -> list[Waiting]:
        """Return who waits in a queue, the next one first."""
        return [place[2] for place in self._lines[queue]]

    def place_of(self, entry: str) -> int:
        """Return how many stand before somebody in their queue, plus one; 0: they do not wait."""
        place = self._places.get(entry)
        return bisect_left(self._lines[place[2].queue], place[:2], key=lambda one: one[:2]) + 1 if place else 0

    def waiting(self) -> Iterator[Waiting]:
        """Find all who wait, in no order."""
        return (place[2] for place in self._places.values())

    # --- comings and goings

    def arrive(self, caller: Waiting, now: float) -> Match | None:
        """Bring a caller to an agent at once, or let them wait."""
        agent, reasons = self._agent_for(caller, now)
        if agent is None:
            self._queue_up(caller)
            return None
        self._take(agent)
        return Match(caller, agent, reasons)

    def free(self, agent: FreeAgent, now: float) -> Match | None:
        """Bring a free agent to somebody who waits, or let them rest."""
        found = self._caller_for(agent, now)
        if found is None:
            self._rest(agent)
            return None
        caller, reasons = found
        self.leave(caller.entry)
        return Match(caller, agent, reasons)

    def leave(self, entry: str) -> Waiting | None:
        """Take somebody out of their queue."""
        place = self._places.pop(entry, None)
        if place is None:
            return None
        self._named.get(place[2].named, {}).pop(entry, None)
        line = self._lines[place[2].queue]
        del line[bisect_left(line, place[:2], key=lambda one: one[:2])]
        return place[2]

    def occupy(self, agent: int) -> FreeAgent | None:
        """Take an agent away from those who are free."""
        found = self._free.get(agent)
        if found is not None:
            self._take(found)
        return found

    def renew(self, agent: FreeAgent) -> None:
        """Let an agent who rests be known anew, in the place they have had among those who rest."""
        if (known := self.occupy(agent.agent)) is None:
            return
        agent.idle_since = known.idle_since
        self._rest(agent)
        for skill, level in agent.skills.items():
            ring = self._rings[skill][level]
            self._rings[skill][level] = {
                one.agent: one for one in sorted(ring.values(), key=lambda one: one.idle_since)
            }

    def look_again(self, now: float) -> Iterator[Match]:
        """Bring together who can be by now: those who waited longer may be taken by more agents."""
        if not self._free or not self._places:
            return
        for place in sorted(self._places.values()):
            caller = place[2]
            agent, reasons = self._agent_for(caller, now)
            if agent is not None:
                self.leave(caller.entry)
                self._take(agent)
                yield Match(caller, agent, reasons)

    # --- the choices

    def _agent_for(self, caller: Waiting, now: float) -> tuple[FreeAgent | None, tuple[Reason, ...]]:
        terms = self.queues[caller.queue]
        waited = now - caller.since
        named = self._free.get(caller.named) if caller.named else None
        if named is not None and not caller.excludes(named.agent, now):
            return named, caller.why
        if caller.named and waited < NAMED_WAIT:
            return None, ()
        for agent_id, why in caller.wanted:
            agent = self._free.get(agent_id)
            if agent is not None and not caller.excludes(agent_id, now) and terms.skill in agent.skills:
                return agent, (Reason(why), *caller.why)
        if caller.wanted and waited < terms.owner_wait:
            return None, ()
        return self._able_for(caller, terms, now)

    def _able_for(
        self, caller: Waiting, terms: QueueTerms, now: float
    ) -> tuple[FreeAgent | None, tuple[Reason, ...]]:  # whoever can take a caller by now, belonging to nobody
        rings, waited = self._rings.get(terms.skill, {}), now - caller.since
        if caller.soothing and (calm := self._calmest(rings, caller, terms, now)):
            own = Reason("level", f"{terms.skill} {calm.skills[terms.skill]}")
            return calm, (*_calms(caller, calm), own, *caller.why)
        if caller.soothing and waited < caller.soothing.waits:
            return None, ()
        for level in range(HIGHEST, terms.least_level(waited) - 1, -1):
            ring = rings.get(level)
            able = self._best(ring, caller, terms.strategy, now) if ring else None
            if able is not None:
                return able, (Reason("level", f"{terms.skill} {level}"), Reason(terms.strategy), *caller.why)
        return None, ()

    def _calmest(
        self, rings: Mapping[int, Mapping[int, FreeAgent]], caller: Waiting, terms: QueueTerms, now: float
    ) -> FreeAgent | None:
        """Return who calms people best among those who may take a caller by now; of equals, who rests longest."""
        needs = caller.soothing
        if needs is None:
            return None
        able = [
            agent for level in range(terms.least_level(now - caller.since), HIGHEST + 1)
            for agent in rings.get(level, {}).values()
            if needs.is_given_by(agent.skills) and caller.may_go_to(agent, now)
        ]  # fmt: skip
        return min(able, key=lambda one: (-one.skills[needs.skill], one.idle_since), default=None)

    def _best(self, ring: Mapping[int, FreeAgent], caller: Waiting, strategy: str, now: float) -> FreeAgent | None:
        """Return the agent of one level whose turn it is: who rests longest stands first."""
        best: FreeAgent | None = None
        for agent in ring.values():
            if not caller.may_go_to(agent, now):
                continue
            if strategy == "longest_idle":
                return agent
            if best is None or _measure(agent, strategy) < _measure(best, strategy):
                best = agent
        return best

    def _caller_for(self, agent: FreeAgent, now: float) -> tuple[Waiting, tuple[Reason, ...]] | None:
        for named in self._named.get(agent.agent, {}).values():
            if not named.excludes(agent.agent, now):
                return named, named.why
        best: tuple[float, Waiting, int, QueueTerms] | None = None
        for skill, level in agent.skills.items():
            for terms in self._by_skill.get(skill, ()):
                caller = self._first_for(agent, level, terms, now)
                if caller is None:
                    continue
                worth = caller.key - terms.priority - LEVEL_WORTH * level
                if best is None or worth < best[0]:
                    best = worth, caller, level, terms
        return (best[1], self._why(agent, *best[1:])) if best else None

    def _first_for(self, agent: FreeAgent, level: int, terms: QueueTerms, now: float) -> Waiting | None:
        for _key, _turn, caller in self._lines[terms.code]:
            if not caller.may_go_to(agent, now) or caller.waits_for_another(agent, now):
                continue
            if caller.wanted:
                if any(wanted == agent.agent for wanted, _ in caller.wanted):
                    return caller
                if now - caller.since < terms.owner_wait:
                    continue
            if level >= terms.least_level(now - caller.since) and not caller.waits_for_calm(agent, now):
                return caller
        return None

    def _why(self, agent: FreeAgent, caller: Waiting, level: int, terms: QueueTerms) -> tuple[Reason, ...]:
        own = tuple(Reason(why) for wanted, why in caller.wanted if wanted == agent.agent)
        calms = _calms(caller, agent)
        return (*own, *calms, Reason("level", f"{terms.skill} {level}"), Reason("next_in_line"), *caller.why)

    # --- the books

    def _queue_up(self, caller: Waiting) -> None:
        self._came += 1
        place = (caller.key, self._came, caller)
        insort(self._lines[caller.queue], place, key=lambda one: one[:2])
        self._places[caller.entry] = place
        if caller.named:
            self._named.setdefault(caller.named, {})[caller.entry] = caller

    def _rest(self, agent: FreeAgent) -> None:
        self._free[agent.agent] = agent
        for skill, level in agent.skills.items():
            self._rings.setdefault(skill, {}).setdefault(level, {})[agent.agent] = agent

    def _take(self, agent: FreeAgent) -> None:
        del self._free[agent.agent]
        for skill, level in agent.skills.items():
            del self._rings[skill][level][agent.agent]


def _calms(caller: Waiting, agent: FreeAgent) -> tuple[Reason, ...]:
    """Return that an agent is good at calming people, if the caller needs that."""
    needs = caller.soothing
    return (Reason("calm", str(agent.skills[needs.skill])),) if needs and needs.is_given_by(agent.skills) else ()


def _measure(agent: FreeAgent, strategy: str) -> float:
    return agent.calls if strategy == "fewest_calls" else agent.busy_share
