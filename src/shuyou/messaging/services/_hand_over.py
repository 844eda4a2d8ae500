"""
Handing messages over: taken by one worker, each marked as being sent before it leaves, its outcome written down after.

A worker that dies leaves messages of two kinds. Those it had only taken are taken again after a while: they never left.
The few that it had begun and not yet noted are looked up with the provider, or truthfully called unclear: they are
never sent again by themselves. Words are written down before they leave, so that what was said can be told of each.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import product
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import MARKETING, PURPOSES, SERVICE
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.messaging.events import MessagesHandedOver
from shuyou.messaging.models import Channel, ChannelSetting, Message, Suppression
from shuyou.messaging.rules import LATER, OK
from shuyou.messaging.services._addresses import address_of, digest_of, unsealed
from shuyou.messaging.services._ask import NOTE
from shuyou.messaging.services._follow import accounts_of
from shuyou.messaging.services._links import followed_by
from shuyou.messaging.services._parts import count_parts
from shuyou.messaging.services._spending import add_spent
from shuyou.messaging.services._still import Leaving, local_time, verdicts_now
from shuyou.messaging.services._words import (
    NO_WORDS,
    club_language,
    own_words,
    sender_words,
    wording_of,
    words_in_force,
    words_of_versions,
)
from shuyou.messaging.services._write_out import ToWrite, WrittenOut, written_out

PERMISSION: Final = "messaging.send"
WAITS: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Waits before each further try; after the last one a person decides."""
LEASE: Final = timedelta(minutes=5)
"""For how long who took messages has them alone."""
MINUTE: Final = timedelta(minutes=1)

_TAKE: Final = """
    UPDATE messaging_message m SET next_at = %(until)s
      FROM ({due}) due LEFT JOIN messaging_mailing g ON g.id = due.mailing_id
     WHERE m.id = due.id
    RETURNING m.id, m.uid, m.kind, m.purpose, m.channel, coalesce(g.facts, m.facts), m.member_id, m.sealed, m.digest,
              m.is_urgent, m.parts, g.version_id, m.mailing_id
"""
_SINGLE: Final = """
    SELECT id, mailing_id FROM messaging_message WHERE state = 'waiting' AND mailing_id IS NULL
       AND channel = %(channel)s AND purpose = %(purpose)s AND next_at <= %(at)s AND is_urgent = %(urgent)s
     ORDER BY next_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""
# All mailings that go have the same share of what a provider takes.
_MAILED: Final = """
    WITH going AS MATERIALIZED (
        SELECT id FROM messaging_mailing WHERE stopped_at IS NULL AND ended_at IS NULL AND confirmed_at IS NOT NULL
           AND purpose = %(purpose)s)
    SELECT w.id, w.mailing_id FROM going g CROSS JOIN LATERAL (
        SELECT id, mailing_id FROM messaging_message WHERE mailing_id = g.id AND state = 'waiting'
           AND channel = %(channel)s AND next_at <= %(at)s ORDER BY next_at, id
         LIMIT greatest(%(limit)s / (SELECT count(*) FROM going), 1) FOR NO KEY UPDATE SKIP LOCKED) w
     LIMIT %(limit)s
"""
_TAKES: Final = (_TAKE.replace("{due}", _SINGLE), _TAKE.replace("{due}", _MAILED))
_BEGIN: Final = """
    UPDATE messaging_message m SET state = 'sending', next_at = %(until)s, attempts = m.attempts + 1,
           language = %(language)s, template_version = b.version, subject = b.subject, text = b.text
      FROM unnest(%(ids)s::bigint[], %(leases)s::timestamptz[], %(versions)s::int[], %(subjects)s::text[],
           %(texts)s::text[]) AS b (id, lease, version, subject, text)
     WHERE m.id = b.id AND m.state = 'waiting' AND m.next_at = b.lease
       AND NOT EXISTS (SELECT FROM messaging_mailing g WHERE g.id = m.mailing_id AND g.stopped_at IS NOT NULL)
       AND NOT EXISTS (SELECT FROM messaging_suppression s WHERE s.channel = m.channel AND s.digest = m.digest
                          AND s.lifted_at IS NULL AND (s.is_total OR m.purpose = 'marketing') AND m.digest <> '')
    RETURNING m.id
"""
_RATE: Final = """
    SELECT count(*) FROM messaging_message WHERE channel = %s AND sent_at > %s
"""
_NOTE: Final = """
    UPDATE messaging_message m SET state = n.state, next_at = n.next_at, provider = n.provider,
           provider_key = n.provider_key, parts = CASE WHEN n.state IN ('asked', 'waiting') THEN m.parts ELSE n.parts
           END, cost = CASE n.state WHEN 'waiting' THEN m.cost ELSE n.cost END, error = n.error, sent_at = n.sent_at,
           attempts = m.attempts - n.back
      FROM jsonb_to_recordset(%s::jsonb) AS n (id bigint, state text, next_at timestamptz, provider text,
           provider_key text, parts int, cost numeric, error text, sent_at timestamptz, back int, lease timestamptz)
     WHERE m.id = n.id AND CASE WHEN n.lease IS NULL THEN m.state = 'sending'
                            ELSE m.state = 'waiting' AND m.next_at = n.lease END
    RETURNING m.id, m.digest, m.shown, CASE m.purpose WHEN 'marketing' THEN new.cost - old.cost ELSE 0 END
"""


type _Taken = tuple[
    int, UUID, str, str, str, str | Mapping[str, str], int | None, str, str, bool, int, int | None, int | None
]


class Came(StrEnum):
    """What came of handing a message over."""

    TAKEN = "taken"
    REFUSED = "refused"
    AWAY = "away"
    UNCLEAR = "unclear"
    AGAIN = "again"
    """It goes back to the gate: what it was allowed by holds no more."""
    BACK = "back"
    """It was not begun, or did not get as far as leaving: its turn comes again at once."""
    DOWN = "down"
    """The way is down: that is no try of the message, which waits as long as it takes."""


COUNTED: Final = (Came.TAKEN, Came.REFUSED, Came.AWAY, Came.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message to be handed over now; without words it lacks a fact, or goes back to the gate."""

    message_id: int
    uid: UUID
    leased_until: datetime
    written: WrittenOut | None = None
    lacks: str = ""
    is_allowed: bool = True
    member_id: int = 0
    purpose: str = SERVICE
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one message."""

    due: Due
    came: Came
    provider: str = ""
    provider_key: str = ""
    parts: int = 1
    reason: str = ""
    is_address: bool = False
    is_begun: bool = True
    """Whether it was marked as being sent; otherwise it is ours only while nobody else has taken it."""


def take_due_messages(*, channel: str, limit: int, actor: Actor, at: datetime) -> list[Due]:
    """
    Return the messages whose turn it is by a channel, in words; nobody else gets them for a while.

    What is urgent goes first, then service, then offers, and no more than the provider takes in a minute. What the gate
    forbids by now, or whose address is another, comes back to be judged again.
    """
    actor.require(PERMISSION)
    limit, rows = min(limit, _room(channel, at)), list[_Row]()
    with connection.cursor() as cursor:
        for urgent, purpose, take in product((True, False), PURPOSES, _TAKES):
            if len(rows) < limit and not (urgent and take is _TAKES[1]):
                wanted: dict[str, str | datetime | int] = {
                    "until": at + LEASE, "channel": channel, "purpose": purpose, "at": at, "urgent": urgent,
                }  # fmt: skip
                cursor.execute(take, {**wanted, "limit": limit - len(rows)})
                rows += [_row(row) for row in cursor.fetchall()]
    return _in_words(rows, channel, actor, at) if rows else []


def begin_sending(due: Sequence[Due], *, channel: str, actor: Actor, at: datetime) -> list[Due]:
    """
    Mark messages as being sent, in which words, just before they leave; return those that are still ours to send.

    Since they were taken their mailing may have been stopped, or the reader may have said stop, or taken back a word.
    """
    actor.require(PERMISSION)
    silent = _silent(due, channel, at)
    words = [(one, one.written) for one in due if one.written and one.message_id not in silent]
    begun: dict[str, str | datetime | list[int] | list[str] | list[datetime]] = {
        "until": at + LEASE,
        "language": club_language(),
        "ids": [one.message_id for one, _said in words],
        "leases": [one.leased_until for one, _said in words],
        "versions": [said.version for _one, said in words],
        "subjects": [said.kept_subject[:200] for _one, said in words],
        "texts": [said.kept_text for _one, said in words],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, begun)
        ours = {row[0] for row in cursor.fetchall()}
    return [one for one, _said in words if one.message_id in ours]


def _silent(due: Sequence[Due], channel: str, at: datetime) -> Collection[int]:
    """Return the messages whose readers may not be told any more: their word is asked for right before they leave."""
    found = set[int]()
    for purpose in PURPOSES:
        mine = [one for one in due if one.purpose == purpose and one.member_id]
        people = [one.member_id for one in mine]
        words = members.may_contact(person_ids=people, purpose=purpose, channel=channel, at=at) if people else {}
        passes = {one.message_id: (OK, *LATER) if one.is_urgent else (OK,) for one in mine}
        found.update(one.message_id for one in mine if words[one.member_id].why not in passes[one.message_id])
    return found


@use_case("messaging.send")
def note_outcomes(outcomes: Sequence[Outcome], *, channel: str, actor: Actor, at: datetime) -> None:
    """Write down what came of messages; an address that is no good gets nothing any more."""
    setting = ChannelSetting.objects.get(channel=channel)
    attempts = dict(
        Message.objects.filter(pk__in=[one.due.message_id for one in outcomes]).values_list("pk", "attempts")
    )
    rows = [_noted(one, setting.cost_each, attempts.get(one.due.message_id, 0), at) for one in outcomes]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [json.dumps(rows)])
        noted = {row[0]: row[1:] for row in cursor.fetchall()}
    if setting.monthly_budget is not None:  # billed otherwise than was thought, or not at all
        add_spent(channel, sum((more for _digest, _shown, more in noted.values()), Decimal(0)))
    no_good = [noted[one.due.message_id][:2] for one in outcomes if one.is_address and one.due.message_id in noted]
    Suppression.objects.bulk_create(
        [
            Suppression(
                channel=channel, digest=digest, shown=shown, reason=Suppression.Reason.BOUNCED,
                added_by=actor.signature, added_at=at,
            )
            for digest, shown in no_good
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    counted = {came.value: sum(one.came == came for one in outcomes) for came in COUNTED}
    events.publish(MessagesHandedOver(channel=channel, **counted), actor=actor, at=at)


def lost_messages(*, limit: int, actor: Actor, at: datetime) -> list[tuple[str, Due]]:
    """Return messages that are being sent for too long, with their channels: whoever sent them died over it."""
    actor.require(PERMISSION)
    lost = Message.objects.filter(state=Message.State.SENDING, next_at__lte=at).order_by("next_at", "pk")
    rows = lost.values_list("channel", "pk", "uid", "next_at")[:limit]
    return [(channel, Due(message_id=pk, uid=uid, leased_until=until)) for channel, pk, uid, until in rows if until]


@dataclass(frozen=True, slots=True)
class _Row:
    message_id: int
    uid: UUID
    kind: str
    purpose: str
    channel: str
    facts: Mapping[str, str]
    member_id: int | None
    sealed: str
    digest: str
    is_urgent: bool
    parts: int
    version_id: int | None
    """The words of its mailing; None: those in force, or words of its own."""
    mailing_id: int | None

    @property
    def wording(self) -> str:
        """By which name its words go."""
        if self.version_id:
            return wording_of(self.version_id)
        return f"mailing {self.mailing_id}" if self.mailing_id and self.kind == NOTE else self.kind


def _row(found: _Taken) -> _Row:
    key, uid, kind, purpose, channel, facts, member_id, sealed, digest, is_urgent, parts, *words = found
    read = json.loads(facts) if isinstance(facts, str) else facts
    return _Row(key, uid, kind, purpose, channel, read, member_id, sealed, digest, is_urgent, parts, *words)


def _room(channel: str, at: datetime) -> int:
    """Return how many messages a provider still takes this minute."""
    each = ChannelSetting.objects.values_list("per_minute", flat=True).get(channel=channel)
    with connection.cursor() as cursor:
        cursor.execute(_RATE, [channel, at - MINUTE])
        return max(each - int(cursor.fetchone()[0]), 0)


def _in_words(rows: Sequence[_Row], channel: str, actor: Actor, at: datetime) -> list[Due]:
    language = club_language()
    reach = members.reach_of(member_ids=[row.member_id for row in rows if row.member_id], actor=actor)
    leaving = [
        Leaving(
            message_id=row.message_id, kind=row.kind, purpose=row.purpose, member_id=row.member_id, digest=row.digest,
            clock=local_time(reach.get(row.member_id or 0), channel, at).time(), is_urgent=row.is_urgent,
        )
        for row in rows
    ]  # fmt: skip
    forbidden = {key for key, verdict in verdicts_now(leaving, channel, at).items() if verdict != OK}
    versions = {row.version_id for row in rows if row.version_id}
    in_force = {NOTE: NO_WORDS, **words_in_force({row.kind for row in rows if not row.version_id}, language)}
    in_force |= words_of_versions(versions, language)
    in_force |= {name: own_words(facts) for name, facts in _own_facts(rows).items()}
    wanted, back = list[ToWrite](), set[int]()
    offered = [row.member_id for row in rows if row.member_id and row.purpose == MARKETING and channel == "email"]
    followed = followed_by(offered, at)
    accounts = accounts_of([row.member_id for row in rows if row.member_id]) if channel == Channel.WECHAT else {}
    for row in rows:
        known = reach.get(row.member_id or 0)
        account = accounts.get(row.member_id or 0, "")
        address = unsealed(row.sealed) if row.sealed else address_of(known, channel, account)
        if row.message_id in forbidden or digest_of(address) != row.digest:
            back.add(row.message_id)
            continue
        wanted.append(
            ToWrite(
                uid=str(row.uid), kind=row.kind, purpose=row.purpose, channel=channel, facts=row.facts,
                address=address, reach=known, is_followed=row.purpose == MARKETING and row.member_id in followed,
                wording=row.wording,
            )
        )  # fmt: skip
    written = written_out(wanted, in_force, sender_words(language), language)
    if channel == Channel.SMS:
        back.update(_too_dear(rows, written, actor, at))
    ready = {row.message_id: written.get(str(row.uid)) for row in rows if row.message_id not in back}
    return [_due(row, ready.get(row.message_id), at, is_allowed=row.message_id not in back) for row in rows]


def _own_facts(rows: Sequence[_Row]) -> Mapping[str, Mapping[str, str]]:
    """Return the facts of mailings in words of their own, by the names of those words."""
    return {row.wording: row.facts for row in rows if row.mailing_id and row.kind == NOTE and not row.version_id}


def _too_dear(
    rows: Sequence[_Row], written: Mapping[str, WrittenOut | str], actor: Actor, at: datetime
) -> Collection[int]:
    """Have messages that turn out longer, or shorter, cost what they do; return those that no budget reaches for."""
    found = dict[int, int]()
    for row in rows:
        said = written.get(str(row.uid))
        if isinstance(said, WrittenOut) and said.outgoing.parts != row.parts:
            found[row.message_id] = said.outgoing.parts
    return count_parts(found, actor=actor, at=at) if found else ()


def _due(row: _Row, found: WrittenOut | str | None, at: datetime, *, is_allowed: bool) -> Due:
    return Due(
        message_id=row.message_id, uid=row.uid, leased_until=at + LEASE, is_allowed=is_allowed,
        member_id=row.member_id or 0, purpose=row.purpose, is_urgent=row.is_urgent,
        written=found if isinstance(found, WrittenOut) else None, lacks=found if isinstance(found, str) else "",
    )  # fmt: skip


def _noted(one: Outcome, cost_each: Decimal, attempts: int, at: datetime) -> dict[str, object]:
    state, next_at = _state_of(one.came, attempts, at)
    has_left = one.came in (Came.TAKEN, Came.UNCLEAR)
    return {
        "id": one.due.message_id, "state": state, "next_at": next_at.isoformat() if next_at else None,
        "provider": one.provider, "provider_key": one.provider_key[:120], "parts": one.parts,
        "cost": str(cost_each * one.parts if has_left else Decimal(0)),
        "error": printed(one.reason)[:200], "sent_at": at.isoformat() if has_left else None,
        "back": int(one.is_begun and one.came in (Came.BACK, Came.DOWN)),
        "lease": None if one.is_begun else one.due.leased_until.isoformat(),
    }  # fmt: skip


def _state_of(came: Came, attempts: int, at: datetime) -> tuple[str, datetime | None]:
    state = Message.State
    if came == Came.AGAIN:
        return state.ASKED, at
    if came in (Came.BACK, Came.DOWN):
        return state.WAITING, at if came == Came.BACK else at + MINUTE
    if came == Came.AWAY and attempts <= len(WAITS):
        return state.WAITING, at + WAITS[max(attempts, 1) - 1]
    return {Came.TAKEN: state.SENT, Came.UNCLEAR: state.UNCLEAR}.get(came, state.FAILED), None
