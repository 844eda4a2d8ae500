"""The shelf of a reader's own files: looked through, kept in the store, taken off again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.errors.printing import ManuscriptInUse, ManuscriptUnknown
from shuyou.orders.events.printing import ManuscriptShelved
from shuyou.orders.models import Manuscript, PrintJob
from shuyou.orders.rules.manuscripts import SUFFIX, Looked, look_through

OVER = (PrintJob.State.DELIVERED, PrintJob.State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewManuscript:
    """A file as a reader brings it."""

    member_id: int
    content: bytes
    name: str


def shelve_manuscript(draft: NewManuscript, *, actor: Actor, at: datetime) -> int:
    """
    Put a file on a reader's shelf and return its id; the very same file is there once.

    It is looked through, and written, outside the transaction that names it.

    :raises DomainError: it is too large, locked, hostile, or of no kind that books are made of.
    """
    actor.require("orders.make_books")
    name = tidy(draft.name.replace("\\", "/").rpartition("/")[2])[-120:] or "?"
    looked = look_through(draft.content, name=name)
    file = default_storage.save(f"manuscripts/{uuid4().hex}{SUFFIX[looked.kind]}", ContentFile(draft.content))
    try:
        manuscript_id, is_new = _shelve(draft, looked, (name, file), actor=actor, at=at)
    except BaseException:
        default_storage.delete(file)
        raise
    if not is_new:
        default_storage.delete(file)
    return manuscript_id


@use_case("orders.make_books")
def _shelve(
    draft: NewManuscript, looked: Looked, names: tuple[str, str], *, actor: Actor, at: datetime
) -> tuple[int, bool]:
    member = members.hold_kept_member(member_id=draft.member_id)
    digest = hashlib.sha256(draft.content).hexdigest()
    known = Manuscript.objects.filter(member_id=member.member_id, digest=digest, removed_at=None).first()
    if known is not None:
        return known.pk, False
    made = Manuscript.objects.create(
        member_id=member.member_id, file_name=names[0], file=names[1], kind=looked.kind, size=len(draft.content),
        digest=digest, pages=looked.pages, is_estimate=looked.is_estimate, added_by=actor.signature,
        added_at=at,
    )  # fmt: skip
    told = ManuscriptShelved(manuscript_id=made.pk, member_id=member.member_id, is_kept=True)
    events.publish(told, actor=actor, at=at)
    return made.pk, True


@use_case("orders.make_books")
def unshelve_manuscript(*, manuscript_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a file off a reader's shelf: its content goes, that it was there stays.

    :raises ManuscriptUnknown: there is no such file; ManuscriptInUse: a book is being made of it.
    """
    owner = Manuscript.objects.filter(pk=manuscript_id).values_list("member_id", flat=True).first()
    if owner is None:
        raise ManuscriptUnknown()
    members.hold_kept_member(member_id=owner, even_restricted=True)
    one = Manuscript.objects.select_for_update(no_key=True).get(pk=manuscript_id)
    if one.removed_at:
        return
    jobs = PrintJob.objects.exclude(state__in=OVER).order_by("pk")
    for job in (jobs.filter(body=one) | jobs.filter(cover=one))[:1]:
        raise ManuscriptInUse(number=job.number)
    file, one.file, one.removed_at = one.file, "", at
    one.save(update_fields=["file", "removed_at"])
    transaction.on_commit(lambda: default_storage.delete(file))
    told = ManuscriptShelved(manuscript_id=one.pk, member_id=one.member_id, is_kept=False)
    events.publish(told, actor=actor, at=at)
