"""Prices: an item's side by side with their reasons and their history; price lists and offers with their items."""

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries, services
from shuyou.catalog.console.forms import CHANNELS, put_refusals
from shuyou.catalog.console.titles import number_in
from shuyou.catalog.models import PriceList
from shuyou.catalog.queries import PriceListRow
from shuyou.catalog.services import PriceListDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError

STATES: Final = {"holds": _("holds"), "not_yet": _("not begun yet"), "ended": _("ended"), "stopped": _("stopped")}
TONES: Final = {"holds": "good", "not_yet": "info", "ended": "", "stopped": "warn"}


class WhereForm(forms.Form):
    """Where and when somebody buys."""

    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("any")), *CHANNELS])
    store = forms.CharField(label=_("Store"), required=False, max_length=20)
    on = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class PriceListForm(forms.Form):
    """A price list, as typed."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("such as vip-xmas"))
    name_zh = forms.CharField(label=_("Name, Chinese"), required=False, max_length=60)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=PriceList.Kind.choices[1:])
    rate = forms.CharField(
        label=_("Discount on all titles"), required=False, max_length=12,
        help_text=_("such as 88; empty: only titles that are entered"),
    )  # fmt: skip
    audience = forms.MultipleChoiceField(
        label=_("Only for"), required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("any")), *CHANNELS])
    store = forms.CharField(label=_("Store"), required=False, max_length=20)
    starts_on = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)

    def __init__(self, data: Any = None, *, kept: PriceListRow | None = None) -> None:
        super().__init__(data, initial=_initial(kept) if kept else None)
        audience = self.fields["audience"]
        assert isinstance(audience, forms.MultipleChoiceField)
        audience.choices = [(row.code, row.name) for row in queries.price_lists() if row.kind == "tier"]
        if kept is not None:
            del self.fields["code"]
        if kept is not None and kept.kind == "tier":
            for name in ("kind", "audience", "channel", "store", "starts_on", "ends_on", "is_active"):
                del self.fields[name]

    def draft(self, code: str = "") -> PriceListDraft:
        """Return what was typed; the last day is one of the offer's."""
        typed = self.cleaned_data
        first, last = typed.get("starts_on"), typed.get("ends_on")
        return PriceListDraft(
            code=code or typed.get("code", ""), name_zh=typed["name_zh"], name_en=typed["name_en"],
            kind=typed.get("kind") or "offer", rate=typed["rate"], store=typed.get("store", ""),
            channel=typed.get("channel", ""), audience=tuple(typed.get("audience", ())),
            starts_at=datetime.combine(first, time.min, clock.club_zone()) if first else None,
            ends_at=datetime.combine(last, time.max, clock.club_zone()) if last else None,
            is_active=typed.get("is_active", True),
        )  # fmt: skip


def _initial(kept: PriceListRow) -> dict[str, Any]:
    day = clock.club_day
    return {
        "name_zh": kept.name_zh, "name_en": kept.name_en, "kind": kept.kind, "rate": _percent(kept.rate),
        "audience": list(kept.audience), "channel": kept.channel, "store": kept.store, "is_active": kept.is_active,
        "starts_on": day(kept.starts_at) if kept.starts_at else None,
        "ends_on": day(kept.ends_at) if kept.ends_at else None,
    }  # fmt: skip


def _percent(rate: Decimal | None) -> str:
    return "" if rate is None else f"{(rate * 100).normalize():f}%"


@require_GET
def item_prices(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what readers of every tier would pay for an item, why, and what it cost before."""
    actor, at = actor_of(request), clock.now()
    actor.require("catalog.view")
    item_id = queries.item_id_of(uid=uid)
    where = WhereForm(request.GET or None)
    typed = where.cleaned_data if where.is_valid() else {}
    day = typed.get("on")
    moment = datetime.combine(day, time(12), clock.club_zone()) if day else at
    tiers = queries.prices_explained(
        item_id=item_id, at=moment, channel=typed.get("channel", ""), store=typed.get("store", "")
    )
    seen = {
        "item": queries.item_rows(item_ids=[item_id])[0],
        "where": where,
        "tiers": tiers,
        "rows": _grid(tiers),
        "lists": queries.price_lists(),
        "history": queries.price_history(item_id=item_id, actor=actor),
        "may_price": actor.may("catalog.price"),
    }
    return render(request, "catalog/prices.html", seen)


type Told = tuple[str, queries.Reckoned | None]
"""A tier by name, and what a list means for it."""


def _grid(tiers: Sequence[queries.TierPrice]) -> list[tuple[str, list[Told]]]:
    """Return price lists by rows, each with what it means for every tier: a tier's own list means nothing to others."""
    names = {one.code: one.name for tier in tiers for one in tier.lists}
    of_tier = [(tier.name, {one.code: one for one in tier.lists}) for tier in tiers]
    return [(name, [(tier, lists.get(code)) for tier, lists in of_tier]) for code, name in names.items()]


@require_POST
def item_rate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give an item a rate of its own on a list, or take it off."""
    actor = actor_of(request)
    actor.require("catalog.price")
    item_id = queries.item_id_of(uid=uid)
    back = reverse("catalog:item_prices", args=[uid])
    return _entered(request, request.POST.get("list", ""), {item_id: request.POST.get("rate", "")}, actor, back)


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """List the price lists and offers."""
    actor, at = actor_of(request), clock.now()
    actor.require("catalog.view")
    rows = [(row, STATES[state], TONES[state]) for row in queries.price_lists() if (state := row.state(at))]
    return render(request, "catalog/price_lists.html", {"rows": rows, "may_price": actor.may("catalog.price")})


@require_http_methods(["GET", "POST"])
def list_new(request: HttpRequest) -> HttpResponse:
    """Make a price list."""
    actor = actor_of(request)
    actor.require("catalog.price")
    form, status = PriceListForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                code = services.add_price_list(form.draft(), actor=actor, at=clock.now())
            except DomainError as refusal:
                _put(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, gettext("The list is made. Now enter the titles it is about."))
                return HttpResponseRedirect(reverse("catalog:price_list", args=[code]), status=HTTPStatus.SEE_OTHER)
    return render(request, "catalog/price_list_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def list_one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a price list with its items, or change it."""
    actor = actor_of(request)
    actor.require("catalog.view")
    kept = queries.price_list(code=code)
    form, status = PriceListForm(request.POST or None, kept=kept), HTTPStatus.OK
    if request.method == "POST":
        actor.require("catalog.price")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                services.change_price_list(form.draft(code), actor=actor, at=clock.now())
            except DomainError as refusal:
                _put(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, gettext("Saved."))
                return HttpResponseRedirect(reverse("catalog:price_list", args=[code]), status=HTTPStatus.SEE_OTHER)
    state = kept.state(clock.now())
    seen = {
        "kept": kept, "form": form, "state": STATES[state], "tone": TONES[state],
        "page": queries.price_entries(code=code, after=number_in(request, "after")),
        "may_price": actor.may("catalog.price"), "found": _found(request.GET.get("q", "")),
    }  # fmt: skip
    return render(request, "catalog/price_list.html", seen, status=status)


@require_POST
def list_enter(request: HttpRequest, code: str) -> HttpResponse:
    """Give items rates of their own on a list: one of a row, or one found."""
    actor = actor_of(request)
    actor.require("catalog.price")
    item_id = request.POST.get("item", "")
    rates = {int(item_id): request.POST.get("rate", "")} if item_id.isdecimal() and len(item_id) < 18 else {}
    return _entered(request, code, rates, actor, reverse("catalog:price_list", args=[code]))


def _entered(request: HttpRequest, code: str, rates: dict[int, str], actor: Actor, back: str) -> HttpResponse:
    try:
        changed = services.enter_prices(code=code, rates=rates, actor=actor, at=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Saved.") if changed else gettext("Nothing was changed."))
    return HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)


def _found(typed: str) -> list[queries.ItemRow]:
    return queries.search_titles(text=typed.strip()[:80], limit=8) if typed.strip() else []


def _put(form: forms.Form, refusal: DomainError) -> None:
    put_refusals(form, refusal)
    if refusal.at_field in ("starts_at", "ends_at") and not form.errors.get("ends_on"):
        form.add_error("ends_on", str(refusal))
