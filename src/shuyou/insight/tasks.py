"""What insight has done by itself: the lake is filled at night, all of it once a week."""

import logging

from shuyou.insight import services
from shuyou.insight.errors import LakeIsFilled
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app

log = logging.getLogger(__name__)


@app.periodic(cron="30 3 * * 1-6", periodic_id="day")
@app.task(queue="lake", queueing_lock="insight.fill_lake")
def fill_lake_by_night(timestamp: int) -> int:
    """Bring the lake up to date; return how many rows were read."""
    return _fill(services.DAY)


@app.periodic(cron="30 3 * * 0", periodic_id="full")
@app.task(queue="lake", queueing_lock="insight.fill_lake")
def fill_lake_anew(timestamp: int) -> int:
    """Fill the lake anew; return how many rows were read."""
    return _fill(services.FULL)


@app.task(queue="lake", queueing_lock="insight.fill_lake")
def fill_lake(kind: str) -> int:
    """Fill the lake since somebody asked; return how many rows were read."""
    return _fill(kind)


def _fill(kind: str) -> int:
    try:
        return services.fill_lake(kind=kind, actor=Actor.job("insight.fill_lake"), at=clock.now()).rows
    except LakeIsFilled:
        log.info("the lake is being filled already")
        return 0
