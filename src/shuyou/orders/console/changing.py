"""Changing an order before it is picked, and the steps beside its straight way."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, go_to
from shuyou.kernel.errors import DomainError, Kind
from shuyou.kernel.pages import put_refusals
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.console.typed import whole_number
from shuyou.orders.errors import BadQuantity, ChangedMeanwhile, UnknownTitle
from shuyou.orders.queries import OrderDetail
from shuyou.orders.services import Destination, OrderChange

DONE: Final[Mapping[str, Promise]] = {
    "stop": _("Stopped. Nobody picks, packs or ships it now."),
    "go": _("It may go on."),
    "unpick": _("The copies are back on the shelves."),
    "undeliver": _("It is on its way again."),
    "close": _("Closed."),
    "reopen": _("Open again."),
    "ready": _("It lies ready; the reader is to be told."),
    "fetched": _("Handed to the reader."),
    "parcel": _("A parcel was begun with these copies."),
}


@require_POST
def side_step(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Take a step beside an order's straight way, or take one back."""
    actor, at = actor_of(request), clock.now()
    turns: Mapping[str, Callable[..., object]] = {
        "go": services.let_order_go,
        "unpick": services.undo_pick,
        "undeliver": services.undo_delivery,
        "close": services.close_order,
        "reopen": services.reopen_order,
        "ready": services.lay_ready,
        "fetched": services.hand_to_reader,
    }
    try:
        if what == "stop":
            services.stop_order(number, reason=request.POST.get("reason", ""), actor=actor, at=at)
        elif what == "parcel":
            services.begin_parcel(number, copies=_positions(request), actor=actor, at=at)
        elif what in turns:
            turns[what](number, actor=actor, at=at)
        if what in DONE:
            messages.success(request, str(DONE[what]))
    except DomainError as refusal:
        if refusal.kind in (Kind.FORBIDDEN, Kind.NOT_FOUND):
            raise
        messages.warning(request, str(refusal))
    return go_to(request, reverse("orders:detail", args=[number]))


def _positions(request: HttpRequest) -> Mapping[int, int]:
    copies = {}
    for name, typed in request.POST.items():
        if name.startswith("line-") and (position := whole_number(name.removeprefix("line-"))):
            copies[position] = whole_number(str(typed)) or 0
    return copies


class ChangeForm(forms.Form):
    """Where an order goes, and what is to be known about it; its titles stand in fields of their own."""

    recipient = forms.CharField(label=_("Recipient"), required=False, max_length=80)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=10)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    isbn = forms.CharField(
        label=_("Another title, by its number"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    may_wait = forms.BooleanField(label=_("Copies that are not there may come later"), required=False)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Show what can be changed of an order, and change it."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.place")
    detail = queries.order_detail(number=number, actor=actor)
    if detail.member_id:
        member_services.record_access(person_id=detail.member_id, part="order", reason="", actor=actor, at=at)
    kept = {name: getattr(detail, name) for name in ("recipient", "phone", "address", "postcode", "note")}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=kept)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            total = services.change_order(_change_of(request, form, detail), actor=actor, at=at)
        except DomainError as why:
            if why.kind == Kind.FORBIDDEN:
                raise
            put_refusals(form, why)
            refusal = why
        else:
            messages.success(request, gettext("Changed. It comes to ¥%(total)s now.") % {"total": total})
            return go_to(request, reverse("orders:detail", args=[number]))
    return _draw(request, form, detail, refusal)


def _change_of(request: HttpRequest, form: ChangeForm, detail: OrderDetail) -> OrderChange:
    typed = form.cleaned_data
    copies = {}
    for line in detail.wanted:
        asked = request.POST.get(f"copies-{line.item_id}", str(line.quantity)).strip() or "0"
        number = 0 if asked == "0" else whole_number(asked)
        if number is None:
            raise BadQuantity(value=asked)
        copies[line.item_id] = number
    if code := typed["isbn"].strip():
        found = catalog.items_by_code(code=code)
        if len(found) != 1:
            raise UnknownTitle(value=code)
        copies[found[0].item_id] = copies.get(found[0].item_id, 0) + 1
    goes = Destination(typed["recipient"], typed["phone"], typed["address"], typed["postcode"])
    return OrderChange(
        number=detail.number, version=whole_number(request.POST.get("version", "")) or 0, copies=copies,
        destination=goes, note=typed["note"], may_wait=typed["may_wait"],
    )  # fmt: skip


def _draw(request: HttpRequest, form: ChangeForm, detail: OrderDetail, refusal: DomainError | None) -> HttpResponse:
    sent = request.POST
    lines = [(line, sent.get(f"copies-{line.item_id}", str(line.quantity))) for line in detail.wanted]
    # What somebody else changed meanwhile is shown as it stands now: sent again, the change is meant for that.
    is_new = refusal is None or isinstance(refusal, ChangedMeanwhile)
    seen = {
        "order": detail, "lines": lines, "form": form, "version": detail.version if is_new else sent.get("version", ""),
    }  # fmt: skip
    return render(request, "orders/change.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)
