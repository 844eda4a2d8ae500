"""The statement that judges the readers of a mailing and writes their messages down, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex
from typing import Final

from shuyou.kernel.uids import uuid7
from shuyou.members import queries as members
from shuyou.messaging.models import Cap
from shuyou.messaging.services._addresses import ADDRESS_SQL, DIGEST_SQL, SHOWN_SQL, WAYS_OF
from shuyou.messaging.services._gate_sql import VERDICT, capped_sql, counted_sql, kept_caps_sql

type Value = str | bool | bytes | int | date | list[int] | list[str] | list[Decimal]

_ASKED: Final = members.AskedFor("SELECT id FROM asked", "BETWEEN %(lowest)s AND %(highest)s")
# A row for each reader and channel, its address and word, judged; of each reader the first that may go, may go later,
# or the last. Whoever is over a budget is written down unjudged, and judged with the others that wait for it.
# OFFSET 0 has digests and verdicts worked out once for each row, not again wherever they are named.
_JUDGED: Final = """
    asked AS MATERIALIZED (
        SELECT i AS id FROM unnest(%(members)s::bigint[]) i),
    reach AS MATERIALIZED ({reach}),
    abroad AS (SELECT * FROM unnest(%(abroad)s::bigint[], %(clocks)s::time[]) AS o (id, clock)),
    learned AS (SELECT * FROM unnest(%(answering)s::bigint[], %(ways)s::text[], %(sent)s::int[], %(answered)s::int[])
           AS l (id, way, sent, answered)),
    counted AS MATERIALIZED ({counted}),
    pair AS ({pairs}),
    judged AS (
        SELECT a.*, c.cost_each * CASE c.channel WHEN 'sms' THEN %(parts)s ELSE 1 END AS cost_each, {verdict} AS code
          FROM (SELECT p.*, {digest} AS digest, {capped} AS is_capped, false AS is_urgent, p.id AS member_id,
                       {caps} AS caps
                  FROM pair p LEFT JOIN counted n ON n.member_id = p.id OFFSET 0) a
          JOIN messaging_channelsetting c ON c.channel = a.channel OFFSET 0),
    picked AS ({picked}),
    ready AS ({ready})
"""
# What a verdict rests on is put together as text: half the work of building it piece by piece. Uids have the
# time in front, then the place in this statement, then what a secret of its own comes to: the database's own ask the
# system for chance once for each, and would take longer than judging.
_WRITTEN: Final = """
    WITH {judged}, written AS (
    INSERT INTO messaging_message (uid, key, kind, purpose, is_urgent, member_id, mailing_id, sealed, choices, facts,
           asked_by, asked_at, state, channel, digest, shown, verdict, why, judged_at, next_at, language, subject, text,
           attempts, provider, provider_key, parts, cost, error)
    SELECT {uid}, %(key)s || r.id, %(kind)s, %(purpose)s, false, r.id, %(mailing)s, '', %(choices)s, '{{}}',
           %(by)s, %(at)s, CASE WHEN is_put_off OR is_later THEN 'asked' WHEN r.code = 'ok' THEN 'waiting'
           ELSE 'refused' END,
           CASE WHEN is_put_off THEN '' ELSE r.channel END, CASE WHEN is_put_off THEN '' ELSE r.digest END,
           CASE WHEN is_put_off THEN '' ELSE {shown} END,
           CASE WHEN is_put_off OR is_later THEN '' ELSE r.code END,
           CASE WHEN is_put_off THEN '{{}}' ELSE ('{{"tried":' || r.tried || ',"preferred":' ||
           CASE r.preferred WHEN '' THEN '""' ELSE to_json(r.preferred)::text END || ',"learned":' || r.learned ||
           ',"clock":"' || left(r.clock::text, 5) || '","caps":[' ||
           CASE WHEN r.code = 'ok' THEN r.caps ELSE '' END || '],"word":' ||
           CASE WHEN r.code = 'ok' AND r.word_id IS NOT NULL THEN '{{"id":' || r.word_id || ',"channel":"' ||
           r.word_channel || '","version":' || to_json(r.text_version)::text || ',"via":' ||
           to_json(r.given_via)::text || ',"at":' || to_json(r.said_at)::text || '}}' ELSE 'null' END
           || '}}')::jsonb END,
           CASE WHEN is_put_off OR is_later THEN NULL ELSE %(at)s END,
           CASE WHEN is_later AND r.code = 'night' THEN %(morning)s WHEN is_later THEN %(look)s ELSE %(at)s END,
           '', '', '', 0, '', '', CASE r.channel WHEN 'sms' THEN %(parts)s ELSE 1 END,
           CASE WHEN r.code = 'ok' AND NOT is_put_off THEN r.cost_each ELSE 0 END, ''
      FROM ready r {again}
    RETURNING state, channel, cost)
    SELECT channel, count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'asked'),
           count(*) FILTER (WHERE state = 'refused'), coalesce(sum(cost) FILTER (WHERE state = 'waiting'), 0)
      FROM written GROUP BY channel ORDER BY channel
"""
_UID: Final = """
    (%(moment)s || '7' || lpad(to_hex(r.place / 256), 3, '0') || '8' || lpad(to_hex(r.place %% 256), 2, '0')
     || substr(encode(sha256((%(chance)s || r.place)::bytea), 'hex'), 1, 13))::uuid
"""
_AGAIN: Final = "ON CONFLICT (key) DO NOTHING"
_TOLD: Final = """
    WITH {judged}
    SELECT r.channel, CASE WHEN is_put_off THEN 'budget' ELSE r.code END, count(*),
           coalesce(sum(r.cost_each) FILTER (WHERE r.code = 'ok' AND NOT is_put_off), 0)
      FROM ready r GROUP BY 1, 2
"""
_PAIR: Final = """
    SELECT r.id, '{channel}' AS channel, {place} + CASE WHEN coalesce(nullif(r.preferred_channel, ''), l.way)
           = '{channel}' THEN 0 ELSE 100 END AS turn, {address} AS address, r.preferred_channel AS preferred,
           CASE WHEN r.preferred_channel = '' AND l.id IS NOT NULL
           THEN jsonb_build_array(l.way, l.sent, l.answered)::text ELSE '[]' END AS learned, w.why AS word,
           w.word_id, w.word_channel, w.text_version, w.given_via, w.said_at, %(is_off)s AS is_off, {clock} AS clock
      FROM reach r JOIN ({words}) w ON w.id = r.id LEFT JOIN learned l ON l.id = r.id {abroad}
"""
_ALONE: Final = """
    SELECT j.*, '[["' || j.channel || '","' || j.code || '"]]' AS tried, j.code = ANY (%(later)s) AS is_later
      FROM judged j
"""
_FIRST: Final = """
    SELECT DISTINCT ON (t.id) t.*, t.code = ANY (%(later)s) AS is_later
      FROM (SELECT j.*, '[' || string_agg('["' || j.channel || '","' || j.code || '"]', ',')
                   OVER (PARTITION BY j.id ORDER BY j.turn) || ']' AS tried FROM judged j) t
     ORDER BY t.id, (t.code = 'ok' OR t.code = ANY (%(later)s)) DESC,
              CASE WHEN t.code = 'ok' OR t.code = ANY (%(later)s) THEN t.turn ELSE -t.turn END
"""
_FREE: Final = "SELECT p.*, row_number() OVER () AS place, false AS is_put_off FROM picked p"
_WITHIN: Final = """
    SELECT p.*, row_number() OVER () AS place, p.code = 'ok' AND coalesce(sum(p.cost_each) FILTER (WHERE p.code = 'ok')
                OVER (PARTITION BY p.channel ORDER BY p.id) > b.room, false) AS is_put_off
      FROM picked p LEFT JOIN unnest(%(bound)s::text[], %(rooms)s::numeric[]) AS b (channel, room) USING (channel)
"""
BY_NUMBER: Final = ("sms", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToJudge:
    """What a mailing is judged by: its purpose and channels, the limits, and whether a budget binds it."""

    purpose: str
    channels: Sequence[str]
    caps: Sequence[Cap]
    at: datetime
    is_bound: bool


def expansion(mailing: ToJudge, *, are_new: bool) -> tuple[str, dict[str, Value]]:
    """
    Return the statement that writes messages down, with the values that say what readers' words come to.

    Where none of the readers has been handed in before, nobody looks for a message of theirs.
    """
    judged, values = _judged(mailing)
    shown = SHOWN_SQL.format(address="r.address", channel="r.channel")
    values |= {"moment": uuid7().hex[:12], "chance": token_hex(16)}
    return _WRITTEN.format(judged=judged, shown=shown, uid=_UID, again="" if are_new else _AGAIN), values


def estimation(mailing: ToJudge) -> tuple[str, dict[str, Value]]:
    """Return the statement that only tells what would come of it: by channel and verdict, how many and for how much."""
    judged, values = _judged(mailing)
    return _TOLD.format(judged=judged), values


def _judged(mailing: ToJudge) -> tuple[str, dict[str, Value]]:
    purpose, channels, caps, at = mailing.purpose, mailing.channels, mailing.caps, mailing.at
    values, pairs = dict[str, Value](), list[str]()
    for place, channel in enumerate(channels):
        words = members.contact_words(asked=_ASKED, purpose=purpose, channel=channel, at=at, prefix=f"w{place}_")
        values |= words.values
        by_number = channel in BY_NUMBER
        pairs.append(
            _PAIR.format(
                channel=channel, place=place, address=ADDRESS_SQL.get(channel, "''"), words=words.sql,
                clock="coalesce(o.clock, %(clock)s::time)" if by_number else "%(clock)s::time",
                abroad="LEFT JOIN abroad o ON o.id = r.id" if by_number else "",
            )
        )  # fmt: skip
    ways = {way for channel in channels for way in WAYS_OF.get(channel, ())}
    statement = _JUDGED.format(
        reach=members.reach_sql(asked=_ASKED, ways=ways), counted=counted_sql(caps), pairs=" UNION ALL ".join(pairs),
        verdict=VERDICT, digest=DIGEST_SQL.format(address="p.address"), capped=capped_sql(caps, "p.channel"),
        caps=kept_caps_sql(caps, "p.channel"), picked=_ALONE if len(channels) == 1 else _FIRST,
        ready=_WITHIN if mailing.is_bound else _FREE,
    )  # fmt: skip
    return statement, values
