"""Recordings, who heard them, and how long they are kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import Recording, RecordingAccess
from shuyou.callcenter.queries._calls import CallRow, call_row
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query
from shuyou.members import queries as members

LISTEN, TAKE = "callcenter.listen", "callcenter.take_recordings"
OPEN_FOR = timedelta(hours=1)
"""For how long what was noted once lets somebody listen."""
MOST_ACCESSES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFilter:
    """Which recordings the list shows; empty: all."""

    kind: str = ""
    queue: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRow:
    """A recording, with the call it is of."""

    uid: UUID
    call: CallRow
    is_message: bool
    seconds: int
    made_at: datetime
    kept_until: date | None
    """None: nobody set a time."""
    is_there: bool
    heard: int


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who heard a recording, when and why."""

    who: str
    why: str
    is_download: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingPage:
    """A recording with who heard it."""

    row: RecordingRow
    accesses: tuple[AccessRow, ...]
    may_take: bool


@dataclass(frozen=True, slots=True)
class SoundFile:
    """Where the sound lies in the store, and whether it is to be taken away."""

    path: str
    is_download: bool
    made_at: datetime


@query("callcenter.listen")
def list_recordings(*, wanted: RecordingFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[RecordingRow]:
    """Return recordings that pass the filter, page by page, in four queries."""
    rows = _rows()
    if wanted.kind:
        rows = rows.filter(is_message=wanted.kind == "message")
    if wanted.queue:
        rows = rows.filter(call__queue__code=wanted.queue)
    rows = within(rows, "made_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_told(found)), next_after)


@query("callcenter.view")
def recordings_of(*, call: UUID, actor: Actor) -> list[RecordingRow]:
    """Return the recordings of a call that somebody may hear; messages are there for whoever answers calls."""
    rows = _rows().filter(call__uid=call)
    if not actor.may(LISTEN):
        rows = rows.filter(is_message=True) if actor.may("callcenter.answer") else rows.none()
    return _told(list(rows.order_by("made_at", "pk")))


@query("callcenter.answer")
def recording_page(*, uid: UUID, actor: Actor) -> RecordingPage:
    """
    Return a recording with who heard it.

    :raises NotFound: there is no such recording.
    :raises NotPermitted: it is not for whoever asks.
    """
    one = _rows().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("recording"), key=uid)
    if not one.is_message:
        actor.require(LISTEN)
    heard = list(RecordingAccess.objects.filter(recording=one).order_by("-at", "-pk")[:MOST_ACCESSES])
    names = signers(row.by for row in heard)
    return RecordingPage(
        row=_told([one])[0], may_take=actor.may(TAKE),
        accesses=tuple(
            AccessRow(names[row.by], row.get_why_display(), row.is_download, row.at)
            for row in heard
        ),
    )  # fmt: skip


@query("callcenter.answer")
def opened_sound(*, access: UUID, at: datetime, actor: Actor) -> SoundFile:
    """
    Return the file that somebody opened within the last hour.

    :raises NotFound: they have not, or it is kept no longer.
    :raises NotPermitted: they may no longer listen.
    """
    found = RecordingAccess.objects.select_related("recording").filter(uid=access, by=actor.signature).first()
    if found is None or not at - OPEN_FOR < found.at <= at or found.recording.dropped_at or not found.recording.path:
        raise NotFound(what=_("recording"), key=access)
    if not found.recording.is_message:
        actor.require(LISTEN)
    if found.is_download:
        actor.require(TAKE)
    return SoundFile(found.recording.path, found.is_download, found.recording.made_at)


def _rows() -> QuerySet[Recording]:
    return Recording.objects.select_related(
        "call__member__person", "call__queue", "call__agent__user", "call__wrap_code"
    )


def _told(found: list[Recording]) -> list[RecordingRow]:
    months = members.months_kept(part="recordings")
    accesses = RecordingAccess.objects.filter(recording__in=found).values_list("recording")
    heard = dict(accesses.annotate(count=Count("pk")).order_by("recording"))
    return [
        RecordingRow(
            uid=one.uid, call=call_row(one.call), is_message=one.is_message, seconds=int(one.seconds),
            made_at=one.made_at, is_there=one.dropped_at is None and bool(one.path), heard=heard.get(one.pk, 0),
            kept_until=add_months(club_day(one.made_at), months) if months else None,
        )
        for one in found
    ]  # fmt: skip
