"""Around the till: whose drawer it is, counting it, X and Z reports, receipts, odd sales, and how tills are set up."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock, lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import Column, FilterForm, Tab, TabPlace, tabs_of
from shuyou.kernel.money import ZERO
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import clock_time, iso, money, points
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders import services as order_services
from shuyou.orders.console.typed import money_typed, whole_number
from shuyou.orders.errors.till import TenderWrong
from shuyou.orders.exports.receipt import receipt_pdf, return_receipt_pdf
from shuyou.orders.models.till import DrawerMove, SaleNote, TillSession
from shuyou.orders.queries import till as till_queries
from shuyou.orders.queries.till import (
    DrawerFilter,
    DrawerRow,
    NoteFilter,
    NoteRow,
    SaleFilter,
    SaleRow,
)
from shuyou.orders.services import till as services
from shuyou.orders.services.till import TillDraft
from shuyou.supply import queries as supply

TABS: Final[Sequence[TabPlace]] = (
    (_("Tills"), "orders:tills", "orders.sell"),
    (_("Drawers and Z reports"), "orders:drawers", "orders.see_tills"),
    (_("Sales"), "orders:till_sales", "orders.see_tills"),
    (_("Sales to look at"), "orders:till_notes", "orders.see_tills"),
    (_("Sales refused"), "orders:till_refused", "orders.see_tills"),
    (_("Setting up"), "orders:tills_set", "orders.set_tills"),
)
TONES: Final = {"open": "info", "counted": "bad", "closed": "good"}
VIA: Final = "till"


class TillList[R](lists.ListPage[R]):
    """A list of the section of tills."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("orders.see_tills")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        order_services.note_export(wanted=f"{self.name} {wanted}", readers=readers, actor=actor, at=at)


class DrawerFilterForm(FilterForm):
    """Which drawers the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *TillSession.State.choices])
    till = forms.CharField(label=_("Till"), required=False, max_length=12)
    differs = forms.BooleanField(label=_("It differed"), required=False)

    def wanted(self) -> DrawerFilter:
        """Return the filter."""
        return DrawerFilter(**self.given())


class SaleFilterForm(FilterForm):
    """Which sales the list shows."""

    drawer = forms.IntegerField(label=_("Drawer"), required=False, min_value=1, max_value=10**12)
    word = forms.CharField(label=_("Number"), required=False, max_length=30)
    is_offline = forms.BooleanField(label=_("Without a network"), required=False)

    def wanted(self) -> SaleFilter:
        """Return the filter."""
        return SaleFilter(**self.given())


class NoteFilterForm(FilterForm):
    """Which odd sales the list shows."""

    kind = forms.ChoiceField(label=_("What is odd"), required=False, choices=[("", _("Any")), *SaleNote.Kind.choices])
    is_settled = forms.BooleanField(label=_("Looked at"), required=False)

    def wanted(self) -> NoteFilter:
        """Return the filter."""
        return NoteFilter(**self.given())


def _moment(at: datetime | None) -> str:
    return f"{iso(at)} {clock_time(at)}" if at else ""


DRAWERS: Final = TillList[DrawerRow](
    name="orders:drawers",
    title=_("Drawers and Z reports"),
    permission="orders.see_tills",
    form=DrawerFilterForm,
    read=till_queries.list_drawers,
    columns=(
        Column(
            label=_("Drawer"), text=lambda row: row.session_id, cls="n", sort="pk",
            url=lambda row: reverse("orders:drawer", args=[row.session_id]),
        ),
        Column(label=_("Till"), text=lambda row: f"{row.store} {row.till}"),
        Column(label=_("Person"), text=lambda row: row.clerk),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Z report"), text=lambda row: row.z_number or "", cls="num"),
        Column(label=_("Taken"), text=lambda row: money(row.total), cls="num"),
        Column(label=_("Difference"), text=lambda row: money(row.difference) if row.difference else "", cls="num"),
        Column(label=_("Signed by"), text=lambda row: row.signed_by),
        Column(label=pgettext_lazy("when", "Opened"), text=lambda row: _moment(row.opened_at), cls="n"),
        Column(label=pgettext_lazy("when", "Closed"), text=lambda row: _moment(row.closed_at), cls="n"),
    ),
    empty=_("No drawer was opened yet."),
    advice=_("Open one at a till with what lies in it."),
)  # fmt: skip

SALES: Final = TillList[SaleRow](
    name="orders:till_sales",
    title=_("Sales"),
    permission="orders.see_tills",
    form=SaleFilterForm,
    read=till_queries.list_sales,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:till_receipt", args=[row.number]),
        ),
        Column(label=pgettext_lazy("when", "Sold"), text=lambda row: _moment(row.sold_at), cls="n"),
        Column(label=_("Till"), text=lambda row: row.till, cls="n"),
        Column(label=_("Person"), text=lambda row: row.clerk),
        Column(label=_("Buyer"), text=lambda row: _("Member") if row.member_id else _("Guest")),
        Column(label=_("Paid"), text=lambda row: money(row.total), cls="num"),
        Column(label=_("By"), text=lambda row: row.tenders),
        Column(label=pgettext_lazy("till", "Slip"), text=lambda row: row.slip, cls="n"),
        Column(label=_("To look at"), text=lambda row: points(row.notes) if row.notes else "", cls="num"),
    ),
    empty=_("Nothing was sold at a till yet."),
    advice=_("Open a drawer and scan the first title."),
)  # fmt: skip

NOTES: Final = TillList[NoteRow](
    name="orders:till_notes",
    title=_("Sales to look at"),
    permission="orders.see_tills",
    form=NoteFilterForm,
    read=till_queries.list_sale_notes,
    columns=(
        Column(
            label=_("What is odd"), text=lambda row: row.kind_label, sort="pk",
            url=lambda row: reverse("orders:till_note", args=[row.note_id]),
        ),
        Column(label=_("Number"), text=lambda row: row.number, cls="n"),
        Column(label=_("Title"), text=lambda row: row.title),
        Column(label=_("The till said"), text=lambda row: row.was, cls="num"),
        Column(label=_("The books say"), text=lambda row: row.should, cls="num"),
        Column(label=_("Till"), text=lambda row: row.till, cls="n"),
        Column(label=pgettext_lazy("when", "Noted"), text=lambda row: _moment(row.noted_at), cls="n"),
        Column(label=pgettext_lazy("when", "Looked at"), text=lambda row: _moment(row.settled_at), cls="n"),
    ),
    empty=_("Nothing is odd about any sale."),
    advice=_("What a till sold without a network stands here, if prices or copies were others by then."),
)  # fmt: skip


@require_GET
def tills(request: HttpRequest) -> HttpResponse:
    """Show the tills of somebody's stores and whose drawers they are."""
    return _tills_page(request, None)


def _tills_page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    rows = till_queries.tills(actor=actor)
    seen = {
        "tills": rows,
        "own": next((row for row in rows if str(row.clerk_id) == actor.id), None),
        "tabs": tabs_of(TABS, "orders:tills", actor),
        "may_set": actor.may("orders.set_tills"),
        "may_see": actor.may("orders.see_tills"),
        "refusal": refusal,
    }
    return render(request, "orders/tills.html", seen, status=status_of(refusal))


@require_POST
def drawer_open(request: HttpRequest, code: str) -> HttpResponse:
    """Take over a drawer."""
    actor = actor_of(request, via=VIA)

    def act() -> None:
        services.open_drawer(code, opening=money_typed(request.POST.get("opening", "")), actor=actor, at=clock.now())

    return deed(request, act, url=reverse("orders:till", args=[code]), said="", draw=_tills_page)


@require_http_methods(["GET", "POST"])
def drawer_count(request: HttpRequest, code: str) -> HttpResponse:
    """Count a drawer blind, and close it."""
    actor = actor_of(request, via=VIA)
    till = till_queries.till_of(code=code, actor=actor)
    if request.method != "POST":
        return _count_page(request, code, None)

    def act() -> None:
        pieces = {kind: whole_number(request.POST.get(f"piece-{kind}", "") or "0") for kind in services.PIECES}
        wrong = next((kind for kind, many in pieces.items() if many is None), None)
        if wrong:
            raise TenderWrong(value=request.POST.get(f"piece-{wrong}", "")[:20])
        services.count_drawer(
            code, pieces={kind: many or 0 for kind, many in pieces.items()}, actor=actor, at=clock.now()
        )

    url = reverse("orders:drawer", args=[till.session_id]) if till.session_id else reverse("orders:tills")
    return deed(
        request, act, url=url, said=gettext("Counted."), draw=lambda again, why: _count_page(again, code, why)
    )  # fmt: skip


def _count_page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "till": till_queries.till_of(code=code, actor=actor),
        "pieces": [(kind, request.POST.get(f"piece-{kind}", "")) for kind in services.PIECES],
        "refusal": refusal,
    }
    return render(request, "orders/till_count.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def drawer_move(request: HttpRequest, code: str) -> HttpResponse:
    """Put cash into the drawer or take some out."""
    actor = actor_of(request, via=VIA)
    if request.method != "POST":
        return _move_page(request, code, None)

    def act() -> None:
        try:
            key = UUID(request.POST.get("key", ""))
        except ValueError as error:
            raise NotFound(what=_("form"), key="") from error
        services.move_cash(
            code, key=key, kind=request.POST.get("kind", ""), reason=request.POST.get("reason", ""),
            amount=money_typed(request.POST.get("amount", "")), actor=actor, at=clock.now(),
        )  # fmt: skip

    url = reverse("orders:till", args=[code])
    return deed(request, act, url=url, said="", draw=lambda again, why: _move_page(again, code, why))


def _move_page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    seen = {
        "till": till_queries.till_of(code=code, actor=actor_of(request)),
        "kinds": DrawerMove.Kind.choices,
        "reasons": [one for one in DrawerMove.Reason.choices if one[0] != DrawerMove.Reason.REFUND],
        "sent": request.POST,
        "key": request.POST.get("key") or str(uuid4()),
        "refusal": refusal,
    }
    return render(request, "orders/till_move.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def drawer(request: HttpRequest, session_id: int) -> HttpResponse:
    """Show what a drawer took, as X report or Z report; say why it differs, and close it."""
    actor = actor_of(request, via=VIA)
    if request.method != "POST":
        return _drawer_page(request, session_id, None)

    def act() -> None:
        services.settle_drawer(session_id, reason=request.POST.get("reason", ""), actor=actor, at=clock.now())

    url = reverse("orders:drawer", args=[session_id])
    return deed(
        request, act, url=url, said=gettext("Closed."), draw=lambda again, why: _drawer_page(again, session_id, why)
    )  # fmt: skip


def _drawer_page(request: HttpRequest, session_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    detail = till_queries.drawer_detail(session_id=session_id, actor=actor)
    row = detail.row
    is_own = str(row.clerk_id) == actor.id
    is_small = abs(row.difference or ZERO) <= row.most_differing
    seen = {
        "drawer": detail,
        "row": row,
        "sums": detail.sums,
        "tone": TONES[row.state],
        # Whoever is going to count the drawer is not told what should be in it.
        "shows_cash": row.state != TillSession.State.OPEN or not is_own,
        "reasons": services.DIFFERS.items(),
        "reason": services.DIFFERS.get(row.reason, ""),
        "may_settle": row.state == TillSession.State.COUNTED
        and ((is_small and is_own) or (not is_own and actor.may("orders.sign_drawer"))),
        "waits_for_another": row.state == TillSession.State.COUNTED and is_own and not is_small,
        "is_own": is_own,
        "tabs": tabs_of(TABS, "orders:drawers", actor),
        "refusal": refusal,
    }
    return render(request, "orders/drawer.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Show what is odd about a sale, and say that somebody looked at it."""
    actor = actor_of(request)
    if request.method != "POST":
        return _note_page(request, note_id, None)
    return deed(
        request,
        lambda: services.settle_note(note_id, actor=actor, at=clock.now()),
        url=reverse("orders:till_notes"),
        said=gettext("Looked at."),
        draw=lambda again, why: _note_page(again, note_id, why),
    )


def _note_page(request: HttpRequest, note_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "note": till_queries.sale_note(note_id=note_id, actor=actor),
        "may_settle": actor.may("orders.look_at_sales"),
        "tabs": tabs_of(TABS, "orders:till_notes", actor),
        "refusal": refusal,
    }
    return render(request, "orders/till_note.html", seen, status=status_of(refusal))


def _receipt(request: HttpRequest, number: str) -> dict[str, object]:
    actor = actor_of(request)
    sale = till_queries.sale_detail(number=number, actor=actor)
    if sale is None:
        raise NotFound(what=_("sale"), key=number)
    order = queries.order_detail(number=number, actor=actor)
    found = members.member_rows(member_ids=[order.member_id]) if order.member_id else []
    return {"sale": sale, "order": order, "member": found[0] if found else None}


@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a receipt as the printer of 80 mm prints it."""
    return render(request, "orders/till_receipt.html", _receipt(request, number))


@require_GET
def receipt_file(request: HttpRequest, number: str) -> HttpResponse:
    """Send a receipt as a PDF."""
    parts = _receipt(request, number)
    response = HttpResponse(receipt_pdf(**parts), content_type="application/pdf")  # type: ignore[arg-type]
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


@require_GET
def return_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Send the receipt of what came back of a sale as a PDF."""
    actor = actor_of(request)
    back = queries.return_detail(number=number, actor=actor)
    sale = till_queries.sale_detail(number=back.order_number, actor=actor)
    if sale is None or back.done_at is None or back.state != "done":
        raise NotFound(what=_("return receipt"), key=number)
    order = queries.order_detail(number=back.order_number, actor=actor)
    response = HttpResponse(return_receipt_pdf(back=back, sale=sale, order=order), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    return response


class TillForm(forms.Form):
    """A till as somebody sets it up."""

    code = forms.SlugField(label=_("Code"), max_length=12)
    name = forms.CharField(label=_("What it is called"), max_length=40)
    store = forms.TypedChoiceField(label=_("Store"), coerce=int)
    most_off = forms.DecimalField(
        label=_("Part of a price that may be taken off, in percent"),
        min_value=0,
        max_value=100,
        decimal_places=0,
        initial=10,
    )
    most_differing = forms.DecimalField(
        label=_("Signed by a second person when it differs by more than"),
        min_value=0,
        max_digits=8,
        decimal_places=2,
        initial=20,
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def tills_set(request: HttpRequest) -> HttpResponse:
    """Set up tills, and what the tills of a store sell by one touch."""
    actor = actor_of(request)
    actor.require("orders.set_tills")
    stores = [place for place in supply.places(actor=actor) if place.kind == "store"] or supply.places(actor=actor)
    if request.method == "POST" and "quick" in request.POST:
        return _keep_quick(request, actor)
    rows = till_queries.tills(actor=actor, is_active=False)
    chosen = next((row for row in rows if row.code == request.GET.get("code")), None)
    initial = {
        "code": chosen.code, "name": chosen.name, "store": chosen.store_id, "most_off": chosen.most_off * 100,
        "most_differing": chosen.most_differing, "is_active": chosen.is_active,
    } if chosen else {}  # fmt: skip
    form = TillForm(request.POST if request.method == "POST" else None, initial=initial)
    store = form.fields["store"]
    assert isinstance(store, forms.TypedChoiceField)
    store.choices = [(place.place_id, place.name) for place in stores]

    def save() -> str:
        data = form.cleaned_data
        draft = TillDraft(
            code=data["code"].lower(), name=data["name"], store_id=data["store"], most_off=data["most_off"] / 100,
            most_differing=data["most_differing"], is_active=data["is_active"],
        )  # fmt: skip
        services.keep_till(draft, actor=actor, at=clock.now())
        return reverse("orders:tills_set")

    seen = {
        "rows": rows, "chosen": chosen, "tabs": tabs_of(TABS, "orders:tills_set", actor),
        "quick": [(place, _quick_text(place.place_id)) for place in stores],
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="orders/tills_set.html")


def _quick_text(store_id: int) -> str:
    """Return what is sold by one touch, a line each: a number and what stands on the key."""
    quick = till_queries.quick_items(store_id=store_id)
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=[one.item_id for one in quick])}
    return "\n".join(f"{rows[one.item_id].isbn or rows[one.item_id].title} {one.label}".strip() for one in quick)


def _keep_quick(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what is sold by one touch; a line of which nobody knows the number is told of and left out."""
    items, unknown = [], []
    for line in request.POST.get("quick", "")[:4000].splitlines():
        code, _sep, label = line.strip().partition(" ")
        found = catalog.items_by_code(code=code, limit=1) if code else []
        if found:
            items.append((found[0].item_id, label))
        elif code:
            unknown.append(code)
    store_id = whole_number(request.POST.get("store", "")) or 0
    said = ngettext("%(count)s key.", "%(count)s keys.", len(items)) % {"count": len(items)}
    if unknown:
        messages.warning(request, gettext("Nothing goes by: %(codes)s.") % {"codes": ", ".join(unknown)[:200]})
    return deed(
        request,
        lambda: services.set_quick_items(store_id, items, actor=actor, at=clock.now()),
        url=reverse("orders:tills_set"),
        said=said,
        draw=lambda _again, refusal: _refuse(refusal),
    )


def _refuse(refusal: DomainError | None) -> HttpResponse:
    assert refusal is not None
    raise refusal
