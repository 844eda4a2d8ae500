"""Pages of lists: each begins behind a row, found by key, so that the last page is as quick as the first."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Model, Q, QuerySet

from shuyou.kernel.clock import day_start

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Page[R]:
    """A page of a list, and the id behind which the next one begins; 0 at the end."""

    rows: tuple[R, ...]
    next_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page lies: the order it is in, and the row it begins behind; 0 is the beginning."""

    by: str = "pk"
    is_descending: bool = True
    after: int = 0


def behind[M: Model](rows: QuerySet[M], place: Place, *, limit: int) -> tuple[list[M], int]:
    """Return the rows of a page, and the id behind which the next one begins."""
    sign, way = ("lt", "-") if place.is_descending else ("gt", "")
    if place.after and place.by == "pk":
        rows = rows.filter(**{f"pk__{sign}": place.after})
    elif place.after and (start := rows.model._default_manager.filter(pk=place.after).values_list(place.by).first()):
        same = Q(**{place.by: start[0], f"pk__{sign}": place.after})
        rows = rows.filter(same | Q(**{f"{place.by}__{sign}": start[0]}))
    order = [f"{way}pk"] if place.by == "pk" else [f"{way}{place.by}", f"{way}pk"]
    found = list(rows.order_by(*order)[: limit + 1])
    page = found[:limit]
    return page, page[-1].pk if len(found) > limit else 0


def within[M: Model](rows: QuerySet[M], moment: str, first: date | None, last: date | None) -> QuerySet[M]:
    """Return the rows of which a moment lies in these days of the club; None, or the end of time, leaves it open."""
    if first and first > date.min:
        rows = rows.filter(**{f"{moment}__gte": day_start(first)})
    if last and last < date.max:
        rows = rows.filter(**{f"{moment}__lt": day_start(last + timedelta(days=1))})
    return rows
