"""
What readers begin to buy, or cease to, before the market does: by shelf and month, cleared of season and growth.

A shelf is measured by its part of all copies, so that a better month for everything moves nothing. Each month of the
year has its usual part; what is left is compared before and since each possible onset, and the onset that parts both
sides best is told if chance hardly makes such a difference and it is large enough to matter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import ibis
import numpy as np
from ibis import Table, _

from shuyou.insight.rules.scales import Floats

MONTHS: Final = 36
LATEST: Final = 6
"""An onset lies in one of the latest months."""
BEFORE: Final = 12
"""Months before an onset with which those since are compared."""
STRENGTH: Final = 4.0
"""Spreads of chance from which on a difference is told."""
SIZE: Final = 0.2
LEAST: Final = 30
"""Copies that were to be expected since the onset; a shelf that sells fewer tells nothing."""
MOVERS: Final = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """Since when, by which part, how surely: months counted from the first, copies sold and expected since."""

    onset: int
    size: float
    strength: float
    copies: int
    expected: float


def month_number(day: date) -> int:
    """Return a month as a number."""
    return day.year * 12 + day.month - 1


def month_of(number: int) -> date:
    """Return the first day of a month."""
    return date(number // 12, number % 12 + 1, 1)


def sold(tables: Mapping[str, Table], day: date) -> Table:
    """Return copies by shelf and month, of readers and of everybody else, over the whole months until a day."""
    last = month_number(day) - 1
    orders = tables["orders"].filter(_.state != "cancelled")
    orders = orders.mutate(on=orders.placed_at.date())
    orders = orders.filter(_.on >= month_of(last - MONTHS + 1), _.on < month_of(last + 1))
    orders = orders.select("order_id", month=(orders.on.year() * 12 + orders.on.month() - 1).cast("int64"))
    items = tables["items"].select("item_id", shelf=_.category_id.fill_null(0))
    lines = tables["order_lines"].inner_join(orders, "order_id").inner_join(items, "item_id")
    lines = lines.mutate(theirs=ibis.ifelse(lines.member_id.notnull(), lines.quantity, 0))
    return (
        lines.group_by("shelf", "month")
        .agg(copies=_.quantity.sum(), theirs=_.theirs.sum())
        .mutate(others=_.copies - _.theirs)
        .order_by("shelf", "month")
    )


def moving(tables: Mapping[str, Table], shelf: int, span: tuple[date, date, date]) -> Table:
    """Return titles of a shelf with copies to readers since an onset, and in as many days before it, biggest first."""
    by = _around(tables, shelf, span, "item_id")
    return by.order_by(((by.since - by.before).abs()).desc(), "item_id").limit(MOVERS)


def buyers(tables: Mapping[str, Table], shelf: int, span: tuple[date, date, date]) -> Table:
    """Return who bought of a shelf since an onset, with copies since and before."""
    return _around(tables, shelf, span, "member_id").order_by("member_id")


def _around(tables: Mapping[str, Table], shelf: int, span: tuple[date, date, date], key: str) -> Table:
    """Return copies of a shelf to readers since an onset and before it, by title or by reader."""
    before, onset, end = span
    orders = tables["orders"].filter(_.state != "cancelled")
    orders = orders.mutate(on=orders.placed_at.date()).filter(_.on >= before, _.on < end).select("order_id", "on")
    items = tables["items"].filter(_.category_id.fill_null(0) == shelf).select("item_id")
    lines = tables["order_lines"].filter(_.member_id.notnull())
    lines = lines.inner_join(orders, "order_id").inner_join(items, "item_id")
    return lines.group_by(key).agg(
        since=ibis.ifelse(lines.on >= onset, lines.quantity, 0).sum(),
        before=ibis.ifelse(lines.on < onset, lines.quantity, 0).sum(),
    )


def seasons(part: Floats, first: int) -> Floats:
    """Return for each month how far its part usually lies from the mean; 1 where no whole year before tells."""
    count = len(part)
    usual = np.ones(count)
    past = count - LATEST
    if past < 24:
        return usual
    for of_year in range(12):
        places = [at for at in range(count) if (first + at) % 12 == of_year]
        told = [at for at in places if at < past]
        ratios = []
        for at in told:
            low = min(max(0, at - 6), past - 12)
            year = part[low : low + 12].mean()
            ratios.append(part[at] / year if year > 0 else 1.0)
        if len(ratios) > 1:
            usual[places] = max(0.05, float(np.mean(ratios)))
    return usual


def turn(copies: Floats, whole: Floats, first: int) -> Turn | None:
    """Return the clearest turn in the latest months of a shelf, or None; `first` is the number of its first month."""
    part = np.divide(copies, whole, out=np.zeros(len(copies)), where=whole > 0)
    usual = seasons(part, first)
    best: Turn | None = None
    for onset in range(max(BEFORE, len(copies) - LATEST), len(copies)):
        before = slice(onset - BEFORE, onset)
        weight = float((whole[before] * usual[before]).sum())
        if weight <= 0:
            continue
        rate = float(copies[before].sum()) / weight
        expected = rate * float((whole[onset:] * usual[onset:]).sum())
        found = _told(copies, whole * usual * rate, onset, expected)
        if found is not None and (best is None or abs(found.strength) > abs(best.strength)):
            best = found
    return best


def _told(copies: Floats, usual: Floats, onset: int, expected: float) -> Turn | None:
    if expected < LEAST:
        return None
    before = slice(onset - BEFORE, onset)
    known = np.maximum(usual[before], 1.0)
    # What months differ by beside chance, as they did before.
    unrest = max(1.0, float((((copies[before] - usual[before]) ** 2) / known).mean()))
    since = float(copies[onset:].sum())
    spread = np.sqrt(unrest * expected * (1 + expected / max(1.0, float(copies[before].sum()))))
    strength, size = (since - expected) / spread, since / expected - 1
    if abs(strength) < STRENGTH or abs(size) < SIZE:
        return None
    return Turn(onset, size, float(strength), int(since), expected)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A shelf on which readers turned, and whether everybody else has."""

    shelf: int
    turn: Turn
    onset: date
    market: Turn | None
    market_onset: date | None
    is_market_told: bool = True
    """Whether everybody else buys enough of it for a turn to be told."""


def noticed(rows: Sequence[tuple[int, int, int, int]], day: date) -> list[Noticed]:
    """Return shelves on which readers turned, the clearest first; rows are shelf, month, copies of readers, others'."""
    last = month_number(day) - 1
    if not rows:
        return []
    first = max(last - MONTHS + 1, min(month for _shelf, month, _theirs, _others in rows))
    count = last - first + 1
    shelves: dict[int, Floats] = {}
    whole = np.zeros((2, max(count, 0)))
    for shelf, month, theirs, others in rows:
        if first <= month <= last:
            cells = shelves.setdefault(shelf, np.zeros((2, count)))
            cells[:, month - first] += (theirs, others)
            whole[:, month - first] += (theirs, others)
    found = []
    for shelf, cells in shelves.items():
        if turned := turn(cells[0], whole[0], first):
            market = turn(cells[1], whole[1], first)
            same = market if market and (market.size > 0) == (turned.size > 0) else None
            found.append(Noticed(
                shelf, turned, month_of(first + turned.onset), same, month_of(first + same.onset) if same else None,
                float(cells[1, max(0, turned.onset - BEFORE) : turned.onset].sum()) >= LEAST,
            ))  # fmt: skip
    return sorted(found, key=lambda one: (-abs(one.turn.strength), one.shelf))
