"""
Web server, worker and database killed at any moment while orders come in, are paid and told of.

Whoever got no answer asks again with the same key, as every client must. `SHUYOU_TEST_KILLED_ORDERS` says how many
orders there are (20): 1,000 take some minutes.
"""

import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from uuid import uuid4

import pytest

from tests.proof.house import House, a_house, wait_until

ORDERS: Final = int(os.environ.get("SHUYOU_TEST_KILLED_ORDERS", "20"))
CLIENTS: Final = 4
KILLS: Final = max(3, ORDERS // 40)
PARTS: Final = ("web", "database", "worker")
HOPELESS: Final = 5
"""Every so manyth order wants more than there is."""

SET_UP: Final = """
import json
from datetime import timedelta
from io import StringIO
from django.core.management import call_command
from django.utils import timezone
from shuyou.api.services import TokenDraft, WebhookDraft, add_webhook, create_token
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import ensure_cursors
from shuyou.orders.tests.factories import a_member, a_title
ensure_cursors()
call_command("rebase_events", stdout=StringIO())  # the tables come from another cluster, which counts otherwise
me, at = Actor.job("proof"), timezone.now()
scopes = frozenset({"orders.place", "orders.take_payment", "members.view"})
token = create_token(
    TokenDraft(name="proof", scopes=scopes, expires_at=at + timedelta(days=1), calls_per_minute=1_000_000),
    actor=me, at=at)
hook = WebhookDraft(name="proof", url="RECEIVER", events=("orders.order_placed", "orders.order_paid"))
add_webhook(hook, actor=me, at=at)
items = [str(a_title(copies=5_000).uid) for _ in range(6)]
scarce = str(a_title(copies=0).uid)
print(json.dumps({"secret": token.secret, "members": [a_member().number for _ in range(8)], "items": items,
                  "scarce": scarce}))
"""
DRAIN: Final = """
import json
from io import StringIO
from django.core.management import call_command
from django.utils import timezone
from shuyou.api import tasks
from shuyou.api.models import WebhookDelivery
from shuyou.kernel import clock, delivery
from shuyou.kernel.models import ParkedEvent
delivery.deliver_all()
ParkedEvent.objects.update(retry_at=timezone.now())
delivery.retry_parked(at=clock.now())
WebhookDelivery.objects.filter(state="waiting").update(next_at=timezone.now())
while tasks.send_due():
    pass
out = StringIO()
call_command("check_ledgers", stdout=out)
print(json.dumps({"parked": ParkedEvent.objects.count(), "ledgers": out.getvalue()}))
"""


@dataclass
class Receiver:
    """A program that is told what happens."""

    ids: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        receiver = self

        class Ear(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with receiver.lock:
                    receiver.ids[told["id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that listens."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def house() -> Iterator[House]:
    """A house of its own."""
    with a_house() as made:
        yield made


@dataclass
class Clients:
    """Clients who order and pay, and ask again until somebody answers."""

    house: House
    known: dict[str, Any]
    chance: random.Random
    placed: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    done: int = 0
    repeats: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self, first: int) -> None:
        """Order and pay every so manyth order."""
        for serial in range(first, ORDERS, CLIENTS):
            self._order(serial)
            with self.lock:
                self.done += 1

    def _order(self, serial: int) -> None:
        key, is_hopeless = str(uuid4()), serial % HOPELESS == HOPELESS - 1
        items = self.chance.sample(self.known["items"], 3)
        if is_hopeless:
            items[2] = self.known["scarce"]
        body = {
            "request_key": key, "member": self.chance.choice(self.known["members"]), "payment": "remittance",
            "lines": [{"item": item, "quantity": self.chance.randint(1, 3)} for item in items],
            "destination": {"recipient": "林晚舟", "address": "浙江省杭州市西湖区纸鸢路 12 号"},
        }  # fmt: skip
        status, answer = self._insist("/orders", body)
        if is_hopeless:
            assert (status, answer["code"]) == (409, "supply.out_of_stock")
            self.refused.add(key)
            return
        assert status in (200, 201), answer
        self.placed[key] = answer["number"]
        slip = {"tender": "remittance", "reference": f"HK{serial:06d}", "amount": answer["total"]}
        status, paid = self._insist(f"/orders/{answer['number']}/payments", slip)
        assert (status in (200, 201), paid.get("is_paid")) == (True, True), paid

    def _insist(self, path: str, body: dict[str, object]) -> tuple[int, dict[str, Any]]:
        until = time.monotonic() + 120
        while True:
            status, answer = self.house.post(path, body, self.known["secret"])
            if status and status < 500:
                return status, answer
            assert time.monotonic() < until, (status, answer)
            with self.lock:
                self.repeats += 1
            time.sleep(0.05)


def break_things(
    house: House, clients: Clients, chance: random.Random, threads: list[threading.Thread]
) -> Counter[str]:
    """Kill parts of the house while the clients are at it; return how often each was."""
    killed: Counter[str] = Counter()
    plan = [*PARTS, *(chance.choice(PARTS) for _ in range(KILLS - len(PARTS)))]
    for turn, part in enumerate(plan):
        until = (turn + 1) * ORDERS // (KILLS + 1)
        wait_until(lambda: clients.done >= until or not any(map(threading.Thread.is_alive, threads)))  # noqa: B023
        time.sleep(chance.random() * 0.02)
        house.kill(part)
        house.look_after()
        killed[part] += 1
    while any(thread.is_alive() for thread in threads):
        house.look_after()
        time.sleep(0.1)
    return killed


@pytest.mark.django_db(transaction=True)
def test_every_order_is_there_once_or_not_at_all(house: House, receiver: Receiver) -> None:
    seed = int(os.environ.get("SHUYOU_TEST_KILL_SEED", "0")) or random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    known = house.run(SET_UP.replace("RECEIVER", receiver.url))
    house.start("web")
    house.start("worker")
    wait_until(house.is_open)
    clients = Clients(house, known, chance)
    threads = [threading.Thread(target=clients.work, args=(first,)) for first in range(CLIENTS)]
    for thread in threads:
        thread.start()

    killed = break_things(house, clients, chance, threads)
    for role in ("web", "worker"):
        house.end(role)
    drained = house.run(DRAIN)

    print(f"seed {seed}: {ORDERS} orders, killed {dict(killed)}, asked again {clients.repeats} times")  # noqa: T201
    assert clients.done == ORDERS
    assert (drained["parked"], len(clients.placed)) == (0, ORDERS - ORDERS // HOPELESS)
    check_orders(house, clients)
    check_stock_and_points(house, len(clients.placed))
    told = house.one("SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE state = 'delivered')"
                     " FROM api_webhookdelivery")  # fmt: skip
    assert told == (2 * len(clients.placed),) * 3
    assert len(receiver.ids) == told[0]
    assert sum(receiver.ids.values()) - told[0] <= KILLS * 2


def check_orders(house: House, clients: Clients) -> None:
    """Each order is there once, paid once, told once; what was refused left nothing."""
    rows = house.one(
        "SELECT count(*), count(DISTINCT request_key), count(*) FILTER (WHERE state = 'paid' AND paid_total = total),"
        " sum(total) FROM orders_order"
    )
    assert rows[:3] == (len(clients.placed),) * 3
    receipts = house.one("SELECT count(*), count(DISTINCT source), sum(amount) FROM payments_receipt")
    assert receipts == (len(clients.placed), len(clients.placed), rows[3])
    events = house.one(
        "SELECT count(*) FILTER (WHERE name = 'orders.order_placed'),"
        " count(*) FILTER (WHERE name = 'orders.order_paid') FROM kernel_event"
    )
    assert events == (len(clients.placed),) * 2


def check_stock_and_points(house: House, orders: int) -> None:
    """Copies set aside are those ordered, on shelves, in layers and in the ledger; each order earned points once."""
    copies = house.one(
        "SELECT (SELECT sum(quantity) FROM orders_orderline), (SELECT sum(reserved) FROM supply_shelf),"
        " (SELECT sum(reserved) FROM supply_layer), (SELECT sum(quantity) FROM supply_movement WHERE kind = 'RESERVE')"
    )
    assert len(set(copies)) == 1
    points = house.one(
        "SELECT count(*), count(DISTINCT source), sum(points) FROM loyalty_pointsentry WHERE kind = 'EARN'"
    )
    assert points[:2] == (orders, orders)
    assert house.one("SELECT sum(balance) FROM loyalty_pointsaccount") == (points[2],)
