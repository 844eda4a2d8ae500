"""Carrying rows from the absorbed member to the kept one, each change written down, and bringing them back."""

from collections.abc import Mapping, Sequence

from django.db import connection

from shuyou.kernel.carrying import Owned
from shuyou.kernel.usecase import step

type Ids = Mapping[str, int]


@step
def carry_rows(owned: Sequence[Owned], *, merge_id: int, kept_id: int, absorbed_id: int) -> int:
    """Give the absorbed one's rows to the kept one, a statement for each table, and return how many went."""
    ids = {"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id}
    return sum(_execute(_carrying(table), ids) for table in owned)


@step
def bring_rows_back(owned: Sequence[Owned], *, merge_id: int, kept_id: int, absorbed_id: int) -> int:
    """Return the rows that a merge carried and that are still the kept one's, and return how many went back."""
    ids = {"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id}
    went = 0
    for table in owned:
        if table.flag:
            _execute(_yielding(table), ids)
        went += _execute(_returning(table), ids)
    return went


@step
def claim_rows(
    *, merge_id: int, table: str, keys: Sequence[object], before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    """Write rows into a merge's journal, such as some made later that follow what goes back; known ones stay."""
    from shuyou.members.models import MergedRow

    MergedRow.objects.bulk_create(
        [MergedRow(merge_id=merge_id, table_name=table, row_key=str(key), before=before, after=after) for key in keys],
        ignore_conflicts=True,
    )


def _execute(sql: str, ids: Ids) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, ids)
        touched: int = cursor.rowcount
        return touched


def _carrying(owned: Owned) -> str:
    """Return the statement that moves a table's rows and journals them; doublets stay where they are."""
    flag = f"t.{owned.flag}" if owned.flag else "NULL::boolean"
    given_up = f", {owned.flag} = t.{owned.flag} AND NOT EXISTS ({_flagged(owned)})" if owned.flag else ""
    was, is_now = _cells(owned, "%(absorbed)s", "was"), _cells(owned, "%(kept)s", "is_now")
    return f"""
        WITH moving AS (
            SELECT t.{owned.key} AS key, {flag} AS was FROM {owned.table} t
             WHERE t.{owned.owner} = %(absorbed)s AND {owned.moving()}
        ), moved AS (
            UPDATE {owned.table} t SET {owned.owner} = %(kept)s{given_up} FROM moving m WHERE t.{owned.key} = m.key
            RETURNING t.{owned.key} AS key, m.was, {flag} AS is_now
        )
        INSERT INTO members_mergedrow (merge_id, table_name, row_key, before, after)
        SELECT %(merge)s, '{owned.table}', key::text, {was}, {is_now} FROM moved
    """  # noqa: S608 - names are ours


def _flagged(owned: Owned) -> str:
    return f"SELECT FROM {owned.table} k WHERE k.{owned.owner} = %(kept)s AND k.{owned.flag} AND {owned.flag_if}"


def _cells(owned: Owned, owner: str, flag: str) -> str:
    marked = f", '{owned.flag}', {flag}" if owned.flag else ""
    return f"jsonb_build_object('{owned.owner}', {owner}::bigint{marked})"


_OF_MERGE = "j.merge_id = %(merge)s AND j.table_name = '{table}' AND t.{key} = j.row_key::{key_type}"


def _returning(owned: Owned) -> str:
    """Return the statement that gives carried rows back, flags as they were."""
    of_merge = _OF_MERGE.format(table=owned.table, key=owned.key, key_type=owned.key_type)
    flag = f", {owned.flag} = (j.before->>'{owned.flag}')::boolean" if owned.flag else ""
    return f"""
        UPDATE {owned.table} t SET {owned.owner} = (j.before->>'{owned.owner}')::bigint{flag}
          FROM members_mergedrow j
         WHERE {of_merge} AND t.{owned.owner} = %(kept)s AND j.after->>'{owned.owner}' = %(kept)s::text
           AND {owned.moving("%(absorbed)s").replace("%(kept)s", "%(absorbed)s")}
    """  # noqa: S608 - names are ours


def _yielding(owned: Owned) -> str:
    """Return the statement that flags the kept one's oldest own row, if a row flagged since is about to go back."""
    of_merge = _OF_MERGE.format(table=owned.table, key=owned.key, key_type=owned.key_type)
    return f"""
        WITH going AS (
            SELECT t.{owned.key} AS key, t.{owned.flag} AND NOT (j.after->>'{owned.flag}')::boolean AS is_heirless
              FROM {owned.table} t JOIN members_mergedrow j ON {of_merge} WHERE t.{owned.owner} = %(kept)s
        ), unflagged AS (
            UPDATE {owned.table} t SET {owned.flag} = false FROM going
             WHERE going.is_heirless AND t.{owned.key} = going.key RETURNING t.{owned.key}
        )
        UPDATE {owned.table} t SET {owned.flag} = true
         WHERE t.{owned.key} = (
            SELECT min(k.{owned.key}) FROM {owned.table} k WHERE k.{owned.owner} = %(kept)s AND {owned.flag_if}
               AND k.{owned.key} NOT IN (SELECT key FROM going)) AND EXISTS (SELECT FROM unflagged)
    """  # noqa: S608 - names are ours
