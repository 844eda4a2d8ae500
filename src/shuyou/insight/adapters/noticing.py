"""What the night notices beside everybody's value: groups by habit, shifts, known customers, groups kept to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import ibis
import numpy as np
import pyarrow as pa

from shuyou.insight.ports import Engine
from shuyou.insight.rules import habits, known, shifts, staying, targets
from shuyou.insight.rules.evaluation import Values
from shuyou.insight.rules.figures import Figure
from shuyou.insight.rules.habits import Found
from shuyou.insight.rules.labels import BY_LIFE
from shuyou.insight.rules.measured import Row
from shuyou.insight.rules.scales import Ints
from shuyou.insight.rules.shifts import Noticed
from shuyou.insight.rules.targets import Target

TOLD: Final = 20
"""Shifts that are told, the clearest ones."""
READERS: Final = 4


@dataclass(frozen=True, slots=True)
class Before:
    """What the night goes on from: centres of groups by number, who was in which, and the groups that are kept to."""

    centres: Mapping[int, Sequence[float]] = field(default_factory=dict)
    habits: tuple[Sequence[int], Sequence[int]] = ((), ())
    """Readers in the order of their ids, and the number of the group of each."""
    targets: Sequence[Target] = ()


@dataclass(frozen=True, slots=True)
class ShiftFound:
    """A shift with its shelf's names, the titles that move it, and the segments of life of who buys them."""

    noticed: Noticed
    names: tuple[str, str]
    movers: Sequence[tuple[int, int, int]]
    """Titles with copies before and since."""
    readers: Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Signals:
    """All that was noticed."""

    habits: Found
    shifts: Sequence[ShiftFound] = ()
    figures: Sequence[Figure] = ()


def notice(engine: Engine, values: Values, rows: Row, day: date, before: Before) -> Signals:
    """Notice what there is beside everybody's value as of a day."""
    tables = _Tables(engine)
    counted = [
        *known.figures_of(iter(engine.arrow(known.known_sales(tables, day)).to_pylist())),
        *staying.cohorts(values, rows, day),
        *targets.figures_of(before.targets, values, rows, day),
    ]
    return Signals(_grouped(values, rows, before), list(_shifts(engine, tables, values, day)), counted)


class _Tables(dict[str, ibis.Table]):
    """Tables of an engine, opened when they are asked for."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def __missing__(self, name: str) -> ibis.Table:
        return self._engine.table(name)


def _grouped(values: Values, rows: Row, before: Before) -> Found:
    was: Ints | None = None
    if before.habits[0]:
        ids, numbers = (np.asarray(column, dtype=np.int64) for column in before.habits)
        place = np.minimum(np.searchsorted(ids, values.ids), len(ids) - 1)
        was = np.where(ids[place] == values.ids, numbers[place], 0)
    buys = (rows["net"] > 0).astype(np.int64)
    return habits.grouped(habits.habits_of(values, rows), buys, before.centres, was=was)


def _shifts(engine: Engine, tables: Mapping[str, ibis.Table], values: Values, day: date) -> Iterator[ShiftFound]:
    sold = engine.arrow(shifts.sold(tables, day))
    cells = list(zip(*(sold[name].to_pylist() for name in ("shelf", "month", "theirs", "others")), strict=True))
    found = shifts.noticed(cells, day)[:TOLD]
    if not found:
        return
    names = {
        row["category_id"]: (row["name_zh"] or "", row["name_en"] or "")
        for row in engine.arrow(tables["categories"].select("category_id", "name_zh", "name_en")).to_pylist()
    }
    end = shifts.month_of(shifts.month_number(day))
    for one in found:
        before = one.onset - (end - one.onset)
        span = (before, one.onset, end)
        movers = engine.arrow(shifts.moving(tables, one.shelf, span)).to_pylist()
        yield ShiftFound(
            one, names.get(one.shelf, ("", "")),
            [(row["item_id"], row["before"], row["since"]) for row in movers],
            _segments(engine.arrow(shifts.buyers(tables, one.shelf, span)), values),
        )  # fmt: skip


def _segments(bought: pa.Table, values: Values) -> Sequence[tuple[str, float]]:
    """Return whose copies made the difference: segments of life by their part of it, the largest first."""
    ids, since, before = (np.asarray(bought[name]) for name in ("member_id", "since", "before"))
    place = np.minimum(np.searchsorted(values.ids, ids), len(values.ids) - 1)
    is_here = values.ids[place] == ids
    moved = np.bincount(
        values.life[place[is_here]], weights=(since - before)[is_here].astype(np.float64), minlength=len(BY_LIFE)
    )
    whole = float(np.abs(moved).sum()) or 1.0
    order = np.argsort(-np.abs(moved), kind="stable")[:READERS]
    return [(BY_LIFE[at], round(float(moved[at]) / whole, 3)) for at in order if moved[at]]
