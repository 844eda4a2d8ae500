"""Files that came in: the list of them, where one stands, whom it was about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.models import ImportRun
from shuyou.kernel.usecase import query
from shuyou.members.models import Intake, IntakePerson, SavedMapping
from shuyou.members.rules.intakes import LIKE_ENOUGH, likeness_to, stays_because

PAGE = 30
PEOPLE = 50


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """A file and what came of it."""

    intake_id: int
    kind: str
    kind_label: str
    file_name: str
    status: str
    status_label: str
    rows: int
    added: int
    merged: int
    unchanged: int
    refused: int
    percent: int
    failure: str
    has_refusals: bool
    """A file is kept of the rows that were refused, or taken with a remark."""
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    undone_at: datetime | None

    @property
    def is_moving(self) -> bool:
        """Tell whether somebody looking at it should look again."""
        return self.status in ("running", "undoing")

    @property
    def may_be_undone(self) -> bool:
        """Tell whether it can be taken back."""
        return self.status in ("done", "failed")


@dataclass(frozen=True, slots=True)
class IntakePage:
    """A stretch of the list, the latest first."""

    rows: Sequence[IntakeRow]
    next_before: int


@dataclass(frozen=True, slots=True)
class IntakePersonRow:
    """Somebody whom a file was about."""

    number: str
    name: str
    was_made: bool
    stays: str


@dataclass(frozen=True, slots=True)
class IntakePeople:
    """A stretch of the people of a file."""

    rows: Sequence[IntakePersonRow]
    next_after: int


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A way to read files that somebody saved, and how much it is like one."""

    mapping_id: int
    name: str
    columns: Mapping[str, str]
    likeness: float


@query("members.import")
def intakes(*, before: int = 0, actor: Actor, limit: int = PAGE) -> IntakePage:
    """Return files that came in, the latest first, in two queries however many there are."""
    found = Intake.objects.order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    names = _names(rows)
    return IntakePage([_row(row, names) for row in rows[:limit]], rows[limit - 1].pk if len(rows) > limit else 0)


@query("members.import")
def intake(*, intake_id: int, actor: Actor) -> IntakeRow:
    """
    Return a file and what came of it so far.

    :raises NotFound: there is none of this number.
    """
    row = Intake.objects.filter(pk=intake_id).first()
    if row is None:
        raise NotFound(what=_("file"), key=intake_id)
    return _row(row, _names([row]), is_live=True)


@query("members.import")
def intake_file(*, intake_id: int, actor: Actor) -> Path | None:
    """Return where the file itself, or what was refused of it, is kept; None once nothing is."""
    file = Intake.objects.filter(pk=intake_id).values_list("file", flat=True).first()
    return Path(default_storage.path(file)) if file and default_storage.exists(file) else None


@query("members.import")
def intake_people(*, intake_id: int, part: str = "", after: int = 0, actor: Actor, limit: int = PEOPLE) -> IntakePeople:
    """Return whom a file was about: all, those `added`, those `merged`, or those who `stay`, in one query."""
    found = IntakePerson.objects.filter(intake_id=intake_id, pk__gt=after)
    if part in ("added", "merged"):
        found = found.filter(was_made=part == "added")
    elif part == "stay":
        found = found.exclude(stays="")
    columns = ("pk", "person__member__number", "person__name", "was_made", "stays")
    rows = list(found.order_by("pk").values_list(*columns)[: limit + 1])
    people = [
        IntakePersonRow(number or "", name, was_made, stays_because(stays) if stays else "")
        for _pk, number, name, was_made, stays in rows[:limit]
    ]
    return IntakePeople(people, rows[limit - 1][0] if len(rows) > limit else 0)


@query("members.import")
def mappings_like(*, headings: Sequence[str], actor: Actor) -> list[KeptMapping]:
    """Return saved ways to read a file with such headings, the likeliest first, in one query."""
    found = [
        KeptMapping(row.pk, row.name, row.columns, likeness_to(headings, row.columns))
        for row in SavedMapping.objects.order_by("-used_at", "pk")[:200]
    ]
    like = [mapping for mapping in found if mapping.likeness >= LIKE_ENOUGH]
    return sorted(like, key=lambda mapping: -mapping.likeness)


def _names(rows: Sequence[Intake]) -> Mapping[str, str]:
    return staff_names(row.started_by.removeprefix("staff:") for row in rows if row.started_by.startswith("staff:"))


def _row(row: Intake, names: Mapping[str, str], *, is_live: bool = False) -> IntakeRow:
    run = (
        ImportRun.objects.filter(pk=row.run_id).first() if is_live and row.run_id and row.status == "running" else None
    )
    counts = (run.rows_read, run.imported, run.merged, run.unchanged, run.reported) if run else (
        row.rows, row.added, row.merged, row.unchanged, row.refused,
    )  # fmt: skip
    return IntakeRow(
        row.pk, row.kind, str(Intake.Kind(row.kind).label), row.file_name, row.status,
        str(Intake.Status(row.status).label), *counts,
        min(100, row.position * 100 // row.size) if row.size else 0, row.failure,
        bool(row.file) and row.status in ("done", "undoing", "undone"),
        names.get(row.started_by.removeprefix("staff:"), ""),
        row.started_at, row.ended_at, row.undone_at,
    )  # fmt: skip
