"""Stores and warehouses: what they are, who belongs to them, where in them things stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import CodeTaken, NumberWrong
from shuyou.supply.events import CopiesDamaged, ItemPlaced, PlaceSaved, PlaceStaffed, PositionsSaved
from shuyou.supply.models import Movement, PlaceStaff, Position, Shelf, Warehouse
from shuyou.supply.rules import code_typed, hours_typed, said, text_typed
from shuyou.supply.services._postings import take_copies
from shuyou.supply.services._scope import require_place

LONGEST_POSITION = 20
MOST_COPIES = 99_999


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDraft:
    """A place as typed."""

    code: str
    name_zh: str
    name_en: str = ""
    kind: str = "store"
    region: str = ""
    address: str = ""
    phone: str = ""
    hours: Sequence[str] = ()
    is_active: bool = True


@use_case("supply.manage_places")
def save_place(draft: PlaceDraft, *, place_id: int | None = None, actor: Actor, at: datetime) -> str:
    """
    Enter a store or warehouse, or correct one, and return its code; the code of one that is there stays.

    :raises NotFound: there is no such place.
    :raises CodeTaken: another place has the code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    place = Warehouse() if place_id is None else _held(place_id)
    problems: list[DomainError] = []
    values: dict[str, str] = {}
    for name, limit, is_needed in (
        ("name_zh", 40, True), ("name_en", 60, False), ("region", 40, False), ("address", 200, False),
        ("phone", 30, False),
    ):  # fmt: skip
        try:
            values[name] = (text_typed if is_needed else said)(getattr(draft, name), field=name, limit=limit)
        except DomainError as problem:
            problems.append(problem)
    hours = _hours(draft.hours, problems)
    if place_id is None:
        place.code = _new_code(draft.code, problems)
    if problems:
        refuse(problems)
    for name, value in values.items():
        setattr(place, name, value)
    place.name_en = place.name_en or place.name_zh
    place.kind = draft.kind if draft.kind in Warehouse.Kind.values else Warehouse.Kind.STORE
    place.hours, place.is_active = hours, draft.is_active
    place.save()
    publish(PlaceSaved(warehouse_id=place.pk), actor=actor, at=at)
    return place.code


@use_case("supply.manage_places")
def set_place_staff(*, place_id: int, user_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """
    Say who of the staff belongs to a place; whoever belongs to any sees only these.

    :raises NotFound: there is no such place.
    """
    place = _held(place_id)
    wanted = set(User.objects.filter(pk__in=user_ids, is_staff=True).values_list("pk", flat=True))
    PlaceStaff.objects.filter(warehouse=place).exclude(user_id__in=wanted).delete()
    known = set(PlaceStaff.objects.filter(warehouse=place).values_list("user_id", flat=True))
    PlaceStaff.objects.bulk_create(PlaceStaff(warehouse=place, user_id=one) for one in sorted(wanted - known))
    publish(PlaceStaffed(warehouse_id=place.pk, staff=len(wanted)), actor=actor, at=at)


@use_case("supply.shelve")
def save_positions(*, place_id: int, positions: Sequence[tuple[str, str]], actor: Actor, at: datetime) -> int:
    """
    Enter positions of a place by code and name, or name known ones anew; return how many there are.

    :raises NotYourPlace: the actor belongs to other places.
    :raises TextMissing: a code is empty.
    :raises TextTooLong: a code or name is longer than what is kept.
    """
    require_place(place_id, actor=actor)
    place = _held(place_id)
    rows = [
        Position(
            warehouse=place,
            code=text_typed(code, field="positions", limit=LONGEST_POSITION).upper(),
            name=said(name, field="positions", limit=60),
        )
        for code, name in positions
    ]
    unique = {row.code: row for row in rows}
    Position.objects.bulk_create(
        unique.values(), update_conflicts=True, unique_fields=["warehouse", "code"], update_fields=["name"]
    )
    publish(PositionsSaved(warehouse_id=place.pk, positions=len(unique)), actor=actor, at=at)
    return Position.objects.filter(warehouse=place).count()


@use_case("supply.shelve")
def place_item(*, item_id: int, place_id: int, position: str, actor: Actor, at: datetime) -> None:
    """
    Say where in a place an item stands.

    :raises NotYourPlace: the actor belongs to other places.
    :raises NotFound: the place does not keep the item.
    """
    require_place(place_id, actor=actor)
    code = said(position, field="position", limit=LONGEST_POSITION).upper()
    if not Shelf.objects.filter(item_id=item_id, warehouse_id=place_id).update(position=code):
        raise NotFound(what=_("stock"), key=item_id)
    publish(ItemPlaced(warehouse_id=place_id, item_id=item_id, position=code), actor=actor, at=at)


@use_case("supply.write_off")
def write_off(*, item_id: int, place_id: int, copies: int, request_key: str, actor: Actor, at: datetime) -> None:
    """
    Take damaged copies off the shelf for good, the oldest first; a repeat of the key changes nothing.

    :raises NotYourPlace: the actor belongs to other places.
    :raises NumberWrong: no copies, or more than can be.
    :raises NotFree: fewer are free.
    """
    require_place(place_id, actor=actor)
    if not 1 <= copies <= MOST_COPIES:
        raise NumberWrong(value=copies, least=1, most=MOST_COPIES, field="copies")
    source = f"damage:{request_key}"
    list(Shelf.objects.filter(item_id=item_id, warehouse_id=place_id).order_by("pk").select_for_update(no_key=True))
    if Movement.objects.filter(source=source, kind=Movement.Kind.DAMAGE).exists():
        copies = 0
    else:
        take_copies({item_id: copies}, warehouse_id=place_id, kind=Movement.Kind.DAMAGE, source=source, at=at)
    publish(CopiesDamaged(warehouse_id=place_id, item_id=item_id, copies=copies), actor=actor, at=at)


def _new_code(typed: str, problems: list[DomainError]) -> str:
    try:
        code = code_typed(typed)
    except DomainError as problem:
        problems.append(problem)
        return ""
    if Warehouse.objects.filter(code=code).exists():
        problems.append(CodeTaken(value=code))
    return code


def _hours(typed: Sequence[str], problems: list[DomainError]) -> list[str]:
    found = []
    for place, hours in enumerate(typed[:7]):
        try:
            found.append(hours_typed(hours, field=f"hours_{place}"))
        except DomainError as problem:
            problems.append(problem)
    return found if any(found) else []


def _held(place_id: int) -> Warehouse:
    place = Warehouse.objects.select_for_update(no_key=True).filter(pk=place_id).first()
    if place is None:
        raise NotFound(what=_("place"), key=place_id)
    return place
