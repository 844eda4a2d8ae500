"""What readers look at: nothing without leave, each step once, theirs when they come in, forgotten when they say so."""

import json
import time
from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import MemberFactory
from shuyou.messaging.models import Message
from shuyou.orders.services import OrderDraft, Wanted, place_order
from shuyou.orders.tests.factories import CLERK, HOME, a_title
from shuyou.shop.models import Basket, Step, Trail
from shuyou.shop.services import Door, come_in_by_code, forget_trails, tell_of_left_baskets
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.views.door import TRAIL, VISITOR

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F026")]
PHONE = "13800002046"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


def allow(client: Client, **sent: str) -> None:
    """Give leave to remember."""
    client.post("/looking/", {"answer": "yes", **sent})


def tell(client: Client, *steps: list[object]) -> HttpResponse:
    """Send steps as the page's script does."""
    return client.post("/looking/steps/", json.dumps(steps), content_type="application/json")  # type: ignore[return-value]


def viewed(uid: object, key: str = "") -> list[object]:
    """Return a step that looks at a title."""
    return ["viewed", key or str(uuid4()), time.time(), str(uid)]


def test_nothing_is_kept_without_leave(client: Client) -> None:
    assert tell(client, viewed(a_title(1).uid)).status_code == HTTPStatus.NO_CONTENT
    client.post("/looking/", {"answer": "no"})
    tell(client, viewed(a_title(1).uid))

    assert (Trail.objects.count(), Step.objects.count()) == (0, 0)
    assert client.cookies["shuyou_look"].value == "no"


def test_steps_count_once_and_are_the_readers_when_they_come_in(client: Client) -> None:
    item, member = a_title(1), MemberFactory.create()
    an_account(member, phone=PHONE)
    allow(client, source="wechat", campaign="autumn")
    step = viewed(item.uid)
    tell(client, step, ["searched", str(uuid4()), time.time(), "园林"])
    tell(client, step, viewed(uuid4()))

    come_in_by_code(address=PHONE, door=Door(trail=client.cookies[TRAIL].value), actor=VISITOR, at=clock.now())
    (trail,) = Trail.objects.all()

    assert (trail.member_id, trail.source, trail.campaign) == (member.pk, "wechat", "autumn")
    assert sorted(Step.objects.values_list("kind", "item_id", "words")) == [
        ("searched", None, "园林"), ("viewed", item.pk, ""),
    ]  # fmt: skip


def test_an_agent_sees_what_the_reader_just_looked_at(client: Client) -> None:
    item, member = a_title(1), MemberFactory.create()
    come_in(client, an_account(member))
    allow(client)
    tell(client, viewed(item.uid))
    agent = Client(headers=ENGLISH)
    agent.force_login(staff_with(Role.CALL_AGENT))

    panel = agent.get(f"/console/members/{member.number}/panels/looked/").content.decode()

    assert item.title in panel
    assert "/panels/looked/" in agent.get(f"/console/members/{member.number}/").content.decode()


def test_the_basket_and_what_comes_of_it_is_seen_by_the_shop(client: Client) -> None:
    item = a_title(3)
    come_in(client, an_account(MemberFactory.create()))
    allow(client)
    client.post(f"/basket/add/{item.uid}/", {"copies": "1"})
    client.get("/checkout/")
    client.post("/basket/change/", {"out": str(item.pk)})

    assert list(Step.objects.order_by("pk").values_list("kind", flat=True)) == ["added", "checkout", "returned"]


def test_who_takes_leave_back_is_forgotten(client: Client) -> None:
    allow(client)
    tell(client, viewed(a_title(1).uid))
    page = client.get("/looking/", headers=ENGLISH).content.decode()
    client.post("/looking/", {"answer": "no"})

    assert "Forget it all" in page
    assert (Trail.objects.count(), Step.objects.count()) == (0, 0)
    assert client.get("/looking/recent/").content.strip() == b""


def test_what_was_looked_at_is_shown_to_this_browser_alone(client: Client) -> None:
    item = a_title(1)
    allow(client)
    tell(client, viewed(item.uid))

    assert item.title in client.get("/looking/recent/").content.decode()
    assert client.get("/looking/recent/").headers["Cache-Control"].startswith("max-age=0, no-cache")
    assert Client().get("/looking/recent/").content.strip() == b""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"[1]", b'[["viewed"]]', b'[["viewed","12345678",1e400,"x"]]', b'[["ordered","12345678",1,"x"]]',
        b'[["viewed","12345678",1,"no uid"]]', b'[["searched","12345678",1,"  "]]', b'[["viewed",[],1,"x"]]',
        json.dumps([["searched", "12345678", 1, "x"]] * 51).encode(), b"[" * 20_000,
    ],
)  # fmt: skip
def test_steps_that_no_page_sends_are_refused(client: Client, body: bytes) -> None:
    allow(client)

    answer = client.post("/looking/steps/", body, content_type="application/json")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert not Step.objects.exists()


def test_another_site_can_neither_give_leave_nor_tell_steps(client: Client) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}

    given = client.post("/looking/", {"answer": "yes"}, headers=elsewhere)
    told = client.post("/looking/steps/", b"[]", content_type="application/json", headers=elsewhere)

    assert (given.status_code, told.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.FORBIDDEN)
    assert not Trail.objects.exists()


def test_cold_trails_are_forgotten_unknown_ones_sooner(client: Client) -> None:
    at, member = clock.now(), MemberFactory.create()
    known = {"source": "direct", "began_at": at, "text_version": "look-1"}
    for digest, days, whose in (("a", 61, None), ("b", 61, member), ("c", 400, member), ("d", 1, None)):
        Trail.objects.create(digest=digest, last_at=at - timedelta(days=days), member=whose, **known)

    assert forget_trails(actor=Actor.job("test"), at=at) == 2
    assert set(Trail.objects.values_list("digest", flat=True)) == {"b", "d"}


def test_a_left_basket_is_told_once_until_it_changes(client: Client) -> None:
    item, at = a_title(3), clock.now()
    come_in(client, an_account(MemberFactory.create()))
    allow(client)
    client.post(f"/basket/add/{item.uid}/", {"copies": "2"})
    later = at + timedelta(hours=4)

    assert tell_of_left_baskets(actor=Actor.job("test"), at=at) == 0
    assert tell_of_left_baskets(actor=Actor.job("test"), at=later) == 1
    assert tell_of_left_baskets(actor=Actor.job("test"), at=later) == 0
    assert Step.objects.filter(kind="abandoned", item=item).count() == 1
    Basket.objects.update(changed_at=later + timedelta(hours=1))
    assert tell_of_left_baskets(actor=Actor.job("test"), at=later + timedelta(hours=6)) == 1
    assert not Message.objects.filter(kind="shop.basket_left").exists()  # nobody agreed to offers


def test_the_way_from_visit_to_buyer_is_counted_by_source(client: Client) -> None:
    item, member = a_title(9), MemberFactory.create()
    come_in(client, an_account(member))
    allow(client, source="wechat")
    tell(client, viewed(item.uid))
    client.post(f"/basket/add/{item.uid}/", {"copies": "1"})
    stranger = Client()
    allow(stranger, referrer="https://www.example.org/page")
    for _order in range(2):
        draft = OrderDraft(
            member_id=member.pk, wanted=(Wanted(item.pk, 1),), request_key=uuid4(), channel="web",
            payment="remittance", destination=HOME,
        )  # fmt: skip
        place_order(draft, actor=CLERK, at=clock.now())
    analyst = Client(headers=ENGLISH)
    analyst.force_login(staff_with(Role.ANALYST))

    rows = {row.source: row for row in analyst.get("/console/shop/visits/").context["rows"]}
    file = b"".join(analyst.get("/console/shop/visits/", {"format": "csv"}).streaming_content)  # type: ignore[attr-defined]

    seen = rows["wechat"]
    assert (seen.visits, seen.looked, seen.added, seen.joined, seen.bought, seen.again) == (1, 1, 1, 0, 1, 1)
    assert (rows["example.org"].visits, rows["example.org"].bought) == (1, 0)
    assert "wechat" in file.decode()


@pytest.mark.parametrize(
    "body",
    [
        '[["searched", "k-12345678", 1700000000, "\\ud800"]]',
        '[["searched", "k-1234\\u00005678", 1700000000, "garden"]]',
        '[["searched", "k-\\ud800123456", 1700000000, "garden"]]',
        '[["searched", 12345678, 1700000000, "garden"]]',
        "[" * 15_000,
    ],
)
def test_steps_that_only_an_attacker_sends_break_nothing(client: Client, body: str) -> None:
    allow(client)

    answer = client.post("/looking/steps/", body, content_type="application/json")

    assert (answer.status_code, Step.objects.count()) == (HTTPStatus.BAD_REQUEST, 0)


def test_an_address_that_is_none_breaks_no_page(client: Client) -> None:
    broken = "http://[::1"
    allow(client, referrer=broken)

    assert Trail.objects.get().source == "direct"
    assert client.get("/help/", {"page": broken}).status_code == HTTPStatus.OK
    assert client.post("/looking/", {"answer": "no"}, headers={"Origin": broken}).status_code == HTTPStatus.FORBIDDEN
