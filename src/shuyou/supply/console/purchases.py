"""Orders to suppliers: the list, a new one, one from draft to closed, and its files."""

import base64
from typing import Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.history import row_history
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.supply import queries, services
from shuyou.supply.adapters.edifact import LARGEST, SignedEdifact
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import Scan, number_sent, scanned
from shuyou.supply.console.told import told
from shuyou.supply.errors import MessageUnreadable, NoKey, NotOnOrder
from shuyou.supply.exports.purchase_letter import purchase_enclosure
from shuyou.supply.models import PurchaseOrder, Terms
from shuyou.supply.queries import PurchaseFilter, PurchaseRow
from shuyou.supply.rules import amount_typed, day_typed, rate_typed, whole_typed
from shuyou.supply.services import LineAnswer, PurchaseDraft, PurchaseItem

TONES: Final = {
    "proposed": "info", "draft": "", "approved": "info", "sent": "warn", "part": "warn", "closed": "good",
    "cancelled": "",
}  # fmt: skip


class PurchaseFilterForm(FilterForm):
    """Which orders the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("Any")), ("open", _("Expected")), *PurchaseOrder.State.choices],
    )  # fmt: skip
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    source = forms.ChoiceField(
        label=_("Comes from"), required=False, choices=[("", _("Any")), *PurchaseOrder.Source.choices]
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=20)

    def offer(self, actor: Actor) -> None:
        """Offer the suppliers."""
        self.choose("supplier", [("", _("Any")), *queries.supplier_choices(actor=actor)])

    def wanted(self) -> PurchaseFilter:
        """Return the filter."""
        given = dict(self.given())
        return PurchaseFilter(supplier_id=int(given.pop("supplier", 0)), **given)


class PurchaseForm(forms.Form):
    """A new order: from whom, to where."""

    supplier = forms.TypedChoiceField(label=_("Supplier"), coerce=int)
    place = forms.TypedChoiceField(label=_("Deliver to"), coerce=int)
    terms = forms.ChoiceField(
        label=_("Terms"), required=False, choices=[("", _("as agreed with the supplier")), *Terms.choices]
    )
    takes_wants = forms.BooleanField(label=_("With the titles that readers wait for"), required=False)
    expected_on = forms.DateField(
        label=_("Expected on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = {
            "supplier": queries.supplier_choices(actor=actor),
            "place": [(row.place_id, row.name) for row in queries.places(actor=actor)],
        }
        for name, choices in offered.items():
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = choices


LIST: Final = ListPage[PurchaseRow](
    name="supply:purchases",
    section=BUYING,
    title=_("Orders to suppliers"),
    permission="supply.see_buying",
    form=PurchaseFilterForm,
    read=queries.list_purchases,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:purchase", args=[row.number]),
        ),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Comes from"), text=lambda row: row.source_label),
        Column(label=_("Terms"), text=lambda row: row.terms_label),
        Column(label=_("Titles"), text=lambda row: points(row.titles), cls="num"),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Came"), text=lambda row: points(row.received), cls="num"),
        Column(label=_("At list price"), text=lambda row: money(row.list_total, row.currency), cls="num"),
        Column(label=_("Net"), text=lambda row: money(row.net_total, row.currency), cls="num"),
        Column(label=_("Begun"), text=lambda row: iso(row.created_at), cls="n"),
        Column(label=_("Expected on"), text=lambda row: iso(row.expected_on), cls="n"),
    ),
    empty=_("No orders to suppliers yet."),
    advice=_("Begin one and scan the titles, or take those that readers wait for."),
    buttons=(
        Button(
            label=_("Receive a delivery"), url_name="supply:receipt_new", permission="supply.receive",
            icon="scan-barcode", key="R",
        ),
        Button(label=_("New order"), url_name="supply:purchase_new", permission="supply.buy", key="N"),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def purchase_new(request: HttpRequest) -> HttpResponse:
    """Begin an order, perhaps with the titles that readers wait for."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.buy")
    start = {"supplier": request.GET.get("supplier", ""), "takes_wants": bool(request.GET.get("wants"))}
    form = PurchaseForm(request.POST if request.method == "POST" else None, initial=start, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        wanted = queries.wanted_items(place_id=typed["place"], actor=actor) if typed["takes_wants"] else []
        draft = PurchaseDraft(
            supplier_id=typed["supplier"], warehouse_id=typed["place"], source="wants" if wanted else "hand",
            terms=typed["terms"], expected_on=typed["expected_on"], note=typed["note"],
            items=[
                PurchaseItem(item_id=row.item_id, copies=copies, why=gettext("Readers wait for it."))
                for row, copies in wanted
            ],
        )  # fmt: skip
        number = services.draft_purchase(draft, actor=actor, at=at)
        if wanted:
            services.order_wants(number=number, actor=actor, at=at)
        return reverse("supply:purchase", args=[number])

    seen = {"title": gettext("New order"), "back": reverse("supply:purchases")}
    return saved(request, form, save, said=gettext("Now scan the titles."), seen=seen)


@require_GET
def purchase(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order."""
    return _page(request, number, None)


@require_POST
def purchase_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Scan a title onto an order, change a line, or turn the order into its next state."""
    scan = scanned(request.POST) if what == "scan" else None
    if scan and scan.item is None:
        return _page(request, number, scan.refusal, scan)
    turns = {
        "approve": services.approve_purchase, "reopen": services.reopen_purchase, "close": services.close_purchase,
        "cancel": services.cancel_purchase, "wants": services.order_wants, "letter": services.send_letter_again,
        "arrived": services.settle_letter,
    }  # fmt: skip
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        if scan and scan.item:
            item = PurchaseItem(item_id=scan.item.item_id, copies=scan.copies)
            services.put_purchase_line(item, number=number, adds=True, actor=actor, at=at)
        elif what == "answer":
            _read_answer(request, number, actor)
        elif what == "accept":
            services.accept_proposal(number=number, actor=actor, at=at)
        elif what == "head":
            _change_head(request, number, actor)
        elif what == "line":
            services.put_purchase_line(_typed_line(request), number=number, actor=actor, at=at)
        elif what == "send":
            sent_as, by_letter = request.POST.get("as", ""), not request.POST.get("by_hand")
            services.send_purchase(number=number, sent_as=sent_as, by_letter=by_letter, actor=actor, at=at)
        elif what in turns:
            turns[what](number=number, actor=actor, at=at)

    said = {
        "approve": gettext("Approved."), "accept": gettext("Accepted."),
        "answer": gettext("The supplier's answer is entered."),
        "send": gettext("Sent; its copies are expected from now on."),
        "letter": gettext("It is sent again in a moment."), "arrived": gettext("Saved."),
        "close": gettext("Nothing more is expected."), "cancel": gettext("Given up."),
        "wants": gettext("The readers who wait are noted."), "head": gettext("Saved."),
    }  # fmt: skip
    url = reverse("supply:purchase", args=[number])
    return deed(request, act, url=url, said=said.get(what, ""), draw=lambda again, why: _page(again, number, why, scan))


@require_GET
def purchase_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Send an order as a file that a supplier takes."""
    actor = actor_of(request)
    actor.require("supply.see_buying")
    order = queries.purchase_detail(number=number, actor=actor)
    file = purchase_enclosure(order, kind)
    if file is None:
        raise Http404
    held = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.media_type, headers=held)


def _change_head(request: HttpRequest, number: str, actor: Actor) -> None:
    """Say anew when an order is expected, and what is noted on it."""
    sent, at = request.POST, clock.now()
    day = day_typed(sent.get("expected_on", ""), field="expected_on", near=clock.club_day(at))
    services.change_purchase(number=number, expected_on=day, note=sent.get("note", ""), actor=actor, at=at)


def _read_answer(request: HttpRequest, number: str, actor: Actor) -> None:
    """Enter what a supplier's signed message says of an order."""
    order = queries.purchase_detail(number=number, actor=actor)
    supplier = queries.supplier_detail(code=order.row.supplier_code, at=clock.now(), actor=actor)
    if not supplier.edi_key:
        raise NoKey(name=order.row.supplier)
    file = request.FILES.get("file")
    edifact = SignedEdifact(settings.SECRET_KEY, trusted=base64.b64decode(supplier.edi_key))
    message = edifact.read_answer(file.read(LARGEST) if isinstance(file, UploadedFile) else b"")
    if message.order_number != number:
        raise MessageUnreadable(reason=message.order_number)
    items = {line.item.isbn or line.item.uid: line.item.item_id for line in order.lines}
    unknown = [line.isbn for line in message.lines if line.isbn not in items]
    if unknown:
        raise NotOnOrder(value=unknown[0])
    answers = [
        LineAnswer(
            item_id=items[line.isbn], copies=line.copies, promised_on=line.promised_on, list_price=line.list_price,
            answer=line.answer,
        )
        for line in message.lines
    ]  # fmt: skip
    services.note_answer(answers, number=number, supplier_code=order.row.supplier_code, actor=actor, at=clock.now())


def _typed_line(request: HttpRequest) -> PurchaseItem:
    sent = request.POST
    return PurchaseItem(
        item_id=number_sent(sent, "item"),
        copies=whole_typed(sent.get("copies", ""), field="copies"),
        list_price=amount_typed(sent.get("list_price", ""), field="list_price"),
        discount_rate=rate_typed(sent.get("discount_rate", "")),
        why=sent.get("why", ""),
    )


def _page(request: HttpRequest, number: str, refusal: DomainError | None, scan: Scan | None = None) -> HttpResponse:
    actor = actor_of(request)
    order = queries.purchase_detail(number=number, actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:purchases", actor),
        "order": order,
        "refusal": refusal,
        "scan": scan,
        "sent": request.POST,
        "tone": TONES[order.row.state],
        "may_buy": actor.may("supply.buy"),
        "may_approve": actor.may("supply.approve_purchases"),
        "may_receive": actor.may("supply.receive"),
        "may_change": actor.may("supply.buy") and order.row.state not in ("closed", "cancelled"),
        "is_head_typed": "expected_on" in request.POST,
        "is_open_to_change": actor.may("supply.buy") and order.row.state in ("draft", "proposed"),
        "history": told(row_history("supply_purchaseorder", order.row.order_id, limit=20), PurchaseOrder),
        "formats": [("pdf", "PDF"), ("csv", "CSV"), ("xlsx", "XLSX"), ("edi", gettext("EDI file"))],
        "scan_url": reverse("supply:purchase_deed", args=[number, "scan"]),
    }
    return render(request, "supply/purchase.html", seen, status=status_of(refusal))
