"""How readers stand beside how they stood: moved for which cause, at risk, and what winning them back would bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shuyou.insight.rules import flows
from shuyou.insight.rules.calendars import school_year
from shuyou.insight.rules.evaluation import Values, margin_rate, measures_of, ranked
from shuyou.insight.rules.flows import NOT_YET, UNRANKED, Between, Flow
from shuyou.insight.rules.labels import STAGES, Flags, Stage
from shuyou.insight.rules.ladder import STEPS
from shuyou.insight.rules.measured import Row, part_of
from shuyou.insight.rules.scales import Factor, Floats, Ints, Measures, ValueModel

PARTS: Final = (0.2, 0.4, 0.6, 0.8)
"""Where fifths are parted."""
LETTER: Final = 5.0
"""Yuan that it costs to write to somebody who has gone."""
CLEARLY: Final = 0.05
"""By so much of the list price what readers pay must have risen to be a cause."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How everybody of today stood a while ago, and why they stand elsewhere now."""

    days: int
    was: Ints
    was_score: Floats
    cause: Ints
    flows: Sequence[Flow]


def aligned(ids: Ints, then: Row, what: Ints | Floats, missing: float) -> Floats:
    """Return what there was then for everybody of today; who was not there gets what is missing."""
    if not len(then["member_id"]):
        return np.full(len(ids), missing)
    place = np.minimum(np.searchsorted(then["member_id"], ids), len(then["member_id"]) - 1)
    was_there = then["member_id"][place] == ids
    found: Floats = np.where(was_there, what[place], missing)
    return found


def moved(model: ValueModel, values: Values, now: Row, then: Row, on: tuple[date, date]) -> Moved:
    """Compare everybody with how they stood on an earlier day; `on` are the day of now and the earlier one."""
    day, earlier = on
    before = measures_of(then, earlier, model)
    score, _place, tier = ranked(model, before, then["member_id"])
    ids = values.ids
    was = aligned(ids, then, tier, NOT_YET).astype(np.int64)
    was_measures = Measures(**{
        factor.value: aligned(ids, then, before.of(factor), 9999.0 if factor is Factor.RECENCY else 0.0)
        for factor in Factor
    })  # fmt: skip
    what = Between(now["complaints_now"] > 0, climbed(now, on), dearer(now))
    cause = flows.causes(model, was, values.tier, (was_measures, values.measures), what)
    counted = flows.flows(was, values.tier, cause, now["net"])
    return Moved((day - earlier).days, was, aligned(ids, then, score, 0.0), cause, counted)


def climbed(now: Row, on: tuple[date, date]) -> Flags:
    """Tell in which homes a child climbed a rung of the reading ladder between two days."""
    edges = np.asarray([below for below, _rung in STEPS])
    found = np.zeros(len(now["member_id"]), dtype=np.bool_)
    for child in ("youngest", "oldest"):
        entered = now[child]
        rungs = [np.searchsorted(edges, school_year(when) - entered + 1, side="right") for when in reversed(on)]
        found |= (entered > 0) & (rungs[0] != rungs[1])
    return found


def dearer(now: Row) -> Flags:
    """Tell who pays clearly more of the list price in this period than in the rest of the window."""
    paid, paid_before = part_of(now["period_net"], now["period_list"]), part_of(now["earlier_net"], now["earlier_list"])
    found: Flags = (paid > 0) & (paid_before > 0) & (paid - paid_before >= CLEARLY)
    return found


def at_risk(values: Values, was_score: Floats) -> Flags:
    """Tell who of the three highest tiers is likely to leave: cooling, hardly alive, or falling fast."""
    cooling = values.stage == STAGES.index(Stage.COOLING)
    falling = (was_score - values.score >= 10) & (values.measures.recency > 60)
    found: Flags = (values.tier >= 1) & (values.tier <= 3) & (cooling | (values.prospects.alive < 0.5) | falling)
    return found


@dataclass(frozen=True, slots=True)
class Returning:
    """How many of those who had gone came back within a year and what that brought, by fifths of former money."""

    edges: Sequence[float]
    """Fen a year that part the fifths."""
    rates: Sequence[float]
    brought: Sequence[float]
    """Yuan that one who came back bought for in the year."""


def returning(now: Row, then: Row) -> Returning | None:
    """Count of those who had gone a year ago who came back since; None: nothing is known of a year ago."""
    if not len(then["member_id"]) or not len(now["member_id"]):
        return None
    was_gone = (then["orders_all"] > 0) & (then["orders"] == 0)
    place = np.minimum(np.searchsorted(now["member_id"], then["member_id"]), len(now["member_id"]) - 1)
    chosen = was_gone & (now["member_id"][place] == then["member_id"])
    money = _yearly(then)
    edges = np.quantile(money[chosen], PARTS) if chosen.any() else np.zeros(len(PARTS))
    fifth = np.searchsorted(edges, money)
    rates, brought = [], []
    for number in range(len(PARTS) + 1):
        of = chosen & (fifth == number)
        back = of & (now["net"][place] > 0)
        rates.append(float((back.sum() + 0.5) / (of.sum() + 5)))
        brought.append(float(now["net"][place][back].mean()) / 100 if back.any() else 0.0)
    return Returning([float(edge) for edge in edges], rates, brought)


def gains(values: Values, now: Row, seen: Returning | None) -> Floats:
    """
    Return what winning each of those who have gone is expected to bring in a year, less the letter, in yuan.

    Counted from those who had gone a year ago: how many of the same fifth by former money came back, and what of it
    was left to the club; a letter is taken to bring as much again. Without a year to look back on, one in ten is taken
    to come back with half of what they spent.
    """
    gone = values.tier == UNRANKED
    yearly = _yearly(now)
    if seen is None:
        return np.where(gone, np.maximum(0.0, 0.1 * yearly / 200 * margin_rate(now) - LETTER), 0.0)
    fifth = np.searchsorted(np.asarray(seen.edges), yearly)
    expected = (np.asarray(seen.rates) * np.asarray(seen.brought))[fifth] * margin_rate(now) - LETTER
    return np.where(gone, np.maximum(0.0, expected), 0.0)


def _yearly(rows: Row) -> Floats:
    """Return what each reader spent in a year of those between their first and last order, in fen."""
    return part_of(rows["net_all"], np.maximum(1, _years(rows)))


def _years(rows: Row) -> Ints:
    span = np.where(rows["orders_all"] > 0, rows["last_day"] - rows["first_day"], 0)
    found: Ints = np.maximum(1, np.ceil(span / 365)).astype(np.int64)
    return found
