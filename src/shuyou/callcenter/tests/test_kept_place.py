"""The process at an Asterisk dies while callers wait there: who is still on the line keeps call and place."""

import asyncio
from datetime import time
from pathlib import Path

import pytest

from shuyou.callcenter.models import Call, CallStep, Queue
from shuyou.callcenter.services import SiteDraft, put_site
from shuyou.callcenter.tasks import running as at_work
from shuyou.callcenter.tasks.running import Running, learn
from shuyou.callcenter.tests.ari_peer import Peer, peer
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.callcenter.tests.switch_worlds import ari_switch
from shuyou.callcenter.tests.test_first_call import state_is, until
from shuyou.callcenter.tests.test_many_sites import Site, heard
from shuyou.kernel.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def set_up() -> Actor:
    """Have a site with an Asterisk and one agent."""
    Queue.objects.update(opens=time.min, closes=time.max)
    put_site(SiteDraft(code="main", name="总部", adapter="asterisk"), code="main", actor=BOSS, at=AT)
    return agent("he", extension="1001", skills={"club": 4})


async def begin(at: Peer, folder: Path) -> Site:
    """Begin a life of the process that holds the switch."""
    known = await asyncio.to_thread(learn, "main")
    switch = ari_switch(at, folder, epoch=known.begun.epoch)
    running = Running(switch, known, spool=folder / "spool.jsonl")
    return Site(running, asyncio.ensure_future(running.run()), lambda: None)


def waiting() -> list[tuple[str, object, float]]:
    """Return who waits, with since when and by how much earlier they count."""
    return list(Call.objects.filter(stage="queue").order_by("pk").values_list("key", "queued_at", "bonus"))


async def two_wait(at: Peer) -> None:
    """Have two callers come to the line."""
    await until(lambda: at.asterisk.has_listener)
    for place in (1, 2):
        assert at.asterisk.come(f"1380000000{place}", "4008000000", presses="0")
        await until(lambda place=place: len(waiting()) == place)  # type: ignore[misc]


def test_who_waits_at_a_switch_that_lives_on_keeps_call_and_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "KEPT", 3.0)

    async def story() -> None:
        async with peer() as at:
            who = await asyncio.to_thread(set_up)
            first = await begin(at, tmp_path)
            await two_wait(at)
            before = await asyncio.to_thread(waiting)
            await first.die()
            at.asterisk.end(next(reversed(at.asterisk.channels.values())), 16)
            second = await begin(at, tmp_path)
            await until(lambda: waiting() == before[:1])
            await until(lambda: ("endpoint", "1001") in at.asterisk.config)
            at.asterisk.phone("1001", "online")
            await asyncio.to_thread(heard, second, "ready", who)
            await until(state_is(who, "ringing"))
            at.asterisk.take(next(one for one in at.asterisk.channels if one.startswith("shuyou-")))
            await until(state_is(who, "talking"))
            await second.running.switch.hangup(next(iter(second.running.exchange.calls.values())).customer)
            await until(state_is(who, "wrapping"))
            await second.die()
            assert at.faults == []

    asyncio.run(story())

    assert list(Call.objects.order_by("pk").values_list("stage", "cause")) == [
        ("over", "normal"), ("over", "switch_lost"),
    ]  # fmt: skip
    assert CallStep.objects.filter(kind="ended").count() == 2
    assert CallStep.objects.filter(kind="opened").count() == 2
