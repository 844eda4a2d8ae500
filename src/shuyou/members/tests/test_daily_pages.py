"""Pages about a reader's day: who may, what is refused, how often they ask the database."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import FRONT, Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members import services
from shuyou.members.models import Contact, Member, Note, PersonalDataAccess, PersonTag, Tag, Task
from shuyou.members.services import NewContact, NewInquiry, NewTask
from shuyou.members.tests.factories import MemberFactory, PersonFactory, PhoneFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST_QUERIES = 6
"""Round trips that a list may need: session, person, and the list's own."""


@pytest.fixture
def member() -> Member:
    one = MemberFactory.create(person=PersonFactory.create(name="林晚舟"))
    PhoneFactory.create(person=one.person, digits="13800002046")
    return one


@pytest.fixture
def agent() -> User:
    return StaffFactory.create(full_name="何思远")


@pytest.fixture
def inside(client: Client, agent: User) -> Client:
    client.force_login(agent)
    return client


def path_of(member: Member, rest: str = "") -> str:
    return f"/console/members/{member.number}/{rest}"


def actor_of(user: User) -> Actor:
    return Actor(STAFF, str(user.pk), "test", user.role_set)


# --- who may


@pytest.mark.feature("F187")
@pytest.mark.parametrize("role", sorted(FRONT))
def test_everybody_who_speaks_with_readers_sees_the_same_story(client: Client, member: Member, role: Role) -> None:
    told = NewContact(member_id=member.pk, channel="letter", recognition="name", topic="来信问书")
    services.log_contact(told, actor=Actor.job("post"), at=clock.now() - timedelta(hours=1))
    client.force_login(staff_with(role))

    assert "来信问书" in client.get(path_of(member)).content.decode()
    logged = client.post(path_of(member, "contacts/log/"), {"channel": "counter", "topic": role.value})
    assert logged.status_code == HTTPStatus.SEE_OTHER


@pytest.mark.parametrize(
    "rest", ["contacts/log/", "notes/new/", "call/", "message/", "questions/new/", "points/adjust/", "photo/change/"]
)
def test_roles_that_only_look_do_nothing(client: Client, member: Member, rest: str) -> None:
    client.force_login(staff_with(Role.ANALYST))

    assert client.get(path_of(member, rest)).status_code == HTTPStatus.FORBIDDEN
    assert client.post(path_of(member, rest), {"text": "x", "channel": "sms"}).status_code == HTTPStatus.FORBIDDEN
    page = client.get(path_of(member)).content.decode()
    assert f'href="{path_of(member, rest)}' not in page
    assert (Contact.objects.count(), Note.objects.count()) == (0, 0)


# --- small forms


def test_a_form_over_the_page_is_no_page_of_its_own(inside: Client, member: Member) -> None:
    over = inside.get(path_of(member, "contacts/log/"), headers=HTMX).content.decode()
    alone = inside.get(path_of(member, "contacts/log/")).content.decode()

    assert "<html" not in over
    assert 'hx-target="#act"' in over
    assert "<html" in alone
    assert 'hx-target="#act"' not in alone.split("<main")[1].split("</main")[0]


def test_what_was_refused_stays_typed(inside: Client, member: Member) -> None:
    sent = {"channel": "email", "direction": "in", "recognition": "name", "topic": "缺页", "minutes": "很久"}

    answer = inside.post(path_of(member, "contacts/log/"), sent, headers=HTMX)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    page = answer.content.decode()
    assert 'value="缺页"' in page
    assert 'value="很久"' in page
    assert 'value="email" selected' in page
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(("by", "known"), [("card", "card"), ("name", "name"), ("", "clue"), ("x", "clue")])
@pytest.mark.feature("F023")
def test_an_address_may_say_how_the_reader_was_known(inside: Client, member: Member, by: str, known: str) -> None:
    page = inside.get(path_of(member, "contacts/log/"), {"by": by}).content.decode()

    assert (
        f'value="{known}" id=' in page.split('" checked')[1] or f'value="{known}"' in page.split(" checked")[1][-400:]
    )
    chosen = [part for part in page.split("<input") if 'name="recognition"' in part and "checked" in part]
    assert [f'value="{known}"' in part for part in chosen] == [True]


def test_a_member_page_hands_on_how_the_reader_was_known(inside: Client, member: Member) -> None:
    assert "contacts/log/?by=card" in inside.get(path_of(member), {"by": "card"}).content.decode()
    assert "?by=" not in inside.get(path_of(member), {"by": "<b>"}).content.decode()


def test_showing_a_number_to_call_is_recorded(inside: Client, agent: User, member: Member) -> None:
    phone = member.person.phones.get()

    page = inside.post(path_of(member, "call/"), {"reveal": f"phone:{phone.pk}", "topic": "回电"}, headers=HTMX)

    text = page.content.decode()
    assert "138 0000 2046" in text
    assert 'value="回电"' in text
    assert [access.part for access in PersonalDataAccess.objects.all()] == ["phone"]
    assert Contact.objects.count() == 0
    other = PhoneFactory.create(person=MemberFactory.create().person, digits="13900001111")
    refused = inside.post(path_of(member, "call/"), {"reveal": f"phone:{other.pk}"})
    assert refused.status_code == HTTPStatus.NOT_FOUND
    assert PersonalDataAccess.objects.count() == 1


# --- beside the story


def test_tags_and_notes_are_changed_in_place(inside: Client, agent: User, member: Member) -> None:
    Tag.objects.create(name="园林", colour=3)
    actor = actor_of(agent)
    note = services.add_note(member_id=member.pk, text="爱读造园书", actor=actor, at=clock.now())

    unknown = inside.post(path_of(member, "tags/put/"), {"tag": "没有的"}, headers=HTMX)
    assert unknown.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="没有的"' in unknown.content.decode()
    on = inside.post(path_of(member, "tags/put/"), {"tag": "园林"}, headers=HTMX).content.decode()
    assert "<html" not in on
    assert "园林" in on
    gone = inside.post(path_of(member, f"notes/{note}/remove/"), headers=HTMX).content.decode()
    assert f"notes/{note}/restore/" in gone
    assert "爱读造园书" not in gone
    back = inside.post(path_of(member, f"notes/{note}/restore/"), headers=HTMX).content.decode()
    assert "爱读造园书" in back
    assert PersonTag.objects.count() == 1


@pytest.mark.feature("F006")
def test_a_sensitive_note_is_read_by_service_managers_and_its_writer(client: Client, member: Member) -> None:
    writer, other = (
        StaffFactory.create(roles=[Role.SHOP_CLERK.value]),
        StaffFactory.create(roles=[Role.SHOP_CLERK.value]),
    )
    at = clock.now()
    services.add_note(member_id=member.pk, text="爱读造园书", actor=actor_of(writer), at=at)
    note = services.add_note(member_id=member.pk, text="家中有病人", is_sensitive=True, actor=actor_of(writer), at=at)

    def seen_by(user: User) -> list[bool]:
        client.force_login(user)
        pages = [client.get(path_of(member)), client.get(path_of(member, "notes/"))]
        return [text in page.content.decode() for text in ("爱读造园书", "家中有病人") for page in pages]

    assert seen_by(writer) == seen_by(staff_with(Role.SERVICE_AGENT)) == seen_by(staff_with(Role.MANAGER)) == [True] * 4
    assert seen_by(staff_with(Role.MARKETER)) == seen_by(staff_with(Role.ANALYST)) == [False] * 4
    assert seen_by(other) == [True, True, False, False]
    assert client.get(path_of(member, f"notes/{note}/edit/")).status_code == HTTPStatus.NOT_FOUND
    assert client.post(path_of(member, f"notes/{note}/remove/")).status_code == HTTPStatus.NOT_FOUND
    assert not Note.objects.get(pk=note).is_removed


def test_what_a_note_said_before_is_shown_below_it(inside: Client, agent: User, member: Member) -> None:
    note = services.add_note(member_id=member.pk, text="爱读园林", actor=actor_of(agent), at=clock.now())

    inside.post(path_of(member, f"notes/{note}/edit/"), {"text": "爱读造园书"})

    page = inside.get(path_of(member, f"notes/{note}/edit/")).content.decode()
    assert page.count("爱读园林") == 1
    assert "爱读造园书" in page
    assert "<script>" not in page


def test_what_staff_write_is_text_and_nothing_else(inside: Client, agent: User, member: Member) -> None:
    services.add_note(member_id=member.pk, text="<script>alert(1)</script>", actor=actor_of(agent), at=clock.now())

    page = inside.get(path_of(member)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


# --- lists and the report


def tasks(member: Member, actor: Actor, count: int) -> None:
    for number in range(count):
        day = (clock.club_day(clock.now()) + timedelta(days=number + 1)).isoformat()
        services.add_task(NewTask(member_id=member.pk, title=f"事 {number}", due=day), actor=actor, at=clock.now())


@pytest.mark.parametrize("path", ["/console/tasks/", "/console/contacts/"])
def test_lists_ask_no_more_for_more_rows(
    inside: Client, agent: User, member: Member, path: str, django_assert_max_num_queries: Any
) -> None:
    actor = actor_of(agent)
    tasks(member, actor, 3)
    for _ in range(60):
        services.log_contact(
            NewContact(member_id=member.pk, channel="phone", recognition="name"), actor=actor, at=clock.now()
        )

    with django_assert_max_num_queries(LIST_QUERIES):
        page = inside.get(path).content.decode()

    assert ("hx-get" in page.split("<tbody")[1]) == (path == "/console/contacts/")


def test_a_task_is_moved_and_done_on_its_page(inside: Client, agent: User, member: Member) -> None:
    tasks(member, actor_of(agent), 1)
    where = f"/console/tasks/{Task.objects.get().pk}/"

    bad = inside.post(where, {"part": "postpone", "due": "someday"})
    assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="someday"' in bad.content.decode()
    assert inside.post(where, {"part": "done", "outcome": "已订"}).status_code == HTTPStatus.SEE_OTHER
    assert inside.post(where, {"part": "done", "outcome": "又订"}).status_code == HTTPStatus.CONFLICT
    assert inside.post(where, {"part": "nothing"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Task.objects.get().outcome == "已订"
    assert "已订" in inside.get("/console/tasks/?state=done").content.decode()


@pytest.mark.feature("F023")
def test_the_report_draws_and_lists_the_share_known_by_name(client: Client, member: Member) -> None:
    manager = staff_with(Role.MANAGER)
    client.force_login(manager)
    for known in ("name", "clue", "clue", "card"):
        told = NewContact(member_id=member.pk, channel="phone", recognition=known)
        services.log_contact(told, actor=actor_of(manager), at=clock.now())

    page = client.get("/console/contacts/known-by-name/").content.decode()
    file = b"".join(client.get("/console/contacts/known-by-name.csv").streaming_content).decode()  # type: ignore[attr-defined]

    assert '<svg class="cols"' in page
    assert page.count("25.0%") >= 4
    assert file.count("25.0%") == 3
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get("/console/contacts/known-by-name/").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "query", ["first=x&last=y", "first=2026-12-01&last=2026-01-01", "first=0001-01-01", "last=9999-12-31"]
)
def test_no_days_break_the_report(client: Client, query: str) -> None:
    client.force_login(staff_with(Role.MANAGER))

    assert client.get(f"/console/contacts/known-by-name/?{query}").status_code == HTTPStatus.OK


@pytest.mark.parametrize("place", ["x", "2026-11-22T00:00:00+00:00", "2026-11-22T00:00:00+00:00,x", ",", "x,1,2,3"])
def test_no_place_to_go_on_from_breaks_a_list(inside: Client, member: Member, place: str) -> None:
    for path, name in (
        ("/console/tasks/", "after"),
        ("/console/contacts/", "before"),
        (path_of(member, "account/"), "before"),
    ):
        assert inside.get(path, {name: place}).status_code == HTTPStatus.OK


def test_tags_are_made_in_the_settings(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER))

    assert client.post("/console/settings/tags/", {"name": "园林", "colour": "3"}).status_code == HTTPStatus.SEE_OTHER
    again = client.post("/console/settings/tags/", {"name": "园林", "colour": "2"})
    assert again.status_code == HTTPStatus.CONFLICT
    assert 'value="园林"' in again.content.decode()
    tag = Tag.objects.get()
    client.post(f"/console/settings/tags/{tag.pk}/", {"name": "造园", "colour": "4"})
    client.post(f"/console/settings/tags/{tag.pk}/retire/", {"active": "0"})
    tag.refresh_from_db()
    assert (tag.name, tag.colour, tag.is_active) == ("造园", 4, False)
    client.force_login(staff_with(Role.CALL_AGENT))
    assert client.get("/console/settings/tags/").status_code == HTTPStatus.FORBIDDEN


# --- what readers ask, of all of them


def test_buyers_see_what_readers_ask_and_what_nothing_was_found_for_but_not_who(client: Client, member: Member) -> None:
    for kind, text, hits in (
        ("question", "有没有影印本的山海经", None),
        ("search", "山海经图谱", 0),
        ("search", "诗经", 7),
    ):
        asked = NewInquiry(member_id=member.pk, kind=kind, channel="web", text=text, hits=hits)
        services.note_inquiry(asked, actor=Actor.job("shop"), at=clock.now())
    client.force_login(staff_with(Role.BUYER))

    everything = client.get("/console/members/asked/").content.decode()
    vain = client.get("/console/members/asked/?is_vain=on").content.decode()
    file = client.get("/console/members/asked/?as=csv")

    assert all(text in everything for text in ("有没有影印本的山海经", "山海经图谱", "诗经"))
    assert "林晚舟" not in everything
    assert ("山海经图谱" in vain, "影印本" in vain, "诗经" in vain) == (True, False, False)
    assert file.status_code == HTTPStatus.FORBIDDEN


def test_who_asked_is_told_to_those_who_see_members_in_as_many_questions_as_for_one(inside: Client) -> None:
    for number in range(12):
        person = PersonFactory.create(name=f"读者{number}")
        asked = NewInquiry(
            member_id=MemberFactory.create(person=person).pk, kind="question", channel="phone", text="问"
        )
        services.note_inquiry(asked, actor=Actor.job("shop"), at=clock.now())
    with CaptureQueriesContext(connection) as queries:
        page = inside.get("/console/members/asked/?kind=question")

    assert page.content.decode().count("/console/members/M") >= 12
    assert len(queries) <= LIST_QUERIES
