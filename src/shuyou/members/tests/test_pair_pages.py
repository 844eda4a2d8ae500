"""The queue of people who may be there twice, two beside each other, and the warning while somebody is entered."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import services
from shuyou.members.models import MatchRun, Member, Merge, Pair, PersonalDataAccess, Phone
from shuyou.members.tests.factories import TierFactory
from shuyou.members.tests.test_match_people import join, join_as

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor("staff", "1", "console", frozenset({Role.MANAGER}))
QUEUE = "/console/members/twice/"


@pytest.fixture
def manager(client: Client) -> Client:
    """A browser in which a manager is signed in, in English."""
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    return client


@pytest.fixture
def pair() -> Pair:
    """Two who may be one, found by a search."""
    join_as("林晚舟 1980-05-17 13800002046")
    join_as("林婉舟 1980-05-17 13800002046")
    services.match_people(actor=MANAGER, at=AT)
    return Pair.objects.get()


def path_of(pair: Pair, what: str = "") -> str:
    return f"{QUEUE}{pair.pk}/{what}"


@pytest.mark.feature("F012")
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["There twice", "林晚舟", "林婉舟", "sounds the same", "1 pair waits for a verdict."]),
        ("zh-hans", ["查重", "林晚舟", "林婉舟", "读音相同"]),
    ],
)
def test_the_queue_shows_who_may_be_there_twice_and_why(
    client: Client, pair: Pair, language: str, words: list[str]
) -> None:
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language=language))

    page = client.get(QUEUE).content.decode()

    assert [word for word in words if word not in page] == []


def test_the_queue_is_read_in_few_queries_whatever_its_length(manager: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for number in range(6):
        for _ in range(2):
            join(f"周慕{'白青红黄蓝紫'[number]}", "1991-02-03", f"1390000{number:04d}")
    services.match_people(actor=MANAGER, at=AT)
    manager.get(QUEUE)

    with django_assert_max_num_queries(14):
        page = manager.get(QUEUE).content.decode()

    assert page.count("data-row") == Pair.objects.count() >= 6


def test_the_queue_is_paged_by_key_and_filtered(manager: Client, pair: Pair) -> None:
    join_as("周慕白 1991-02-03 13900001111")
    join_as("周慕白 1991-02-03 13900001111")
    services.match_people(actor=MANAGER, at=AT)

    assert "周慕白" in manager.get(QUEUE, {"clue": "name:same"}).content.decode()
    assert "林晚舟" not in manager.get(QUEUE, {"clue": "name:same"}).content.decode()
    after = f"0.0000,{pair.pk}"
    assert "data-row" not in manager.get(QUEUE, {"after": after}).content.decode()
    assert manager.get(QUEUE, {"after": "nonsense", "clue": "x", "least": "y"}).status_code == 200


@pytest.mark.feature("F012")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_two_stand_beside_each_other_with_what_speaks_for_and_against(
    client: Client, pair: Pair, language: str
) -> None:
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language=language))

    answer = client.get(path_of(pair))

    page = answer.content.decode()
    assert "13800002046" not in page
    assert "1980-05-17" not in page
    assert page.count("138 **** 2046") == page.count("1980-**-**") == 2
    number = Phone.objects.get(person=pair.left).pk
    assert f"/members/{pair.left.member.number}/reveal/phone/{number}/" in page
    lines = answer.context["sides"].lines[:3]
    by_label = [(line.left[0].is_shared, line.right[0].is_shared) for line in lines]
    assert by_label == [(False, False), (True, True), (True, True)]
    assert 'name="kept" value="' + str(pair.left_id) + '" checked' in page
    seen = PersonalDataAccess.objects.filter(part="pair").values_list("person_id", flat=True)
    assert sorted(seen) == [pair.left_id, pair.right_id]


@pytest.mark.feature("F012")
def test_a_clerk_merges_two_and_takes_it_back(manager: Client, pair: Pair) -> None:
    verdict = {"verdict": "same", "kept": pair.right_id}
    asked = manager.post(path_of(pair, "decide/"), verdict)
    assert not Member.objects.filter(status="merged").exists()
    assert {line.label for line in asked.context["preview"].lines} >= {"Name", "Points"}

    answer = manager.post(path_of(pair, "decide/"), {**verdict, "sure": "1"}, follow=False)

    assert (answer.status_code, answer.headers["Location"]) == (303, QUEUE)
    assert Member.objects.get(pk=pair.left_id).merged_into_id == pair.right_id
    page = manager.get(QUEUE).content.decode()
    assert "data-row" not in page
    merge = Merge.objects.get()
    assert f'href="/console/members/{pair.right.member.number}/merges/{merge.uid}/undo/" data-key="Z"' in page
    assert "林晚舟" in manager.get(QUEUE, {"state": "decided"}).content.decode()

    manager.post(path_of(pair, "decide/"), {"verdict": "back"})

    assert Member.objects.get(pk=pair.left_id).merged_into_id is None
    assert "data-row" in manager.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("other", "words"), [("13800002064", "two digits change places"), ("13800002047", "one digit differs")]
)
def test_digits_that_change_places_are_called_so(manager: Client, other: str, words: str) -> None:
    join_as("林晚舟 1980-05-17 13800002046")
    join_as(f"林晚舟 1980-05-17 {other}")
    services.match_people(actor=MANAGER, at=AT)

    sides = manager.get(path_of(Pair.objects.get())).context["sides"]

    assert [line.clue.words for line in sides.lines if line.label == "Phone"] == [words]


@pytest.mark.parametrize("verdict", ["different", "household"])
def test_a_verdict_leads_on_to_the_next_pair(manager: Client, pair: Pair, verdict: str) -> None:
    join_as("周慕白 1991-02-03 13900001111")
    join_as("周慕白 1991-02-03 13900001111")
    services.match_people(actor=MANAGER, at=AT)
    other = Pair.objects.exclude(pk=pair.pk).get()

    answer = manager.post(path_of(pair, "decide/"), {"verdict": verdict})

    assert answer.headers["Location"] == path_of(other)
    pair.refresh_from_db()
    assert pair.verdict == verdict


def test_a_pair_that_was_decided_meanwhile_says_so(manager: Client, pair: Pair) -> None:
    services.decide_pair(pair_id=pair.pk, verdict="household", actor=MANAGER, at=AT)

    answer = manager.post(path_of(pair, "decide/"), {"verdict": "different"})

    assert answer.status_code == 409
    assert "Of one household" in answer.content.decode()


def test_nobody_is_merged_without_saying_whom_to_keep(manager: Client, pair: Pair) -> None:
    answer = manager.post(path_of(pair, "decide/"), {"verdict": "same"})

    assert answer.status_code == 409
    assert not Member.objects.filter(status="merged").exists()


@pytest.mark.parametrize("path", [QUEUE, f"{QUEUE}1/", f"{QUEUE}runs/"])
def test_the_queue_is_only_for_those_who_may_decide(client: Client, path: str) -> None:
    client.force_login(StaffFactory.create(roles=[Role.SHOP_CLERK.value], language="en"))

    assert client.get(path).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_search_is_asked_for_once(manager: Client) -> None:
    for _ in range(2):
        assert manager.post(f"{QUEUE}search/").status_code == 303


def test_the_page_tells_how_far_a_search_has_come(manager: Client) -> None:
    run = MatchRun.objects.create(scope="whole", started_at=AT)
    assert "the base is being read" in manager.get(f"{QUEUE}runs/").content.decode()

    MatchRun.objects.filter(pk=run.pk).update(people=12_345)
    assert "12,345 people are being compared" in manager.get(f"{QUEUE}runs/").content.decode()

    MatchRun.objects.filter(pk=run.pk).update(ended_at=AT, pairs=7)
    page = manager.get(f"{QUEUE}runs/").content.decode()
    assert "7 new pairs" in page
    assert "every 2s" not in page


# --- the warning while somebody is entered

ALIKE = "/console/members/new/alike/"


@pytest.fixture
def clerk(client: Client) -> Client:
    """A browser in which a call-center agent is signed in, in English."""
    TierFactory.create()
    client.force_login(StaffFactory.create(language="en"))
    return client


@pytest.mark.feature("F012")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"phone": "138 0000 2046"}, "this phone number"),
        ({"email": "LIN@example.com"}, "this e-mail address"),
        ({"name": "林晚舟", "birth_date": "1980-05-17"}, "this name and birth date"),
        ({"name": "林婉周", "birth_date": "1980-05-17"}, "a name that sounds alike, and this birth date"),
        ({"name": "宁万州", "birth_date": "1980-05-17"}, "a name that sounds alike, and this birth date"),
        ({"name": "周慕白", "birth_date": "1980-05-17"}, ""),
        ({"name": "林晚舟", "city": "杭州"}, "this name in this city"),
        ({"name": "周慕白", "city": "杭州市"}, ""),
        ({"name": "林旺舟", "city": "杭州市"}, "a name that sounds alike in this city"),
        ({"name": "林晚舟"}, ""),
        ({"name": "王伟", "phone": "138", "birth_date": "soon", "email": "@"}, ""),
        ({}, ""),
    ],
)
def test_who_is_there_already_shows_while_somebody_like_them_is_typed(
    clerk: Client, typed: dict[str, str], reason: str
) -> None:
    known = join("林晚舟", "1980-05-17", "13800002046", email="lin@example.com", street="纸鸢路12号")

    page = clerk.post(ALIKE, typed).content.decode()

    assert reason in page
    assert (Member.objects.get(pk=known).number in page) is bool(reason)


def test_who_was_merged_warns_nobody(clerk: Client) -> None:
    kept = join("林晚舟", "1980-05-17", "13800002046")
    gone = join("林晚舟", "1980-05-17", "13800002046")
    Member.objects.filter(pk=gone).update(status="merged", merged_into_id=kept)

    page = clerk.post(ALIKE, {"phone": "13800002046"}).content.decode()

    assert Member.objects.get(pk=kept).number in page
    assert Member.objects.get(pk=gone).number not in page


def test_the_form_asks_as_one_types_and_never_puts_it_into_an_address(clerk: Client) -> None:
    page = clerk.get("/console/members/new/").content.decode()

    assert f'hx-post="{ALIKE}"' in page
    assert clerk.get(ALIKE, {"name": "林晚舟"}).status_code == 405


def test_the_warning_is_only_for_those_who_enter_members(client: Client) -> None:
    client.force_login(StaffFactory.create(roles=[Role.ANALYST.value], language="en"))

    assert client.post(ALIKE, {"phone": "13800002046"}).status_code == 403
