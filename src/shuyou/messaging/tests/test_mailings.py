"""Mailings: handed in piece by piece, each reader once; stopped, gone on with, counted; many sent once more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.models import ChannelSetting, Mailing, Message, Suppression
from shuyou.messaging.services import AgainDraft, Came, Due, MailingDraft, Outcome
from shuyou.messaging.tests.factories import AT, BOSS, CLERK, SYSTEM, a_reader, asked, says
from shuyou.messaging.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Have the clock stand still, and short messages go into a folder of their own."""
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    settings.SHUYOU_VAR = tmp_path


def a_mailing(readers: int = 3, *, is_offer: bool = False, text: str = "周末有读书会。") -> Mailing:
    """Return a mailing to readers who have a number."""
    people = [a_reader("-", f"1380000990{place}") for place in range(readers)]
    draft = MailingDraft(key=uuid4().hex, name="读书会", channels=("sms",), is_offer=is_offer, facts={"text": text})
    mailing = services.begin_mailing(draft, actor=BOSS, at=AT)
    for one in people[1:] if is_offer else ():
        says(one, "marketing", at=AT - timedelta(days=3))
    services.expand_mailing(mailing_id=mailing, member_ids=[one.pk for one in people], actor=BOSS, at=AT)
    services.close_mailing(mailing_id=mailing, actor=BOSS, at=AT)
    return Mailing.objects.get(pk=mailing)


@pytest.mark.feature("F163")
def test_a_mailing_goes_stands_still_goes_on_and_says_how_far_it_is() -> None:
    client, _user = signed_in(Role.MANAGER)
    mailing = a_mailing()
    url = reverse("messaging:mailing", args=[mailing.uid])

    client.post(reverse("messaging:mailing_deed", args=[mailing.uid, "stop"]))
    assert tasks.judge_and_send() == 0
    again = client.post(reverse("messaging:mailing_deed", args=[mailing.uid, "stop"]))
    assert again.status_code == HTTPStatus.CONFLICT
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}

    client.post(reverse("messaging:mailing_deed", args=[mailing.uid, "go-on"]))
    assert tasks.send_messages_again(0) == 3
    page = queries.mailing_progress(uid=mailing.uid, at=AT, actor=BOSS)
    assert (page.left, page.total, page.waiting, page.a_minute) == (3, 3, 0, 3)
    assert page.row.state == "ended"
    assert "周末有读书会。" in client.get(url).content.decode()
    assert Message.objects.earliest("pk").text == "【书友书店】周末有读书会。"


def test_only_a_moving_mailing_is_looked_at_again_by_itself(client: Client) -> None:
    client, _user = signed_in(Role.MARKETER)
    mailing = a_mailing()
    url = reverse("messaging:mailing", args=[mailing.uid])
    part = {"HX-Request": "true"}

    assert "every 2s" in client.get(url, headers=part).content.decode()
    services.stop_mailing(uid=mailing.uid, actor=BOSS, at=AT)
    stopped = client.get(url, headers=part).content.decode()
    assert "every 2s" not in stopped
    assert "<html" not in stopped


def test_offers_go_to_who_said_yes_once_however_often_they_are_handed_in() -> None:
    mailing = a_mailing(is_offer=True)
    people = list(Message.objects.values_list("member_id", flat=True))

    with pytest.raises(DomainError):
        services.expand_mailing(mailing_id=mailing.pk, member_ids=people, actor=BOSS, at=AT)

    verdicts = list(Message.objects.order_by("pk").values_list("verdict", "state"))
    assert verdicts == [("not_asked", "refused"), ("ok", "waiting"), ("ok", "waiting")]
    kept = Message.objects.latest("pk").why
    assert kept["word"]["via"] == "test"
    assert kept["caps"] == [["any", 30, 4, 0]]
    assert Message.objects.latest("pk").shown == "138 **** 9902"


def test_single_messages_go_before_mailings_of_their_purpose() -> None:
    a_mailing()
    asked(a_reader("-", "13800009999"))
    services.judge_messages(actor=SYSTEM, at=AT)

    first, *rest = services.take_due_messages(channel="sms", limit=9, actor=SYSTEM, at=AT)

    assert first.message_id == Message.objects.get(mailing=None).pk
    assert len(rest) == 3


def test_who_may_not_mail_is_refused_and_words_that_are_none() -> None:
    with pytest.raises(NotPermitted):
        services.begin_mailing(MailingDraft(key="x", name="x", channels=("sms",)), actor=CLERK, at=AT)
    for wrong in ({"text": " "}, {"text": "x" * 9000}, {"text": "x", "subject": "y" * 300}):
        with pytest.raises(DomainError):
            services.begin_mailing(MailingDraft(key="x", name="x", channels=("sms",), facts=wrong), actor=BOSS, at=AT)
    with pytest.raises(DomainError):
        services.begin_mailing(MailingDraft(key="x", name="x", facts={"text": "x"}), actor=BOSS, at=AT)

    assert not Mailing.objects.exists()


def test_many_that_did_not_arrive_are_sent_once_more() -> None:
    client, _user = signed_in(Role.MANAGER)
    mailing = a_mailing()
    tasks.send_messages_again(0)
    Message.objects.update(state="failed", asked_at=AT)
    typed = {"state": "failed", "channel": "sms", "from_day": "2026-11-23", "to_day": "2026-11-23"}

    unsure = client.post(reverse("messaging:again"), typed)
    long = client.post(reverse("messaging:again"), {**typed, "from_day": "2025-01-01", "is_sure": "on"})
    assert {unsure.status_code, long.status_code} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}

    assert client.post(reverse("messaging:again"), {**typed, "is_sure": "on"}).status_code == 303
    assert set(Message.objects.values_list("state", "attempts")) == {("asked", 0)}
    assert Mailing.objects.get(pk=mailing.pk).ended_at is None
    draft = AgainDraft(state="delivered", from_day=AT.date(), to_day=AT.date())
    with pytest.raises(DomainError):
        services.send_many_again(draft, actor=BOSS, at=AT)


def test_a_budget_is_kept_within_one_go_and_across_channels() -> None:
    ChannelSetting.objects.filter(channel="sms").update(monthly_budget="0.10")
    a_mailing(5, is_offer=True)
    while services.judge_messages(actor=SYSTEM, at=AT).total:
        continue

    assert sorted(Message.objects.values_list("verdict", flat=True)) == ["budget", "budget", "not_asked", "ok", "ok"]


def test_what_is_stopped_after_it_was_taken_does_not_leave_and_goes_on_at_once() -> None:
    mailing = a_mailing()
    taken = services.take_due_messages(channel="sms", limit=9, actor=SYSTEM, at=AT)
    services.stop_mailing(uid=mailing.uid, actor=BOSS, at=AT)

    assert services.begin_sending(taken, channel="sms", actor=SYSTEM, at=AT) == []
    assert set(Message.objects.values_list("state", "attempts", "text")) == {("waiting", 0, "")}


def test_who_says_stop_after_their_message_was_taken_does_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    a_mailing(is_offer=True)
    first, second = Message.objects.filter(state="waiting").order_by("pk")
    begin = services.begin_sending

    def begin_after_a_word(due: Sequence[Due], *, channel: str, actor: Actor, at: datetime) -> list[Due]:
        if not Suppression.objects.exists():
            services.stop_by_link(token=services.stop_token(str(first.uid)), at=AT)
        return begin(due, channel=channel, actor=actor, at=at)

    monkeypatch.setattr(services, "begin_sending", begin_after_a_word)
    tasks.judge_and_send()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts, first.text) == ("refused", 0, "")
    assert second.state == "sent"


def test_who_lost_a_message_to_another_sender_does_not_put_it_back_while_that_one_sends_it() -> None:
    a_mailing()
    slow = services.take_due_messages(channel="sms", limit=9, actor=SYSTEM, at=AT)
    later = AT + timedelta(hours=1)
    quick = services.take_due_messages(channel="sms", limit=9, actor=SYSTEM, at=later)
    assert services.begin_sending(quick, channel="sms", actor=SYSTEM, at=later)

    assert services.begin_sending(slow, channel="sms", actor=SYSTEM, at=later) == []
    given_back = [Outcome(due=one, came=Came.BACK, is_begun=False) for one in slow]
    services.note_outcomes(given_back, channel="sms", actor=SYSTEM, at=later)

    assert set(Message.objects.values_list("state", "attempts")) == {("sending", 1)}


@pytest.mark.feature("X25")
def test_who_takes_back_a_word_after_their_message_was_taken_does_not_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    a_mailing(is_offer=True)
    first, second = Message.objects.filter(state="waiting").order_by("pk")
    begin, said = services.begin_sending, list[int]()

    def begin_after_a_word(due: Sequence[Due], *, channel: str, actor: Actor, at: datetime) -> list[Due]:
        if not said and first.member:
            said.append(first.pk)
            says(first.member, "marketing", is_granted=False)
        return begin(due, channel=channel, actor=actor, at=at)

    monkeypatch.setattr(services, "begin_sending", begin_after_a_word)
    tasks.judge_and_send()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.verdict, first.attempts, first.text) == ("refused", "refused", 0, "")
    assert second.state == "sent"
