"""One order's page: its steps in order, refusals in place, history, and who may do what."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog.models import Item
from shuyou.kernel import clock, history
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.loyalty.models import PointsAccount
from shuyou.members.models import Member, PersonalDataAccess
from shuyou.orders.console.typed import money_typed
from shuyou.orders.models import Order
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import CLERK, a_draft, a_member, a_title
from shuyou.payments.errors import AmountNotPositive, ReceiptAlreadyRecorded, ReferenceMissing
from shuyou.payments.models import Receipt
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    return a_member()


@pytest.fixture
def item() -> Item:
    return a_title(copies=5)


@pytest.fixture
def number(member: Member, item: Item) -> str:
    """Place an order of two copies, to be paid by remittance."""
    return place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=CLERK, at=clock.now()).number


@pytest.fixture
def cod_number(member: Member, item: Item) -> str:
    """Place an order of one copy, to be paid at the door."""
    return place_order(a_draft(member.pk, Wanted(item.pk, 1), payment="cod"), actor=CLERK, at=clock.now()).number


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def url_of(number: str, step: str = "") -> str:
    return f"/console/orders/{number}/{step}/" if step else f"/console/orders/{number}/"


def pay(client: Client, number: str, reference: str = "P1234", amount: str = "76.00") -> int:
    answer = client.post(url_of(number, "pay"), {"reference": reference, "amount": amount})
    return answer.status_code


@pytest.mark.feature("F120")
@pytest.mark.django_db(transaction=True)
def test_an_order_goes_from_placed_to_delivered_by_its_page(
    client: Client, number: str, item: Item, member: Member
) -> None:
    user = signed_in(client, Role.SHOP_CLERK)
    assert client.get(url_of(number)).context["steps"] == {"pay", "change", "hold", "cancel"}

    assert pay(client, number) == HTTPStatus.SEE_OTHER
    client.post(url_of(number, "pick"))
    client.post(url_of(number, "ship"), {"waybill": "SF1490"})
    client.post(url_of(number, "deliver"))
    deliver_all()

    order = Order.objects.get(number=number)
    answer = client.get(url_of(number))
    assert (order.state, order.waybill, order.paid_total) == ("delivered", "SF1490", Decimal("76.00"))
    assert Shelf.objects.get(item=item).on_hand == 3
    assert PointsAccount.objects.get(pk=member.pk).balance == 76
    assert answer.context["steps"] == {"close", "undeliver"}
    assert [told.label for told in answer.context["history"]] == ["Delivered", "Shipped", "Picked", "Paid", "Placed"]
    assert {told.who for told in answer.context["history"][:-1]} == {user.full_name}
    assert ("State", "Placed", "Paid") in answer.context["history"][3].changes
    assert ("Received", "¥0.00", "¥76.00") in answer.context["history"][3].changes


@pytest.mark.django_db(transaction=True)
def test_row_history_tells_the_event_of_each_change(client: Client, number: str) -> None:
    signed_in(client, Role.CALL_AGENT)
    pay(client, number, amount="50.00")
    pay(client, number, reference="P1235", amount="26.00")

    changes = history.row_history("orders_order", Order.objects.get(number=number).pk)

    assert [change.event for change in changes] == ["orders.order_paid", "orders.payment_taken"]
    assert changes[1].before == {"paid_total": Decimal("0.00")}
    assert changes[1].after == {"paid_total": Decimal("50.00")}
    assert changes[0].after["state"] == "paid"


def test_part_payments_are_listed_until_nothing_is_due(client: Client, number: str) -> None:
    signed_in(client, Role.CALL_AGENT)

    pay(client, number, reference="P1", amount="¥50")
    page = client.get(url_of(number))

    assert page.context["order"].due == Decimal("26.00")
    assert [(row.reference, row.amount) for row in page.context["receipts"]] == [("P1", Decimal("50.00"))]
    assert 'value="26.00"' in page.content.decode()


@pytest.mark.parametrize(
    ("reference", "amount", "refused", "status"),
    [
        ("", "76.00", ReferenceMissing, HTTPStatus.UNPROCESSABLE_ENTITY),
        ("P 1", "0", AmountNotPositive, HTTPStatus.UNPROCESSABLE_ENTITY),
        ("P1", "seventy", AmountNotPositive, HTTPStatus.UNPROCESSABLE_ENTITY),
        ("P1", "1e999999", AmountNotPositive, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_money_that_cannot_be_is_refused_in_place(
    client: Client, number: str, reference: str, amount: str, refused: type[Exception], status: HTTPStatus
) -> None:
    signed_in(client, Role.CALL_AGENT)

    answer = client.post(url_of(number, "pay"), {"reference": reference, "amount": amount})

    assert answer.status_code == status
    assert isinstance(answer.context["refusal"], refused)
    assert f'value="{reference}"' in answer.content.decode()
    assert f'value="{amount}"' in answer.content.decode()
    assert not Receipt.objects.exists()


def test_a_slip_is_taken_once(client: Client, number: str, cod_number: str, member: Member, item: Item) -> None:
    signed_in(client, Role.CALL_AGENT)
    other = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=clock.now()).number
    pay(client, number, reference="P777")

    answer = client.post(url_of(other, "pay"), {"reference": "p777", "amount": "38.00"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert isinstance(answer.context["refusal"], ReceiptAlreadyRecorded)
    assert number in answer.content.decode()


def test_cash_on_delivery_is_collected_at_the_door(client: Client, cod_number: str) -> None:
    signed_in(client, Role.WAREHOUSE)
    for step in ("pick", "ship"):
        client.post(url_of(cod_number, step))
    assert "The carrier collects ¥38.00" in client.get(url_of(cod_number)).content.decode()

    client.post(url_of(cod_number, "deliver"))

    assert Order.objects.get(number=cod_number).paid_total == Decimal("38.00")


def test_cancelling_wants_a_reason_and_gives_copies_back(client: Client, number: str, item: Item) -> None:
    signed_in(client, Role.CALL_AGENT)

    refused = client.post(url_of(number, "cancel"), {"reason": "  "})
    done = client.post(url_of(number, "cancel"), {"reason": "读者改主意"})

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "There is no reason." in refused.content.decode()
    assert done.status_code == HTTPStatus.SEE_OTHER
    assert Order.objects.get(number=number).state == "cancelled"
    assert Shelf.objects.get(item=item).reserved == 0


def test_a_step_out_of_turn_is_refused_and_nothing_moves(client: Client, number: str) -> None:
    signed_in(client, Role.MANAGER)

    answer = client.post(url_of(number, "ship"), {"waybill": "SF1"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "this step is not possible now" in answer.content.decode()
    assert Order.objects.get(number=number).state == "placed"


ALL_STEPS = ("pay", "pick", "ship", "deliver", "cancel")


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CALL_AGENT, {"pay", "cancel"}),
        (Role.WAREHOUSE, {"pick", "ship", "deliver"}),
        (Role.BUYER, set()),
        (Role.ANALYST, set()),
    ],
)
def test_each_role_takes_its_own_steps(client: Client, number: str, role: Role, may: set[str]) -> None:
    signed_in(client, role)
    values = {"reason": "x", "reference": "P1", "amount": "1.00"}

    for step in ALL_STEPS:
        status = client.post(url_of(number, step), values).status_code
        assert (status != HTTPStatus.FORBIDDEN) is (step in may), step
    assert client.get(url_of(number)).status_code == HTTPStatus.OK


def test_the_warehouse_sees_where_the_parcel_goes_but_no_member_page(
    client: Client, number: str, member: Member
) -> None:
    signed_in(client, Role.WAREHOUSE)

    page = client.get(url_of(number)).content.decode()

    assert "纸鸢路 12 号" in page
    assert f"/console/members/{member.number}/" not in page


def test_the_address_is_not_shown_to_who_need_not_see_it(client: Client, number: str) -> None:
    signed_in(client, Role.ANALYST)

    page = client.get(url_of(number)).content.decode()

    assert "纸鸢路" not in page
    assert "The address is not shown to your role." in page


def test_who_sees_where_a_parcel_goes_is_written_down(client: Client, member: Member, number: str) -> None:
    signed_in(client, Role.ANALYST)
    client.get(url_of(number))
    assert not PersonalDataAccess.objects.exists()

    picker = signed_in(client, Role.WAREHOUSE)
    client.get(url_of(number))

    access = PersonalDataAccess.objects.get()
    assert (access.person_id, access.part, access.actor_id) == (member.pk, "order", str(picker.pk))


def test_marketers_see_no_orders(client: Client, number: str) -> None:
    signed_in(client, Role.MARKETER)

    assert client.get(url_of(number)).status_code == HTTPStatus.FORBIDDEN


def test_an_order_that_is_not_there_is_said(client: Client) -> None:
    client.force_login(StaffFactory.create())

    assert client.get(url_of("SO00000000")).status_code == HTTPStatus.NOT_FOUND
    assert client.post(url_of("SO00000000", "pay"), {}).status_code == HTTPStatus.NOT_FOUND


def test_the_page_asks_the_database_so_often(
    client: Client, number: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(StaffFactory.create())
    client.get(url_of(number))

    # session and user; order, lines; member, receipts, points, titles, stock, price lists, history, names of staff;
    # and the note of who saw the address; how many wait to join; the exchange that it came of or led to
    with django_assert_num_queries(16):
        client.get(url_of(number))


@pytest.mark.parametrize(
    ("typed", "amount"), [("76", "76"), (" ¥1,234.50 ", "1234.50"), ("７６．５", "76.5"), ("￥8", "8")]
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: str) -> None:
    assert money_typed(typed) == Decimal(amount)
