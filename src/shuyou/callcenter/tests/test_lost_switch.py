"""A switch that died in mid-call, and a database that was away: nothing is lost, nothing is filed twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from shuyou.callcenter import services
from shuyou.callcenter.models import Agent, Call, CallStep, Offer, Site, Spell
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.live import LiveCall
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services import FactKey, Told, _note, begin_switch, note_fact
from shuyou.callcenter.tasks import writing
from shuyou.callcenter.tasks.writing import Writer, aside_of, decoded, encoded, left_over, write_left_over
from shuyou.callcenter.tests.factories import AT, SWITCH, agent
from shuyou.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
NOW = AT.timestamp()
OPENED = center.Opened(at=NOW, call="c1", direction="in", number="13800002046", called="400")
QUEUED = center.Queued(at=NOW + 1, call="c1", queue="club", bonus=0)
OFFERED = center.Offered(at=NOW + 9, call="c1", agent=7, queue="club", leg="c1-1", reasons=(Reason("level", "club 4"),))


def keys(count: int) -> list[FactKey]:
    """Begin a switch and return keys of its facts."""
    begun = begin_switch(site="main", actor=SWITCH, at=AT)
    return [FactKey(site_id=begun.site_id, switch="main", epoch=begun.epoch, seq=seq) for seq in range(count)]


def test_calls_of_a_dead_switch_are_closed_and_promises_are_kept() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    talking = center.Moved(at=NOW + 12, call="c1", agent=int(who.id), state=center.SeatState.TALKING)
    back = center.Opened(at=NOW, call="c0-back", direction="back", number="13900000001", called="400", queue="club")
    waits = center.Queued(at=NOW, call="c0-back", queue="club", bonus=20)
    facts = (OPENED, center.Queued(at=NOW, call="c1", queue="club", bonus=0),
             center.Answered(at=NOW + 12, call="c1", agent=int(who.id)), talking, back, waits)  # fmt: skip
    for fact, key in zip(facts, keys(len(facts)), strict=True):
        note_fact(fact, key=key, actor=SWITCH)

    begun = begin_switch(site="main", actor=SWITCH, at=AT)

    lost = Call.objects.get(key="c1")
    assert (lost.stage, lost.cause) == ("over", "switch_lost")
    assert [(one.call, one.number, one.queue, one.bonus) for one in begun.promised] == [
        ("c0-back", "13900000001", "club", 20)
    ]
    assert Agent.objects.get(pk=int(who.id)).state == "ready"
    assert list(Spell.objects.filter(until=None).values_list("agent", "state")) == [(int(who.id), "ready")]
    assert not Offer.objects.filter(ended_at=None).exists()


def test_every_fact_survives_the_file_it_is_kept_in() -> None:
    key = FactKey(site_id=1, switch="main", epoch=5, seq=6)
    moved = center.Moved(at=NOW, agent=3, state=center.SeatState.PAUSED, reason="meal")

    for fact in (OPENED, OFFERED, moved, center.Queued(at=NOW, call="c1", queue="club", bonus=2, path=("a", "b"))):
        assert decoded(encoded(fact, key)) == (fact, key)


def test_no_kind_of_fact_is_unknown_to_the_file() -> None:
    kinds = [*_note._KINDS, center.Opened, center.Ended, center.Moved]

    for kind in kinds:
        given = {one.name: _usual(one) for one in fields(kind) if one.default is MISSING}
        fact = kind(**given)
        assert decoded(encoded(fact, FactKey(site_id=1, switch="main", epoch=5, seq=6)))[0] == fact


def _usual(one: Field[object]) -> object:
    """Return something that a field may hold."""
    if one.name == "state":
        return center.SeatState.READY
    return () if "tuple" in str(one.type) else 1


def test_facts_wait_in_a_file_while_the_database_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool, (first, second) = tmp_path / "spool.jsonl", keys(2)
    away = [True]
    real = services.note_all

    def note_all(*args: object, **kwargs: object) -> None:
        if away[0]:
            raise OperationalError
        real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "note_all", note_all)
    writer = Writer(spool)
    writer.start()
    writer.write([(OPENED, first)])
    _until(spool.exists)
    writer.write([(center.Ended(at=NOW + 5, call="c1", cause="abandoned", by="caller"), second)])
    _until(lambda: len(list(left_over(spool))) == 2)
    away[0] = False
    _until(lambda: not spool.exists())
    writer.stop()

    assert Call.objects.get().cause == "abandoned"
    assert CallStep.objects.count() == 2


def test_a_question_waits_for_what_was_told_before_it_and_for_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    monkeypatch.setattr(services, "note_all", lambda told, *, actor: done.append(len(told)))
    monkeypatch.setattr(writing, "TOGETHER", 2)
    writer, (first, second, third) = Writer(tmp_path / "spool.jsonl"), keys(3)
    writer.write([(OPENED, first)])
    writer.ask(lambda: done.append("asked"))
    writer.write([(QUEUED, second), (QUEUED, third)])

    writer.start()
    writer.stop()

    assert done == [2, "asked", 1]


def test_the_next_process_writes_down_what_was_left_over_once(tmp_path: Path) -> None:
    spool, (first, second) = tmp_path / "spool.jsonl", keys(2)
    note_fact(OPENED, key=first, actor=SWITCH)
    ended = center.Ended(at=NOW + 5, call="c1", cause="abandoned", by="caller")
    spool.write_text("\n".join([encoded(OPENED, first), encoded(ended, second), '["Ended", {"at']))

    assert write_left_over(spool) == 2
    assert Call.objects.count() == 1
    assert CallStep.objects.count() == 2
    assert not spool.exists()


def test_what_was_left_over_is_written_down_by_hundreds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool, facts = tmp_path / "spool.jsonl", [OPENED, *[QUEUED] * 24]
    spool.write_text("\n".join(map(encoded, facts, keys(len(facts)))))
    monkeypatch.setattr(writing, "TOGETHER", 10)
    real, sizes = services.note_all, list[int]()

    def note_all(told: list[Told], **words: Actor) -> None:
        sizes.append(len(told))
        real(told, **words)

    monkeypatch.setattr(services, "note_all", note_all)

    assert write_left_over(spool) == 25
    assert sizes == [10, 10, 5]
    assert CallStep.objects.count() == 25


def test_a_fact_that_the_database_refuses_is_set_aside_and_the_next_ones_are_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool, (first, second, third) = tmp_path / "spool.jsonl", keys(3)
    wrong = center.Opened(at=NOW, call="c0", direction="in", number="13800002046", called="4\x00")
    writer = Writer(spool)
    writer.start()
    writer.write([(wrong, first), (OPENED, second)])
    writer.stop()
    spool.write_text("\n".join(["no fact", encoded(wrong, first), encoded(QUEUED, third)]))

    assert write_left_over(spool) == 1
    assert list(Call.objects.values_list("key", "stage")) == [("c1", "queue")]
    assert len(aside_of(spool).read_text().splitlines()) == 3
    assert "13800002046" not in caplog.text


def test_who_is_called_back_again_by_the_next_switch_rings_by_another_name() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    call = LiveCall("c0-back", "back", "139", "", life=7)
    back = center.Opened(at=NOW, call="c0-back", direction="back", number="13900000001", called="", queue="club")
    rings = [
        center.Offered(at=NOW, call="c0-back", agent=int(who.id), queue="club", leg=leg, reasons=())
        for leg in ("c0-back-1", call.next_leg())
    ]
    for fact, key in zip((back, *rings), keys(3), strict=True):
        note_fact(fact, key=key, actor=SWITCH)

    assert Offer.objects.values("leg").distinct().count() == 2


def _until(is_true: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_true():
            return
        time.sleep(0.02)
    raise AssertionError


def _start(var: Path) -> "subprocess.Popen[bytes]":
    words = connection.get_connection_params()
    url = f"postgresql://{words['user']}@/{words['dbname']}?host={words['host']}"
    surroundings = {**os.environ, "SHUYOU_DATABASE_URL": url, "SHUYOU_VAR": str(var)}
    command = [sys.executable, "-m", "django", "switch", "--callers", "20000", "--colleagues"]
    return subprocess.Popen(command, env=surroundings, start_new_session=True)


def test_a_killed_switch_is_followed_by_one_that_files_each_call_once(tmp_path: Path) -> None:
    agent("he", extension="1901", skills={"club": 5, "sales": 3, "finance": 3, "papers": 3, "letters": 3})
    first = _start(tmp_path)
    try:
        _wait_for(lambda: Call.objects.exclude(stage="over").count() >= 3)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    epoch = Site.objects.get(code="main").epoch
    second = _start(tmp_path)
    try:
        _wait_for(lambda: Site.objects.get(code="main").epoch > epoch)
        _wait_for(lambda: Call.objects.filter(cause="switch_lost").count() >= 3)
    finally:
        os.killpg(second.pid, signal.SIGTERM)
        second.wait(20)
    ended = CallStep.objects.filter(kind="ended").values_list("call", flat=True)
    assert len(ended) == len(set(ended))
    assert not Offer.objects.filter(call__stage="over", ended_at=None).exists()
    assert set(ended).isdisjoint(Call.objects.filter(cause="switch_lost").values_list("pk", flat=True))


def _wait_for(is_true: Callable[[], bool]) -> None:
    for _ in range(600):
        if is_true():
            return
        time.sleep(0.1)
    raise AssertionError(list(Call.objects.values_list("key", "stage", "cause")))
