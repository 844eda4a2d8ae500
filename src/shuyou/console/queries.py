"""What the shell asks of all packages at once."""

from dataclasses import dataclass

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Clue, Hit, OneTouchSource, registry

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
