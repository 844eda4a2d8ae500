"""Orders of guests: nobody's, until somebody shows that the phone is theirs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders import services
from shuyou.orders.errors import OnlyForMembers, PhoneNeeded, WrongState
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.services import Destination, OrderChange, OrderDraft, PaymentDraft, Wanted, Wish
from shuyou.orders.tests.factories import AT, BOSS, HOME, PICKER, a_member, a_title
from shuyou.payments.models import Invoice, Receipt, Refund
from shuyou.supply.queries import free_copies

pytestmark = pytest.mark.django_db(transaction=True)
GUEST = Actor(SYSTEM, "shop", "web")
FIRM = "91110000600037341L"


def a_draft(*wanted: Wanted, payment: str = "online", where: Destination | None = HOME) -> OrderDraft:
    """Return what a guest asks for."""
    return OrderDraft(
        member_id=0, wanted=wanted, request_key=uuid4(), channel="web", payment=payment, destination=where
    )  # fmt: skip


def a_guests_order(copies: int = 1, *, payment: str = "online", wish: Wish | None = None) -> Order:
    """Return an order of a guest over copies at ¥40.00."""
    draft = replace(a_draft(Wanted(a_title(9).pk, copies), payment=payment), wish=wish)
    return Order.objects.get(number=services.place_guest_order(draft, actor=GUEST, at=AT).number)


def pay(order: Order) -> None:
    """Have the money of an order come in."""
    draft = PaymentDraft(number=order.number, tender="cash", reference=f"S{order.pk}", amount=order.total)
    services.take_payment(draft, actor=GUEST, at=AT)


def test_a_guest_pays_the_list_price_and_belongs_to_nobody() -> None:
    a_member()
    draft = a_draft(Wanted(a_title(5).pk, 2))

    placed = services.place_guest_order(draft, actor=GUEST, at=AT)
    again = services.place_guest_order(draft, actor=GUEST, at=AT)

    order = Order.objects.get()
    assert (placed.number, again.number, again.is_repeat) == (order.number, order.number, True)
    assert (order.member_id, order.net_total, order.list_total) == (None, Decimal("80.00"), Decimal("80.00"))
    assert free_copies(item_ids=[draft.wanted[0].item_id])[draft.wanted[0].item_id] == 3
    deliver_all()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"destination": Destination("林晚舟", "", "纸鸢路 12 号")}, PhoneNeeded),
        ({"points": 100}, OnlyForMembers),
        ({"coupons": ("X",)}, OnlyForMembers),
        ({"payment": "account"}, OnlyForMembers),
        ({"payment": "remittance"}, OnlyForMembers),
        ({"member_id": 7}, OnlyForMembers),
    ],
)
def test_what_is_for_members_is_not_for_guests(changed: dict[str, object], refusal: type[Exception]) -> None:
    draft = replace(a_draft(Wanted(a_title(1).pk, 1)), **changed)  # type: ignore[arg-type]
    told = EventRecord.objects.count()

    with pytest.raises(refusal):
        services.place_guest_order(draft, actor=GUEST, at=AT)

    assert (Order.objects.count(), EventRecord.objects.count()) == (0, told)


def test_a_guests_order_goes_its_way_to_the_door() -> None:
    order = a_guests_order(2)
    change = OrderChange(
        number=order.number, version=order.version, copies={order.lines.get().item_id: 1},
        destination=replace(HOME, address="纸鸢路 14 号"),
    )  # fmt: skip
    services.change_order(change, actor=BOSS, at=AT)
    order.refresh_from_db()
    pay(order)
    wave = services.begin_wave(actor=PICKER, at=AT)
    services.finish_wave(wave, actor=PICKER, at=AT)
    services.ship_order(order.number, waybill="PK1", actor=PICKER, at=AT)
    services.deliver_order(order.number, actor=PICKER, at=AT)
    deliver_all()

    order.refresh_from_db()
    assert (order.state, order.net_total, order.address) == ("delivered", Decimal("40.00"), "纸鸢路 14 号")
    assert Receipt.objects.get().member_id is None


def test_who_shows_that_the_phone_is_theirs_gets_the_orders_once() -> None:
    order, other = a_guests_order(), a_guests_order()
    pay(order)
    Order.objects.filter(pk=other.pk).update(phone="13900002046")
    member, late = MemberFactory.create(), MemberFactory.create()

    with transaction.atomic():
        claimed = [
            services.claim_guest_orders(member_id=one.pk, phone=HOME.phone, actor=GUEST, at=AT)
            for one in (member, late)
        ]

    assert claimed == [1, 0]
    assert set(Order.objects.values_list("pk", "member_id")) == {(order.pk, member.pk), (other.pk, None)}
    assert OrderLine.objects.get(order=order).member_id == Receipt.objects.get().member_id == member.pk
    deliver_all()


def test_a_paid_order_that_is_given_up_pays_back_once() -> None:
    order = a_guests_order(2, wish=Wish(invoice_title="纸鸢书社", tax_number=FIRM))
    pay(order)
    deliver_all()
    assert list(Invoice.objects.values_list("buyer_title", "tax_number")) == [("纸鸢书社", FIRM)]

    back = services.give_order_up(order.number, reason="reader", actor=GUEST, at=AT)

    assert back == order.total == Refund.objects.get().amount
    with pytest.raises(WrongState):
        services.give_order_up(order.number, reason="reader", actor=GUEST, at=AT)
    assert Refund.objects.count() == 1
    assert free_copies(item_ids=[order.lines.get().item_id])[order.lines.get().item_id] == 9
    deliver_all()


def test_what_a_guest_does_not_pay_for_is_there_for_others_after_a_day() -> None:
    unpaid, paid, at_door = a_guests_order(), a_guests_order(), a_guests_order(payment="cod")
    pay(paid)
    job = Actor.job("test")

    soon = services.give_up_unpaid(actor=job, at=AT + timedelta(hours=23))
    late = [services.give_up_unpaid(actor=job, at=AT + timedelta(hours=25)) for _ in range(2)]

    assert (soon, late) == (0, [1, 0])
    states = dict(Order.objects.values_list("pk", "state"))
    assert states == {unpaid.pk: "cancelled", paid.pk: "paid", at_door.pk: "placed"}


def test_staff_see_change_and_export_an_order_of_a_guest(client: Client) -> None:
    order = a_guests_order()
    client.force_login(StaffFactory.create(roles=[Role.MANAGER]))

    pages = [f"/console/orders/{order.number}/", f"/console/orders/{order.number}/change/", "/console/orders/"]
    answers = {url: client.get(url).status_code for url in pages}

    assert set(answers.values()) == {HTTPStatus.OK}, answers
    assert order.number in client.get("/console/orders/").content.decode()
