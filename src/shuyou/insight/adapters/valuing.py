"""The night's work on value: rows out of the engine, arrays through the rules, columns into the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis import Table
from numpy.typing import NDArray

from shuyou.insight.adapters.noticing import Before, Signals, notice
from shuyou.insight.ports import Engine
from shuyou.insight.rules import card as cards
from shuyou.insight.rules import figures, labels, measured, periods
from shuyou.insight.rules.basis import NEEDED, SOLD, Wanted, laid_out
from shuyou.insight.rules.card import Figure as Cell
from shuyou.insight.rules.evaluation import (
    Fitted,
    Prospects,
    Values,
    evaluated,
    fitted,
    lives_of,
    measures_of,
    price_sense,
    profits,
    prospects,
    treated,
)
from shuyou.insight.rules.flows import CAUSES, NOT_YET, Flow
from shuyou.insight.rules.labels import BY_LIFE, BY_PREFERENCE, BY_USE
from shuyou.insight.rules.measured import Row, part_of
from shuyou.insight.rules.needs import NEEDS
from shuyou.insight.rules.periods import Moved
from shuyou.insight.rules.scales import Floats, Ints, ValueModel, scores

QUARTER: Final = 90
YEAR: Final = 365
HALF: Final = 180
FROM_NOTHING: Final = Before()
CARRIED: Final = ("test", "returning")
"""What of the card only a thorough night finds, and others carry on."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that one working out found, ready to be kept."""

    day: date
    values: Values
    rows: Row
    moved: Mapping[int, Moved]
    gains: Floats
    at_risk: NDArray[np.bool_]
    card: dict[str, Cell]
    signals: Signals
    history: Mapping[date, pa.Table] = field(default_factory=dict)

    @property
    def flows(self) -> Iterator[tuple[int, Flow]]:
        """Yield how many moved from where to where and why, by how long ago they stood there."""
        for days, moved in self.moved.items():
            for flow in moved.flows:
                yield days, flow

    @property
    def figures(self) -> Iterator[figures.Figure]:
        """Yield the tables of figures."""
        yield from figures.figures(self.values, self.rows, self.day)
        yield from self.signals.figures


def _laid_out(engine: Engine, model: ValueModel) -> Mapping[str, Table]:
    tables = {name: engine.table(name) for name in NEEDED}
    return laid_out(tables, model, keep=engine.keep, lay=engine.lay)


def sold_lines(engine: Engine, model: ValueModel) -> Table:
    """Return all lines that were sold to members, put together once as long as an engine is open."""
    return _laid_out(engine, model)[SOLD]


def rows_of(engine: Engine, model: ValueModel, day: date, *, is_past: bool = False) -> Row:
    """Return what was measured of everybody as of a day, in the order of their ids; of the past also who has left."""
    found = measured.measured(_laid_out(engine, model), model, Wanted(day, is_past=is_past), engine.put_aside)
    return measured.arrays(engine.arrow(found))


def left_out(engine: Engine, model: ValueModel) -> int:
    """Return how many members are not valued since they said no to being profiled."""
    if model.values_everybody:
        return 0
    members, tables = engine.table("members"), {"consents": engine.table("consents")}
    active = members.filter(members.status == "active").select("member_id")
    return int(engine.arrow(active.semi_join(measured.refusers(tables).view(), "member_id")).num_rows)


@dataclass(frozen=True, slots=True)
class Known:
    """What a night goes on from: what was noticed, and the card of the night before."""

    before: Before = FROM_NOTHING
    card: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def is_tried(self) -> bool:
        """Whether the card has what only a thorough night finds."""
        return set(CARRIED) <= self.card.keys()


NOTHING_KNOWN: Final = Known()


def work_out(
    engine: Engine, model: ValueModel, day: date, *, is_thorough: bool, known: Known = NOTHING_KNOWN
) -> Evaluation:
    """
    Work out everybody's value as of a day and how it moved since a quarter ago, and what is noticed beside it.

    A thorough one also looks back a year and tests the forecasts on the last half year; others go on from what the
    latest thorough one found.
    """
    now = rows_of(engine, model, day)
    fit = fitted(now, day)
    values = evaluated(now, day, model, fit)
    moved, card = {}, cards.card(values, now, fit)
    card["sensitivity"] = cards.sensitivity(model, values)
    card["left_out"] = left_out(engine, model)
    card["return_edges"] = list(figures.return_edges(values, now))
    history: dict[date, pa.Table] = {}
    for days in (QUARTER, YEAR) if is_thorough else (QUARTER,):
        earlier = day - timedelta(days=days)
        then = rows_of(engine, model, earlier, is_past=True)
        moved[days] = periods.moved(model, values, now, then, (day, earlier))
        history[earlier] = _stood(then, earlier, model, fit)
        if days == QUARTER:
            card["drift"] = cards.drift(model, values.measures, measures_of(then, earlier, model))
        else:
            card["returning"] = cards.returning_figures(periods.returning(now, then))
    if is_thorough:
        half = day - timedelta(days=HALF)
        tested = cards.back_tested(rows_of(engine, model, half, is_past=True), now, (day, half))
        card["test"] = {**cards.tested_figures(*tested), "day": half.isoformat()}
    history[day] = _standing(values, now, day)
    if not is_thorough:
        card.update({name: known.card[name] for name in CARRIED if name in known.card})
    gains = periods.gains(values, now, cards.returning_of(card))
    at_risk = periods.at_risk(values, moved[QUARTER].was_score)
    signals = notice(engine, values, now, day, known.before)
    return Evaluation(day, values, now, moved, gains, at_risk, card, signals, history)


def _stood(rows: Row, day: date, model: ValueModel, fit: Fitted) -> pa.Table:
    return _standing(evaluated(rows, day, model, fit), rows, day)


def _standing(values: Values, rows: Row, day: date) -> pa.Table:
    """Return where everybody stands on a day, as the table of history has it."""
    count = len(values.ids)
    return pa.table({
        "day": pa.array([day] * count, pa.date32()) if count < 1000 else pa.repeat(pa.scalar(day, pa.date32()), count),
        "member_id": values.ids,
        "score": np.round(values.score, 2),
        "tier": values.tier,
        "net": rows["net"],
        "stage": _named(values.stage, labels.STAGES),
    })  # fmt: skip


def columns_of(found: Evaluation) -> pa.Table:
    """Return the table of values, named as in the database."""
    values, rows, quarter = found.values, found.rows, found.moved[QUARTER]
    hopes, count = values.prospects, len(values.ids)
    return pa.table({
        "member_id": values.ids, "day": pa.repeat(pa.scalar(found.day, pa.date32()), count),
        "score": np.round(values.score, 2), "place": values.place, "tier": values.tier,
        "was_tier": quarter.was, "was_score": np.round(quarter.was_score, 2),
        "cause": _named(quarter.cause + 1, ("", *CAUSES)),
        "recency": np.minimum(values.measures.recency, 9999).astype(np.int64),
        "orders": rows["orders"], "net": rows["net"],
        "type_points": np.round(values.measures.type, 2), "user_points": np.round(values.measures.user, 2),
        "rfm": values.rfm.astype(np.int64), "tenth": figures.tenths_of(values),
        "profit": _fen(values.profit), "alive": figures.thousandths(values.prospects.alive),
        **_hoped(hopes),
        "wallet": figures.thousandths(values.wallet), "risk": figures.thousandths(values.risk),
        "worth_serving": _fen(values.option), "gain": _fen(found.gains), "is_at_risk": found.at_risk,
        "stage": _named(values.stage, labels.STAGES), "label": _named(values.label, labels.LABELS),
        "treatment": _named(values.treatment, labels.TREATMENTS),
        "preference": _named(values.preference + 1, ("", *BY_PREFERENCE)), "life": _named(values.life, BY_LIFE),
        "use": _named(values.use, BY_USE), "micro": figures.micro_groups(values),
        "bought": figures.bought(rows),
        "habit": pa.array(found.signals.habits.of, mask=found.signals.habits.of == 0),
        "price_sense": figures.thousandths(price_sense(rows)),
        "usual_gap": values.usual_gap.astype(np.int64),
        "users": _array(values.user_shares), "needs": _array(values.need_shares),
        "sure": figures.thousandths(values.sure),
        "youngest": _year(rows["youngest"]), "oldest": _year(rows["oldest"]),
    })  # fmt: skip


def anew(engine: Engine, model: ValueModel, day: date, card: Mapping[str, Cell]) -> dict[int, dict[str, Any]]:
    """Return what is worked out anew of each reader whose rows an engine has, by the models that a card keeps."""
    fit, margin = cards.fit_of(card), card.get("margin_rate")
    rows = rows_of(engine, model, day)
    if fit is None or not isinstance(margin, float) or not len(rows["member_id"]):
        return {}
    measures = measures_of(rows, day, model)
    hopes = prospects(rows, day, fit, margin)
    lives, _usual = lives_of(rows, day, hopes.alive, measures.recency)
    table = pa.table({
        "score": np.round(scores(model, measures), 2), "recency": np.minimum(measures.recency, 9999).astype(np.int64),
        "orders": rows["orders"], "net": rows["net"],
        "type_points": np.round(measures.type, 2), "user_points": np.round(measures.user, 2),
        "profit": _fen(profits(rows)), "alive": figures.thousandths(hopes.alive), **_hoped(hopes),
        "stage": _named(labels.stages(lives), labels.STAGES),
        "treatment": _named(treated(rows, lives), labels.TREATMENTS),
        "sure": figures.thousandths(part_of(rows["sure_sum"], rows["net"]) / 100),
    })  # fmt: skip
    users = [figures.thousandths(part_of(rows[f"user_{one}"], rows["net"])) for one in measured.USERS]
    needs = [figures.thousandths(part_of(rows[f"need_{one}"], rows["titles"])) for one in NEEDS]
    return {
        int(member_id): {
            **row, "users": [int(part[at]) for part in users], "needs": [int(part[at]) for part in needs],
        }
        for at, (member_id, row) in enumerate(zip(rows["member_id"], table.to_pylist(), strict=True))
    }  # fmt: skip


def _hoped(hopes: Prospects) -> dict[str, Floats | Ints]:
    return {
        "hoped_orders": _orders(hopes.orders), "hoped_low": _orders(hopes.orders_low),
        "hoped_high": _orders(hopes.orders_high), "lifetime": _fen(hopes.value),
        "lifetime_low": _fen(hopes.value_low), "lifetime_high": _fen(hopes.value_high),
    }  # fmt: skip


def year_moves(found: Evaluation) -> pa.Table | None:
    """Return where everybody stood a year before, where now and why, or None where a night did not look so far."""
    year = found.moved.get(YEAR)
    if year is None:
        return None
    known = np.flatnonzero((year.was != NOT_YET) | (found.values.tier != NOT_YET))
    return pa.table({
        "member_id": found.values.ids[known], "was": year.was[known], "now": found.values.tier[known],
        "cause": _named(year.cause[known] + 1, ("", *CAUSES)),
    })  # fmt: skip


def _named(codes: Ints, names: tuple[Any, ...]) -> pa.Array:
    return pa.array([str(name) for name in names]).take(pa.array(codes))


def _fen(yuan: Floats) -> Ints:
    found: Ints = np.round(np.nan_to_num(yuan) * 100).astype(np.int64)
    return found


def _orders(expected: Floats) -> Floats:
    return np.round(np.clip(np.nan_to_num(expected), 0, 9999), 2)


def _year(years: Ints) -> pa.Array:
    return pa.array(years, mask=years <= 0)


def _array(shares: Floats) -> pa.Array:
    parts = [pc.cast(pa.array(figures.thousandths(row)), pa.string()) for row in shares]
    joined = pc.binary_join_element_wise(*parts, ",")
    return pc.binary_join_element_wise("{", joined, "}", "")
