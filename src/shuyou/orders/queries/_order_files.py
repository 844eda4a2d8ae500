"""Files of orders that came in: the list of them, where one stands, ways to read them that somebody saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.usecase import query
from shuyou.orders.models import OrderFile, OrderMapping

LIKE_ENOUGH: Final = 0.6
"""Part of a saved way's headings that a table must have for it to be offered."""


@dataclass(frozen=True, slots=True)
class OrderFileRow:
    """A file of orders and what came of it."""

    file_id: int
    file_name: str
    status: str
    status_label: str
    rows: int
    placed: int
    known: int
    refused: int
    percent: int
    failure: str
    has_refusals: bool
    is_kept: bool
    """Something of it is still kept: the file itself, or what was refused of it."""
    handed_in_by: str
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A way to read files of orders that somebody saved, and how well it fits one."""

    mapping_id: int
    name: str
    columns: Mapping[str, str]
    source: str
    channel: str
    payment: str
    likeness: float


@query("orders.import")
def order_files(*, before: int = 0, actor: Actor, limit: int = 30) -> tuple[list[OrderFileRow], int]:
    """Return files that came in, the latest first, and the number that the next page begins before, in two queries."""
    found = OrderFile.objects.order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    return _rows(rows[:limit]), rows[limit - 1].pk if len(rows) > limit else 0


@query("orders.import")
def order_file(*, file_id: int, actor: Actor) -> OrderFileRow:
    """
    Return a file and what came of it so far.

    :raises NotFound: there is none of this number.
    """
    row = OrderFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NotFound(what=_("file"), key=file_id)
    return _rows([row])[0]


@query("orders.import")
def order_file_path(*, file_id: int, actor: Actor) -> Path | None:
    """Return where the file itself, or what was refused of it, is kept; None once nothing is."""
    file = OrderFile.objects.filter(pk=file_id).values_list("file", flat=True).first()
    return Path(default_storage.path(file)) if file and default_storage.exists(file) else None


@query("orders.import")
def order_mappings(*, headings: Sequence[str], actor: Actor) -> list[KeptReading]:
    """Return saved ways to read tables with such headings, the likeliest first, in one query."""
    there = set(headings)
    found = [
        KeptReading(
            row.pk, row.name, row.columns, row.source, row.channel, row.payment,
            len(there.intersection(row.columns.values())) / max(len(row.columns), 1),
        )
        for row in OrderMapping.objects.order_by("-used_at", "pk")[:200]
    ]  # fmt: skip
    return sorted((one for one in found if one.likeness >= LIKE_ENOUGH), key=lambda one: -one.likeness)


def _rows(rows: Sequence[OrderFile]) -> list[OrderFileRow]:
    names = staff_names(
        row.handed_in_by.removeprefix("staff:") for row in rows if row.handed_in_by.startswith("staff:")
    )
    return [
        OrderFileRow(
            row.pk, row.file_name, row.status, str(OrderFile.Status(row.status).label), row.rows, row.placed,
            row.known, row.refused, min(100, row.position * 100 // row.size) if row.size else 0, row.failure,
            bool(row.file) and row.refused > 0, bool(row.file),
            names.get(row.handed_in_by.removeprefix("staff:"), ""), row.handed_in_at,
        )
        for row in rows
    ]  # fmt: skip
