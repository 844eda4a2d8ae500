"""What the API has done in the background: programs told what happened."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from shuyou.api import services
from shuyou.api.adapters import teller
from shuyou.api.ports import Answer, Teller
from shuyou.api.services import DueDelivery
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.jobs import app

JOB: Final = Actor.job("api.send_webhooks")
AT_ONCE: Final = 8
"""So many addresses are told at the same time."""
AT_MOST: Final = 50
"""Seconds that one run begins something in; the next one goes on."""


@app.task(queue="webhooks", queueing_lock="api.send_webhooks")
def send_webhooks() -> int:
    """Send what waits and is due; return how many deliveries were tried."""
    return send_due()


@app.periodic(cron="* * * * *")
@app.task(queue="webhooks", queueing_lock="api.send_webhooks_again")
def send_webhooks_again(timestamp: int) -> int:
    """Send what was not taken at first and is due again."""
    return send_due()


@app.periodic(cron="47 4 * * *")
@app.task(queue="maintenance", queueing_lock="api.drop_old_deliveries")
def drop_old_deliveries(timestamp: int) -> int:
    """Forget what programs were told long ago."""
    return services.drop_old_deliveries(actor=Actor.job("api.drop_old_deliveries"), at=clock.now())


def defer_sending() -> None:
    """Have what waits sent soon; if that is asked for already, once is enough."""
    try:
        with transaction.atomic():
            send_webhooks.defer()
    except AlreadyEnqueued:
        return


def send_due() -> int:
    """Send what is due, to some addresses at a time, and write down what each answered as soon as it has."""
    tried, tell, until = 0, teller(), time.monotonic() + AT_MOST
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
        while time.monotonic() < until:
            due = services.take_due_deliveries(limit=AT_ONCE, actor=JOB, at=clock.now())
            if not due:
                break
            for delivery_id, answer, spent in _answers(pool, tell, due):
                services.note_answer(answer, delivery_id=delivery_id, spent_ms=spent, actor=JOB, at=clock.now())
            tried += len(due)
    return tried


def _answers(pool: ThreadPoolExecutor, tell: Teller, due: Iterable[DueDelivery]) -> Iterator[tuple[int, Answer, int]]:
    """Send deliveries side by side; the threads know nothing of the database."""

    def send(one: DueDelivery) -> tuple[int, Answer, int]:
        started = time.perf_counter()
        answer = tell.send(one.url, headers=one.headers, body=one.body)
        return one.delivery_id, answer, round((time.perf_counter() - started) * 1000)

    for sent in as_completed([pool.submit(send, one) for one in due]):
        yield sent.result()
