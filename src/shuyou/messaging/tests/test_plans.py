"""Mailings planned on pages: for whom, in whose words, what would come of it; confirmed, handed in piece by piece."""

from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member, Person, PersonTag, Tag
from shuyou.messaging import queries, services, tasks
from shuyou.messaging.errors import ConfirmedByAnother, MailingNotCounted, NumbersUnknown, ReadersNotChosen
from shuyou.messaging.models import ChannelSetting, Mailing, Message, Template
from shuyou.messaging.services import PlanDraft
from shuyou.messaging.tests.factories import AT, BOSS, SYSTEM, a_reader, says
from shuyou.messaging.tests.test_pages import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = Actor("staff", "77", "test", frozenset({Role.MANAGER}))


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Have the clock stand still, and short messages go into a folder of their own."""
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)
    settings.SHUYOU_VAR = tmp_path


def readers(count: int = 3) -> list[Member]:
    """Return readers with a number, all but the first of whom want offers."""
    people = [a_reader("-", f"1380000990{place}") for place in range(count)]
    for one in people[1:]:
        says(one, "marketing", at=AT - timedelta(days=3))
    return people


def tagged(people: list[Member]) -> str:
    """Return a group of readers as it is chosen."""
    tag = Tag.objects.create(name="读书会")
    for one in people:
        PersonTag.objects.create(person=one.person, tag=tag, added_by="test", at=AT)
    return f"members-tag:{tag.pk}"


def a_plan(**typed: Any) -> Mailing:
    """Return a mailing that is planned and counted."""
    draft = PlanDraft(**{"key": uuid4(), "name": "周末", "text": "周末有读书会。", "channels": ["sms"], **typed})
    uid = services.plan_mailing(draft, actor=BOSS, at=AT)
    services.count_mailing(uid=uid, actor=BOSS, at=AT)
    return Mailing.objects.get(uid=uid)


@pytest.mark.feature("F163")
def test_a_mailing_is_planned_on_a_page_counted_confirmed_and_goes() -> None:
    client, _user = signed_in(Role.MANAGER)
    segment = tagged(readers())
    typed = {"key": uuid4(), "name": "周末", "segment": segment, "text": "周末有读书会。", "channels": ["sms"],
             "is_offer": "on"}  # fmt: skip

    url = client.post(reverse("messaging:plan_new"), typed).headers["Location"]
    page = client.get(url).content.decode()
    mailing = Mailing.objects.get()
    assert (mailing.readers, mailing.estimate["verdicts"]) == (3, {"ok": 2, "not_asked": 1})
    assert "标签：读书会" in page
    assert "发送 2 条消息" in page
    assert not Message.objects.exists()
    assert tasks.hand_in() == 0  # nobody has said yet that it goes

    deed = reverse("messaging:plan_deed", args=[mailing.uid, "confirm"])
    assert client.post(deed, {"readers": "2"}).status_code == HTTPStatus.CONFLICT
    assert client.post(deed, {"readers": "3"}).status_code == HTTPStatus.SEE_OTHER
    assert tasks.hand_in() == 3
    assert tasks.send_messages_again(0) == 2
    assert sorted(Message.objects.values_list("state", flat=True)) == ["refused", "sent", "sent"]
    assert Mailing.objects.get().ended_at
    assert client.post(deed, {"readers": "3"}).status_code == HTTPStatus.SEE_OTHER  # to the page of what goes
    assert Message.objects.count() == 3


@pytest.mark.feature("F163")
def test_words_of_ones_own_reach_readers_as_they_were_looked_at() -> None:
    client, _user = signed_in(Role.MARKETER, email="me@example.com")
    _one, two, _three = readers()
    Person.objects.filter(pk=two.person_id).update(name="林{site}<b>")
    text = "# {name|书友}，您好\n\n周末有读书会。\n\n[去看看]({site}/)"
    typed = {"key": uuid4(), "name": "周末", "numbers": two.number, "subject": "{club}读书会", "channels": ["app"]}

    wrong = client.post(reverse("messaging:plan_new"), {**typed, "text": "{nobody} [x](ftp://x)", "is_offer": "on"})
    assert (wrong.status_code, Mailing.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert "{nobody}" in wrong.content.decode()
    url = client.post(reverse("messaging:plan_new"), {**typed, "text": text, "is_offer": "on"}).headers["Location"]
    mailing = Mailing.objects.get()
    letter = client.get(reverse("messaging:mailing_look", args=[mailing.uid, "zh"])).content.decode()
    assert "<h1" in letter
    assert "林晚舟，您好</h1>" in letter
    assert "林晚舟，您好" in client.get(url).content.decode()

    client.post(reverse("messaging:plan_deed", args=[mailing.uid, "trial"]))
    assert "林晚舟，您好" in Message.objects.get().facts["text"]
    services.confirm_mailing(uid=mailing.uid, readers=1, actor=BOSS, at=AT)
    tasks.hand_in()
    tasks.judge_and_send()
    sent = Message.objects.get(member=two)
    assert (sent.subject, sent.text.split("\n")[0]) == ("书友书店读书会", "林{site}<b>，您好")


def test_readers_are_named_by_numbers_typed_or_in_a_file_and_unknown_ones_say_so() -> None:
    client, _user = signed_in(Role.MARKETER)
    one, two, three = readers()
    words = {"key": uuid4(), "name": "周末", "text": "周末有读书会。"}
    file = SimpleUploadedFile("n.csv", f"{two.number},\n{three.number}\n".encode("gb18030"))

    wrong = client.post(reverse("messaging:plan_new"), {**words, "numbers": f"{one.number} M-404"})
    both = client.post(reverse("messaging:plan_new"), {**words, "numbers": one.number, "segment": tagged([one])})
    nobody = client.post(reverse("messaging:plan_new"), words)
    assert {wrong.status_code, both.status_code, nobody.status_code} == {HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "M-404" in wrong.content.decode()
    assert not Mailing.objects.exists()

    client.post(reverse("messaging:plan_new"), {**words, "numbers": "13800009900", "file": file})
    assert Mailing.objects.get().listed == sorted(each.pk for each in (one, two, three))
    changed = reverse("messaging:plan", args=[Mailing.objects.get().uid])
    client.post(changed, {**words, "numbers": two.number, "channels": ["app"]})
    assert (Mailing.objects.get().readers, Mailing.objects.get().channels) == (1, ["app"])


def test_a_plan_tells_costs_and_why_others_get_nothing_within_the_budget() -> None:
    ChannelSetting.objects.filter(channel="sms").update(monthly_budget="0.10", cost_each="0.04")
    people = readers(5)
    plan = a_plan(numbers=[one.number for one in people], text="读" * 61)  # two parts each, with who sends it

    page = queries.mailing_plan(uid=plan.uid, actor=BOSS)

    assert page
    assert [(count, str(cost)) for _way, count, cost in page.allowed] == [(1, "0.0800")]
    assert sorted(count for _why, count in page.held) == [1, 3]
    services.confirm_mailing(uid=plan.uid, readers=5, actor=BOSS, at=AT)
    tasks.hand_in()
    tasks.judge_and_send()
    sent = Message.objects.filter(state="sent").values_list("parts", "cost")
    assert [(parts, str(cost)) for parts, cost in sent] == [(2, "0.0800")]


def test_a_message_that_turns_out_longer_passes_no_budget() -> None:
    ChannelSetting.objects.filter(channel="sms").update(monthly_budget="0.14", cost_each="0.04")
    people = readers(4)
    mailing = a_plan(numbers=[one.number for one in people[1:]], text="读" * 61)
    Mailing.objects.update(parts=1)  # as if names had been shorter when it was counted
    services.confirm_mailing(uid=mailing.uid, readers=3, actor=BOSS, at=AT)
    tasks.hand_in()
    assert Message.objects.filter(state="waiting").count() == 3

    tasks.judge_and_send()

    assert sum(one.cost for one in Message.objects.filter(state="sent")) <= Decimal("0.14")
    assert sorted(Message.objects.values_list("state", "verdict")) == [("refused", "budget")] * 2 + [("sent", "ok")]


def test_many_readers_need_a_second_person_and_the_database_says_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan(numbers=[one.number for one in readers(2)])
    Mailing.objects.update(readers=1_001)

    with pytest.raises(ConfirmedByAnother):
        services.confirm_mailing(uid=plan.uid, readers=1_001, actor=BOSS, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.update(confirmed_at=AT, confirmed_by=BOSS.signature)
    assert Mailing.objects.get().confirmed_at is None

    services.confirm_mailing(uid=plan.uid, readers=1_001, actor=OTHER, at=AT)
    assert Mailing.objects.get().confirmed_by == OTHER.signature


def test_what_cannot_be_planned_is_refused_and_nothing_is_written() -> None:
    one, *_rest = readers()
    for draft, error in (
        ({"numbers": ["M-404"]}, NumbersUnknown), ({"segment": "members-tag:404"}, ReadersNotChosen),
        ({"segment": "nothing:1"}, ReadersNotChosen), ({"numbers": {str(n) for n in range(20_001)}}, ReadersNotChosen),
    ):  # fmt: skip
        with pytest.raises(error):
            a_plan(**draft)
    assert not Mailing.objects.exists()

    plan = services.plan_mailing(
        PlanDraft(key=uuid4(), name="x", text="x", numbers=[one.number]), actor=BOSS, at=AT
    )  # fmt: skip
    with pytest.raises(MailingNotCounted):
        services.confirm_mailing(uid=plan, readers=1, actor=BOSS, at=AT)
    services.drop_plan(uid=plan, actor=BOSS, at=AT)
    assert not Mailing.objects.exists()


def test_words_for_mailings_are_made_by_one_approved_by_another_and_go_as_they_were_approved() -> None:
    writer, _ = signed_in(Role.MARKETER, email="me@example.com")
    approver, _ = signed_in(Role.MANAGER)
    _one, two, _three = readers()
    words = {
        f"{name}_{tongue}": f"{{name|书友}}{name}" for name in ("subject", "body", "short") for tongue in ("zh", "en")
    }
    made = writer.post(reverse("messaging:template_new"), {"name": "新书", **words})
    kind = Template.objects.get().kind
    plan = {"key": uuid4(), "name": "周末", "numbers": two.number, "template": kind, "channels": ["sms"]}
    assert made.status_code == HTTPStatus.SEE_OTHER
    assert writer.post(reverse("messaging:plan_new"), plan).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    approver.post(reverse("messaging:template_deed", args=[kind, "approve"]), {"version": "1"})
    url = writer.post(reverse("messaging:plan_new"), {**plan, "is_offer": "on"}).headers["Location"]
    writer.post(reverse("messaging:plan_deed", args=[Mailing.objects.get().uid, "trial"]))
    assert Message.objects.get().facts["drawn"] == "林晚舟body"
    writer.post(reverse("messaging:template", args=[kind]), {**words, "short_zh": "别的话"})
    approver.post(reverse("messaging:template_deed", args=[kind, "approve"]), {"version": "2"})
    services.confirm_mailing(uid=Mailing.objects.get().uid, readers=1, actor=BOSS, at=AT)
    tasks.hand_in()
    tasks.judge_and_send()

    sent = Message.objects.get(member=two)
    assert (sent.template_version, sent.text) == (1, f"【书友书店】{two.person.name}short 回T退订")
    assert "新书" in approver.get(url).content.decode()
    assert "新书" in approver.get(reverse("messaging:outbox"), {"kind": kind}).content.decode()


def test_a_channel_is_tried_from_a_page_and_an_address_that_is_none_says_so() -> None:
    client, _user = signed_in(Role.MANAGER, email="me@example.com")
    for channel, wrong, right in (("sms", "12", "13800009999"), ("letter", "一行", "陈\n杭州市西湖路1号\n310000")):
        url = reverse("messaging:channel_test", args=[channel])
        bad = client.post(url, {"key": uuid4(), "address": wrong})
        assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not Message.objects.filter(choices=[channel]).exists()
        key = uuid4()
        for _ in range(2):
            assert client.post(url, {"key": key, "address": right}).status_code == HTTPStatus.SEE_OTHER
    assert "me@example.com" in client.get(reverse("messaging:channel_test", args=["email"])).content.decode()
    assert client.get(reverse("messaging:channel_test", args=["post"])).status_code == HTTPStatus.NOT_FOUND

    tasks.judge_and_send()

    assert sorted(Message.objects.values_list("channel", "state")) == [("letter", "sent"), ("sms", "sent")]


def test_the_inbox_and_wechat_are_tried_with_a_member_who_is_reached_there(settings: Any, tmp_path: Path) -> None:
    settings.SHUYOU_VAR = tmp_path
    client, _user = signed_in(Role.MANAGER)
    reader, other = readers(2)
    code = services.ask_follow_code(member_id=reader.pk, actor=SYSTEM, at=AT)
    assert services.tie_follower(account="o1", text=code, actor=SYSTEM, at=AT)
    for channel, wrong in (("app", "9" * 12), ("wechat", other.number)):
        url = reverse("messaging:channel_test", args=[channel])
        bad = client.post(url, {"key": uuid4(), "address": wrong})
        assert bad.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert client.post(url, {"key": uuid4(), "address": reader.number}).status_code == HTTPStatus.SEE_OTHER

    tasks.judge_and_send()

    told = Message.objects.filter(member=reader).order_by("channel")
    assert list(told.values_list("channel", "state")) == [("app", "sent"), ("wechat", "sent")]
    assert not Message.objects.filter(member=other).exists()


def test_who_may_not_mail_cannot_plan_and_a_stopped_mailing_is_handed_in_no_further(client: Client) -> None:
    clerk, _user = signed_in(Role.SERVICE_AGENT)
    plan = a_plan(numbers=[one.number for one in readers(2)])
    for name, args in (("plan_new", []), ("plan", [plan.uid]), ("plan_deed", [plan.uid, "confirm"])):
        assert clerk.post(reverse(f"messaging:{name}", args=args)).status_code == HTTPStatus.FORBIDDEN

    services.confirm_mailing(uid=plan.uid, readers=2, actor=OTHER, at=AT)
    services.stop_mailing(uid=plan.uid, actor=OTHER, at=AT)
    assert tasks.hand_in() == 0
    services.go_on_with_mailing(uid=plan.uid, actor=OTHER, at=AT)
    assert tasks.hand_in() == 2
    assert services.mailings_to_hand_in(actor=SYSTEM) == []
