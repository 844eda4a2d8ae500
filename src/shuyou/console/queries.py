"""What the shell asks of all packages at once."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import (
    STRETCH,
    Clue,
    Hit,
    OneTouchSource,
    TimelineRow,
    Untold,
    WorkRow,
    by_urgency,
    registry,
)
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query

MOST = 10
"""Answers that the one-touch box shows at once."""

MOST_OF_A_GROUP = 6
LONGEST = 80
"""Characters of a clue that are looked at; what is longer is no clue but a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HitGroup:
    """The answers of one source."""

    key: str
    label: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the one-touch box answers to a clue."""

    typed: str
    groups: tuple[HitGroup, ...]

    @property
    def total(self) -> int:
        """How many answers there are."""
        return sum(len(group.hits) for group in self.groups)

    @property
    def only(self) -> Hit | None:
        """The answer, if there is exactly one."""
        return self.groups[0].hits[0] if self.total == 1 else None


def one_touch(*, typed: str, actor: Actor) -> Found:
    """Ask every source that the actor may use, in order, and share ten places among their answers."""
    typed = typed.strip()[:LONGEST]
    clue = Clue.of(typed)
    if not clue.text:
        return Found(typed=typed, groups=())
    asked = [(source, _ask(source, clue, actor)) for source in registry.allowed(registry.one_touch, actor)]
    found = [(source, hits) for source, hits in asked if hits]
    places = _places([len(hits) for _, hits in found])
    return Found(
        typed=typed,
        groups=tuple(
            HitGroup(key=source.group, label=str(source.label), hits=hits[:count])
            for (source, hits), count in zip(found, places, strict=True)
        ),
    )


def _ask(source: OneTouchSource, clue: Clue, actor: Actor) -> tuple[Hit, ...]:
    return tuple(source.find(clue, actor, MOST_OF_A_GROUP))[:MOST_OF_A_GROUP]


def _places(wanted: list[int]) -> list[int]:
    """Share the places: one to each group in turn until they or the answers run out."""
    given = [0] * len(wanted)
    left = MOST
    while left and given != wanted:
        for at, want in enumerate(wanted):
            if left and given[at] < want:
                given[at] += 1
                left -= 1
    return given


@query("members.view")
def conditions_met(*, member_id: int, actor: Actor) -> frozenset[str]:
    """Return which conditions of panels and of parts of the timeline hold for a member, in one statement for all."""
    offered = [*(panel.only_if for panel in registry.panels), *(source.only_if for source in registry.timelines)]
    conditions = sorted({condition for condition in offered if condition})
    if not conditions:
        return frozenset()
    with planned() as cursor:
        cursor.execute(f"SELECT {', '.join(conditions)}", {"member": member_id})
        holds = cursor.fetchone()
    return frozenset(condition for condition, is_met in zip(conditions, holds, strict=True) if is_met)


# --- the story of a member, told by all packages


PAGE = STRETCH
"""Lines of the timeline that are told at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A part of the timeline that can be looked at alone."""

    key: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A stretch of a member's timeline, newest first, and the moment before which it goes on."""

    rows: tuple[TimelineRow, ...]
    goes_on_before: datetime | None


def timeline_kinds(*, actor: Actor) -> list[Kind]:
    """Return the parts of the timeline that the actor may see."""
    return [
        *(Kind(key=key, label=str(label)) for one in registry.stories for key, label in one.told_to(actor).items()),
        *(
            Kind(key=source.kind, label=str(source.label))
            for source in registry.timelines
            if actor.may(source.permission)
        ),
    ]


def timeline(*, member_id: int, before: datetime, kind: str, actor: Actor) -> Story:
    """
    Merge what the packages tell about a member before a moment; only one kind's part if one is named.

    Lines of the same moment are never split between two stretches, so that none is lost in between.
    """
    told = [_tell(load, before) for load in _tellers(kind, member_id, actor)]
    merged = list(heapq.merge(*told, key=lambda line: line.at, reverse=True))
    if len(merged) <= PAGE:
        return Story(rows=tuple(line.tell() for line in merged), goes_on_before=None)
    last = merged[PAGE - 1].at
    shown = tuple(line for line in merged if line.at >= last)
    rows = tuple(line.tell() for line in shown)
    return Story(rows=rows, goes_on_before=last if len(rows) < len(merged) else None)


type Teller = Callable[[datetime, int], Sequence[Untold]]


def _tellers(kind: str, member_id: int, actor: Actor) -> list[Teller]:
    """Return who tells the parts that are asked for: a package that has several tells them in one go."""
    tellers: list[Teller] = []
    for several in registry.stories:
        kinds = [key for key in several.told_to(actor) if kind in ("", key)]
        if kinds:
            tellers.append(partial(several.load, member_id, kinds))
    singles = [one for one in registry.timelines if kind in ("", one.kind) and actor.may(one.permission)]
    met = conditions_met(member_id=member_id, actor=actor) if any(one.only_if for one in singles) else frozenset()
    told = (one for one in singles if not one.only_if or one.only_if in met)
    return [*tellers, *(partial(one.load, member_id) for one in told)]


def _tell(load: Teller, before: datetime) -> Sequence[Untold]:
    """Ask for one line more than a stretch holds, and for more while the last lines share one moment."""
    limit = PAGE + 1
    while True:
        rows = load(before, limit)
        if len(rows) < limit or rows[-1].at < rows[PAGE - 1].at:
            return rows
        limit *= 2


# --- the work of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGroup:
    """How much of one kind waits."""

    key: str
    label: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What waits for somebody: the most urgent first, whatever package it comes from."""

    groups: tuple[WorkGroup, ...]
    rows: tuple[WorkRow, ...]
    total: int
    late: int


def work(*, kind: str, at: datetime, actor: Actor) -> Work:
    """Gather the work of the day from all packages; the rows of one kind only if one is named."""
    lists = registry.waiting(actor, at, PAGE)
    rows = [row for source, waiting in lists if kind in ("", source.kind) for row in waiting.rows]
    rows.sort(key=by_urgency(at))
    return Work(
        groups=tuple(
            WorkGroup(key=source.kind, label=str(source.label), total=waiting.total) for source, waiting in lists
        ),
        rows=tuple(rows[:PAGE]),
        total=sum(waiting.total for _, waiting in lists),
        late=sum(1 for _, waiting in lists for row in waiting.rows if row.due_at and row.due_at < at),
    )
