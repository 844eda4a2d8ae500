"""What becomes of messages after they left: reports of providers, letters that come back, readers who say stop."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.notices import MARKETING
from shuyou.kernel.usecase import step, use_case
from shuyou.members import services as members
from shuyou.messaging.errors import MessageElsewhere, ReportForged
from shuyou.messaging.events import MessageMoved
from shuyou.messaging.models import Channel, DeliveryEvent, Mailing, Message, Suppression
from shuyou.messaging.ports import Report
from shuyou.messaging.rules import OK
from shuyou.messaging.services._addresses import digest_of
from shuyou.messaging.services._write_out import stopped_uid

Kind = DeliveryEvent.Kind
State = Message.State
LEFT: Final = (State.SENDING, State.SENT, State.UNCLEAR, State.DELIVERED)
"""States of messages that may have arrived."""
CALL_AGAIN: Final = (timedelta(hours=3), timedelta(hours=22))
"""How long after each call in vain the next one is asked for."""
MOST_CALLS: Final = len(CALL_AGAIN) + 1
"""Calls in vain after which a reader is left alone."""
AUTOMATIC: Final = Actor.job("messaging.stop")


@use_case("messaging.send")
def take_report(report: Report, *, provider: str, address: str = "", actor: Actor, at: datetime) -> bool:
    """
    Note what a provider tells of a message, once, in whatever order it comes; tell whether it was new.

    :raises NotFound: the provider has no message of ours by this key.
    :raises ReportForged: it names another address than the one that the message went to.
    """
    message = held(provider=provider, provider_key=report.provider_key)
    if address and message.digest and digest_of(address) != message.digest:
        raise ReportForged()
    return note_report(message, report, key=f"{provider}:{report.key}", actor=actor, at=at)


@step
def note_report(message: Message, report: Report, *, key: str, actor: Actor, at: datetime) -> bool:
    """Note what is told of a message that is held; tell whether it was new."""
    if report.kind not in Kind.values or DeliveryEvent.objects.filter(key=key[:160]).exists():
        return False
    text = report.text[:200] if message.digest else ""  # who was erased is spoken of no more
    DeliveryEvent.objects.create(
        message=message, kind=report.kind, key=key[:160], text=text, happened_at=report.at, noted_at=at
    )
    if report.kind == Kind.DELIVERED and message.state in (State.SENDING, State.SENT, State.UNCLEAR):
        _move(message, State.DELIVERED, report.at)
    elif report.kind == Kind.BOUNCED and message.state in LEFT:
        _move(message, State.BOUNCED, report.at)
        if report.is_address:
            _suppress(message, Suppression.Reason.BOUNCED, actor, at, is_total=True)
    elif report.kind == Kind.COMPLAINED:
        _suppress(message, Suppression.Reason.COMPLAINED, actor, at, is_total=False)
    tell(message, report.kind, actor, at)
    return True


def unreported(*, provider: str, limit: int, actor: Actor, at: datetime) -> list[str]:
    """Return our keys of messages of which a provider has told nothing for a minute."""
    actor.require("messaging.send")
    rows = Message.objects.filter(state=State.SENT, provider=provider, sent_at__lt=at - timedelta(minutes=1))
    return [str(uid) for uid in rows.order_by("pk").values_list("uid", flat=True)[:limit]]


def stop_by_link(*, token: str, at: datetime) -> str:
    """
    Have a reader get no more offers by the channel of the message whose link they followed; return the channel.

    :raises NotFound: the link is none of ours.
    """
    uid = stopped_uid(token)
    message = Message.objects.filter(uid=UUID(uid)).first() if uid else None
    if message is None:
        raise NotFound(what=_("message"), key="…")
    stop_offers(message_id=message.pk, key=f"link:{message.pk}", actor=AUTOMATIC, at=at)
    if message.member_id:
        members.record_consent(
            member_id=_kept(message), purpose=MARKETING, is_granted=False, channel=message.channel,
            proof=members.ConsentProof(given_via="link", evidence=f"message {message.uid}"), actor=AUTOMATIC, at=at,
        )  # fmt: skip
    return message.channel


@use_case("messaging.send")
def stop_offers(*, message_id: int, key: str, actor: Actor, at: datetime) -> None:
    """Have the address of a message get no more offers; a repeat changes nothing."""
    message = held(pk=message_id)
    _suppress(message, Suppression.Reason.STOPPED, actor, at, is_total=False)
    fields = {"message": message, "kind": Kind.STOPPED, "happened_at": at, "noted_at": at}
    DeliveryEvent.objects.bulk_create([DeliveryEvent(key=f"stop:{key}"[:160], **fields)], ignore_conflicts=True)
    tell(message, Kind.STOPPED, actor, at)


@use_case("messaging.write")
def drop_message(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Take a message back that has not left.

    :raises NotFound: there is no such message.
    :raises MessageElsewhere: it has left, or will not.
    """
    message = held(uid=uid)
    if message.state not in (State.ASKED, State.WAITING):
        raise MessageElsewhere(state=message.get_state_display())
    _move(message, State.DROPPED, at)
    tell(message, "dropped", actor, at)


@use_case("messaging.replay")
def settle_message(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Say that a message of which nobody knew arrived all the same.

    :raises NotFound: there is no such message.
    :raises MessageElsewhere: somebody knows what became of it.
    """
    message = held(uid=uid)
    if message.state != State.UNCLEAR:
        raise MessageElsewhere(state=message.get_state_display())
    _move(message, State.DELIVERED, at)
    tell(message, "settled", actor, at)


@use_case("messaging.write")
def note_call(*, uid: UUID, is_reached: bool, actor: Actor, at: datetime) -> None:
    """
    Note that somebody called a reader, and whether they were reached.

    A call in vain goes to the gate again after some hours; after some of them it is given up.

    :raises NotFound: there is no such message.
    :raises MessageElsewhere: it is no call, or none that is to be made.
    """
    message = held(uid=uid)
    made = list(message.deliveries.filter(key__startswith=f"call:{message.pk}:").order_by("pk"))
    if message.state == State.ASKED and is_reached and made:  # they were reached before the next call was asked for
        message.state, message.verdict, message.judged_at = State.SENT, OK, made[-1].happened_at
        message.sent_at = message.judged_at
        message.save(update_fields=["state", "verdict", "judged_at", "sent_at"])
    if message.channel != Channel.PHONE or message.state != State.SENT:
        raise MessageElsewhere(state=message.get_state_display())
    calls = len(made) + 1
    kind = Kind.DELIVERED if is_reached else Kind.DELAYED
    DeliveryEvent.objects.create(
        message=message, kind=kind, key=f"call:{message.pk}:{calls}", happened_at=at, noted_at=at
    )  # fmt: skip
    if is_reached:
        _move(message, State.DELIVERED, at)
    elif calls >= MOST_CALLS:
        _move(message, State.FAILED, at)
    else:
        ask_anew(message, at + CALL_AGAIN[calls - 1])
    tell(message, "reached" if is_reached else "not_reached", actor, at)


def ask_anew(message: Message, next_at: datetime) -> None:
    """Have a message that is held go to the gate again; its key stays the same."""
    message.verdict, message.judged_at, message.attempts, message.error = "", None, 0, ""
    message.sent_at = message.ended_at = None
    message.next_at, message.state = next_at, State.ASKED
    message.save()
    reopen({message.mailing_id or 0})


def reopen(mailing_ids: Collection[int]) -> None:
    """Have mailings that had ended looked after again."""
    Mailing.objects.filter(pk__in=mailing_ids, ended_at__isnull=False).update(ended_at=None)


def held(**which: str | int | UUID) -> Message:
    """
    Return a message, held.

    :raises NotFound: there is no such message.
    """
    message = Message.objects.select_for_update(no_key=True).filter(**which).first()
    if message is None:
        raise NotFound(what=_("message"), key=next(iter(which.values())))
    return message


def _kept(message: Message) -> int:
    return message.member_id or 0


def _move(message: Message, state: State, at: datetime) -> None:
    message.state, message.ended_at, message.next_at = state, at, None
    message.save(update_fields=["state", "ended_at", "next_at"])


def _suppress(message: Message, reason: Suppression.Reason, actor: Actor, at: datetime, *, is_total: bool) -> None:
    if not message.digest:  # its reader was erased
        return
    Suppression.objects.bulk_create(
        [
            Suppression(
                channel=message.channel, digest=message.digest, shown=message.shown, is_total=is_total, reason=reason,
                added_by=actor.signature, added_at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def tell(message: Message, cause: str, actor: Actor, at: datetime) -> None:
    """Tell what became of a message."""
    event = MessageMoved(message_id=message.pk, member_id=message.member_id or 0, state=message.state, cause=str(cause))
    events.publish(event, actor=actor, at=at)
