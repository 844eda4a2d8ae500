"""Today: greeting, people just seen, work in order of urgency."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from shuyou.console import queries, rules
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import WorkList, WorkRow, WorkSource, registry
from shuyou.members.tests.factories import MemberFactory, PersonFactory, PhoneFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))
HTMX = {"HX-Request": "true"}


@pytest.fixture
def work() -> Iterator[list[WorkSource]]:
    """A registry without work, and as it was before afterwards."""
    kept, registry.work = registry.work, []
    yield registry.work
    registry.work = kept


def a_source(kind: str, *due: timedelta | None, permission: str = "members.view") -> WorkSource:
    rows = [
        WorkRow(key=f"{kind}-{n}", icon="star", title=f"{kind} {n}", url="/", due_at=AT + left if left else None)
        for n, left in enumerate(due)
    ]
    return WorkSource(
        kind=kind, label=kind, order=1, permission=permission, load=lambda *_: WorkList(rows=rows, total=len(rows))
    )


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "夜深了"),
        (4, "夜深了"),
        (5, "上午好"),
        (10, "上午好"),
        (11, "中午好"),
        (13, "下午好"),
        (18, "晚上好"),
        (23, "晚上好"),
    ],
)
def test_the_greeting_fits_the_hour(hour: int, words: str) -> None:
    with translation.override("zh-hans"):
        assert rules.greeting(hour, "何思远") == f"{words}，何思远"


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 21), "立冬", "Start of Winter"),
        (date(2026, 11, 22), "小雪", "Light Snow"),
        (date(2026, 12, 6), "小雪", "Light Snow"),
        (date(2026, 2, 4), "立春", "Start of Spring"),
        (date(2027, 1, 1), "冬至", "Winter Solstice"),
    ],
)
def test_the_day_belongs_to_a_solar_term(day: date, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert rules.solar_term(day) == zh
    with translation.override("en"):
        assert rules.solar_term(day) == en


def test_every_day_has_a_solar_term() -> None:
    assert all(rules.solar_term(date(2024, 1, 1) + timedelta(days=n)) for n in range(0, 1461, 3))


def test_work_comes_in_order_of_urgency(work: list[WorkSource]) -> None:
    hour = timedelta(hours=1)
    work += [a_source("calls", hour * 5, None), a_source("orders", -hour, hour * 2)]

    found = queries.work(kind="", at=AT, actor=AGENT)

    assert [row.key for row in found.rows] == ["orders-0", "orders-1", "calls-0", "calls-1"]
    assert (found.total, found.late) == (4, 1)


def test_work_of_one_kind_alone_leaves_the_counts(work: list[WorkSource]) -> None:
    work += [a_source("calls", None), a_source("orders", None, None)]

    found = queries.work(kind="orders", at=AT, actor=AGENT)

    assert [row.key for row in found.rows] == ["orders-0", "orders-1"]
    assert {group.key: group.total for group in found.groups} == {"calls": 1, "orders": 2}


def test_work_for_others_is_not_shown(work: list[WorkSource]) -> None:
    work.append(a_source("staff", None, permission="kernel.manage_staff"))

    assert queries.work(kind="", at=AT, actor=AGENT).total == 0


@pytest.mark.django_db
def test_the_page_shows_the_work_and_its_kinds(inside: Client, work: list[WorkSource]) -> None:
    work.append(a_source("回电", None, None))

    page = inside.get("/console/").content.decode()

    assert "何思远</h1>" in page
    assert "今天有 2 件事" in page
    assert page.count("data-row") == 2


@pytest.mark.django_db
def test_a_kind_is_chosen_without_a_new_page(inside: Client, work: list[WorkSource]) -> None:
    work += [a_source("calls", None), a_source("orders", None, None)]

    fragment = inside.get("/console/?kind=calls", headers=HTMX).content.decode()

    assert "<html" not in fragment
    assert fragment.count("data-row") == 1


@pytest.mark.django_db
def test_when_all_is_done_the_page_says_so(inside: Client, work: list[WorkSource]) -> None:
    page = inside.get("/console/").content.decode()

    assert "没有等您办的事" in page
    assert "眼下的事都办完了" in page


@pytest.mark.django_db
def test_members_just_seen_are_one_click_away_without_their_names_in_the_session(inside: Client) -> None:
    names = ["林晚舟", "周慕白", "陈知秋"]
    members = [MemberFactory.create(person=PersonFactory.create(name=name)) for name in names]
    PhoneFactory.create(person=members[0].person, digits="13800002046")
    for member in [*members, members[0]]:
        inside.get(f"/console/members/{member.number}/")

    page = inside.get("/console/").content.decode()

    shown = page.split('class="recent small"')[1].split("</nav>")[0]
    assert sorted(names, key=shown.index) == ["林晚舟", "陈知秋", "周慕白"]
    assert "2046" in shown
    assert not any(name in str(dict(inside.session)) for name in names)
