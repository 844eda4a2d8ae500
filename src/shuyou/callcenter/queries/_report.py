"""What calls came to: by queue, agent, hour, day or reason."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.callcenter.models import Call
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone, day_start
from shuyou.kernel.usecase import query

BY: Final = {
    "queue": ("coalesce(q.name_zh, '')", "coalesce(q.name_en, '')"),
    "agent": ("coalesce(u.full_name, '')", "coalesce(u.full_name, '')"),
    "hour": ("to_char(c.started_at AT TIME ZONE %(zone)s, 'HH24:00')",) * 2,
    "day": ("to_char(c.started_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD')",) * 2,
    "code": ("coalesce(w.name_zh, '')", "coalesce(w.name_en, '')"),
    "known": ("c.known", "c.known"),
}
"""What calls can be counted by, as SQL for each language."""
_REPORT: Final = """
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
    SELECT {zh}, {en}, count(DISTINCT c.id), count(DISTINCT c.id) FILTER (WHERE s.answered IS NOT NULL),
           count(DISTINCT c.id) FILTER (WHERE s.is_last AND c.cause = 'abandoned'),
           count(DISTINCT c.id) FILTER (WHERE c.direction = 'in' AND s.answered <= s.begins + {target}),
           count(DISTINCT c.id) FILTER (WHERE c.direction = 'in' AND (
               s.answered IS NOT NULL OR c.ended_at IS NOT NULL OR s.begins + {target} < %(at)s)),
           avg(extract(epoch FROM coalesce(s.answered, s.next, c.ended_at) - s.begins))
               FILTER (WHERE c.direction = 'in')::float,
           avg(extract(epoch FROM s.ends - s.answered))::float
      FROM stay s JOIN come c ON c.id = s.id LEFT JOIN callcenter_queue q ON q.id = s.queue_id
      LEFT JOIN kernel_user u ON u.id = s.agent_id LEFT JOIN callcenter_wrapcode w ON w.id = c.wrap_code_id
     GROUP BY 1, 2 ORDER BY {order}
"""
"""
Each stay of a caller in a queue, with the agent who answered it: who is passed on stays in two.

Who chose to be called back counts by that call, whose wait is not measured; calls of before steps were kept stay once.
"""
_TARGET: Final = "make_interval(secs => coalesce(q.target_seconds, 20))"


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
    mean_wait: float
    mean_talk: float

    @property
    def level(self) -> int | None:
        """The percentage answered in time; None: there was nobody who could have been."""
        return round(100 * self.in_time / self.due) if self.due else None


@query("callcenter.report")
def call_report(*, by: str, since: date, until: date, at: datetime, actor: Actor) -> list[ReportRow]:
    """Return what calls of some days came to, by one thing, in one query."""
    zh, en = BY[by]
    order = "1" if by in ("hour", "day") else "3 DESC, 1"
    values: dict[str, str | datetime] = {
        "since": day_start(since),
        "until": day_start(until + timedelta(days=1)),
        "zone": str(club_zone()),
        "at": at,
    }
    known = dict(Call.Known.choices) if by == "known" else {}
    with connection.cursor() as cursor:
        cursor.execute(_REPORT.format(zh=zh, en=en, order=order, target=_TARGET), values)
        return [
            ReportRow(
                name=str(known.get(row[0]) or named(row[0], row[1])), offered=row[2], answered=row[3], abandoned=row[4],
                in_time=row[5], due=row[6], mean_wait=row[7] or 0.0, mean_talk=row[8] or 0.0,
            )
            for row in cursor.fetchall()
        ]  # fmt: skip
