"""Accounts with suppliers: invoices beside orders and deliveries, returns and what is due, settlements."""

from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import amounts_sent, number_sent
from shuyou.supply.models import Invoice, Settlement, SupplierReturn
from shuyou.supply.queries import (
    InvoiceFilter,
    InvoiceRow,
    ReceiptFilter,
    ReturnFilter,
    ReturnRow,
    SettlementFilter,
    SettlementRow,
    What,
)
from shuyou.supply.rules import amount_typed, rate_typed, whole_typed
from shuyou.supply.services import InvoiceDraft, InvoiceItem, ReturnItem

INVOICE_TONES: Final = {"open": "warn", "matched": "good", "disputed": "bad", "accepted": "info"}
RETURN_TONES: Final = {"draft": "", "agreed": "info", "sent": "warn", "credited": "good", "cancelled": ""}
SETTLEMENT_TONES: Final = {"draft": "warn", "agreed": "good", "cancelled": ""}
WHAT: Final = {
    What.COPIES: _("other copies"), What.LIST_PRICE: _("another list price"), What.RATE: _("another rate"),
    What.NOT_RECEIVED: _("never came"), What.NOT_BILLED: _("not billed"),
    What.LIST_TOTAL: _("The sum at list price"), What.NET_TOTAL: _("The net sum"),
}  # fmt: skip
DUE_WITHIN: Final = 60
"""Days before a deadline from which copies are proposed to go back."""


class BySupplierForm(FilterForm):
    """Rows of a supplier in a state."""

    state = forms.ChoiceField(label=_("State"), required=False)
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    states: Final[list[tuple[str, str]]] = []

    def offer(self, actor: Actor) -> None:
        """Offer the states and the suppliers."""
        self.choose("state", [("", _("Any")), *self.states])
        self.choose("supplier", [("", _("Any")), *queries.supplier_choices(actor=actor)])

    def parts(self) -> tuple[str, int]:
        """Return the state and the supplier."""
        given = self.given()
        return str(given.get("state", "")), int(given.get("supplier", 0))


class InvoiceFilterForm(BySupplierForm):
    """Which invoices the list shows."""

    states = Invoice.State.choices  # type: ignore[misc, assignment]
    paid = forms.ChoiceField(
        label=_("Paid"), required=False, choices=[("", _("Any")), ("no", _("Not paid yet")), ("yes", _("Paid"))]
    )

    def wanted(self) -> InvoiceFilter:
        """Return the filter."""
        state, supplier_id = self.parts()
        return InvoiceFilter(state=state, supplier_id=supplier_id, paid=str(self.given().get("paid", "")))


class ReturnFilterForm(BySupplierForm):
    """Which returns the list shows."""

    states = SupplierReturn.State.choices  # type: ignore[misc, assignment]

    def wanted(self) -> ReturnFilter:
        """Return the filter."""
        state, supplier_id = self.parts()
        return ReturnFilter(state=state, supplier_id=supplier_id)


class SettlementFilterForm(BySupplierForm):
    """Which settlements the list shows."""

    states = Settlement.State.choices  # type: ignore[misc, assignment]

    def wanted(self) -> SettlementFilter:
        """Return the filter."""
        state, supplier_id = self.parts()
        return SettlementFilter(state=state, supplier_id=supplier_id)


class InvoiceForm(forms.Form):
    """An invoice as it says itself."""

    number = forms.CharField(label=_("Number of the invoice"), required=False, max_length=60)
    invoiced_on = forms.DateField(label=_("Dated"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    list_total = forms.CharField(label=_("Sum at list price"), required=False, max_length=20)
    net_total = forms.CharField(label=_("Net sum"), required=False, max_length=20)
    receipts = forms.MultipleChoiceField(
        label=_("For the deliveries"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, supplier_id: int, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        waiting = queries.list_receipts(
            wanted=ReceiptFilter(supplier_id=supplier_id, billed="no"), place=queries.Place(), actor=actor, limit=100
        )
        chosen = self.fields["receipts"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = [(row.number, f"{row.number} · {row.note_number}") for row in waiting.rows]


class SettleForm(forms.Form):
    """With whom to settle, and until when."""

    supplier = forms.TypedChoiceField(label=_("Supplier"), coerce=int)
    until = forms.DateField(
        label=_("What was sold until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen = self.fields["supplier"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = queries.supplier_choices(actor=actor)


INVOICES: Final = ListPage[InvoiceRow](
    name="supply:invoices",
    section=BUYING,
    title=_("Invoices"),
    permission="supply.see_buying",
    form=InvoiceFilterForm,
    read=queries.list_invoices,
    by="due_on",
    is_descending=False,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n",
            url=lambda row: reverse("supply:invoice", args=[row.invoice_id]),
        ),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: INVOICE_TONES[row.state]),
        Column(label=_("Dated"), text=lambda row: iso(row.invoiced_on), cls="n"),
        Column(label=_("Due on"), text=lambda row: iso(row.due_on), cls="n", sort="due_on"),
        Column(label=_("At list price"), text=lambda row: money(row.list_total, row.currency), cls="num"),
        Column(label=_("Net"), text=lambda row: money(row.net_total, row.currency), cls="num"),
        Column(label=_("Paid on"), text=lambda row: iso(row.paid_on), cls="n"),
    ),
    empty=_("No invoices yet."),
    advice=_("Enter one from a supplier's page: its deliveries are offered."),
)  # fmt: skip

RETURNS: Final = ListPage[ReturnRow](
    name="supply:returns",
    section=BUYING,
    title=_("Returns to suppliers"),
    permission="supply.see_buying",
    form=ReturnFilterForm,
    read=queries.list_returns,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:return", args=[row.number]),
        ),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("Place"), text=lambda row: row.place),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: RETURN_TONES[row.state]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("At list price"), text=lambda row: money(row.list_total), cls="num"),
        Column(label=_("To be credited"), text=lambda row: money(row.net_total), cls="num"),
        Column(label=_("Begun"), text=lambda row: iso(row.created_at), cls="n"),
        Column(label=_("Sent"), text=lambda row: iso(row.sent_at), cls="n"),
    ),
    empty=_("No returns yet."),
    advice=_("What has to go back soon is proposed from the layers on the shelves."),
    buttons=(
        Button(
            label=_("What has to go back"), url_name="supply:returns_due", permission="supply.return", icon="undo-2",
            key="N",
        ),
    ),
)  # fmt: skip

SETTLEMENTS: Final = ListPage[SettlementRow](
    name="supply:settlements",
    section=BUYING,
    title=_("Settlements of consignment"),
    permission="supply.see_buying",
    form=SettlementFilterForm,
    read=queries.list_settlements,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:settlement", args=[row.number]),
        ),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("Until"), text=lambda row: iso(row.until), cls="n"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: SETTLEMENT_TONES[row.state]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("At list price"), text=lambda row: money(row.list_total), cls="num"),
        Column(label=_("Net"), text=lambda row: money(row.net_total), cls="num"),
        Column(label=_("Due on"), text=lambda row: iso(row.due_on), cls="n"),
        Column(label=_("Paid on"), text=lambda row: iso(row.paid_on), cls="n"),
    ),
    empty=_("No settlements yet."),
    advice=_("What was sold of copies on consignment is drawn up for a supplier and a day."),
    buttons=(
        Button(label=_("Draw one up"), url_name="supply:settlement_new", permission="supply.settle", key="N"),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def invoice_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter an invoice of a supplier for deliveries that wait for one."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.match_invoices")
    supplier = queries.supplier_detail(code=code, at=at, actor=actor).row
    start = {"invoiced_on": clock.club_day(at)}
    posted = request.POST if request.method == "POST" else None
    form = InvoiceForm(posted, initial=start, supplier_id=supplier.supplier_id, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        draft = InvoiceDraft(
            supplier_id=supplier.supplier_id, number=typed["number"], invoiced_on=typed["invoiced_on"],
            list_total=amount_typed(typed["list_total"], field="list_total"),
            net_total=amount_typed(typed["net_total"], field="net_total"), receipt_numbers=typed["receipts"],
        )  # fmt: skip
        return reverse("supply:invoice", args=[services.enter_invoice(draft, actor=actor, at=at)])

    seen = {
        "title": gettext("Invoice of %(name)s") % {"name": supplier.name},
        "back": reverse("supply:supplier", args=[code]),
    }
    return saved(request, form, save, said=gettext("Now compare it with what came."), seen=seen)


@require_GET
def invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Show an invoice beside what was ordered and what came."""
    return _invoice(request, invoice_id, None)


@require_POST
def invoice_deed(request: HttpRequest, invoice_id: int, what: str) -> HttpResponse:
    """Correct a line as billed, or decide on the invoice."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def act() -> None:
        if what == "line":
            services.put_invoice_line(_billed(sent), invoice_id=invoice_id, actor=actor, at=at)
        elif what == "match":
            services.match_invoice(invoice_id=invoice_id, actor=actor, at=at)
        elif what == "accept":
            services.accept_invoice(invoice_id=invoice_id, reason=sent.get("reason", ""), actor=actor, at=at)
        elif what == "dispute":
            services.dispute_invoice(invoice_id=invoice_id, reason=sent.get("reason", ""), actor=actor, at=at)

    url = reverse("supply:invoice", args=[invoice_id])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _invoice(again, invoice_id, why))


def _billed(sent: QueryDict) -> InvoiceItem:
    return InvoiceItem(
        number_sent(sent, "item"),
        whole_typed(sent.get("copies", ""), field="copies"),
        amount_typed(sent.get("list_price", ""), field="list_price"),
        rate_typed(sent.get("discount_rate", "")),
    )


def _invoice(request: HttpRequest, invoice_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    detail = queries.invoice_detail(invoice_id=invoice_id, actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:invoices", actor),
        "invoice": detail,
        "lines": [(line, [WHAT[one.what] for one in line.found]) for line in detail.lines],
        "sums": [(WHAT[one.what], one) for one in detail.of_sums],
        "tone": INVOICE_TONES[detail.row.state],
        "refusal": refusal,
        "sent": request.POST,
        "may_match": actor.may("supply.match_invoices") and detail.row.state in ("open", "disputed"),
    }
    return render(request, "supply/invoice.html", seen, status=status_of(refusal))


@require_GET
def returns_due(request: HttpRequest) -> HttpResponse:
    """Show what has to go back soon, by supplier and place."""
    actor, today = actor_of(request), clock.club_day(clock.now())
    actor.require("supply.return")
    seen = {
        "tabs": tabs_of(BUYING, "supply:returns", actor),
        "rows": queries.returns_due(on=today, days=DUE_WITHIN, actor=actor),
        "days": DUE_WITHIN,
    }
    return render(request, "supply/returns_due.html", seen)


@require_http_methods(["GET", "POST"])
def return_new(request: HttpRequest, supplier_id: int, place_id: int) -> HttpResponse:
    """Choose what goes back to a supplier from a place."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.return")
    refusal = None
    if request.method == "POST":
        try:
            items = [ReturnItem(layer, copies) for layer, copies in amounts_sent(request.POST, "copies").items()]
            number = services.draft_return(items, supplier_id=supplier_id, place_id=place_id, actor=actor, at=at)
        except DomainError as why:
            refusal = why
        else:
            return HttpResponseRedirect(reverse("supply:return", args=[number]), status=303)
    layers = queries.returnable_layers(
        supplier_id=supplier_id, place_id=place_id, on=clock.club_day(at), days=DUE_WITHIN, actor=actor
    )
    seen = {"tabs": tabs_of(BUYING, "supply:returns", actor), "layers": layers, "refusal": refusal}
    return render(request, "supply/return_new.html", seen, status=status_of(refusal))


@require_GET
def return_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a return to a supplier."""
    return _return(request, number, None)


@require_POST
def return_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Change what goes back, or turn the return into its next state."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def act() -> None:
        if what == "line":
            for layer_id, copies in amounts_sent(sent, "copies").items():
                services.put_return_line(number=number, layer_id=layer_id, copies=copies, actor=actor, at=at)
        elif what == "agree":
            services.agree_return(number=number, authorisation=sent.get("authorisation", ""), actor=actor, at=at)
        elif what == "send":
            services.send_return(number=number, actor=actor, at=at)
        elif what == "credit":
            services.credit_return(number=number, credit_note=sent.get("credit_note", ""), actor=actor, at=at)
        elif what == "cancel":
            services.cancel_return(number=number, actor=actor, at=at)

    url = reverse("supply:return", args=[number])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _return(again, number, why))


def _return(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    detail = queries.return_detail(number=number, actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:returns", actor),
        "made": detail,
        "tone": RETURN_TONES[detail.row.state],
        "refusal": refusal,
        "sent": request.POST,
        "may_return": actor.may("supply.return"),
        "may_credit": actor.may("supply.match_invoices"),
    }
    return render(request, "supply/return.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def settlement_new(request: HttpRequest) -> HttpResponse:
    """Draw up what is owed for copies on consignment."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.settle")
    start = {"until": clock.club_day(at), "supplier": request.GET.get("supplier", "")}
    form = SettleForm(request.POST if request.method == "POST" else None, initial=start, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        number = services.draw_up_settlement(supplier_id=typed["supplier"], until=typed["until"], actor=actor, at=at)
        return reverse("supply:settlement", args=[number])

    seen = {"title": gettext("Settlement of consignment"), "back": reverse("supply:settlements")}
    return saved(request, form, save, said=gettext("Drawn up."), seen=seen)


@require_GET
def settlement(request: HttpRequest, number: str) -> HttpResponse:
    """Show a settlement."""
    return _settlement(request, number, None)


@require_POST
def settlement_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Agree on a settlement, or give it up."""
    actor, at = actor_of(request), clock.now()
    turn = {"agree": services.agree_settlement, "cancel": services.cancel_settlement}.get(what)
    if turn is None:
        raise Http404
    url = reverse("supply:settlement", args=[number])
    return deed(
        request, lambda: turn(number=number, actor=actor, at=at), url=url, said=gettext("Saved."),
        draw=lambda again, why: _settlement(again, number, why),
    )  # fmt: skip


def _settlement(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    detail = queries.settlement_detail(number=number, actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:settlements", actor),
        "made": detail,
        "tone": SETTLEMENT_TONES[detail.row.state],
        "refusal": refusal,
        "may_settle": actor.may("supply.settle") and detail.row.state == "draft",
    }
    return render(request, "supply/settlement.html", seen, status=status_of(refusal))
