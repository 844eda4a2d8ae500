"""Book lists that came in: the list of them, where one stands, ways to read that somebody saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import BookIntake, BookMapping
from shuyou.catalog.queries._rows import ItemRow, item_rows
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.usecase import query

LIKE_ENOUGH: Final = 0.6
"""Part of a saved way's headings that a table must have for it to be offered."""


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """A book list and what came of it."""

    intake_id: int
    file_name: str
    format: str
    status: str
    status_label: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    percent: int
    failure: str
    run_id: int | None
    has_refusals: bool
    started_by: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class IntakePage:
    """A stretch of the list, the latest first."""

    rows: tuple[IntakeRow, ...]
    next_before: int


@dataclass(frozen=True, slots=True)
class KeptMapping:
    """A way to read tables that somebody saved, and how well it fits one."""

    mapping_id: int
    name: str
    columns: Mapping[str, str]
    source: str
    currency: str
    likeness: float


@query("catalog.import")
def book_intakes(*, before: int = 0, actor: Actor, limit: int = 30) -> IntakePage:
    """Return book lists that came in, the latest first, in two queries."""
    found = BookIntake.objects.order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    return IntakePage(tuple(_rows(rows[:limit])), rows[limit - 1].pk if len(rows) > limit else 0)


@query("catalog.import")
def book_intake(*, intake_id: int, actor: Actor) -> IntakeRow:
    """
    Return a book list and what came of it so far.

    :raises NotFound: there is none of this number.
    """
    row = BookIntake.objects.filter(pk=intake_id).first()
    if row is None:
        raise NotFound(what=_("file"), key=intake_id)
    return _rows([row])[0]


@query("catalog.import")
def book_intake_file(*, intake_id: int, actor: Actor) -> Path | None:
    """Return where the list itself, or what was refused of it, is kept; None once nothing is."""
    file = BookIntake.objects.filter(pk=intake_id).values_list("file", flat=True).first()
    return Path(default_storage.path(file)) if file and default_storage.exists(file) else None


@query("catalog.import")
def book_mappings(*, headings: Sequence[str], actor: Actor) -> list[KeptMapping]:
    """Return saved ways to read tables with such headings, the likeliest first, in one query."""
    there = set(headings)
    found = [
        KeptMapping(
            row.pk, row.name, row.columns, row.source, row.currency,
            len(there.intersection(row.columns.values())) / max(len(row.columns), 1),
        )
        for row in BookMapping.objects.order_by("-used_at", "pk")[:200]
    ]  # fmt: skip
    return sorted((one for one in found if one.likeness >= LIKE_ENOUGH), key=lambda one: -one.likeness)


@query("catalog.view")
def run_additions(*, run_id: int, since: datetime, after: int = 0, actor: Actor, limit: int = 50) -> list[ItemRow]:
    """Return the titles that an import entered since it was handed in, by id, in two queries (`event_by_name`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id::bigint FROM kernel_event e, jsonb_array_elements_text(e.payload->'created') c (id)"
            " WHERE e.name = 'catalog.books_imported' AND e.at >= %s AND (e.payload->>'run_id')::bigint = %s"
            " AND c.id::bigint > %s ORDER BY 1 LIMIT %s",
            [since, run_id, after, limit],
        )
        return item_rows(item_ids=[row[0] for row in cursor.fetchall()])


def _rows(rows: Sequence[BookIntake]) -> list[IntakeRow]:
    names = staff_names(row.started_by.removeprefix("staff:") for row in rows if row.started_by.startswith("staff:"))
    return [
        IntakeRow(
            row.pk, row.file_name, row.format, row.status, str(BookIntake.Status(row.status).label), row.rows,
            row.added, row.changed, row.unchanged, row.refused,
            min(100, row.position * 100 // row.size) if row.size else 0, row.failure, row.run_id,
            bool(row.file) and row.refused > 0, names.get(row.started_by.removeprefix("staff:"), ""), row.started_at,
        )
        for row in rows
    ]  # fmt: skip
