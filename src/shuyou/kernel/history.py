"""Who changed a row, when, and from what to what: the row history with the event of each change as its context."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext, pgettext

from shuyou.kernel.actor import MEMBER, SUPPLIER, SYSTEM, TOKEN

# The transaction's id leads a change to its event; its time too, for ids begin anew in a restored database.
_HISTORY = """
    SELECT c.recorded_at, c.operation, c.before, c.after, coalesce(e.name, ''), coalesce(e.at, c.recorded_at),
           coalesce(e.actor_kind, ''), coalesce(e.actor_id, ''), coalesce(e.via, ''), coalesce(u.full_name, ''),
           c.table_name, c.row_id
      FROM unnest(%s::text[], %s::bigint[]) r (table_name, row_id)
      JOIN kernel_rowchange c ON c.table_name = r.table_name AND c.row_id = r.row_id
      LEFT JOIN LATERAL (
        SELECT * FROM kernel_event e WHERE e.xid = c.xid AND e.recorded_at = c.recorded_at ORDER BY e.id LIMIT 1) e
        ON true
      LEFT JOIN kernel_user u ON e.actor_kind = 'staff' AND u.id::text = e.actor_id
     WHERE c.recorded_at >= coalesce(%s::timestamptz, '-infinity')
     ORDER BY c.id DESC LIMIT %s
"""

type Cell = str | int | Decimal | bool | list[Cell] | dict[str, Cell] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a row: the columns that changed, and the event in which they did."""

    recorded_at: datetime
    operation: str
    before: Mapping[str, Cell]
    after: Mapping[str, Cell]
    event: str
    at: datetime
    actor_kind: str
    actor_id: str
    via: str
    actor_name: str
    table: str
    row_id: int


def row_history(table: str, row_id: int, *, limit: int = 50) -> list[Change]:
    """Return the changes of a row, the latest first, in one query (index `row_history`)."""
    return rows_history([(table, row_id)], limit=limit)


def rows_history(
    rows: Sequence[tuple[str, int]], *, limit: int | None = 50, since: datetime | None = None
) -> list[Change]:
    """Return the changes of several rows, each a table and a key, since a moment, the latest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [[table for table, _ in rows], [row_id for _, row_id in rows], since, limit])
        return [
            Change(recorded_at, operation, _object(before), _object(after), *event)
            for recorded_at, operation, before, after, *event in cursor.fetchall()
        ]


def staff_names(user_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the full names of staff by id, in one query; ids that are nobody's are missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, full_name FROM kernel_user WHERE id::text = ANY (%s)", [list(user_ids)])
        return dict(cursor.fetchall())


def signers(signatures: Iterable[str]) -> Mapping[str, str]:
    """Return by signature who it is of: the full name of staff, else what kind of hand it was; in one query at most."""
    wanted = set(signatures)
    staff = {one.removeprefix("staff:") for one in wanted if one.startswith("staff:")}
    names = staff_names(staff) if staff else {}
    return {one: names.get(one.removeprefix("staff:")) or _hand(one) for one in wanted}


def _hand(signature: str) -> str:
    """Return in words who else than staff did something; what is in no such words stays as it is."""
    hands = {
        SYSTEM: gettext("the system"), MEMBER: pgettext("hand", "a reader"), TOKEN: pgettext("hand", "a program"),
        SUPPLIER: pgettext("hand", "a supplier"),
    }  # fmt: skip
    return hands.get(signature.partition(":")[0], signature)


def _object(text: str | None) -> Mapping[str, Cell]:
    cells: Mapping[str, Cell] = json.loads(text, parse_float=Decimal) if text else {}
    return cells
