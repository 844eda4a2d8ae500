"""What may be read of a title before it is bought, with the leave of whoever has the rights."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.orders import services as ordering
from shuyou.shop.errors import SampleRefused
from shuyou.shop.events import SampleKept
from shuyou.shop.models import Sample

MEGABYTES: Final = 10
LARGEST_SAMPLE: Final = MEGABYTES * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDraft:
    """What staff typed of a title's inside; `content` is a PDF that takes the place of the one there was."""

    item_id: int
    contents: str = ""
    text: str = ""
    rights: str = ""
    allowed_until: date | None = None
    is_published: bool = False
    content: bytes = b""
    file_name: str = ""
    drops_file: bool = False


def keep_sample(draft: SampleDraft, *, actor: Actor, at: datetime) -> None:
    """
    Keep what is shown of a title's inside, in place of what was shown of it.

    The file is looked through, and written, outside the transaction that names it.

    :raises NotFound: there is no such title.
    :raises SampleRefused: nobody gave leave for it, it is empty, or the file is no PDF or too large.
    :raises DomainError: something in the file runs, or it is locked.
    """
    actor.require("shop.write_content")
    if not catalog.item_rows(item_ids=[draft.item_id]):
        raise NotFound(what=_("title"), key=draft.item_id)
    file = _looked_through(draft)
    try:
        _keep(draft, file=file, actor=actor, at=at)
    except BaseException:
        if file:
            default_storage.delete(file)
        raise


def _looked_through(draft: SampleDraft) -> str:
    if not draft.content:
        return ""
    if len(draft.content) > LARGEST_SAMPLE:
        raise SampleRefused(why=_("the file has more than %(most)s MB") % {"most": MEGABYTES}, field="file")
    if ordering.look_through(draft.content, name=draft.file_name or "?").kind != "pdf":
        raise SampleRefused(why=_("the file is no PDF"), field="file")
    return default_storage.save(f"samples/{uuid4().hex}.pdf", ContentFile(draft.content))


@use_case("shop.write_content")
def _keep(draft: SampleDraft, *, file: str, actor: Actor, at: datetime) -> None:
    Sample.objects.bulk_create([Sample(item_id=draft.item_id)], ignore_conflicts=True)
    sample = Sample.objects.select_for_update(no_key=True).get(item_id=draft.item_id)
    was = sample.file
    sample.contents, sample.text = draft.contents.strip(), draft.text.strip()
    sample.rights, sample.allowed_until = printed(draft.rights)[:200], draft.allowed_until
    sample.file = file or ("" if draft.drops_file else was)
    sample.is_published = draft.is_published
    if (sample.text or sample.file) and not sample.rights:
        raise SampleRefused(why=_("nobody is named who allowed it"), field="rights")
    if sample.is_published and not (sample.contents or sample.text or sample.file):
        raise SampleRefused(why=_("there is nothing to show"), field="contents")
    sample.save()
    if was and was != sample.file:
        transaction.on_commit(lambda: default_storage.delete(was))
    publish(SampleKept(item_id=sample.item_id, is_published=sample.is_published), actor=actor, at=at)
