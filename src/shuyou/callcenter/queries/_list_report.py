"""What lists of readers who were called came to, and by what reports count."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.callcenter.models import CenterTerms
from shuyou.callcenter.queries._report import COST
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.usecase import query

_LISTS: Final = """
    SELECT l.uid, l.name, count(*), count(*) FILTER (WHERE r.result IN ('reached', 'confirmed')),
           count(*) FILTER (WHERE r.result IN ('no_answer', 'busy', 'failed')),
           count(*) FILTER (WHERE r.result = 'machine'), count(*) FILTER (WHERE r.result = 'lost'),
           sum(r.tries), avg(extract(epoch FROM c.ended_at - c.answered_at))::float, sum({cost})
      FROM callcenter_tocall r JOIN callcenter_calllist l ON l.id = r.list_id JOIN callcenter_call c ON c.id = r.call_id
      LEFT JOIN callcenter_site t ON t.id = c.site_id
     WHERE c.started_at >= %(since)s AND c.started_at < %(until)s
     GROUP BY l.id ORDER BY 3 DESC, l.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReportRow:
    """A list: readers called on some days, by the last call of each, and what came of it."""

    uid: UUID
    name: str
    called: int
    reached: int
    missed: int
    machines: int
    lost: int
    """Answered, but no agent was there."""
    tries: int
    mean_talk: float
    cost: Decimal

    @property
    def cost_each(self) -> Decimal | None:
        """What a reader who was reached cost; None: nobody was."""
        return self.cost / self.reached if self.reached else None

    @property
    def lost_share(self) -> float | None:
        """The share of answered calls that no agent took; None: nobody answered."""
        whole = self.reached + self.lost
        return self.lost / whole if whole else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CenterTermsRow:
    """By what reports count."""

    solved_days: int
    late_minutes: int


@query("callcenter.report")
def list_report(*, since: date, until: date, actor: Actor) -> list[ListReportRow]:
    """Return what lists came to whose readers were called on some days, in one query; costs are of the last calls."""
    values = {"since": day_start(since), "until": day_start(until + timedelta(days=1))}
    cost = COST.format(ends="c.ended_at", answered="c.answered_at", is_last="true")
    with connection.cursor() as cursor:
        cursor.execute(_LISTS.format(cost=cost), values)
        return [
            ListReportRow(
                uid=row[0], name=row[1], called=row[2], reached=row[3], missed=row[4], machines=row[5], lost=row[6],
                tries=row[7] or 0, mean_talk=row[8] or 0.0, cost=Decimal(row[9] or 0),
            )
            for row in cursor.fetchall()
        ]  # fmt: skip


@query("callcenter.see_floor")
def center_terms(*, actor: Actor) -> CenterTermsRow:
    """Return by what reports count."""
    one = CenterTerms.objects.get(pk=1)
    return CenterTermsRow(solved_days=one.solved_days, late_minutes=one.late_minutes)
