"""How long readers stay: survival by the year of the first order, and what complaints and terms have to do with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import scipy  # its parts are loaded when they are first used

from shuyou.insight.rules.calendars import day_number
from shuyou.insight.rules.evaluation import Values
from shuyou.insight.rules.figures import Figure
from shuyou.insight.rules.measured import Row, part_of
from shuyou.insight.rules.scales import Floats, Ints

MONTH: Final = 30.4375
MARKS: Final = (3, 6, 12, 18, 24, 36, 48, 60)
"""Months after the first order at which it is told who is still a customer."""
COHORTS: Final = 8
GONE: Final = 0.5
"""Below this chance of being a customer somebody counts as gone, on the day of their last order."""
COVARIATES: Final = ("chance", "complained", "sent_back", "terms", "bargains")


@dataclass(frozen=True, slots=True)
class Curve:
    """Who is still a customer after so many months: the share, how many were looked at, and the standard error."""

    month: int
    share: float
    people: int
    error: float


def survival(months: Floats, is_gone: Ints, marks: Sequence[int] = MARKS) -> list[Curve]:
    """Return the curve of Kaplan and Meier at some months; who is not gone is looked at only until now."""
    order = np.argsort(months, kind="stable")
    when, gone = months[order], is_gone[order].astype(np.float64)
    at_risk = np.arange(len(when), 0, -1, dtype=np.float64)
    steps = np.cumsum(np.log(np.maximum(1e-12, 1 - gone / at_risk)))
    spread = np.cumsum(np.divide(gone, at_risk * (at_risk - gone), out=np.zeros(len(when)), where=at_risk > gone))
    found = []
    for mark in marks:
        before = int(np.searchsorted(when, mark, side="right"))
        left = len(when) - before
        if left == 0:
            break
        share = float(np.exp(steps[before - 1])) if before else 1.0
        found.append(Curve(mark, share, left, share * float(np.sqrt(spread[before - 1])) if before else 0.0))
    return found


def cohorts(values: Values, rows: Row, day: date) -> Iterator[Figure]:
    """Yield survival by the year of the first order: people are those looked at, the other figure thousandths."""
    bought = rows["orders_all"] > 0
    years = rows["first_day"].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    gone = values.prospects.alive < GONE
    until = np.where(gone, rows["last_day"], day_number(day))
    months = np.maximum(0.0, (until - rows["first_day"]) / MONTH)
    place = 0
    for year in range(day.year - COHORTS + 1, day.year + 1):
        chosen = bought & (years == year)
        if chosen.any():
            for one in survival(months[chosen], gone[chosen].astype(np.int64)):
                yield Figure("survival", place, f"{year}/{one.month}", one.people, round(one.error * 1000),
                             round(one.share * 1000))  # fmt: skip
                place += 1


@dataclass(frozen=True, slots=True)
class Influence:
    """What something has to do with ordering again: odds beside who has it not, and their 95 % interval."""

    name: str
    odds: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """Chances corrected by what was learnt of some and tried on the others: error of calibration before and after."""

    influences: tuple[Influence, ...]
    plain: float
    error: float
    parts: tuple[float, ...]


def covariates(chance: Floats, rows: Row) -> Floats:
    """Return for each reader what may have to do with coming back: a column each, after the model's own chance."""
    safe = np.clip(chance, 0.005, 0.995)
    orders = np.maximum(rows["orders_all"], 1)
    return np.stack([
        np.log(safe / (1 - safe)), (rows["complaints"] > 0).astype(np.float64), (rows["back"] > 0).astype(np.float64),
        np.asarray(part_of(rows["school_orders"], orders)), np.asarray(part_of(rows["lowered"], rows["net"])),
    ], axis=1)  # fmt: skip


def corrected(chance: Floats, columns: Floats, came: Floats, ids: Ints) -> Corrected | None:
    """Learn on readers with even numbers how chances are to be corrected, and try it on those with odd ones."""
    learnt, tried = ids % 2 == 0, ids % 2 == 1
    if min(learnt.sum(), tried.sum()) < 100 or not 0 < came[learnt].mean() < 1:
        return None
    design = np.column_stack([np.ones(len(ids)), columns])
    parts, spread = _logit(design[learnt], came[learnt])
    after = scipy.special.expit(design[tried] @ parts)
    influences = tuple(
        Influence(name, *(float(np.exp(np.clip(part + 1.96 * way * wide, -20, 20))) for way in (0, -1, 1)))
        for at, (name, part, wide) in enumerate(zip(COVARIATES[1:], parts[2:], spread[2:], strict=True), start=1)
        if columns[learnt, at].std() > 0
    )  # fmt: skip
    return Corrected(
        influences, miscalibration(chance[tried], came[tried]), miscalibration(after, came[tried]),
        tuple(float(part) for part in parts),
    )  # fmt: skip


def _logit(design: Floats, came: Floats) -> tuple[Floats, Floats]:
    expit = scipy.special.expit

    def loss(parts: Floats) -> tuple[float, Floats]:
        score = design @ parts
        total = float(np.logaddexp(0, score).sum() - came @ score) + float(parts[1:] @ parts[1:]) / 2
        return total, design.T @ (expit(score) - came) + np.append(0.0, parts[1:])

    start = np.append([0.0, 1.0], np.zeros(design.shape[1] - 2))
    best = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B")
    weight = expit(design @ best.x)
    weight *= 1 - weight
    covariance = np.linalg.pinv(design.T @ (design * weight[:, None]) + np.eye(design.shape[1]) * 1e-6)
    return best.x, np.sqrt(np.maximum(0, np.diag(covariance)))


def miscalibration(said: Floats, came: Floats) -> float:
    """Return how far foretold chances lie from what came, by tenths of readers, weighted by their number."""
    if not len(said):
        return 0.0
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, 10) if len(part)]
    return float(sum(abs(said[part].mean() - came[part].mean()) * len(part) for part in parts) / len(said))
