"""Whose data are held, why, by whom, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.history import signers
from shuyou.kernel.usecase import query
from shuyou.members.models import LegalHold

PAGE = 50


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold on somebody's data."""

    hold_id: int
    number: str
    name: str
    reason: str
    until: date | None
    is_standing: bool
    placed_by: str
    placed_at: datetime
    lifted_by: str
    lifted_at: datetime | None
    lifted_why: str


@dataclass(frozen=True, slots=True)
class HoldPage:
    """A stretch of holds and the id before which it goes on; None when this is the last."""

    rows: tuple[HoldRow, ...]
    next_before: int | None


@query("members.hold_data")
def legal_holds(
    *, member_id: int | None = None, before: int | None = None, at: datetime, actor: Actor, limit: int = PAGE
) -> HoldPage:
    """Return holds, the latest first, of one member or of all, in two queries."""
    found = LegalHold.objects.select_related("person__member").order_by("-pk")
    if member_id is not None:
        found = found.filter(person_id=member_id)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    page = _rows(rows[:limit], club_day(at))
    return HoldPage(page, page[-1].hold_id if len(rows) > limit else None)


def _rows(rows: Sequence[LegalHold], today: date) -> tuple[HoldRow, ...]:
    names = signers(key for row in rows for key in (row.placed_by, row.lifted_by))
    return tuple(
        HoldRow(
            row.pk, row.person.member.number, row.person.name, row.reason, row.until,
            row.lifted_at is None and (row.until is None or row.until >= today),
            names[row.placed_by], row.placed_at, names[row.lifted_by], row.lifted_at, row.lifted_why,
        )
        for row in rows
    )  # fmt: skip
