"""What the kept member takes over from the absorbed one's own record, and what stood there before."""

import json
from collections.abc import Mapping
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.members.services._carry_rows import claim_rows

# Each column with the condition under which the absorbed one's value (`a`) takes the place of the kept one's (`k`).
# The values themselves stay in the absorbed one's row, so the journal needs nothing personal.
PERSON: Final[Mapping[str, str]] = {
    "gender": "k.gender = '' AND a.gender <> ''",
    "birth_date": "k.birth_date IS NULL AND a.birth_date IS NOT NULL",
    "lunar_birthday": "k.lunar_birthday = '' AND a.lunar_birthday <> ''",
    "first_grade_year": "k.first_grade_year IS NULL AND a.first_grade_year IS NOT NULL",
    "photo": "k.photo = '' AND a.photo <> ''",
    "preferred_channel": "k.preferred_channel = '' AND a.preferred_channel <> ''",
    "best_time": "k.best_time = '' AND a.best_time <> ''",
    "is_restricted": "a.is_restricted AND NOT k.is_restricted",
}
_RANK: Final = "(SELECT rank FROM members_tier WHERE id = {}.tier_id)"
MEMBER: Final[Mapping[str, str]] = {
    "joined_on": "a.joined_on < k.joined_on",
    "tier_id": f"{_RANK.format('a')} > {_RANK.format('k')}",
    "is_blocked": "a.is_blocked AND NOT k.is_blocked",
    "block_reason": "a.is_blocked AND NOT k.is_blocked",
    "helper_id": "k.helper_id IS NULL AND a.helper_id IS NOT NULL",
}
CONTACT_RULE: Final[Mapping[str, str]] = {
    "quiet_from": "k.quiet_from IS NULL AND k.quiet_until IS NULL AND a.quiet_from IS NOT NULL",
    "quiet_until": "k.quiet_from IS NULL AND k.quiet_until IS NULL AND a.quiet_until IS NOT NULL",
    "do_not_contact_until": "a.do_not_contact_until > coalesce(k.do_not_contact_until, '-infinity')",
    "reason": "a.do_not_contact_until > coalesce(k.do_not_contact_until, '-infinity')",
}
TABLES: Final = (
    ("members_person", "id", PERSON),
    ("members_member", "person_id", MEMBER),
    ("members_contactrule", "person_id", CONTACT_RULE),
)
"""One row for each person: what the absorbed one's says is put into the kept one's where that is better."""


@step
def take_over(*, merge_id: int, kept_id: int, absorbed_id: int) -> None:
    """Complete the kept one's record from the absorbed one's; the search finds the kept one as early as both."""
    ids = {"kept": kept_id, "absorbed": absorbed_id}
    for table, key, rules in TABLES:
        before = _taken(table, key, rules, ids)
        if before:
            claim_rows(merge_id=merge_id, table=table, keys=[kept_id], before=before, after={"as_of": absorbed_id})
    _raise_rank(ids, 1)


@step
def give_up(*, merge_id: int, kept_id: int, absorbed_id: int) -> None:
    """Put back what stood in the kept one's record, where it still is what was taken over."""
    from shuyou.members.models import MergedRow

    ids = {"kept": kept_id, "absorbed": absorbed_id}
    for table, key, _rules in TABLES:
        row = MergedRow.objects.filter(merge_id=merge_id, table_name=table, row_key=str(kept_id)).first()
        if row is not None and "as_of" in row.after:
            _given_up(table, key, row.before, ids)
    _raise_rank(ids, -1)


def _taken(table: str, key: str, rules: Mapping[str, str], ids: Mapping[str, int]) -> dict[str, object]:
    """Take over the columns whose conditions hold, and return what stood in them."""
    takes = ", ".join(
        f"{column} = CASE WHEN {rule} THEN a.{column} ELSE k.{column} END" for column, rule in rules.items()
    )
    before = " || ".join(
        f"CASE WHEN {rule} THEN jsonb_build_object('{column}', k.{column}) ELSE '{{}}' END"
        for column, rule in rules.items()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH was AS (SELECT k.{key} AS key, {before} AS before FROM {table} k, {table} a"  # noqa: S608
            f" WHERE k.{key} = %(kept)s AND a.{key} = %(absorbed)s)"
            f" UPDATE {table} k SET {takes} FROM {table} a, was"
            f" WHERE k.{key} = %(kept)s AND a.{key} = %(absorbed)s AND was.before <> '{{}}' RETURNING was.before",
            ids,
        )
        row = cursor.fetchone()
    return json.loads(row[0]) if row else {}


def _given_up(table: str, key: str, before: Mapping[str, object], ids: Mapping[str, int]) -> None:
    """Put columns back that still hold the absorbed one's value."""
    columns = [column for rules in (PERSON, MEMBER, CONTACT_RULE) for column in rules if column in before]
    returns = ", ".join(
        f"{column} = CASE WHEN k.{column} IS NOT DISTINCT FROM a.{column} THEN b.{column} ELSE k.{column} END"
        for column in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} k SET {returns}"  # noqa: S608
            f" FROM {table} a, jsonb_populate_record(NULL::{table}, %(before)s::jsonb) b"
            f" WHERE k.{key} = %(kept)s AND a.{key} = %(absorbed)s",
            {**ids, "before": json.dumps(before)},
        )


def _raise_rank(ids: Mapping[str, int], sign: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_person k SET search_rank = greatest(k.search_rank + %(sign)s * a.search_rank, 0)"
            " FROM members_person a WHERE k.id = %(kept)s AND a.id = %(absorbed)s",
            {**ids, "sign": sign},
        )
