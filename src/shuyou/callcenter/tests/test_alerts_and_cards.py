"""Alerts that are told once, a supervisor's morning, and what an agent can say while somebody speaks."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries, services
from shuyou.callcenter.errors import CodeTaken
from shuyou.callcenter.models import Agent, Alert, AlertRule, Call, Holiday, QuestionCard, Queue, Site, WrapCode
from shuyou.callcenter.services import AlertDraft
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import InvalidValue, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.models import Inquiry, Member
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def he() -> Actor:
    """Make an agent who is ready."""
    who = agent("he", extension="1001", skills={"club": 4})
    Agent.objects.filter(pk=int(who.id)).update(state="ready", since=AT)
    return who


def waits(*, seconds: int = 0) -> Call:
    at = AT - timedelta(seconds=seconds)
    return Call.objects.create(
        key="c", site=Site.objects.get(code="main"), direction="in", stage="queue", started_at=at, queued_at=at,
        queue=Queue.objects.get(code="club"),
    )  # fmt: skip


def watch(minutes: float = 0) -> int:
    return services.watch_floor(actor=SWITCH, at=AT + timedelta(minutes=minutes))


def test_a_wait_beyond_its_limit_is_told_once_and_ends(he: Actor) -> None:
    AlertRule.objects.exclude(what="longest").update(is_active=False)
    call = waits(seconds=100)
    began = [watch(), watch(1), watch(2)]
    [going_on] = queries.alerts_now(actor=he)
    Call.objects.filter(pk=call.pk).update(stage="over", ended_at=AT)
    watch(3)

    assert began == [0, 1, 0]
    assert (going_on.limit, going_on.figure) == (120, 220)
    assert queries.alerts_now(actor=he) == []
    assert Alert.objects.get().ended_at == AT + timedelta(minutes=3)
    assert len(queries.alerts_to_see(at=AT + timedelta(minutes=3), actor=BOSS)) == 1


def test_nobody_is_alerted_when_it_is_closed(he: Actor) -> None:
    Agent.objects.update(state="out")
    Holiday.objects.create(day=club_day(AT), name="馆庆")
    closed = watch()
    Holiday.objects.all().delete()

    assert (closed, watch(60 * 13), watch()) == (0, 0, 1)


def test_a_supervisor_sees_an_alert_and_agents_cannot(he: Actor, client: Client) -> None:
    Agent.objects.update(state="out")
    watch()
    alert = Alert.objects.get()
    with pytest.raises(NotPermitted):
        services.see_alert(alert_id=alert.pk, actor=he, at=AT)
    client.force_login(User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER]))
    client.post(reverse("callcenter:see_alert", args=[alert.pk]))
    pages = [client.get(reverse(f"callcenter:{name}")).status_code for name in ("morning", "floor", "wall")]
    alert.refresh_from_db()

    assert alert.seen_at is not None
    assert queries.alerts_to_see(at=AT, actor=BOSS) == []
    assert set(pages) == {HTTPStatus.OK}


def test_limits_are_set_once_for_each_figure(he: Actor) -> None:
    draft = AlertDraft(what="lost", limit=5, queue="club")
    services.put_alert_rule(draft, rule_id=0, actor=BOSS, at=AT)
    with pytest.raises(CodeTaken):
        services.put_alert_rule(draft, rule_id=0, actor=BOSS, at=AT)
    with pytest.raises(InvalidValue):
        services.put_alert_rule(replace(draft, limit=101, queue=""), rule_id=0, actor=BOSS, at=AT)

    assert list(AlertRule.objects.filter(what="lost").values_list("limit", flat=True)) == [5]


@pytest.fixture
def talking(he: Actor, client: Client) -> Call:
    """Have the agent speak with a reader, in their own browser."""
    client.force_login(User.objects.get(pk=int(he.id)))
    member: Member = MemberFactory.create()
    call = waits()
    Call.objects.filter(pk=call.pk).update(stage="talking", agent=int(he.id), member=member, answered_at=AT)
    Agent.objects.filter(pk=int(he.id)).update(state="talking", call=call)
    QuestionCard.objects.all().delete()
    QuestionCard.objects.create(question_zh="几点开门？", answer_zh="九点。")
    QuestionCard.objects.create(question_zh="邮费多少？", answer_zh="满九十九元免。", question_en="Postage?")
    QuestionCard.objects.create(question_zh="发票？", answer_zh="随货。", queue=Queue.objects.get(code="finance"))
    WrapCode.objects.filter(pk=WrapCode.objects.order_by("order")[0].pk).update(script_zh="先核对邮费。")
    call.refresh_from_db()
    return call


def test_agents_find_what_to_say_by_words_in_either_language(talking: Call, he: Actor) -> None:
    def found(words: str) -> list[str]:
        return [row.answer for row in queries.desk_cards(call=talking.uid, words=words, actor=he)]

    assert found("") == ["先核对邮费。", "九点。", "满九十九元免。"]
    assert (found("postage"), found("邮费 免"), found("发票")) == (["满九十九元免。"], ["满九十九元免。"], [])


def test_the_desk_offers_answers_and_keeps_what_the_reader_asked(talking: Call, client: Client) -> None:
    desk = client.get(reverse("callcenter:desk")).content.decode()
    partial = client.get(
        reverse("callcenter:cards", args=[talking.uid]), {"cards": "开门"}, headers={"HX-Request": "true"}
    )
    card = QuestionCard.objects.get(question_zh="几点开门？")
    client.post(reverse("callcenter:asked", args=[talking.uid, card.uid]))
    inquiry = Inquiry.objects.get()

    assert "满九十九元免" in desk
    assert [row.question for row in partial.context["cards"]] == ["几点开门？"]
    assert (inquiry.person_id, inquiry.text) == (talking.member_id, "几点开门？")
