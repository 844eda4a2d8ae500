"""
What readers will buy yet: BG/NBD for orders (Fader, Hardie, Lee 2005), Gamma-Gamma for what an order is worth.

Readers with the same history are fitted once with their number as weight, so that a million cost little more than a
thousand. Parameters have intervals by the delta method, from the curvature of the likelihood.
"""

from collections.abc import Sequence
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
        found, _place, counts = alike(x, np.round(tx / grain), np.round(seen / grain))
        return cls(found[0], np.minimum(found[1], found[2]), found[2], counts.astype(np.float64))


def alike(*columns: Floats) -> tuple[tuple[Floats, ...], Ints, Ints]:
    """Return each combination of numbers once, which of them each row is, and how many rows are."""
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, place = np.unique(column, return_inverse=True)
        keys = keys * len(values) + place
    _keys, first, place, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return tuple(column[first] for column in columns), place, counts


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


@dataclass(frozen=True, slots=True)
class _Apart:
    """Histories with the few different numbers in them apart: what is dear is worked out once for each number."""

    x: Floats
    tx: Floats
    T: Floats
    of_x: Ints
    of_tx: Ints
    of_seen: Ints
    n: Floats

    @classmethod
    def of(cls, seen: Histories) -> "_Apart":
        (x, of_x), (tx, of_tx), (known, of_seen) = (
            np.unique(part, return_inverse=True) for part in (seen.x, seen.tx, seen.T)
        )
        return cls(x, tx, known, of_x, of_tx, of_seen, seen.n)

    def likelihood(self, logs: Floats) -> tuple[float, Floats]:
        """Return the log-likelihood of all under parameters given as logarithms, and its slope by each of them."""
        r, alpha, a, b = np.exp(logs)
        gammaln, betaln = scipy.special.gammaln, scipy.special.betaln
        again = np.maximum(self.x, 1) - 1
        shared = gammaln(r + self.x) - gammaln(r) + r * np.log(alpha)
        stays_by = betaln(a, b + self.x) - betaln(a, b)
        leaves_by = np.where(self.x > 0, betaln(a + 1, b + again) - betaln(a, b), -np.inf)
        times = (r + self.x)[self.of_x]
        whole, until = np.log(alpha + self.T)[self.of_seen], np.log(alpha + self.tx)[self.of_tx]
        stays, leaves = stays_by[self.of_x] - times * whole, leaves_by[self.of_x] - times * until
        left = self.n * scipy.special.expit(leaves - stays)
        stayed = self.n - left
        total = float(self.n @ (shared[self.of_x] + np.logaddexp(stays, leaves)))
        pace = stayed / (alpha + self.T)[self.of_seen] + left / (alpha + self.tx)[self.of_tx]
        by_time = -float(stayed @ whole + left @ until), -float(times @ pace)
        return total, self._slope((r, alpha, a, b), left, by_time)

    def _slope(
        self, parameters: tuple[float, float, float, float], left: Floats, by_time: tuple[float, float]
    ) -> Floats:
        r, alpha, a, b = parameters
        digamma = scipy.special.digamma
        all_, gone = (np.bincount(self.of_x, weights=part, minlength=len(self.x)) for part in (self.n, left))
        whole, ends = float(self.n.sum()), digamma(a + b + self.x)
        by_r = all_ @ (digamma(r + self.x) - digamma(r)) + whole * np.log(alpha) + by_time[0]
        by_alpha = whole * r / alpha + by_time[1]
        start = whole * digamma(a + b) - float(all_ @ ends)
        by_a = float((all_ - gone).sum()) * digamma(a) + float(gone.sum()) * digamma(a + 1) - whole * digamma(a) + start
        again = digamma(b + np.maximum(self.x, 1) - 1)
        by_b = float((all_ - gone) @ digamma(b + self.x) + gone @ again) - whole * digamma(b) + start
        return np.asarray([by_r * r, by_alpha * alpha, by_a * a, by_b * b])


def fit(seen: Histories, *, grain: float = 1.0) -> BgNbd:
    """Find the parameters under which what was seen is likeliest."""
    total = float(seen.n.sum())
    if total == 0:
        return BgNbd(1.0, 8.0, 0.5, 5.0, 0.0, ((0.0,) * 4,) * 4, is_bounded=True, grain=grain)
    apart = _Apart.of(seen)

    def loss(logs: Floats) -> tuple[float, Floats]:
        likelihood, slope = apart.likelihood(logs)
        return -likelihood / total, -slope / total

    bounds = [(np.log(LEAST), np.log(MOST))] * 4
    start = np.log([0.5, max(1.0, float(np.average(seen.T, weights=seen.n)) / 5), 0.8, 2.5])
    options = {"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-8}
    logs = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    edge = bool(np.any(np.abs(logs - np.log(MOST)) < 1e-3) or np.any(np.abs(logs - np.log(LEAST)) < 1e-3))
    r, alpha, a, b = (float(value) for value in np.exp(logs))
    likelihood = apart.likelihood(logs)[0]
    return BgNbd(r, alpha, a, b, likelihood, _covariance(apart, logs), edge, grain)


def _covariance(apart: _Apart, logs: Floats) -> tuple[tuple[float, ...], ...]:
    """Invert the curvature of the likelihood at its top, by differences of its slope."""
    step = 1e-3
    rows = [apart.likelihood(logs - move)[1] - apart.likelihood(logs + move)[1] for move in np.eye(len(logs)) * step]
    curve = np.stack(rows) / (2 * step)
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
    return _expected(np.exp(model.logs), ahead, Histories(x, tx, seen, x))


def expected_after(model: BgNbd, aheads: Sequence[float], seen: Histories) -> list[Floats]:
    """Return the orders each reader is expected to place within several stretches of grains ahead."""
    paired = _Paired.of(seen)
    return [_expected(np.exp(model.logs), ahead, seen, paired) for ahead in aheads]


@dataclass(frozen=True, slots=True)
class _Paired:
    """Readers who ordered as often in as long: what they would order if they had not left is worked out once."""

    x: Floats
    T: Floats
    place: Ints

    @classmethod
    def of(cls, seen: Histories) -> "_Paired":
        (x, known), place, _counts = alike(seen.x, seen.T)
        return cls(x, known, place)


def _expected(parameters: Floats, ahead: float | Floats, seen: Histories, paired: _Paired | None = None) -> Floats:
    r, alpha, a, b = parameters
    staying = (
        _staying(parameters, ahead, seen.x, seen.T)
        if paired is None
        else _staying(parameters, ahead, paired.x, paired.T)[paired.place]
    )
    gap = (r + seen.x) * (np.log(alpha + seen.T) - np.log(alpha + seen.tx))
    odds = np.where(seen.x > 0, a / (b + np.maximum(seen.x, 1) - 1) * np.exp(np.minimum(gap, 700)), 0.0)
    found: Floats = np.maximum(0.0, staying / (1 + odds))
    return found


def _staying(parameters: Floats, ahead: float | Floats, x: Floats, seen: Floats) -> Floats:
    """Return the orders that somebody is expected to place who surely has not left yet."""
    r, alpha, a, b = parameters
    z = ahead / (alpha + seen + ahead)
    tail = scipy.special.hyp2f1(r + x, b + x, a + b + x - 1, z)
    log_rest = (r + x) * (np.log(alpha + seen) - np.log(alpha + seen + ahead))
    found: Floats = (a + b + x - 1) / (a - 1) * (1 - np.exp(log_rest) * tail)
    return found


def expected_interval(model: BgNbd, ahead: float, seen: Histories, *, z: float = 1.96) -> tuple[Floats, Floats, Floats]:
    """Return expected orders with the ends of their interval, from what is not known of the parameters."""
    paired, step = _Paired.of(seen), 1e-3
    middle = _expected(np.exp(model.logs), ahead, seen, paired)
    slopes = [
        (_expected(np.exp(model.logs + move), ahead, seen, paired)
         - _expected(np.exp(model.logs - move), ahead, seen, paired)) / (2 * step)
        for move in np.eye(4) * step
    ]  # fmt: skip
    slope, covariance = np.stack(slopes), np.asarray(model.covariance)
    spread = np.sqrt(np.maximum(0.0, ((covariance @ slope) * slope).sum(axis=0)))
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
    if len(worth) < 30:
        return GammaGamma(4.0, 3.0, scale / 2, is_bounded=True)
    each, place, counts = np.unique(times, return_inverse=True, return_counts=True)
    spent = times * worth / scale
    logs = float(times @ np.log(spent)), float(np.log(worth / scale).sum())

    def loss(searched: Floats) -> tuple[float, Floats]:
        p, q, v = np.exp(searched) + np.asarray([0.0, 1.0, 0.0])
        gammaln, digamma, px = scipy.special.gammaln, scipy.special.digamma, p * each
        far = np.log(spent + v)
        by = np.bincount(place, weights=far, minlength=len(each))
        near = np.bincount(place, weights=1 / (spent + v), minlength=len(each))
        total = counts @ (gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v)) + p * logs[0] - logs[1]
        total -= (px + q) @ by
        by_p = counts @ (each * (digamma(px + q) - digamma(px))) + logs[0] - each @ by
        by_q = counts @ (digamma(px + q) - digamma(q) + np.log(v)) - by.sum()
        by_v = len(worth) * q / v - (px + q) @ near
        return -float(total) / len(worth), -np.asarray([by_p * p, by_q * (q - 1), by_v * v]) / len(worth)

    best = scipy.optimize.minimize(loss, np.log([4.0, 2.0, 1.0]), jac=True, method="L-BFGS-B", bounds=[(-6, 8)] * 3)
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
