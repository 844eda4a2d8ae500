"""Rows of orders."""

from benchmarks.figures import Outcome
from benchmarks.stage import Stage


def place_1(s: Stage) -> Outcome: ...


place_8 = vs_limit = vs_oscar = hot_book = place_1
newcomer_order_keys = cold_start = warm_start = place_1
