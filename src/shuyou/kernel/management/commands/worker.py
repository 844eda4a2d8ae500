"""The worker: delivers events to their subscribers and runs jobs until it is told to stop."""

import asyncio
import logging
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from shuyou.kernel import clock, delivery
from shuyou.kernel.jobs import app

log = logging.getLogger(__name__)

TICK = 0.05
"""Seconds between looks at the log when it holds nothing new."""
IDLE_CHORES = 15.0
"""Seconds between retries of parked events and moves of idle cursors."""


class Command(BaseCommand):
    help = "Deliver events and run jobs until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="deliver what is due now, then leave")
        parser.add_argument("--concurrency", type=int, default=2, help="jobs run at the same time")

    def handle(self, *, drain: bool, concurrency: int, **_: Any) -> None:
        delivery.ensure_cursors()
        if drain:
            self.stdout.write(f"{delivery.deliver_all()} deliveries")
            return
        stop = threading.Event()
        deliverer = threading.Thread(target=deliver_until, args=(stop,), name="events", daemon=True)
        deliverer.start()
        try:
            asyncio.run(run_jobs(concurrency))
        finally:
            stop.set()
            deliverer.join(timeout=10)


async def run_jobs(concurrency: int) -> None:
    """Run jobs until SIGINT or SIGTERM; a running job is allowed to finish."""
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker_app.open_async():
        await worker_app.run_worker_async(concurrency=concurrency, install_signal_handlers=True)


def deliver_until(stop: threading.Event) -> None:
    """Deliver events as they come until told to stop, whatever happens meanwhile."""
    next_chores = 0.0
    while not stop.is_set():
        try:
            busy = sum(delivery.deliver(name) for name in delivery.waiting())
            if time.monotonic() >= next_chores:
                delivery.retry_parked(at=clock.now())
                delivery.advance_idle()
                next_chores = time.monotonic() + IDLE_CHORES
        except Exception:
            # Nobody would notice that this thread ended: jobs go on without it.
            log.exception("events cannot be delivered; trying again")
            connection.close()
            busy = 0
            stop.wait(1)
        if not busy:
            stop.wait(TICK)
    connection.close()
