"""Orders: placed once however often they are sent, shown in full, paid."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from shuyou.api.errors import ItemOrIsbn, SeveralTitles
from shuyou.api.views.door import Call, needs
from shuyou.api.views.shapes import Amount, Body, Key, Moment, Money, Rate, Text, Words
from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.errors import RequestKeyTaken, UnknownTitle
from shuyou.orders.queries import OrderDetail
from shuyou.orders.services import Destination, OrderDraft, PaymentDraft, Wanted
from shuyou.payments import queries as payments

router = Router(tags=["orders"])

REPEATS = Actor.job("api")
"""Looks whether a request is a repeat: its sender knows the key, and gets back no more than the first time."""


class LineIn(Body):
    """Copies of one title, named by its uid or by an ISBN that only one title has."""

    item: UUID | None = None
    isbn: Words | None = None
    quantity: Annotated[int, Field(ge=1, le=9_999, strict=True)] = 1


class DestinationIn(Body):
    """Where the parcel goes."""

    recipient: Annotated[Text, Field(max_length=80)]
    phone: Annotated[Text, Field(max_length=20)] = ""
    address: Text
    postcode: Annotated[Text, Field(max_length=10)] = ""


class OrderIn(Body):
    """An order. Make a new request key for each order; send the same one again when no answer came."""

    request_key: UUID
    member: Key
    lines: Annotated[list[LineIn], Field(max_length=500)]
    payment: Literal["remittance", "cod", "cash", "online", "account"]
    destination: DestinationIn
    channel: Literal["phone", "web", "sms", "email", "fax", "post", "telesales", "till"] = "web"
    points: Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)] = 0
    note: Text = ""


class PaymentIn(Body):
    """Money that came in for an order, with the number on its slip."""

    tender: Literal["remittance", "cash", "transfer", "card"]
    reference: Annotated[Text, Field(min_length=1, max_length=60)]
    amount: Amount


class OrderReceipt(Schema):
    """The order that a request made, now or the first time it was sent."""

    number: str
    total: Money
    is_repeat: bool


class PaymentReceipt(Schema):
    """What is still due once the money is recorded."""

    order: str
    amount: Money
    due: Money
    is_paid: bool
    is_repeat: bool


class LineOut(Schema):
    """One title of an order: list price, discount rate and net, for one copy and for all."""

    item: UUID
    isbn: str
    title: str
    quantity: int
    list_price: Money
    discount_rate: Rate
    net_price: Money
    list_amount: Money
    net_amount: Money
    price_reason: str


class StepOut(Schema):
    """A step of an order's life, and when it was taken."""

    key: str
    label: str
    at: Moment | None
    is_current: bool


class OrderOut(Schema):
    """An order in full; phone and address are empty unless the token may see contacts."""

    number: str
    member: str
    state: str
    state_label: str
    channel_label: str
    payment: str
    payment_label: str
    recipient: str
    phone: str
    address: str
    postcode: str
    list_total: Money
    net_total: Money
    points_spent: int
    points_value: Money
    total: Money
    paid_total: Money
    due: Money
    note: str
    waybill: str
    version: int
    placed_at: Moment
    lines: list[LineOut]
    steps: list[StepOut]


@router.post("", response={201: OrderReceipt, 200: OrderReceipt}, **needs("orders.place"))
def create_order(request: Call, body: OrderIn, response: HttpResponse) -> Status[OrderReceipt]:
    """Place an order: 201 the first time, 200 with the first order when the request key is sent again."""
    request.actor.require("orders.place")
    member_id = members.member_id_of(number=body.member)
    receipt = _placed_before(body.request_key, member_id)
    if receipt is None:
        placed = services.place_order(_draft(body, member_id), actor=request.actor, at=request.at)
        receipt = OrderReceipt(number=placed.number, total=placed.total, is_repeat=placed.is_repeat)
    response.headers["Location"] = reverse("api:get_order", args=[receipt.number])
    return Status(200 if receipt.is_repeat else 201, receipt)


@router.get("/{number}", response=OrderOut, **needs("orders.view"))
def get_order(request: Call, number: Key) -> OrderOut:
    """Show an order in full."""
    actor = request.actor
    order = queries.order_detail(number=number, actor=actor)
    if order.address and order.member_id:
        member_services.record_access(person_id=order.member_id, part="order", reason="", actor=actor, at=request.at)
    (row,) = queries.find_orders(numbers=[number], limit=1, actor=actor)
    return OrderOut.model_validate(
        {**asdict(order), "member": row.member_number, "due": order.due, "lines": _lines(order)}
    )


@router.post("/{number}/payments", response={201: PaymentReceipt, 200: PaymentReceipt}, **needs("orders.take_payment"))
def create_payment(request: Call, number: Key, body: PaymentIn) -> Status[PaymentReceipt]:
    """Record money for an order: 201 the first time, 200 when the same slip is sent again for the same order."""
    request.actor.require("orders.take_payment")
    queries.require_sight(number=number, actor=request.actor)
    receipt = _recorded_before(number, body)
    if receipt is None:
        draft = PaymentDraft(number=number, tender=body.tender, reference=body.reference, amount=Decimal(body.amount))
        due = services.take_payment(draft, actor=request.actor, at=request.at)
        receipt = _payment(number, draft.amount, due, is_repeat=False)
    return Status(200 if receipt.is_repeat else 201, receipt)


def _placed_before(request_key: UUID, member_id: int) -> OrderReceipt | None:
    """Return the order that a request key made, before anything is looked up that may have changed since."""
    number = queries.number_of_request(request_key=request_key, actor=REPEATS)
    if not number:
        return None
    order = queries.order_detail(number=number, actor=REPEATS)
    if order.member_id != member_id:
        raise RequestKeyTaken()
    return OrderReceipt(number=number, total=order.total, is_repeat=True)


def _draft(body: OrderIn, member_id: int) -> OrderDraft:
    return OrderDraft(
        member_id=member_id,
        wanted=tuple(Wanted(item_id_of(line), line.quantity) for line in body.lines),
        request_key=body.request_key,
        channel=body.channel,
        payment=body.payment,
        destination=Destination(**body.destination.model_dump()),
        points=body.points,
        note=body.note,
    )


def item_id_of(line: LineIn) -> int:
    """
    Return the id of the title that a line names.

    :raises ItemOrIsbn: it names none, or two; UnknownTitle: nothing goes by it; SeveralTitles: several do.
    """
    if line.item is not None and line.isbn is None:
        return catalog.item_id_of(uid=line.item)
    if line.isbn is None or line.item is not None:
        raise ItemOrIsbn()
    found = catalog.items_by_code(code=line.isbn)
    if not found:
        raise UnknownTitle(value=line.isbn)
    if len(found) > 1:
        choices = [
            {"item": row.uid, "title": row.title, "edition": row.edition, "list_price": f"{row.list_price:.2f}"}
            for row in found
        ]
        raise SeveralTitles(isbn=line.isbn, choices=choices)
    return found[0].item_id


def _lines(order: OrderDetail) -> list[LineOut]:
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[line.item_id for line in order.lines])}
    return [
        LineOut.model_validate({**asdict(line), "item": items[line.item_id].uid, "isbn": items[line.item_id].isbn})
        for line in order.lines
    ]


def _recorded_before(number: str, body: PaymentIn) -> PaymentReceipt | None:
    amount = Decimal(body.amount)
    for receipt in payments.find_receipts(reference=body.reference, limit=10, actor=REPEATS):
        if receipt.source == f"order:{number}" and receipt.amount == amount:
            due = queries.order_detail(number=number, actor=REPEATS).due
            return _payment(number, amount, due, is_repeat=True)
    return None


def _payment(number: str, amount: Decimal, due: Decimal, *, is_repeat: bool) -> PaymentReceipt:
    return PaymentReceipt(order=number, amount=amount, due=due, is_paid=due == 0, is_repeat=is_repeat)
