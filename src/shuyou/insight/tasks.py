"""What insight has done by itself: the lake is filled at night, all of it once a week."""

import logging

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

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


@app.task(queue="lake", queueing_lock="insight.refresh_facts", lock="insight.refresh_facts")
def refresh_facts() -> int:
    """Work the facts out anew about whom something happened; return about how many."""
    members = 0
    while part := services.refresh_due(at=clock.now()):
        members += part
    return members


@app.periodic(cron="*/5 * * * *")
@app.task(queue="lake", queueing_lock="insight.refresh_facts_again", lock="insight.refresh_facts")
def refresh_facts_again(timestamp: int) -> int:
    """Work out what somebody who died has left."""
    return services.refresh_due(at=clock.now())


def defer_refreshing() -> None:
    """Have facts worked out soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            refresh_facts.defer()
    except AlreadyEnqueued:
        return


def defer_filling(*, in_seconds: int = 0, kind: str = services.DAY) -> None:
    """Have the lake brought up to date soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            fill_lake.configure(schedule_in={"seconds": in_seconds}).defer(kind=str(kind))
    except AlreadyEnqueued:
        return


def _fill(kind: str) -> int:
    try:
        return services.fill_lake(kind=kind, actor=Actor.job("insight.fill_lake"), at=clock.now()).rows
    except LakeIsFilled:
        log.info("the lake is being filled already")
        return 0
