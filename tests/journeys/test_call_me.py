"""A reader looks around in the shop and has an agent call them, who sees the page they come from."""

import json
import time
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from shuyou.callcenter.models import Queue, Site, WantedCall
from shuyou.callcenter.rules import center
from shuyou.callcenter.services import FactKey, call_who_asked, note_fact
from shuyou.callcenter.tests.factories import SWITCH, agent
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.members.tests.factories import MemberFactory, PhoneFactory
from shuyou.orders.tests.factories import a_title
from shuyou.shop.tests.factories import an_account, come_in

pytestmark = pytest.mark.django_db(transaction=True)


def rings_at(who: Actor) -> None:
    """Have the call that was asked for ring at an agent, whatever the hour."""
    at = clock.now()
    Queue.objects.update(opens="00:00", closes="23:59")
    site = Site.objects.get()
    [asked] = call_who_asked(site_id=site.pk, actor=SWITCH, at=at)
    facts = (
        center.Queued(at=at.timestamp(), call=asked.call, queue="club", bonus=0),
        center.Offered(at=at.timestamp(), call=asked.call, agent=int(who.id), queue="club", leg="l", reasons=()),
        center.Moved(at=at.timestamp(), call=asked.call, agent=int(who.id), state=center.SeatState.RINGING),
    )
    for seq, fact in enumerate(facts):
        note_fact(fact, key=FactKey(site_id=site.pk, switch="main", epoch=1, seq=seq), actor=SWITCH)


@pytest.mark.feature("F173")
@pytest.mark.parametrize("is_allowed", [True, False])
def test_the_agent_sees_the_page_and_with_leave_what_was_looked_at_before(client: Client, *, is_allowed: bool) -> None:
    cache.clear()
    item, member = a_title(1), MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    come_in(client, an_account(member))
    client.post("/looking/", {"answer": "yes" if is_allowed else "no"})
    steps = [["viewed", str(uuid4()), time.time(), str(item.uid)], ["searched", str(uuid4()), time.time(), "苏州园林"]]
    client.post("/looking/steps/", json.dumps(steps), content_type="application/json")
    page = reverse("shop:book", args=[item.uid])
    wish = {"about": "还有存货吗", "page": page, "page_title": "书的页面", "key": str(uuid4())}
    assert client.post(reverse("shop:call_back"), wish).status_code == HTTPStatus.SEE_OTHER
    client.post(reverse("shop:call_back"), {**wish, "page": "https://elsewhere.example/", "key": str(uuid4())})
    assert WantedCall.objects.get().page == ""
    client.post(reverse("shop:call_back"), {**wish, "key": str(uuid4())})
    who = agent("he", extension="1001", skills={"club": 4})
    rings_at(who)

    staff = Client()
    staff.force_login(User.objects.get(pk=int(who.id)))
    desk = staff.get(reverse("callcenter:desk")).content.decode()

    assert (page in desk, "还有存货吗" in desk, "书的页面" in desk) == (True, True, True)
    assert ("苏州园林" in desk) == is_allowed
