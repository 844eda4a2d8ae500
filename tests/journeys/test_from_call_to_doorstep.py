"""An order from the call to the doorstep, through the pages of everybody who has a hand in it."""

from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount
from shuyou.members.models import Member
from shuyou.members.tests.factories import AddressFactory, PhoneFactory
from shuyou.orders.models import Order
from shuyou.orders.tests.factories import a_member, a_title
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db(transaction=True)

SNOW = "9787530216835"


def desk_of(role: Role) -> Client:
    """Return the browser of somebody with one hat, who reads English."""
    client = Client()
    client.force_login(StaffFactory.create(roles=[role.value], language="en"))
    return client


@pytest.fixture
def reader() -> Member:
    member = a_member()
    PhoneFactory.create(person=member.person, digits="13800002046")
    AddressFactory.create(person=member.person)
    return member


@pytest.fixture
def book() -> Item:
    item = a_title(copies=5)
    IdentifierFactory.create(item=item, value=SNOW)
    return item


def order_by_phone(agent: Client, reader: Member, **values: str) -> str:
    """Take an order for two copies by the page, and return its number."""
    url = f"/console/members/{reader.number}/order/"
    key = agent.get(url).context["key"]
    agent.post(url, {"key": key, "clue": SNOW, "copies": "2", "do": "add"})
    answer = agent.post(url, {"key": key, "do": "confirm", **values})
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return Order.objects.latest("pk").number


def stock(book: Item) -> tuple[int, int]:
    shelf = Shelf.objects.get(item=book)
    return shelf.on_hand, shelf.reserved


def points(reader: Member) -> int:
    deliver_all()
    account = PointsAccount.objects.filter(pk=reader.pk).first()
    return account.balance if account else 0


def member_page(agent: Client, reader: Member) -> str:
    return agent.get(f"/console/members/{reader.number}/").content.decode()


def test_paid_by_remittance(reader: Member, book: Item) -> None:
    agent, warehouse = desk_of(Role.CALL_AGENT), desk_of(Role.WAREHOUSE)

    number = order_by_phone(agent, reader)
    assert (stock(book), points(reader)) == ((5, 2), 0)
    assert f"/console/orders/{number}/" not in warehouse.get("/console/orders/?state=paid").content.decode()

    agent.post(f"/console/orders/{number}/pay/", {"reference": "P1", "amount": "76.00"})
    assert (stock(book), points(reader)) == ((5, 2), 76)
    assert f"/console/orders/{number}/" in warehouse.get("/console/orders/?state=paid").content.decode()

    for step, values in (("pick", {}), ("ship", {"waybill": "SF1490"}), ("deliver", {})):
        assert warehouse.post(f"/console/orders/{number}/{step}/", values).status_code == HTTPStatus.SEE_OTHER
    assert (stock(book), points(reader)) == ((3, 0), 76)

    page = member_page(agent, reader)
    for told in (number, "¥76.00", "Delivered", "+76", "P1"):
        assert told in page


@pytest.mark.feature("F008")
def test_paid_at_the_door_earns_at_the_door(reader: Member, book: Item) -> None:
    agent, warehouse = desk_of(Role.SERVICE_AGENT), desk_of(Role.WAREHOUSE)

    number = order_by_phone(agent, reader, payment="cod")
    for step in ("pick", "ship"):
        warehouse.post(f"/console/orders/{number}/{step}/")
    assert points(reader) == 0

    warehouse.post(f"/console/orders/{number}/deliver/")

    assert points(reader) == 76
    assert "Cash on delivery" in agent.get(f"/console/orders/{number}/").content.decode()


def test_given_up_gives_copies_and_points_back(reader: Member, book: Item) -> None:
    agent = desk_of(Role.CALL_AGENT)
    first = order_by_phone(agent, reader)
    agent.post(f"/console/orders/{first}/pay/", {"reference": "P1", "amount": "76.00"})
    assert points(reader) == 76

    second = order_by_phone(agent, reader, points="50")
    assert (stock(book), points(reader)) == ((5, 4), 26)
    agent.post(f"/console/orders/{second}/cancel/", {"reason": "读者改主意"})

    assert (stock(book), points(reader)) == ((5, 2), 76)
    assert Order.objects.get(number=second).points_spent == 50


def test_a_stopped_member_may_order_again_once_a_manager_says_so(reader: Member, book: Item) -> None:
    agent, manager = desk_of(Role.CALL_AGENT), desk_of(Role.MANAGER)
    edit, url = f"/console/members/{reader.number}/edit", f"/console/members/{reader.number}/order/"
    manager.post(f"{edit}/block/", {"reason": "三次拒收"})
    key = agent.get(url).context["key"]
    agent.post(url, {"key": key, "clue": SNOW, "do": "add"})

    refused = agent.post(url, {"key": key, "do": "confirm"})
    manager.post(f"{edit}/unblock/")
    placed = agent.post(url, {"key": key, "do": "confirm"})

    assert (refused.status_code, placed.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.SEE_OTHER)
    assert "三次拒收" in refused.content.decode()
    assert Order.objects.get().lines.get().quantity == 1


def test_the_last_copies_go_to_one_of_two_agents(reader: Member, book: Item) -> None:
    """One gets them, the other is told and keeps the draft."""
    Shelf.objects.filter(item=book).update(on_hand=2)
    one, two = desk_of(Role.CALL_AGENT), desk_of(Role.CALL_AGENT)
    url = f"/console/members/{reader.number}/order/"
    keys = [desk.get(url).context["key"] for desk in (one, two)]
    for desk, key in zip((one, two), keys, strict=True):
        desk.post(url, {"key": key, "clue": SNOW, "copies": "2", "do": "add"})

    answers = [desk.post(url, {"key": key, "do": "confirm"}) for desk, key in zip((one, two), keys, strict=True)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT]
    assert "only 0 of 2 copies are free." in answers[1].content.decode()
    assert [line.quantity for line in two.get(url).context["view"].lines] == ["2"]
    assert User.objects.count() == 2
