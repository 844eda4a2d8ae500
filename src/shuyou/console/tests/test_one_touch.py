"""The one-touch box: any clue, one answer or ten, nothing in the address."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.console import queries
from shuyou.console.views.one_touch import CLUE_KEY
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue, Hit, OneTouchSource, registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, PhoneFactory

pytestmark = pytest.mark.django_db
AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sources() -> Iterator[list[OneTouchSource]]:
    """A registry without any sources, and as it was before afterwards."""
    kept, registry.one_touch = registry.one_touch, []
    yield registry.one_touch
    registry.one_touch = kept


def a_source(group: str, answers: int, order: int = 1, permission: str = "members.search") -> OneTouchSource:
    def find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
        return [Hit(url=f"/{group}/{n}/", title=f"{clue.text} {n}") for n in range(answers)][:limit]

    return OneTouchSource(group=group, label=group, order=order, permission=permission, find=find)


def asked(*sources: OneTouchSource, typed: str = "lin") -> dict[str, int]:
    registry.one_touch.extend(sources)
    found = queries.one_touch(typed=typed, actor=AGENT)
    return {group.key: len(group.hits) for group in found.groups}


def test_ten_places_are_shared_among_the_groups(sources: list[OneTouchSource]) -> None:
    found = asked(a_source("b", 6, order=2), a_source("a", 6), a_source("c", 1, order=3))

    assert found == {"a": 5, "b": 4, "c": 1}
    assert list(found) == ["a", "b", "c"]


def test_a_group_alone_has_at_most_six(sources: list[OneTouchSource]) -> None:
    assert asked(a_source("a", 9)) == {"a": 6}


def test_groups_without_answers_stay_away(sources: list[OneTouchSource]) -> None:
    assert asked(a_source("a", 0), a_source("b", 2)) == {"b": 2}


def test_sources_that_the_person_may_not_ask_are_not_asked(sources: list[OneTouchSource]) -> None:
    assert asked(a_source("a", 2, permission="kernel.manage_staff"), a_source("b", 2)) == {"b": 2}


@pytest.mark.parametrize("nothing", ["", "   ", "''"])
def test_nothing_typed_asks_nobody(sources: list[OneTouchSource], nothing: str) -> None:
    def fail(*_: object) -> Sequence[Hit]:
        raise AssertionError("nobody is to be asked")

    sources.append(OneTouchSource(group="a", label="a", order=1, permission="members.search", find=fail))

    assert queries.one_touch(typed=nothing, actor=AGENT).total == 0


def test_answers_come_as_a_list_with_marks(inside: Client) -> None:
    member = MemberFactory.create(person=PersonFactory.create(name="林晚舟", pinyin="linwanzhou", initials="lwz"))
    PhoneFactory.create(person=member.person, digits="13800002046")

    answer = inside.post("/console/one/", {"q": "lin'w"}, headers=HTMX)

    fragment = answer.content.decode()
    assert "<html" not in fragment
    assert 'role="listbox"' in fragment
    assert f'href="/console/members/{member.number}/"' in fragment
    assert "<mark>linw</mark>anzhou" in fragment
    assert "138 **** 2046" in fragment
    assert "13800002046" not in fragment


def test_the_only_answer_is_opened_without_script(inside: Client) -> None:
    member = MemberFactory.create()
    PhoneFactory.create(person=member.person, digits="13800002046")

    answer = inside.post("/console/one/", {"q": "2046"})

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"] == f"/console/members/{member.number}/"


def test_several_answers_are_a_page_without_script(inside: Client) -> None:
    for digits in ("13800002046", "13900002046"):
        PhoneFactory.create(person=MemberFactory.create().person, digits=digits)

    answer = inside.post("/console/one/", {"q": "2046"})

    page = answer.content.decode()
    assert "“2046”的查询结果" in page
    assert page.count('role="option"') == 2


def test_no_answer_repeats_the_clue_and_offers_another_way(inside: Client) -> None:
    fragment = inside.post("/console/one/", {"q": "<无此人>"}, headers=HTMX).content.decode()

    assert "没有与“&lt;无此人&gt;”相符的结果" in fragment
    assert "手机后四位" in fragment
    assert 'role="option"' not in fragment


def test_a_card_number_opens_its_member(inside: Client) -> None:
    card = CardFactory.create(member=MemberFactory.create())

    answer = inside.post("/console/one/", {"q": card.number})

    assert answer.headers["Location"] == f"/console/members/{card.member.number}/?by=card"


def test_a_clue_goes_to_the_form_for_a_new_member_by_the_session(inside: Client) -> None:
    answer = inside.post("/console/one/new-member/", {"q": "13812345678"})

    assert answer.status_code == HTTPStatus.FOUND
    assert "138" not in answer.headers["Location"]
    assert inside.session[CLUE_KEY] == "13812345678"


def test_roles_that_may_not_look_for_members_find_none(client: Client) -> None:
    PhoneFactory.create(person=MemberFactory.create().person, digits="13800002046")
    client.force_login(staff_with(Role.BUYER))

    fragment = client.post("/console/one/", {"q": "2046"}, headers=HTMX).content.decode()

    assert 'role="option"' not in fragment


def test_the_box_never_sends_its_clue_in_an_address(inside: Client) -> None:
    page = inside.get("/console/").content.decode()

    assert 'hx-post="/console/one/"' in page
    assert '<form class="one one-l" role="search" method="post"' in page
    assert 'hx-get="/console/one/' not in page
