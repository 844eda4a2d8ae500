"""The card of the models: what they were fitted on, how wrong they are beside a plain guess, and what drifted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

import numpy as np

from shuyou.insight.rules import lifetime
from shuyou.insight.rules.calendars import day_number, elapsed
from shuyou.insight.rules.concentration import gini, share_of_best
from shuyou.insight.rules.evaluation import (
    GRAIN,
    Fitted,
    Values,
    fitted,
    histories,
    line_shares,
    margin_rate,
    own_clock,
    plain_alive,
)
from shuyou.insight.rules.labels import Flags
from shuyou.insight.rules.lifetime import BgNbd, GammaGamma
from shuyou.insight.rules.measured import Row
from shuyou.insight.rules.periods import Returning, aligned
from shuyou.insight.rules.scales import BEST, Factor, Floats, Measures, ValueModel, sensitivities
from shuyou.insight.rules.staying import Corrected, corrected, covariates

FAR: Final = 20.0
"""Beyond it, as a logarithm, an interval says no more than that nothing is known."""

type Figure = float | int | str | bool | list[Figure] | dict[str, Figure] | None


@dataclass(frozen=True, slots=True)
class ClockTest:
    """Readers who buy for school: how many were written off before a stretch in which they bought, by which clock."""

    families: int
    came_back: int
    lost_by_wall: int
    lost_by_own: int


def told(model: BgNbd) -> dict[str, Figure]:
    """Return parameters with their 95 % intervals."""
    spread = np.sqrt(np.maximum(0.0, np.diag(np.asarray(model.covariance))))
    logs = model.logs
    names = ("r", "alpha", "a", "b")
    found: dict[str, Figure] = {
        name: [float(np.exp(np.clip(at + 1.96 * way * wide, -FAR, FAR))) for way in (0, -1, 1)]
        for name, at, wide in zip(names, logs, spread, strict=True)
    }
    return {**found, "is_bounded": model.is_bounded, "likelihood": model.likelihood}


type Outcome = tuple[lifetime.Tested, ClockTest, Corrected | None]
"""How a forecast fared: in all, by the two clocks, and what else had to do with who came."""


def back_tested(then: Row, now: Row, on: tuple[date, date]) -> Outcome:
    """Fit on what was known on an earlier day, and compare with what came until now: `on` are now and then."""
    day, earlier = on
    fit = fitted(then, earlier)
    bought = then["orders_all"] > 0
    x, tx, seen = (part[bought] for part in histories(then, earlier, line_shares(then)))
    until, since = (np.full(int(bought.sum()), day_number(one)) for one in (day, earlier))
    shares = {line: part[bought] for line, part in line_shares(then).items()}
    # What lies ahead is counted by each reader's own calendar too: a spring is longer for school than a summer.
    ahead = elapsed(own_clock(then, day), since, until, shares) / GRAIN
    forecast = np.nan_to_num(lifetime.expected(fit.orders, ahead, x, tx, seen))
    came = aligned(then["member_id"], now, now["days_all"], 0.0) - then["days_all"]
    came = np.maximum(0.0, came)[bought]
    naive = then["days"][bought] * (day - earlier).days / 365
    some = lifetime.some_order(fit.orders, ahead, x, tx, seen)
    result = lifetime.back_tested(forecast, naive, came, some)
    columns = covariates(some, {name: column[bought] for name, column in then.items()})
    other = corrected(some, columns, (came > 0).astype(np.float64), then["member_id"][bought])
    return result, _clocks(then, earlier, bought, came, fit), other


def _clocks(then: Row, earlier: date, bought: Flags, came: Floats, fit: Fitted) -> ClockTest:
    x, tx, seen = histories(then, earlier, line_shares(then))
    own = lifetime.alive(fit.orders, x, tx, seen)
    _model, wall = plain_alive(then, earlier)
    school = (then["school_orders"] * 2 >= np.maximum(1, then["orders_all"]))[bought]
    back = school & (came > 0)
    return ClockTest(
        families=int(school.sum()),
        came_back=int(back.sum()),
        lost_by_wall=int((back & (wall[bought] < 0.5)).sum()),
        lost_by_own=int((back & (own[bought] < 0.5)).sum()),
    )


def card(values: Values, now: Row, fit: Fitted) -> dict[str, Figure]:
    """Return what can be said of the models from today alone."""
    return {
        "members": len(values.ids),
        "buyers": int((now["orders_all"] > 0).sum()),
        "margin_rate": margin_rate(now),
        "orders": told(fit.orders),
        "spread": [[float(cell) for cell in row] for row in fit.orders.covariance],
        "worth": {"p": fit.worth.p, "q": fit.worth.q, "v": fit.worth.v, "is_bounded": fit.worth.is_bounded},
        "gini": gini(values.measures.money[values.measures.money > 0]),
        "best_fifth": share_of_best(values.measures.money[values.measures.money > 0], 0.2),
        "sure": float(values.sure[now["net"] > 0].mean()) if (now["net"] > 0).any() else 0.0,
    }


def fit_of(card: Mapping[str, Figure]) -> Fitted | None:
    """Return the models as a card keeps them, so that one reader can be judged between nights; None: it has none."""
    orders, worth, spread = card.get("orders"), card.get("worth"), card.get("spread")
    if not (isinstance(orders, dict) and isinstance(worth, dict) and isinstance(spread, list)):
        return None
    r, alpha, a, b = (_first(orders[name]) for name in ("r", "alpha", "a", "b"))
    covariance = tuple(tuple(_first(cell) for cell in row) for row in spread if isinstance(row, list))
    return Fitted(
        BgNbd(r, alpha, a, b, 0.0, covariance, is_bounded=bool(orders["is_bounded"]), grain=GRAIN),
        GammaGamma(_first(worth["p"]), _first(worth["q"]), _first(worth["v"]), bool(worth["is_bounded"])),
    )


def _first(figure: Figure) -> float:
    value = figure[0] if isinstance(figure, list) else figure
    return float(value) if isinstance(value, int | float) else float("nan")


def returning_figures(seen: Returning | None) -> Figure:
    """Return who came back within a year as figures that can be kept."""
    if seen is None:
        return None
    return {"edges": list(seen.edges), "rates": list(seen.rates), "brought": list(seen.brought)}


def returning_of(card: Mapping[str, Figure]) -> Returning | None:
    """Return who came back within a year as a card keeps it; None: it does not."""
    kept = card.get("returning")
    if not isinstance(kept, dict):
        return None
    edges, rates, brought = ([_first(cell) for cell in _cells(kept[name])] for name in ("edges", "rates", "brought"))
    return Returning(edges, rates, brought)


def _cells(figure: Figure) -> list[Figure]:
    return figure if isinstance(figure, list) else []


def sensitivity(model: ValueModel, values: Values) -> list[Figure]:
    """Return how much ranks move when the weight of each factor grows by five of a hundred."""
    found = sensitivities(model, values.measures, values.ids)
    return [{"factor": str(one.factor), "likeness": one.likeness, "changed": one.changed} for one in found]


def drift(model: ValueModel, now: Measures, then: Measures) -> list[Figure]:
    """Return for each factor how far the bands of everybody have shifted since then."""
    found: list[Figure] = []
    for factor in Factor:
        scale = model.scales[factor]
        counts = [
            np.bincount(
                np.searchsorted(np.asarray(scale.edges), one.of(factor), side="right"), minlength=len(scale.points)
            )
            for one in (now, then)
        ]
        found.append({"factor": str(factor), "shift": lifetime.shifted(counts[0], counts[1])})
    return found


def tested_figures(result: lifetime.Tested, clocks: ClockTest, other: Corrected | None) -> dict[str, Figure]:
    """Return a back-test as figures that can be kept."""
    bins: list[Figure] = [list(one) for one in result.bins]
    kept = {key: value for key, value in asdict(result).items() if key != "bins"}
    corrected_by: Figure = None
    if other is not None:
        influences: list[Figure] = [[one.name, one.odds, one.low, one.high] for one in other.influences]
        corrected_by = {"influences": influences, "plain": other.plain, "error": other.error}
    return {**kept, "bins": bins, "clocks": asdict(clocks), "corrected": corrected_by, "best": BEST}
