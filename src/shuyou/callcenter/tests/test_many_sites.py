"""Many sites, one base: each site has a switch of its own, all share readers, queues, the wallboard and the history."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from shuyou.callcenter.adapters.asterisk.switch import AriSwitch
from shuyou.callcenter.adapters.embedded.setting import WrongSetting
from shuyou.callcenter.adapters.opening import open_switch
from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.models import Agent, Call, Queue
from shuyou.callcenter.queries import floor, site_row
from shuyou.callcenter.services import (
    AgentDraft,
    LineDraft,
    SiteDraft,
    Wish,
    ask_switch,
    begin_switch,
    put_agent,
    put_line,
    put_site,
)
from shuyou.callcenter.tasks.running import Running, learn
from shuyou.callcenter.tests.ari_peer import PASSWORD, USER, Peer, peer
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.callcenter.tests.test_first_call import state_is, until
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
READER = "13800002046"
NORTH, WEST = "4008000000", "4008000001"


@dataclass(slots=True)
class Site:
    """A site at work: its process, and how somebody calls it."""

    running: Running
    job: "asyncio.Task[None]"
    call: Callable[[], object]

    async def die(self) -> None:
        """Have the process end in the middle of everything."""
        self.job.cancel()
        await asyncio.gather(self.job, return_exceptions=True)


def set_up(settings: Settings, folder: Path, at: Peer) -> tuple[Actor, Actor]:
    """Open a second office with an Asterisk, a number and a seat; return an agent of each."""
    Queue.objects.update(opens=time.min, closes=time.max)
    put_site(SiteDraft(code="main", name="总部", adapter="simulated"), code="main", actor=BOSS, at=AT)
    put_site(SiteDraft(code="west", name="西区", adapter="asterisk"), code="", actor=BOSS, at=AT)
    put_line(LineDraft(number=WEST, name="西区", site="west", menu="main"), number="", actor=BOSS, at=AT)
    file = folder / "asterisk.toml"
    file.write_text(f'[west]\nurl = "{at.url}"\nuser = "{USER}"\npassword = "{PASSWORD}"\n')
    settings.SHUYOU_ASTERISK, settings.SHUYOU_VAR = str(file), folder
    skills = {"club": 4}
    he, lin = agent("he", extension="1001", skills=skills), agent("lin", extension="2001", skills=skills)
    seat = AgentDraft(user_id=int(lin.id), site="west", extension="2001", skills=skills)
    put_agent(seat, actor=BOSS, at=AT)
    return he, lin


async def begin(code: str, folder: Path, at: Peer) -> Site:
    """Hold the switch of a site, of the kind that the site names."""
    known, row = await asyncio.to_thread(learn, code), await asyncio.to_thread(site_row, code=code, actor=SWITCH)
    assert row is not None
    epoch, spool = known.begun.epoch, folder / f"{code}.jsonl"
    played = SimulatedSwitch(code, epoch=epoch, pace=20)
    real = open_switch(code, adapter=row.adapter, epoch=epoch, recorded=lambda _: None)
    caller = VirtualCaller(number=READER, called=NORTH, presses="0", patience=900, talks=9_000)
    calls: Callable[[], object] = partial(played.call_in, caller)
    if real is not None:
        calls = partial(at.asterisk.come, READER, WEST, presses="0", words="sure")
    running = Running(real or played, known, spool=spool)
    return Site(running, asyncio.ensure_future(running.run()), calls)


def heard(site: Site, verb: str, who: Actor) -> None:
    """Have an agent ask something of their site's switch."""
    ask_switch(Wish(verb=verb), actor=who, at=now())
    site.running.heard("order 0")


@asynccontextmanager
async def two_sites(folder: Path, at: Peer) -> AsyncIterator[tuple[Site, Site]]:
    """Have both switches at work."""
    sites = [await begin(code, folder, at) for code in ("main", "west")]
    try:
        yield sites[0], sites[1]
    finally:
        for site in sites:
            await site.die()


async def talk_at(site: Site, who: Actor, at: Peer) -> None:
    """Have a reader call a site and an agent there answer."""
    await asyncio.to_thread(heard, site, "ready", who)
    await until(state_is(who, "ready"))
    site.call()
    await until(state_is(who, "ringing"))
    if isinstance(site.running.switch, AriSwitch):
        ringing = next(one for one in at.asterisk.channels.values() if one.state == "Ringing")
        at.asterisk.take(ringing.name)
    else:
        await asyncio.to_thread(heard, site, "pick_up", who)
    await until(state_is(who, "talking"))


def talking() -> set[tuple[str, str, int | None]]:
    """Return who talks with whom, by the base that all share."""
    return set(Call.objects.filter(stage="talking").values_list("site__code", "called", "member_id"))


@pytest.mark.feature("F168")
def test_two_sites_serve_one_base_and_one_goes_on_when_the_other_dies(settings: Settings, tmp_path: Path) -> None:
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits=READER)

    async def story() -> None:
        async with peer() as at:
            he, lin = await asyncio.to_thread(set_up, settings, tmp_path, at)
            async with two_sites(tmp_path, at) as (main, west):
                await until(lambda: ("endpoint", "2001") in at.asterisk.config)
                at.asterisk.phone("2001", "online")
                await talk_at(main, he, at)
                await talk_at(west, lin, at)
                assert await asyncio.to_thread(talking) == {("main", NORTH, member.pk), ("west", WEST, member.pk)}
                wall = await asyncio.to_thread(lambda: floor(at=now(), actor=BOSS))
                assert {(seat.name, seat.state) for seat in wall.seats} == {("he", "talking"), ("lin", "talking")}
                assert (wall.answered, wall.offered) == (2, 2)
                await main.die()
                await asyncio.to_thread(lambda: begin_switch(site="main", actor=SWITCH, at=now()))
                assert await asyncio.to_thread(talking) == {("west", WEST, member.pk)}
                await west.running.switch.hangup(next(iter(west.running.exchange.calls.values())).customer)
                await until(state_is(lin, "wrapping"))
            assert at.faults == []

    asyncio.run(story())

    ended = dict(Call.objects.values_list("site__code", "cause"))
    assert ended == {"main": "switch_lost", "west": "normal"}
    assert Agent.objects.get(user__username="he").state == "ready"


@pytest.mark.parametrize(("text", "word"), [("", "name a file"), ("[north]\nurl = 'x'", "no table")])
def test_a_site_whose_asterisk_nobody_named_is_told_so(
    text: str, word: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "asterisk.toml"
    file.write_text(text)
    settings.SHUYOU_ASTERISK = str(file) if text else ""

    with pytest.raises(WrongSetting, match=word):
        open_switch("west", adapter="asterisk", epoch=1, recorded=lambda _: None)
    assert open_switch("west", adapter="simulated", epoch=1, recorded=lambda _: None) is None
