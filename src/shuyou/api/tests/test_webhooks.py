"""Webhooks: told what happens, signed, once for each event, tried again, and never sent into our own network."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shuyou.api import services, tasks
from shuyou.api.adapters.web import WebTeller
from shuyou.api.errors import AddressRefused
from shuyou.api.models import Webhook, WebhookDelivery
from shuyou.api.ports import Answer
from shuyou.api.rules import PUBLIC, WAITS, is_public_ip, is_signed, signature, target_of
from shuyou.api.services import WebhookDraft, add_webhook, change_webhook, revoke_token
from shuyou.api.subscribers import TOLD, tell_programs
from shuyou.api.tests.factories import Caller, a_token
from shuyou.catalog.events import ItemEdited
from shuyou.kernel import clock, delivery, events
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.orders.events import OrderCancelled, OrderPlaced
from shuyou.orders.events.till import SaleMade
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.supply.events import CopiesDamaged, ReceiptPosted
from shuyou.supply.tests.factories import main_place

BOSS = Actor(STAFF, "1", "test", frozenset({Role.ADMINISTRATOR}))
SCOPES = ("api.manage_webhooks", "orders.view")


@dataclass
class Ear:
    """A peer that keeps what it is told and answers as it is bidden."""

    answers: list[int] = field(default_factory=list)
    heard: list[tuple[str, Mapping[str, str], str]] = field(default_factory=list)

    def send(self, url: str, *, headers: Mapping[str, str], body: str) -> Answer:
        """Take what is sent."""
        self.heard.append((url, headers, body))
        status = self.answers.pop(0) if self.answers else 200
        return Answer(status, "" if status else "timed out")


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """A peer in place of the web."""
    made = Ear()
    monkeypatch.setattr(tasks, "teller", lambda: made)
    return made


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """A clock that stands where its one element says."""
    hands = [AT]
    monkeypatch.setattr(clock, "now", lambda: hands[0])
    return hands  # type: ignore[return-value]


def a_webhook(*names: str, name: str = "shop") -> tuple[Webhook, str]:
    """Return a webhook with its secret."""
    draft = WebhookDraft(name=name, url="https://example.com/hook", events=names or ("orders.order_placed",))
    made = add_webhook(draft, actor=BOSS, at=AT)
    return Webhook.objects.get(uid=made.uid), made.secret


def an_order() -> str:
    """Place an order, have it delivered to all who listen, and return its number."""
    number = place_order(a_draft(a_member().pk, Wanted(a_title(copies=2).pk, 1)), actor=CLERK, at=AT).number
    delivery.deliver_all()
    return number


@pytest.mark.django_db(transaction=True)
def test_what_happened_is_told_once_signed_and_without_inner_ids(ear: Ear, at_noon: list[datetime]) -> None:
    delivery.ensure_cursors()
    webhook, secret = a_webhook()
    a_webhook("orders.order_paid", name="other")

    number = an_order()
    assert (tasks.send_due(), tasks.send_due()) == (1, 0)

    ((url, headers, body),) = ear.heard
    record = EventRecord.objects.get(name="orders.order_placed")
    told = json.loads(body)
    assert (url, headers["Shuyou-Event"]) == (webhook.url, "orders.order_placed")
    assert (told["id"], told["event"]) == (str(record.uid), record.name)
    assert told["data"].keys() == {"number", "channel", "total", "member"}
    assert told["data"]["number"] == number
    assert is_signed(secret, body, headers["Shuyou-Signature"], AT)
    assert not is_signed(secret, body + " ", headers["Shuyou-Signature"], AT)
    assert not is_signed("whsec_x", body, headers["Shuyou-Signature"], AT)
    assert not is_signed(secret, body, headers["Shuyou-Signature"], AT + timedelta(seconds=301))
    assert secret not in webhook.secret


@pytest.mark.django_db(transaction=True)
def test_titles_and_stock_are_told_by_uids_and_codes(ear: Ear, at_noon: list[datetime]) -> None:
    delivery.ensure_cursors()
    a_webhook("catalog.item_edited", "supply.receipt_posted", "supply.copies_damaged")
    item, place = a_title(copies=3), main_place()

    for event in (
        ItemEdited(item_id=item.pk, fields=("title",)),
        ReceiptPosted(receipt_id=1, order_id=None, supplier_id=1, copies=3, titles=1, item_ids=[item.pk]),
        CopiesDamaged(warehouse_id=place.pk, item_id=item.pk, copies=1),
    ):
        with transaction.atomic():
            events.publish(event, actor=BOSS, at=AT)
    delivery.deliver_all()
    while tasks.send_due():
        pass

    uid = str(item.uid)
    assert [json.loads(body)["data"] for _url, _headers, body in ear.heard] == [
        {"item": uid, "fields": ["title"]},
        {"copies": 3, "titles": 1, "items": [uid]},
        {"item": uid, "place": "main", "copies": 1},
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_not_taken_is_sent_again_ever_later_and_given_up_at_last(ear: Ear, at_noon: list[datetime]) -> None:
    a_webhook()
    Caller(a_token(*SCOPES))
    event = OrderPlaced(order_id=1, number="SO1", member_id=1, channel="web", total="1.00")
    events.publish(event, actor=BOSS, at=AT)
    delivery.deliver_all()
    ear.answers = [500, 0, *[302] * 8]
    tried = 0
    while WebhookDelivery.objects.get().state == "waiting":
        tried += tasks.send_due()
        Webhook.objects.update(failing_since=None)  # it is patience with the delivery that is measured here
        assert tasks.send_due() == 0
        at_noon[0] = max(at_noon[0] + timedelta(seconds=1), WebhookDelivery.objects.get().next_at)

    one = WebhookDelivery.objects.get()
    assert (tried, one.state, one.attempts) == (len(WAITS) + 1, "failed", 10)
    assert [each["status"] for each in one.tries] == [500, 0, *[302] * 8]
    assert len({body for _url, _headers, body in ear.heard}) == 1


@pytest.mark.django_db(transaction=True)
def test_an_address_that_fails_for_days_is_told_nothing_until_somebody_looked(
    ear: Ear, at_noon: list[datetime], client: Client
) -> None:
    webhook, _secret = a_webhook()
    place = f"/console/settings/webhooks/{webhook.uid}/"
    boss = StaffFactory.create(roles=[Role.ADMINISTRATOR])
    client.force_login(boss)
    ear.answers = [500, 500]
    client.post(f"{place}ping/")
    tasks.send_due()
    at_noon[0] = AT + timedelta(days=3, minutes=2)
    tasks.send_due()

    webhook.refresh_from_db()
    assert (webhook.has_failed, webhook.stopped_at) == (True, at_noon[0])
    assert EventRecord.objects.get(name="api.webhook_switched").payload["has_failed"] is True
    assert webhook.name in client.get("/console/").content.decode()
    at_noon[0] += timedelta(days=1)
    assert tasks.send_due() == 0
    client.post(f"{place}switch/", {"on": "1"})
    assert tasks.send_due() == 1
    webhook.refresh_from_db()
    assert (webhook.stopped_at, webhook.failing_since, WebhookDelivery.objects.get().state) == (None, None, "delivered")


@pytest.mark.django_db(transaction=True)
def test_an_address_ends_with_its_token_and_with_its_makers_rights(ear: Ear, at_noon: list[datetime]) -> None:
    boss, staff = StaffFactory.create(roles=[Role.ADMINISTRATOR]), []
    over = datetime.now(UTC) + timedelta(days=1)  # the door looks at a clock of its own
    draft = WebhookDraft(name="", url="https://example.com/hook", events=("orders.order_placed",))
    for name in ("revoked", "expires"):
        caller = Caller(a_token(*SCOPES, name=name, expires_at=over))
        body = {"name": name, "url": draft.url, "events": list(draft.events)}
        assert caller.post("/webhooks", body).status_code == HTTPStatus.CREATED
    for name in ("left", "stays"):
        user = StaffFactory.create(roles=[Role.ADMINISTRATOR])
        staff.append(user)
        add_webhook(replace(draft, name=name), actor=Actor(STAFF, str(user.pk), "test", user.role_set), at=AT)
    an_order()
    assert WebhookDelivery.objects.count() == 4

    revoke_token("revoked", actor=BOSS, at=AT)
    assert Webhook.objects.get(name="revoked").stopped_at == AT
    Webhook.objects.update(stopped_at=None)  # switched on again by somebody
    assert tasks.send_due() == 3
    User.objects.filter(pk=staff[0].pk).update(is_active=False)
    at_noon[0] = over + timedelta(days=1)
    event = OrderPlaced(order_id=1, number="SO9", member_id=1, channel="web", total="1.00")
    events.publish(event, actor=BOSS, at=at_noon[0])
    delivery.deliver_all()

    assert [one.webhook.name for one in WebhookDelivery.objects.filter(made_at=at_noon[0])] == ["stays"]
    hook = Webhook.objects.get(name="left")
    actor = Actor(STAFF, str(boss.pk), "test", boss.role_set)
    change_webhook(replace(draft, name="left"), uid=hook.uid, actor=actor, at=AT)
    hook.refresh_from_db()
    assert hook.created_by == f"staff:{boss.pk}"


@pytest.mark.django_db(transaction=True)
def test_an_address_that_fails_rests_ever_longer_and_what_nobody_will_send_is_dropped(
    ear: Ear, at_noon: list[datetime]
) -> None:
    webhook, _secret = a_webhook()
    ear.answers = [0] * 100
    tries = 0
    for minute in range(0, 480, 5):  # something is told every five minutes, for eight hours
        at_noon[0] = AT + timedelta(minutes=minute)
        told = OrderPlaced(order_id=1, number=f"SO{minute}", member_id=1, channel="web", total="1.00")
        events.publish(told, actor=BOSS, at=at_noon[0])
        delivery.deliver_all()
        tries += tasks.send_due() > 0

    assert tries < 15
    services.switch_webhook(uid=webhook.uid, is_on=False, actor=BOSS, at=AT)
    at_noon[0] = AT + timedelta(days=40)
    services.drop_old_deliveries(actor=Actor.job("test"), at=at_noon[0])
    assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_while_it_sends_costs_time_and_no_delivery(ear: Ear, at_noon: list[datetime]) -> None:
    a_webhook()

    class Dies(Exception):
        pass

    def die(*_: object, **__: object) -> Answer:
        raise Dies

    Caller(a_token(*SCOPES))
    events.publish(OrderPlaced(order_id=1, number="SO1", member_id=1, channel="web", total="1"), actor=BOSS, at=AT)
    delivery.deliver_all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ear, "send", die)
        with pytest.raises(Dies):
            tasks.send_due()

    assert tasks.send_due() == 0
    at_noon[0] = AT + timedelta(minutes=5)
    assert tasks.send_due() == 1
    assert WebhookDelivery.objects.get().state == "delivered"


@pytest.mark.django_db(transaction=True)
def test_the_same_event_makes_one_delivery_however_often_it_is_handed_over() -> None:
    a_webhook()
    events.publish(OrderPlaced(order_id=1, number="SO1", member_id=1, channel="web", total="1"), actor=BOSS, at=AT)
    events.publish(
        OrderCancelled(order_id=1, number="SO1", member_id=1, reason="张国发 13800002046"), actor=BOSS, at=AT
    )
    delivery.deliver_all()
    record = EventRecord.objects.get(name="orders.order_placed")
    again = events.Delivered(OrderPlaced(**record.payload), AT, record.pk)

    with transaction.atomic():
        tell_programs([again])

    assert WebhookDelivery.objects.count() == 1


def test_nothing_goes_out_that_a_person_typed() -> None:
    assert {"reason", "note", "cause", "name", "address", "phone"}.isdisjoint(
        fact for _scope, facts in PUBLIC.values() for fact in facts
    )


# --- where nothing may be sent


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://localhost/", "https://127.0.0.1/", "https://10.0.0.8/x",
        "https://192.168.1.1/", "https://172.16.3.4/", "https://169.254.169.254/latest", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://[fe80::1]/",
        "https://[fd00::1]/", "https://0.0.0.0/", "https://2130706433/", "https://0x7f.1/", "https://printer/",
        "https://db.internal/", "https://nas.local./", "https://a:b@example.com/", "https://example.com:99999/",
        "https://exa mple.com/", "https://", "javascript:alert(1)", "https://例子.中国/",
        f"https://example.com/{"x" * 500}",
        "https://224.0.0.1/", "https://100.64.0.1/",
    ],
)  # fmt: skip
def test_an_address_that_is_not_on_the_open_web_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url, may_be_private=False)


@given(st.sampled_from(["10.0.0.0/8", "127.0.0.0/8", "fc00::/7"]).flatmap(lambda net: st.ip_addresses(network=net)))
def test_no_private_address_passes(ip: Any) -> None:
    assert not is_public_ip(str(ip))


def test_a_name_that_leads_into_our_network_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resolve(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("socket.getaddrinfo", resolve)

    answer = WebTeller().send("https://rebind.example.com/", headers={}, body="{}")

    assert (answer, asked) == (Answer(0, "address refused"), ["rebind.example.com"])


def test_a_real_call_says_what_it_must_and_follows_nowhere() -> None:
    heard: list[tuple[str, str, bytes]] = []

    class Peer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, self.headers["Shuyou-Signature"], body))
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"moved")

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Peer)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/hook?a=1"
    headers = {"Shuyou-Signature": signature("s", '{"钱":1}', AT)}
    try:
        refused = WebTeller().send(url, headers=headers, body='{"钱":1}')
        answer = WebTeller(may_be_private=True).send(url, headers=headers, body='{"钱":1}')
    finally:
        server.shutdown()
        server.server_close()
    gone = WebTeller(may_be_private=True).send(url, headers=headers, body="")

    assert refused == Answer(0, "address refused")
    assert (answer.status, answer.text, answer.is_taken) == (302, "moved", False)
    assert heard == [("/hook?a=1", headers["Shuyou-Signature"], '{"钱":1}'.encode())]
    assert (gone.status, gone.is_taken) == (0, False)


# --- by the API and on pages


@pytest.mark.django_db(transaction=True)
def test_a_program_keeps_its_own_webhooks_and_sees_no_other_s(ear: Ear) -> None:
    caller, other = Caller(a_token(*SCOPES)), Caller(a_token(*SCOPES))
    body = {"name": "a", "url": "https://example.com/", "events": ["orders.order_placed"]}
    made = caller.post("/webhooks", body)
    uid = made.json()["uid"]

    assert (made.status_code, made.json()["secret"][:6]) == (HTTPStatus.CREATED, "whsec_")
    assert [row["uid"] for row in caller.get("/webhooks").json()] == [uid]
    assert other.get("/webhooks").json() == []
    for method, path in [("get", ""), ("put", ""), ("delete", ""), ("post", "/ping"), ("get", "/deliveries")]:
        answer = other.call(method, f"/webhooks/{uid}{path}", body if method == "put" else None)
        assert answer.status_code == HTTPStatus.NOT_FOUND, (method, path)
    assert caller.post(f"/webhooks/{uid}/ping", {}).status_code == HTTPStatus.ACCEPTED
    tasks.send_due()
    (told,) = caller.get(f"/webhooks/{uid}/deliveries").json()["deliveries"]
    assert (told["state"], told["tries"][0]["status"]) == ("delivered", 200)
    assert other.post(f"/webhooks/deliveries/{told['uid']}/resend", {}).status_code == HTTPStatus.NOT_FOUND
    assert caller.post(f"/webhooks/deliveries/{told['uid']}/resend", {}).status_code == HTTPStatus.ACCEPTED
    assert (tasks.send_due(), len(ear.heard)) == (1, 2)
    assert caller.call("delete", f"/webhooks/{uid}").status_code == HTTPStatus.NO_CONTENT
    assert not Webhook.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"url": "https://10.0.0.1/"}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.address_refused"),
        ({"events": ["orders.everything"]}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.unknown_topic"),
        ({"events": ["members.member_edited"]}, HTTPStatus.FORBIDDEN, "kernel.not_permitted"),
        ({"name": "shop"}, HTTPStatus.CONFLICT, "api.webhook_name_taken"),
    ],
)
def test_a_webhook_that_must_not_be_is_refused(change: dict[str, Any], status: int, code: str) -> None:
    a_webhook()
    body = {"name": "a", "url": "https://example.com/", "events": ["orders.order_placed"], **change}

    answer = Caller(a_token(*SCOPES)).post("/webhooks", body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Webhook.objects.count() == 1


@pytest.fixture
def boss(client: Client) -> User:
    """An administrator who is signed in."""
    user = StaffFactory.create(roles=[Role.ADMINISTRATOR])
    client.force_login(user)
    return user


@pytest.mark.django_db(transaction=True)
def test_an_administrator_enters_tries_stops_and_removes_a_webhook(client: Client, boss: User, ear: Ear) -> None:
    typed = {"name": "官网", "url": "https://127.0.0.1/", "events": ["orders.order_paid"]}
    refused = client.post("/console/settings/webhooks/new/", typed)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Webhook.objects.exists()

    made = client.post("/console/settings/webhooks/new/", {**typed, "url": "https://example.com/"})
    webhook = Webhook.objects.get()
    place = f"/console/settings/webhooks/{webhook.uid}/"
    assert "whsec_" in made.content.decode()
    assert "whsec_" not in client.get(place).content.decode()
    client.post(f"{place}ping/")
    ear.answers = [503]
    tasks.send_due()
    page = client.get(place).content.decode()
    assert ("503" in page, "api.ping" in page) == (True, True)
    one = WebhookDelivery.objects.get()
    client.post(f"{place}resend/{one.uid}/")
    tasks.send_due()
    one.refresh_from_db()
    assert (one.state, len(one.tries)) == ("delivered", 2)
    client.post(f"{place}change/", {**typed, "url": "https://example.org/"})
    client.post(f"{place}switch/", {"on": "0"})
    webhook.refresh_from_db()
    assert (webhook.url, webhook.stopped_at is None) == ("https://example.org/", False)
    client.post(f"{place}remove/")
    assert not Webhook.objects.exists()


@pytest.mark.django_db
def test_an_administrator_lets_a_program_in_and_out_again(client: Client, boss: User) -> None:
    typed = {"name": "网站", "days": "30", "calls_per_minute": "60", "scopes": ["orders.view", "orders.place"]}
    assert client.post("/console/settings/tokens/new/", {**typed, "scopes": ["api.manage_tokens"]}).status_code == (
        HTTPStatus.UNPROCESSABLE_ENTITY
    )

    made = client.post("/console/settings/tokens/new/", typed).content.decode()

    secret = made.split("sy_")[1].split("<")[0]
    caller = Caller(f"sy_{secret}")
    assert caller.get("/orders/SO1").status_code == HTTPStatus.NOT_FOUND
    page = client.get("/console/settings/tokens/").content.decode()
    assert ("网站" in page, secret in page) == (True, False)
    uid = page.split("/console/settings/tokens/")[-1].split("/")[0]
    client.post(f"/console/settings/tokens/{uid}/revoke/")
    assert caller.get("/orders/SO1").status_code == HTTPStatus.UNAUTHORIZED
    assert client.post(f"/console/settings/tokens/{uuid4()}/revoke/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["tokens/", "tokens/new/", "webhooks/", "webhooks/new/"])
def test_who_is_no_administrator_sees_neither_programs_nor_webhooks(client: Client, path: str) -> None:
    client.force_login(StaffFactory.create(roles=[Role.MANAGER]))

    assert client.get(f"/console/settings/{path}").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.django_db
def test_a_change_asks_for_what_is_told_as_well() -> None:
    webhook, _secret = a_webhook()
    clerk = Actor("token", str(uuid4()), "api", scopes=frozenset({"api.manage_webhooks"}))
    Webhook.objects.update(created_by=f"token:{clerk.id}")
    draft = WebhookDraft(name="x", url="https://example.com/", events=("orders.order_paid",))

    with pytest.raises(NotPermitted):
        change_webhook(draft, uid=webhook.uid, actor=clerk, at=AT)

    webhook.refresh_from_db()
    assert webhook.name == "shop"


@pytest.mark.django_db(transaction=True)
def test_an_address_that_hangs_keeps_no_other_waiting(ear: Ear, at_noon: list[datetime]) -> None:
    hangs, _secret = a_webhook(name="hangs")
    Webhook.objects.filter(pk=hangs.pk).update(url="https://example.com/hangs")
    a_webhook(name="well")
    for number in range(3):
        event = OrderPlaced(order_id=number + 1, number=f"SO{number}", member_id=1, channel="web", total="1.00")
        events.publish(event, actor=BOSS, at=AT)
    delivery.deliver_all()
    others, send = Event(), ear.send

    def send_slowly(url: str, *, headers: Mapping[str, str], body: str) -> Answer:
        if not url.endswith("/hangs"):
            others.set()
            return send(url, headers=headers, body=body)
        return Answer(0, "timed out" if others.wait(timeout=20) else "nobody else was told meanwhile")

    ear.send = send_slowly  # type: ignore[method-assign]
    tried = tasks.send_due()

    assert (tried, len(ear.heard)) == (4, 3)  # the one that hangs rests after its first
    assert WebhookDelivery.objects.filter(webhook=hangs, attempts=0).count() == 2
    assert WebhookDelivery.objects.get(webhook=hangs, attempts=1).tries[0]["text"] == "timed out"


@pytest.mark.django_db(transaction=True)
def test_a_sale_to_a_guest_is_told(ear: Ear, at_noon: list[datetime]) -> None:
    delivery.ensure_cursors()
    a_webhook("orders.sale_made")
    sale = SaleMade(order_id=1, number="SO1", member_id=None, session_id=1, total="40.00", is_offline=False)
    events.publish(sale, actor=BOSS, at=AT)
    delivery.deliver_all()

    tasks.send_due()

    ((_url, _headers, body),) = ear.heard
    assert json.loads(body)["data"] == {"number": "SO1", "total": "40.00", "is_offline": False}


def test_everything_that_programs_may_ask_for_is_told() -> None:
    assert {kind.name for kind in TOLD} == set(PUBLIC)
