"""Readers who asked on a page to be called: kept once, brought into the queue while it is open, let go."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.errors import NumberUnknown
from shuyou.callcenter.models import Call, Holiday, Site, WantedCall
from shuyou.callcenter.queries import calls_wanted, messages_to_hear, own_wanted_call
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import (
    FactKey,
    WantDraft,
    begin_switch,
    call_who_asked,
    note_fact,
    want_call,
    want_no_call,
)
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, PhoneFactory
from shuyou.messaging.models import Inbound

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = AT + timedelta(hours=14)


def a_reader() -> tuple[Member, Actor]:
    """Return a member with a telephone, and themselves as who acts."""
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    return member, Actor(MEMBER, str(member.pk), "web", scopes=frozenset({"callcenter.want_call"}))


def test_a_reader_who_asks_again_is_called_once_about_what_they_said_last() -> None:
    member, reader = a_reader()
    first = want_call(WantDraft(member_id=member.pk, key="a", about="一"), actor=reader, at=AT)
    again = want_call(WantDraft(member_id=member.pk, key="b", about="二", page="/x/"), actor=reader, at=AT)
    asked = call_who_asked(site_id=Site.objects.get().pk, actor=SWITCH, at=AT)

    assert first == again
    assert [(one.number, one.queue, one.since) for one in asked] == [("13800002046", "club", AT.timestamp())]
    assert call_who_asked(site_id=Site.objects.get().pk, actor=SWITCH, at=AT) == ()
    row = WantedCall.objects.get()
    assert (row.about, row.page, row.state) == ("二", "/x/", "called")
    assert row.call is not None
    assert (row.call.member_id, row.call.direction, row.call.stage) == (member.pk, "back", "queue")


def test_nobody_rings_at_night_or_on_a_holiday() -> None:
    member, reader = a_reader()
    want_call(WantDraft(member_id=member.pk, key="a"), actor=reader, at=NIGHT)
    site = Site.objects.get().pk
    Holiday.objects.create(day=club_day(AT) + timedelta(days=1), name="节")

    assert call_who_asked(site_id=site, actor=SWITCH, at=NIGHT) == ()
    assert call_who_asked(site_id=site, actor=SWITCH, at=AT + timedelta(days=1)) == ()
    assert not Call.objects.exists()
    assert len(call_who_asked(site_id=site, actor=SWITCH, at=AT + timedelta(days=2))) == 1


def test_who_has_no_number_or_is_somebody_else_is_refused_and_nothing_is_kept() -> None:
    silent = MemberFactory.create()
    _member, reader = a_reader()

    with pytest.raises(NumberUnknown):
        want_call(WantDraft(member_id=silent.pk, key="a"), actor=BOSS, at=AT)
    with pytest.raises(NotFound):
        want_call(WantDraft(member_id=silent.pk, key="a"), actor=reader, at=AT)
    assert not WantedCall.objects.exists()


def test_a_reader_who_needs_no_call_any_more_is_not_called() -> None:
    member, reader = a_reader()
    want_call(WantDraft(member_id=member.pk, key="a"), actor=reader, at=AT)
    assert own_wanted_call(member_id=member.pk, actor=reader) == AT

    want_no_call(member_id=member.pk, actor=reader, at=AT)

    assert call_who_asked(site_id=Site.objects.get().pk, actor=SWITCH, at=AT) == ()
    assert calls_wanted(limit=5, actor=BOSS) == ([], 0)
    with pytest.raises(NotFound):
        want_no_call(member_id=member.pk, actor=reader, at=AT)


def a_message() -> Call:
    """Have somebody call and leave a message."""
    begun = begin_switch(site="main", actor=SWITCH, at=AT)
    now = AT.timestamp()
    facts = (
        center.Opened(at=now, call="m1", direction="in", number="13900001111", called="400"),
        center.MessageLeft(at=now + 9, call="m1", queue="letters"),
        center.Ended(at=now + 9, call="m1", cause="normal", by="caller"),
    )
    for seq, fact in enumerate(facts):
        note_fact(fact, key=FactKey(site_id=begun.site_id, switch="main", epoch=begun.epoch, seq=seq), actor=SWITCH)
    return Call.objects.get(key="m1")


@pytest.mark.feature("F167")
def test_an_agents_day_is_one_list_of_all_ways_that_readers_take(client: Client) -> None:
    member, reader = a_reader()
    want_call(WantDraft(member_id=member.pk, key="a", about="园林的书"), actor=reader, at=AT)
    message = a_message()
    client.force_login(User.objects.get(pk=int(agent("he", extension="1001", skills={"club": 4}).id)))
    fax = {
        "channel": "fax",
        "sender": "13800002046",
        "subject": "订单传真",
        "key": "0190d1a2-0000-7000-8000-000000000001",
    }
    sheets = SimpleUploadedFile("order.pdf", b"%PDF-1.4", "application/pdf")
    bad = SimpleUploadedFile("order.exe", b"MZ", "application/pdf")
    page = reverse("callcenter:written")

    refused = client.post(page, {**fax, "sheets": bad})
    assert (refused.status_code, Inbound.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert client.post(page, {**fax, "sheets": sheets}).status_code == HTTPStatus.SEE_OTHER
    inbound = Inbound.objects.get()
    assert (inbound.channel, inbound.member_id, inbound.files.count()) == ("fax", member.pk, 1)
    shown = client.get(reverse("callcenter:day")).content.decode()
    assert all(one in shown for one in ("园林的书", message.shown))
    client.post(reverse("callcenter:wrap", args=[message.uid]), {"note": "已回复", "from": "call"})
    assert messages_to_hear(at=AT, limit=5, actor=BOSS) == ([], 0)
