"""Remittances: files that came in, slips that wait, what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.payments.models import Remittance, RemittanceFile, RemittanceMapping, RemittanceUse

LIKE_ENOUGH: Final = 0.6
"""Part of a saved way's headings that a table must have for it to be offered."""


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A slip: who paid how much, what they wrote, and what is left of it."""

    remittance_id: int
    slip: str
    payer_name: str
    postcode: str
    payer_address: str
    message: str
    amount: Decimal
    used: Decimal
    paid_on: date
    state: str
    state_label: str
    reason: str
    member_id: int | None
    arrived_at: datetime

    @property
    def left(self) -> Decimal:
        """What of it is not used yet."""
        return self.amount - self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFilter:
    """Which slips a list shows; empty fields do not filter."""

    state: str = ""
    payer: str = ""
    slip: str = ""
    paid_from: date | None = None
    paid_to: date | None = None


@dataclass(frozen=True, slots=True)
class SlipUseRow:
    """What money of a slip was used for."""

    source: str
    amount: Decimal
    score: int
    evidence: tuple[str, ...]
    decided_by: str
    used_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of remittances and what came of it."""

    file_id: int
    file_name: str
    status: str
    status_label: str
    rows: int
    added: int
    known: int
    refused: int
    failure: str
    has_refusals: bool
    handed_in_by: str
    handed_in_at: datetime


@dataclass(frozen=True, slots=True)
class SlipMapping:
    """A way to read files of remittances that somebody saved, and how well it fits one."""

    mapping_id: int
    name: str
    columns: Mapping[str, str]
    layout: str
    likeness: float


@query("payments.view")
def waiting_slips(*, actor: Actor, after: int = 0, limit: int = 500) -> list[SlipRow]:
    """Return slips that wait for a match, in order of their ids, in one query."""
    actor.require_all_stores()
    rows = Remittance.objects.filter(state=Remittance.State.WAITING, pk__gt=after)
    return _slip_rows(rows.order_by("pk")[:limit])


@query("payments.view")
def count_waiting_slips(*, actor: Actor) -> int:
    """Return how many slips wait for a match."""
    return Remittance.objects.filter(state=Remittance.State.WAITING).count()


@query("payments.view")
def list_slips(*, wanted: SlipFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[SlipRow]:
    """Return slips that pass the filter, page by page."""
    actor.require_all_stores()
    rows = Remittance.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.payer:
        rows = rows.filter(payer_name__startswith=wanted.payer)
    if wanted.slip:
        rows = rows.filter(slip=wanted.slip.upper())
    if wanted.paid_from:
        rows = rows.filter(paid_on__gte=wanted.paid_from)
    if wanted.paid_to:
        rows = rows.filter(paid_on__lte=wanted.paid_to)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_slip_row(row) for row in found), after)


@query("payments.view")
def slip_detail(*, remittance_id: int, actor: Actor) -> tuple[SlipRow, tuple[SlipUseRow, ...]]:
    """
    Return a slip and what it was used for, in two queries.

    :raises NotFound: there is no such slip.
    """
    actor.require_all_stores()
    row = Remittance.objects.filter(pk=remittance_id).first()
    if row is None:
        raise NotFound(what=_("slip"), key=remittance_id)
    uses = RemittanceUse.objects.filter(remittance_id=remittance_id).order_by("pk")
    names = staff_names(use.decided_by.removeprefix("staff:") for use in uses if use.decided_by.startswith("staff:"))
    return _slip_row(row), tuple(
        SlipUseRow(
            use.source, use.amount, use.score, tuple(use.evidence),
            names.get(use.decided_by.removeprefix("staff:"), ""), use.used_at,
        )
        for use in uses
    )  # fmt: skip


@query("payments.import")
def remittance_files(*, before: int = 0, actor: Actor, limit: int = 30) -> tuple[list[FileRow], int]:
    """Return files that came in, the latest first, and the number that the next page begins before."""
    actor.require_all_stores()
    found = RemittanceFile.objects.order_by("-pk")
    rows = list((found.filter(pk__lt=before) if before else found)[: limit + 1])
    return _file_rows(rows[:limit]), rows[limit - 1].pk if len(rows) > limit else 0


@query("payments.import")
def remittance_file(*, file_id: int, actor: Actor) -> FileRow:
    """
    Return a file and what came of it so far.

    :raises NotFound: there is none of this number.
    """
    actor.require_all_stores()
    row = RemittanceFile.objects.filter(pk=file_id).first()
    if row is None:
        raise NotFound(what=_("file"), key=file_id)
    return _file_rows([row])[0]


@query("payments.import")
def remittance_file_path(*, file_id: int, actor: Actor) -> Path | None:
    """Return where the file itself, or what was refused of it, is kept; None once nothing is."""
    file = RemittanceFile.objects.filter(pk=file_id).values_list("file", flat=True).first()
    return Path(default_storage.path(file)) if file and default_storage.exists(file) else None


@query("payments.import")
def remittance_mappings(*, headings: Sequence[str], is_fixed: bool, actor: Actor) -> list[SlipMapping]:
    """Return saved ways to read files like one with such headings, the likeliest first."""
    there, found = set(headings), []
    for row in RemittanceMapping.objects.order_by("-used_at", "pk")[:200]:
        if bool(row.layout) == is_fixed:
            shared = len(there.intersection(row.columns.values())) / max(len(row.columns), 1)
            found.append(SlipMapping(row.pk, row.name, row.columns, row.layout, 1.0 if is_fixed else shared))
    return sorted((one for one in found if one.likeness >= LIKE_ENOUGH), key=lambda one: -one.likeness)


def _slip_rows(rows: "QuerySet[Remittance]") -> list[SlipRow]:
    return [_slip_row(row) for row in rows]


def _slip_row(row: Remittance) -> SlipRow:
    return SlipRow(
        row.pk, row.slip, row.payer_name, row.postcode, row.payer_address, row.message, row.amount, row.used,
        row.paid_on, row.state, str(Remittance.State(row.state).label), row.reason, row.member_id, row.arrived_at,
    )  # fmt: skip


def _file_rows(rows: Sequence[RemittanceFile]) -> list[FileRow]:
    names = staff_names(
        row.handed_in_by.removeprefix("staff:") for row in rows if row.handed_in_by.startswith("staff:")
    )
    return [
        FileRow(
            row.pk, row.file_name, row.status, str(RemittanceFile.Status(row.status).label), row.rows, row.added,
            row.known, row.refused, row.failure, bool(row.file) and row.refused > 0,
            names.get(row.handed_in_by.removeprefix("staff:"), ""), row.handed_in_at,
        )
        for row in rows
    ]  # fmt: skip
