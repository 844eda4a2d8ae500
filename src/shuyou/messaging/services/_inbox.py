"""What readers write: taken in once, tied to who wrote and to what is answered; words that mean stop stop at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.notices import MARKETING
from shuyou.kernel.registry import Clue
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.messaging.errors import MessageElsewhere
from shuyou.messaging.events import MessageHeard
from shuyou.messaging.models import Channel, DeliveryEvent, Follower, Inbound, InboundFile, Message
from shuyou.messaging.ports import Heard
from shuyou.messaging.rules import is_automatic, is_stop
from shuyou.messaging.services._addresses import digest_of, sealed, shown_as, unsealed
from shuyou.messaging.services._ask import NoteDraft, write_to_reader
from shuyou.messaging.services._reports import stop_offers

LONGEST_TEXT: Final = 20_000
State = Inbound.State


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDraft:
    """What is answered to a message; a repeat of the key answers nothing."""

    key: UUID
    answers: UUID
    text: str


def take_heard(heard: Heard, *, actor: Actor, at: datetime) -> int:
    """
    Take a message in, once, and return its id; who says stop gets no more offers from then on.

    What a machine wrote is kept and never answered.
    """
    inbound_id = note_heard(heard, actor=actor, at=at)
    row = Inbound.objects.get(pk=inbound_id)
    if row.state == State.NEW and is_stop(row.text):
        _stop(row, actor, at)
    return inbound_id


@use_case("messaging.send")
def note_heard(heard: Heard, *, actor: Actor, at: datetime) -> int:
    """Write a message down with who wrote it and what it answers, and return its id; a repeat changes nothing."""
    key = heard.key[:200]
    known = Inbound.objects.filter(channel=heard.channel, key=key).values_list("pk", flat=True).first()
    if known:
        return known
    digest = digest_of(heard.sender)
    answered = _answered(heard, digest)
    is_machine = is_automatic(heard.headers, heard.subject)
    row = Inbound.objects.create(
        channel=heard.channel, key=key, digest=digest, shown=shown_as(heard.channel, heard.sender),
        sealed=sealed(heard.sender[:254]), member_id=_member_of(heard, answered, actor), answers=answered,
        subject=printed(heard.subject)[:200], text=heard.text.replace("\0", "")[:LONGEST_TEXT], original=heard.original,
        state=State.AUTOMATIC if is_machine else State.NEW, received_at=heard.at,
    )  # fmt: skip
    InboundFile.objects.bulk_create(
        InboundFile(inbound=row, name=one.name[:120], content_type=one.content_type[:100], size=one.size, file=one.file)
        for one in heard.files
    )
    if answered and not is_machine:
        told = {"message": answered, "kind": DeliveryEvent.Kind.REPLIED, "happened_at": heard.at, "noted_at": at}
        DeliveryEvent.objects.bulk_create([DeliveryEvent(key=f"reply:{row.pk}", **told)], ignore_conflicts=True)
    _tell(row, actor, at)
    return row.pk


@use_case("messaging.write")
def finish_heard(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Say that a message needs no answer.

    :raises NotFound: there is no such message.
    :raises MessageElsewhere: it was answered, or is done with.
    """
    row = Inbound.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if row is None:
        raise NotFound(what=_("message"), key=uid)
    if row.state != State.NEW:
        raise MessageElsewhere(state=row.get_state_display())
    _finish(row, actor.signature)
    _tell(row, actor, at)


def answer_reader(draft: AnswerDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Have a reader answered by the way they wrote, and return the message's uid; it goes to the gate like any other.

    :raises NotFound: there is no such message.
    :raises WordsMissing: it says nothing, or too much.
    """
    row = Inbound.objects.filter(uid=draft.answers).first()
    if row is None:
        raise NotFound(what=_("message"), key=draft.answers)
    subject = f"Re: {row.subject.removeprefix('Re: ')}"[:200] if row.subject else ""
    note = NoteDraft(
        key=draft.key, member_id=row.member_id or 0, channel=row.channel, text=draft.text, subject=subject,
        answers=draft.answers, address=unsealed(row.sealed),
    )  # fmt: skip
    return write_to_reader(note, actor=actor, at=at)


def _stop(row: Inbound, actor: Actor, at: datetime) -> None:
    """Have who said stop get no more offers: their word goes to the ledger, their address is left alone."""
    last = Message.objects.filter(channel=row.channel, digest=row.digest, sent_at__isnull=False).order_by("-pk").first()
    if last:
        stop_offers(message_id=last.pk, key=f"heard:{row.pk}", actor=actor, at=at)
    if row.member_id:
        proof = member_services.ConsentProof(given_via=row.channel, evidence=f"message {row.uid}")
        member_services.record_consent(
            member_id=row.member_id, purpose=MARKETING, is_granted=False, channel=row.channel, proof=proof,
            actor=actor, at=at,
        )  # fmt: skip
    _finish(row, actor.signature)


def _finish(row: Inbound, by: str) -> None:
    row.state, row.done_by = State.DONE, by[:80]
    row.save(update_fields=["state", "done_by"])


def _answered(heard: Heard, digest: str) -> Message | None:
    """Return what a message answers: what it names, or the last that went to this address."""
    sent = Message.objects.filter(channel=heard.channel, sent_at__isnull=False)
    named = (
        sent.filter(provider_key__in=list(heard.references)[:20]).order_by("-pk").first() if heard.references else None
    )
    return named or sent.filter(digest=digest).order_by("-pk").first()


def _member_of(heard: Heard, answered: Message | None, actor: Actor) -> int | None:
    """Return whose message it is: of who answers, or of the only member with this address."""
    digest = digest_of(heard.sender)
    if answered and answered.digest == digest:
        known: int | None = answered.member_id
        return known
    if heard.channel == Channel.WECHAT:
        return Follower.objects.filter(digest=digest).values_list("member_id", flat=True).first()
    found = members.find_members(clue=Clue.of(heard.sender), actor=actor, limit=2) if len(heard.sender) > 6 else []
    return int(found[0].row.member_id) if len(found) == 1 else None


def _tell(row: Inbound, actor: Actor, at: datetime) -> None:
    event = MessageHeard(inbound_id=row.pk, member_id=row.member_id or 0, channel=row.channel, state=row.state)
    events.publish(event, actor=actor, at=at)
