"""Relations that cannot be are refused, from whichever side they are told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.members.errors.households import (
    AncestorAsDescendant,
    OwnRelative,
    RelationContradicts,
    RelationKnown,
    TooManyParents,
)
from shuyou.members.rules.relations import INVERSE, Tie, descendants, is_odd_age, reasons_against

pytestmark = pytest.mark.feature("F003")


def reasons(tie: Tie, *known: Tie) -> list[type[DomainError]]:
    return [type(reason) for reason in reasons_against(tie, frozenset(one.kept() for one in known))]


def test_every_role_has_an_inverse_and_one_side_is_kept() -> None:
    for role in INVERSE:
        tie = Tie(1, role, 2)
        assert INVERSE[INVERSE[role]] == role
        assert tie.turned().turned() == tie
        assert tie.kept() == tie.turned().kept()


def test_two_mothers_are_fine_and_three_generations() -> None:
    assert reasons(Tie(2, "parent", 3), Tie(1, "parent", 3)) == []
    assert reasons(Tie(2, "spouse", 1), Tie(1, "parent", 3), Tie(2, "parent", 3)) == []
    assert reasons(Tie(1, "grandparent", 3), Tie(1, "parent", 2), Tie(2, "parent", 3)) == []
    assert reasons(Tie(1, "teacher", 2), Tie(1, "parent", 2)) == []


def test_nonsense_is_refused() -> None:
    assert reasons(Tie(1, "parent", 1)) == [OwnRelative]
    assert reasons(Tie(2, "child", 1), Tie(1, "parent", 2)) == [RelationKnown]
    assert reasons(Tie(2, "spouse", 1), Tie(1, "spouse", 2)) == [RelationKnown]
    assert AncestorAsDescendant in reasons(Tie(2, "parent", 1), Tie(1, "parent", 2))
    assert reasons(Tie(3, "parent", 1), Tie(1, "parent", 2), Tie(2, "parent", 3)) == [AncestorAsDescendant]
    assert reasons(Tie(1, "child", 4), Tie(1, "grandparent", 3), Tie(3, "parent", 4)) == [AncestorAsDescendant]
    assert reasons(Tie(1, "spouse", 2), Tie(1, "parent", 2)) == [RelationContradicts]
    assert reasons(Tie(9, "parent", 5), *(Tie(one, "parent", 5) for one in range(1, 5))) == [TooManyParents]


def test_a_parent_as_young_as_the_child_is_odd() -> None:
    born = {1: date(1990, 1, 1), 2: date(2015, 1, 1)}

    assert not is_odd_age(Tie(1, "parent", 2), born)
    assert is_odd_age(Tie(2, "parent", 1), born)
    assert is_odd_age(Tie(1, "child", 2), born)
    assert is_odd_age(Tie(1, "grandparent", 2), {**born, 2: date(2010, 1, 1)})
    assert not is_odd_age(Tie(1, "parent", 2), {1: None, 2: date(2015, 1, 1)})


TIES = st.builds(Tie, st.integers(1, 6), st.sampled_from(sorted(INVERSE)), st.integers(1, 6))


@given(told=st.lists(TIES, max_size=40))
def test_whatever_is_told_nobody_becomes_their_own_ancestor(told: list[Tie]) -> None:
    known: frozenset[Tie] = frozenset()
    for tie in told:
        if not list(reasons_against(tie, known)):
            known |= {tie.kept()}

    for person in range(1, 7):
        assert person not in descendants(person, known)
    assert all(tie.person != tie.other for tie in known)
