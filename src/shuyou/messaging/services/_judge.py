"""
The gate: every message passes here, many at a time, and keeps what its verdict rests on.

Who judges holds the channels' settings, so that two judges never count the same limit at once. Of one reader at most
one message is judged in a go: the next one counts it already. Channels are tried in the order of the message, the one
that the reader prefers first; where the hours are over soon, the message waits rather than going another way.
"""

import json
from collections import defaultdict
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
from shuyou.kernel.notices import MARKETING, PURPOSES, SERVICE
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.members.queries import Reach, SaidWord
from shuyou.messaging.events import MessagesJudged
from shuyou.messaging.models import Channel, ChannelSetting, Message, Template
from shuyou.messaging.rules import LATER, OK, Learned, end_of_quiet
from shuyou.messaging.services._addresses import address_of, digest_of, shown_as, unsealed
from shuyou.messaging.services._follow import accounts_of
from shuyou.messaging.services._gate_sql import ALLOWED, VERDICT
from shuyou.messaging.services._learn import learned_channels
from shuyou.messaging.services._spending import add_spent, spent_by
from shuyou.messaging.services._still import local_time

AT_ONCE: Final = 500
LOOK_AGAIN: Final = timedelta(minutes=30)
"""How long a message waits where nobody but the reader knows when their quiet hours end."""

_COLUMNS: Final = "id, purpose, is_urgent, kind, member_id, choices, digest, shown, sealed, parts"
_TAKE: Final = """
    SELECT {columns} FROM messaging_message
     WHERE state = 'asked' AND mailing_id IS NULL AND purpose = %(purpose)s AND next_at <= %(at)s
       AND is_urgent = %(urgent)s
     ORDER BY next_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
""".replace("{columns}", _COLUMNS)
# Those of mailings that an hour or a budget put off; all mailings that go have the same share.
_TAKE_MAILED: Final = """
    WITH going AS MATERIALIZED (
        SELECT id FROM messaging_mailing WHERE stopped_at IS NULL AND ended_at IS NULL AND confirmed_at IS NOT NULL
           AND purpose = %(purpose)s)
    SELECT m.* FROM going g CROSS JOIN LATERAL (
        SELECT {columns} FROM messaging_message m WHERE m.mailing_id = g.id AND m.state = 'asked'
           AND m.next_at <= %(at)s ORDER BY m.channel, m.next_at, m.id
         LIMIT greatest(%(limit)s / (SELECT count(*) FROM going), 1) FOR NO KEY UPDATE SKIP LOCKED) m
     LIMIT %(limit)s
""".replace("{columns}", _COLUMNS)
# Many messages of one purpose by one channel: the place of a row is its turn. What this go let pass is spent already.
_JUDGE: Final = """
    WITH asked AS (
        SELECT * FROM unnest(%(ids)s::bigint[], %(members)s::bigint[], %(words)s::text[],
               %(digests)s::text[], %(clocks)s::time[], %(urgent)s::boolean[], %(off)s::boolean[], %(parts)s::int[])
            WITH ORDINALITY AS a (id, member_id, word, digest, clock, is_urgent, is_off, parts, place)),
    judged AS (
        SELECT a.id, a.place, c.cost_each * a.parts AS cost_each, c.monthly_budget, {verdict} AS code
          FROM (SELECT asked.*, EXISTS (SELECT FROM messaging_cap l WHERE l.purpose = %(purpose)s
                   AND l.channel IN (%(channel)s, 'any') AND l.most <= (
                       SELECT count(*) FROM messaging_message m WHERE m.member_id = asked.member_id
                          AND m.purpose = l.purpose AND (l.channel = 'any' OR m.channel = l.channel)
                          AND m.state = ANY (%(allowed)s) AND m.judged_at > %(at)s - l.days * interval '1 day'))
                       AS is_capped FROM asked) a
          JOIN messaging_channelsetting c ON c.channel = %(channel)s)
    SELECT j.id, CASE WHEN j.code = 'ok' AND %(is_offer)s AND %(spent)s + sum(j.cost_each) FILTER (WHERE j.code = 'ok')
                           OVER (ORDER BY j.place) > j.monthly_budget THEN 'budget' ELSE j.code END
      FROM judged j ORDER BY j.place
""".replace("{verdict}", VERDICT)
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


type _Values = dict[
    str, str | bool | datetime | Decimal | list[int] | list[int | None] | list[str] | list[time] | list[bool]
]
type _Taken = tuple[int, str, bool, str, int | None, list[str], str, str, str, int]


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
    parts: int = 1
    """As it was last put into words."""
    reach: Reach | None = None
    account: str = ""
    """Theirs at WeChat."""
    tried: list[tuple[str, str]] = field(default_factory=list)
    verdict: str = ""
    channel: str = ""
    next_at: datetime | None = None
    clock: time = time()
    word: SaidWord | None = None
    caps: Sequence[Sequence[str | int]] = ()
    learned: Learned | None = None
    """The channel that they answer by, where they have named none."""

    @property
    def is_done(self) -> bool:
        """Whether no other channel is tried."""
        return self.verdict == OK or self.verdict in LATER or not self.choices

    @property
    def billed(self) -> int:
        """How many times the price of one the channel it tries asks for."""
        return self.parts if self.channel == "sms" else 1

    def look_at(self, channel: str) -> None:
        """Turn to a channel: whose address, which hour."""
        address = unsealed(self.sealed) if self.sealed else address_of(self.reach, channel, self.account)
        self.channel, self.digest, self.shown = channel, digest_of(address), shown_as(channel, address)


@dataclass(frozen=True, slots=True)
class _Go:
    """One go of the gate: the channels that it holds, what offers had spent by those with a budget, and spend now."""

    settings_of: Mapping[str, ChannelSetting]
    closed: Sequence[str]
    actor: Actor
    at: datetime
    before: dict[str, Decimal] = field(default_factory=dict)
    passed: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def spent(self, channel: str) -> Decimal:
        """Return what offers come to by a channel; without a budget nobody asks."""
        if self.settings_of[channel].monthly_budget is None:
            return Decimal(0)
        if channel not in self.before:
            self.before.update(spent_by([channel], self.at))
        return self.before[channel] + self.passed[channel]

    def count_anew(self, channel: str) -> bool:
        """Tell whether offers come to less than was thought, now that there is no room."""
        known = self.before[channel]
        self.before.update(spent_by([channel], self.at, is_short=True))
        return self.before[channel] != known

    def keep(self) -> None:
        """Keep what offers were let spend."""
        for channel, money in sorted(self.passed.items()):
            if self.settings_of[channel].monthly_budget is not None:
                add_spent(channel, money)


@use_case("messaging.send")
def judge_messages(*, limit: int = AT_ONCE, closed: Sequence[str] = (), actor: Actor, at: datetime) -> Judged:
    """
    Judge the messages whose turn it is, and return how many were allowed, held and refused.

    What is urgent comes first, then service, then offers; nothing goes by a closed channel: nobody would take it.
    """
    held = ChannelSetting.objects.select_for_update(no_key=True).order_by("pk")
    go = _Go({row.channel: row for row in held}, closed, actor, at)
    cases = _cases(limit, actor, at)
    if not cases:
        return Judged()
    waiting = list(cases)
    while waiting:
        for (purpose, channel), group in _groups(waiting).items():
            _judge_group(group, purpose, channel, go)
        waiting = [case for case in waiting if not case.is_done]
    _write(cases, go)
    go.keep()
    allowed = sum(case.verdict == OK for case in cases)
    put_off = sum(case.verdict in LATER for case in cases)
    judged = Judged(allowed, put_off, len(cases) - allowed - put_off)
    events.publish(MessagesJudged(allowed=allowed, held=put_off, refused=judged.refused), actor=actor, at=at)
    return judged


def _cases(limit: int, actor: Actor, at: datetime) -> list[_Case]:
    off = set(Template.objects.filter(is_on=False).values_list("kind", flat=True))
    rows = list[_Taken]()
    with connection.cursor() as cursor:
        for urgent, purpose in product((True, False), PURPOSES):
            if len(rows) < limit:
                cursor.execute(_TAKE, {"purpose": purpose, "at": at, "urgent": urgent, "limit": limit - len(rows)})
                rows += cursor.fetchall()
            if len(rows) < limit and not urgent:
                cursor.execute(_TAKE_MAILED, {"purpose": purpose, "at": at, "limit": limit - len(rows)})
                rows += cursor.fetchall()
    first = dict[int, int]()
    for row in rows:
        first.setdefault(row[4] or -row[0], row[0])
    cases = [
        _Case(key, purpose, is_urgent, kind in off, member_id, choices, digest, shown, sealed, parts)
        for key, purpose, is_urgent, kind, member_id, choices, digest, shown, sealed, parts in rows
        if first[member_id or -key] == key
    ]
    reach = members.reach_of(member_ids=[case.member_id for case in cases if case.member_id], actor=actor)
    told = [case.member_id for case in cases if case.member_id and case.purpose == SERVICE and not case.sealed]
    accounts = accounts_of(told)
    for case in cases:
        case.reach = reach.get(case.member_id or 0)
        case.account = accounts.get(case.member_id or 0, "")
        if case.account and case.purpose == SERVICE and len(case.choices) > 1:  # who ties an account wants it so
            case.choices = list(dict.fromkeys((Channel.WECHAT.value, *case.choices)))
    _prefer(cases, at)
    return cases


def _prefer(cases: Sequence[_Case], at: datetime) -> None:
    """Have the channel tried first that the reader named, or else the one that they answer by."""
    silent = [
        case.member_id for case in cases
        if case.member_id and case.reach and not case.reach.preferred_channel and len(case.choices) > 1
    ]  # fmt: skip
    learned = learned_channels(silent, at) if silent else {}
    for case in cases:
        declared = case.reach.preferred_channel if case.reach else ""
        case.learned = None if declared else learned.get(case.member_id or 0)
        first = case.learned.channel if case.learned else declared
        case.choices.sort(key=lambda channel, first=first: channel != first)  # type: ignore[misc]


def _groups(cases: Iterable[_Case]) -> Mapping[tuple[str, str], list[_Case]]:
    """Return cases by purpose and by the channel they try next."""
    groups = dict[tuple[str, str], list[_Case]]()
    for case in cases:
        case.look_at(case.choices.pop(0))
        groups.setdefault((case.purpose, case.channel), []).append(case)
    return groups


def _judge_group(group: Sequence[_Case], purpose: str, channel: str, go: _Go) -> None:
    for case in group:
        case.clock = local_time(case.reach, case.channel, go.at).time().replace(microsecond=0)
    asked = _asked(group, purpose, channel, go)
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, asked)
        verdicts = dict(cursor.fetchall())
        if "budget" in verdicts.values() and go.count_anew(channel):
            cursor.execute(_JUDGE, {**asked, "spent": go.spent(channel)})
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
    people = [case.member_id for case in passed if case.member_id]
    said = members.words_that_count(person_ids=people, purpose=purpose, channel=channel, actor=go.actor)
    for case in passed:
        case.word, case.caps = said.get(case.member_id or 0), caps.get(case.message_id, ())
    if purpose == MARKETING:
        billed = sum(case.billed for case in group if case.verdict == OK)
        go.passed[channel] += go.settings_of[channel].cost_each * billed
    for case in group:
        if case.verdict in LATER:
            case.next_at = _end_of_hours(case, go.settings_of[channel], go.at)


def _asked(group: Sequence[_Case], purpose: str, channel: str, go: _Go) -> _Values:
    people = [case.member_id for case in group if case.member_id]
    words = members.may_contact(person_ids=people, purpose=purpose, channel=channel, at=go.at)
    nobody = "ok" if purpose != MARKETING else "not_asked"
    return {
        "ids": [case.message_id for case in group], "members": [case.member_id for case in group],
        "words": [words[case.member_id].why if case.member_id else nobody for case in group],
        "digests": [case.digest for case in group], "clocks": [case.clock for case in group],
        "urgent": [case.is_urgent for case in group], "off": [case.is_off for case in group],
        "parts": [case.billed for case in group],
        "channel": channel, "purpose": purpose, "is_offer": purpose == MARKETING, "later": list(LATER),
        "allowed": list(ALLOWED), "at": go.at, "closed": [channel] if channel in go.closed else [],
        "spent": go.spent(channel) if purpose == MARKETING else Decimal(0),
    }  # fmt: skip


def _write(cases: Sequence[_Case], go: _Go) -> None:
    settings_of, at = go.settings_of, go.at
    rows = [
        {
            "id": case.message_id, "state": _state(case), "channel": case.channel, "digest": case.digest,
            "shown": case.shown, "verdict": "" if case.verdict in LATER else case.verdict, "why": _why(case),
            "judged_at": None if case.verdict in LATER else at.isoformat(),
            "next_at": (case.next_at or at).isoformat(),
            "cost": str(settings_of[case.channel].cost_each * case.billed if case.verdict == OK else Decimal(0)),
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
        "learned": [case.learned.channel, case.learned.sent, case.learned.answered] if case.learned else [],
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
