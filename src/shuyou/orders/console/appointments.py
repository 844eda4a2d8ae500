"""Appointments at the desk: the agenda of a day or week, one with its acceptance, a new one; stations."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day, club_zone, day_start
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, InvalidValue
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.orders import queries, services
from shuyou.orders.console.releases import MOMENT, reader_meant
from shuyou.orders.console.warehouse import TABS
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.models import Appointment
from shuyou.orders.queries import AppointmentRow, StationRow
from shuyou.orders.rules import turns
from shuyou.orders.services import Acceptance, AppointmentDraft, StationDraft
from shuyou.supply import queries as supply

TONES: Final = {"booked": "info", "done": "good", "missed": "bad", "cancelled": ""}
SPANS: Final = {"day": 1, "week": 7}


class StationForm(forms.Form):
    """A station of a shop, as typed; a name that is there already changes its station."""

    place_id = forms.TypedChoiceField(label=_("Store"), coerce=int)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=60)
    minutes = forms.IntegerField(label=_("Minutes of a turn"), min_value=10, max_value=480, initial=60)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)


class AppointmentForm(forms.Form):
    """A turn that a reader asks for, as typed."""

    reader = forms.CharField(
        label=_("Reader"), max_length=40, help_text=_("member number, card or phone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip
    station_id = forms.TypedChoiceField(label=_("Station"), coerce=int)
    kind = forms.ChoiceField(label=_("Kind of appointment"), choices=Appointment.Kind.choices)
    starts_at = forms.DateTimeField(
        label=_("When"), widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"})
    )
    title = forms.CharField(label=_("Instrument"), required=False, max_length=80, help_text=_("its number or name"))
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class MoveForm(forms.Form):
    """Another time, as typed."""

    starts_at = forms.DateTimeField()


@require_GET
def agenda(request: HttpRequest) -> HttpResponse:
    """Show a day or a week: each station's turns, free and taken."""
    actor, today = actor_of(request), club_day(clock.now())
    span = request.GET.get("span", "day") if request.GET.get("span") in SPANS else "day"
    first = _day(request.GET.get("day", ""), today)
    first = first - timedelta(days=first.weekday()) if span == "week" else first
    days = [first + timedelta(days=one) for one in range(SPANS[span])]
    rows = queries.agenda(since=day_start(first), until=day_start(days[-1] + timedelta(days=1)), actor=actor)
    stations = [one for one in queries.stations(actor=actor) if one.is_active]
    seen = {
        "days": [(day, _of_day(day, stations, rows)) for day in days],
        "span": span, "day": first, "today": today, "count": len(rows),
        "before": first - timedelta(days=SPANS[span]), "after": first + timedelta(days=SPANS[span]),
        "tabs": tabs_of(TABS, "orders:agenda", actor), "tones": TONES,
        "may_book": actor.may("orders.book_appointments"), "may_keep": actor.may("orders.keep_stations"),
    }  # fmt: skip
    return render(request, "orders/agenda.html", seen)


def _of_day(
    day: date, stations: Sequence[StationRow], rows: Sequence[AppointmentRow]
) -> list[tuple[StationRow, list[tuple[datetime, AppointmentRow | None, str]]]]:
    """Return by station its turns of a day in the order of time: those that are taken, and those that are free."""
    zone, found = club_zone(), []
    for station in stations:
        own = [
            row for row in rows if row.station_id == station.station_id and row.starts_at.astimezone(zone).date() == day
        ]
        kept = [row for row in own if row.state == "booked"]
        free = [
            (begins, None, "")
            for begins in turns(station.hours, day, station.minutes, zone)
            if not any(
                row.starts_at < begins + timedelta(minutes=station.minutes) and begins < row.ends_at for row in kept
            )
        ]
        taken = [(row.starts_at, row, TONES[row.state]) for row in own]
        found.append((station, sorted([*taken, *free], key=lambda turn: turn[0])))
    return found


@require_http_methods(["GET", "POST"])
def appointment_new(request: HttpRequest) -> HttpResponse:
    """Give a reader a turn."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.book_appointments")
    start = {name: request.GET.get(name, "") for name in ("reader", "station_id", "starts_at")}
    form = AppointmentForm(request.POST if request.method == "POST" else None, initial=start)
    _choose(
        form, "station_id",
        [(one.station_id, f"{one.place} · {one.name}") for one in queries.stations(actor=actor) if one.is_active],
    )  # fmt: skip

    def save() -> str:
        typed = form.cleaned_data
        draft = AppointmentDraft(
            member_id=reader_meant(typed["reader"], actor), station_id=typed["station_id"], kind=typed["kind"],
            starts_at=typed["starts_at"], item_id=_instrument(typed["title"]), note=typed["note"],
        )  # fmt: skip
        return reverse("orders:appointment", args=[services.book_appointment(draft, actor=actor, at=at)])

    seen = {"title": gettext("New appointment"), "back": reverse("orders:agenda")}
    return saved(request, form, save, said=gettext("Booked."), seen=seen)


@require_http_methods(["GET", "POST"])
def station_new(request: HttpRequest) -> HttpResponse:
    """Add a station to a shop, or change one."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.keep_stations")
    form = StationForm(request.POST if request.method == "POST" else None)
    _choose(form, "place_id", [(one.place_id, one.name) for one in supply.places(actor=actor)])

    def save() -> str:
        services.keep_station(StationDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("orders:agenda")

    seen = {"title": gettext("Station of a shop"), "back": reverse("orders:agenda")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_GET
def appointment(request: HttpRequest, number: str) -> HttpResponse:
    """Show an appointment."""
    return _page(request, number, None)


@require_POST
def appointment_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Move an appointment, record what was found, or note that it did not take place."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def move() -> None:
        form = MoveForm(sent)
        if not form.is_valid():
            raise InvalidValue(label=_("When"), value=sent.get("starts_at", "")[:40], field="starts_at")
        services.move_appointment(number, starts_at=form.cleaned_data["starts_at"], actor=actor, at=at)

    def accept() -> None:
        acceptance = Acceptance(
            is_accepted=sent.get("accepted") == "yes", findings=sent.get("findings", "")[:500],
            signed_by=sent.get("signed_by", "")[:80],
        )  # fmt: skip
        services.accept_appointment(number, acceptance=acceptance, actor=actor, at=at)

    deeds: dict[str, Callable[[], None]] = {
        "move": move,
        "accept": accept,
        "missed": lambda: services.end_appointment(number, is_missed=True, actor=actor, at=at),
        "cancel": lambda: services.end_appointment(number, is_missed=False, actor=actor, at=at),
    }
    if what not in deeds:
        raise Http404
    url = reverse("orders:appointment", args=[number])
    return deed(
        request, deeds[what], url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, number, why)
    )


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.appointment_detail(number=number, actor=actor)
    seen = {
        "one": row,
        "tone": TONES[row.state],
        "starts": row.starts_at.astimezone(club_zone()).strftime(MOMENT),
        "tabs": tabs_of(TABS, "orders:agenda", actor),
        "may_book": row.state == "booked" and actor.may("orders.book_appointments"),
        "refusal": refusal,
    }
    return render(request, "orders/appointment.html", seen, status=status_of(refusal))


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[int, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def _instrument(clue: str) -> int | None:
    if not clue.strip():
        return None
    found = catalog.search_titles(text=clue.strip(), limit=2)
    if len(found) != 1:
        raise UnknownTitle(value=clue, field="title")
    return found[0].item_id


def _day(typed: str, today: date) -> date:
    """Return a day as an address names it, within the years that an agenda is for; else today."""
    try:
        day = date.fromisoformat(typed[:10])
    except ValueError:
        return today
    return day if abs(day - today) < timedelta(days=3660) else today
