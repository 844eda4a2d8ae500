"""Stores and warehouses: the list, one with its positions and people, new and edit."""

from datetime import datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.supply import queries, services
from shuyou.supply.console.lists import STOCK, tabs_of
from shuyou.supply.models import Warehouse
from shuyou.supply.queries import NOTHING, PlaceRow, PlaceSums
from shuyou.supply.rules import opening_on
from shuyou.supply.services import PlaceDraft

WEEK = range(7)


def weekday_name(day: int) -> str:
    """Return the name of a weekday; Monday is 0."""
    return date_format(datetime(2024, 1, 1 + day, tzinfo=clock.club_zone()), "l")


class PlaceForm(forms.Form):
    """A place and its opening hours."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("small letters, such as west"))
    name_zh = forms.CharField(label=_("Name in Chinese"), required=False, max_length=80)
    name_en = forms.CharField(label=_("Name in English"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Warehouse.Kind.choices)
    region = forms.CharField(label=_("Region"), required=False, max_length=80)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=60)
    is_active = forms.BooleanField(label=_("Open"), required=False, initial=True)

    def __init__(self, *args: object, is_new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for day in WEEK:
            self.fields[f"hours_{day}"] = forms.CharField(
                label=weekday_name(day), required=False, max_length=30, widget=forms.TextInput(attrs={"class": "n"})
            )
        self.fields["hours_0"].help_text = _("such as 09:00-21:00; empty: closed")
        if not is_new:
            del self.fields["code"]

    def draft(self, code: str) -> PlaceDraft:
        """Return the place as typed."""
        typed = dict(self.cleaned_data)
        hours = [typed.pop(f"hours_{day}") for day in WEEK]
        return PlaceDraft(**{"code": code, **typed}, hours=hours)


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """List the places that somebody sees, by region, with whether they are open today."""
    actor, at = actor_of(request), clock.now()
    rows = queries.places(actor=actor, is_active=False)
    today = clock.club_day(at)
    sums = queries.place_sums(since=clock.day_start(today), actor=actor)
    regions: dict[str, list[tuple[PlaceRow, str, PlaceSums]]] = {}
    for row in rows:
        line = (row, opening_on(row.hours, today.weekday()), sums.get(row.place_id, NOTHING))
        regions.setdefault(row.region, []).append(line)
    seen = {
        "tabs": tabs_of(STOCK, "supply:places", actor),
        "regions": [(name, lines, sum((line[2] for line in lines), NOTHING)) for name, lines in regions.items()],
        "whole": sum((sums.get(row.place_id, NOTHING) for row in rows), NOTHING),
        "may_see_costs": actor.may("supply.see_costs"),
        "may_manage": actor.may("supply.manage_places"),
    }
    return render(request, "supply/places.html", seen)


@require_GET
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show a place."""
    return _page(request, code, None)


@require_http_methods(["GET", "POST"])
def place_edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Enter a place, or correct one."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.manage_places")
    known = queries.place_detail(code=code, actor=actor) if code else None
    start = {"kind": "store", "is_active": True}
    if known:
        start = {name: getattr(known.row, name) for name in ("kind", "region", "address", "phone", "is_active")}
        start |= {"name_zh": known.name_zh, "name_en": known.name_en}
        start |= {f"hours_{day}": opening_on(known.row.hours, day) for day in WEEK}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=start, is_new=known is None)

    def save() -> str:
        place_id = known.row.place_id if known else None
        typed = str(form.cleaned_data.get("code", code))
        kept = services.save_place(form.draft(typed), place_id=place_id, actor=actor, at=at)
        return reverse("supply:place", args=[kept])

    back = reverse("supply:place", args=[code]) if code else reverse("supply:places")
    title = known.row.name if known else gettext("New place")
    return saved(request, form, save, said=gettext("Saved."), seen={"title": title, "back": back})


@require_POST
def place_deed(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Say who belongs to a place, or enter its positions."""
    actor, at = actor_of(request), clock.now()
    known = queries.place_detail(code=code, actor=actor)

    def act() -> None:
        if what == "staff":
            ids = [int(one) for one in request.POST.getlist("user") if one.isdecimal() and len(one) < 18]
            services.set_place_staff(place_id=known.row.place_id, user_ids=ids, actor=actor, at=at)
        else:
            typed = [line.strip().partition(" ") for line in request.POST.get("positions", "")[:20_000].splitlines()]
            positions = [(begin, name.strip()) for begin, _gap, name in typed if begin]
            services.save_positions(place_id=known.row.place_id, positions=positions, actor=actor, at=at)

    url = reverse("supply:place", args=[code])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    known = queries.place_detail(code=code, actor=actor)
    may_manage = actor.may("supply.manage_places")
    own = {user_id for user_id, _name in known.staff}
    seen = {
        "place": known,
        "week": [(weekday_name(day), opening_on(known.row.hours, day)) for day in WEEK],
        "staff": [(user_id, name, user_id in own) for user_id, name in queries.staff_offered(actor=actor)]
        if may_manage
        else [],
        "may_manage": may_manage,
        "may_shelve": actor.may("supply.shelve"),
        "refusal": refusal,
        "positions": request.POST.get("positions", ""),
    }
    return render(request, "supply/place.html", seen, status=status_of(refusal))
