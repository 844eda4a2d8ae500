"""Reordering: proposed orders with their reasons, advice title by title, occasions, what currencies cost."""

from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.queries import AdviceFilter, AdviceRow, OccasionFilter, OccasionRow, Page, Place
from shuyou.supply.services import OccasionDraft

MOST_CODES: Final = 20_000
"""Characters of the numbers of an occasion's titles."""


class AdviceForm(FilterForm):
    """Which advice the list shows."""

    place = forms.ChoiceField(label=_("Place"), required=False)
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    shown = forms.ChoiceField(
        label=_("Shown"), required=False,
        choices=[("", _("To be ordered now")), ("orphan", _("Nobody to order from")),
                 ("all", _("All that is planned"))],
    )  # fmt: skip

    def offer(self, actor: Actor) -> None:
        """Offer the places that somebody sees and the suppliers."""
        self.places = queries.places(actor=actor)
        self.choose("place", [(str(place.place_id), place.name) for place in self.places])
        self.choose("supplier", [("", _("Any")), *queries.supplier_choices(actor=actor)])

    def wanted(self) -> AdviceFilter:
        """Return the filter; without a place the main one."""
        given = self.given()
        usual = [place.place_id for place in self.places if place.code == queries.MAIN]
        usual += [place.place_id for place in self.places]
        return AdviceFilter(
            place_id=int(given.get("place", 0)) or (usual[0] if usual else 0),
            supplier_id=int(given.get("supplier", 0)), shown=str(given.get("shown", "now")),
        )  # fmt: skip


class OccasionFilterForm(FilterForm):
    """Which occasions the list shows."""

    past = forms.BooleanField(label=_("Also those that are over"), required=False)

    def wanted(self) -> OccasionFilter:
        """Return the filter."""
        return OccasionFilter(past="yes" if self.given().get("past") else "", on=clock.club_day(clock.now()))


class OccasionForm(forms.Form):
    """An occasion with its titles."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=100)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    factor = forms.DecimalField(
        label=_("Sells so many times as much"), max_digits=5, decimal_places=2, help_text=_("such as 2.5")
    )
    codes = forms.CharField(
        label=_("ISBN or other numbers of the titles, one a line"), required=False, max_length=MOST_CODES,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip


class RateForm(forms.Form):
    """What a currency costs from a day on."""

    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("three letters, such as USD"))
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    rate = forms.DecimalField(label=_("One unit costs"), max_digits=12, decimal_places=6)


def _card_url(row: AdviceRow) -> str:
    return reverse("supply:card", args=[row.item.uid])


ADVICE: Final = ListPage[AdviceRow](
    name="supply:advice",
    section=BUYING,
    title=_("Reordering, title by title"),
    permission="supply.see_buying",
    form=AdviceForm,
    read=queries.list_advice,
    by="advised",
    columns=(
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("ISBN"), text=lambda row: row.item.isbn, cls="n"),
        Column(label=_("Supplier"), text=lambda row: row.supplier or gettext("nobody with a licence")),
        Column(label=_("Sold a week"), text=lambda row: f"{row.weekly:.1f}", cls="num", sort="weekly"),
        Column(label=_("Free"), text=lambda row: points(row.free), cls="num"),
        Column(label=_("Expected"), text=lambda row: points(row.coming), cls="num"),
        Column(label=_("Reorder below"), text=lambda row: f"{row.point:.1f}", cls="num"),
        Column(label=_("Up to"), text=lambda row: points(row.target), cls="num"),
        Column(label=_("To be ordered"), text=lambda row: points(row.advised), cls="num strong", sort="advised"),
        Column(
            label=_("Why"), text=lambda row: gettext("Not reordered here.") if row.is_stopped else row.why,
            cls="small told",
        ),
    ),
    empty=_("Nothing is to be reordered here."),
    advice=_("A plan is made each night, and whenever a sale or a count takes a title below its point."),
)  # fmt: skip


def _occasion_url(row: OccasionRow) -> str:
    return reverse("supply:occasion", args=[row.occasion_id])


def _occasions(*, wanted: OccasionFilter, place: Place, actor: Actor, limit: int = 50) -> Page[OccasionRow]:
    return queries.list_occasions(wanted=wanted, place=place, actor=actor, limit=limit)


OCCASIONS: Final = ListPage[OccasionRow](
    name="supply:occasions",
    section=BUYING,
    title=_("Occasions that sell more"),
    permission="supply.see_buying",
    form=OccasionFilterForm,
    read=_occasions,
    by="starts_on",
    columns=(
        Column(label=pgettext_lazy("of a thing", "Name"), text=lambda row: row.name, url=_occasion_url),
        Column(label=_("From"), text=lambda row: iso(row.starts_on), cls="n", sort="starts_on"),
        Column(label=_("Until"), text=lambda row: iso(row.ends_on), cls="n"),
        Column(label=_("Sells so many times as much"), text=lambda row: f"{row.factor:f}", cls="num"),
        Column(label=_("Titles"), text=lambda row: points(row.titles), cls="num"),
    ),
    empty=_("No occasions to come."),
    advice=_("Enter a campaign, a reading or a school's list with its titles: the plan orders ahead for it."),
    buttons=(Button(label=_("New occasion"), url_name="supply:occasion_new", permission="supply.buy", key="N"),),
)  # fmt: skip


@require_GET
def reorder(request: HttpRequest) -> HttpResponse:
    """Show the proposed orders."""
    return _proposals(request, None)


@require_POST
def reorder_deed(request: HttpRequest, what: str) -> HttpResponse:
    """Accept a proposed order or all that can go, decline one, or plan anew."""
    actor, at, number = actor_of(request), clock.now(), request.POST.get("number", "")

    def act() -> None:
        if what == "accept":
            gone = services.accept_proposal(number=number, actor=actor, at=at)
            messages.success(request, _accepted(number, gone=gone))
        elif what == "accept-all":
            _accept_all(request, actor)
        elif what == "decline":
            services.cancel_purchase(number=number, actor=actor, at=at)
            messages.success(request, gettext("Declined; the next plan looks again."))
        elif what == "plan":
            planned = services.plan_reorders(actor=actor, at=at)
            said = ngettext("%(n)s title is to be ordered.", "%(n)s titles are to be ordered.", planned.advised)
            messages.success(request, said % {"n": planned.advised})

    return deed(request, act, url=reverse("supply:reorder"), said="", draw=_proposals)


@require_http_methods(["GET", "POST"])
def occasion_edit(request: HttpRequest, occasion_id: int = 0) -> HttpResponse:
    """Enter an occasion, or correct one."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.buy")
    known = queries.occasion_detail(occasion_id=occasion_id, actor=actor) if occasion_id else None
    start: dict[str, Any] = {}
    if known:
        row = known.row
        start = {"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on, "factor": row.factor,
                 "codes": "\n".join(item.isbn or item.uid for item in known.items)}  # fmt: skip
    form = OccasionForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        typed = {**form.cleaned_data, "codes": form.cleaned_data["codes"].split()}
        services.save_occasion(OccasionDraft(**typed), occasion_id=occasion_id or None, actor=actor, at=at)
        return reverse("supply:occasions")

    seen = {"title": known.row.name if known else gettext("New occasion"), "back": reverse("supply:occasions")}
    return saved(request, form, save, said=gettext("Saved; the next plan orders for it."), seen=seen)


@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    """Show what foreign currencies cost, and enter what one costs from a day on."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.see_buying")
    form = RateForm(request.POST if request.method == "POST" else None, initial={"from_on": clock.club_day(at)})

    def save() -> str:
        services.set_exchange_rate(**form.cleaned_data, actor=actor, at=at)
        return reverse("supply:rates")

    seen = {
        "title": gettext("Exchange rates"), "back": reverse("supply:suppliers"),
        "rates": queries.exchange_rates(actor=actor), "may_change": actor.may("supply.manage_suppliers"),
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="supply/rates.html")


def _accepted(number: str, *, gone: bool) -> str:
    if gone:
        return gettext("%(number)s is approved and has gone to the supplier.") % {"number": number}
    return gettext("%(number)s is approved; it waits to be sent.") % {"number": number}


def _accept_all(request: HttpRequest, actor: Actor) -> None:
    """Accept what can go, one order after the other; say of the others why not."""
    accepted = 0
    for one in queries.proposals(actor=actor):
        try:
            services.accept_proposal(number=one.number, actor=actor, at=clock.now())
        except DomainError as refusal:
            messages.warning(request, f"{one.number}: {refusal.sentence}")
        else:
            accepted += 1
    said = ngettext("%(n)s order is approved.", "%(n)s orders are approved.", accepted) % {"n": accepted}
    messages.success(request, said)


def _proposals(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    found = queries.proposals(actor=actor)
    run = queries.last_run(actor=actor)
    seen = {
        "tabs": tabs_of(BUYING, "supply:reorder", actor),
        "proposals": found,
        "largest": max((one.net_total * one.exchange_rate for one in found), default=0),
        "run": run,
        "is_stale": run is None or clock.club_day(run.planned_at) < _yesterday(),
        "list_total": sum(one.list_total * one.exchange_rate for one in found),
        "net_total": sum(one.net_total * one.exchange_rate for one in found),
        "may_approve": actor.may("supply.approve_purchases"),
        "may_plan": actor.may("supply.plan_reorders"),
        "refusal": refusal,
    }
    return render(request, "supply/reorder.html", seen, status=status_of(refusal))


def _yesterday() -> date:
    return date.fromordinal(clock.club_day(clock.now()).toordinal() - 1)
