"""Two who look alike and live together: the verdict gives them one household, and taking it back takes that away."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.members import services
from shuyou.members.errors.households import TwoHouseholds
from shuyou.members.errors.matching import AlreadyDecided
from shuyou.members.errors.privacy import PersonRestricted
from shuyou.members.models import Household, HouseholdPerson, Pair, Person
from shuyou.members.tests.factories import MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor("staff", "1", "console", frozenset({Role.MANAGER}))
LEFT, RIGHT, THIRD = "林晚舟", "林婉舟", "林小满"


def a_member(name: str, born: date | None = None) -> int:
    return int(MemberFactory.create(person=PersonFactory.create(name=name, birth_date=born)).pk)


def a_pair(born: date | None = None) -> Pair:
    left = a_member(LEFT, born)
    return Pair.objects.create(left_id=left, right_id=a_member(RIGHT), score="0.9000", found_at=AT)


def decide(pair: Pair) -> None:
    services.decide_pair(pair_id=pair.pk, verdict="household", actor=MANAGER, at=AT)


def take_back(pair: Pair) -> None:
    services.reopen_pair(pair_id=pair.pk, actor=MANAGER, at=AT)


def house(member_id: int, name: str) -> int:
    return services.join_household(services.HouseholdPlace(member_id=member_id, name=name), actor=MANAGER, at=AT)


def homes() -> list[tuple[str, str, str]]:
    return list(HouseholdPerson.objects.order_by("pk").values_list("household__name", "person__name", "role"))


@pytest.mark.feature("F012")
def test_two_of_one_household_get_one_and_part_again() -> None:
    pair = a_pair()

    decide(pair)

    home = f"{LEFT} 家"
    assert homes() == [(home, LEFT, "adult"), (home, RIGHT, "adult")]
    told = EventRecord.objects.get(name="members.pair_decided").payload
    assert told["household_id"] == Household.objects.get().pk

    take_back(pair)

    pair.refresh_from_db()
    assert (pair.verdict, pair.housed, homes(), Household.objects.count()) == ("waiting", {}, [], 0)


def test_a_child_comes_into_the_household_of_who_is_of_age() -> None:
    decide(a_pair(date(2018, 5, 1)))

    home = f"{RIGHT} 家"
    assert homes() == [(home, LEFT, "child"), (home, RIGHT, "adult")]


@pytest.mark.parametrize("side", ["left_id", "right_id"])
def test_one_joins_the_household_of_the_other_and_leaves_it_again(side: str) -> None:
    pair = a_pair()
    house(getattr(pair, side), "纸鸢路")

    decide(pair)
    assert {(home, name) for home, name, _ in homes()} == {("纸鸢路", LEFT), ("纸鸢路", RIGHT)}

    take_back(pair)
    assert list(HouseholdPerson.objects.values_list("person_id", flat=True)) == [getattr(pair, side)]


def test_two_who_live_together_already_stay_so_when_the_verdict_is_taken_back() -> None:
    pair = a_pair()
    home = house(pair.left_id, "纸鸢路")
    HouseholdPerson.objects.create(person_id=pair.right_id, household_id=home)

    decide(pair)
    take_back(pair)

    assert HouseholdPerson.objects.filter(household_id=home).count() == 2


def test_who_came_since_keeps_the_household_and_its_head() -> None:
    pair, third = a_pair(), a_member(THIRD)
    decide(pair)
    place = services.HouseholdPlace(member_id=pair.left_id, other_id=third)
    services.join_household(place, actor=MANAGER, at=AT)

    take_back(pair)

    assert [name for _home, name, _role in homes()] == [LEFT, THIRD]


def test_nobody_moves_unless_somebody_says_so() -> None:
    pair = a_pair()
    house(pair.left_id, "纸鸢路")
    house(pair.right_id, "芸窗路")
    before = homes()

    with pytest.raises(TwoHouseholds) as refusal:
        decide(pair)

    pair.refresh_from_db()
    assert refusal.value.params == {"one": LEFT, "first": "纸鸢路", "other": RIGHT, "second": "芸窗路"}
    assert (pair.verdict, homes()) == ("waiting", before)


def test_whose_data_are_only_kept_is_not_housed() -> None:
    pair = a_pair()
    Person.objects.filter(pk=pair.right_id).update(is_restricted=True)

    with pytest.raises(PersonRestricted):
        decide(pair)

    pair.refresh_from_db()
    assert (pair.verdict, homes()) == ("waiting", [])


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run calls in threads let loose together, and return what became of each."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        connection.ensure_connection()
        start.wait()
        try:
            call()
        except DomainError as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verdict", ["household", "different"])
def test_of_those_who_decide_at_once_one_is_heard(verdict: str) -> None:
    pair = a_pair()

    def say() -> None:
        services.decide_pair(pair_id=pair.pk, verdict=verdict, actor=MANAGER, at=AT)

    assert at_once(say, say, say, say) == sorted(["done", *[AlreadyDecided.code] * 3])
    assert EventRecord.objects.filter(name="members.pair_decided").count() == 1
    assert HouseholdPerson.objects.count() == (2 if verdict == "household" else 0)


@pytest.mark.django_db(transaction=True)
def test_a_household_that_is_given_at_once_is_the_only_one() -> None:
    for _ in range(6):
        pair = a_pair()

        results = at_once(
            partial(decide, pair), partial(house, pair.left_id, "纸鸢路"), partial(house, pair.right_id, "芸窗路")
        )

        places = HouseholdPerson.objects.filter(person_id__in=[pair.left_id, pair.right_id])
        assert places.count() == 2
        is_one = places.values("household_id").distinct().count() == 1
        assert is_one == (TwoHouseholds.code not in results)
