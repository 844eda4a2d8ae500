"""What colleagues see when they help each other: the page travels along, supervisors listen, nobody else may."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.models import Agent, Call, CallStep, Recording, Site, SwitchOrder
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import FactKey, note_fact
from shuyou.callcenter.tests.factories import AT, SWITCH, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = AT.timestamp()


def told(*facts: center.Fact) -> None:
    """Have facts of the exchange written down."""
    site, first = Site.objects.get(code="main"), CallStep.objects.count()
    for seq, fact in enumerate(facts, first + 1):
        note_fact(fact, key=FactKey(site_id=site.pk, switch="main", epoch=7, seq=seq), actor=SWITCH)


def asking(first: Actor, second: Actor) -> Call:
    """Have an agent in a call ask another."""
    one, two = int(first.id), int(second.id)
    told(
        center.Opened(at=NOW, call="c", direction="in", number="13800002046", called="400"),
        center.Queued(at=NOW, call="c", queue="club", bonus=0),
        center.Offered(at=NOW, call="c", agent=one, queue="club", leg="c-1", reasons=()),
        center.Moved(at=NOW, call="c", agent=one, state=center.SeatState.TALKING),
        center.Answered(at=NOW, call="c", agent=one),
        center.Muted(at=NOW, call="c", is_muted=True),
        center.Consulted(at=NOW, call="c", agent=one, to_agent=two, leg="c-2"),
        center.Moved(at=NOW, call="c", agent=two, state=center.SeatState.TALKING),
        center.Met(at=NOW, call="c", agent=two),
    )
    return Call.objects.get(key="c")


def opened(client: Client, who: Actor, name: str = "desk") -> str:
    """Return a page as somebody sees it."""
    client.force_login(User.objects.get(pk=int(who.id)))
    return client.get(reverse(f"callcenter:{name}")).content.decode()


def address(verb: str) -> str:
    """Return where something is asked of the switch."""
    return reverse("callcenter:ask", args=[verb])


def test_the_page_travels_along_when_a_colleague_is_asked(client: Client) -> None:
    first, second = (agent(name, extension=number, skills={"club": 4}) for name, number in (("he", "11"), ("xu", "12")))
    member = MemberFactory.create()
    call = asking(first, second)
    Call.objects.update(member=member)
    Site.objects.update(capabilities=["conference"])

    asks, is_asked = opened(client, first), opened(client, second)

    assert member.person.name in is_asked
    assert address("hand_over") in asks
    assert address("together") in asks
    assert address("hand_over") not in is_asked
    told(center.HandedOver(at=NOW + 9, call="c", agent=int(first.id), to_agent=int(second.id)))
    call.refresh_from_db()
    assert (call.agent_id, call.helper_id, call.is_muted) == (int(second.id), None, False)


def test_what_the_switch_cannot_do_is_not_offered_and_refused(client: Client) -> None:
    first, second = (agent(name, extension=number, skills={"club": 4}) for name, number in (("he", "11"), ("xu", "12")))
    call = asking(first, second)
    User.objects.filter(pk=int(second.id)).update(roles=[Role.MANAGER])
    Agent.objects.filter(pk=int(second.id)).update(state="ready", call=None)
    Call.objects.update(helper=None, helper_stage="")

    assert address("together") not in opened(client, first)
    assert address("listen") not in opened(client, second, "floor")
    refused = client.post(address("listen"), {"call": call.uid})
    assert refused.status_code == HTTPStatus.CONFLICT
    Site.objects.update(capabilities=["listen"])
    assert address("listen") in opened(client, second, "floor")
    assert client.post(address("listen"), {"call": call.uid}, headers={"X-Desk": "1"}).status_code == 204
    assert list(SwitchOrder.objects.values_list("verb", "facts")) == [("listen", {"call": "c"})]


def test_who_only_answers_listens_to_nobody(client: Client) -> None:
    first, second = (agent(name, extension=number, skills={"club": 4}) for name, number in (("he", "11"), ("xu", "12")))
    call = asking(first, second)
    Site.objects.update(capabilities=["listen"])
    client.force_login(User.objects.get(pk=int(second.id)))

    assert client.post(address("listen"), {"call": call.uid}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(reverse("callcenter:floor")).status_code == HTTPStatus.FORBIDDEN
    assert not SwitchOrder.objects.exists()


def test_a_recording_is_filed_once_with_its_call() -> None:
    first, second = (agent(name, extension=number, skills={"club": 4}) for name, number in (("he", "11"), ("xu", "12")))
    asking(first, second)
    recorded = center.Recorded(
        at=NOW + 60, call="c", record_id="c-talk", path="recordings/c.wav", seconds=60, sha256="0" * 64
    )
    told(recorded, recorded)

    assert list(Recording.objects.values_list("call__key", "path", "is_message")) == [("c", "recordings/c.wav", False)]
