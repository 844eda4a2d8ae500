"""What colleagues keep beside a reader: tags, notes, open tasks, the latest questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import history
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.models import Contact, Inquiry, Note, Tag

NOTES = 6
TASKS = 6
OLDEST_VERSION = 50

# Three short lists in one round trip, each from its own index.
_DAILY = f"""
    SELECT coalesce((SELECT jsonb_agg(jsonb_build_array(t.id, t.name, t.colour) ORDER BY t.name, t.id)
             FROM members_persontag pt JOIN members_tag t ON t.id = pt.tag_id
            WHERE pt.person_id = %(id)s), '[]')::text,
           coalesce((SELECT jsonb_agg(jsonb_build_array(n.id, n.text, n.is_pinned, coalesce(u.full_name, ''), n.at,
                                                        n.edited_at, n.is_sensitive)
                              ORDER BY n.is_pinned DESC, n.at DESC, n.id DESC)
             FROM (SELECT * FROM members_note WHERE person_id = %(id)s AND NOT is_removed AND %(reads)s::boolean
                      AND (NOT is_sensitive OR %(reads_all)s::boolean OR author_id = %(me)s::bigint)
                    ORDER BY is_pinned DESC, at DESC, id DESC LIMIT {NOTES + 1}) n
             LEFT JOIN kernel_user u ON u.id = n.author_id), '[]')::text,
           coalesce((SELECT jsonb_agg(jsonb_build_array(k.id, k.title, k.text, k.channel, k.due_at,
                                                        coalesce(u.full_name, '')) ORDER BY k.due_at, k.id)
             FROM (SELECT * FROM members_task WHERE person_id = %(id)s AND done_at IS NULL
                    ORDER BY due_at, id LIMIT {TASKS + 1}) k
             LEFT JOIN kernel_user u ON u.id = k.assignee_id), '[]')::text
"""  # noqa: S608 - the numbers are ours


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag with the number of its colour."""

    tag_id: int
    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note with its author; `edited_at` if it once read another way."""

    note_id: int
    text: str
    is_pinned: bool
    author: str
    at: datetime
    edited_at: datetime | None
    is_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Something still to be done for a reader."""

    task_id: int
    title: str
    text: str
    channel: str
    due_at: datetime
    assignee: str


@dataclass(frozen=True, slots=True)
class Daily:
    """Tags, the pinned and latest notes, the tasks due first, and whether there are more."""

    tags: tuple[TagRow, ...]
    notes: tuple[NoteRow, ...]
    tasks: tuple[OpenTask, ...]
    has_more_notes: bool
    has_more_tasks: bool


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """How a note read until somebody wrote it anew."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class NoteDetail:
    """A note, and how it read before, the latest first."""

    note: NoteRow
    versions: tuple[NoteVersion, ...]


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """What a reader asked, searched for or looked at."""

    kind: str
    kind_label: str
    channel_label: str
    text: str
    hits: int | None
    at: datetime


@query("members.view")
def member_daily(*, member_id: int, actor: Actor) -> Daily:
    """Return what colleagues keep beside a reader, in one query; notes as far as the actor may read them."""
    values = {
        "id": member_id,
        "reads": actor.may("members.read_notes"),
        "reads_all": actor.may("members.read_sensitive_notes"),
        "me": staff_id(actor),
    }
    with planned() as cursor:
        cursor.execute(_DAILY, values)
        tags, notes, tasks = (json.loads(text) for text in cursor.fetchone())
    return Daily(
        tags=tuple(TagRow(*tag) for tag in tags),
        notes=tuple(_note(*note) for note in notes[:NOTES]),
        tasks=tuple(_task(*task) for task in tasks[:TASKS]),
        has_more_notes=len(notes) > NOTES,
        has_more_tasks=len(tasks) > TASKS,
    )


def staff_id(actor: Actor) -> int | None:
    """Return the id of the colleague who asks; None for jobs and others."""
    return int(actor.id) if actor.kind == STAFF else None


def _note(
    note_id: int, text: str, is_pinned: bool, author: str, at: str, edited_at: str | None, is_sensitive: bool
) -> NoteRow:
    edited = datetime.fromisoformat(edited_at) if edited_at else None
    return NoteRow(note_id, text, is_pinned, author, datetime.fromisoformat(at), edited, is_sensitive)


def readable(actor: Actor) -> Q:
    """Return the condition under which an actor reads a note: it is not sensitive, theirs, or they may read all."""
    if actor.may("members.read_sensitive_notes"):
        return Q()
    return Q(is_sensitive=False) | Q(author_id=staff_id(actor))


def _task(task_id: int, title: str, text: str, channel: str, due_at: str, assignee: str) -> OpenTask:
    label = str(Contact.Channel(channel).label) if channel else ""
    return OpenTask(task_id, title, text, label, datetime.fromisoformat(due_at), assignee)


@query("members.read_notes")
def member_notes(*, member_id: int, with_removed: bool = False, actor: Actor) -> list[NoteRow]:
    """Return a reader's notes, the pinned ones first, then the latest, in one query."""
    notes = Note.objects.filter(readable(actor), person_id=member_id).annotate(name=F("author__full_name"))
    if not with_removed:
        notes = notes.filter(is_removed=False)
    return [
        NoteRow(row.pk, row.text, row.is_pinned, row.name or "", row.at, row.edited_at, row.is_sensitive)
        for row in notes.order_by("-is_pinned", "-at", "-pk")
    ]


@query("members.read_notes")
def note_detail(*, member_id: int, note_id: int, actor: Actor) -> NoteDetail:
    """
    Return a note and how it read before, in two queries.

    :raises NotFound: the member has no such note, or none that the actor may read.
    """
    notes = Note.objects.filter(readable(actor), pk=note_id, person_id=member_id, is_removed=False)
    row = notes.annotate(name=F("author__full_name")).first()
    if row is None:
        raise NotFound(what=_("note"), key=note_id)
    changes = history.row_history("members_note", note_id, limit=OLDEST_VERSION)
    versions = tuple(
        NoteVersion(change.at, change.actor_name, str(change.before["text"]))
        for change in changes
        if "text" in change.before
    )
    note = NoteRow(row.pk, row.text, row.is_pinned, row.name or "", row.at, row.edited_at, row.is_sensitive)
    return NoteDetail(note, versions)


@query("members.view")
def member_inquiries(*, member_id: int, limit: int, actor: Actor) -> list[InquiryRow]:
    """Return what a reader asked lately, newest first, in one query (index `inquiries_of_person`)."""
    rows = Inquiry.objects.filter(person_id=member_id).order_by("-at", "-pk")
    return [
        InquiryRow(
            row.kind,
            str(Inquiry.Kind(row.kind).label),
            str(Contact.Channel(row.channel).label),
            row.text,
            row.hits,
            row.at,
        )
        for row in rows[:limit]
    ]


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag as the settings list it: whether it may be put on readers, and how many have it."""

    tag_id: int
    name: str
    colour: int
    is_active: bool
    readers: int


@query("members.view")
def tags_in_use(*, actor: Actor) -> Sequence[TagRow]:
    """Return the tags that may be put on readers, by name, in one query."""
    return [TagRow(tag.pk, tag.name, tag.colour) for tag in Tag.objects.filter(is_active=True).order_by("name", "pk")]


@query("members.manage_tags")
def all_tags(*, actor: Actor) -> list[TagUse]:
    """Return every tag with the number of its readers, those in use first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, t.name, t.colour, t.is_active, count(p.id) FROM members_tag t"
            " LEFT JOIN members_persontag p ON p.tag_id = t.id GROUP BY t.id ORDER BY t.is_active DESC, t.name, t.id"
        )
        return [TagUse(*row) for row in cursor.fetchall()]
