"""Papers: those that wait to be typed, those of a member, all by kind and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import within
from shuyou.kernel.usecase import query
from shuyou.members.models import Paper

PAGE = 30


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper and whom it is about; number and name are empty while it waits."""

    paper_id: int
    kind_label: str
    status: str
    status_label: str
    file: str
    file_name: str
    media_type: str
    note: str
    added_at: datetime
    member_id: int | None
    number: str
    name: str

    @property
    def is_picture(self) -> bool:
        """Tell whether a page can show it."""
        return self.media_type == "image/jpeg"


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers are listed; empty: any."""

    status: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A stretch of the list, the latest first."""

    rows: Sequence[PaperRow]
    next_before: int


@query("members.see_papers")
def list_papers(*, wanted: PaperFilter, before: int = 0, actor: Actor, limit: int = PAGE) -> PaperPage:
    """Return papers, the latest first, in one query (indexes `papers_by_time`, `papers_by_kind`)."""
    found = Paper.objects.order_by("-added_at", "-pk")
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    found = within(found, "added_at", wanted.since, wanted.until)
    if before:
        found = found.filter(pk__lt=before)
    rows = [_row(paper) for paper in found.select_related("person__member")[: limit + 1]]
    return PaperPage(rows[:limit], rows[limit - 1].paper_id if len(rows) > limit else 0)


@query("members.see_papers")
def papers_of(*, member_id: int, actor: Actor, limit: int = 6) -> list[PaperRow]:
    """Return the papers of a member, the latest first, in one query (index `papers_of_person`)."""
    found = Paper.objects.filter(person_id=member_id).order_by("-added_at", "-pk").select_related("person__member")
    return [_row(paper) for paper in found[:limit]]


@query("members.see_papers")
def paper(*, paper_id: int, actor: Actor) -> PaperRow:
    """
    Return a paper, in one query.

    :raises NotFound: there is no such paper.
    """
    found = Paper.objects.select_related("person__member").filter(pk=paper_id).first()
    if found is None:
        raise NotFound(what=_("paper"), key=paper_id)
    return _row(found)


@query("members.see_papers")
def next_paper(*, after: int = 0, actor: Actor) -> int:
    """Return the paper that waits longest behind another, or 0."""
    waiting = Paper.objects.filter(status=Paper.Status.WAITING).order_by("pk").values_list("pk", flat=True)
    return waiting.filter(pk__gt=after).first() or waiting.exclude(pk=after).first() or 0


def _row(row: Paper) -> PaperRow:
    member = getattr(row.person, "member", None) if row.person else None
    return PaperRow(
        row.pk, str(Paper.Kind(row.kind).label), row.status, str(Paper.Status(row.status).label), row.file,
        row.file_name, row.media_type, row.note, row.added_at, row.person_id, member.number if member else "",
        row.person.name if row.person else "",
    )  # fmt: skip
