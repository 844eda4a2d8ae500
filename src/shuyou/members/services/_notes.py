"""Notes about a reader: written, edited, pinned, taken away and brought back. The row history keeps every version."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import NoteAdded, NoteChanged
from shuyou.members.models import Note
from shuyou.members.rules.touches import LONGEST_NOTE, written
from shuyou.members.services._hold_member import hold_member


@use_case("members.write_notes")
def add_note(
    *, member_id: int, text: str, is_pinned: bool = False, is_sensitive: bool = False, actor: Actor, at: datetime
) -> int:
    """
    Keep a note about a reader and return its id; a sensitive one is read by few, and by whoever wrote it.

    :raises NotFound: there is no such member.
    :raises NothingWritten: it says nothing.
    :raises TextTooLong: it says too much.
    """
    kept = written(text, field="text", limit=LONGEST_NOTE)
    hold_member(member_id=member_id)
    author = int(actor.id) if actor.kind == STAFF else None
    note = Note.objects.create(
        person_id=member_id, text=kept, is_pinned=is_pinned, is_sensitive=is_sensitive, author_id=author, at=at
    )
    publish(NoteAdded(member_id=member_id, note_id=note.pk), actor=actor, at=at)
    return note.pk


@use_case("members.write_notes")
def edit_note(*, member_id: int, note_id: int, text: str, actor: Actor, at: datetime) -> bool:
    """
    Write a note anew; return whether it reads another way now.

    :raises NotFound: the member has no such note.
    :raises NothingWritten: it says nothing.
    :raises TextTooLong: it says too much.
    """
    kept = written(text, field="text", limit=LONGEST_NOTE)
    note = _held(member_id, note_id, actor)
    if note.text == kept:
        return False
    note.text, note.edited_at = kept, at
    note.save(update_fields=["text", "edited_at"])
    publish(NoteChanged(member_id=member_id, note_id=note_id, change="edited"), actor=actor, at=at)
    return True


@use_case("members.write_notes")
def pin_note(*, member_id: int, note_id: int, is_pinned: bool, actor: Actor, at: datetime) -> None:
    """
    Keep a note above the others, or let it go back among them.

    :raises NotFound: the member has no such note.
    """
    note = _held(member_id, note_id, actor)
    if note.is_pinned != is_pinned:
        note.is_pinned = is_pinned
        note.save(update_fields=["is_pinned"])
        change = "pinned" if is_pinned else "unpinned"
        publish(NoteChanged(member_id=member_id, note_id=note_id, change=change), actor=actor, at=at)


@use_case("members.write_notes")
def remove_note(*, member_id: int, note_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a note away; it can be brought back.

    :raises NotFound: the member has no such note.
    """
    _show(member_id, note_id, is_removed=True, actor=actor, at=at)


@use_case("members.write_notes")
def restore_note(*, member_id: int, note_id: int, actor: Actor, at: datetime) -> None:
    """
    Bring a note back that was taken away.

    :raises NotFound: the member has no such note.
    """
    _show(member_id, note_id, is_removed=False, actor=actor, at=at)


def _show(member_id: int, note_id: int, *, is_removed: bool, actor: Actor, at: datetime) -> None:
    note = _held(member_id, note_id, actor, with_removed=True)
    if note.is_removed != is_removed:
        note.is_removed = is_removed
        note.save(update_fields=["is_removed"])
        change = "removed" if is_removed else "restored"
        publish(NoteChanged(member_id=member_id, note_id=note_id, change=change), actor=actor, at=at)


def _held(member_id: int, note_id: int, actor: Actor, *, with_removed: bool = False) -> Note:
    """
    Return a note that the actor may read, held.

    :raises NotFound: the member has none such.
    """
    hold_member(member_id=member_id)
    notes = Note.objects.filter(pk=note_id, person_id=member_id)
    if not actor.may("members.read_sensitive_notes"):
        notes = notes.filter(Q(is_sensitive=False) | Q(author_id=int(actor.id) if actor.kind == STAFF else None))
    note = notes.select_for_update(no_key=True, of=("self",)).first()
    if note is None or (note.is_removed and not with_removed):
        raise NotFound(what=_("note"), key=note_id)
    return note
