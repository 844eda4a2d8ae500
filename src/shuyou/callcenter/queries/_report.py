"""What calls came to: by queue, agent, hour, day or reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.callcenter.models import Call, CenterTerms
from shuyou.callcenter.queries._calls import CallRow, call_row, shown_calls
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone, day_start
from shuyou.kernel.paging import PAGE, Page, Place
from shuyou.kernel.usecase import query

BY: Final = {
    "queue": ("coalesce(q.name_zh, '')", "coalesce(q.name_en, '')", "coalesce(q.code, '')"),
    "agent": ("coalesce(u.full_name, '')", "coalesce(u.full_name, '')", "coalesce(s.agent_id::text, '')"),
    "hour": ("to_char(c.started_at AT TIME ZONE %(zone)s, 'HH24:00')",) * 3,
    "day": ("to_char(c.started_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')",) * 3,
    "code": ("coalesce(w.name_zh, '')", "coalesce(w.name_en, '')", "coalesce(w.code, '')"),
    "known": ("c.known",) * 3,
}
"""What calls can be counted by, as SQL: the name in each language, and the key behind it."""
_TARGET: Final = "make_interval(secs => coalesce(q.target_seconds, 20))"
_TOLD: Final = "s.is_last AND s.answered IS NOT NULL AND c.member_id IS NOT NULL AND c.wrap_code_id IS NOT NULL"
_ABOUT_THE_SAME: Final = """(SELECT FROM callcenter_call o WHERE o.member_id = c.member_id
    AND o.wrap_code_id = c.wrap_code_id AND o.id <> c.id AND o.direction <> 'out' AND o.answered_at IS NOT NULL
    AND o.started_at {which})"""
_SOLVED: Final = "%(solved)s * interval '1 day'"
_BEFORE: Final = _ABOUT_THE_SAME.format(which=f"BETWEEN c.started_at - {_SOLVED} AND c.started_at")
_AGAIN: Final = _ABOUT_THE_SAME.format(which=f"> c.started_at AND o.started_at <= c.started_at + {_SOLVED}")
_IS_FIRST: Final = f"{_TOLD} AND c.started_at + {_SOLVED} <= %(at)s AND NOT EXISTS {_BEFORE}"
WHAT: Final = {
    "offered": "true",
    "answered": "s.answered IS NOT NULL",
    "abandoned": "s.is_last AND c.cause = 'abandoned'",
    "in_time": f"c.direction = 'in' AND s.answered <= s.begins + {_TARGET}",
    "due": f"c.direction = 'in' AND (coalesce(s.answered, c.ended_at) IS NOT NULL OR s.begins + {_TARGET} < %(at)s)",
    "known": "c.known IN ('number', 'card')",
    "first": _IS_FIRST,
    "solved": f"{_IS_FIRST} AND NOT EXISTS {_AGAIN}",
}
"""What of calls is counted, as SQL; the same picks the calls behind a figure."""
_STAYS: Final = """
    WITH come AS (
        SELECT c.* FROM callcenter_call c
         WHERE c.started_at >= %(since)s AND c.started_at < %(until)s AND c.queued_at IS NOT NULL
           AND (c.direction = 'back' OR c.direction = 'in'
                AND NOT EXISTS (SELECT FROM callcenter_call b WHERE b.key = c.key || '-back'))
    ), spell AS (
        SELECT c.id, coalesce(s.at, c.queued_at) AS begins, lead(s.at) OVER each AS next, s.id AS step,
               row_number() OVER (PARTITION BY c.id ORDER BY s.id DESC) = 1 AS is_last,
               CASE WHEN s.id IS NULL THEN c.queue_id
                    ELSE (SELECT q.id FROM callcenter_queue q WHERE q.code = s.facts->>'queue') END AS queue_id
          FROM come c LEFT JOIN callcenter_callstep s ON s.call_id = c.id AND s.kind = 'queued'
        WINDOW each AS (PARTITION BY c.id ORDER BY s.id)
    ), stay AS (
        SELECT s.*, CASE WHEN s.step IS NULL THEN c.answered_at ELSE o.answered_at END AS answered,
               CASE WHEN s.step IS NULL THEN c.agent_id ELSE o.agent_id END AS agent_id,
               coalesce(o.ended_at, s.next, c.ended_at) AS ends
          FROM spell s JOIN come c ON c.id = s.id
          LEFT JOIN LATERAL (
              SELECT o.agent_id, o.answered_at, o.ended_at FROM callcenter_offer o
               WHERE o.call_id = s.id AND o.answered_at >= s.begins AND (s.next IS NULL OR o.answered_at < s.next)
               ORDER BY o.answered_at LIMIT 1) o ON true
    )
"""
"""
Each stay of a caller in a queue, with the agent who answered it: who is passed on stays in two.

Who chose to be called back counts by that call, whose wait is not measured; calls of before steps were kept stay once.
"""
_FROM: Final = """
      FROM stay s JOIN come c ON c.id = s.id LEFT JOIN callcenter_queue q ON q.id = s.queue_id
      LEFT JOIN kernel_user u ON u.id = s.agent_id LEFT JOIN callcenter_wrapcode w ON w.id = c.wrap_code_id
      LEFT JOIN callcenter_site t ON t.id = c.site_id
"""
COST: Final = """
    coalesce(t.cost_per_hour / 3600 * (extract(epoch FROM {ends} - {answered}) + CASE WHEN {is_last} THEN
        least(coalesce(extract(epoch FROM c.wrapped_at - c.ended_at), 0), 1800) ELSE 0 END), 0)
    + CASE WHEN {is_last} THEN t.cost_per_minute * ceil(extract(epoch FROM c.ended_at - c.started_at) / 60) ELSE 0 END
"""
"""What a call costs: the agent's time with the caller and writing it down, and the line by begun minutes."""
_REPORT: Final = """
    SELECT {zh}, {en}, {key}, {counted},
           avg(extract(epoch FROM coalesce(s.answered, s.next, c.ended_at) - s.begins))
               FILTER (WHERE c.direction = 'in')::float,
           avg(extract(epoch FROM s.ends - s.answered))::float, sum({cost})
"""
_BEHIND: Final = """
    SELECT DISTINCT c.id {from_} WHERE {key} = %(key)s AND {what} AND (%(after)s = 0 OR c.id < %(after)s)
     ORDER BY c.id DESC LIMIT %(limit)s
"""
_BUSY: Final = """
    SELECT agent_id, coalesce(sum(spent) FILTER (WHERE state IN ('ringing', 'talking', 'wrapping')), 0)::float,
           sum(spent)::float
      FROM (SELECT s.agent_id, s.state, extract(epoch FROM least(coalesce(s.until, %(at)s), %(until)s)
                   - greatest(s.since, %(since)s)) AS spent
              FROM callcenter_spell s LEFT JOIN callcenter_pausereason p ON p.code = s.reason
             WHERE s.since < %(until)s AND s.since > %(since)s - interval '1 day'
               AND (s.until IS NULL OR s.until > %(since)s) AND s.state NOT IN ('out', 'unreachable')
               AND (s.state <> 'paused' OR p.is_productive)) one
     WHERE spent > 0 GROUP BY 1
"""
"""Seconds that agents were in calls or wrote them down, and that they were there for calls at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """Calls of one queue, agent, hour, day or reason."""

    name: str
    offered: int
    answered: int
    abandoned: int
    in_time: int
    due: int
    """Those of whom it is known whether they were answered in time."""
    known: int
    """Those known by number or by card and code before anybody spoke."""
    first: int
    """Talks with members about something they had not spoken of before, long enough ago to know."""
    solved: int
    """Those after which the member did not come back about it."""
    mean_wait: float
    mean_talk: float
    cost: Decimal
    key: str = ""
    occupancy: float | None = None

    @property
    def level(self) -> int | None:
        """The percentage answered in time; None: there was nobody who could have been."""
        return round(100 * self.in_time / self.due) if self.due else None

    @property
    def cost_each(self) -> Decimal:
        """What an answered call cost."""
        return self.cost / self.answered if self.answered else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindFilter:
    """The calls behind a figure of a report: counted by what, of whom, which of them, on which days."""

    by: str = "queue"
    key: str = ""
    what: str = "offered"
    since: date | None = None
    until: date | None = None
    at: datetime | None = None
    """When it is asked: what is known of calls by then."""


@query("callcenter.report")
def call_report(*, by: str, since: date, until: date, at: datetime, actor: Actor) -> list[ReportRow]:
    """Return what calls of some days came to, by one thing, in two queries; three by agent."""
    zh, en, key = BY[by]
    order = "1" if by in ("hour", "day") else "4 DESC, 1"
    counted = ", ".join(f"count(DISTINCT c.id) FILTER (WHERE {WHAT[what]})" for what in WHAT)
    cost = COST.format(ends="s.ends", answered="s.answered", is_last="s.is_last")
    chosen = _REPORT.format(zh=zh, en=en, key=key, counted=counted, cost=cost)
    known = dict(Call.Known.choices) if by == "known" else {}
    with connection.cursor() as cursor:
        cursor.execute(f"{_STAYS}{chosen}{_FROM} GROUP BY 1, 2, 3 ORDER BY {order}", _days(since, until, at))
        rows = cursor.fetchall()
    busy = occupancy(since=since, until=until, at=at, actor=actor) if by == "agent" else {}
    return [
        ReportRow(
            name=str(known.get(row[0]) or named(row[0], row[1])), key=row[2],
            **dict(zip(WHAT, row[3:11], strict=True)), mean_wait=row[11] or 0.0, mean_talk=row[12] or 0.0,
            cost=Decimal(row[13] or 0), occupancy=busy.get(int(row[2])) if row[2] and busy else None,
        )
        for row in rows
    ]  # fmt: skip


@query("callcenter.report")
def occupancy(*, since: date, until: date, at: datetime, actor: Actor) -> Mapping[int, float]:
    """Return the share of their time there that agents were busy with calls, by agent."""
    with connection.cursor() as cursor:
        cursor.execute(_BUSY, _days(since, until, at))
        return {agent: busy / there for agent, busy, there in cursor.fetchall()}


@query("callcenter.report")
def calls_behind(*, wanted: BehindFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CallRow]:
    """Return the calls that a figure of a report counts, the latest first, page by page."""
    if not wanted.since or not wanted.until or wanted.by not in BY or wanted.what not in WHAT:
        return Page((), 0)
    sql = _STAYS + _BEHIND.format(from_=_FROM, key=BY[wanted.by][2], what=WHAT[wanted.what])
    values = _days(wanted.since, wanted.until, wanted.at or day_start(wanted.until))
    values |= {"key": wanted.key, "after": place.after, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        ids = [row[0] for row in cursor.fetchall()]
    rows = tuple(call_row(one) for one in shown_calls().filter(pk__in=ids[:limit]).order_by("-pk"))
    return Page(rows, ids[limit - 1] if len(ids) > limit else 0)


type _Values = dict[str, str | int | datetime]


def _days(since: date, until: date, at: datetime) -> _Values:
    solved = CenterTerms.objects.values_list("solved_days", flat=True).get(pk=1)
    return {
        "since": day_start(since), "until": day_start(until + timedelta(days=1)), "zone": str(club_zone()), "at": at,
        "solved": solved,
    }  # fmt: skip
