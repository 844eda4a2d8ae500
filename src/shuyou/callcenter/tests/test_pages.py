"""The pages of the call center, as an agent and a manager open them."""

from datetime import timedelta
from http import HTTPStatus
from unittest import mock

import pytest
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse

from shuyou.callcenter.console import wall
from shuyou.callcenter.models import Call, Site, SwitchOrder
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services import FactKey, WrapDraft, begin_switch, meet_caller, note_fact, wrap_call
from shuyou.callcenter.tests.factories import AT, SWITCH, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = AT.timestamp()


def a_call(who: Actor, *, number: str = "13800002046") -> Call:
    """Have a call ring at an agent."""
    begun = begin_switch(site="main", actor=SWITCH, at=AT)
    agent_id = int(who.id)
    facts = (
        center.Opened(at=NOW, call="c1", direction="in", number=number, called="4008000000"),
        center.Queued(at=NOW + 5, call="c1", queue="club", bonus=30, path=("menu",)),
        center.Offered(
            at=NOW + 9, call="c1", agent=agent_id, queue="club", leg="c1-1", reasons=(Reason("level", "club 4"),)
        ),
        center.Moved(at=NOW + 9, call="c1", agent=agent_id, state=center.SeatState.RINGING),
    )
    for seq, fact in enumerate(facts):
        key = FactKey(site_id=begun.site_id, switch="main", epoch=begun.epoch, seq=seq)
        note_fact(fact, key=key, actor=SWITCH)
        if seq == 0:
            meet_caller(call_key="c1", number=number, called="4008000000", actor=SWITCH, at=AT)
    return Call.objects.get(key="c1")


def signed_in(client: Client, who: Actor) -> Client:
    """Sign an agent in."""
    client.force_login(User.objects.get(pk=int(who.id)))
    return client


@pytest.mark.feature("F166")
def test_the_desk_shows_who_calls_before_the_call_is_answered(client: Client) -> None:
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    who = agent("he", extension="1001", skills={"club": 4})
    a_call(who)
    Site.objects.update(capabilities=["pickup"])

    page = signed_in(client, who).get(reverse("callcenter:desk")).content.decode()
    Site.objects.update(capabilities=[])
    unable = client.get(reverse("callcenter:desk")).content.decode()

    assert member.person.name in page
    assert reverse("callcenter:ask", args=["pick_up"]) in page
    assert reverse("callcenter:ask", args=["pick_up"]) not in unable
    assert "13800002046" not in page


def test_who_passes_a_call_on_writes_it_up_and_the_colleague_does_not_wipe_that(client: Client) -> None:
    first, last = (agent(name, extension=f"100{n}", skills={"club": 4}) for n, name in enumerate(("he", "liu")))
    call = a_call(first)
    at = NOW + 20
    facts = (
        center.Answered(agent=int(first.id), at=at, call="c1"),
        center.PassedOn(agent=int(first.id), queue="club", at=at, call="c1"),
        center.Moved(at=NOW + 20, agent=int(first.id), state=center.SeatState.WRAPPING, until=NOW + 60),
        center.Offered(agent=int(last.id), queue="club", leg="c1-2", reasons=(), at=at, call="c1"),
        center.Answered(agent=int(last.id), at=at, call="c1"),
    )  # fmt: skip
    for seq, fact in enumerate(facts, 10):
        note_fact(fact, key=FactKey(site_id=call.site_id, switch="main", epoch=1, seq=seq), actor=SWITCH)
    page = signed_in(client, first).get(reverse("callcenter:desk")).content.decode()

    wrap_call(WrapDraft(code="order", note="问物流"), uid=call.uid, actor=first, at=AT)
    note_fact(center.Ended(at=NOW + 90, call="c1", cause="normal", by="caller", path=("score",)),
              key=FactKey(site_id=call.site_id, switch="main", epoch=1, seq=20), actor=SWITCH)  # fmt: skip
    wrap_call(WrapDraft(code="points", note="已答复"), uid=call.uid, actor=last, at=AT)

    call.refresh_from_db()
    assert reverse("callcenter:ask", args=["wrapped"]) in page
    assert (call.note, call.wrap_code and call.wrap_code.code) == ("↪ he: 问物流\n已答复", "points")
    assert call.path == ["menu"]
    stranger = agent("x", extension="1009", skills={})
    with pytest.raises(NotPermitted):
        wrap_call(WrapDraft(note="?"), uid=call.uid, actor=stranger, at=AT)


def test_a_colleague_without_a_seat_is_told_so(client: Client) -> None:
    user = User.objects.create_user(username="x", full_name="x", is_staff=True, roles=[Role.CALL_AGENT])
    client.force_login(user)

    assert client.get(reverse("callcenter:desk")).status_code == HTTPStatus.OK
    assert client.post(reverse("callcenter:ask", args=["ready"])).status_code == HTTPStatus.NOT_FOUND
    assert not SwitchOrder.objects.exists()


def test_what_an_agent_asks_is_kept_for_the_switch_and_nonsense_is_refused(client: Client) -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    signed_in(client, who)

    assert client.post(reverse("callcenter:ask", args=["ready"]), headers={"X-Desk": "1"}).status_code == 204
    nonsense = client.post(reverse("callcenter:ask", args=["pause"]), {"reason": "tired"})

    assert nonsense.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(SwitchOrder.objects.values_list("verb", flat=True)) == ["ready"]


@pytest.mark.feature("F161")
def test_the_wallboard_counts_who_waits_and_who_works(client: Client) -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    a_call(who)

    page = signed_in(client, who).get(reverse("callcenter:wall"))

    assert page.context["floor"].waiting == 1
    assert page.context["counts"][0] == 1


def test_the_wallboard_is_drawn_once_for_all_who_may_look_at_it(client: Client) -> None:
    caches["pages"].clear()
    who = agent("he", extension="1001", skills={"club": 4})
    address = reverse("callcenter:wall")
    buyer = User.objects.create_user(username="b", full_name="b", is_staff=True, roles=[Role.BUYER])

    with override_settings(SHUYOU_PAGES_KEPT=10), mock.patch.object(wall, "KEPT", 60):
        drawn = signed_in(client, who).get(address).content
        a_call(who)
        again = client.get(address).content
        client.force_login(buyer)
        refused = client.get(address).status_code

    caches["pages"].clear()
    assert again == drawn
    assert refused == HTTPStatus.FORBIDDEN


def test_calls_are_listed_filtered_and_shown_with_their_steps(client: Client) -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    call = a_call(who)
    signed_in(client, who)

    listed = client.get(reverse("callcenter:calls"), {"queue": "club", "direction": "in"}).content.decode()
    other = client.get(reverse("callcenter:calls"), {"queue": "finance"}).content.decode()
    shown = client.get(reverse("callcenter:call", args=[call.uid]))

    address = reverse("callcenter:call", args=[call.uid])
    assert address in listed
    assert address not in other
    assert [step.after for step in shown.context["call"].steps] == [0, 5, 9]


@pytest.mark.parametrize("seconds", [0, 3])
def test_a_fact_that_is_told_twice_is_written_once(seconds: int) -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    call = a_call(who)
    begun_epoch = call.steps.values_list("epoch", flat=True)[0]
    key = FactKey(site_id=call.site_id, switch="main", epoch=begun_epoch, seq=90)
    ended = center.Ended(
        at=(AT + timedelta(seconds=20 + seconds)).timestamp(), call="c1", cause="abandoned", by="caller"
    )

    note_fact(ended, key=key, actor=SWITCH)
    note_fact(ended, key=key, actor=SWITCH)

    assert call.steps.filter(kind="ended").count() == 1
