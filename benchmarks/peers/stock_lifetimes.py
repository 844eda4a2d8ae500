"""Lifetime value by the package `lifetimes`, in a folder of its own, fetched from the registry when first needed."""

import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.stage import CannotMeasure
from shuyou.config.environment import Environment
from shuyou.insight.rules.evaluation import GRAIN, YEAR, histories, line_shares
from shuyou.insight.rules.measured import Row, part_of

PACKAGES: Final = ("lifetimes==0.11.3", "autograd==1.9.1", "dill==0.4.1")
"""Without what they need in turn: NumPy, SciPy and pandas are those of this environment."""


def seconds(rows: Row, day: date) -> float:
    """
    Return the seconds in which it fits its two models on the same histories and tells three years of everybody.

    :raises CannotMeasure: the registry does not give it.
    """
    sys.path.append(str(_folder()))
    from lifetimes import BetaGeoFitter, GammaGammaFitter

    x, tx, known = histories(rows, day, line_shares(rows))
    bought = rows["orders_all"] > 0
    x, tx, known = x[bought], tx[bought], known[bought]
    worth = part_of(rows["net_all"], rows["days_all"] * 100)[bought]
    started = time.perf_counter()
    orders: Any = BetaGeoFitter()
    orders.fit(*_weighed(x, np.round(tx), np.round(known)))
    spent: Any = GammaGammaFitter()
    again = (x > 0) & (worth > 0)
    spent.fit(x[again], worth[again])
    orders.conditional_probability_alive(x, tx, known)
    for years in (1, 2, 3):
        orders.conditional_expected_number_of_purchases_up_to_time(YEAR * years / GRAIN, x, tx, known)
    spent.conditional_expected_average_profit(x, np.maximum(worth, 0.01))
    return time.perf_counter() - started


def _weighed(x: Any, tx: Any, known: Any) -> tuple[Any, Any, Any, Any]:
    """Group what is the same, as its guide advises."""
    found, counts = np.unique(np.stack([x, np.minimum(tx, known), known]), axis=1, return_counts=True)
    return found[0], found[1], found[2], counts


def _folder() -> Path:
    home = Environment.read().var / "bench-peers" / "lifetimes"
    mark = home / ".installed"
    if not mark.exists() or mark.read_text() != "\n".join(PACKAGES):
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--upgrade", "--target", str(home), *PACKAGES],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise CannotMeasure(f"lifetimes cannot be had: {done.stderr.strip()[-300:]}")
        mark.write_text("\n".join(PACKAGES))
    return home
