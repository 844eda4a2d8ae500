"""What an agent looks for while taking an order is kept with the reader: once, with its final words."""

from datetime import timedelta

import pytest
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Inquiry, Member, Person
from shuyou.members.services import NewInquiry, note_inquiry
from shuyou.orders.models import Draft
from shuyou.orders.tests.factories import CLERK, a_member
from shuyou.orders.tests.test_entry_page import GARDEN, SNOW, a_book, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return a_member()


@pytest.fixture
def desk(client: Client, member: Member) -> Client:
    """A browser in which an agent has the entry of an order open."""
    client.force_login(StaffFactory.create(language="en"))
    client.get(url_of(member))
    return client


def send(desk: Client, member: Member, do: str, clue: str) -> int:
    key = Draft.objects.values_list("uid", flat=True).get()
    return desk.post(url_of(member), {"key": str(key), "do": do, "clue": clue}).status_code


def kept(member: Member) -> list[tuple[str, int | None, int | None]]:
    rows = Inquiry.objects.filter(person_id=member.pk, kind="search", channel="phone").order_by("pk")
    return list(rows.values_list("text", "hits", "item_id"))


@pytest.mark.feature("F001")
def test_words_are_kept_once_with_what_was_chosen(desk: Client, member: Member) -> None:
    first, second = a_book(SNOW, 5, "江南造园记"), a_book(GARDEN, 5, "江南园冶图说")

    for typed in ("江", "江南"):
        desk.get(f"{url_of(member)}titles/", {"clue": typed})
    assert kept(member) == []
    assert send(desk, member, "search", "江南") == 204
    send(desk, member, "add", "江南")
    assert kept(member) == [("江南", 2, None)]
    send(desk, member, f"pick:{second.pk}", "江南")
    assert kept(member) == [("江南", 2, second.pk)]
    send(desk, member, "search", "江南")
    assert kept(member) == [("江南", 2, second.pk)]
    send(desk, member, "add", "江南造园")
    assert kept(member) == [("江南", 2, second.pk), ("江南造园", 1, first.pk)]


def test_what_is_not_there_is_kept_too_and_scans_are_not(desk: Client, member: Member) -> None:
    a_book(SNOW, 5)

    send(desk, member, "add", SNOW)
    send(desk, member, "search", SNOW)
    assert kept(member) == []
    send(desk, member, "add", "夜航船")
    send(desk, member, "add", "9787000000001")
    assert kept(member) == [("夜航船", 0, None), ("9787000000001", 0, None)]


def test_nothing_waits_for_what_cannot_be_kept(desk: Client, member: Member) -> None:
    a_book(SNOW, 5, "江南造园记")
    Person.objects.filter(pk=member.pk).update(is_restricted=True)

    assert send(desk, member, "search", "江南") == 204
    assert kept(member) == []


def test_a_search_goes_on_for_ten_minutes(member: Member) -> None:
    at = clock.now()
    for minutes, text in ((0, "江南"), (1, "江南造"), (2, "江南造园"), (3, "夜航"), (13.5, "夜航船"), (14, "夜航船")):
        draft = NewInquiry(member_id=member.pk, kind="search", channel="phone", text=text, hits=0)
        note_inquiry(draft, actor=CLERK, at=at + timedelta(minutes=minutes))

    assert [text for text, _hits, _item in kept(member)] == ["江南造园", "夜航", "夜航船"]
