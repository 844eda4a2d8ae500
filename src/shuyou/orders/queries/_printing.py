"""Books that readers have made, as the desk sees them: a board, a list, one job, and a reader's own shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.orders.models import Manuscript, PrintJob
from shuyou.orders.rules.printing import PrintStep, steps_read

MOST: Final = 400
"""So many stand on the board; the list has them all."""
OVER: Final = ("delivered", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class ManuscriptRow:
    """A file on a reader's shelf."""

    manuscript_id: int
    member_id: int
    file: str
    file_name: str
    kind: str
    size: int
    pages: int
    is_estimate: bool
    added_at: datetime
    removed_at: datetime | None

    @property
    def megabytes(self) -> Decimal:
        """Return its size."""
        return (Decimal(self.size) / 1024 / 1024).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobRow:
    """A book that a reader has made."""

    number: str
    member_id: int
    member_number: str
    member: str
    title: str
    form: str
    form_label: str
    state: str
    state_label: str
    note: str
    body: ManuscriptRow
    cover: ManuscriptRow | None
    paper: str
    binding: str
    colour: str
    pages: int
    copies: int
    steps: Sequence[PrintStep]
    total: Decimal
    paid_total: Decimal
    rights_at: datetime
    quoted_at: datetime | None
    quoted_until: date | None
    accepted_at: datetime | None
    proof_note: str
    printed_at: datetime | None
    ready_at: datetime | None
    delivered_at: datetime | None
    delivery_note: str
    cancelled_at: datetime | None
    reason: str
    asked_at: datetime

    @property
    def due(self) -> Decimal:
        """Return what is still to be paid."""
        return self.total - self.paid_total

    def days(self, at: datetime) -> int:
        """Return how many days it has been under way, or was till it was over."""
        return ((self.delivered_at or self.cancelled_at or at) - self.asked_at).days


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobFilter:
    """Which jobs a list shows: in a state, or all that are open; with words of their title or their reader's name."""

    state: str = ""
    words: str = ""


@query("orders.view")
def print_board(*, actor: Actor) -> Sequence[PrintJobRow]:
    """Return the jobs under way, the longest first, in one query by the index of open ones."""
    return [_job(one) for one in _jobs().exclude(state__in=OVER).order_by("asked_at", "pk")[:MOST]]


@query("orders.view")
def list_print_jobs(*, wanted: PrintJobFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[PrintJobRow]:
    """Return jobs, the latest first, in one query."""
    rows = _jobs()
    if wanted.state == "open":
        rows = rows.exclude(state__in=OVER)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.words:
        named = rows.filter(member__person__name__icontains=wanted.words)
        rows = rows.filter(title__icontains=wanted.words) | named | rows.filter(number=wanted.words.upper())
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_job(one) for one in found), next_after)


@query("orders.view")
def print_job(*, number: str, actor: Actor) -> PrintJobRow:
    """
    Return a job, in one query.

    :raises NotFound: there is none.
    """
    one = _jobs().filter(number=number).first()
    if one is None:
        raise NotFound(what=_("book"), key=number)
    return _job(one)


@query("orders.view")
def member_print_jobs(*, member_id: int, before: datetime, limit: int, actor: Actor) -> Sequence[PrintJobRow]:
    """Return a reader's jobs, the latest first, in one query."""
    rows = _jobs().filter(member_id=member_id, asked_at__lt=before).order_by("-asked_at", "-pk")
    return [_job(one) for one in rows[:limit]]


@query("orders.make_books")
def manuscripts_of(*, member_id: int, actor: Actor) -> Sequence[ManuscriptRow]:
    """Return the files on a reader's shelf, the latest first, in one query."""
    rows = Manuscript.objects.filter(member_id=member_id, removed_at=None).order_by("-pk")
    return [_manuscript(one) for one in rows[:MOST]]


@query("orders.make_books")
def manuscript(*, manuscript_id: int, actor: Actor) -> ManuscriptRow:
    """
    Return a file on a reader's shelf, in one query.

    :raises NotFound: there is none, or it was taken off.
    """
    one = Manuscript.objects.filter(pk=manuscript_id, removed_at=None).first()
    if one is None:
        raise NotFound(what=_("file"), key=manuscript_id)
    return _manuscript(one)


def _jobs() -> QuerySet[PrintJob]:
    return PrintJob.objects.select_related("member__person", "body", "cover")


def _manuscript(one: Manuscript) -> ManuscriptRow:
    return ManuscriptRow(
        manuscript_id=one.pk, member_id=one.member_id, file=one.file, file_name=one.file_name, kind=one.kind,
        size=one.size, pages=one.pages, is_estimate=one.is_estimate, added_at=one.added_at, removed_at=one.removed_at,
    )  # fmt: skip


def _job(one: PrintJob) -> PrintJobRow:
    return PrintJobRow(
        number=one.number, member_id=one.member_id, member_number=one.member.number, member=one.member.person.name,
        title=one.title, form=one.form, form_label=str(one.get_form_display()), state=one.state,
        state_label=str(one.get_state_display()), note=one.note, body=_manuscript(one.body),
        cover=_manuscript(one.cover) if one.cover else None, paper=one.paper, binding=one.binding, colour=one.colour,
        pages=one.pages, copies=one.copies, steps=steps_read(one.steps), total=one.total, paid_total=one.paid_total,
        rights_at=one.rights_at, quoted_at=one.quoted_at, quoted_until=one.quoted_until, accepted_at=one.accepted_at,
        proof_note=one.proof_note, printed_at=one.printed_at, ready_at=one.ready_at, delivered_at=one.delivered_at,
        delivery_note=one.delivery_note, cancelled_at=one.cancelled_at, reason=one.reason, asked_at=one.asked_at,
    )  # fmt: skip
