"""What engines that look through the web are told of titles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

TITLES_OF_A_PART: Final = 10_000
"""Ids that one part of the map of titles covers, far below the 50,000 addresses that engines take."""


@dataclass(frozen=True, slots=True)
class TitlePlace:
    """A title that the shop shows."""

    uid: str
    title: str
    authors: str
    blurb: str
    added_at: datetime


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
