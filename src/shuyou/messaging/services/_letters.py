"""Letters: put together into batches in order of postcodes, printed, posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.messaging.errors import MessageElsewhere
from shuyou.messaging.events import LettersPrinted, MessageMoved
from shuyou.messaging.exports.letter_batch import PrintedLetter, batch_manifest, batch_pdf
from shuyou.messaging.models import Message, PrintBatch
from shuyou.messaging.rules import LATER, OK
from shuyou.messaging.services._addresses import address_of, digest_of, unsealed
from shuyou.messaging.services._still import Leaving, local_time, verdicts_now
from shuyou.messaging.services._words import club_language, sender_words

MOST: Final = 2000
"""Letters in a batch."""


@dataclass(frozen=True, slots=True)
class PrintedBatch:
    """A batch of letters that was put together."""

    number: str
    letters: int


def print_letters(*, actor: Actor, at: datetime) -> PrintedBatch | None:
    """Put the letters in the tray together as files, in order of postcodes; None: there are none."""
    actor.require("messaging.print")
    found, changed = _in_tray(at)
    if changed:
        _judge_again(changed, actor=actor, at=at)
    if not found:
        return None
    letters = sorted(found.values(), key=lambda letter: (letter.postcode, letter.address, letter.code))
    number = f"L{club_day(at):%Y%m%d}-{PrintBatch.objects.count() + 1}"
    sender = sender_words(club_language())
    pdf = batch_pdf(letters, number=number, sender=f"{sender.name} {sender.address}")
    names = [
        default_storage.save(f"letters/{number}.{suffix}", ContentFile(content))
        for suffix, content in (("pdf", pdf), ("csv", batch_manifest(letters)))
    ]
    return _keep(number, names, list(found), actor=actor, at=at)


@use_case("messaging.print")
def post_letters(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Note that a batch went to the post office.

    :raises NotFound: there is no such batch.
    :raises MessageElsewhere: it was posted before.
    """
    batch = PrintBatch.objects.select_for_update(no_key=True).filter(number=number).first()
    if batch is None:
        raise NotFound(what=_("batch of letters"), key=number)
    if batch.posted_at:
        raise MessageElsewhere(state=_("posted"))
    batch.posted_at, batch.posted_by = at, actor.signature
    batch.save(update_fields=["posted_at", "posted_by"])
    events.publish(LettersPrinted(batch_id=batch.pk, letters=batch.letters, is_posted=True), actor=actor, at=at)


@use_case("messaging.print")
def _keep(number: str, names: Sequence[str], ids: Sequence[int], *, actor: Actor, at: datetime) -> PrintedBatch:
    """Note which letters a batch holds; those that somebody else put into one meanwhile stay out of the count."""
    batch = PrintBatch.objects.create(number=number, letters=0, file=names[0], manifest=names[1], made_at=at)
    taken = Message.objects.filter(pk__in=ids, batch=None).update(batch=batch)
    PrintBatch.objects.filter(pk=batch.pk).update(letters=taken)
    events.publish(LettersPrinted(batch_id=batch.pk, letters=taken, is_posted=False), actor=actor, at=at)
    return PrintedBatch(number, taken)


@use_case("messaging.print")
def _judge_again(ids: Sequence[int], *, actor: Actor, at: datetime) -> None:
    """Send letters back to the gate that nobody has printed: their readers moved, or may not be written to any more."""
    rows = list(Message.objects.select_for_update(no_key=True).filter(pk__in=ids, state="sent", batch=None))
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(
        state="asked", verdict="", judged_at=None, sent_at=None, cost=0, next_at=at
    )
    for row in rows:
        moved = MessageMoved(message_id=row.pk, member_id=row.member_id or 0, state="asked", cause="again")
        events.publish(moved, actor=actor, at=at)


def _in_tray(at: datetime) -> tuple[Mapping[int, PrintedLetter], Sequence[int]]:
    """Return the letters that wait to be printed, and which of them the gate would not let pass as they are now."""
    waiting = Message.objects.filter(channel="letter", state="sent", batch=None).exclude(digest="")
    rows = list(waiting.order_by("pk")[:MOST])
    reach = members.reach_of(member_ids=[row.member_id for row in rows if row.member_id], actor=Actor.job("letters"))
    leaving = [
        Leaving(
            message_id=row.pk, kind=row.kind, purpose=row.purpose, member_id=row.member_id, digest=row.digest,
            clock=local_time(None, "letter", at).time(), is_urgent=row.is_urgent,
        )
        for row in rows
    ]  # fmt: skip
    verdicts = verdicts_now(leaving, "letter", at)
    found, changed = dict[int, PrintedLetter](), list[int]()
    for row in rows:
        address = unsealed(row.sealed) or address_of(reach.get(row.member_id or 0), "letter")
        if digest_of(address) != row.digest or verdicts[row.pk] not in (OK, *LATER):
            changed.append(row.pk)
        else:
            recipient, street, postcode = ([*address.split("\n"), "", ""])[:3]
            found[row.pk] = PrintedLetter(
                code=f"{row.pk:010d}", recipient=recipient, address=street, postcode=postcode, subject=row.subject,
                text=row.text,
            )  # fmt: skip
    return found, changed
