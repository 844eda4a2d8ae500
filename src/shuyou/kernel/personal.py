"""
Personal data of all packages at once: told to the person, taken out for good, or let go when their time is over.

Packages say which tables they have (`PersonalTable`), where words about anybody may stand (`TextPlace`), what stands
against erasing (`ErasureGuard`) and how long they keep what (`RetentionPart`); nothing here knows a package.
Names of tables and conditions are the packages' own code, never what somebody typed.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.files.storage import default_storage
from django.db import connection, transaction

from shuyou.kernel.errors import DomainError
from shuyou.kernel.history import Cell
from shuyou.kernel.models import Erasure, RowChange
from shuyou.kernel.registry import Fate, PersonalTable, RetentionPart, TextPlace, registry
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.usecase import step

TAKEN_OUT = "•••"
"""What stands where something personal was."""

SHORTEST_SECRET = 5
"""Shorter clues than this would take out what is nobody's."""

LONGEST_PART = 8
"""So many digits may be part of another number; more are nobody else's."""

BATCH = 20_000

type Values = dict[str, datetime | int | list[int] | list[str]]


@dataclass(frozen=True, slots=True)
class ToldTable:
    """A table's rows about somebody, as the database holds them."""

    table: PersonalTable
    rows: Sequence[Mapping[str, Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What persons leave in texts about others: clues such as phones, those that others share, names, their family."""

    clues: Sequence[str] = ()
    names: Sequence[str] = ()
    related: Sequence[int] = ()
    shared: Sequence[str] = ()

    def meant(self, people: Sequence[int]) -> Mapping[str, list[int] | list[str]]:
        """Return the values by which conditions find persons."""
        return {
            "people": list(people), "clues": list(self.clues), "shared": list(self.shared), "names": list(self.names),
        }  # fmt: skip


NO_TRACES: Final = Traces()


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took out: rows removed and rows wiped by table, and files."""

    erasure_id: int
    removed: Mapping[str, int]
    wiped: Mapping[str, int]
    files: int


def rows_about(people: Sequence[int], traces: Traces = NO_TRACES) -> Iterator[ToldTable]:
    """Return all that the packages keep about persons, a query for each table; without columns that are hidden."""
    for table in registry.personal:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT to_jsonb(t) - %(hidden)s::text[] FROM {table.name} t WHERE {table.rows}"  # noqa: S608
                f" ORDER BY t.{table.key}",
                {**traces.meant(people), "hidden": list(table.hidden)},
            )
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
        if rows:
            yield ToldTable(table, rows)


def reasons_against(people: Sequence[int]) -> list[DomainError]:
    """Return every reason not to erase persons now, in the order of the packages."""
    return [reason for guard in registry.erasure_guards for reason in guard.load(people)]


@step
def erase_rows(*, people: Sequence[int], traces: Traces, ground: str, replaced: Sequence[str] = ()) -> Erased:
    """
    Take personal data of persons out of every table; ledgers and totals stay as they are.

    Files that were replaced by others without these persons go as well. Traces of them are also taken out of texts
    about others. Files go once the transaction is committed.
    """
    erasure_id = _begin(ground, people)
    found = [(table, _keys(table, people, traces)) for table in registry.personal]
    for place in registry.texts:
        _take_out(place, people, traces)
    files = [
        *replaced,
        *(
            path
            for table, (keys, _) in found
            if table.files
            for path in _paths(table.name, table.key, table.files, keys)
        ),
    ]
    removed, wiped = {}, {}
    for table, (keys, gone) in found:
        if table.fate is Fate.REMOVED:
            removed[table.name] = _remove(table, keys)
        elif table.fate is Fate.WIPED:
            wiped[table.name] = _wipe(table.name, table.key, table.wiped, keys)
        _forget_history(table, [*keys, *gone])
    _let_files_go(erasure_id, files)
    return Erased(erasure_id, _counted(removed), _counted(wiped), len(files))


def overdue(part: RetentionPart, before: datetime, spared: Sequence[int] = ()) -> int:
    """Return how many rows of a part are older than they may be, but for those about persons who are spared."""
    where, values = _going(part, before, spared)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {part.table} t WHERE {where}", values)  # noqa: S608
        return int(cursor.fetchone()[0])


@step
def let_go(*, part: RetentionPart, before: datetime, spared: Sequence[int] = (), limit: int = BATCH) -> int:
    """
    Remove or wipe the next rows of a part that are older than they may be, with their history; return how many.

    Rows about persons who are spared stay.
    """
    where, values = _going(part, before, spared)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.{part.key_column} FROM {part.table} t WHERE {where} LIMIT %(limit)s",  # noqa: S608
            {**values, "limit": limit},
        )
        keys = [row[0] for row in cursor.fetchall()]
    if not keys:
        return 0
    erasure_id = _begin(f"retention: {part.key}", [])
    files = _paths(part.table, part.key_column, part.files, keys) if part.files else []
    if part.wiped:
        _wipe(part.table, part.key_column, part.wiped, keys)
    else:
        _delete(part.table, part.key_column, keys)
    _scrub(part.table, keys, list(part.wiped))
    _let_files_go(erasure_id, files)
    return len(keys)


def _going(part: RetentionPart, before: datetime, spared: Sequence[int]) -> tuple[str, Values]:
    """Return the condition of the rows that are to go, with its values."""
    values: Values = {"before": before}
    if not spared:
        return part.overdue, values
    if part.table != RowChange._meta.db_table:
        return f"({part.overdue}) AND coalesce({part.person} <> ALL (%(spared)s), true)", {
            **values,
            "spared": [*spared],
        }
    rows = [(table.name, key) for table in registry.personal for keys in _keys(table, spared) for key in keys]
    numbered = [(name, key) for name, key in rows if isinstance(key, int)]
    values |= {"spared_tables": [name for name, _ in numbered], "spared_rows": [key for _, key in numbered]}
    kept = "SELECT * FROM unnest(%(spared_tables)s::text[], %(spared_rows)s::bigint[])"
    return f"({part.overdue}) AND (t.table_name, t.row_id) NOT IN ({kept})", values


def remove_files() -> int:
    """Remove files that erasures could not remove at once; return how many erasures are done with now."""
    waiting = Erasure.objects.exclude(files=[]).order_by("pk").values_list("pk", "files")
    return sum(_unlink(pk, files) for pk, files in waiting)


def _begin(ground: str, people: Sequence[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel_begin_erasure(%s, %s)", [ground[:60], list(people)])
        return int(cursor.fetchone()[0])


def _keys(table: PersonalTable, people: Sequence[int], traces: Traces = NO_TRACES) -> tuple[list[object], list[int]]:
    """Return the keys of a table's rows about persons, and those of rows that were deleted earlier."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.{table.key} FROM {table.name} t WHERE {table.rows}", traces.meant(people))  # noqa: S608
        keys = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT row_id FROM kernel_rowchange WHERE operation = 'D' AND table_name = %(name)s AND {table.gone}",  # noqa: S608
            {"people": list(people), "name": table.name},
        )
        return keys, [row[0] for row in cursor.fetchall()]


def _remove(table: PersonalTable, keys: Sequence[object]) -> int:
    return _delete(table.name, table.key, keys)


def _delete(name: str, key: str, keys: Sequence[object]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE {key} = ANY (%s)", [list(keys)])  # noqa: S608
        return int(cursor.rowcount)


def _wipe(name: str, key: str, wiped: Mapping[str, str], keys: Sequence[object]) -> int:
    values = ", ".join(f"{column} = {value}" for column, value in wiped.items())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {name} SET {values} WHERE {key} = ANY (%s)", [list(keys)])  # noqa: S608
        return int(cursor.rowcount)


def _forget_history(table: PersonalTable, keys: Sequence[object]) -> None:
    if table.fate is Fate.KEPT or table.key == "uid":
        return
    _scrub(table.name, keys, list(table.wiped) if table.fate is Fate.WIPED else [])


def _scrub(name: str, keys: Sequence[object], columns: Sequence[str]) -> None:
    """Take columns out of the history of rows; without columns the whole history goes."""
    numbers = [key for key in keys if isinstance(key, int)]
    with connection.cursor() as cursor:
        if columns:
            cursor.execute(
                "UPDATE kernel_rowchange SET before = before - %(columns)s::text[], after = after - %(columns)s::text[]"
                " WHERE table_name = %(name)s AND row_id = ANY (%(keys)s) AND before ?| %(columns)s::text[]",
                {"columns": list(columns), "name": name, "keys": numbers},
            )
        else:
            cursor.execute("DELETE FROM kernel_rowchange WHERE table_name = %s AND row_id = ANY (%s)", [name, numbers])


def _take_out(place: TextPlace, people: Sequence[int], traces: Traces) -> None:
    """Replace clues, and names where they can only mean these persons, in a column of free text and its history."""
    secret = [_pattern(clue) for clue in traces.clues if len(clue) >= SHORTEST_SECRET]
    for words, where in ((secret, place.where), ([_whole_word(name) for name in traces.names], place.names_where)):
        if words and where:
            about: dict[str, str | list[int]] = {
                "table": place.table, "people": list(people), "related": list(traces.related),
            }  # fmt: skip
            with connection.cursor() as cursor:
                for found, mark in ((pattern := "|".join(words), TAKEN_OUT), *_sealed_in(place, pattern)):
                    for statement in (_in_rows(place, where), *_in_history(place, where)):
                        cursor.execute(statement, {**about, "words": found, "mark": mark})


def _sealed_in(place: TextPlace, pattern: str) -> Iterator[tuple[str, str]]:
    """Return each sealed text of a column, or of its history, in which words stand, and the same without them."""
    if place.sealed is None:
        return
    field, purpose = place.sealed
    for sealed in _sealed_texts(place, field):
        text = unseal(sealed, purpose=purpose) or ""
        cleaned = re.sub(pattern, TAKEN_OUT, text, flags=re.IGNORECASE)
        if cleaned != text:
            yield f"(?<={field}=){re.escape(sealed)}(?![A-Za-z0-9_-])", seal(cleaned, purpose=purpose)


def _sealed_texts(place: TextPlace, field: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT m[1] FROM (SELECT {place.column}::text FROM {place.table} UNION ALL"  # noqa: S608
            f" SELECT unnest(ARRAY[before ->> '{place.column}', after ->> '{place.column}']) FROM kernel_rowchange"
            " WHERE table_name = %(table)s) s (said), regexp_matches(said, %(sealed)s, 'g') m",
            {"table": place.table, "sealed": f"(?:^|&){field}=([A-Za-z0-9_-]+)"},
        )
        return [row[0] for row in cursor.fetchall()]


def _in_rows(place: TextPlace, where: str) -> str:
    column, kind = place.column, "jsonb" if place.is_json else "text"
    return (
        f"UPDATE {place.table} t SET {column} = regexp_replace({column}::text, %(words)s, %(mark)s, 'gi')::{kind}"  # noqa: S608
        f" WHERE {column}::text ~* %(words)s AND ({where})"
    )


def _in_history(place: TextPlace, where: str) -> Iterator[str]:
    """Return what takes words out of older versions of rows: of those there are, and of those that were removed."""
    cleaned = ", ".join(
        f"{side} = CASE WHEN c.{side} ? '{place.column}' THEN jsonb_set(c.{side}, '{{{place.column}}}', regexp_replace("
        f"(c.{side} -> '{place.column}')::text, %(words)s, %(mark)s, 'gi')::jsonb) ELSE c.{side} END"
        for side in ("before", "after")
    )
    said = f"((c.before -> '{place.column}')::text ~* %(words)s OR (c.after -> '{place.column}')::text ~* %(words)s)"
    yield (
        f"UPDATE kernel_rowchange c SET {cleaned} FROM {place.table} t WHERE c.table_name = %(table)s"  # noqa: S608
        f" AND c.row_id = t.{place.key} AND {said} AND ({where})"
    )
    yield (
        f"UPDATE kernel_rowchange c SET {cleaned} WHERE c.table_name = %(table)s AND c.operation = 'D' AND {said} AND"  # noqa: S608
        f" EXISTS (SELECT FROM jsonb_populate_record(NULL::{place.table}, c.before) t WHERE {where})"
    )


def _pattern(clue: str) -> str:
    """Return what finds a clue however it is spaced; digits may be grouped, few are no part of a longer number."""
    if not (clue.isascii() and clue.isdigit()):
        return re.escape(clue)
    grouped = "[ +-]*".join(clue)
    return grouped if len(clue) > LONGEST_PART else f"(?<![0-9]){grouped}(?![0-9])"


def _whole_word(name: str) -> str:
    """Return what finds a name: in letters of the alphabet it is a word of its own, "an" is none in "wanted"."""
    if not re.search("[A-Za-z]", name):
        return re.escape(name)
    return f"(?:(?<![a-z0-9])|(?<=%[0-9a-f][0-9a-f])){re.escape(name)}(?![a-z0-9])"


def _paths(name: str, key: str, column: str, keys: Sequence[object]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {name} WHERE {key} = ANY (%s) AND {column} <> ''", [list(keys)])  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def _let_files_go(erasure_id: int, files: Sequence[str]) -> None:
    if files:
        Erasure.objects.filter(pk=erasure_id).update(files=list(files))
        transaction.on_commit(lambda: _unlink(erasure_id, files))


def _unlink(erasure_id: int, files: Sequence[str]) -> int:
    """Remove files from the store; those that cannot be removed wait for the night."""
    left = []
    for name in files:
        try:
            default_storage.delete(name)
        except OSError:
            left.append(name)
    Erasure.objects.filter(pk=erasure_id).update(files=left)
    return int(not left)


def _counted(found: Mapping[str, int]) -> Mapping[str, int]:
    return {name: count for name, count in found.items() if count}


registry.offer(TextPlace(table="kernel_parked_event", column="error"))
