"""Readers who are called: asked of the gate, called by the switch or by agents, and what came of it."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries
from shuyou.callcenter.errors import NobodyLeft
from shuyou.callcenter.models import Call, CallList, Feedback, Site, SwitchOrder, ToCall
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import FactKey, note_fact, take_reader
from shuyou.callcenter.tasks.dialling import dial_due, tell_results
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, PhoneFactory
from shuyou.messaging import tasks as messaging
from shuyou.messaging.models import Message
from shuyou.orders.events import OrderReady

pytestmark = pytest.mark.django_db(transaction=True)
NOW = AT.timestamp()


@pytest.fixture(autouse=True)
def _at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it be ten in the morning: at night nobody is called."""
    monkeypatch.setattr(clock, "now", lambda: AT)


def a_reader() -> Member:
    """Return a member with a telephone."""
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    return member


def due() -> list[center.Announce]:
    """Have everything happen that is due, and return the calls that the switch makes by itself."""
    deliver_all()
    messaging.judge_and_send()
    begun = dial_due(site_id=Site.objects.get().pk, actor=SWITCH, at=AT)
    return [one for one in begun if isinstance(one, center.Announce)]


def ended(call: str, *, path: tuple[str, ...] = (), cause: str = "normal", is_machine: bool = False) -> None:
    """Have a call that speaks by itself end."""
    site = Site.objects.get()
    facts: list[center.Fact] = []
    if cause == "normal":
        facts.append(center.Announced(at=NOW, call=call, is_machine=is_machine))
    facts.append(center.Ended(at=NOW + 20, call=call, cause=cause, by="center", path=path))
    for seq, fact in enumerate(facts):
        note_fact(fact, key=FactKey(site_id=site.pk, switch=call[-12:], epoch=1, seq=seq), actor=SWITCH)
    deliver_all()
    tell_results(actor=SWITCH, at=AT)


def order_ready(member: Member) -> None:
    """Have an order lie ready for a reader."""
    event = OrderReady(order_id=1, number="A2611230017", member_id=member.pk, place="西湖店")
    publish(event, actor=SWITCH, at=AT)


@pytest.mark.feature("F128")
def test_who_can_fetch_an_order_is_called_and_confirms_with_a_key() -> None:
    CallList.objects.update(state="running")
    order_ready(a_reader())
    [call] = due()
    assert (call.number, "西湖店" in str(call.graph)) == ("13800002046", True)
    assert due() == []
    ended(call.call, path=("say", "confirmed"))

    row = ToCall.objects.get()
    assert (row.state, row.result, row.is_told) == ("done", "confirmed", True)
    assert row.message
    proof = Message.objects.get(uid=row.message)
    assert (proof.state, proof.verdict) == ("delivered", "ok")


@pytest.mark.parametrize(
    ("cause", "is_machine", "result"), [("no_answer", False, "no_answer"), ("normal", True, "machine")]
)
def test_who_is_not_reached_goes_to_the_gate_again(cause: str, result: str, *, is_machine: bool) -> None:
    CallList.objects.update(state="running")
    order_ready(a_reader())
    [call] = due()
    ended(call.call, cause=cause, is_machine=is_machine)

    row = ToCall.objects.get()
    assert (row.state, row.result, row.tries) == ("asked", result, 1)
    assert row.message
    assert Message.objects.get(uid=row.message).state == "asked"
    assert due() == []


def test_nobody_is_called_by_the_switch_while_such_calls_are_off() -> None:
    order_ready(a_reader())

    assert due() == []
    assert not ToCall.objects.exists()


def a_list(client: Client, kind: str, member: Member) -> CallList:
    """Make a list of one reader through the page, and start it."""
    boss = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(boss)
    typed = {
        "name": "名单",
        "kind": kind,
        "mode": "preview",
        "queue": "club",
        "reason": "近况",
        "numbers": member.number,
    }
    made = client.post(reverse("callcenter:list_new"), typed)
    assert made.status_code == HTTPStatus.SEE_OTHER
    found = CallList.objects.get(kind=kind)
    client.post(reverse("callcenter:list_deed", args=[found.uid, "running"]))
    return found


@pytest.mark.feature("F157")
@pytest.mark.feature("F170")
@pytest.mark.parametrize("kind", ["managers", "satisfied"])
def test_what_a_reader_says_when_called_stands_on_their_page(client: Client, kind: str) -> None:
    member, who = a_reader(), agent("he", extension="1001", skills={"club": 4})
    found = a_list(client, kind, member)
    due()
    client.force_login(User.objects.get(pk=int(who.id)))

    def do(what: str, **sent: str) -> int:
        return client.post(reverse("callcenter:list_deed", args=[found.uid, what]), sent).status_code

    assert [do("next"), do("call")] == [303, 303]
    assert SwitchOrder.objects.get().verb == "call_out"
    assert do("result", result="reached", answer_score="9") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert do("result", result="reached", answer_score="5", answer_suggestion="多办读书会") == 303
    tell_results(actor=SWITCH, at=AT)

    [row] = queries.calls_to_member(member_id=member.pk, limit=5, actor=BOSS)
    assert [text for _, text in row.answers] == ["5", "多办读书会"]
    said = Feedback.objects.get()
    assert (said.score, said.text, said.due_at is not None) == (5, "多办读书会", True)
    assert Message.objects.get().state == "delivered"
    assert Call.objects.get().member_id == member.pk
    with pytest.raises(NobodyLeft):
        take_reader(uid=found.uid, actor=who, at=AT)


def test_a_list_rings_at_an_agent_who_is_free_only_while_nobody_waits(client: Client) -> None:
    member, who = a_reader(), agent("he", extension="1001", skills={"club": 4})
    found = a_list(client, "managers", member)
    CallList.objects.filter(pk=found.pk).update(mode="progress")
    waiting = Call.objects.create(
        key="w", site=Site.objects.get(), direction="in", stage="queue", started_at=AT
    )  # fmt: skip
    User.objects.get(pk=int(who.id)).call_agent.__class__.objects.update(state="ready", since=AT)
    due()
    assert not SwitchOrder.objects.exists()
    Call.objects.filter(pk=waiting.pk).update(stage="over", ended_at=AT)
    due()

    assert SwitchOrder.objects.get().agent_id == int(who.id)
    assert ToCall.objects.get().taken_by_id == int(who.id)
