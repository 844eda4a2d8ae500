"""What is asked of the value of readers: lists of them, one in full with reasons, two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.insight.models import MemberValue
from shuyou.insight.queries._chosen import ValueFilter, passing
from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query

HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A reader in a list of values; sums in yuan, shares 0–1."""

    member_id: int
    number: str
    name: str
    score: Decimal
    was_score: Decimal
    place: int
    tier: int
    was_tier: int
    cause: str
    recency: int
    orders: int
    net: Decimal
    profit: Decimal
    alive: Decimal
    hoped_orders: Decimal
    lifetime: Decimal
    gain: Decimal
    stage: str
    label: str
    treatment: str
    rfm: int

    @property
    def change(self) -> Decimal:
        """How far the score moved."""
        return self.score - self.was_score


@query("insight.see_values")
def list_values(*, wanted: ValueFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ValueRow]:
    """Return a page of readers by value, in two queries."""
    found, after = behind(passing(wanted), place, limit=limit)
    named = _named([one.pk for one in found])
    return Page(tuple(_row_of(one, named) for one in found), after)


def rows_of(member_ids: Sequence[int]) -> Mapping[int, ValueRow]:
    """Return rows of readers by id, in two queries."""
    named = _named(member_ids)
    return {one.pk: _row_of(one, named) for one in MemberValue.objects.filter(pk__in=member_ids)}


def _named(member_ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    rows = MemberValue.objects.filter(pk__in=member_ids)
    return {pk: (number, name) for pk, number, name in rows.values_list("pk", "member__number", "member__person__name")}


@query("insight.see_values")
def count_values(*, wanted: ValueFilter, actor: Actor) -> int:
    """Return how many readers pass a filter."""
    return passing(wanted).count()


def row_of(*, one: MemberValue, number: str, name: str) -> ValueRow:
    """Return a reader as lists have them."""
    return ValueRow(
        member_id=one.pk, number=number, name=name, score=one.score, was_score=one.was_score, place=one.place,
        tier=one.tier, was_tier=one.was_tier, cause=one.cause, recency=one.recency, orders=one.orders,
        net=yuan(one.net), profit=yuan(one.profit), alive=share(one.alive), hoped_orders=one.hoped_orders,
        lifetime=yuan(one.lifetime), gain=yuan(one.gain), stage=one.stage, label=one.label, treatment=one.treatment,
        rfm=one.rfm,
    )  # fmt: skip


def yuan(fen: int) -> Decimal:
    """Return a sum as money."""
    return Decimal(fen) / HUNDRED


def share(thousandths: int) -> Decimal:
    """Return a share, 0–1."""
    return Decimal(thousandths) / 1000


def value_part(key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    """Return the next members of a group by value, such as `tier:1` or `life:retired`, behind an id."""
    field, _colon, value = key.partition(":")
    rows = MemberValue.objects.filter(pk__gt=after).order_by("pk")
    if field == "at_risk":
        rows = rows.filter(is_at_risk=True)
    elif field == "win_back":
        rows = rows.filter(gain__gt=0)
    elif field in ("tier", "label", "treatment", "preference", "life", "use", "micro", "stage", "habit"):
        rows = rows.filter(**{field: value})
    else:
        return []
    return list(rows.values_list("pk", flat=True)[:limit])


def _row_of(one: MemberValue, named: Mapping[int, tuple[str, str]]) -> ValueRow:
    number, name = named[one.pk]
    return row_of(one=one, number=number, name=name)
