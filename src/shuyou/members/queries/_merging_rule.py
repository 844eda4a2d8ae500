"""Pairs that may be merged without a person: which ones, from how likely on, and what the rule was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.history import signers
from shuyou.kernel.usecase import query
from shuyou.members.models import MergingRule

LEAST_LIKELY: Final = Decimal("0.9")
USUAL: Final = Decimal("0.999")
STEPS: Final = tuple(Decimal(step) for step in ("0.9", "0.95", "0.99", "0.995", "0.999", "0.9999", "1"))
"""The likenesses that the preview counts by."""

# The same name letter by letter, nothing that speaks against the two, and a mark that two people rarely share. Twins
# differ by name, a family by name and birthday. Who was related, housed together, parted again after a merge, or has
# data that are only kept, is for a person to decide. What is looked at is what the rows say now, not when they were
# compared: a merge may have brought something since.
_UNDOUBTED = """
    SELECT p.id, p.score,
           CASE WHEN (lm.status <> 'active', -l.search_rank, lm.joined_on, l.id)
                   < (rm.status <> 'active', -r.search_rank, rm.joined_on, r.id) THEN l.id ELSE r.id END AS kept
      FROM members_pair p
      JOIN members_person l ON l.id = p.left_id JOIN members_member lm ON lm.person_id = p.left_id
      JOIN members_person r ON r.id = p.right_id JOIN members_member rm ON rm.person_id = p.right_id
     WHERE p.verdict = 'waiting' AND p.score >= %(least)s
       AND lm.status IN ('active', 'lapsed') AND rm.status IN ('active', 'lapsed')
       AND NOT (l.is_restricted OR r.is_restricted OR lm.is_blocked <> rm.is_blocked)
       AND l.name = r.name AND (l.gender = r.gender OR '' IN (l.gender, r.gender))
       AND coalesce(l.birth_date = r.birth_date, true)
       AND NOT p.evidence @? '$[*] ? (@.weight < 0)'
       AND (l.birth_date = r.birth_date
        OR EXISTS (SELECT FROM members_phone a JOIN members_phone b ON b.digits = a.digits AND b.person_id = r.id
                    WHERE a.person_id = l.id AND a.digits LIKE '1%%')
        OR EXISTS (SELECT FROM members_email a JOIN members_email b ON b.address = a.address AND b.person_id = r.id
                    WHERE a.person_id = l.id))
       AND NOT EXISTS (SELECT FROM members_relation t WHERE (t.person_id, t.other_id) IN ((l.id, r.id), (r.id, l.id)))
       AND NOT EXISTS (SELECT FROM members_householdperson a JOIN members_householdperson b
                           ON b.household_id = a.household_id WHERE a.person_id = l.id AND b.person_id = r.id)
       AND NOT EXISTS (SELECT FROM members_merge g
                        WHERE g.undone_at IS NOT NULL AND (g.kept_id, g.absorbed_id) IN ((l.id, r.id), (r.id, l.id)))
"""
_NEXT = f"""{_UNDOUBTED}
       AND (p.score < %(score)s OR p.score = %(score)s AND p.id > %(id)s)
     ORDER BY p.score DESC, p.id LIMIT 1
"""
_COUNTS = f"""
    SELECT s.step, count(u.id) FROM unnest(%(steps)s::numeric[]) s (step)
      LEFT JOIN ({_UNDOUBTED}) u ON u.score >= s.step GROUP BY s.step ORDER BY s.step
"""  # noqa: S608 - all parts are ours


@dataclass(frozen=True, slots=True)
class UndoubtedPair:
    """Two rows that are one person by the rule, and which of them to keep."""

    pair_id: int
    score: Decimal
    kept_id: int


@dataclass(frozen=True, slots=True)
class MergingRuleRow:
    """A version of the rule: whether pairs are merged at night, from how likely on, and who said so."""

    is_on: bool
    least: Decimal
    set_by: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class MergingStep:
    """How many pairs would be merged from a likeness on."""

    least: Decimal
    pairs: int


@query("members.merge")
def merging_rule(*, actor: Actor) -> MergingRuleRow:
    """Return the rule in force; nothing is merged before there is one."""
    rule = MergingRule.objects.order_by("-pk").first()
    return MergingRuleRow(rule.is_on, rule.least, "", rule.set_at) if rule else MergingRuleRow(False, USUAL, "", None)


@query("members.set_merging")
def merging_rules(*, actor: Actor, limit: int = 20) -> list[MergingRuleRow]:
    """Return the versions of the rule, the latest first, in two queries."""
    rules = list(MergingRule.objects.order_by("-pk")[:limit])
    names = signers(rule.set_by for rule in rules)
    return [MergingRuleRow(rule.is_on, rule.least, names[rule.set_by], rule.set_at) for rule in rules]


@query("members.set_merging")
def merging_preview(*, least: Decimal, actor: Actor) -> list[MergingStep]:
    """Return how many pairs would be merged tonight from the usual likenesses and one more on, in one query."""
    steps = sorted({*STEPS, max(least, LEAST_LIKELY)})
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"steps": steps, "least": LEAST_LIKELY})
        return [MergingStep(step, pairs) for step, pairs in cursor.fetchall()]


@query("members.merge")
def next_undoubted_pair(*, least: Decimal, after: UndoubtedPair | None, actor: Actor) -> UndoubtedPair | None:
    """Return the likeliest pair behind another that is one person without doubt, by the index `pairs_to_decide`."""
    score, pair_id = (after.score, after.pair_id) if after else (2, 0)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"least": least, "score": score, "id": pair_id})
        row: Sequence[object] | None = cursor.fetchone()
    return UndoubtedPair(*row) if row else None  # type: ignore[arg-type]
