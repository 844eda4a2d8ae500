"""Rows that many items share: publishers, people, classes. Whoever names a new one first, writes it."""

from collections.abc import Iterable, Mapping

from django.db import connection

from shuyou.catalog.rules import Class
from shuyou.kernel.pinyin import spelled


def publisher_ids(names: Iterable[str]) -> Mapping[str, int]:
    """Return publishers' ids by name; unknown ones are added."""
    return _named("catalog_publisher", names)


def series_ids(names: Iterable[str]) -> Mapping[str, int]:
    """Return the ids of series by name; unknown ones are added."""
    return _named("catalog_series", names)


def _named(table: str, names: Iterable[str]) -> Mapping[str, int]:
    wanted = sorted({name for name in names if name})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (name) SELECT n FROM unnest(%s::text[]) AS t (n)"  # noqa: S608 - one of two names
            f" WHERE NOT EXISTS (SELECT FROM {table} p WHERE p.name = n) ON CONFLICT (name) DO NOTHING",
            [wanted],
        )
        cursor.execute(f"SELECT name, id FROM {table} WHERE name = ANY (%s)", [wanted])  # noqa: S608 - the same
        return {name: row_id for name, row_id in cursor.fetchall()}  # noqa: C416 - types the rows


def contributor_ids(names: Iterable[str]) -> Mapping[str, int]:
    """Return people's ids by name; unknown ones are added with their pinyin."""
    wanted = sorted(set(names))
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, id FROM catalog_contributor WHERE name = ANY (%s)", [wanted])
        known: dict[str, int] = {name: contributor_id for name, contributor_id in cursor.fetchall()}  # noqa: C416
        if new := [name for name in wanted if name not in known]:
            cursor.execute(
                "INSERT INTO catalog_contributor (name, pinyin)"
                " SELECT n, p FROM unnest(%s::text[], %s::text[]) AS t (n, p) ON CONFLICT (name) DO NOTHING",
                [new, [spelled(name)[0] for name in new]],
            )
            cursor.execute("SELECT name, id FROM catalog_contributor WHERE name = ANY (%s)", [new])
            known |= {name: contributor_id for name, contributor_id in cursor.fetchall()}  # noqa: C416
    return known


def category_ids(classes: Iterable[Class | None]) -> Mapping[tuple[str, str], int]:
    """Return classes' ids by scheme and code; unknown ones are added."""
    wanted = sorted({found for found in classes if found}, key=lambda found: (found.scheme, found.code))
    columns = [[getattr(found, name) for found in wanted] for name in ("scheme", "code", "name_zh", "name_en")]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_category (scheme, code, name_zh, name_en)"
            " SELECT DISTINCT ON (s, c) s, c, z, e"
            " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS t (s, c, z, e)"
            " WHERE NOT EXISTS (SELECT FROM catalog_category k WHERE (k.scheme, k.code) = (s, c))"
            " ORDER BY s, c ON CONFLICT (scheme, code) DO NOTHING",
            columns,
        )
        cursor.execute(
            "SELECT k.scheme, k.code, k.id FROM catalog_category k"
            " JOIN unnest(%s::text[], %s::text[]) AS t (s, c) ON (k.scheme, k.code) = (s, c)",
            columns[:2],
        )
        return {(scheme, code): category_id for scheme, code, category_id in cursor.fetchall()}
