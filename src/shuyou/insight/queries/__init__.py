"""What is asked of insight: the front door."""

from shuyou.insight.queries._chosen import ValueFilter
from shuyou.insight.queries._runs import RunRow, lake_runs, latest_run
from shuyou.insight.queries.trial import Trial, TrialRow, likeness, rung_of, trial
from shuyou.insight.queries.value import ValueRow, count_values, list_values, value_part

__all__ = [
    "RunRow",
    "Trial",
    "TrialRow",
    "ValueFilter",
    "ValueRow",
    "count_values",
    "lake_runs",
    "latest_run",
    "likeness",
    "list_values",
    "rung_of",
    "trial",
    "value_part",
]
