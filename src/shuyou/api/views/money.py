"""Money and its papers for other systems: invoices, remittances, promotions in force."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from shuyou.api.views.door import Call, needs, permit
from shuyou.api.views.orders import router as orders
from shuyou.api.views.shapes import Body, Key, Moment, Money, Text
from shuyou.kernel.paging import Place
from shuyou.orders import queries as order_queries
from shuyou.orders import services as order_services
from shuyou.orders.queries import PromotionFilter
from shuyou.orders.services import Buyer
from shuyou.payments import queries
from shuyou.payments.queries import SlipFilter, StateFilter

router = Router(tags=["money"])

After = Annotated[int, Query(), Field(ge=0, le=2**62)]
Limit = Annotated[int, Query(), Field(ge=1, le=200)]
InvoiceState = Literal["", "asked", "issued", "failed"]
SlipState = Literal["", "waiting", "settled", "sent_back"]
PromotionState = Literal["", "draft", "live", "paused", "ended"]
Word = Annotated[Text, Query(), Field(max_length=40)]


class InvoiceIn(Body):
    """Whom an invoice is made out to."""

    title: Annotated[Text, Field(max_length=100)] = ""
    tax_number: Annotated[Text, Field(max_length=20)] = ""


class InvoiceOut(Schema):
    """An invoice; `number` is the tax service's and empty until it is issued."""

    serial: str
    number: str
    kind: str
    order: str
    buyer_title: str
    tax_number: str
    net: Money
    tax: Money
    total: Money
    state: str
    is_reversed: bool
    asked_at: Moment
    issued_at: Moment | None


class InvoicePage(Schema):
    """Invoices, the latest first, and where the next page begins; 0 at the end."""

    invoices: list[InvoiceOut]
    next_after: int


class RemittanceOut(Schema):
    """A slip of the post office, without who sent it."""

    slip: str
    amount: Money
    used: Money
    paid_on: date
    state: str
    arrived_at: Moment


class RemittancePage(Schema):
    """Slips, the latest first, and where the next page begins; 0 at the end."""

    remittances: list[RemittanceOut]
    next_after: int


class PromotionOut(Schema):
    """A promotion with the terms of its newest version in words."""

    code: str
    name: str
    state: str
    kind_label: str
    starts_at: Moment | None
    ends_at: Moment | None
    uses: int


class PromotionPage(Schema):
    """Promotions, the latest first, and where the next page begins; 0 at the end."""

    promotions: list[PromotionOut]
    next_after: int


@orders.post("/{number}/invoice", response={202: None}, **needs("payments.invoice"))
def invoice_order(request: Call, number: Key, body: InvoiceIn) -> Status[None]:
    """Ask for the invoice of a paid order; it stands among the invoices and is issued in a moment."""
    buyer = Buyer(title=body.title, tax_number=body.tax_number)
    order_services.invoice_order(number=number, buyer=buyer, actor=permit(request, "payments.invoice"), at=request.at)
    return Status(202, None)


@router.get("/invoices", response=InvoicePage, **needs("payments.view"))
def find_invoices(
    request: Call, state: InvoiceState = "", number: Word = "", after: After = 0, limit: Limit = 50
) -> InvoicePage:  # fmt: skip
    """List invoices, the latest first."""
    page = queries.list_invoices(
        wanted=StateFilter(state=state, number=number), place=Place(after=after), limit=limit, actor=request.actor
    )
    rows = [InvoiceOut.model_validate(row, from_attributes=True) for row in page.rows]
    return InvoicePage(invoices=rows, next_after=page.next_after)


@router.get("/invoices/{serial}", response=InvoiceOut, **needs("payments.view"))
def get_invoice(request: Call, serial: Key) -> InvoiceOut:
    """Show an invoice."""
    found = queries.invoice_detail(serial=serial, actor=request.actor)
    return InvoiceOut.model_validate(found.row, from_attributes=True)


@router.get("/invoices/{serial}/{form}", response={200: None}, **needs("payments.view"))
def get_invoice_paper(request: Call, serial: Key, form: Literal["xml", "pdf"]) -> HttpResponse:
    """Send an invoice as XML or as a PDF."""
    body, media_type = queries.invoice_paper(serial=serial, form=form, actor=request.actor)
    return HttpResponse(body, content_type=media_type)


@router.get("/remittances", response=RemittancePage, **needs("payments.view"))
def find_remittances(
    request: Call, state: SlipState = "", slip: Word = "", after: After = 0, limit: Limit = 50
) -> RemittancePage:  # fmt: skip
    """List slips of the post office, the latest first, with what of them is used."""
    page = queries.list_slips(
        wanted=SlipFilter(state=state, slip=slip), place=Place(after=after), limit=limit, actor=request.actor
    )
    rows = [RemittanceOut.model_validate(row, from_attributes=True) for row in page.rows]
    return RemittancePage(remittances=rows, next_after=page.next_after)


@router.get("/promotions", response=PromotionPage, **needs("orders.see_promotions"))
def find_promotions(
    request: Call, state: PromotionState = "live", after: After = 0, limit: Limit = 50
) -> PromotionPage:
    """List promotions, the latest first: those that run, unless another state is asked for."""
    page = order_queries.list_promotions(
        wanted=PromotionFilter(state=state), place=Place(after=after), limit=limit, actor=request.actor
    )
    rows = [PromotionOut.model_validate(row, from_attributes=True) for row in page.rows]
    return PromotionPage(promotions=rows, next_after=page.next_after)
