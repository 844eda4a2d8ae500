"""What people are to each other: roles and their inverses, and relations that cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from shuyou.kernel.errors import DomainError
from shuyou.members.errors.households import (
    AncestorAsDescendant,
    OwnRelative,
    RelationContradicts,
    RelationKnown,
    TooManyParents,
)

INVERSE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "parent": "child", "child": "parent", "spouse": "spouse", "grandparent": "grandchild",
        "grandchild": "grandparent", "sibling": "sibling", "guardian": "ward", "ward": "guardian",
        "assistant": "principal", "principal": "assistant", "teacher": "pupil", "pupil": "teacher", "friend": "friend",
    }
)  # fmt: skip
"""What somebody is to the one who is something to them."""

KEPT_AS: Final = frozenset({"parent", "spouse", "grandparent", "sibling", "guardian", "assistant", "teacher", "friend"})
"""The roles that are written down; the others are the same rows, read from the other side."""

DESCENT: Final[Mapping[str, int]] = MappingProxyType({"parent": 1, "grandparent": 2})
"""How many generations stand between."""

BLOOD: Final = frozenset({"parent", "child", "grandparent", "grandchild", "sibling"})
MOST_PARENTS: Final = 4
"""Two who bore and two who raised."""


@dataclass(frozen=True, slots=True)
class Tie:
    """`person` is the `role` of `other`."""

    person: int
    role: str
    other: int

    def turned(self) -> "Tie":
        """Return the same seen from the other side."""
        return Tie(self.other, INVERSE[self.role], self.person)

    def kept(self) -> "Tie":
        """Return the side that is written down; where both could be, the one whose person was known first."""
        if INVERSE[self.role] == self.role:
            return self if self.person < self.other else self.turned()
        return self if self.role in KEPT_AS else self.turned()


def reasons_against(tie: Tie, known: frozenset[Tie]) -> Iterator[DomainError]:
    """
    Return why a relation cannot be, given those known around both (kept ones).

    Two mothers are fine; a parent of oneself, of one's parents or of one's spouse are not.
    """
    kept = tie.kept()
    if kept.person == kept.other:
        yield OwnRelative(value="")
        return
    if kept in known:
        yield RelationKnown(value="")
        return
    between = {one.role for one in known if {one.person, one.other} == {kept.person, kept.other}}
    if kept.role in ("parent", "grandparent", "sibling", "spouse") and between & (BLOOD | {"spouse"}):
        yield RelationContradicts(value="", role=min(between & (BLOOD | {"spouse"})))
    if kept.role in DESCENT and kept.person in descendants(kept.other, known):
        yield AncestorAsDescendant(value="")
    parents = {one.person for one in known if one.role == "parent" and one.other == kept.other}
    if kept.role == "parent" and len(parents) >= MOST_PARENTS:
        yield TooManyParents(value="", most=MOST_PARENTS)


def descendants(ancestor: int, known: frozenset[Tie]) -> frozenset[int]:
    """Return everybody who comes from a person by parents and grandparents."""
    children: dict[int, set[int]] = {}
    for one in known:
        if one.role in DESCENT:
            children.setdefault(one.person, set()).add(one.other)
    found: set[int] = set()
    waiting = [ancestor]
    while waiting:
        fresh = children.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def is_odd_age(tie: Tie, born: Mapping[int, date | None]) -> bool:
    """Tell whether a parent or grandparent would be younger than, or hardly older than, the child."""
    kept = tie.kept()
    older, younger = born.get(kept.person), born.get(kept.other)
    if kept.role not in DESCENT or older is None or younger is None:
        return False
    return (younger - older).days < 12 * 365 * DESCENT[kept.role]
