"""Asking for messages: notices that packages tell of, words that staff write, one text for many."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import Delivered
from shuyou.kernel.notices import MARKETING, SERVICE, NoticeAsked, NoticeKind, kinds
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import step, use_case
from shuyou.members import services as members
from shuyou.messaging.errors import ChannelUnknown, WordsMissing
from shuyou.messaging.events import MessageAsked
from shuyou.messaging.models import Channel, Inbound, Message
from shuyou.messaging.services._addresses import digest_of, sealed, shown_as

NOTE: Final = "messaging.note"
"""The kind of a message that somebody of the staff wrote."""
LONGEST_SUBJECT: Final = 200
LONGEST_TEXT: Final = 5000


# Many at once, each once.
_ASK: Final = """
    INSERT INTO messaging_message (uid, key, kind, purpose, is_urgent, member_id, sealed, choices, facts, asked_by,
           asked_at, state, channel, digest, shown, verdict, why, next_at, language, subject, text, attempts, provider,
           provider_key, parts, cost, error)
    SELECT uuidv7(), n.key, n.kind, n.purpose, n.is_urgent, n.member_id, '', n.choices, n.facts, 'system:notices',
           n.asked_at, 'asked', '', '', '', '', '{}', n.asked_at, '', '', '', 0, '', '', 1, 0, ''
      FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (key text, kind text, purpose text, is_urgent boolean,
           member_id bigint, choices text[], facts jsonb, asked_at timestamptz))
           WITH ORDINALITY AS n (key, kind, purpose, is_urgent, member_id, choices, facts, asked_at, place)
     ORDER BY n.place
    ON CONFLICT (key) DO NOTHING
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDraft:
    """What somebody of the staff writes to a reader; a repeat of the key writes nothing."""

    key: UUID
    channel: str
    text: str
    subject: str = ""
    member_id: int = 0
    address: str = ""
    """Where there is no member, or where a member wrote from."""
    answers: UUID | None = None
    is_offer: bool = False


@step
def ask_notices(batch: Sequence[Delivered[NoticeAsked]]) -> int:
    """Write down the messages that notices come to, for whoever the members are by now; return how many are new."""
    known = kinds()
    told = [one for one in batch if one.event.kind in known]
    kept = members.hold_kept_members(member_ids=[one.event.member_id for one in told])
    rows = [
        _asked(known[one.event.kind], kept[one.event.member_id], one.event.key, one.event.facts, one.at)
        for one in told
        if one.event.member_id in kept
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [json.dumps(rows)])
        return int(cursor.rowcount)


@use_case("messaging.write")
def write_to_reader(draft: NoteDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Ask for a message in somebody's own words, and return its uid; it goes to the gate like any other.

    :raises ChannelUnknown: there is no such channel.
    :raises WordsMissing: it says nothing, or too much.
    :raises NotFound: what it answers is not there, or there is no such member.
    """
    if draft.channel not in Channel.values:
        raise ChannelUnknown(value=draft.channel)
    text, subject = draft.text.strip(), printed(draft.subject)
    if not text or len(text) > LONGEST_TEXT or len(subject) > LONGEST_SUBJECT:
        raise WordsMissing(most=LONGEST_TEXT, field="text")
    if earlier := Message.objects.filter(key=f"note:{draft.key}").first():
        return earlier.uid
    member_id = members.hold_kept_member(member_id=draft.member_id).member_id if draft.member_id else None
    message = Message(
        key=f"note:{draft.key}", kind=NOTE, purpose=MARKETING if draft.is_offer else SERVICE, member_id=member_id,
        choices=[draft.channel], facts={"subject": subject, "text": text}, asked_by=actor.signature,
        asked_at=at, next_at=at,
    )  # fmt: skip
    if draft.address:
        message.sealed, message.digest = sealed(draft.address), digest_of(draft.address)
        message.shown = shown_as(draft.channel, draft.address)
    if draft.answers:
        message.answers = _answered(draft.answers, message.asked_by)
    message.save(force_insert=True)
    event = MessageAsked(message_id=message.pk, member_id=member_id or 0, kind=NOTE)
    events.publish(event, actor=actor, at=at)
    return message.uid


def _asked(kind: NoticeKind, member_id: int, key: str, facts: Mapping[str, str], at: datetime) -> dict[str, object]:
    return {
        "key": f"{kind.code}:{key}"[:120], "kind": kind.code, "purpose": kind.purpose, "is_urgent": kind.is_urgent,
        "member_id": member_id, "choices": list(kind.channels), "facts": dict(facts), "asked_at": at.isoformat(),
    }  # fmt: skip


def _answered(uid: UUID, by: str) -> Inbound:
    """
    Return what a message answers, marked as answered.

    :raises NotFound: there is no such message.
    """
    heard = Inbound.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if heard is None:
        raise NotFound(what=_("message"), key=uid)
    heard.state, heard.done_by = Inbound.State.ANSWERED, by
    heard.save(update_fields=["state", "done_by"])
    return heard
