"""What insight has done by itself: the lake is filled at night, all of it once a week."""

import logging
from typing import Final

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from shuyou.insight import services
from shuyou.insight.errors import LakeIsFilled
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app

log = logging.getLogger(__name__)

AGAIN: Final = RetryStrategy(max_attempts=24, wait=300, retry_exceptions={LakeIsFilled})
"""Whoever was erased leaves the lake today, also if somebody fills it for an hour."""


@app.periodic(cron="30 3 * * 1-6", periodic_id="day")
@app.task(queue="lake", queueing_lock="insight.fill_lake", lock="insight.fill_lake")
def fill_lake_by_night(timestamp: int) -> int:
    """Bring the lake up to date, unless somebody is doing so by hand; return how many rows were read."""
    return _fill_by_itself(services.DAY)


@app.periodic(cron="30 3 * * 0", periodic_id="full")
@app.task(queue="lake", queueing_lock="insight.fill_lake", lock="insight.fill_lake")
def fill_lake_anew(timestamp: int) -> int:
    """Fill the lake anew, unless somebody is filling it by hand; return how many rows were read."""
    return _fill_by_itself(services.FULL)


@app.task(queue="lake", queueing_lock="insight.fill_lake", lock="insight.fill_lake", retry=AGAIN)
def fill_lake(kind: str) -> int:
    """
    Fill the lake since somebody asked, or left it; return how many rows were read.

    :raises LakeIsFilled: somebody fills it by hand; that run began before, so this one comes again.
    """
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


def _fill_by_itself(kind: str) -> int:
    try:
        return _fill(kind)
    except LakeIsFilled:
        log.info("the lake is being filled already")
        return 0


def _fill(kind: str) -> int:
    return services.fill_lake(kind=kind, actor=Actor.job("insight.fill_lake"), at=clock.now()).rows
