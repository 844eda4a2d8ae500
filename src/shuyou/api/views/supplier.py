"""What a supplier's program does: reads its orders, sales, stock and money, answers, advises, proposes deliveries."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from shuyou.api.errors import ItemOrIsbn, SeveralTitles
from shuyou.api.views.door import Call, needs
from shuyou.api.views.shapes import Amount, Body, Key, Moment, Money, Rate, Text, Words
from shuyou.catalog import queries as catalog
from shuyou.orders.errors import UnknownTitle
from shuyou.supply import queries, services
from shuyou.supply.queries import PartnerOrder, Place
from shuyou.supply.services import DispatchDraft, LineAnswer, SupplierProposal

router = Router(tags=["supplier"])

SCOPE = "supply.act_for_supplier"
Copies = Annotated[int, Field(ge=0, le=99_999, strict=True)]
After = Annotated[int, Query(), Field(ge=0)]
Limit = Annotated[int, Query(), Field(ge=1, le=200)]


class ItemCopies(Body):
    """Copies of one title, named by its uid or by an ISBN that only one title has."""

    item: UUID | None = None
    isbn: Words | None = None
    copies: Copies


class AnswerIn(ItemCopies):
    """What is delivered of a title: how many copies, when, at which list price, or why fewer."""

    promised_on: date | None = None
    list_price: Amount | None = None
    answer: Literal["", "later", "reprinting", "out", "none", "price"] = ""


class AnswersIn(Body):
    """What is delivered of an order; titles that are not named are delivered as ordered."""

    lines: Annotated[list[AnswerIn], Field(max_length=2_000)]


class DispatchIn(Body):
    """Copies of an order that are on their way."""

    note_number: Annotated[Text, Field(min_length=1, max_length=60)]
    sent_on: date
    carrier: Annotated[Text, Field(max_length=60)] = ""
    waybill: Annotated[Text, Field(max_length=60)] = ""
    lines: Annotated[list[ItemCopies], Field(min_length=1, max_length=2_000)]


class ProposalIn(Body):
    """What would keep a place supplied; a buyer accepts or declines it."""

    place: Key
    why: Annotated[Text, Field(max_length=200)] = ""
    lines: Annotated[list[ItemCopies], Field(min_length=1, max_length=2_000)]


class OrderRow(Schema):
    """An order in a list."""

    number: str
    state: str
    place_code: str
    place: str
    currency: str
    sent_at: Moment | None
    expected_on: date | None
    answered_at: Moment | None
    titles: int
    copies: int
    received: int
    list_total: Money
    net_total: Money


class OrderPage(Schema):
    """Orders, the latest first, and where the next page begins; 0 at the end."""

    orders: list[OrderRow]
    next_after: int


class OrderLine(Schema):
    """A title of an order with what was said about it."""

    item: UUID
    isbn: str
    title: str
    ordered: int
    received: int
    list_price: Money
    discount_rate: Rate
    net_price: Money
    confirmed: int | None
    promised_on: date | None
    answer: str


class OrderFull(OrderRow):
    """An order in full."""

    address: str
    lines: list[OrderLine]


class StockLine(Schema):
    """The supplier's copies of a title in one place; `weekly` is how many are expected to be sold a week."""

    item: UUID
    isbn: str
    title: str
    place_code: str
    on_hand: int
    reserved: int
    sold_week: int
    sold_month: int
    sold_year: int
    weekly: Annotated[Decimal, Field()] | None


class StockPage(Schema):
    """Copies by title and place, and where the next page begins; 0 at the end."""

    lines: list[StockLine]
    next_after: int


class Paper(Schema):
    """An invoice, a return or a settlement."""

    kind: str
    number: str
    state_label: str
    on: date
    due_on: date | None
    copies: int | None
    list_total: Money
    net_total: Money


class Made(Schema):
    """The number of what was made."""

    number: str


@router.get("/orders", response=OrderPage, **needs(SCOPE))
def find_supplier_orders(
    request: Call, state: Annotated[Literal["", "open"], Query()] = "", after: After = 0, limit: Limit = 50
) -> OrderPage:
    """List the orders that reached the supplier, the latest first."""
    page = queries.partner_orders(place=Place(after=after), state=state, limit=limit, actor=request.actor)
    return OrderPage(orders=[_row(row) for row in page.rows], next_after=page.next_after)


@router.get("/orders/{number}", response=OrderFull, **needs(SCOPE))
def get_supplier_order(request: Call, number: Key) -> OrderFull:
    """Show one of the supplier's orders in full."""
    found = queries.partner_order(number=number, actor=request.actor)
    lines = [
        {**asdict(line), "item": line.item.uid, "isbn": line.item.isbn, "title": line.item.title,
         "net_price": line.unit_cost}
        for line in found.lines
    ]  # fmt: skip
    return OrderFull.model_validate({**asdict(found.row), "lines": lines})


@router.post("/orders/{number}/answer", response={204: None}, **needs(SCOPE))
def answer_supplier_order(request: Call, number: Key, body: AnswersIn) -> Status[None]:
    """Say what is delivered of an order; said again, it takes the place of what was said before."""
    request.actor.require(SCOPE)
    answers = [
        LineAnswer(
            item_id=_item_id(line), copies=line.copies, promised_on=line.promised_on, answer=line.answer,
            list_price=Decimal(line.list_price) if line.list_price else None,
        )
        for line in body.lines
    ]  # fmt: skip
    services.answer_purchase(answers, number=number, actor=request.actor, at=request.at)
    return Status(204, None)


@router.post("/orders/{number}/dispatches", response={201: Made}, **needs(SCOPE))
def advise_supplier_dispatch(request: Call, number: Key, body: DispatchIn) -> Status[Made]:
    """Say that copies of an order are on their way, once for each delivery note."""
    request.actor.require(SCOPE)
    draft = DispatchDraft(
        order_number=number, note_number=body.note_number, sent_on=body.sent_on, carrier=body.carrier,
        waybill=body.waybill, copies=_copies(body.lines),
    )  # fmt: skip
    services.advise_dispatch(draft, actor=request.actor, at=request.at)
    return Status(201, Made(number=body.note_number))


@router.post("/proposals", response={201: Made}, **needs(SCOPE))
def propose_supplier_delivery(request: Call, body: ProposalIn) -> Status[Made]:
    """Propose what would keep a place supplied (vendor-managed stock)."""
    request.actor.require(SCOPE)
    proposal = SupplierProposal(place_code=body.place, copies=_copies(body.lines), why=body.why)
    number = services.propose_delivery(proposal, actor=request.actor, at=request.at)
    return Status(201, Made(number=number))


@router.get("/stock", response=StockPage, **needs(SCOPE))
def supplier_stock(request: Call, after: After = 0, limit: Limit = 50) -> StockPage:
    """List the supplier's own copies by title and place: what stands, what sells, what is foreseen."""
    page = queries.partner_stock(at=request.at, after=after, limit=limit, actor=request.actor)
    lines = [
        StockLine.model_validate({**asdict(row), "item": row.item.uid, "isbn": row.item.isbn, "title": row.item.title})
        for row in page.rows
    ]
    return StockPage(lines=lines, next_after=page.next_after)


@router.get("/papers", response=list[Paper], **needs(SCOPE))
def supplier_papers(request: Call, limit: Limit = 50) -> list[Paper]:
    """List the latest invoices, returns and settlements of the supplier."""
    return [Paper.model_validate(asdict(row)) for row in queries.partner_papers(actor=request.actor, limit=limit)]


def _row(row: PartnerOrder) -> OrderRow:
    return OrderRow.model_validate(asdict(row))


def _copies(lines: list[ItemCopies]) -> dict[int, int]:
    copies: dict[int, int] = {}
    for line in lines:
        item_id = _item_id(line)
        copies[item_id] = copies.get(item_id, 0) + line.copies
    return copies


def _item_id(line: ItemCopies) -> int:
    if line.item is not None and line.isbn is None:
        return catalog.item_id_of(uid=line.item)
    if line.isbn is None or line.item is not None:
        raise ItemOrIsbn()
    found = catalog.items_by_code(code=line.isbn)
    if not found:
        raise UnknownTitle(value=line.isbn)
    if len(found) > 1:
        raise SeveralTitles(isbn=line.isbn, choices=[{"item": row.uid, "title": row.title} for row in found])
    return found[0].item_id
