"""What calls came to: by queue, agent, hour, day or reason; and how many agents the next weeks will need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
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
    SELECT {zh}, {en}, count(*), count(c.answered_at), count(*) FILTER (WHERE c.cause = 'abandoned'),
           count(*) FILTER (WHERE c.answered_at <= c.queued_at + make_interval(secs => coalesce(q.target_seconds, 20))),
           avg(extract(epoch FROM coalesce(c.answered_at, c.ended_at) - c.queued_at))::float,
           avg(extract(epoch FROM c.ended_at - c.answered_at))::float
      FROM callcenter_call c LEFT JOIN callcenter_queue q ON q.id = c.queue_id
      LEFT JOIN kernel_user u ON u.id = c.agent_id LEFT JOIN callcenter_wrapcode w ON w.id = c.wrap_code_id
     WHERE c.started_at >= %(since)s AND c.started_at < %(until)s AND c.direction = 'in' AND c.queued_at IS NOT NULL
     GROUP BY 1, 2 ORDER BY {order}
"""
_VOLUME: Final = """
    SELECT extract(isodow FROM local)::int,
           (extract(hour FROM local) * 2 + floor(extract(minute FROM local) / 30))::int, count(*)::float / %(weeks)s
      FROM (SELECT started_at AT TIME ZONE %(zone)s AS local FROM callcenter_call
             WHERE started_at >= %(since)s AND started_at < %(until)s AND direction = 'in') c
     GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """Calls of one queue, agent, hour, day or reason."""

    name: str
    offered: int
    answered: int
    abandoned: int
    in_time: int
    mean_wait: float
    mean_talk: float

    @property
    def level(self) -> int:
        """The percentage answered in time."""
        return round(100 * self.in_time / self.offered) if self.offered else 0


@query("callcenter.report")
def call_report(*, by: str, since: date, until: date, zone: str, actor: Actor) -> list[ReportRow]:
    """Return what calls of some days came to, by one thing, in one query."""
    zh, en = BY[by]
    order = "1" if by in ("hour", "day") else "3 DESC, 1"
    values: dict[str, str | datetime] = {
        "since": day_start(since),
        "until": day_start(until + timedelta(days=1)),
        "zone": zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REPORT.format(zh=zh, en=en, order=order), values)
        return [
            ReportRow(
                name=named(row[0], row[1]), offered=row[2], answered=row[3], abandoned=row[4], in_time=row[5],
                mean_wait=row[6] or 0.0, mean_talk=row[7] or 0.0,
            )
            for row in cursor.fetchall()
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class HalfHour:
    """How many calls usually come in a half hour of a weekday."""

    weekday: int
    slot: int
    calls: float

    @property
    def begins(self) -> str:
        """When it begins, such as 09:30."""
        return f"{self.slot // 2:02d}:{self.slot % 2 * 30:02d}"


@query("callcenter.report")
def usual_volume(*, weeks: int, zone: str, at: datetime, actor: Actor) -> Sequence[HalfHour]:
    """Return how many calls came in each half hour of each weekday, on average over some weeks, in one query."""
    values: dict[str, str | int | datetime] = {
        "since": at - timedelta(weeks=weeks),
        "until": at,
        "zone": zone,
        "weeks": weeks,
    }
    with connection.cursor() as cursor:
        cursor.execute(_VOLUME, values)
        return sorted((HalfHour(*row) for row in cursor.fetchall()), key=lambda row: (row.weekday, row.slot))
