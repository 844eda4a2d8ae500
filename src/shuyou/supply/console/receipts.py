"""Deliveries: the list, a new one, and one title after the other under the scanner."""

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, is_partial
from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import Scan, new_key, number_sent, scanned
from shuyou.supply.models import Receipt, Terms
from shuyou.supply.queries import Discrepancy, ReceiptFilter, ReceiptRow
from shuyou.supply.rules import amount_typed, rate_typed, whole_typed
from shuyou.supply.services import ReceiptCounts, ReceiptDraft

TONES: Final = {"open": "warn", "posted": "good", "cancelled": ""}
DIFFERENCES: Final = {
    Discrepancy.SHORT: (_("too few"), "warn"),
    Discrepancy.OVER: (_("too many"), "warn"),
    Discrepancy.DAMAGED: (_("damaged"), "bad"),
    Discrepancy.UNORDERED: (_("not ordered"), "bad"),
}


class ReceiptFilterForm(FilterForm):
    """Which deliveries the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Receipt.State.choices])
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    billed = forms.ChoiceField(label=_("Invoice"), required=False, choices=[("", _("Any")), ("no", _("not there yet"))])

    def offer(self, actor: Actor) -> None:
        """Offer the suppliers."""
        self.choose("supplier", [("", _("Any")), *queries.supplier_choices(actor=actor)])

    def wanted(self) -> ReceiptFilter:
        """Return the filter."""
        given = dict(self.given())
        return ReceiptFilter(supplier_id=int(given.pop("supplier", 0)), **given)


class ReceiptForm(forms.Form):
    """A delivery as its note says."""

    order = forms.ChoiceField(label=_("Order"), required=False)
    note_number = forms.CharField(
        label=_("Delivery note"), required=False, max_length=100, widget=forms.TextInput(attrs={"autofocus": True})
    )
    supplier = forms.TypedChoiceField(
        label=_("Supplier, if there is no order"),
        required=False,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
    )
    place = forms.TypedChoiceField(
        label=_("Place, if there is no order"),
        required=False,
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
    )
    terms = forms.ChoiceField(
        label=_("Terms, if there is no order"), required=False, choices=[("", _("as agreed")), *Terms.choices]
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        orders = queries.expected_from(supplier_id=0, actor=actor)
        offered: dict[str, list[tuple[Any, Any]]] = {
            "order": [("", _("none: the supplier sent it unasked")),
                      *((number, f"{number} · {name}") for number, name in orders)],
            "supplier": [("", "—"), *queries.supplier_choices(actor=actor)],
            "place": [(row.place_id, row.name) for row in queries.places(actor=actor)],
        }  # fmt: skip
        for name, choices in offered.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = choices


LIST: Final = ListPage[ReceiptRow](
    name="supply:receipts",
    section=BUYING,
    title=_("Deliveries"),
    permission="supply.see_buying",
    form=ReceiptFilterForm,
    read=queries.list_receipts,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:receipt", args=[row.number]),
        ),
        Column(label=_("Delivery note"), text=lambda row: row.note_number, cls="n"),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Place"), text=lambda row: row.place),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n",
            url=lambda row: reverse("supply:purchase", args=[row.order_number]) if row.order_number else "",
        ),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Terms"), text=lambda row: row.terms_label),
        Column(label=_("Begun"), text=lambda row: iso(row.created_at), cls="n"),
        Column(label=_("On the shelves"), text=lambda row: iso(row.posted_at), cls="n"),
    ),
    empty=_("No deliveries yet."),
    advice=_("Begin one with its delivery note, then scan what is in the parcels."),
    buttons=(
        Button(
            label=_("Receive a delivery"), url_name="supply:receipt_new", permission="supply.receive",
            icon="scan-barcode", key="R",
        ),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def receipt_new(request: HttpRequest) -> HttpResponse:
    """Begin to receive a delivery."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.receive")
    start = {"order": request.GET.get("order", "")}
    form = ReceiptForm(request.POST if request.method == "POST" else None, initial=start, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        draft = ReceiptDraft(
            note_number=typed["note_number"], order_number=typed["order"], supplier_id=typed["supplier"] or 0,
            warehouse_id=typed["place"] or 0, terms=typed["terms"],
        )  # fmt: skip
        return reverse("supply:receipt", args=[services.begin_receipt(draft, actor=actor, at=at)])

    seen = {"title": gettext("Receive a delivery"), "back": reverse("supply:receipts")}
    return saved(request, form, save, said=gettext("Now scan what is in the parcels."), seen=seen)


@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a delivery."""
    return _page(request, number, None)


@require_POST
def scan(request: HttpRequest, number: str) -> HttpResponse:
    """Count in what the scanner read; answer with the counts and who waits for the copy."""
    actor, at = actor_of(request), clock.now()
    found = scanned(request.POST)
    refusal = found.refusal
    if found.item is not None:
        try:
            services.scan_into_receipt(
                number=number, item_id=found.item.item_id, copies=found.copies, is_damaged=found.is_damaged,
                key=found.key, actor=actor, at=at,
            )  # fmt: skip
        except DomainError as why:
            if why.kind == Kind.FORBIDDEN:
                raise
            refusal = why
    return _page(request, number, refusal, found)


@require_POST
def receipt_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Correct a line, take the rest as ordered, put all on the shelves, or give the delivery up."""
    actor, at = actor_of(request), clock.now()
    came = 0

    def act() -> None:
        nonlocal came
        if what == "line":
            services.put_receipt_line(_typed_line(request), number=number, actor=actor, at=at)
        elif what == "rest":
            services.receive_as_expected(number=number, actor=actor, at=at)
        elif what == "post":
            came = services.post_receipt(number=number, actor=actor, at=at)
        elif what == "cancel":
            services.cancel_receipt(number=number, actor=actor, at=at)

    url = reverse("supply:receipt", args=[number])
    answer = deed(request, act, url=url, said="", draw=lambda again, why: _page(again, number, why))
    if came:
        said = ngettext("%(copies)s copy is on the shelves.", "%(copies)s copies are on the shelves.", came)
        messages.success(request, said % {"copies": came})
    return answer


def _typed_line(request: HttpRequest) -> ReceiptCounts:
    sent = request.POST
    return ReceiptCounts(
        item_id=number_sent(sent, "item"),
        copies=whole_typed(sent.get("copies", ""), field="copies"),
        damaged=whole_typed(sent.get("damaged", "") or "0", field="damaged"),
        list_price=amount_typed(sent.get("list_price", ""), field="list_price"),
        discount_rate=rate_typed(sent.get("discount_rate", "")),
        is_accepted=bool(sent.get("is_accepted")),
    )


def _page(request: HttpRequest, number: str, refusal: DomainError | None, found: Scan | None = None) -> HttpResponse:
    actor = actor_of(request)
    detail = queries.receipt_detail(number=number, actor=actor)
    lines = [(line, [DIFFERENCES[one] for one in line.differences]) for line in detail.lines]
    now = next((one for one in lines if found and found.item and one[0].item.item_id == found.item.item_id), None)
    seen = {
        "tabs": tabs_of(BUYING, "supply:receipts", actor),
        "receipt": detail,
        "lines": lines,
        "now": now,
        "scan": found,
        "refusal": refusal,
        "tone": TONES[detail.row.state],
        "may_receive": actor.may("supply.receive") and detail.row.state == "open",
        "may_bill": actor.may("supply.match_invoices"),
        "scan_url": reverse("supply:receipt_scan", args=[number]),
        "scan_key": new_key(),
    }
    template = "supply/receipt.html#work" if is_partial(request) else "supply/receipt.html"
    return render(request, template, seen, status=status_of(refusal))
