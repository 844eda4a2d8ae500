"""What a reader may see of their own messages, and calls that somebody makes: nobody sees or calls anybody else's."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Member
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.errors import MessageElsewhere
from shuyou.messaging.models import Message
from shuyou.messaging.ports import Heard
from shuyou.messaging.tests.factories import AT, CLERK, CODE, OFFER, SYSTEM, a_reader, asked, says, through

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a clock that stands."""
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)


def test_a_reader_sees_their_messages_page_by_page_and_why_they_got_them(settings: object) -> None:
    reader, other = a_reader("", "-"), a_reader("", "-")
    says(reader, "marketing", "email")
    with through(settings):
        for kind in (None, OFFER, None):
            asked(reader, *([kind] if kind else []))
            tasks.judge_and_send()
    asked(reader, CODE, code="0417")  # not sent: it is not there
    me = Actor(MEMBER, str(reader.pk), "web")

    first = queries.reader_messages(member_id=reader.pk, limit=2, actor=me)
    rest = queries.reader_messages(member_id=reader.pk, after=first.next_after, limit=2, actor=me)

    assert [row.is_offer for row in (*first.rows, *rest.rows)] == [False, True, False]
    assert rest.next_after == 0
    assert "2026-11-23" in first.rows[1].why
    assert first.rows[0].why
    assert queries.reader_message(member_id=reader.pk, uid=first.rows[0].uid, actor=me) == first.rows[0]
    for refused in (Actor(MEMBER, str(other.pk), "web"), Actor(MEMBER, "", "web")):
        with pytest.raises(NotPermitted):
            queries.reader_messages(member_id=reader.pk, actor=refused)
        with pytest.raises(NotPermitted):
            queries.reader_words(member_id=reader.pk, actor=refused)
    theirs = Actor(MEMBER, str(other.pk), "web")
    assert queries.reader_message(member_id=other.pk, uid=first.rows[0].uid, actor=theirs) is None


def test_what_a_reader_wrote_is_theirs_to_see() -> None:
    reader = a_reader("me@example.com", "-")
    heard = Heard(channel="email", key="1", sender="me@example.com", text="几点关门？", at=AT)
    services.take_heard(heard, actor=SYSTEM, at=AT)

    (row,) = queries.reader_words(member_id=reader.pk, actor=Actor(MEMBER, str(reader.pk), "web"))
    assert row.text == "几点关门？"


def a_call() -> Message:
    """Return a call that somebody is to make."""
    draft = services.NoteDraft(
        key=(reader := a_reader()).person.uid, channel="phone", text="您的琴修好了", member_id=reader.pk
    )
    services.write_to_reader(draft, actor=CLERK, at=AT)
    tasks.judge_and_send()
    return Message.objects.get()


def test_a_call_waits_until_somebody_has_made_it() -> None:
    call = a_call()
    client = Client()
    client.force_login(staff_with(Role.SERVICE_AGENT))

    rows, count = queries.calls_to_make(limit=5, actor=CLERK)
    assert ([row.uid for row in rows], count) == ([call.uid], 1)
    page = client.get(reverse("messaging:message", args=[call.uid])).content.decode()
    assert reverse("messaging:message_deed", args=[call.uid, "reached"]) in page
    for what in ("missed", "reached"):
        url = reverse("messaging:message_deed", args=[call.uid, what])
        assert client.post(url).status_code == HTTPStatus.SEE_OTHER
    assert Message.objects.get().state == "delivered"
    assert queries.calls_to_make(limit=5, actor=CLERK) == ([], 0)


def test_a_call_in_vain_is_asked_for_again_and_after_some_the_reader_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call, at, states = a_call(), AT, list[str]()

    for wait in (timedelta(hours=3), timedelta(hours=22), timedelta()):
        services.note_call(uid=call.uid, is_reached=False, actor=CLERK, at=at)
        assert queries.calls_to_make(limit=5, actor=CLERK) == ([], 0)
        for moment in (at + wait - timedelta(minutes=1), at + wait):
            monkeypatch.setattr("shuyou.kernel.clock.now", lambda moment=moment: moment)
            tasks.judge_and_send()
            states.append(Message.objects.get().state)
        at += wait

    assert states == ["asked", "sent", "asked", "sent", "failed", "failed"]
    with pytest.raises(MessageElsewhere):
        services.note_call(uid=call.uid, is_reached=True, actor=CLERK, at=at)


def test_a_call_in_vain_is_not_asked_for_again_where_the_reader_wants_none() -> None:
    call = a_call()
    services.note_call(uid=call.uid, is_reached=False, actor=CLERK, at=AT)
    says(Member.objects.get(), "service", "phone", is_granted=False)

    services.judge_messages(actor=SYSTEM, at=AT + timedelta(hours=4))

    assert (Message.objects.get().state, Message.objects.get().verdict) == ("refused", "refused")
