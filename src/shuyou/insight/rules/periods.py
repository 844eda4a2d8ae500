"""How readers stand beside how they stood: moved for which cause, at risk, and what winning them back would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shuyou.insight.rules import flows
from shuyou.insight.rules.evaluation import Values, margin_rate, measures_of, ranked
from shuyou.insight.rules.flows import NOT_YET, UNRANKED, Between, Flow
from shuyou.insight.rules.labels import STAGES, Flags, Stage
from shuyou.insight.rules.ladder import STEPS
from shuyou.insight.rules.measured import Row, part_of
from shuyou.insight.rules.scales import Factor, Floats, Ints, Measures, ValueModel

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
    day, earlier = on
    edges = np.asarray([below for below, _rung in STEPS])
    found = np.zeros(len(now["member_id"]), dtype=np.bool_)
    for child in ("youngest", "oldest"):
        entered = now[child]
        rungs = [
            np.searchsorted(edges, (when.year if when.month >= 7 else when.year - 1) - entered + 1, side="right")
            for when in (earlier, day)
        ]
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


def gains(values: Values, now: Row, then: Row | None) -> Floats:
    """
    Return what winning each of those who have gone is expected to bring in a year, less the letter, in yuan.

    Counted from those who had gone a year ago: how many of the same fifth by former money came back, and what of it
    was left to the club. Without a year to look back on, one in ten is taken to come back with half of what they spent.
    """
    gone = values.tier == UNRANKED
    yearly = part_of(now["net_all"], np.maximum(1, _years(now)))
    if then is None or not len(then["member_id"]):
        return np.where(gone, np.maximum(0.0, 0.1 * yearly / 200 * margin_rate(now) - LETTER), 0.0)
    was_gone = (then["orders_all"] > 0) & (then["orders"] == 0)
    place = np.minimum(np.searchsorted(now["member_id"], then["member_id"]), len(now["member_id"]) - 1)
    is_here = now["member_id"][place] == then["member_id"]
    chosen = was_gone & is_here
    money = part_of(then["net_all"], np.maximum(1, _years(then)))
    edges = np.quantile(money[chosen], [0.2, 0.4, 0.6, 0.8]) if chosen.any() else np.zeros(4)
    fifth_then, fifth = np.searchsorted(edges, money), np.searchsorted(edges, yearly)
    rate, brought = np.zeros(5), np.zeros(5)
    for number in range(5):
        of = chosen & (fifth_then == number)
        back = of & (now["net"][place] > 0)
        rate[number] = (back.sum() + 0.5) / (of.sum() + 5)
        brought[number] = float(now["net"][place][back].mean()) / 100 if back.any() else 0.0
    # A letter is taken to double what comes back by itself; half of that is what it brings.
    expected = rate[fifth] * brought[fifth] * margin_rate(now) - LETTER
    return np.where(gone, np.maximum(0.0, expected), 0.0)


def _years(rows: Row) -> Ints:
    span = np.where(rows["orders_all"] > 0, rows["last_day"] - rows["first_day"], 0)
    found: Ints = np.maximum(1, np.ceil(span / 365)).astype(np.int64)
    return found


def counted(cause: Ints) -> Mapping[str, int]:
    """Count who moved by cause."""
    return {name.value: int((cause == code).sum()) for code, name in enumerate(flows.CAUSES) if (cause == code).any()}
