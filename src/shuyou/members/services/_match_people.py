"""Looking for people who are there twice: reading the base, weighing pairs beside the database, keeping what is new."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Max

from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import copy_rows
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.matching import MatchRunning
from shuyou.members.events.matching import PeopleMatched
from shuyou.members.models import MatchRun

if TYPE_CHECKING:
    from shuyou.members.adapters.matcher import Found

WHOLE, NEW = MatchRun.Scope.WHOLE, MatchRun.Scope.NEW
OVERLAP: Final = 5_000
"""Ids that are looked at again: an import takes them by the block and may commit after a younger one."""

GIVEN_UP: Final = timedelta(hours=2)
"""How long after its start a search without an end is taken for dead."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a search came to."""

    run_id: int
    people: int
    found: int
    new: int
    withdrawn: int


def match_people(*, scope: str = WHOLE, actor: Actor, at: datetime) -> Matched:
    """
    Search the base for people who are there twice, and keep the pairs for somebody to decide.

    The whole base, or only who joined since the last search against everybody. Verdicts stay as they are; nobody is
    merged. No transaction is open while pairs are weighed.

    :raises NotPermitted: the actor may not search.
    :raises MatchRunning: another search is under way.
    """
    from shuyou.members.adapters.columns import read_columns  # loads for a second, and only the worker weighs pairs
    from shuyou.members.adapters.matcher import find_pairs

    run = _begin(scope=scope, actor=actor, at=at)
    try:
        columns = read_columns()
        last = max(columns.people["id"][-1].as_py() if len(columns.people) else 0, 0)
        MatchRun.objects.filter(pk=run.run_id).update(people=len(columns.people))
        found = find_pairs(columns, above=run.above)
        return _keep(run, found, people=len(columns.people), last=last, actor=actor, at=at)
    except Exception as problem:
        MatchRun.objects.filter(pk=run.run_id).update(ended_at=at, failure=type(problem).__name__)
        raise


@dataclass(frozen=True, slots=True)
class _Run:
    run_id: int
    scope: str
    above: int


@use_case("members.match")
def _begin(*, scope: str, actor: Actor, at: datetime) -> _Run:
    """Open a search unless one is under way; the first one is always of the whole base."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('members.match', 0))")
    if MatchRun.objects.filter(ended_at=None, started_at__gt=at - GIVEN_UP).exists():
        raise MatchRunning()
    MatchRun.objects.filter(ended_at=None).update(ended_at=at, failure="GivenUp")
    last = MatchRun.objects.filter(failure="").aggregate(last=Max("up_to_id"))["last"]
    above = max(last - OVERLAP, 0) if last and scope == NEW else 0
    run = MatchRun.objects.create(scope=scope if above else WHOLE, started_at=at)
    return _Run(run.pk, run.scope, above)


@use_case("members.match")
def _keep(run: _Run, found: Sequence["Found"], *, people: int, last: int, actor: Actor, at: datetime) -> Matched:
    """Add pairs that are new, weigh those anew that wait, and take away those that are no longer alike."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        copy_rows("found_pair", ("left_id", "right_id", "score", "evidence"), (_row(pair) for pair in found))
        cursor.execute("ANALYZE found_pair")
        cursor.execute(_FORGET_RELATED)
        cursor.execute(_INSERT, [at])
        new = cursor.rowcount
        cursor.execute(_UPDATE)
        cursor.execute(_WITHDRAW, [run.scope == WHOLE])
        withdrawn = cursor.rowcount
        cursor.execute("UPDATE members_matchrun SET ended_at = greatest(clock_timestamp(), %s), pairs = %s,"
                       " people = %s, up_to_id = %s WHERE id = %s", [at, new, people, last, run.run_id])  # fmt: skip
    publish(PeopleMatched(run_id=run.run_id, found=len(found), new=new, withdrawn=withdrawn), actor=actor, at=at)
    return Matched(run.run_id, people, len(found), new, withdrawn)


def _row(pair: "Found") -> tuple[int, int, str, str]:
    evidence = [{"field": field, "level": level, "weight": weight} for field, level, weight in pair.levels]
    return pair.left, pair.right, f"{pair.score:.4f}", json.dumps(evidence)


_TABLE = """
    DROP TABLE IF EXISTS found_pair;
    CREATE TEMPORARY TABLE found_pair (left_id bigint, right_id bigint, score numeric(5, 4), evidence jsonb)
        ON COMMIT DROP
"""
_FORGET_RELATED = """
    DELETE FROM found_pair f
     WHERE EXISTS (SELECT FROM members_relation r WHERE r.person_id = f.left_id AND r.other_id = f.right_id)
        OR EXISTS (SELECT FROM members_relation r WHERE r.person_id = f.right_id AND r.other_id = f.left_id)
        OR EXISTS (SELECT FROM members_householdperson a JOIN members_householdperson b
                       ON b.household_id = a.household_id
                    WHERE a.person_id = f.left_id AND b.person_id = f.right_id)
"""
"""Whoever told us what two people are to each other said that they are two."""

_INSERT = """
    INSERT INTO members_pair (left_id, right_id, score, evidence, verdict, found_at, decided_by)
    SELECT left_id, right_id, score, evidence, 'waiting', %s, '' FROM found_pair ORDER BY left_id, right_id
        ON CONFLICT (left_id, right_id) DO NOTHING
"""
_UPDATE = """
    UPDATE members_pair p SET score = f.score, evidence = f.evidence FROM found_pair f
     WHERE p.left_id = f.left_id AND p.right_id = f.right_id AND p.verdict = 'waiting'
       AND (p.score, p.evidence) IS DISTINCT FROM (f.score, f.evidence)
"""
_WITHDRAW = """
    DELETE FROM members_pair p
     WHERE %s AND p.verdict = 'waiting'
       AND NOT EXISTS (SELECT FROM found_pair f WHERE f.left_id = p.left_id AND f.right_id = p.right_id)
"""
