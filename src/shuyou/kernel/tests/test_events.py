"""The event log: told with the change, delivered exactly once, in spite of failing handlers and dying workers."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import ClassVar

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from shuyou.kernel import delivery, events
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import Event, subscribe
from shuyou.kernel.management.commands.worker import deliver_until
from shuyou.kernel.models import EventCursor, EventRecord, ParkedEvent

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ME = Actor.job("test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolled(Event):
    """A bell rang."""

    name: ClassVar[str] = "test.tolled"
    times: int


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """Return what a subscriber heard; it refuses thirteen."""
    rung: list[int] = []

    @subscribe(Tolled)
    def listen_to_bell(event: Tolled, at: datetime) -> None:
        assert at == AT
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bell VALUES (%s)", [event.times])
        if event.times == 13:
            raise ValueError(event.times)
        rung.append(event.times)

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bell (times int)")
    delivery.ensure_cursors()
    yield rung
    events._subscribers.pop("kernel.listen_to_bell")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bell")


def toll(*times: int) -> list[int]:
    with transaction.atomic():
        return events.publish_many([Tolled(times=n) for n in times], actor=ME, at=AT)


def effects() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT times FROM bell ORDER BY times")
        return [times for (times,) in cursor.fetchall()]


def test_events_are_delivered_in_order_and_once(heard: list[int]) -> None:
    toll(1, 2)
    toll(3)

    assert delivery.deliver_all() == 3
    assert delivery.deliver_all() == 0
    assert heard == effects() == [1, 2, 3]


def test_an_event_of_a_refused_change_is_never_told(heard: list[int]) -> None:
    def change_that_fails() -> None:
        with transaction.atomic():
            events.publish(Tolled(times=1), actor=ME, at=AT)
            raise LookupError

    with pytest.raises(LookupError):
        change_that_fails()

    assert (EventRecord.objects.count(), delivery.deliver_all()) == (0, 0)


def test_an_event_that_commits_late_is_not_skipped(heard: list[int]) -> None:
    may_commit, has_published = threading.Event(), threading.Event()

    def publish_slowly() -> None:
        with transaction.atomic():
            events.publish(Tolled(times=1), actor=ME, at=AT)
            has_published.set()
            may_commit.wait(10)
        connection.close()

    slow = threading.Thread(target=publish_slowly)
    slow.start()
    has_published.wait(10)
    toll(2)

    assert delivery.deliver_all() == 0  # the older transaction is still open: two must wait for one
    may_commit.set()
    slow.join()
    assert delivery.deliver_all() == 2
    assert heard == [1, 2]


def test_a_failing_event_is_parked_and_the_rest_go_on(heard: list[int]) -> None:
    toll(1, 13, 2)

    delivery.deliver_all()

    assert effects() == [1, 2]
    parked = ParkedEvent.objects.get()
    assert (parked.subscriber, parked.event.payload, parked.error) == (
        "kernel.listen_to_bell", {"times": 13}, "ValueError",
    )  # fmt: skip


def test_a_parked_event_is_retried_and_then_left_to_a_person(heard: list[int]) -> None:
    toll(13)
    delivery.deliver_all()

    at = AT
    for _ in delivery.BACKOFF:
        at += timedelta(days=1)
        assert delivery.retry_parked(at=at) == 0
    parked = ParkedEvent.objects.get()
    assert (parked.attempts, parked.retry_at) == (len(delivery.BACKOFF) + 1, None)
    assert effects() == []

    EventRecord.objects.update(payload={"times": 14})
    assert delivery.retry_one(parked.pk, at=at)
    assert (effects(), ParkedEvent.objects.count()) == ([14], 0)


def test_workers_who_retry_at_the_same_time_try_each_parked_event_once(heard: list[int]) -> None:
    toll(13, 13, 13)
    delivery.deliver_all()
    EventRecord.objects.update(payload={"times": 14})
    at, together = AT + timedelta(days=1), threading.Barrier(4)

    def work(_worker: int) -> int:
        connection.ensure_connection()
        together.wait(10)
        try:
            return delivery.retry_parked(at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        went = list(pool.map(work, range(4)))

    assert (sum(went), effects(), ParkedEvent.objects.count()) == (3, [14, 14, 14], 0)


def test_a_parked_event_whose_subscriber_is_gone_does_not_stop_the_others(heard: list[int]) -> None:
    toll(13)
    delivery.deliver_all()
    orphan = ParkedEvent.objects.create(
        subscriber="kernel.long_gone", event=EventRecord.objects.get(), error="", first_failed_at=AT, retry_at=AT
    )
    EventRecord.objects.update(payload={"times": 14})

    assert delivery.retry_parked(at=AT + timedelta(days=1)) == 1
    assert not delivery.retry_one(orphan.pk, at=AT)
    orphan.refresh_from_db()
    assert (orphan.error, effects()) == ("KeyError", [14])


def test_the_worker_goes_on_after_any_failure(monkeypatch: pytest.MonkeyPatch, heard: list[int]) -> None:
    stop, waiting, failures = threading.Event(), delivery.waiting, [LookupError("nobody foresaw this")]

    def fail_once_then_stop() -> list[str]:
        if failures:
            raise failures.pop()
        stop.set()
        return waiting()

    toll(1)
    monkeypatch.setattr(delivery, "waiting", fail_once_then_stop)
    deliver_until(stop)

    assert effects() == [1]


def test_after_a_restore_an_event_that_committed_late_is_still_delivered_once(heard: list[int]) -> None:
    may_publish, has_begun = threading.Event(), threading.Event()

    def publish_later() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_xact_id()")
            has_begun.set()
            may_publish.wait(10)
            events.publish(Tolled(times=2), actor=ME, at=AT)
        connection.close()

    older = threading.Thread(target=publish_later)
    older.start()
    has_begun.wait(10)
    toll(1)  # the smaller id, in the younger transaction
    may_publish.set()
    older.join()
    assert delivery.deliver("kernel.listen_to_bell", limit=1) == 1

    call_command("rebase_events", stdout=StringIO())
    delivery.deliver_all()
    delivery.retry_parked(at=AT)

    assert (effects(), heard) == ([1, 2], [2, 1])


def test_two_workers_never_deliver_the_same_batch(heard: list[int]) -> None:
    toll(*range(20, 40))
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        delivery.deliver("kernel.listen_to_bell", limit=5)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    delivery.deliver_all()

    assert effects() == list(range(20, 40))


def test_idle_cursors_move_past_what_is_none_of_their_business(heard: list[int]) -> None:
    before = EventCursor.objects.get(pk="kernel.listen_to_bell")
    with transaction.atomic():
        EventRecord.objects.create(name="test.other", payload={}, actor_kind="", actor_id="", via="", at=AT)

    delivery.advance_idle()

    idle = EventCursor.objects.get(pk="kernel.listen_to_bell")
    assert (idle.xid > before.xid, idle.moved_at > before.moved_at) == (True, True)
    toll(1)
    assert delivery.deliver_all() == 1
    assert EventCursor.objects.get(pk="kernel.listen_to_bell").moved_at > idle.moved_at


KILLED_WORKER = """
    import os, signal
    import django
    django.setup()
    from dataclasses import dataclass
    from datetime import datetime
    from typing import ClassVar
    from django.db import connection
    from shuyou.kernel import delivery
    from shuyou.kernel.events import Event, subscribe

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Tolled(Event):
        name: ClassVar[str] = "test.tolled"
        times: int

    def listen_to_bell(event, at):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bell VALUES (%s)", [event.times])

    listen_to_bell.__module__ = "shuyou.kernel.tests.test_events"
    subscribe(Tolled)(listen_to_bell)
    hand_over = delivery._hand_over

    def hand_over_and_die(subscriber, records):
        hand_over(subscriber, records)
        os.kill(os.getpid(), signal.SIGKILL)

    delivery._hand_over = hand_over_and_die
    delivery.deliver("kernel.listen_to_bell")
"""


def test_a_worker_killed_between_handler_and_cursor_changes_nothing(heard: list[int]) -> None:
    toll(1, 2, 3)
    settings = connection.settings_dict

    died = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED_WORKER)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "shuyou.config.settings", "SHUYOU_DATABASE_URL": database_url()},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (effects(), settings["NAME"]) == ([], connection.settings_dict["NAME"])
    wait_until_backends_leave()
    assert delivery.deliver_all() == 3
    assert effects() == [1, 2, 3]


def wait_until_backends_leave() -> None:
    """Wait for the server to notice that a client died: until then its transaction stays open."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)


def database_url() -> str:
    """Return the address of this test's database for another process."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(os.environ["SHUYOU_DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
