"""Rows of orders."""

from benchmarks.figures import Outcome
from benchmarks.stage import Stage


def place_1(s: Stage) -> Outcome: ...


place_8 = vs_limit = vs_oscar = hot_book = place_1
onetouch_p99 = onetouch_p50 = onetouch_growth = place_1
