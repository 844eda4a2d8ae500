"""Trying a table of tiers out on everybody before it is published: who would move where, and what it would cost."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries
from shuyou.loyalty.events import TierTrialBegun, TierTrialEnded
from shuyou.loyalty.models import TierTable, TierTrial
from shuyou.loyalty.rules.tiers import Need, Value, question
from shuyou.loyalty.services._judge_tiers import figure_sources

PART: Final = 20_000
"""Members reckoned in one transaction."""
YEAR: Final = Need("spent", Decimal(1), 12)

_PEOPLE: Final = "SELECT count(*) FROM members_member WHERE status = 'active'"
_NEXT: Final = """
    SELECT person_id FROM members_member WHERE person_id > %s AND status = 'active' ORDER BY person_id LIMIT %s
"""
# A year as the last one was: the other multiplier on what was spent, and the other rate on what that was at list price.
_FLOW: Final = """
    WITH judged AS ({question}),
    terms AS (
        SELECT t.id, t.rank, coalesce(n.multiplier, 1) AS new_multiplier, coalesce(o.multiplier, 1) AS old_multiplier,
               coalesce(nl.rate, 1) AS new_rate, coalesce(ol.rate, 1) AS old_rate
          FROM members_tier t
          LEFT JOIN loyalty_tierterms n ON n.tier_id = t.id AND n.table_id = %(table)s
          LEFT JOIN loyalty_tierterms o ON o.tier_id = t.id AND o.table_id = %(old_table)s
          LEFT JOIN catalog_pricelist nl ON nl.code = n.price_list
          LEFT JOIN catalog_pricelist ol ON ol.code = t.price_list
    ),
    moved AS (
        SELECT was.id AS was, CASE WHEN g.rank > q.rank THEN g.id ELSE q.id END AS becomes,
               coalesce((j.figures ->> '{year}')::numeric, 0) AS spent
          FROM judged j JOIN members_member m ON m.person_id = j.person_id
          JOIN terms was ON was.id = m.tier_id JOIN terms q ON q.id = j.tier_id
          LEFT JOIN loyalty_tiergrant h ON h.member_id = j.person_id AND h.ended_at IS NULL
          LEFT JOIN terms g ON g.id = h.tier_id
    )
    INSERT INTO loyalty_tierflow AS f (trial_id, was_id, becomes_id, people, spent, points_cost, price_cost)
    SELECT %(trial)s, v.was, v.becomes, count(*), sum(v.spent),
           sum(v.spent * %(points)s * (b.new_multiplier - w.old_multiplier)),
           sum(v.spent * (1 - b.new_rate / nullif(w.old_rate, 0)))
      FROM moved v JOIN terms w ON w.id = v.was JOIN terms b ON b.id = v.becomes GROUP BY v.was, v.becomes
    ON CONFLICT (trial_id, was_id, becomes_id) DO UPDATE
       SET people = f.people + excluded.people, spent = f.spent + excluded.spent,
           points_cost = f.points_cost + excluded.points_cost, price_cost = f.price_cost + excluded.price_cost
"""


@use_case("loyalty.write_tiers")
def begin_tier_trial(*, number: int, actor: Actor, at: datetime) -> UUID:
    """
    Begin to try a version out on everybody, and return what the trial is called; `try_next` does it part by part.

    :raises NotFound: there is no such version.
    """
    table = TierTable.objects.filter(number=number).first()
    if table is None:
        raise NotFound(what=_("version"), key=number)
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
        people = cursor.fetchone()[0]
    trial = TierTrial.objects.create(table=table, people=people, begun_by=actor.signature, begun_at=at)
    publish(TierTrialBegun(trial_id=trial.pk, number=number), actor=actor, at=at)
    return trial.uid


@use_case("loyalty.write_tiers")
def try_next(*, uid: UUID, part: int = PART, actor: Actor, at: datetime) -> int:
    """Reckon the next part of a trial and return how many members that were; 0: it is at its end. Goes on anew."""
    trial = TierTrial.objects.select_for_update(no_key=True).select_related("table").filter(uid=uid).first()
    if trial is None or trial.ended_at is not None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [trial.last_id, part])
        people = [row[0] for row in cursor.fetchall()]
    if not people:
        trial.ended_at = at
        trial.save(update_fields=["ended_at"])
        publish(TierTrialEnded(trial_id=trial.pk, people=trial.tried), actor=actor, at=at)
        return 0
    _reckon(trial, people, at)
    trial.tried, trial.last_id = trial.tried + len(people), people[-1]
    trial.save(update_fields=["tried", "last_id"])
    return len(people)


def _reckon(trial: TierTrial, people: list[int], at: datetime) -> None:
    table = queries.tier_table(number=trial.table.number)
    now, rule = queries.tier_table_in_force(), queries.rule_at(at)
    asked = question(table.asked(), figure_sources(), lowest=table.lowest, at=trial.begun_at, also=[YEAR])
    values: dict[str, Value] = {
        **asked.values, "people": people, "table": table.table_id, "old_table": now.table_id if now else None,
        "trial": trial.pk, "points": rule.points_per_yuan * rule.point_value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FLOW.format(question=asked.sql, year=YEAR.key), values)
