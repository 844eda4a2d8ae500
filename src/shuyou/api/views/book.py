"""The order book for other systems: lists, what belongs to an order, what changes it."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from shuyou.api.views.door import Call, needs, permit
from shuyou.api.views.orders import DestinationIn, LineIn, item_id_of
from shuyou.api.views.orders import router as orders
from shuyou.api.views.shapes import Amount, Body, Key, Moment, Money, Rate, Text
from shuyou.catalog import queries as catalog
from shuyou.kernel.paging import Place
from shuyou.orders import queries, services
from shuyou.orders.queries import OrderFilter, OrderRow, ParcelFilter, ParcelRow, ReturnFilter, ReturnRow, WhatIf
from shuyou.orders.services import ClaimDraft, Destination, OrderChange, ReturnDraft
from shuyou.payments import queries as payments
from shuyou.payments import services as money
from shuyou.payments.services import ChargeDraft

router = Router(tags=["order book"])

After = Annotated[int, Query(), Field(ge=0, le=2**62)]
Limit = Annotated[int, Query(), Field(ge=1, le=200)]
Word = Annotated[Text, Query(), Field(max_length=40)]
Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]
State = Literal[
    "", "placed", "paid", "picking", "picked", "packed", "shipped", "delivered", "closed", "cancelled"
]  # fmt: skip
ParcelState = Literal["", "packing", "packed", "shipped", "delivered", "lost"]
ReturnState = Literal["", "asked", "done", "refused"]
Channel = Literal["phone", "web", "sms", "email", "fax", "post", "telesales", "till"]


class OrderAsk(Schema):
    """Which orders are wanted; what is left out does not filter."""

    state: State = ""
    channel: Annotated[Text, Field(max_length=10)] = ""
    payment: Annotated[Text, Field(max_length=12)] = ""
    member: Annotated[Text, Field(max_length=40)] = ""
    placed_from: Day | None = None
    placed_to: Day | None = None


class OrderBrief(Schema):
    """An order in a list."""

    number: str
    member: str
    state: str
    channel: str
    payment: str
    list_total: Money
    total: Money
    titles: int
    copies: int
    placed_at: Moment


class OrderPage(Schema):
    """Orders, the latest first, and the key behind which the next page begins; empty at the end."""

    orders: list[OrderBrief]
    next_after: str


class ChangeIn(Body):
    """What an order is to be from now on; `version` is the one that was read, so that nobody is overruled unseen."""

    version: Annotated[int, Field(ge=1, strict=True)]
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=500)]
    destination: DestinationIn
    note: Text = ""
    may_wait: bool = False


class ChangedOut(Schema):
    """What an order comes to after it was changed."""

    number: str
    total: Money


class ReasonIn(Body):
    """Why something is given up, in a few words."""

    reason: Annotated[Text, Field(min_length=1, max_length=60)]


class ParcelOut(Schema):
    """A parcel with the number it is followed by."""

    order: str
    sequence: int
    state: str
    state_label: str
    carrier: str
    waybill: str
    copies: int
    shipped_at: Moment | None
    delivered_at: Moment | None


class ParcelPage(Schema):
    """Parcels, the latest first, and where the next page begins; 0 at the end."""

    parcels: list[ParcelOut]
    next_after: int


class MoneyOut(Schema):
    """Money that came in."""

    tender: str
    reference: str
    amount: Money
    received_at: Moment


class ChargeIn(Body):
    """Through whom the rest of an order's money is asked for."""

    provider: Literal["wechat", "alipay"]


class ChargeOut(Schema):
    """Money asked of a reader; what is shown as a code to scan."""

    number: str
    order: str
    provider: str
    amount: Money
    state: str
    code_url: str
    made_at: Moment
    paid_at: Moment | None


class ReturnLineIn(Body):
    """Copies of a line, by its position in the order."""

    position: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    copies: Annotated[int, Field(ge=1, le=9_999, strict=True)]


class ReturnIn(Body):
    """What comes back of an order, and why."""

    lines: Annotated[list[ReturnLineIn], Field(min_length=1, max_length=500)]
    reason: Text
    is_goodwill: bool = False
    request_key: UUID | None = None
    """The same key again returns the return that it first made."""


class BackOut(Schema):
    """Copies of a title that come back."""

    position: int
    title: str
    quantity: int
    reason: str
    condition: str


class ReturnOut(Schema):
    """A return: `money` is what is given back, once it is settled."""

    number: str
    order: str
    state: str
    state_label: str
    asked_at: Moment
    done_at: Moment | None
    money: Money
    points_given: int
    points_taken: int
    lines: list[BackOut]


class ReturnPage(Schema):
    """Returns, the latest first, and where the next page begins; 0 at the end."""

    returns: list[ReturnOut]
    next_after: int


class NumberMade(Schema):
    """The number of what was made."""

    number: str


class ClaimIn(Body):
    """A lower price that a reader saw elsewhere."""

    position: Annotated[int, Field(ge=1, le=10_000, strict=True)]
    price: Amount
    seen_at: Annotated[Text, Field(min_length=1, max_length=200)]
    request_key: UUID | None = None
    """The same key again claims nothing anew."""


class BasketIn(Body):
    """A basket that is to be priced and not ordered."""

    member: Key
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=200)]
    channel: Channel = "web"
    coupons: Annotated[list[Key], Field(max_length=20)] = []


class PricedOut(Schema):
    """A title of a priced basket."""

    item: str
    title: str
    quantity: int
    list_price: Money
    discount_rate: Rate
    net_price: Money
    net_amount: Money
    price_reason: str


class PromotionTried(Schema):
    """How a promotion met the basket; `why` says what it lacks, if it does not count."""

    code: str
    name: str
    version: int
    counts: bool
    why: str


class BasketOut(Schema):
    """What a basket would come to, and why."""

    list_total: Money
    net_total: Money
    lines: list[PricedOut]
    promotions: list[PromotionTried]


@orders.get("", response=OrderPage, **needs("orders.view"))
def find_orders(request: Call, wanted: Query[OrderAsk], after: Word = "", limit: Limit = 50) -> OrderPage:
    """List orders, the latest first; filters add up. A page is as quick at the end as at the beginning."""
    asked = OrderFilter(**wanted.model_dump())
    page = queries.list_orders(wanted=asked, after=after, limit=limit, actor=request.actor)
    return OrderPage(orders=[_brief(row) for row in page.rows], next_after=page.next_after)


@orders.post("/{number}/change", response=ChangedOut, **needs("orders.place"))
def change_order(request: Call, number: Key, body: ChangeIn) -> ChangedOut:
    """Change an order before it is picked: it is priced and its copies are set aside anew, or all stays as it was."""
    permit(request, "orders.place")
    copies: dict[int, int] = {}
    for line in body.lines:
        item_id = item_id_of(line)
        copies[item_id] = copies.get(item_id, 0) + line.quantity
    change = OrderChange(
        number=number, version=body.version, copies=copies, note=body.note, may_wait=body.may_wait,
        destination=Destination(**body.destination.model_dump()),
    )  # fmt: skip
    total = services.change_order(change, actor=request.actor, at=request.at)
    return ChangedOut(number=number, total=total)


@orders.post("/{number}/cancel", response={204: None}, **needs("orders.cancel"))
def cancel_order(request: Call, number: Key, body: ReasonIn) -> Status[None]:
    """Give up an order that has not left the house and holds no money; copies and points go back."""
    services.cancel_order(number, reason=body.reason, actor=request.actor, at=request.at)
    return Status(204, None)


@orders.get("/{number}/parcels", response=list[ParcelOut], **needs("orders.view"))
def find_order_parcels(request: Call, number: Key) -> list[ParcelOut]:
    """List the parcels of an order."""
    return [_parcel(row) for row in queries.parcels_of(number=number, actor=request.actor)]


@router.get("/parcels", response=ParcelPage, **needs("orders.view"))
def find_parcels(request: Call, state: ParcelState = "", after: After = 0, limit: Limit = 50) -> ParcelPage:
    """List parcels, the latest first."""
    page = queries.list_parcels(
        wanted=ParcelFilter(state=state), place=Place(after=after), limit=limit, actor=request.actor
    )  # fmt: skip
    return ParcelPage(parcels=[_parcel(row) for row in page.rows], next_after=page.next_after)


@orders.get("/{number}/payments", response=list[MoneyOut], **needs("payments.view"))
def find_order_payments(request: Call, number: Key) -> list[MoneyOut]:
    """List the money that came in for an order."""
    rows = payments.receipts_for(source=f"order:{number}", actor=request.actor)
    return [MoneyOut.model_validate(row, from_attributes=True) for row in rows]


@orders.post("/{number}/charges", response={201: ChargeOut}, **needs("orders.view", "payments.charge", "payments.view"))
def charge_order(request: Call, number: Key, body: ChargeIn) -> Status[ChargeOut]:
    """Ask for what is still due of an order; the reader pays by scanning what `code_url` says. A repeat asks once."""
    actor = permit(request, "orders.view", "payments.charge", "payments.view")
    order = queries.order_detail(number=number, actor=actor)
    draft = ChargeDraft(
        member_id=order.member_id, provider=body.provider, source=f"order:{number}", amount=order.due, title=number,
        is_once=True,
    )  # fmt: skip
    made = money.ask_for_money(draft, actor=actor, at=request.at)
    return Status(201, ChargeOut.model_validate(payments.charge_detail(number=made, actor=actor), from_attributes=True))


@router.get("/charges/{number}", response=ChargeOut, **needs("payments.view"))
def get_charge(request: Call, number: Key) -> ChargeOut:
    """Show money that was asked of a reader, and whether it came."""
    return ChargeOut.model_validate(payments.charge_detail(number=number, actor=request.actor), from_attributes=True)


@orders.post("/{number}/returns", response={201: NumberMade}, **needs("orders.return"))
def create_return(request: Call, number: Key, body: ReturnIn) -> Status[NumberMade]:
    """Note what comes back of an order."""
    copies: dict[int, int] = {}
    for line in body.lines:
        copies[line.position] = copies.get(line.position, 0) + line.copies
    draft = ReturnDraft(
        number=number, copies=copies, reason=body.reason, is_goodwill=body.is_goodwill, request_key=body.request_key
    )
    return Status(201, NumberMade(number=services.ask_return(draft, actor=request.actor, at=request.at)))


@router.get("/returns", response=ReturnPage, **needs("orders.view"))
def find_returns(request: Call, state: ReturnState = "", after: After = 0, limit: Limit = 50) -> ReturnPage:
    """List returns, the latest first."""
    page = queries.list_returns(
        wanted=ReturnFilter(state=state), place=Place(after=after), limit=limit, actor=request.actor
    )  # fmt: skip
    return ReturnPage(returns=[_return(row) for row in page.rows], next_after=page.next_after)


@router.get("/returns/{number}", response=ReturnOut, **needs("orders.view"))
def get_return(request: Call, number: Key) -> ReturnOut:
    """Show a return."""
    return _return(queries.return_detail(number=number, actor=request.actor))


@orders.post("/{number}/claims", response={202: None}, **needs("orders.return"))
def claim_lower_price(request: Call, number: Key, body: ClaimIn) -> Status[None]:
    """Claim the difference to a lower price; somebody checks it and gives it back, or does not."""
    draft = ClaimDraft(
        number=number, position=body.position, price=Decimal(body.price), seen_at=body.seen_at,
        request_key=body.request_key,
    )  # fmt: skip
    services.claim_price(draft, actor=request.actor, at=request.at)
    return Status(202, None)


@router.post("/baskets/price", response=BasketOut, **needs("orders.see_promotions", "members.view"))
def price_basket(request: Call, body: BasketIn) -> BasketOut:
    """Say what a basket would come to for a member now, and how each promotion met it; nothing is written."""
    actor = permit(request, "orders.see_promotions", "members.view")
    copies: dict[int, int] = {}
    for line in body.lines:
        item_id = item_id_of(line)
        copies[item_id] = copies.get(item_id, 0) + line.quantity
    asked = WhatIf(
        member_number=body.member, copies=copies, channel=body.channel, at=request.at, coupons=tuple(body.coupons),
        store=actor.store,
    )  # fmt: skip
    basket, tried = queries.what_if(asked=asked, actor=actor)
    uids = {row.item_id: row.uid for row in catalog.item_rows(item_ids=[line.item_id for line in basket.lines])}
    lines = [
        {**asdict(line), "item": uids[line.item_id], "discount_rate": line.rate, "net_price": line.net,
         "net_amount": line.net_amount, "price_reason": line.reason}
        for line in basket.lines
    ]  # fmt: skip
    promotions: list[dict[str, Any]] = [
        {"code": one.code, "name": one.name, "version": one.version, "counts": one.counts, "why": one.why}
        for one in tried
    ]
    return BasketOut.model_validate(
        {"list_total": basket.list_total, "net_total": basket.net_total, "lines": lines, "promotions": promotions}
    )


def _brief(row: OrderRow) -> OrderBrief:
    return OrderBrief.model_validate({**asdict(row), "member": row.member_number})


def _parcel(row: ParcelRow) -> ParcelOut:
    return ParcelOut.model_validate({**asdict(row), "order": row.order_number, "state_label": row.state_label})


def _return(row: ReturnRow) -> ReturnOut:
    return ReturnOut.model_validate({**asdict(row), "order": row.order_number, "money": row.money})
