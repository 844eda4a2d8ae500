"""Transfers between places: the list, a new one, and one from draft to arrival."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
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
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import STOCK, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import Scan, amounts_sent, scanned
from shuyou.supply.models import Transfer
from shuyou.supply.queries import TransferFilter, TransferRow
from shuyou.supply.services import TransferDraft

TONES: Final = {"draft": "", "sent": "warn", "received": "good", "cancelled": ""}


class TransferFilterForm(FilterForm):
    """Which transfers the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Transfer.State.choices])
    place = forms.ChoiceField(label=_("Place"), required=False)

    def offer(self, actor: Actor) -> None:
        """Offer the places that somebody sees."""
        rows = queries.places(actor=actor)
        self.choose("place", [("", _("Any")), *((str(row.place_id), row.name) for row in rows)])

    def wanted(self) -> TransferFilter:
        """Return the filter."""
        given = self.given()
        return TransferFilter(state=given.get("state", ""), place_id=int(given.get("place", 0)))


class TransferForm(forms.Form):
    """From where to where."""

    origin = forms.TypedChoiceField(label=_("From"), coerce=int)
    target = forms.TypedChoiceField(label=_("To"), coerce=int)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(row.place_id, row.name) for row in queries.all_places(actor=actor)]
        for name in ("origin", "target"):
            place = self.fields[name]
            assert isinstance(place, forms.ChoiceField)
            place.choices = choices


LIST: Final = ListPage[TransferRow](
    name="supply:transfers",
    section=STOCK,
    title=_("Transfers"),
    permission="supply.view",
    form=TransferFilterForm,
    read=queries.list_transfers,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:transfer", args=[row.number]),
        ),
        Column(label=_("From"), text=lambda row: row.origin),
        Column(label=_("To"), text=lambda row: row.target),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Begun"), text=lambda row: iso(row.created_at), cls="n"),
        Column(label=_("Sent"), text=lambda row: iso(row.sent_at), cls="n"),
        Column(label=_("Arrived"), text=lambda row: iso(row.received_at), cls="n"),
        Column(label=_("Note"), text=lambda row: row.note),
    ),
    empty=_("No transfers."),
    advice=_("With two places or more, copies can go from one to another."),
    buttons=(
        Button(label=_("New transfer"), url_name="supply:transfer_new", permission="supply.transfer", key="N"),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def transfer_new(request: HttpRequest) -> HttpResponse:
    """Begin a transfer."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.transfer")
    form = TransferForm(request.POST if request.method == "POST" else None, actor=actor)

    def save() -> str:
        typed = form.cleaned_data
        draft = TransferDraft(origin_id=typed["origin"], target_id=typed["target"], note=typed["note"])
        return reverse("supply:transfer", args=[services.draft_transfer(draft, actor=actor, at=at)])

    seen = {"title": gettext("New transfer"), "back": reverse("supply:transfers")}
    return saved(request, form, save, said=gettext("Now scan what goes along."), seen=seen)


@require_GET
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Show a transfer."""
    return _page(request, number, None)


@require_POST
def transfer_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Scan a title onto it, change a line, send it, receive it, or give it up."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    scan = scanned(sent) if what == "scan" else None
    if scan and scan.item is None:
        return _page(request, number, scan.refusal, scan)

    def act() -> None:
        if scan and scan.item:
            services.put_transfer_line(
                number=number, item_id=scan.item.item_id, copies=scan.copies, adds=True, actor=actor, at=at
            )
        elif what == "line":
            for item_id, copies in amounts_sent(sent, "copies").items():
                services.put_transfer_line(number=number, item_id=item_id, copies=copies, actor=actor, at=at)
        elif what == "receive":
            services.receive_transfer(number=number, came=amounts_sent(sent, "came"), actor=actor, at=at)
        elif what == "send":
            services.send_transfer(number=number, actor=actor, at=at)
        elif what == "cancel":
            services.cancel_transfer(number=number, actor=actor, at=at)

    said = {"send": gettext("On its way."), "receive": gettext("On the shelves."), "cancel": gettext("Given up.")}
    url = reverse("supply:transfer", args=[number])
    return deed(request, act, url=url, said=said.get(what, ""), draw=lambda again, why: _page(again, number, why, scan))


def _page(request: HttpRequest, number: str, refusal: DomainError | None, scan: Scan | None = None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "tabs": tabs_of(STOCK, "supply:transfers", actor),
        "transfer": queries.transfer_detail(number=number, actor=actor),
        "refusal": refusal,
        "scan": scan,
        "tones": TONES,
        "may_move": actor.may("supply.transfer"),
        "scan_url": reverse("supply:transfer_deed", args=[number, "scan"]),
    }
    return render(request, "supply/transfer.html", seen, status=status_of(refusal))
