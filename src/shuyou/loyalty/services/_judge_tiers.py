"""Judging members by the tiers' terms: the statement that both the night and a payment use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from shuyou.kernel.clock import club_day
from shuyou.kernel.registry import registry
from shuyou.kernel.usecase import step
from shuyou.loyalty.models import TierChange
from shuyou.loyalty.queries import TierTableRow
from shuyou.loyalty.rules.tiers import Value, keeps_until, question
from shuyou.members import services as members

# A tier that somebody got by a file, by merging or by hand of old counts as earned from now on.
_ADOPT: Final = """
    INSERT INTO loyalty_tierstanding AS s (member_id, tier_id, since, keep_until)
    SELECT m.person_id, m.tier_id, %(today)s, %(keep_until)s FROM members_member m
      LEFT JOIN loyalty_tierstanding o ON o.member_id = m.person_id
     WHERE m.person_id = ANY (%(people)s) AND m.status = 'active'
       AND ((o.member_id IS NULL AND m.tier_id <> %(lowest)s) OR o.tier_id <> m.tier_id)
       AND NOT EXISTS (SELECT FROM loyalty_tiergrant g WHERE g.member_id = m.person_id AND g.ended_at IS NULL)
     ORDER BY m.person_id
    ON CONFLICT (member_id) DO UPDATE
       SET tier_id = excluded.tier_id, since = excluded.since, keep_until = excluded.keep_until, grace_until = NULL
"""
_FATE: Final = """
    WITH judged AS ({question}),
    fate AS (
        SELECT j.person_id, j.figures, m.tier_id AS held, e.rank AS earned, q.rank AS judged, s.keep_until, g.tier_id AS
               granted, coalesce(gt.rank, 0) AS granted_rank,
               CASE WHEN q.rank > e.rank THEN 'raised'
                    WHEN NOT %(may_lower)s THEN 'stays'
                    WHEN q.rank = e.rank AND q.id <> %(lowest)s
                         AND (s.grace_until IS NOT NULL OR coalesce(s.keep_until, %(today)s) <= %(today)s)
                         THEN 'renewed'
                    WHEN q.rank < e.rank AND s.grace_until < %(today)s THEN 'lowered'
                    WHEN q.rank < e.rank AND s.grace_until IS NULL
                         AND (s.keep_until IS NULL OR s.keep_until < %(today)s) THEN 'warned'
                    ELSE 'stays' END AS fate
          FROM judged j JOIN members_member m ON m.person_id = j.person_id AND m.status = 'active'
          JOIN members_tier q ON q.id = j.tier_id
          LEFT JOIN loyalty_tierstanding s ON s.member_id = j.person_id
          LEFT JOIN loyalty_tiergrant g ON g.member_id = j.person_id AND g.ended_at IS NULL
          LEFT JOIN members_tier gt ON gt.id = g.tier_id
          JOIN members_tier e ON e.id = coalesce(s.tier_id, m.tier_id)
    ),
    landed AS (
        SELECT f.*, t.id AS lands, CASE WHEN f.granted_rank > t.rank THEN f.granted ELSE t.id END AS shown
          FROM fate f JOIN members_tier t ON t.rank = CASE
               WHEN f.fate = 'raised' THEN f.judged
               WHEN f.fate = 'lowered' AND %(softly)s THEN greatest(f.judged, (
                    SELECT max(b.rank) FROM members_tier b WHERE b.rank < f.earned))
               WHEN f.fate = 'lowered' THEN f.judged ELSE f.earned END
         WHERE f.fate <> 'stays'
    ),
    standing AS (
        INSERT INTO loyalty_tierstanding AS s (member_id, tier_id, since, keep_until, grace_until)
        SELECT person_id, lands, %(today)s, CASE WHEN fate = 'warned' THEN keep_until ELSE %(keep_until)s END,
               CASE WHEN fate = 'warned' THEN %(grace_until)s::date END FROM landed ORDER BY person_id
        ON CONFLICT (member_id) DO UPDATE
           SET since = CASE WHEN s.tier_id = excluded.tier_id THEN s.since ELSE excluded.since END,
               tier_id = excluded.tier_id, keep_until = excluded.keep_until, grace_until = excluded.grace_until
    ),
    told AS (
        INSERT INTO loyalty_tierchange (
               member_id, was_id, tier_id, why, table_number, figures, reason, until, done_by, at)
        SELECT person_id, held, shown, fate, %(table)s, figures, '',
               CASE WHEN fate = 'warned' THEN %(grace_until)s::date ELSE %(keep_until)s END, %(by)s, %(at)s
          FROM landed WHERE fate IN ('raised', 'lowered', 'warned') ORDER BY person_id RETURNING id
    )
    SELECT person_id, shown, held, fate, (SELECT max(id) FROM told) FROM landed
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """How many were raised, lowered and warned, and the id of the last line of the history that says so."""

    raised: int = 0
    lowered: int = 0
    warned: int = 0
    last_change: int = 0

    def __bool__(self) -> bool:
        return bool(self.raised or self.lowered or self.warned)


def figure_sources() -> Mapping[str, str]:
    """Return how each figure is found that terms may ask for."""
    return {figure.key: figure.sql for figure in registry.figures}


@step
def judge_tiers(people: Sequence[int], table: TierTableRow, *, may_lower: bool, by: str, at: datetime) -> Judged:
    """Move members, who are locked, to the tiers that are theirs by the terms in force; only up, or down as well."""
    if not people:
        return Judged()
    today = club_day(at)
    asked = question(table.asked(), figure_sources(), lowest=table.lowest, at=at)
    values: dict[str, Value] = {
        **asked.values, "people": list(people), "today": today, "may_lower": may_lower, "softly": table.lands_softly,
        "keep_until": keeps_until(today, table.keep_months), "table": table.number, "by": by,
        "grace_until": today + timedelta(days=table.grace_days),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ADOPT, values)
        cursor.execute(_FATE.format(question=asked.sql), values)
        rows = cursor.fetchall()
    members.set_tiers(tiers={person_id: shown for person_id, shown, held, *_rest in rows if shown != held})
    fates = [row[3] for row in rows]
    why = TierChange.Why
    last = max((row[4] or 0 for row in rows), default=0)
    return Judged(fates.count(why.RAISED), fates.count(why.LOWERED), fates.count(why.WARNED), last)
