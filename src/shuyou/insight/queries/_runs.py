"""The runs that filled the lake, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from shuyou.insight.models import LakeRun
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run: what it did, how far it is, how long each step took."""

    id: int
    kind: str
    state: str
    step: str
    steps_done: int
    steps: int
    rows: int
    files: int
    timings: Mapping[str, float]
    failure: str
    asked_by: str
    started_at: datetime
    moved_at: datetime
    ended_at: datetime | None

    @property
    def key(self) -> tuple[datetime, int]:
        """What the next page begins behind."""
        return self.started_at, self.id

    @property
    def share(self) -> int:
        """How far it is, in hundredths."""
        return 100 * self.steps_done // self.steps if self.steps else 0


_FIELDS = "id kind state step steps_done steps rows files timings failure asked_by started_at moved_at ended_at".split()


@query("insight.see_runs")
def lake_runs(*, actor: Actor, before: tuple[datetime, int] | None = None, limit: int = 20) -> Sequence[RunRow]:
    """Return runs, newest first, behind a key of a row if one is given, in one query by `lake_runs_by_time`."""
    return _rows(LakeRun.objects.all(), before, limit)


@query("insight.see_runs")
def latest_run(*, actor: Actor) -> RunRow | None:
    """Return the run that began last, under way or over."""
    return next(iter(_rows(LakeRun.objects.all(), None, 1)), None)


def _rows(runs: "QuerySet[LakeRun]", before: tuple[datetime, int] | None, limit: int) -> Sequence[RunRow]:
    if before is not None:
        at, number = before
        runs = runs.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=number))
    return [RunRow(**row) for row in runs.order_by("-started_at", "-pk").values(*_FIELDS)[:limit]]
