"""Searching the base: who is there twice is found, who only looks so is not, and what was decided stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.members import services
from shuyou.members.adapters.matcher import find_pairs
from shuyou.members.errors.matching import AlreadyDecided, MatchRunning, NotDecided, NotOfPair
from shuyou.members.models import Email, MatchRun, Member, Pair, Person, Relation
from shuyou.members.rules import spelled
from shuyou.members.tests.factories import AddressFactory, MemberFactory, PersonFactory, PhoneFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MANAGER = Actor("staff", "1", "console", frozenset({Role.MANAGER}))
CLERK = Actor("staff", "2", "console", frozenset({Role.SHOP_CLERK}))
HOME = "纸鸢路12号3幢2单元501室"


def join(name: str, born: str = "", phone: str = "", *, email: str = "", street: str = "", **more: Any) -> int:
    """Have somebody join; the pinyin is as the rules read the name, unless it is given."""
    pinyin = more.pop("pinyin", spelled(name)[0])
    person = PersonFactory.create(
        name=name, pinyin=pinyin, birth_date=date.fromisoformat(born) if born else None, gender=more.pop("gender", "")
    )
    member = MemberFactory.create(person=person)
    if phone:
        is_mobile = phone.startswith("1")
        PhoneFactory.create(person=person, digits=phone, label="mobile" if is_mobile else "home")
    if email:
        Email.objects.create(person=person, address=email, is_primary=True)
    if street:
        AddressFactory.create(person=person, street=street, city=more.pop("city", "杭州市"))
    return int(member.pk)


def found() -> set[tuple[int, int]]:
    return set(Pair.objects.values_list("left_id", "right_id"))


def search(scope: str = "whole", at: datetime = AT) -> services.Matched:
    return services.match_people(scope=scope, actor=MANAGER, at=at)


# --- who is there twice

TWICE = {
    "the same phone": ("林晚舟 1980-05-17 13800000001", "林晚舟 - 13800000001"),
    "misheard": ("苏见山 1981-05-17 13800000002", "苏建山 1981-05-17 13800000002"),
    "dialect": ("张玲玉 1982-05-17 13800000003", "章林玉 1982-05-17 13800000003"),
    "misread": ("吴晚晴 1983-05-17 13800000004", "吴晚睛 1983-05-17 13800000004"),
    "traditional": ("歐陽靜 1984-05-17 13800000005", "欧阳静 1984-05-17 13900000005"),
    "turned round": ("周慕白 1985-05-17 13800000006", "慕白周 1985-05-17 13800000006"),
    "in letters": ("陈知秋 1986-05-17 13800000007", "Chen_Zhiqiu 1986-05-17 13800000007"),
    "in letters, turned round": ("沈砚之 1987-05-17 13800000008", "Yanzhi_Shen 1987-05-17 13800000008"),
    "moved phone": ("何書衡 1988-05-17 13800000009", "何书衡 1988-05-17 13900000009"),
    "day and month": ("顾念慈 1989-05-07 13800000010", "顾念慈 1989-07-05 13800000010"),
    "a digit of the year": ("柳如烟 1976-05-17 13800000011", "柳如烟 1978-05-17 13800000011"),
    "digits of the phone": ("唐小满 1977-05-17 13800002046", "唐小满 1977-05-17 13800002064"),
    "landline": ("邵明远 1974-05-17 057188880001", "邵明远 - 057188880001"),
    "half a name": ("白露晞 1975-05-17 13800000012", "白露 1975-05-17 13800000012"),
}
APART = {
    "twins": ("李子涵 2015-03-09 13800000101", "李子萱 2015-03-09 13800000101"),
    "father and son": ("孙国强 1965-03-09 13800000102", "孙子轩 1993-07-11 13800000102"),
    "husband and wife": ("赵国栋 1965-03-09 13800000103", "王秀英 1967-07-11 13800000103"),
    "sisters, one of them without a birthday": ("钱子涵 2015-03-09 13800000104", "钱子萱 - 13800000104"),
}


def join_as(text: str, street: str = "") -> int:
    name, born, phone = text.split()
    return join(name.replace("_", " "), born.strip("-") and born, phone, street=street)


@pytest.mark.feature("F012", "X03")
def test_who_is_there_twice_is_found_and_who_only_looks_so_is_not() -> None:
    planted = {(join_as(one), join_as(other)): why for why, (one, other) in TWICE.items()}
    for number, texts in enumerate(APART.values()):
        for text in texts:
            join_as(text, street=f"纸鸢路{number + 1}号3幢2单元501室")

    search()

    assert {planted.get(pair, pair) for pair in found()} == set(TWICE)
    assert len(found()) == len(TWICE)


def test_an_address_written_another_way_and_a_mailbox_lead_to_the_same_person() -> None:
    left = join("林晚舟", "", "13800002046", street=HOME, email="lin@example.com")
    right = join("林晚舟", "", "13900007788", street="纸鸢路 12 号 3-2-501")
    third = join("林晚舟", "", "", email="lin@example.com")

    search()

    assert found() >= {(left, right), (left, third)}


# --- who only looks so


def test_namesakes_in_one_city_stay_apart() -> None:
    for number in range(20):
        day = date(1960 + number, 1 + number % 12, 1 + number)
        join(
            "王伟",
            day.isoformat(),
            f"138{number * 7919 % 10007:04d}{number * 4241 % 10009:04d}",
            street=f"芸窗路{number * 7 + 1}号",
        )

    search()

    assert found() == set()


def test_a_number_that_many_have_says_nothing() -> None:
    for number in range(15):
        join(f"{'赵钱孙李周吴郑王冯陈褚卫蒋沈韩'[number]}梓", "", "13800000000")

    search()

    assert found() == set()


def test_somebody_known_as_a_relation_is_not_the_same() -> None:
    left, right = join("林晚舟", "", "13800002046"), join("林婉舟", "", "13800002046")
    Relation.objects.create(person_id=left, other_id=right, role="sibling", recorded_at=AT)

    search()

    assert found() == set()


def test_who_was_merged_erased_or_restricted_is_left_alone() -> None:
    kept = join("林晚舟", "1980-05-17", "13800002046")
    Member.objects.filter(pk=join("林晚舟", "1980-05-17", "13800002046")).update(status="merged", merged_into_id=kept)
    Person.objects.filter(pk=join("林晚舟", "1980-05-17", "13800002046")).update(is_restricted=True)
    Person.objects.filter(pk=join("林晚舟", "1980-05-17", "13800002046")).update(erased_at=AT)

    search()

    assert found() == set()


# --- what is kept


def twice() -> Pair:
    join("林晚舟", "1980-05-17", "13800002046")
    join("林婉舟", "1980-05-17", "13800002046")
    search()
    return Pair.objects.get()


def test_a_pair_says_what_speaks_for_it_without_repeating_anything_personal() -> None:
    pair = twice()

    assert [(row["field"], row["level"]) for row in pair.evidence] == [
        ("name", "sound"), ("birth_date", "same"), ("phone", "mobile"),
    ]  # fmt: skip
    assert all(set(row) == {"field", "level", "weight"} for row in pair.evidence)
    assert pair.score > 0.99


def test_a_search_tells_what_it_came_to() -> None:
    twice()

    run = MatchRun.objects.get()
    assert (run.scope, run.people, run.pairs, run.failure) == ("whole", 2, 1, "")
    assert run.up_to_id == max(Member.objects.values_list("pk", flat=True))
    assert run.ended_at is not None
    assert EventRecord.objects.get(name="members.people_matched").payload == {
        "run_id": run.pk, "found": 1, "new": 1, "withdrawn": 0,
    }  # fmt: skip


@pytest.mark.feature("F012", "X03")
def test_verdicts_and_ids_stay_when_the_base_is_searched_again() -> None:
    pair = twice()
    services.decide_pair(pair_id=pair.pk, verdict="different", actor=MANAGER, at=AT)
    before = list(Person.objects.order_by("pk").values_list("pk", "uid", "name"))
    join("周慕白", "1991-02-03", "13900001111")
    join("周慕白", "1991-02-03", "13900002222")

    again = search(at=AT + timedelta(days=1))

    assert (again.found, again.new) == (2, 1)
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by) == ("different", "staff:1")
    assert list(Person.objects.order_by("pk").values_list("pk", "uid", "name"))[:2] == before


def test_the_same_rows_give_the_same_pairs() -> None:
    pair = twice()

    again = search(at=AT + timedelta(days=1))

    assert (again.new, again.withdrawn) == (0, 0)
    assert Pair.objects.values_list("pk", "score", "evidence").get() == (pair.pk, pair.score, pair.evidence)


def test_a_pair_that_waits_goes_when_the_two_are_no_longer_alike() -> None:
    pair = twice()
    Person.objects.filter(pk=pair.right_id).update(name="周慕白", pinyin="zhoumubai", birth_date="1991-02-03")

    again = search(at=AT + timedelta(days=1))

    assert (again.withdrawn, Pair.objects.count()) == (1, 0)


def test_those_who_joined_since_are_matched_against_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuyou.members.services._match_people.OVERLAP", 0)
    first = twice()
    Person.objects.filter(pk=first.right_id).update(name="周慕白", pinyin="zhoumubai", birth_date="1991-02-03")
    newcomer = join("林晚舟", "1980-05-17", "13900007788")

    again = search("new", AT + timedelta(days=1))

    assert (again.found, again.new, again.withdrawn) == (1, 1, 0)
    assert found() == {(first.left_id, first.right_id), (first.left_id, newcomer)}
    assert MatchRun.objects.order_by("-pk").values_list("scope", "up_to_id")[0] == ("new", newcomer)


def test_the_first_search_is_of_the_whole_base() -> None:
    assert search("new").people == 0
    assert MatchRun.objects.get().scope == "whole"


# --- what is refused


def test_only_one_search_runs_at_a_time() -> None:
    MatchRun.objects.create(scope="whole", started_at=AT - timedelta(minutes=1))

    with pytest.raises(MatchRunning):
        search()

    assert MatchRun.objects.count() == 1


def test_a_search_that_died_does_not_stand_in_the_way() -> None:
    dead = MatchRun.objects.create(scope="whole", started_at=AT - timedelta(hours=3))

    search()

    dead.refresh_from_db()
    assert dead.failure == "GivenUp"


def test_a_search_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("shuyou.members.adapters.matcher.find_pairs", fail)

    with pytest.raises(RuntimeError):
        search()

    assert MatchRun.objects.values_list("failure", flat=True).get() == "RuntimeError"


def test_a_clerk_without_the_permission_neither_searches_nor_decides() -> None:
    pair = twice()

    with pytest.raises(NotPermitted):
        services.match_people(actor=CLERK, at=AT)
    with pytest.raises(NotPermitted):
        services.decide_pair(pair_id=pair.pk, verdict="different", actor=CLERK, at=AT)
    with pytest.raises(NotPermitted):
        services.merge_pair(pair_id=pair.pk, kept_id=pair.left_id, actor=CLERK, at=AT)

    pair.refresh_from_db()
    assert (pair.verdict, MatchRun.objects.count()) == ("waiting", 1)


# --- what is decided


@pytest.mark.feature("F012")
def test_a_verdict_is_recorded_told_and_taken_back() -> None:
    pair = twice()

    services.decide_pair(pair_id=pair.pk, verdict="household", actor=MANAGER, at=AT)
    with pytest.raises(AlreadyDecided):
        services.decide_pair(pair_id=pair.pk, verdict="different", actor=MANAGER, at=AT)
    services.reopen_pair(pair_id=pair.pk, actor=MANAGER, at=AT)
    with pytest.raises(NotDecided):
        services.reopen_pair(pair_id=pair.pk, actor=MANAGER, at=AT)

    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by, pair.decided_at) == ("waiting", "", None)
    names = EventRecord.objects.filter(name__startswith="members.pair").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["members.pair_decided", "members.pair_reopened"]


@pytest.mark.feature("F012")
def test_a_pair_that_is_one_person_becomes_one_member_and_two_again() -> None:
    pair = twice()

    services.merge_pair(pair_id=pair.pk, kept_id=pair.right_id, reason="Same phone", actor=MANAGER, at=AT)

    pair.refresh_from_db()
    assert pair.verdict == "same"
    assert Member.objects.get(pk=pair.left_id).merged_into_id == pair.right_id

    services.reopen_pair(pair_id=pair.pk, actor=MANAGER, at=AT)

    pair.refresh_from_db()
    assert pair.verdict == "waiting"
    assert Member.objects.get(pk=pair.left_id).merged_into_id is None


def test_only_one_of_the_two_can_be_kept() -> None:
    pair, stranger = twice(), join("周慕白")

    with pytest.raises(NotOfPair):
        services.merge_pair(pair_id=pair.pk, kept_id=stranger, actor=MANAGER, at=AT)

    assert not Member.objects.filter(status="merged").exists()


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_pairs_are_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    states = []

    def watch(*args: Any, **more: Any) -> Any:
        states.append(connection.in_atomic_block)
        return find_pairs(*args, **more)

    monkeypatch.setattr("shuyou.members.adapters.matcher.find_pairs", watch)
    search()

    assert states == [False]
