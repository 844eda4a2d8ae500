"""Orders that come as words: taken in once, read by rules, answered with a draft, placed when the reader says Y."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.registry import Clue
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members.services import hold_kept_member
from shuyou.orders.errors import MessageOver, MessageUnclear
from shuyou.orders.events import MessageTaken
from shuyou.orders.models import Message, Notice
from shuyou.orders.rules import Reading, read_message
from shuyou.orders.services._place_order import Destination, OrderDraft, Wanted, place_one

State = Message.State
ANSWERED_WITHIN: Final = timedelta(days=2)
"""A Y that comes later is not an answer any more."""
ANSWERED: Final = ("sms", "email", "fax")
"""Channels by which who wrote is answered."""
OPEN: Final = (State.UNCLEAR, State.ASKED)
"""States of messages of which nothing became yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDraft:
    """A message as its channel brought it; `key` is the channel's own number of it."""

    channel: str
    key: str
    sender: str
    text: str


def take_message(draft: MessageDraft, *, actor: Actor, at: datetime) -> str:
    """
    Take a message in, once, and return what is to be replied.

    An order is answered with what it comes to; a Y places it; what is not clear waits for somebody to read it.
    """
    message_id = note_message(draft, actor=actor, at=at)
    message = Message.objects.get(pk=message_id)
    if not read_message(message.text).is_yes or message.state != State.DROPPED:
        return message.reply
    waiting = _waits_for_answer(message)
    if waiting is None:
        return message.reply
    try:
        number = place_message(waiting.pk, actor=actor, at=at)
    except DomainError as refusal:
        return answer_message(message.pk, str(refusal), actor=actor, at=at)
    return _thanks(number)


@use_case("orders.place")
def note_message(draft: MessageDraft, *, actor: Actor, at: datetime) -> int:
    """Note a message with what was understood of it, and return its id; a repeat changes nothing."""
    known = Message.objects.filter(channel=draft.channel, key=draft.key[:80]).values_list("pk", flat=True).first()
    if known:
        return known
    reading = read_message(draft.text[:2000])
    member_id = _member_of(draft.sender, actor)
    read, state, reply = _understood(reading, member_id, actor)
    message = Message.objects.create(
        uid=uuid7(), channel=draft.channel, key=draft.key[:80], sender=draft.sender[:120], text=draft.text[:2000],
        received_at=at, member_id=member_id, state=state, read=read, reply=reply[:300],
    )  # fmt: skip
    if reading.is_no and (waiting := _waits_for_answer(message)):
        Message.objects.filter(pk=waiting.pk, state=State.ASKED).update(state=State.DROPPED)
    if not reading.is_yes:
        _to_send(message, reply, at)
    events.publish(MessageTaken(message_id=message.pk, channel=draft.channel, state=state), actor=actor, at=at)
    return message.pk


@use_case("orders.place")
def place_message(message_id: int, *, actor: Actor, at: datetime) -> str:
    """
    Place the order that a message asks for, and return its number; a repeat returns the order it first made.

    :raises NotFound: there is no such message.
    :raises MessageOver: it was put aside.
    :raises MessageUnclear: nobody knows who wrote it, which titles are meant, or where they live.
    :raises DomainError: as `place_order` does.
    """
    reader = Message.objects.filter(pk=message_id).values_list("member_id", flat=True).first()
    if reader is not None:  # members are locked before what is theirs, also here
        hold_kept_member(member_id=reader)
    message = _held(message_id)
    if message.state == State.PLACED:
        return message.order_number
    if message.state == State.DROPPED:
        raise MessageOver(state=State(message.state).label)
    placed = place_one(_draft_of(message, actor), actor=actor, at=at)
    _close(message, State.PLACED, placed.number, actor=actor, at=at)
    _to_send(message, _thanks(placed.number), at)
    return placed.number


def _draft_of(message: Message, actor: Actor) -> OrderDraft:
    """
    Return the order that a message asks for.

    :raises MessageUnclear: nobody knows who wrote it, which titles are meant, or where they live.
    """
    wanted = tuple(Wanted(one["item"], one["copies"]) for one in message.read if one.get("item"))
    destination = _home(message.member_id, actor) if message.member_id else None
    if not wanted or destination is None or message.member_id is None:
        raise MessageUnclear()
    return OrderDraft(
        member_id=message.member_id, wanted=wanted, request_key=message.uid, channel=message.channel, payment="cod",
        destination=destination,
    )  # fmt: skip


@use_case("orders.place")
def drop_message(message_id: int, *, actor: Actor, at: datetime) -> None:
    """
    Put a message aside that nobody ordered by.

    :raises NotFound: there is no such message.
    :raises MessageOver: it was put aside before, or its order was placed.
    """
    message = _held(message_id)
    if message.state not in OPEN:
        raise MessageOver(state=State(message.state).label)
    _close(message, State.DROPPED, "", actor=actor, at=at)


def _held(message_id: int) -> Message:
    message = Message.objects.select_for_update(no_key=True).filter(pk=message_id).first()
    if message is None:
        raise NotFound(what=_("message"), key=message_id)
    return message


def _close(message: Message, state: State, order_number: str, *, actor: Actor, at: datetime) -> None:
    message.state, message.order_number, message.done_by = state, order_number, actor.signature
    message.save(update_fields=["state", "order_number", "done_by"])
    events.publish(MessageTaken(message_id=message.pk, channel=message.channel, state=state), actor=actor, at=at)


@use_case("orders.place")
def answer_message(message_id: int, text: str, *, actor: Actor, at: datetime) -> str:
    """
    Keep an answer to a message until it is sent, and return it.

    :raises NotFound: there is no such message.
    """
    message = _held(message_id)
    _to_send(message, text, at)
    events.publish(
        MessageTaken(message_id=message.pk, channel=message.channel, state=message.state), actor=actor, at=at
    )
    return text


def _to_send(message: Message, text: str, at: datetime) -> None:
    """Keep words for whoever wrote, if they wrote in a way that is answered."""
    if message.channel in ANSWERED:
        Notice.objects.create(
            member_id=message.member_id, channel=message.channel, sent_to=message.sender, text=text[:500],
            about=f"message:{message.pk}", made_at=at,
        )  # fmt: skip


def _thanks(number: str) -> str:
    return gettext("Order %(number)s is placed. Thank you.") % {"number": number}


def _understood(reading: Reading, member_id: int | None, actor: Actor) -> tuple[list[dict[str, str | int]], State, str]:
    """Return the titles that were understood, where the message stands, and what is replied."""
    if reading.is_yes or reading.is_no:
        return [], State.DROPPED, gettext("Thank you, we have noted it.")
    read: list[dict[str, str | int]] = []
    for asked in reading.wanted:
        found = catalog.items_by_code(code=asked.code)
        item = found[0] if len(found) == 1 else None
        read.append({
            "code": asked.code, "copies": asked.copies, "item": item.item_id if item else 0,
            "title": item.title if item else "",
        })  # fmt: skip
    is_sure = reading.is_clear and member_id is not None and all(one["item"] for one in read)
    if not is_sure or _home(member_id or 0, actor) is None:
        return read, State.UNCLEAR, gettext("Thank you. Somebody reads your message and answers.")
    titles = "；".join(f"{one['title']} ×{one['copies']}" for one in read)[:200]
    return read, State.ASKED, gettext("You order %(titles)s. Reply Y to confirm, N to drop it.") % {"titles": titles}


def _member_of(sender: str, actor: Actor) -> int | None:
    found = members.find_members(clue=Clue.of(sender), actor=actor, limit=2) if len(sender) > 6 else []
    return found[0].row.member_id if len(found) == 1 else None


def _home(member_id: int, actor: Actor) -> Destination | None:
    known = [row for row in members.member_addresses(member_id=member_id, actor=actor) if row.is_whole]
    home = next((row for row in known if row.is_default), known[0] if known else None)
    return Destination(home.recipient, home.phone, f"{home.region}{home.street}", home.postcode) if home else None


def _waits_for_answer(answer: Message) -> Message | None:
    waiting = Message.objects.filter(
        channel=answer.channel, sender=answer.sender, state=State.ASKED,
        received_at__gte=answer.received_at - ANSWERED_WITHIN, pk__lt=answer.pk,
    )  # fmt: skip
    return waiting.order_by("-pk").first()
