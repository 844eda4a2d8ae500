"""Appointments to try or tune an instrument: booked, moved, kept, missed or called off; no turn is given twice."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import NotFound
from shuyou.kernel.numbers import next_number
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.errors.appointments import (
    AppointmentOver,
    FindingsMissing,
    PlaceShut,
    StationUnknown,
    TurnPast,
    TurnTaken,
)
from shuyou.orders.events.appointments import AppointmentMoved, StationKept
from shuyou.orders.models import Appointment, Station
from shuyou.orders.rules import hours_on
from shuyou.orders.services._releases import exact
from shuyou.supply import queries as supply

State = Appointment.State
FARTHEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationDraft:
    """A station as typed: where it is and how long a turn takes."""

    place_id: int
    name: str
    minutes: int
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDraft:
    """A turn that a reader asks for."""

    member_id: int
    station_id: int
    kind: str
    starts_at: datetime
    item_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What was found when the instrument was tried or tuned, and who signed for it."""

    is_accepted: bool
    findings: str
    signed_by: str


@use_case("orders.keep_stations")
def keep_station(draft: StationDraft, *, actor: Actor, at: datetime) -> int:
    """
    Add a station to a shop, or change the one of this name there; return its id.

    :raises StationUnknown: it is another's shop.
    """
    if not _belongs_to(actor, draft.place_id):
        raise StationUnknown()
    kept = {"minutes": min(max(draft.minutes, 10), 480), "is_active": draft.is_active}
    station, _is_new = Station.objects.update_or_create(
        place_id=draft.place_id, name=tidy(draft.name)[:60], defaults=kept
    )
    events.publish(StationKept(station_id=station.pk), actor=actor, at=at)
    return station.pk


@use_case("orders.book_appointments")
def book_appointment(draft: AppointmentDraft, *, actor: Actor, at: datetime) -> str:
    """
    Give a reader a turn at a station and return its number.

    :raises StationUnknown: the station is not in use; UnknownTitle: there is no such instrument.
    :raises TurnPast: it is over or too far away; PlaceShut: the shop is shut then.
    :raises TurnTaken: somebody has the station then, or the reader is elsewhere.
    """
    member = members.hold_kept_member(member_id=draft.member_id)
    station = Station.objects.select_related("place").filter(pk=draft.station_id, is_active=True).first()
    if station is None or not _belongs_to(actor, station.place_id):
        raise StationUnknown()
    if draft.item_id is not None and not catalog.item_rows(item_ids=[draft.item_id]):
        raise UnknownTitle(value=draft.item_id)
    ends_at = _end(station, draft.starts_at, at)
    appointment = Appointment(
        number=next_number("AP", "appointment", width=6), station=station, member_id=member.member_id,
        item_id=draft.item_id, kind=draft.kind, starts_at=draft.starts_at, ends_at=ends_at,
        note=tidy(draft.note)[:200], booked_by=actor.signature, booked_at=at,
    )  # fmt: skip
    _place(appointment)
    _tell(appointment, "booked", actor, at)
    return appointment.number


@use_case("orders.book_appointments")
def move_appointment(number: str, *, starts_at: datetime, actor: Actor, at: datetime) -> None:
    """
    Move an appointment to another time at its station.

    :raises NotFound: there is no such appointment; AppointmentOver: it took place or was called off.
    :raises TurnPast: it is over or too far away; PlaceShut: the shop is shut then; TurnTaken: it is taken.
    """
    known = Appointment.objects.filter(number=number).values_list("member_id", flat=True).first()
    if known is not None:  # the reader first, as always
        members.hold_kept_member(member_id=known)
    appointment = _held(number, actor)
    appointment.ends_at = _end(appointment.station, starts_at, at)
    appointment.starts_at, appointment.moves = starts_at, appointment.moves + 1
    _place(appointment)
    _tell(appointment, "moved", actor, at)


@use_case("orders.book_appointments")
def accept_appointment(number: str, *, acceptance: Acceptance, actor: Actor, at: datetime) -> None:
    """
    Record what was found when the instrument was tried or tuned, and that the reader took it as good or did not.

    :raises NotFound: there is no such appointment; AppointmentOver: it is over.
    :raises FindingsMissing: nothing says what was found.
    """
    appointment = _held(number, actor)
    findings = tidy(acceptance.findings)[:500]
    if not findings:
        raise FindingsMissing()
    appointment.is_accepted, appointment.findings = acceptance.is_accepted, findings
    appointment.signed_by = tidy(acceptance.signed_by)[:80]
    _end_with(appointment, State.DONE, actor, at)


@use_case("orders.book_appointments")
def end_appointment(number: str, *, is_missed: bool, actor: Actor, at: datetime) -> None:
    """
    Call an appointment off, or note that the reader did not come: the turn is free again.

    :raises NotFound: there is no such appointment; AppointmentOver: it is over.
    """
    _end_with(_held(number, actor), State.MISSED if is_missed else State.CANCELLED, actor, at)


def _belongs_to(actor: Actor, place_id: int) -> bool:
    own = supply.places_of(actor=actor)
    return own is None or place_id in own


def _held(number: str, actor: Actor) -> Appointment:
    appointment = (
        Appointment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("station__place")
        .filter(number=number)
        .first()
    )
    if appointment is None or not _belongs_to(actor, appointment.station.place_id):
        raise NotFound(what=_("appointment"), key=number)
    if appointment.state != State.BOOKED:
        raise AppointmentOver(number=number, state=State(appointment.state).label)
    return appointment


def _end(station: Station, starts_at: datetime, at: datetime) -> datetime:
    """Return when a turn ends that begins then, if it can."""
    ends_at = starts_at + timedelta(minutes=station.minutes)
    if not at <= starts_at <= at + FARTHEST:
        raise TurnPast(when=exact(starts_at))
    begins, ends = starts_at.astimezone(club_zone()), ends_at.astimezone(club_zone())
    hours = hours_on(station.place.hours, begins.date())
    if hours is None:
        return ends_at
    first, last = hours
    is_same_day = begins.date() == ends.date() or ends.time() == time(0)
    is_late = ends.time() > last or (begins.date() != ends.date() and last != time.max)
    if begins.time() < first or not is_same_day or is_late:
        raise PlaceShut(when=exact(starts_at), hours=f"{first:%H:%M}-{last:%H:%M}")
    return ends_at


def _place(appointment: Appointment) -> None:
    """
    Write an appointment of a reader who is held; the database refuses a turn of the station that is taken.

    It does not refuse a reader two turns at once: two members who turn out to be one may have them.
    """
    elsewhere = Appointment.objects.filter(
        member_id=appointment.member_id, state=State.BOOKED, starts_at__lt=appointment.ends_at,
        ends_at__gt=appointment.starts_at,
    )  # fmt: skip
    if elsewhere.exclude(pk=appointment.pk).exists():
        raise TurnTaken(when=exact(appointment.starts_at))
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError as error:
        raise TurnTaken(when=exact(appointment.starts_at)) from error


def _end_with(appointment: Appointment, state: State, actor: Actor, at: datetime) -> None:
    appointment.state, appointment.done_at = state, at
    appointment.done_by = actor.signature
    appointment.save()
    _tell(appointment, state, actor, at)


def _tell(appointment: Appointment, what: str, actor: Actor, at: datetime) -> None:
    told = AppointmentMoved(appointment_id=appointment.pk, member_id=appointment.member_id, what=what)
    events.publish(told, actor=actor, at=at)
