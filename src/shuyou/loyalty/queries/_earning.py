"""What earns points at a moment: the terms of the program, and the rules beyond them, read once in each process."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.statements import planned
from shuyou.loyalty.queries._points import RULE_IN_FORCE, RuleRow
from shuyou.loyalty.rules import ONCE, Award, Purchase, Reader, Room, Rule, earn, terms_from

# Nothing holds before it is published; a version ends when the next one begins. What ended is kept for a while:
# orders are also paid for a past moment.
_RULES: Final = """
    SELECT (SELECT stamp FROM loyalty_pointsrulestamp), p.id, v.id, p.code, v.number, p.name_zh, p.name_en, v.terms,
           greatest(v.starts_at, v.published_at),
           least(v.ends_at, (SELECT min(greatest(n.starts_at, n.published_at)) FROM loyalty_pointsruleversion n
                              WHERE n.rule_id = p.id AND n.number > v.number AND n.published_at IS NOT NULL))
      FROM (VALUES (1)) one (row) LEFT JOIN (
            loyalty_pointsrule p JOIN loyalty_pointsruleversion v ON v.rule_id = p.id AND v.published_at IS NOT NULL
             AND (v.ends_at IS NULL OR v.ends_at > now() - interval '31 days'))
        ON p.state = 'live'
     ORDER BY p.id, v.number
"""
# With the terms of tiers as they held at the same moment, where they multiply anything.
_NOW: Final = f"""
    SELECT r.*, (SELECT stamp FROM loyalty_pointsrulestamp), (
             SELECT jsonb_object_agg(t.code, m.multiplier)
               FROM loyalty_tierterms m JOIN members_tier t ON t.id = m.tier_id
              WHERE m.multiplier <> 1 AND m.table_id = (
                    SELECT id FROM loyalty_tiertable WHERE published_at <= %(at)s ORDER BY number DESC LIMIT 1))
      FROM ({RULE_IN_FORCE}) r
"""  # noqa: S608 - ours
# By rule (none: the program), what a source has earned before, and what others have, today and ever. What waited
# counts as it was earned: what went back meanwhile is not earned anew.
_GIVEN: Final = """
    WITH mine AS (
        SELECT l.award_id, l.source, l.earned, l.earned_at FROM loyalty_pointslot l
         WHERE l.account_id = %(member)s AND (l.source = %(source)s OR starts_with(l.source, %(source)s || ':')
            OR (%(is_bound)s AND l.award_id IS NOT NULL)) AND NOT EXISTS (
               SELECT FROM loyalty_pendingpoints p WHERE p.account_id = l.account_id AND p.source = l.source)
         UNION ALL
        SELECT p.award_id, p.source, p.earned, p.earned_at FROM loyalty_pendingpoints p
         WHERE p.account_id = %(member)s AND (p.source = %(source)s OR starts_with(p.source, %(source)s || ':')
            OR (%(is_bound)s AND p.award_id IS NOT NULL))
    )
    SELECT v.rule_id, m.source = %(source)s OR starts_with(m.source, %(source)s || ':'), sum(m.earned)::int,
           coalesce(sum(m.earned) FILTER (WHERE m.earned_at >= %(today)s), 0)::int
      FROM mine m LEFT JOIN loyalty_pointsruleversion v ON v.id = m.award_id GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Given:
    """Points that a source has earned before, by rule, and that other sources have."""

    own: Mapping[int | None, int]
    today: Mapping[int | None, int]
    ever: Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class Earning:
    """What earns points at a moment."""

    program: RuleRow
    rules: tuple[Rule, ...]
    """Those that hold then."""
    multipliers: Mapping[str, Decimal] = field(default_factory=dict)
    """Of the program's points, by tier; of those not named it is one."""

    def of(self, purchase: Purchase, reader: Reader, room: Room) -> list[Award]:
        """Return what a purchase earns, as far as there is room."""
        return earn(
            self.rules, points_per_yuan=self.program.points_per_yuan, purchase=purchase, reader=reader, room=room,
            times=self.multipliers.get(reader.tier, ONCE),
        )  # fmt: skip

    @property
    def budgets(self) -> list[str]:
        """Return the tallies of the rules that have a budget."""
        return [f"rule:{rule.code}" for rule in self.rules if rule.terms.budget]

    def asks(self, kind: str) -> bool:
        """Tell whether any rule is about titles by a kind of token, such as `class`."""
        words = (one.terms.titles | one.terms.but_not for one in self.rules)
        return any(token.startswith(f"{kind}:") for tokens in words for token in tokens)


_held: dict[UUID, tuple[Rule, ...]] = {}
"""Rules by the stamp that they were read under: one entry."""


def earning_at(at: datetime) -> Earning:
    """Return what earns points at a moment, in one query; the rules are read when they have changed."""
    with planned() as cursor:
        cursor.execute(_NOW, {"at": at})
        row = cursor.fetchone()
    if row is None:
        return Earning(RuleRow(0, 0, Decimal(0), Decimal(0), 0), ())
    *program, stamp, by_tier = row
    rules = _running(stamp) if stamp else ()
    multipliers = json.loads(by_tier or "{}", parse_float=Decimal, parse_int=Decimal)
    return Earning(RuleRow(*program), tuple(rule for rule in rules if rule.holds(at)), multipliers)


def _running(stamp: UUID) -> Sequence[Rule]:
    held = _held.get(stamp)
    if held is None:
        with connection.cursor() as cursor:
            cursor.execute(_RULES)
            rows = cursor.fetchall()
        held = tuple(_rule(row[1:]) for row in rows if row[1] is not None)
        _held.clear()
        _held[rows[0][0]] = held
    return held


def _rule(row: tuple[Any, ...]) -> Rule:  # type: ignore[explicit-any]  # as the database returns it
    rule_id, version_id, code, number, name_zh, name_en, terms, starts_at, ends_at = row
    return Rule(
        rule_id=rule_id, version_id=version_id, code=code, version=number, name_zh=name_zh, name_en=name_en,
        terms=terms_from(json.loads(terms)), starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip


def given_before(*, rules: Sequence[Rule], member_id: int, source: str, at: datetime) -> Given:
    """Return what a reader's points of this source and of others came to before, by rule, in one query."""
    own: dict[int | None, int] = {}
    today: dict[int | None, int] = {}
    ever: dict[int | None, int] = {}
    with planned() as cursor:
        cursor.execute(
            _GIVEN,
            {
                "member": member_id, "source": source, "today": day_start(club_day(at)),
                "is_bound": any(rule.terms.most_per_day or rule.terms.most_per_member for rule in rules),
            },
        )  # fmt: skip
        for rule_id, is_own, earned, earned_today in cursor.fetchall():
            if is_own:
                own[rule_id] = earned
            else:
                today[rule_id], ever[rule_id] = earned_today, earned
    return Given(own, today, ever)


def room_for(*, rules: Sequence[Rule], given: Given, left: Mapping[str, int]) -> Room:
    """Return how many points rules may still give; `left` says it of budgets, by tally."""
    return Room(
        today={
            rule.rule_id: rule.terms.most_per_day - given.today.get(rule.rule_id, 0)
            for rule in rules
            if rule.terms.most_per_day
        },
        ever={
            rule.rule_id: rule.terms.most_per_member - given.ever.get(rule.rule_id, 0)
            for rule in rules
            if rule.terms.most_per_member
        },
        budget={
            rule.rule_id: left.get(f"rule:{rule.code}", 0) + given.own.get(rule.rule_id, 0)
            for rule in rules
            if rule.terms.budget
        },
    )


def would_earn(*, purchase: Purchase, reader: Reader, earning: Earning) -> list[Award]:
    """Return what a purchase would earn if it were paid now, in two queries at most; none without rules."""
    if not earning.rules:
        return earning.of(purchase, reader, Room())
    given = given_before(rules=earning.rules, member_id=reader.member_id, source="", at=purchase.at)
    left: dict[str, int] = {}
    if earning.budgets:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT code, budget - given FROM loyalty_pointstally WHERE code = ANY (%s)", [earning.budgets]
            )
            left = dict(cursor.fetchall())
    return earning.of(purchase, reader, room_for(rules=earning.rules, given=given, left=left))
