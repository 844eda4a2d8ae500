"""The agenda of stations, one appointment, and offers of partners with who may use them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import Appointment, PartnerOffer, PartnerUse, Station
from shuyou.orders.rules import Entitlement, why_not
from shuyou.supply.queries import place_name, places_of

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRow:
    """A station with the hours of its shop."""

    station_id: int
    place_id: int
    place: str
    name: str
    minutes: int
    hours: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentRow:
    """An appointment with its reader and its station."""

    number: str
    station_id: int
    station: str
    place: str
    member_number: str
    member: str
    item: str
    kind_label: str
    state: str
    state_label: str
    booked_at: datetime
    starts_at: datetime
    ends_at: datetime
    moves: int
    note: str
    is_accepted: bool | None
    findings: str
    signed_by: str
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """An offer of a partner."""

    code: str
    merchant: str
    name: str
    name_zh: str
    name_en: str
    terms: str
    valid_from: date
    valid_to: date
    tiers: tuple[str, ...]
    most_per_member: int
    most_uses: int | None
    uses: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFilter:
    """Which offers a list shows: those that hold on a day; None: all."""

    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerUseRow:
    """One use of an offer."""

    member_number: str
    member: str
    used_at: datetime


@query("orders.view")
def stations(*, actor: Actor) -> Sequence[StationRow]:
    """Return the stations of the places that somebody sees, by place and name, in two queries."""
    rows = Station.objects.select_related("place").order_by("place__code", "name", "pk")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(place__in=own)
    return [
        StationRow(
            station_id=one.pk, place_id=one.place_id, place=place_name(zh=one.place.name_zh, en=one.place.name_en),
            name=one.name, minutes=one.minutes, hours=tuple(one.place.hours), is_active=one.is_active,
        )
        for one in rows
    ]  # fmt: skip


@query("orders.view")
def agenda(*, since: datetime, until: datetime, actor: Actor) -> Sequence[AppointmentRow]:
    """Return what begins in a span where somebody belongs, the first first, by index `appointment_by_time`."""
    rows = _appointments().filter(starts_at__gte=since, starts_at__lt=until).order_by("starts_at", "pk")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(station__place__in=own)
    return [_appointment(one) for one in rows[:MOST]]


@query("orders.view")
def appointment_detail(*, number: str, actor: Actor) -> AppointmentRow:
    """
    Return an appointment, in two queries.

    :raises NotFound: there is none, or it is at another's store.
    """
    one = _appointments().filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and one.station.place_id not in own):
        raise NotFound(what=_("appointment"), key=number)
    return _appointment(one)


@query("orders.view")
def member_appointments(*, member_id: int, before: datetime, limit: int, actor: Actor) -> Sequence[AppointmentRow]:
    """Return a reader's appointments that were booked before a moment, the latest first, in one query."""
    rows = _appointments().filter(member_id=member_id, booked_at__lt=before).order_by("-booked_at", "-pk")
    return [_appointment(one) for one in rows[:limit]]


@query("orders.view")
def list_partner_offers(*, wanted: PartnerFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[PartnerRow]:
    """Return offers of partners, the latest first, in one query."""
    rows = PartnerOffer.objects.all()
    if wanted.on:
        rows = rows.filter(is_active=True, valid_from__lte=wanted.on, valid_to__gte=wanted.on)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_offer(one) for one in found), next_after)


@query("orders.view")
def partner_offer(*, code: str, actor: Actor) -> tuple[PartnerRow, Sequence[PartnerUseRow]]:
    """
    Return an offer of a partner and its latest uses, in two queries.

    :raises NotFound: there is none.
    """
    one = PartnerOffer.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=_("offer"), key=code)
    used = PartnerUse.objects.filter(offer=one).select_related("member__person").order_by("-pk")[:PAGE]
    return _offer(one), [
        PartnerUseRow(member_number=use.member.number, member=use.member.person.name, used_at=use.used_at)
        for use in used
    ]


@query("orders.view")
def member_offers(*, member_id: int, tier: str, on: date, actor: Actor) -> Sequence[PartnerRow]:
    """Return the offers of partners that a reader may use on a day, those that end first first, in two queries."""
    rows = PartnerOffer.objects.filter(is_active=True, valid_from__lte=on, valid_to__gte=on).order_by("valid_to", "pk")
    own = dict(
        PartnerUse.objects.filter(member_id=member_id)
        .values_list("offer")
        .annotate(times=Count("pk"))
        .order_by("offer")
    )
    return [_offer(one) for one in rows if not why_not(entitlement(one), tier=tier, own=own.get(one.pk, 0), on=on)]


def entitlement(one: PartnerOffer) -> Entitlement:
    """Return who may use an offer, when and how often, and how often it was used."""
    return Entitlement(
        one.is_active, one.valid_from, one.valid_to, frozenset(one.tiers), one.most_per_member, one.most_uses, one.uses
    )


def _appointments() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("station__place", "member__person", "item")


def _appointment(one: Appointment) -> AppointmentRow:
    place = one.station.place
    return AppointmentRow(
        number=one.number, station_id=one.station_id, station=one.station.name,
        place=place_name(zh=place.name_zh, en=place.name_en), member_number=one.member.number,
        member=one.member.person.name, item=one.item.title if one.item else "", kind_label=one.get_kind_display(),
        state=one.state, state_label=one.get_state_display(), booked_at=one.booked_at,
        starts_at=one.starts_at, ends_at=one.ends_at,
        moves=one.moves, note=one.note, is_accepted=one.is_accepted, findings=one.findings, signed_by=one.signed_by,
        done_at=one.done_at,
    )  # fmt: skip


def _offer(one: PartnerOffer) -> PartnerRow:
    name = one.name_zh if (get_language() or "zh").startswith("zh") else one.name_en
    return PartnerRow(
        code=one.code, merchant=one.merchant, name=name, name_zh=one.name_zh, name_en=one.name_en, terms=one.terms,
        valid_from=one.valid_from, valid_to=one.valid_to, tiers=tuple(one.tiers), most_per_member=one.most_per_member,
        most_uses=one.most_uses, uses=one.uses, is_active=one.is_active,
    )  # fmt: skip
