"""Special orders as the desk sees them: a board of what waits, a list of all, one, and those of a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import SpecialOrder
from shuyou.supply.queries import place_name

MOST: Final = 400
"""So many stand on the board; the list has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialRow:
    """A special order with its wish and its reader."""

    special_id: int
    number: str
    member_id: int
    member_number: str
    member: str
    item_id: int | None
    title: str
    copies: int
    note: str
    state: str
    """The wish's, or what became of it."""
    state_label: str
    place: str
    purchase_number: str
    deposit: Decimal
    order_number: str
    task_id: int | None
    noted_at: datetime
    arrived_at: datetime | None
    told_at: datetime | None
    held_until: date | None
    closed_at: datetime | None

    def days(self, at: datetime) -> int:
        """Return how many days it has waited, or waited till it was over."""
        return ((self.closed_at or at) - self.noted_at).days


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialFilter:
    """Which special orders a list shows: open ones, or those of an outcome; empty: all."""

    outcome: str = ""


@query("orders.view")
def special_board(*, actor: Actor) -> Sequence[SpecialRow]:
    """Return what waits, the longest first, in one query by the index of open ones."""
    return [_row(one) for one in _rows().filter(closed_at=None).order_by("noted_at", "pk")[:MOST]]


@query("orders.view")
def list_specials(*, wanted: SpecialFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[SpecialRow]:
    """Return special orders, the latest first, in one query."""
    rows = _rows()
    if wanted.outcome == "open":
        rows = rows.filter(closed_at=None)
    elif wanted.outcome:
        rows = rows.filter(outcome=wanted.outcome)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("orders.view")
def special_detail(*, number: str, actor: Actor) -> SpecialRow:
    """
    Return a special order, in one query.

    :raises NotFound: there is none.
    """
    one = _rows().filter(number=number).first()
    if one is None:
        raise NotFound(what=_("special order"), key=number)
    return _row(one)


@query("orders.view")
def special_of_order(*, order_number: str, actor: Actor) -> str:
    """Return the number of the special order whose order will have a number; empty: of none."""
    numbers = SpecialOrder.objects.filter(order_number=order_number, closed_at=None).values_list("number", flat=True)
    return (order_number and numbers.first()) or ""


@query("orders.view")
def member_specials(*, member_id: int, before: datetime, limit: int, actor: Actor) -> Sequence[SpecialRow]:
    """Return a reader's special orders, the latest first, in one query."""
    rows = _rows().filter(member_id=member_id, noted_at__lt=before).order_by("-noted_at", "-pk")
    return [_row(one) for one in rows[:limit]]


def _rows() -> QuerySet[SpecialOrder]:
    return SpecialOrder.objects.select_related("member__person", "want__warehouse", "want__purchase_line__order")


def _row(one: SpecialOrder) -> SpecialRow:
    want = one.want
    line, place = want.purchase_line, want.warehouse
    label = SpecialOrder.Outcome(one.outcome).label if one.outcome else want.get_state_display()
    return SpecialRow(
        special_id=one.pk, number=one.number, member_id=one.member_id, member_number=one.member.number,
        member=one.member.person.name, item_id=want.item_id, title=want.title, copies=want.copies, note=want.note,
        state=one.outcome or want.state, state_label=str(label),
        place=place_name(zh=place.name_zh, en=place.name_en), purchase_number=line.order.number if line else "",
        deposit=one.deposit or ZERO, order_number=one.order_number, task_id=one.task_id, noted_at=one.noted_at,
        arrived_at=want.arrived_at, told_at=want.told_at, held_until=want.held_until, closed_at=one.closed_at,
    )  # fmt: skip
