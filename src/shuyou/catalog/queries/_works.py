"""Titles that belong together for a reader: of one person, of one series, added since, and tickets for what comes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Contributor, Series
from shuyou.catalog.queries._rows import _COLUMNS, _ROWS, ItemRow
from shuyou.kernel.errors import NotFound

PAGE: Final = 28
_WORKS: Final = f"""{_ROWS}
     WHERE i.id IN (SELECT item_id FROM catalog_contribution WHERE contributor_id = %(id)s)
       AND (%(after)s = 0 OR i.id < %(after)s) AND i.status <> 'withdrawn' ORDER BY i.id DESC LIMIT %(limit)s
"""  # noqa: S608 - columns that are written here
_VOLUMES: Final = f"""{_ROWS}
     WHERE i.series_id = %(id)s AND (%(after)s = 0 OR (i.volume, i.id) > (
            SELECT volume, id FROM catalog_item WHERE id = %(after)s))
       AND i.status <> 'withdrawn' ORDER BY i.volume, i.id LIMIT %(limit)s
"""  # noqa: S608 - columns that are written here
_SINCE: Final = f"""{_ROWS}
     WHERE i.id > (SELECT id FROM catalog_item WHERE uid = %(uid)s) AND i.status = 'available'
     ORDER BY i.id DESC LIMIT %(limit)s
"""  # noqa: S608 - columns that are written here
_TICKETS: Final = f"""
    SELECT i.attributes ->> 'held_on', coalesce(i.attributes ->> 'begins', ''), coalesce(i.attributes ->> 'venue', ''),
           coalesce(i.attributes ->> 'performers', ''), coalesce(k.code, ''),
           coalesce(CASE WHEN %(zh)s THEN k.name_zh ELSE k.name_en END, ''), {_COLUMNS}
      FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
      LEFT JOIN catalog_category k ON k.id = i.category_id
     WHERE i.kind = 'ticket' AND i.status IN ('available', 'announced') AND i.merged_into_id IS NULL
       AND i.attributes ->> 'held_on' >= %(on)s ORDER BY i.attributes ->> 'held_on', i.id LIMIT %(limit)s
"""  # noqa: S608 - columns that are written here


@dataclass(frozen=True, slots=True)
class WorksPage:
    """Titles of a person or a series, and where the next page starts; 0 when this is the last."""

    name: str
    rows: tuple[ItemRow, ...]
    next_after: int


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket for a show that is still to come."""

    held_on: str
    begins: str
    venue: str
    performers: str
    category_code: str
    category: str
    row: ItemRow


def contributor_page(*, contributor_id: int, after: int = 0) -> WorksPage:
    """
    Return titles that somebody wrote, translated or made otherwise, the latest first, in two queries.

    :raises NotFound: there is nobody such.
    """
    name = Contributor.objects.filter(pk=contributor_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(what=_("person"), key=contributor_id)
    return _page(name, _WORKS, contributor_id, after)


def series_page(*, series_id: int, after: int = 0) -> WorksPage:
    """
    Return the volumes of a series in their order, in two queries (index `items_of_series`).

    :raises NotFound: there is no such series.
    """
    name = Series.objects.filter(pk=series_id).values_list("name", flat=True).first()
    if name is None:
        raise NotFound(what=_("series"), key=series_id)
    return _page(name, _VOLUMES, series_id, after)


def _page(name: str, statement: str, key: int, after: int) -> WorksPage:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": key, "after": after, "limit": PAGE + 1})
        rows = tuple(ItemRow(*row) for row in cursor.fetchall())
    return WorksPage(name, rows[:PAGE], rows[PAGE - 1].item_id if len(rows) > PAGE else 0)


def items_since(*, uid: UUID, limit: int = 20) -> Sequence[ItemRow]:
    """Return titles that were added after one, the latest first, in one query (primary key)."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, {"uid": uid, "limit": limit})
        return [ItemRow(*row) for row in cursor.fetchall()]


def tickets_ahead(*, on: date, limit: int = 60) -> Sequence[TicketRow]:
    """Return tickets for what is on that day or later, the soonest first, in one query."""
    is_chinese = (get_language() or "").startswith("zh")
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, {"on": on.isoformat(), "limit": limit, "zh": is_chinese})
        return [TicketRow(*[*row[:6], ItemRow(*row[6:])]) for row in cursor.fetchall()]


def tickets_over(*, item_ids: Collection[int], on: date) -> frozenset[int]:
    """Return which of some titles are tickets for what is over by a day, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM catalog_item WHERE id = ANY (%s) AND kind = 'ticket' AND attributes ->> 'held_on' < %s",
            [list(item_ids), on.isoformat()],
        )
        return frozenset(row[0] for row in cursor.fetchall())
