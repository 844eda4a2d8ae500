"""The member page: put together from what packages offer, quick, and careful with personal data."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shuyou.catalog.tests.factories import PriceListFactory
from shuyou.console import queries
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Fact, FactSource, Panel, TimelineRow, TimelineSource, Untold, registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Member, PersonalDataAccess, Phone
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import CLERK, a_draft, a_title

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))
HTMX = {"HX-Request": "true"}
MOST_QUERIES = 23
"""Round trips that the whole page may need, whatever the packages put on it."""


@pytest.fixture
def member() -> Member:
    """A member with a phone, a card and an address."""
    one = MemberFactory.create()
    PhoneFactory.create(person=one.person, digits="13800002046")
    CardFactory.create(member=one)
    AddressFactory.create(person=one.person)
    return one


@pytest.fixture
def offers() -> Iterator[Callable[..., None]]:
    """Only what the test offers is on the page; everything is as it was afterwards."""
    kept = (registry.panels, registry.facts, registry.timelines, registry.stories)
    registry.panels, registry.facts, registry.timelines, registry.stories = [], [], [], []
    yield registry.offer
    registry.panels, registry.facts, registry.timelines, registry.stories = kept


def path_of(member: Member, rest: str = "") -> str:
    return f"/console/members/{member.number}/{rest}"


def a_story(kind: str, moments: Sequence[datetime]) -> TimelineSource:
    rows = [TimelineRow(at=at, key=f"{kind}-{n}", icon="star", title=f"{kind} {n}") for n, at in enumerate(moments)]

    def load(member_id: int, before: datetime, limit: int) -> Sequence[Untold]:
        told = sorted((row for row in rows if row.at < before), key=lambda row: row.at, reverse=True)
        return [Untold(row.at, partial(replace, row)) for row in told[:limit]]

    return TimelineSource(kind=kind, label=kind, permission="members.view", load=load)


def whole_story(member_id: int, kind: str = "") -> list[str]:
    """Return the keys of the timeline read stretch by stretch to its end."""
    keys: list[str] = []
    before: datetime | None = AT + timedelta(seconds=1)
    while before:
        story = queries.timeline(member_id=member_id, before=before, kind=kind, actor=AGENT)
        keys += [row.key for row in story.rows]
        before = story.goes_on_before
    return keys


# --- the page


@pytest.mark.feature("F013")
def test_the_page_says_who_it_is(inside: Client, member: Member) -> None:
    page = inside.get(path_of(member)).content.decode()

    assert f"<h1>{member.person.name}</h1>" in page
    assert "青衿" in page
    assert "138 **** 2046" in page
    assert "13800002046" not in page.replace("138 0000 2046", "")
    assert member.number in page


def test_the_page_asks_no_more_of_the_database_for_a_longer_history(inside: Client, member: Member) -> None:
    PriceListFactory.create()
    item = a_title(30)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert inside.get(path_of(member)).status_code == HTTPStatus.OK
        return len(captured)

    inside.get(path_of(member))
    place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
    with_one_order = asked()
    for _ in range(8):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    assert asked() == with_one_order <= MOST_QUERIES


def test_packages_put_the_page_together(inside: Client, member: Member, offers: Callable[..., None]) -> None:
    seen: list[int] = []

    def load(member_id: int, actor: Actor, at: datetime) -> dict[str, str]:
        seen.append(member_id)
        return {"text": "三张书券"}

    offers(
        Panel(slot="member.left", key="one", order=1, permission="members.view", template="ui/note.html", load=load),
        Panel(slot="home.side", key="two", order=1, permission="members.view", template="ui/note.html", load=load),
        FactSource(order=1, permission="members.view", load=lambda *_: [Fact(label="可用积分", value="12,480")]),
        a_story("letters", [AT]),
    )

    page = inside.get(path_of(member)).content.decode()

    assert seen == [member.pk]
    assert "12,480" in page
    assert "letters 0" in page


def test_what_a_member_has_nothing_of_is_not_asked_for(
    inside: Client, member: Member, offers: Callable[..., None]
) -> None:
    loads: list[str] = []

    def panel(key: str, condition: str) -> Panel:
        return Panel(
            slot="member.left", key=key, order=1, permission="members.view", template="ui/note.html",
            load=lambda *_: loads.append(key), only_if=condition,
        )  # fmt: skip

    own = "EXISTS (SELECT FROM members_phone WHERE person_id = %(member)s)"
    offers(
        panel("with", own),
        panel("without", f"NOT {own}"),
        replace(a_story("told", [AT]), only_if=own),
        replace(a_story("untold", [AT]), only_if=f"NOT {own}"),
    )

    page = inside.get(path_of(member)).content.decode()

    assert loads == ["with"]
    assert "told 0" in page
    assert "untold 0" not in page


def test_a_card_with_nothing_to_say_stays_away(inside: Client, member: Member, offers: Callable[..., None]) -> None:
    offers(
        Panel(
            slot="member.left",
            key="one",
            order=1,
            permission="members.view",
            template="no/such/template.html",
            load=lambda *_: None,
        )
    )

    assert "没能加载" not in inside.get(path_of(member)).content.decode()


def test_a_card_that_breaks_leaves_the_page_standing(
    inside: Client, member: Member, offers: Callable[..., None]
) -> None:
    card = Panel(
        slot="member.left",
        key="one",
        order=1,
        permission="members.view",
        template="ui/note.html",
        load=lambda *_: 1 / 0,
    )
    offers(card)

    answer = inside.get(path_of(member))

    assert answer.status_code == HTTPStatus.OK
    page = answer.content.decode()
    assert "这一部分没能加载" in page
    assert answer.headers["X-Request-ID"] in page


def test_a_slow_card_comes_after_the_page(inside: Client, member: Member, offers: Callable[..., None]) -> None:
    loads: list[int] = []

    def load(member_id: int, actor: Actor, at: datetime) -> dict[str, str]:
        loads.append(member_id)
        return {}

    slow = Panel(
        slot="member.right",
        key="slow",
        order=1,
        permission="members.view",
        template="ui/note.html",
        load=load,
        is_slow=True,
    )
    offers(slow, replace(slow, key="closed", permission="kernel.manage_staff"))

    page = inside.get(path_of(member)).content.decode()

    assert loads == []
    assert f'hx-get="{path_of(member, "panels/slow/")}" hx-trigger="load"' in page
    assert "closed" not in page
    assert 'class="note"' in inside.get(path_of(member, "panels/slow/")).content.decode()
    assert loads == [member.pk]
    assert inside.get(path_of(member, "panels/closed/")).status_code == HTTPStatus.NOT_FOUND


def test_a_blocked_member_is_marked_with_the_reason(inside: Client, member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(is_blocked=True, block_reason="连续两次拒收")

    page = inside.get(path_of(member)).content.decode()

    assert "停止下单" in page
    assert "连续两次拒收" in page


def test_only_roles_that_take_orders_are_offered_to(client: Client, member: Member) -> None:
    order = path_of(member, "order/")
    client.force_login(staff_with(Role.CALL_AGENT))
    assert f'href="{order}" data-key="O"' in client.get(path_of(member)).content.decode()

    client.force_login(staff_with(Role.ANALYST))
    assert order not in client.get(path_of(member)).content.decode()


def test_roles_without_members_do_not_see_the_page(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.WAREHOUSE))

    assert client.get(path_of(member)).status_code == HTTPStatus.FORBIDDEN


# --- personal data


def test_looking_leaves_a_record_of_who_looked(inside: Client, agent: User, member: Member) -> None:
    inside.get(path_of(member))

    access = PersonalDataAccess.objects.get()
    assert (access.person_id, access.actor_id, access.part) == (member.pk, str(agent.pk), "page")


def test_a_number_is_masked_and_shown_to_those_who_may(inside: Client, client: Client, member: Member) -> None:
    where = f"/console/members/{member.number}/reveal/phone/{Phone.objects.get().pk}/"
    page = inside.get(path_of(member)).content.decode()
    assert "138 **** 2046" in page
    assert where in page

    client.force_login(staff_with(Role.MARKETER))
    assert where not in client.get(path_of(member)).content.decode()


# --- the timeline


def test_the_story_is_one_line_of_time(member: Member, offers: Callable[..., None]) -> None:
    hours = [AT - timedelta(hours=n) for n in range(4)]
    offers(a_story("calls", hours[::2]), a_story("orders", hours[1::2]))

    assert whole_story(member.pk) == ["calls-0", "orders-0", "calls-1", "orders-1"]
    assert whole_story(member.pk, "orders") == ["orders-0", "orders-1"]


@pytest.mark.parametrize("count", [queries.PAGE - 1, queries.PAGE, queries.PAGE + 1, queries.PAGE * 3])
def test_a_long_story_loses_nothing_between_its_stretches(
    member: Member, offers: Callable[..., None], count: int
) -> None:
    offers(a_story("calls", [AT - timedelta(minutes=n) for n in range(count)]))

    assert whole_story(member.pk) == [f"calls-{n}" for n in range(count)]


def test_lines_of_one_moment_stay_together(member: Member, offers: Callable[..., None]) -> None:
    moments = [AT - timedelta(minutes=n // 30) for n in range(90)]
    offers(a_story("points", moments), a_story("orders", [AT - timedelta(minutes=1)]))

    told = whole_story(member.pk)

    assert sorted(told) == sorted([*(f"points-{n}" for n in range(90)), "orders-0"])


def test_older_lines_come_as_a_fragment_without_repeating_the_day(
    inside: Client, member: Member, offers: Callable[..., None]
) -> None:
    offers(a_story("calls", [AT - timedelta(minutes=n) for n in range(queries.PAGE + 5)]))
    first = inside.get(path_of(member)).content.decode()
    link = first.split('class="day m-tl-more"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")

    older = inside.get(path_of(member) + link, headers=HTMX).content.decode()

    assert "<html" not in older
    assert older.count("<time") == 5
    assert '<li class="day">' not in older
    assert f"calls {queries.PAGE + 4}" in older


@pytest.mark.parametrize("before", ["yesterday", "2026-11-22", ""])
def test_a_broken_place_in_the_story_starts_it_anew(inside: Client, member: Member, before: str) -> None:
    assert inside.get(path_of(member), {"before": before}).status_code == HTTPStatus.OK


def test_a_member_without_a_story_is_told_what_will_stand_there(
    inside: Client, member: Member, offers: Callable[..., None]
) -> None:
    assert "还没有往来" in inside.get(path_of(member)).content.decode()
