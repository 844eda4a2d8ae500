"""The models of value tried on tables that are given, without the database: as in the night, but kept nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import ibis
import numpy as np
import pyarrow as pa

from shuyou.insight.rules import basis, ladder, measured, scales
from shuyou.insight.rules.calendars import school_year
from shuyou.insight.rules.card import back_tested
from shuyou.insight.rules.evaluation import evaluated, fitted, plain_alive
from shuyou.insight.rules.measured import Row
from shuyou.insight.rules.scales import DEFAULT

HALF: Final = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """What the models say of one reader: scores, lifetime value, the chance to be a customer by the two clocks."""

    member_id: int
    score: float
    rfm: float
    lifetime: float
    alive: float
    alive_by_wall: float
    rung: str
    """Where the youngest child at home is thought to stand; empty: none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of a trial: a row for each reader, and who uses each line that was bought."""

    rows: tuple[TrialRow, ...]
    users: Mapping[int, str]
    calibration: float
    """How far foretold chances to order within half a year lay beside what came, on average."""


def trial(*, tables: Mapping[str, pa.Table], day: date) -> Trial:
    """Work everybody's value out from tables as the lake has them."""
    given = {name: ibis.memtable(table) for name, table in tables.items()}
    wanted = basis.Wanted(day)
    rows = _measured(given, day)
    values = evaluated(rows, day, DEFAULT, fitted(rows, day))
    _model, wall = plain_alive(rows, day)
    year = school_year(day)
    told = tuple(
        TrialRow(
            member_id=int(member_id), score=float(values.score[at]), rfm=float(values.rfm[at]),
            lifetime=float(values.prospects.value[at]), alive=float(values.prospects.alive[at]),
            alive_by_wall=float(wall[at]),
            rung=rung_of(grade=year - int(entered) + 1) if (entered := rows["youngest"][at]) > 0 else "",
        )
        for at, member_id in enumerate(values.ids)
    )  # fmt: skip
    lines = basis.bought(given, DEFAULT, wanted)
    seen = basis.cohorts(lines, given)
    used = basis.used(lines, seen, basis.homes(lines, seen, given)).select("line_id", "user").to_pyarrow()
    half = day - timedelta(days=HALF)
    then = _measured(given, half)
    tested, _clocks, _other = back_tested(then, rows, (day, half))
    return Trial(
        calibration=tested.calibration,
        rows=told,
        users=dict(zip(used["line_id"].to_pylist(), used["user"].to_pylist(), strict=True)),
    )


def _measured(given: Mapping[str, ibis.Table], day: date) -> Row:
    return measured.arrays(measured.measured(given, DEFAULT, basis.Wanted(day)).to_pyarrow())


def rung_of(*, grade: int) -> str:
    """Return the rung of the reading ladder on which a child of a grade stands."""
    return str(ladder.rung_of(grade))


def likeness(*, one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation of two rankings."""
    return scales.likeness(np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64))
