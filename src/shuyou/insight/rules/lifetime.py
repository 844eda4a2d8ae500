"""
What readers will buy yet: BG/NBD for orders (Fader, Hardie, Lee 2005), Gamma-Gamma for what an order is worth.

Readers with the same history are fitted once with their number as weight, so that a million cost little more than a
thousand. Parameters have intervals by the delta method, from the curvature of the likelihood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy  # its parts are loaded when they are first used

from shuyou.insight.rules.scales import Floats, Ints

MOST: Final = 1e4
"""Beyond it a parameter is not known from the data: nobody leaves, or all are alike."""
LEAST: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Histories:
    """Readers by what they did: x repeated orders, the last at tx, seen for T; n have the same history."""

    x: Floats
    tx: Floats
    T: Floats
    n: Floats

    @classmethod
    def grouped(cls, x: Floats, tx: Floats, seen: Floats, *, grain: float = 7.0) -> "Histories":
        """Group readers by history, times rounded to a grain of days and told in grains."""
        rows = np.stack([x, np.round(tx / grain), np.round(seen / grain)])
        rows[1] = np.minimum(rows[1], rows[2])
        found, counts = np.unique(rows, axis=1, return_counts=True)
        return cls(found[0], found[1], found[2], counts.astype(np.float64))


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted parameters, the log-likelihood, and their covariance on the log scale; bounded: the data do not say."""

    r: float
    alpha: float
    a: float
    b: float
    likelihood: float
    covariance: tuple[tuple[float, ...], ...]
    is_bounded: bool
    grain: float = 1.0

    @property
    def logs(self) -> Floats:
        """Return the parameters as they were searched."""
        return np.log(np.asarray([self.r, self.alpha, self.a, self.b]))


def likelihoods(logs: Floats, seen: Histories) -> Floats:
    """Return the log-likelihood of each history under parameters given as logarithms."""
    r, alpha, a, b = np.exp(logs)
    gammaln, betaln = scipy.special.gammaln, scipy.special.betaln
    shared = gammaln(r + seen.x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + seen.x) - betaln(a, b) - (r + seen.x) * np.log(alpha + seen.T)
    leaves = np.where(
        seen.x > 0,
        betaln(a + 1, b + np.maximum(seen.x, 1) - 1) - betaln(a, b) - (r + seen.x) * np.log(alpha + seen.tx),
        -np.inf,
    )
    found: Floats = shared + np.logaddexp(stays, leaves)
    return found


def fit(seen: Histories, *, grain: float = 1.0) -> BgNbd:
    """Find the parameters under which what was seen is likeliest."""
    total = float(seen.n.sum())
    if total == 0:
        return BgNbd(1.0, 8.0, 0.5, 5.0, 0.0, ((0.0,) * 4,) * 4, is_bounded=True, grain=grain)

    def loss(logs: Floats) -> float:
        return -float(seen.n @ likelihoods(logs, seen)) / total

    bounds = [(np.log(LEAST), np.log(MOST))] * 4
    start = np.log([0.5, max(1.0, float(np.average(seen.T, weights=seen.n)) / 5), 0.8, 2.5])
    minimize = scipy.optimize.minimize
    best = minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 400, "ftol": 1e-13})
    polished = minimize(loss, best.x, method="Nelder-Mead", bounds=bounds, options={"xatol": 1e-6, "fatol": 1e-12})
    logs = polished.x if polished.fun < best.fun else best.x
    edge = bool(np.any(np.abs(logs - np.log(MOST)) < 1e-3) or np.any(np.abs(logs - np.log(LEAST)) < 1e-3))
    r, alpha, a, b = (float(value) for value in np.exp(logs))
    likelihood = -loss(logs) * total
    return BgNbd(r, alpha, a, b, likelihood, _covariance(loss, logs, total), edge, grain)


def _covariance(loss: Callable[[Floats], float], logs: Floats, total: float) -> tuple[tuple[float, ...], ...]:
    """Invert the curvature of the likelihood at its top, by differences."""
    count, step = len(logs), 1e-3
    curve = np.zeros((count, count))
    moves = np.eye(count) * step
    for i in range(count):
        for j in range(count):
            around = (
                loss(logs + moves[i] + moves[j]) - loss(logs + moves[i] - moves[j])
                - loss(logs - moves[i] + moves[j]) + loss(logs - moves[i] - moves[j])
            )  # fmt: skip
            curve[i, j] = total * around / (4 * step * step)
    found = np.linalg.pinv((curve + curve.T) / 2, hermitian=True)
    return tuple(tuple(float(cell) for cell in row) for row in found)


def alive(model: BgNbd, x: Floats, tx: Floats, seen: Floats) -> Floats:
    """Return how likely each reader still buys, times in the model's grains; who bought once is alive by definition."""
    gap = (model.r + x) * (np.log(model.alpha + seen) - np.log(model.alpha + tx))
    odds = np.log(model.a) - np.log(model.b + np.maximum(x, 1) - 1) + gap
    found: Floats = np.where(x > 0, scipy.special.expit(-odds), 1.0)
    return found


def expected(model: BgNbd, ahead: float | Floats, x: Floats, tx: Floats, seen: Floats) -> Floats:
    """Return the orders each reader is expected to place within the grains ahead."""
    return _expected(np.asarray([model.r, model.alpha, model.a, model.b]), ahead, Histories(x, tx, seen, x))


def _expected(parameters: Floats, ahead: float | Floats, seen: Histories) -> Floats:
    r, alpha, a, b = parameters
    z = ahead / (alpha + seen.T + ahead)
    tail = scipy.special.hyp2f1(r + seen.x, b + seen.x, a + b + seen.x - 1, z)
    log_rest = (r + seen.x) * (np.log(alpha + seen.T) - np.log(alpha + seen.T + ahead))
    top = (a + b + seen.x - 1) / (a - 1) * (1 - np.exp(log_rest) * tail)
    gap = (r + seen.x) * (np.log(alpha + seen.T) - np.log(alpha + seen.tx))
    bottom = 1 + np.where(seen.x > 0, a / (b + np.maximum(seen.x, 1) - 1) * np.exp(np.minimum(gap, 700)), 0.0)
    found: Floats = np.maximum(0.0, top / bottom)
    return found


def expected_interval(model: BgNbd, ahead: float, seen: Histories, *, z: float = 1.96) -> tuple[Floats, Floats, Floats]:
    """Return expected orders with the ends of their interval, from what is not known of the parameters."""
    middle = _expected(np.exp(model.logs), ahead, seen)
    step = 1e-3
    slopes = []
    for place in range(4):
        up, down = model.logs.copy(), model.logs.copy()
        up[place] += step
        down[place] -= step
        slopes.append((_expected(np.exp(up), ahead, seen) - _expected(np.exp(down), ahead, seen)) / (2 * step))
    slope = np.stack(slopes)
    spread = np.sqrt(np.maximum(0.0, np.einsum("in,ij,jn->n", slope, np.asarray(model.covariance), slope)))
    return middle, np.maximum(0.0, middle - z * spread), middle + z * spread


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """What an order is worth: fitted parameters; few repeated orders leave it bounded."""

    p: float
    q: float
    v: float
    is_bounded: bool

    def mean_order(self, x: Floats, mean: Floats) -> Floats:
        """Return the expected worth of an order of each reader, from x repeated orders of this mean."""
        whole = self.p * self.v / (self.q - 1) if self.q > 1 else float("nan")
        weight = self.p * x / (self.p * x + self.q - 1)
        found: Floats = np.where(x > 0, (1 - weight) * whole + weight * mean, whole)
        return found


def fit_worth(x: Floats, mean: Floats) -> GammaGamma:
    """Find how the worth of orders varies between readers and within them, from those with repeated orders."""
    known = (x > 0) & (mean > 0)
    times, worth = x[known], mean[known]
    scale = float(np.median(worth)) if len(worth) else 1.0
    worth = worth / scale

    def loss(logs: Floats) -> float:
        p, q, v = np.exp(logs) + np.asarray([0.0, 1.0, 0.0])
        px = p * times
        gammaln = scipy.special.gammaln
        each = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v) + (px - 1) * np.log(worth)
        each += px * np.log(times) - (px + q) * np.log(times * worth + v)
        return -float(each.mean())

    if len(worth) < 30:
        return GammaGamma(4.0, 3.0, scale / 2, is_bounded=True)
    best = scipy.optimize.minimize(loss, np.log([4.0, 2.0, 1.0]), method="L-BFGS-B", bounds=[(-6, 8)] * 3)
    p, q, v = (float(value) for value in np.exp(best.x))
    return GammaGamma(p, q + 1.0, v * scale, bool(np.any(np.abs(best.x) > 7.9)))


@dataclass(frozen=True, slots=True)
class Tested:
    """How well a forecast met what came: errors of the model and of a plain guess, and calibration by tenths."""

    readers: int
    model_error: float
    naive_error: float
    total_ratio: float
    """Forecast orders of all, over those that came."""
    bins: tuple[tuple[float, float, int], ...]
    """Mean forecast of being active, share that was, and how many, by tenths of the forecast."""
    calibration: float
    """Mean distance between forecast and share, weighted by readers."""


def back_tested(forecast: Floats, naive: Floats, came: Floats, active: Floats) -> Tested:
    """Compare forecasts with what came: orders by mean absolute error, being active by calibration."""
    bins = []
    gap = 0.0
    place = np.minimum((active * 10).astype(np.int64), 9)
    for number in range(10):
        chosen = place == number
        count = int(chosen.sum())
        if count:
            said, was = float(active[chosen].mean()), float((came[chosen] > 0).mean())
            bins.append((said, was, count))
            gap += abs(said - was) * count
    count = max(1, len(came))
    return Tested(
        readers=len(came),
        model_error=float(np.abs(forecast - came).sum()) / count,
        naive_error=float(np.abs(naive - came).sum()) / count,
        total_ratio=float(forecast.sum()) / max(1e-9, float(came.sum())),
        bins=tuple(bins),
        calibration=gap / count,
    )


def some_order(model: BgNbd, ahead: float | Floats, x: Floats, tx: Floats, seen: Floats) -> Floats:
    """Return how likely each reader orders at all within the grains ahead: alive, and not idle by chance."""
    idle = np.exp((model.r + x) * (np.log(model.alpha + seen) - np.log(model.alpha + seen + ahead)))
    found: Floats = alive(model, x, tx, seen) * (1 - idle)
    return found


def shifted(now: Ints, before: Ints) -> float:
    """Return the population stability index between two counts by band: below 0.1 nothing moved, above 0.25 much."""
    one = (now + 0.5) / (now.sum() + 0.5 * len(now))
    other = (before + 0.5) / (before.sum() + 0.5 * len(before))
    return float(((one - other) * np.log(one / other)).sum())
