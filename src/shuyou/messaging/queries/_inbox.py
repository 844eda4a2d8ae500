"""The inbox: what readers wrote, and whole threads with what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query
from shuyou.messaging.models import Channel, Inbound, InboundFile, Message

LONGEST_THREAD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFilter:
    """Which messages from readers the list shows; empty: all."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    """The kind of message that it answers."""
    member: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True)
class HeardRow:
    """A message from a reader as lists show it."""

    inbound_id: int
    uid: UUID
    channel: str
    channel_label: str
    shown: str
    member_number: str
    member_name: str
    subject: str
    text: str
    state: str
    state_label: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FileRow:
    """Something that a reader attached; it may have been too large to be taken."""

    file_id: int
    name: str
    content_type: str
    size: int
    is_kept: bool


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One message of a thread, from a reader or to them."""

    uid: UUID
    is_ours: bool
    at: datetime
    subject: str
    text: str
    state_label: str
    has_original: bool = False
    files: Sequence[FileRow] = ()


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A message from a reader with all that was said with the same address, the oldest first."""

    row: HeardRow
    member_id: int
    sealed: str
    lines: Sequence[ThreadLine]


@query("messaging.view")
def list_heard(*, wanted: HeardFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[HeardRow]:
    """Return messages from readers that pass the filter, page by page."""
    rows = _rows()
    for name in ("state", "channel"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.kind:
        rows = rows.filter(answers__kind=wanted.kind)
    if wanted.member:
        rows = rows.filter(member__number=wanted.member.strip().upper())
    rows = within(rows, "received_at", wanted.from_day, wanted.to_day)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("messaging.view")
def to_read(*, limit: int, actor: Actor) -> tuple[list[HeardRow], int]:
    """Return the oldest messages that nobody has read, and how many there are (index `inbound_to_read`)."""
    rows = _rows().filter(state=Inbound.State.NEW)
    return [_row(one) for one in rows.order_by("pk")[:limit]], rows.count()


@query("messaging.view")
def thread(*, uid: UUID, actor: Actor) -> ThreadPage:
    """
    Return a message from a reader with its thread and answers that did not leave yet, in four queries.

    :raises NotFound: there is no such message.
    """
    one = _rows().filter(uid=uid).first()
    if one is None:
        raise NotFound(what=_("message"), key=uid)
    same = {"channel": one.channel, "digest": one.digest}
    in_thread = Q(mailing=None) | Q(sent_at__isnull=False)
    heard = Inbound.objects.filter(**same).order_by("-pk")[:LONGEST_THREAD] if one.digest else [one]
    files = _files(heard)
    ours = Message.objects.filter(in_thread, **same) if one.digest else Message.objects.none()
    sent = (ours | Message.objects.filter(answers=one)).order_by("-pk")[:LONGEST_THREAD]
    lines = [
        *(ThreadLine(each.uid, False, each.received_at, each.subject, each.text, each.get_state_display(),
                    bool(each.original), files.get(each.pk, ())) for each in heard),
        *(ThreadLine(each.uid, True, each.sent_at or each.asked_at, each.subject or each.facts.get("subject", ""),
                     each.text or each.facts.get("text", ""), each.get_state_display()) for each in sent),
    ]  # fmt: skip
    return ThreadPage(_row(one), one.member_id or 0, one.sealed, sorted(lines, key=lambda line: line.at))


@query("messaging.view")
def inbound_file(*, uid: UUID, file_id: int, actor: Actor) -> tuple[str, str]:
    """
    Return where something that a reader attached lies in the store, and its name; 0: the message as it came.

    :raises NotFound: there is no such file.
    """
    if file_id:
        kept = InboundFile.objects.filter(pk=file_id, inbound__uid=uid).exclude(file="").first()
        found = (kept.file, kept.name) if kept else ("", "")
    else:
        one = Inbound.objects.filter(uid=uid).exclude(original="").first()
        found = (one.original, f"{one.pk}.eml") if one else ("", "")
    if not found[0]:
        raise NotFound(what=_("file"), key=file_id)
    return found


def _files(heard: Sequence[Inbound] | QuerySet[Inbound]) -> Mapping[int, list[FileRow]]:
    found = dict[int, list[FileRow]]()
    for one in InboundFile.objects.filter(inbound__in=[each.pk for each in heard]).order_by("pk"):
        row = FileRow(one.pk, one.name, one.content_type, one.size, bool(one.file))
        found.setdefault(one.inbound_id, []).append(row)
    return found


def _rows() -> QuerySet[Inbound]:
    return Inbound.objects.select_related("member__person")


def _row(one: Inbound) -> HeardRow:
    return HeardRow(
        one.pk, one.uid, one.channel, str(dict(Channel.choices)[one.channel]), one.shown,
        one.member.number if one.member else "", one.member.person.name if one.member else "", one.subject, one.text,
        one.state, one.get_state_display(), one.received_at,
    )  # fmt: skip
