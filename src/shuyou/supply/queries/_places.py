"""Places that hold stock, and who belongs to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.usecase import query
from shuyou.supply.models import PlaceFigures, PlaceStaff, Position, Warehouse

_TODAY: Final = """
    SELECT s.warehouse_id,
           coalesce(sum(m.quantity) FILTER (WHERE m.kind IN ('RECEIVE', 'ARRIVE', 'GAIN', 'TAKEBACK', 'TAKEOVER')),
                    0)::int,
           coalesce(sum(m.quantity) FILTER (WHERE m.kind IN ('ISSUE', 'SEND', 'LOSS', 'RETURN', 'DAMAGE', 'HANDOVER')),
                    0)::int
      FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id JOIN supply_shelf s ON s.id = l.shelf_id
     WHERE m.at >= %(since)s GROUP BY s.warehouse_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A store or warehouse."""

    place_id: int
    code: str
    name: str
    kind: str
    kind_label: str
    region: str
    address: str
    phone: str
    hours: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class PlaceSums:
    """What stands in a place or region all in all, when that was summed up, and what moved since midnight."""

    titles: int
    copies: int
    reserved: int
    list_value: Decimal
    cost_value: Decimal
    summed_at: datetime | None
    came_today: int
    left_today: int

    def __add__(self, other: "PlaceSums") -> "PlaceSums":
        """Return the sums of both; titles count for each place that has them."""
        moments = [one for one in (self.summed_at, other.summed_at) if one]
        return PlaceSums(
            self.titles + other.titles, self.copies + other.copies, self.reserved + other.reserved,
            self.list_value + other.list_value, self.cost_value + other.cost_value, min(moments, default=None),
            self.came_today + other.came_today, self.left_today + other.left_today,
        )  # fmt: skip


NOTHING: Final = PlaceSums(0, 0, 0, Decimal(0), Decimal(0), None, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetail:
    """A place with its positions and the people who belong to it."""

    row: PlaceRow
    name_zh: str
    name_en: str
    positions: tuple[tuple[str, str], ...]
    staff: tuple[tuple[int, str], ...]


def places_of(*, actor: Actor) -> frozenset[int] | None:
    """
    Return the ids of the places somebody belongs to, or None if all are open to them.

    Whoever belongs to none sees all: a club with one store need not say who works there.
    """
    if actor.store:
        return frozenset(Warehouse.objects.filter(code=actor.store).values_list("pk", flat=True))
    if actor.kind != STAFF or actor.may("supply.see_all_places"):
        return None
    own = PlaceStaff.objects.filter(user_id=int(actor.id)).values_list("warehouse_id", flat=True)
    return frozenset(own) or None


@query("supply.view")
def places(*, actor: Actor, is_active: bool = True) -> list[PlaceRow]:
    """Return the places that somebody sees, by region and name, in two queries."""
    rows = Warehouse.objects.order_by("region", "kind", "code")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(pk__in=own)
    if is_active:
        rows = rows.filter(is_active=True)
    return [_row(place) for place in rows]


@query("supply.view")
def place_sums(*, since: datetime, actor: Actor) -> Mapping[int, PlaceSums]:
    """Return what stands in each place and what moved since a moment, in two queries (`movement_by_time`)."""
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, {"since": since})
        today = {place_id: moved for place_id, *moved in cursor.fetchall()}
    return {
        one.pk: PlaceSums(
            one.titles, one.copies, one.reserved, one.list_value, one.cost_value, one.summed_at,
            *today.get(one.pk, (0, 0)),
        )
        for one in PlaceFigures.objects.order_by("pk")
    }  # fmt: skip


@query("supply.view")
def all_places(*, actor: Actor) -> list[PlaceRow]:
    """Return every open place by code, in one query: copies may be sent where one does not belong."""
    return [_row(place) for place in Warehouse.objects.filter(is_active=True).order_by("code")]


@query("supply.view")
def place_detail(*, code: str, actor: Actor) -> PlaceDetail:
    """
    Return a place with its positions and staff, in four queries.

    :raises NotFound: there is none, or it is not the actor's.
    """
    place = Warehouse.objects.filter(code=code).first()
    own = places_of(actor=actor)
    if place is None or (own is not None and place.pk not in own):
        raise NotFound(what=_("place"), key=code)
    positions = Position.objects.filter(warehouse=place).order_by("code").values_list("code", "name")
    people = PlaceStaff.objects.filter(warehouse=place).order_by("user__full_name", "pk")
    return PlaceDetail(
        row=_row(place), name_zh=place.name_zh, name_en=place.name_en, positions=tuple(positions),
        staff=tuple(people.values_list("user_id", "user__full_name")),
    )  # fmt: skip


@query("supply.manage_places")
def staff_offered(*, actor: Actor) -> Sequence[tuple[int, str]]:
    """Return everybody who works here, by name, in one query."""
    people = User.objects.filter(is_staff=True, is_active=True).order_by("full_name", "pk")
    return [(user.pk, user.full_name) for user in people]


def place_name(*, zh: str, en: str) -> str:
    """Return a place's name in the reader's language."""
    return (zh or en) if (get_language() or "").startswith("zh") else (en or zh)


def _row(place: Warehouse) -> PlaceRow:
    return PlaceRow(
        place_id=place.pk, code=place.code, name=place_name(zh=place.name_zh, en=place.name_en), kind=place.kind,
        kind_label=place.get_kind_display(), region=place.region, address=place.address, phone=place.phone,
        hours=tuple(place.hours), is_active=place.is_active,
    )  # fmt: skip
