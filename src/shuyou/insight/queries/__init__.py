"""What is asked of insight: the front door."""

from shuyou.insight.queries._runs import RunRow, lake_runs, latest_run

__all__ = ["RunRow", "lake_runs", "latest_run"]
