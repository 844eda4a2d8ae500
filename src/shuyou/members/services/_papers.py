"""Papers: kept as pictures under names nobody can guess, hung on the member they are about."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.intake import PaperFiled as FiledAlready
from shuyou.members.errors.intake import PaperKnown
from shuyou.members.events.intake import PaperAdded, PaperFiled, PaperSpoilt
from shuyou.members.models import Paper
from shuyou.members.rules import one_line
from shuyou.members.rules.papers import SUFFIX, scan
from shuyou.members.rules.touches import one_of
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._intakes import told_by

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """A scan as it came in; without a member it waits to be typed."""

    content: bytes
    name: str
    kind: str
    member_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    file: str
    media_type: str
    size: int
    digest: str


def add_paper(draft: NewPaper, *, actor: Actor, at: datetime) -> int:
    """
    Keep a scan and return its id. It is worked on, and written, outside the transaction that names it.

    :raises NotFound: there is no such member.
    :raises PaperKnown: the very same file was added already.
    :raises DomainError: for a file that is no scan, a word or a text that cannot be kept.
    """
    actor.require("members.file_papers")
    content, media_type = scan(draft.content, name=draft.name[:80])
    file = default_storage.save(f"papers/{uuid4().hex}{SUFFIX[media_type]}", ContentFile(content))
    kept = _Kept(file, media_type, len(content), hashlib.sha256(draft.content).hexdigest())
    try:
        return _add(draft, kept, actor=actor, at=at)
    except BaseException:
        default_storage.delete(file)
        raise


@use_case("members.file_papers")
def _add(draft: NewPaper, kept: _Kept, *, actor: Actor, at: datetime) -> int:
    kind = one_of(draft.kind, Paper.Kind.values, field="kind")
    note = one_line(draft.note, field="note", limit=LONGEST_NOTE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"members.paper:{kept.digest}"])
    if earlier := Paper.objects.filter(digest=kept.digest).exclude(status=Paper.Status.SPOILT).first():
        raise PaperKnown(value=draft.name[:80], day=club_day(earlier.added_at).isoformat())
    if draft.member_id is not None:
        hold_member(member_id=draft.member_id)
    by = told_by(actor)
    is_filed = draft.member_id is not None
    paper = Paper.objects.create(
        person_id=draft.member_id, kind=kind, status=Paper.Status.FILED if is_filed else Paper.Status.WAITING,
        file=kept.file, file_name=draft.name[:200], media_type=kept.media_type, size=kept.size, digest=kept.digest,
        note=note, added_by=by, added_at=at, filed_by=by if is_filed else "", filed_at=at if is_filed else None,
    )  # fmt: skip
    publish(PaperAdded(paper_id=paper.pk, member_id=draft.member_id), actor=actor, at=at)
    return paper.pk


@use_case("members.file_papers")
def file_paper(*, paper_id: int, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Hang a waiting paper on the member it is about. Nothing is said when it hangs there already.

    :raises NotFound: there is no such paper or member.
    :raises PaperFiled: it hangs on somebody else.
    """
    hold_member(member_id=member_id)
    paper = _held(paper_id)
    if paper.person_id == member_id and paper.status == Paper.Status.FILED:
        return
    if paper.status == Paper.Status.FILED:
        raise FiledAlready(value=paper.pk)
    Paper.objects.filter(pk=paper_id).update(
        person_id=member_id, status=Paper.Status.FILED, filed_by=told_by(actor), filed_at=at
    )
    publish(PaperFiled(paper_id=paper_id, member_id=member_id), actor=actor, at=at)


@use_case("members.file_papers")
def spoil_paper(*, paper_id: int, actor: Actor, at: datetime) -> None:
    """
    Put a paper aside that nobody can read.

    :raises NotFound: there is no such paper.
    :raises PaperFiled: it hangs on a member.
    """
    paper = _held(paper_id)
    if paper.status == Paper.Status.FILED:
        raise FiledAlready(value=paper.pk)
    if paper.status != Paper.Status.SPOILT:
        Paper.objects.filter(pk=paper_id).update(status=Paper.Status.SPOILT, filed_by=told_by(actor), filed_at=at)
        publish(PaperSpoilt(paper_id=paper_id), actor=actor, at=at)


def _held(paper_id: int) -> Paper:
    paper = Paper.objects.select_for_update(no_key=True).filter(pk=paper_id).first()
    if paper is None:
        raise NotFound(what=_("paper"), key=paper_id)
    return paper
