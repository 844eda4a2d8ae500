"""Letters that come in by e-mail: reports on our own are noted, what readers write is kept whole and tied to them."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.messaging.events import MailBoxRead
from shuyou.messaging.models import Channel, Inbound, MailBoxPlace, Message
from shuyou.messaging.ports import Heard, HeardFile, Report
from shuyou.messaging.rules import LetterPart, LetterReport, ReadLetter, read_letter, without_quotes
from shuyou.messaging.services._addresses import digest_of
from shuyou.messaging.services._inbox import take_heard
from shuyou.messaging.services._reports import note_report

log = logging.getLogger(__name__)

LARGEST: Final = 10 * 1024 * 1024
"""Bytes of all that is attached to a letter; what goes beyond is named and left out."""
MOST_FILES: Final = 20
_OURS: Final = re.compile(r"<([0-9a-f-]{36})@")


@dataclass(frozen=True, slots=True)
class BoxPlace:
    """How far a mailbox was read."""

    validity: int
    place: int


def take_letter(content: bytes, *, is_whole: bool = True, actor: Actor, at: datetime) -> int:
    """
    Take a letter in, once, and return the id of the message that it comes to; 0: it reported on one of ours.

    A report that is not about a letter of ours to that address changes nothing, and is kept as a machine's letter.
    """
    letter = read_letter(content)
    key = letter.key[:200]
    known = Inbound.objects.filter(channel=Channel.EMAIL, key=key).values_list("pk", flat=True).first()
    if known:
        return known
    if letter.report and _take_letter_report(letter.report, key=key, actor=actor, at=at):
        return 0
    original = default_storage.save(f"letters-in/{at:%Y%m}/{uuid4().hex}.eml", ContentFile(content))
    files = _kept(letter.parts, at)
    heard = _heard(letter, original, files, at, is_whole=is_whole)
    inbound_id = take_heard(heard, actor=actor, at=at)
    if not Inbound.objects.filter(pk=inbound_id, original=original).exists():  # somebody else was first
        for name in (original, *(one.file for one in files if one.file)):
            default_storage.delete(name)
    return inbound_id


def mail_box_place(*, box: str, actor: Actor) -> BoxPlace:
    """Return how far a mailbox was read."""
    actor.require("messaging.send")
    row = MailBoxPlace.objects.filter(box=box[:120]).first()
    return BoxPlace(row.validity, row.place) if row else BoxPlace(0, 0)


@use_case("messaging.send")
def note_mail_box(
    *, box: str, place: BoxPlace, letters: int, error: str = "", actor: Actor, at: datetime
) -> None:  # fmt: skip
    """Note how far a mailbox was read, and whether it answered."""
    row, _is_new = MailBoxPlace.objects.select_for_update(no_key=True).get_or_create(box=box[:120])
    was_away = bool(row.error)
    row.validity, row.place, row.looked_at, row.error = place.validity, place.place, at, printed(error)[:200]
    row.save()
    if letters or was_away != bool(error):
        events.publish(MailBoxRead(letters=letters, is_away=bool(error)), actor=actor, at=at)


@use_case("messaging.send")
def _take_letter_report(report: LetterReport, *, key: str, actor: Actor, at: datetime) -> bool:
    """Note what is told of a letter of ours; tell whether it is one, to one of the addresses that are told of."""
    uid = _uid_in(report.message_id)
    held = Message.objects.select_for_update(no_key=True)
    message = held.filter(uid=uid, channel=Channel.EMAIL).first() if uid else None
    if message is None or message.sent_at is None:
        return False
    if message.digest and message.digest not in {digest_of(one) for one in report.recipients}:
        is_bare = report.kind == "complained" and not report.recipients  # many leave the address out
        if not is_bare:
            log.warning("a report on message %s that speaks of another address changes nothing", message.pk)
            return False
    told = Report(
        key=key, kind=report.kind, provider_key="", at=at, text=printed(report.text), is_address=report.is_address
    )
    note_report(message, told, key=f"letter:{key}", actor=actor, at=at)
    return True


def _uid_in(message_id: str) -> UUID | None:
    """Return the uid in a Message-ID of ours; None: it is none of ours."""
    found = _OURS.match(message_id)
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None


def _heard(
    letter: ReadLetter, original: str, files: Sequence[HeardFile], at: datetime, *, is_whole: bool
) -> Heard:  # fmt: skip
    headers = dict(letter.headers)
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()
    if letter.report or letter.sender == own:  # reports that are not ours, and our own letters come round
        headers["Auto-Submitted"] = "auto-generated"
    text = without_quotes(letter.text)
    return Heard(
        channel=Channel.EMAIL, key=letter.key, sender=letter.sender, subject=letter.subject, at=at,
        text=text if is_whole else f"{text}\n\n[…]", headers=headers, references=letter.references,
        original=original, files=files,
    )  # fmt: skip


def _kept(parts: Sequence[LetterPart], at: datetime) -> list[HeardFile]:
    """Keep what is attached, as far as it is not too much; the names in the store are ours."""
    files, room = list[HeardFile](), LARGEST
    for part in parts[:MOST_FILES]:
        size, file = len(part.content), ""
        if size <= room:
            room -= size
            file = default_storage.save(f"letters-in/{at:%Y%m}/{uuid4().hex}.bin", ContentFile(part.content))
        files.append(HeardFile(name=part.name, content_type=part.content_type, size=size, file=file))
    return files
