"""Merging at night: off until somebody wants it, only who is one without doubt, shown, and taken back for good."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import queries, services
from shuyou.members.errors.matching import LikenessNotPossible
from shuyou.members.models import Member, MergingRule, Pair, Person
from shuyou.members.tasks import match_people
from shuyou.members.tests.test_match_people import APART, join, join_as

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor("staff", "1", "console", frozenset({Role.MANAGER}))
AGENT = Actor("staff", "2", "console", frozenset({Role.SERVICE_AGENT}))
JOB = Actor.job("members.merge_automatically")
PAGE = "/console/settings/merging/"
QUEUE = "/console/members/twice/"


def switch(least: str = "99", *, is_on: bool = True) -> None:
    services.set_merging_rule(least=least, is_on=is_on, actor=MANAGER, at=AT)


def twice(first: str = "林晚舟", **second: Any) -> Pair:
    """Have somebody be there twice, as a search would say it of the second row as it is given."""
    left = join(first, "1980-05-17", "13800002046")
    more = {"born": "1980-05-17", "phone": "13800002046", **second}
    right = join(more.pop("name", first), more.pop("born"), more.pop("phone"), **more)
    return Pair.objects.create(left_id=left, right_id=right, score="0.9999", found_at=AT, evidence=[])


def merged() -> int:
    return services.merge_automatically(actor=JOB, at=AT)


@pytest.mark.feature("F012", "X03")
def test_nobody_is_merged_before_somebody_wants_it() -> None:
    pair = twice()

    assert (merged(), Member.objects.filter(status="merged").count()) == (0, 0)
    switch(is_on=False)
    assert merged() == 0
    switch()
    assert merged() == 1

    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by) == ("same", "system:members.merge_automatically")


@pytest.mark.feature("F012", "X03")
def test_a_search_merges_who_is_one_and_never_twins_or_families() -> None:
    switch("90")
    join_as("沈砚之 1987-05-17 13800000008")
    join_as("沈砚之 1987-05-17 13800000008")
    for texts in APART.values():
        for text in texts:
            join_as(text, street="纸鸢路7号3幢2单元501室")

    match_people.func(scope="whole")

    assert list(Member.objects.filter(status="merged").values_list("person__name", flat=True)) == ["沈砚之"]


@pytest.mark.parametrize(
    "second",
    [
        {"name": "林婉舟"},
        {"born": "1982-05-17"},
        {"born": "", "phone": "13900009999"},
        {"born": "", "phone": "057188880001"},
    ],
    ids=["twins whose names sound alike", "another birthday", "a namesake", "a landline alone"],
)
def test_who_is_not_one_without_doubt_waits_for_a_person(second: dict[str, str]) -> None:
    switch()
    pair = twice(**second)

    assert merged() == 0
    pair.refresh_from_db()
    assert pair.verdict == "waiting"


def test_a_mark_against_is_enough_to_ask_a_person() -> None:
    switch()
    pair = twice()
    Pair.objects.update(evidence=[{"field": "email", "level": "other", "weight": -3.4}])

    assert merged() == 0
    Pair.objects.filter(pk=pair.pk).update(evidence=[{"field": "email", "level": "near", "weight": 1.5}])
    assert merged() == 1


def test_who_is_related_or_housed_or_restricted_waits_for_a_person() -> None:
    switch()
    pairs = [twice(name) for name in ("林晚舟", "苏见山", "吴晚晴")]
    related, housed, restricted = pairs
    relation = services.NewRelation(member_id=related.left_id, role="sibling", other=_number(related.right_id))
    services.add_relation(relation, actor=MANAGER, at=AT)
    services.join_household(services.HouseholdPlace(member_id=housed.left_id), actor=MANAGER, at=AT)
    place = services.HouseholdPlace(member_id=housed.left_id, other_id=housed.right_id)
    services.join_household(place, actor=MANAGER, at=AT)
    Person.objects.filter(pk=restricted.left_id).update(is_restricted=True)

    assert merged() == 0


def test_a_merge_that_was_taken_back_is_not_made_again() -> None:
    switch()
    pair = twice()
    merged()

    services.reopen_pair(pair_id=pair.pk, actor=AGENT, at=AT)

    assert merged() == 0
    pair.refresh_from_db()
    assert (pair.verdict, Member.objects.filter(status="merged").count()) == ("waiting", 0)


def test_what_a_merge_brought_is_weighed_before_the_next_one() -> None:
    """A has no birthday; B and C have two. Once A is B, C is somebody else."""
    switch()
    one = join("林晚舟", "", "13800002046")
    two = join("林晚舟", "1980-05-17", "13800002046")
    three = join("林晚舟", "1955-02-03", "13800002046")
    for left, right in ((one, two), (one, three)):
        Pair.objects.create(left_id=left, right_id=right, score="0.9999", found_at=AT, evidence=[])

    assert merged() == 1
    assert not Member.objects.filter(pk=three, status="merged").exists()


def test_who_is_kept_is_whom_a_clerk_would_be_offered() -> None:
    pair = twice()
    Person.objects.filter(pk=pair.right_id).update(search_rank=40)
    found = queries.next_undoubted_pair(least=Decimal("0.99"), after=None, actor=MANAGER)

    assert found is not None
    assert found.kept_id == pair.right_id == queries.pair_sides(pair_id=pair.pk, actor=MANAGER).kept_id


@pytest.mark.parametrize("typed", ["", "89.99", "100.01", "viel", "NaN", "1e9", "-99"])
def test_a_likeness_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(LikenessNotPossible) as refusal:
        switch(typed)

    assert (refusal.value.params["value"], MergingRule.objects.count()) == (typed, 0)


def test_the_rule_is_a_managers_and_keeps_its_history() -> None:
    with pytest.raises(NotPermitted):
        services.set_merging_rule(least="99", is_on=True, actor=AGENT, at=AT)
    switch("99")
    switch("99.95%")

    assert [(row.is_on, row.least) for row in queries.merging_rules(actor=MANAGER)] == [
        (True, Decimal("0.9995")), (True, Decimal("0.9900")),
    ]  # fmt: skip
    with pytest.raises(DatabaseError, match="append-only"):
        MergingRule.objects.update(is_on=False)


@pytest.mark.feature("F012")
def test_the_page_counts_first_and_the_queue_shows_what_was_done(client: Client) -> None:
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    pair = twice()
    Pair.objects.update(score="0.9700")

    looked = client.post(PAGE, {"least": "96.5", "is_on": "on", "look": "1"}).content.decode()
    assert '<th scope="row" class="n">96.5%</th><td class="n">1</td>' in looked
    assert '<th scope="row" class="n">99%</th><td class="n">0</td>' in looked
    assert MergingRule.objects.count() == 0

    assert client.post(PAGE, {"least": "12"}).status_code == 422
    assert client.post(PAGE, {"least": "96.5", "is_on": "on"}).status_code == 303
    assert "from 96.5% on" in client.get(PAGE).content.decode()
    merged()

    queue = client.get(QUEUE, {"state": "automatic"}).content.decode()
    assert "automatically" in queue
    assert "林晚舟" in queue
    kept = _number(pair.left_id)
    assert "automatically" in client.get(f"/console/members/{kept}/merges/").content.decode()
    services.reopen_pair(pair_id=pair.pk, actor=MANAGER, at=AT)
    assert "林晚舟" not in client.get(QUEUE, {"state": "automatic"}).content.decode()


def test_the_page_is_not_for_everybody(client: Client) -> None:
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))

    assert client.get(PAGE).status_code == 403


def _number(member_id: int) -> str:
    return Member.objects.values_list("number", flat=True).get(pk=member_id)


def test_births_that_are_unknown_on_both_sides_want_a_phone() -> None:
    switch()
    twice(born="")
    Person.objects.update(birth_date=None)
    assert merged() == 1
    assert Person.objects.filter(birth_date=date(1980, 5, 17)).count() == 0
