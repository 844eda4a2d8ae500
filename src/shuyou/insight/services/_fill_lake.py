"""Filling the lake, and working out all that rests on it."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models.functions import Now

from shuyou.insight.adapters.lake import Lake
from shuyou.insight.errors import LakeIsFilled
from shuyou.insight.events import FillingAsked, LakeFilled, LakeFillingBegun
from shuyou.insight.models import GoneRow, LakeRun
from shuyou.insight.services._made import MAKINGS
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
from shuyou.kernel.usecase import use_case

FULL: Final = LakeRun.Kind.FULL
DAY: Final = LakeRun.Kind.DAY
SILENT: Final = timedelta(minutes=30)
"""A run that has said nothing for so long has died."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What a run came to: rows read from the database, files written, seconds of each step."""

    run_id: int
    kind: str
    rows: int
    files: int
    seconds: dict[str, float]


@dataclass(slots=True)
class _Watch:
    """Tells the run how far it is, and notes how long each step takes."""

    run_id: int
    steps: int
    seconds: dict[str, float] = field(default_factory=dict)
    _step: str = ""
    _since: float = 0.0

    def tell(self, step: str, done: int, rows: int) -> None:
        """Note that a step begins."""
        self._stop()
        self._step, self._since = step, time.monotonic()
        LakeRun.objects.filter(pk=self.run_id).update(
            step=step, steps_done=done, steps=self.steps, rows=rows, timings=self.seconds, moved_at=Now()
        )

    def end(self) -> dict[str, float]:
        """Return how long each step took."""
        self._stop()
        return self.seconds

    def _stop(self) -> None:
        if self._step:
            self.seconds[self._step] = round(time.monotonic() - self._since, 3)


def fill_lake(*, kind: str, actor: Actor, at: datetime) -> Filled:
    """
    Bring the lake to what the database holds now, all of it or what changed, and work out all that rests on it.

    What changed is enough unless the lake is empty. A run that was broken off leaves the lake as it was.

    :raises NotPermitted: the actor may not fill the lake.
    :raises LakeIsFilled: another run is under way.
    """
    lake = Lake.here()
    with lake.filling():
        known = lake.known()
        run_id = _begin(kind=kind if known else FULL, actor=actor, at=at)
        try:
            return _run(lake, run_id, kind=kind if known else FULL, actor=actor, at=at)
        except BaseException as problem:
            told = f"{type(problem).__name__}: {problem}"[:300]
            LakeRun.objects.filter(pk=run_id).update(state=LakeRun.State.FAILED, failure=told, ended_at=Now())
            raise


@use_case("insight.fill_lake")
def ask_filling(*, kind: str, actor: Actor, at: datetime) -> None:
    """
    Ask for the lake to be filled soon, all of it or what changed.

    :raises LakeIsFilled: a run is under way, and gave a sign of life lately.
    """
    if LakeRun.objects.filter(state=LakeRun.State.RUNNING, moved_at__gt=at - SILENT).exists():
        raise LakeIsFilled
    publish(FillingAsked(kind=FULL if kind == FULL else DAY), actor=actor, at=at)


def _run(lake: Lake, run_id: int, *, kind: str, actor: Actor, at: datetime) -> Filled:
    from shuyou.insight.adapters.database import snapshot  # engines are only loaded where they work
    from shuyou.insight.adapters.engines import open_engine
    from shuyou.insight.adapters.filling import Filling

    exports = sorted(registry.lake, key=lambda export: export.name)
    watch = _Watch(run_id, len(exports) + len(MAKINGS))
    known, is_day = lake.known(), kind == DAY
    with snapshot() as source:
        filling = Filling(
            lake, source, exports, registry.at_rest, lambda step, done, _, rows: watch.tell(step, done, rows),
            known.made if known else {},
        )  # fmt: skip
        manifest = filling.run(known if is_day else lake.draft(), is_day=is_day)
    lake.publish(manifest)
    with open_engine() as engine:
        for place, making in enumerate(MAKINGS):
            watch.tell(making.name, len(exports) + place, filling.rows)
            making.make(engine, at)
    lake.sweep()
    seconds = watch.end()
    _end(run_id, rows=filling.rows, files=filling.files, seconds=seconds, oldest=_oldest(lake), actor=actor, at=at)
    return Filled(run_id, kind, filling.rows, filling.files, seconds)


def _oldest(lake: Lake) -> int:
    return min((state.horizon for state in lake.manifest().tables.values()), default=0)


@use_case("insight.fill_lake")
def _begin(*, kind: str, actor: Actor, at: datetime) -> int:
    """Open a run; one that says it is under way has died, since the lake is ours."""
    LakeRun.objects.filter(state=LakeRun.State.RUNNING).update(state=LakeRun.State.FAILED, failure="Died", ended_at=at)
    run = LakeRun.objects.create(kind=kind, asked_by=actor.signature, started_at=at, moved_at=at)
    publish(LakeFillingBegun(run_id=run.pk, kind=kind), actor=actor, at=at)
    return run.pk


@use_case("insight.fill_lake")
def _end(
    run_id: int, *, rows: int, files: int, seconds: dict[str, float], oldest: int, actor: Actor, at: datetime
) -> None:
    """Close a run, and forget which rows were deleted before the lake was last filled."""
    GoneRow.objects.filter(xid__lt=oldest).delete()
    runs = LakeRun.objects.filter(pk=run_id)
    runs.update(state=LakeRun.State.DONE, rows=rows, files=files, timings=seconds, step="", steps_done=len(seconds),
                steps=len(seconds), moved_at=Now(), ended_at=Now())  # fmt: skip
    kind = runs.values_list("kind", flat=True).get()
    publish(LakeFilled(run_id=run_id, kind=kind, rows=rows, files=files), actor=actor, at=at)
