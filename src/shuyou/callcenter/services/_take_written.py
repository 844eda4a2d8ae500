"""Faxes and letters that came on paper, taken in by hand: they lie with what readers write by other ways."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.events import WrittenTaken
from shuyou.callcenter.services._numbers import typed_number
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.messaging import services as messaging
from shuyou.messaging.services import Heard, HeardFile

CHANNELS: Final = ("fax", "letter")
KINDS: Final = {".pdf": "application/pdf", ".tif": "image/tiff", ".png": "image/png", ".jpg": "image/jpeg"}
LARGEST: Final = 10 << 20
LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDraft:
    """What came: by which way, from whom (a number, a card or a name), about what, and the sheets as a file."""

    key: UUID
    channel: str
    sender: str
    subject: str = ""
    text: str = ""
    name: str = ""
    sheets: bytes = b""


def take_written(draft: WrittenDraft, *, actor: Actor, at: datetime) -> int:
    """
    Take a fax or a letter in, once, and return the message's id; it waits to be read with all others.

    :raises InvalidValue: it came another way, from nobody, says nothing, or the sheets are no PDF or picture.
    """
    actor.require("callcenter.take_feedback")
    if draft.channel not in CHANNELS:
        raise InvalidValue(label=_("way"), value=draft.channel, field="channel")
    if not draft.sender.strip():
        raise InvalidValue(label=_("sender"), value="", field="sender")
    kind = KINDS.get(draft.name[-4:].lower(), "")
    if draft.sheets and (not kind or len(draft.sheets) > LARGEST):
        raise InvalidValue(label=_("file"), value=draft.name[:60], field="sheets")
    if not (draft.text.strip() or draft.sheets):
        raise InvalidValue(label=_("words"), value="", field="text")
    sender = typed_number(draft.sender) or draft.sender.strip()
    heard = Heard(
        channel=draft.channel, key=f"desk:{draft.key}", sender=sender[:254], subject=draft.subject[:120],
        text=draft.text[:LONGEST], at=at, files=_kept(draft, kind, at),
    )  # fmt: skip
    taken = messaging.note_heard(heard, actor=Actor.job("take_written"), at=at)
    _say(draft.channel, actor=actor, at=at)
    return taken


def _kept(draft: WrittenDraft, kind: str, at: datetime) -> tuple[HeardFile, ...]:
    if not draft.sheets:
        return ()
    name = default_storage.save(
        f"written-in/{at:%Y%m}/{uuid4().hex}{draft.name[-4:].lower()}", ContentFile(draft.sheets)
    )
    return (HeardFile(name=draft.name[-120:], content_type=kind, size=len(draft.sheets), file=name),)


@use_case("callcenter.take_feedback")
def _say(channel: str, *, actor: Actor, at: datetime) -> None:
    """Note who took something in."""
    publish(WrittenTaken(channel=channel), actor=actor, at=at)
