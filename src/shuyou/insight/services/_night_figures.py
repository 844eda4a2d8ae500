"""Figures that pages show of a night and that would take all rows to count: kept with the run."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Final

from django.db import connection

from shuyou.insight.models import ValueFigure, ValueRun

PAST: Final = "past"
MICRO: Final = 100
"""Small groups that are shown at most."""

_COUNTED: Final = """
    INSERT INTO insight_value_figure (run_id, table_name, place, key, people, net, other)
    SELECT %(run)s, 'micro', row_number() OVER (ORDER BY money DESC, micro), micro, people, money, profit
      FROM (SELECT micro, count(*) AS people, sum(net) AS money, sum(profit) AS profit FROM insight_member_value
             WHERE micro <> '' GROUP BY micro ORDER BY money DESC, micro LIMIT %(most)s) g
    UNION ALL
    SELECT %(run)s, 'watch', 0, 'at_risk', count(*), coalesce(sum(net), 0), coalesce(sum(profit), 0)
      FROM insight_member_value WHERE is_at_risk
    UNION ALL
    SELECT %(run)s, 'watch', 1, 'win_back', count(*), coalesce(sum(gain), 0), 0
      FROM insight_member_value WHERE gain > 0
"""
_STOOD: Final = """
    SELECT day, count(*) FILTER (WHERE tier BETWEEN 1 AND 4), sum(net), count(*) FILTER (WHERE tier = 5)
      FROM insight_value_history WHERE %(days)s::date[] IS NULL OR day = ANY (%(days)s) GROUP BY day
"""


type Stood = Mapping[date, tuple[int, int, int]]
"""By day how many were ranked, what they spent, and how many were dormant."""


def past_before() -> Stood:
    """Return what the latest run keeps of days of the past."""
    run = ValueRun.objects.order_by("-day").values("pk")[:1]
    rows = ValueFigure.objects.filter(run_id__in=run, table_name=PAST)
    return {date.fromisoformat(one.key): (one.people, one.net, one.other) for one in rows}


def keep_figures(run: ValueRun, *, before: Stood, days: Collection[date], kept_days: int) -> None:
    """
    Keep with a run what its pages show: small groups, whom to keep, whom to win back, and the days of the past.

    Of the past only days that this night wrote are counted, and all of them where nothing was kept before.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"run": run.pk, "most": MICRO})
        asked = sorted(set(days) - before.keys() | {run.day}) if before else None
        cursor.execute(_STOOD, {"days": asked})
        fresh = {day: (ranked, net, dormant) for day, ranked, net, dormant in cursor.fetchall()}
    month, first = run.day.replace(day=1), run.day - timedelta(days=kept_days)
    stood = {day: row for day, row in before.items() if first <= day < month} | fresh
    ValueFigure.objects.bulk_create(
        ValueFigure(run=run, table_name=PAST, place=place, key=day.isoformat(), people=ranked, net=net, other=dormant)
        for place, (day, (ranked, net, dormant)) in enumerate(sorted(stood.items()))
    )
