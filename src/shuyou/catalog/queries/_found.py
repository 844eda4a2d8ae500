"""What engines that look through the web are told of titles, and which titles belong to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.catalog.queries._rows import ItemRow, item_rows
from shuyou.kernel.statements import planned

TITLES_OF_A_PART: Final = 10_000
"""Ids that one part of the map of titles covers, far below the 50,000 addresses that engines take."""
MOST_EDITIONS: Final = 8
MOST_OF_SERIES: Final = 14

_SIBLINGS: Final = """
    SELECT coalesce(s.name, ''),
           ARRAY(SELECT e.id FROM catalog_item e
                  WHERE e.work_id = me.work_id AND e.id <> me.id AND e.status <> 'withdrawn'
                  ORDER BY e.published DESC, e.id DESC LIMIT %(editions)s),
           ARRAY(SELECT v.id FROM catalog_item v
                  WHERE v.series_id = me.series_id AND v.id <> me.id AND v.status <> 'withdrawn'
                  ORDER BY v.volume, v.id LIMIT %(volumes)s)
      FROM catalog_item me LEFT JOIN catalog_series s ON s.id = me.series_id WHERE me.id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class TitlePlace:
    """A title that the shop shows."""

    uid: str
    title: str
    authors: str
    blurb: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Siblings:
    """Other editions of the same work, and the other volumes of its series in their order."""

    editions: tuple[ItemRow, ...]
    series: str
    volumes: tuple[ItemRow, ...]


def parts_of_titles() -> int:
    """Return how many parts the map of titles has, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM catalog_item")
        highest: int = cursor.fetchone()[0]
    return -(-highest // TITLES_OF_A_PART)


def titles_of_part(*, part: int) -> Sequence[str]:
    """Return the uids of the titles that the shop shows, of a part of the map counted from 1, in one query."""
    bounds = [(part - 1) * TITLES_OF_A_PART, part * TITLES_OF_A_PART]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid::text FROM catalog_item WHERE id > %s AND id <= %s AND status <> 'withdrawn' ORDER BY id",
            bounds,
        )
        return [row[0] for row in cursor.fetchall()]


def titles_added(*, limit: int = 40) -> Sequence[TitlePlace]:
    """Return the titles added last, in one query (primary key)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.uid::text, i.title, coalesce((SELECT string_agg(c.name, '、' ORDER BY b.position, b.id)"
            "         FROM catalog_contribution b JOIN catalog_contributor c ON c.id = b.contributor_id"
            "        WHERE b.item_id = i.id), ''), left(i.blurb, 400), i.added_at"
            " FROM catalog_item i WHERE i.status = 'available' ORDER BY i.id DESC LIMIT %s",
            [limit],
        )
        return [TitlePlace(*row) for row in cursor.fetchall()]


def siblings_of(*, item_id: int) -> Siblings:
    """Return what belongs to a title, in one query, or two if there is any (indexes on work, `items_of_series`)."""
    with planned() as cursor:
        cursor.execute(_SIBLINGS, {"id": item_id, "editions": MOST_EDITIONS, "volumes": MOST_OF_SERIES})
        series, editions, volumes = cursor.fetchone() or ("", [], [])
    rows = {row.item_id: row for row in item_rows(item_ids=[*editions, *volumes])} if editions or volumes else {}
    return Siblings(tuple(rows[one] for one in editions), series, tuple(rows[one] for one in volumes))
