"""
The gate: every message passes here, many at a time, and keeps what its verdict rests on.

Who judges holds the channels' settings, so that two judges never count the same limit at once. Of one reader at most
one message is judged in a go: the next one counts it already. Channels are tried in the order of the message, the one
that the reader prefers first; where the hours are over soon, the message waits rather than going another way.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import Final

from django.conf import settings
from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.notices import MARKETING, PURPOSES
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members.queries import Reach, SaidWord
from shuyou.messaging.events import MessagesJudged
from shuyou.messaging.models import ChannelSetting, Message, Template
from shuyou.messaging.rules import LATER, OK, end_of_quiet
from shuyou.messaging.services._addresses import address_of, digest_of, shown_as, unsealed
from shuyou.messaging.services._still import local_time

AT_ONCE: Final = 500
LOOK_AGAIN: Final = timedelta(minutes=30)
"""How long a message waits where nobody but the reader knows when their quiet hours end."""
ALLOWED: Final = ("waiting", "sending", "sent", "delivered", "bounced", "failed", "unclear")
"""States of messages that the gate has let pass: they count for limits."""

_TAKE: Final = """
    SELECT id, purpose, is_urgent, kind, member_id, choices, digest, shown, sealed FROM messaging_message
     WHERE state = 'asked' AND purpose = %(purpose)s AND next_at <= %(at)s AND is_urgent = %(urgent)s
     ORDER BY next_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
"""
# The same rule as `rules.gate`, for many messages of one purpose by one channel: the place of a row is its turn.
_JUDGE: Final = """
    WITH asked AS (
        SELECT * FROM unnest(%(ids)s::bigint[], %(members)s::bigint[], %(words)s::text[], %(digests)s::text[],
               %(clocks)s::time[], %(urgent)s::boolean[], %(off)s::boolean[])
            WITH ORDINALITY AS a (id, member_id, word, digest, clock, is_urgent, is_off, place)),
    channel AS (SELECT * FROM messaging_channelsetting WHERE channel = %(channel)s),
    spent AS (
        SELECT coalesce(sum(m.cost), 0) AS money FROM messaging_message m, channel c
         WHERE %(is_offer)s AND c.monthly_budget IS NOT NULL AND m.channel = c.channel AND m.purpose = %(purpose)s
           AND (m.state IN ('waiting', 'sending') OR (m.sent_at >= %(month)s AND m.state = ANY (%(allowed)s)))),
    judged AS (
        SELECT a.id, a.place, c.cost_each, c.monthly_budget, CASE
            WHEN a.is_off THEN 'kind_off'
            WHEN NOT c.is_on OR %(closed)s THEN 'channel_off'
            WHEN a.word <> 'ok' AND a.word <> ALL (%(later)s) THEN a.word
            WHEN a.digest = '' THEN 'no_address'
            WHEN EXISTS (SELECT FROM messaging_suppression s WHERE s.channel = c.channel AND s.digest = a.digest
                            AND s.lifted_at IS NULL AND (s.is_total OR %(is_offer)s)) THEN 'suppressed'
            WHEN %(is_offer)s AND EXISTS (SELECT FROM messaging_holdout h WHERE h.member_id = a.member_id
                                             AND h.until > %(at)s) THEN 'holdout'
            WHEN a.is_urgent THEN 'ok'
            WHEN EXISTS (SELECT FROM messaging_cap l WHERE l.purpose = %(purpose)s
                            AND l.channel IN (c.channel, 'any') AND l.most <= (
                 SELECT count(*) FROM messaging_message m WHERE m.member_id = a.member_id
                    AND m.purpose = l.purpose AND (l.channel = 'any' OR m.channel = l.channel)
                    AND m.state = ANY (%(allowed)s) AND m.judged_at > %(at)s - l.days * interval '1 day')) THEN 'cap'
            WHEN a.word <> 'ok' THEN a.word
            WHEN c.quiet_from <> c.quiet_until AND (
                 (c.quiet_from < c.quiet_until AND a.clock >= c.quiet_from AND a.clock < c.quiet_until)
                 OR (c.quiet_from > c.quiet_until AND (a.clock >= c.quiet_from OR a.clock < c.quiet_until)))
                 THEN 'channel_hours'
            ELSE 'ok' END AS code
          FROM asked a, channel c)
    SELECT j.id, CASE WHEN j.code = 'ok' AND %(is_offer)s AND s.money + sum(j.cost_each) FILTER (WHERE j.code = 'ok')
                           OVER (ORDER BY j.place) > j.monthly_budget THEN 'budget' ELSE j.code END
      FROM judged j, spent s ORDER BY j.place
"""
_COUNTED: Final = """
    SELECT a.id, jsonb_agg(jsonb_build_array(l.channel, l.days, l.most, (
           SELECT count(*) FROM messaging_message m WHERE m.member_id = a.member_id AND m.purpose = l.purpose
              AND (l.channel = 'any' OR m.channel = l.channel) AND m.state = ANY (%(allowed)s)
              AND m.judged_at > %(at)s - l.days * interval '1 day')) ORDER BY l.channel, l.days)
      FROM unnest(%(ids)s::bigint[], %(members)s::bigint[]) a (id, member_id)
      JOIN messaging_cap l ON l.purpose = %(purpose)s AND l.channel IN (%(channel)s, 'any') GROUP BY a.id
"""
_WRITE: Final = """
    UPDATE messaging_message m SET state = w.state, channel = w.channel, digest = w.digest, shown = w.shown,
           verdict = w.verdict, why = w.why, judged_at = w.judged_at, next_at = w.next_at, cost = w.cost
      FROM jsonb_to_recordset(%s::jsonb) AS w (id bigint, state text, channel text, digest text, shown text,
           verdict text, why jsonb, judged_at timestamptz, next_at timestamptz, cost numeric)
     WHERE m.id = w.id AND m.state = 'asked'
"""


type _Values = dict[str, str | bool | datetime | list[int] | list[int | None] | list[str] | list[time] | list[bool]]
type _Taken = tuple[int, str, bool, str, int | None, list[str], str, str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """How many messages were allowed, wait for an hour, or were refused."""

    allowed: int = 0
    held: int = 0
    refused: int = 0

    @property
    def total(self) -> int:
        """How many there were."""
        return self.allowed + self.held + self.refused


@dataclass(slots=True)
class _Case:
    """A message at the gate, channel after channel."""

    message_id: int
    purpose: str
    is_urgent: bool
    is_off: bool
    member_id: int | None
    choices: list[str]
    digest: str
    shown: str
    sealed: str
    reach: Reach | None = None
    tried: list[tuple[str, str]] = field(default_factory=list)
    verdict: str = ""
    channel: str = ""
    next_at: datetime | None = None
    clock: time = time()
    word: SaidWord | None = None
    caps: Sequence[Sequence[str | int]] = ()

    @property
    def is_done(self) -> bool:
        """Whether no other channel is tried."""
        return self.verdict == OK or self.verdict in LATER or not self.choices

    def look_at(self, channel: str) -> None:
        """Turn to a channel: whose address, which hour."""
        address = unsealed(self.sealed) if self.sealed else address_of(self.reach, channel)
        self.channel, self.digest, self.shown = channel, digest_of(address), shown_as(channel, address)


@use_case("messaging.send")
def judge_messages(*, limit: int = AT_ONCE, closed: Sequence[str] = (), actor: Actor, at: datetime) -> Judged:
    """
    Judge the messages whose turn it is, and return how many were allowed, held and refused.

    What is urgent comes first, then service, then offers; nothing goes by a closed channel: nobody would take it.
    """
    settings_of = {row.channel: row for row in ChannelSetting.objects.select_for_update(no_key=True).order_by("pk")}
    cases = _cases(limit, actor, at)
    if not cases:
        return Judged()
    waiting = list(cases)
    while waiting:
        for (purpose, channel), group in _groups(waiting).items():
            _judge_group(group, purpose, settings_of[channel], actor, at, is_closed=channel in closed)
        waiting = [case for case in waiting if not case.is_done]
    _write(cases, settings_of, at)
    allowed = sum(case.verdict == OK for case in cases)
    held = sum(case.verdict in LATER for case in cases)
    judged = Judged(allowed, held, len(cases) - allowed - held)
    events.publish(MessagesJudged(allowed=allowed, held=held, refused=judged.refused), actor=actor, at=at)
    return judged


def _cases(limit: int, actor: Actor, at: datetime) -> list[_Case]:
    off = set(Template.objects.filter(is_on=False).values_list("kind", flat=True))
    rows = list[_Taken]()
    with connection.cursor() as cursor:
        for urgent, purpose in product((True, False), PURPOSES):
            if len(rows) < limit:
                cursor.execute(_TAKE, {"purpose": purpose, "at": at, "urgent": urgent, "limit": limit - len(rows)})
                rows += cursor.fetchall()
    first = dict[int, int]()
    for row in rows:
        first.setdefault(row[4] or -row[0], row[0])
    cases = [
        _Case(key, purpose, is_urgent, kind in off, member_id, choices, digest, shown, sealed)
        for key, purpose, is_urgent, kind, member_id, choices, digest, shown, sealed in rows
        if first[member_id or -key] == key
    ]
    reach = members.reach_of(member_ids=[case.member_id for case in cases if case.member_id], actor=actor)
    for case in cases:
        case.reach = reach.get(case.member_id or 0)
        preferred = case.reach.preferred_channel if case.reach else ""
        case.choices.sort(key=lambda channel: channel != preferred)
    return cases


def _groups(cases: Iterable[_Case]) -> Mapping[tuple[str, str], list[_Case]]:
    """Return cases by purpose and by the channel they try next."""
    groups = dict[tuple[str, str], list[_Case]]()
    for case in cases:
        case.look_at(case.choices.pop(0))
        groups.setdefault((case.purpose, case.channel), []).append(case)
    return groups


def _judge_group(
    group: Sequence[_Case], purpose: str, setting: ChannelSetting, actor: Actor, at: datetime, *, is_closed: bool
) -> None:
    people, channel = [case.member_id for case in group if case.member_id], setting.channel
    words = members.may_contact(person_ids=people, purpose=purpose, channel=channel, at=at)
    nobody = "ok" if purpose != MARKETING else "not_asked"
    for case in group:
        case.clock = local_time(case.reach, case.channel, at).time().replace(microsecond=0)
    asked: _Values = {
        "ids": [case.message_id for case in group], "members": [case.member_id for case in group],
        "words": [words[case.member_id].why if case.member_id else nobody for case in group],
        "digests": [case.digest for case in group], "clocks": [case.clock for case in group],
        "urgent": [case.is_urgent for case in group], "off": [case.is_off for case in group],
        "channel": channel, "purpose": purpose, "is_offer": purpose == MARKETING, "later": list(LATER),
        "allowed": list(ALLOWED), "at": at, "month": _month_of(at), "closed": is_closed,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, asked)
        verdicts = dict(cursor.fetchall())
        for case in group:
            case.verdict = verdicts[case.message_id]
            case.tried.append((channel, case.verdict))
        passed = [case for case in group if case.verdict == OK and case.member_id]
        counted: _Values = {
            "ids": [case.message_id for case in passed],
            "members": [case.member_id for case in passed],
        }
        cursor.execute(_COUNTED, {**asked, **counted})
        caps = {key: json.loads(found) if isinstance(found, str) else found for key, found in cursor.fetchall()}
    said = members.words_that_count(
        person_ids=[case.member_id for case in passed if case.member_id], purpose=purpose, channel=channel, actor=actor
    )
    for case in passed:
        case.word, case.caps = said.get(case.member_id or 0), caps.get(case.message_id, ())
    for case in group:
        if case.verdict in LATER:
            case.next_at = _end_of_hours(case, setting, at)


def _write(cases: Sequence[_Case], settings_of: Mapping[str, ChannelSetting], at: datetime) -> None:
    rows = [
        {
            "id": case.message_id, "state": _state(case), "channel": case.channel, "digest": case.digest,
            "shown": case.shown, "verdict": "" if case.verdict in LATER else case.verdict, "why": _why(case),
            "judged_at": None if case.verdict in LATER else at.isoformat(),
            "next_at": (case.next_at or at).isoformat(),
            "cost": str(settings_of[case.channel].cost_each if case.verdict == OK else Decimal(0)),
        }
        for case in cases
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [json.dumps(rows)])


def _state(case: _Case) -> str:
    if case.verdict == OK:
        return Message.State.WAITING
    return Message.State.ASKED if case.verdict in LATER else Message.State.REFUSED


def _why(case: _Case) -> dict[str, object]:
    """Return what a verdict rests on, as it is kept with the message."""
    word = case.word
    return {
        "tried": case.tried,
        "preferred": case.reach.preferred_channel if case.reach else "",
        "clock": case.clock.isoformat("minutes"),
        "caps": list(case.caps),
        "word": word and {
            "id": word.consent_id, "channel": word.channel, "version": word.text_version, "via": word.given_via,
            "at": word.at.isoformat(),
        },
    }  # fmt: skip


def _end_of_hours(case: _Case, setting: ChannelSetting, at: datetime) -> datetime:
    if case.verdict == "channel_hours" and setting.quiet_until:
        return end_of_quiet(local_time(case.reach, case.channel, at), setting.quiet_until)
    if case.verdict == "night":
        until = time.fromisoformat(settings.SHUYOU_QUIET_HOURS.partition("-")[2])
        return end_of_quiet(at.astimezone(club_zone()), until)
    return at + LOOK_AGAIN


def _month_of(at: datetime) -> datetime:
    return at.astimezone(club_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
