"""Worlds for the stories of `switch_contract`: the played switch, the one built in with telephones, an Asterisk."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from itertools import count
from pathlib import Path

from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting
from shuyou.callcenter.adapters.asterisk.switch import AriSwitch
from shuyou.callcenter.adapters.asterisk.words import OURS
from shuyou.callcenter.adapters.embedded.guard import Budget, Guard, Trunk
from shuyou.callcenter.adapters.embedded.lines import Certificates
from shuyou.callcenter.adapters.embedded.setting import Setting
from shuyou.callcenter.adapters.embedded.switch import EmbeddedSwitch
from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.adapters.speech import Prompts, ToneVoice
from shuyou.callcenter.ports import Music
from shuyou.callcenter.tests.ari_peer import PASSWORD, USER, Peer, peer
from shuyou.callcenter.tests.switch_contract import ENDPOINT, HELLO
from shuyou.callcenter.tests.telephone import Talk, Telephone, until

CARRIER, PHONES, STRANGER = "127.0.0.2", "127.0.0.3", "127.0.0.9"
SECRET = "geheim-and-long"
PACE = 20
BLOCKS = 71
"""So many blocks of 500 ports for sound there are from 30,000 up to the highest port."""
_blocks = (number % BLOCKS for number in count(os.getpid()))


@dataclass(slots=True)
class PlayedWorld:
    """Nobody is there: callers are played."""

    switch: SimulatedSwitch
    brief: float = 0.5 * PACE

    async def call_in(self, *, presses: str = "", stays: float = 60) -> None:
        """Have somebody call."""
        caller = VirtualCaller(
            number="13800002046", called="4008000000", presses=presses, patience=stays * PACE, talks=stays * PACE
        )
        self.switch.call_in(caller)

    async def take(self, leg: str) -> None:
        """Have an agent answer."""
        await self.switch.pick_up(leg)

    def hears(self, leg: str) -> Collection[str]:
        """Return whom somebody hears."""
        return self.switch.hears(leg)

    def left_over(self) -> list[str]:
        """Return tasks that go on though nothing is alive."""
        return [task.get_name() for task in asyncio.all_tasks() if "SimulatedSwitch._wait" in repr(task.get_coro())]


@asynccontextmanager
async def played_world(_folder: Path) -> AsyncIterator[PlayedWorld]:
    """Open a world that is played."""
    yield PlayedWorld(SimulatedSwitch("main", epoch=1, pace=PACE))


@dataclass(slots=True)
class RealWorld:
    """Telephones with sockets of their own: one of a carrier's, one of an agent's."""

    switch: EmbeddedSwitch
    carrier: Telephone
    agent: Telephone
    brief: float = 0.5
    doing: set["asyncio.Task[None]"] = field(default_factory=set)

    async def call_in(self, *, presses: str = "", stays: float = 60) -> None:
        """Have somebody call."""
        talk = self.carrier.call("4008000000")
        task = asyncio.ensure_future(self._live(talk, presses, stays))
        self.doing.add(task)
        task.add_done_callback(self.doing.discard)

    async def _live(self, talk: Talk, presses: str, stays: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + stays
        await self._wait(lambda: talk.is_up or talk.is_over, end)
        if presses and talk.is_up:
            await asyncio.sleep(0.05)
            await self._wait(lambda: bool(self.carrier.heard), end)
            for key in presses:
                self.carrier.press(talk, key)
        await self._wait(lambda: talk.is_over, end)
        if talk.is_up and not talk.is_over:
            self.carrier.hang_up(talk)
        elif not talk.is_over and talk.status < 300:
            self.carrier.cancel(talk)
            await self._wait(lambda: talk.is_up, loop.time() + 1)
            if talk.is_up:  # the yes crossed the no
                self.carrier.hang_up(talk)

    async def _wait(self, is_true: Callable[[], bool], end: float) -> None:
        with contextlib.suppress(AssertionError):
            await until(is_true, seconds=end - asyncio.get_running_loop().time())

    async def take(self, leg: str) -> None:
        """Have the agent answer what rings at their telephone."""
        found = self.switch.legs.get(leg)
        if found is None:
            return
        call_id = found.dialog.call_id
        await until(lambda: call_id in self.agent.talks)
        self.agent.take(self.agent.talks[call_id])

    def hears(self, leg: str) -> Collection[str]:
        """Return whose packets somebody gets as they are."""
        streams = self.switch.sounds.streams
        return {name for name, stream in streams.items() if streams[leg] in stream.listeners}

    def left_over(self) -> list[str]:
        """Return ports, dialogs and calls that are still held."""
        switch = self.switch
        left = [f"{len(switch.sounds.ports)} ports"] if len(switch.sounds.ports) else []
        left += [f"dialog {name}" for name in switch.talks]
        return left + [f"{what} {name}" for what, names in switch.sounds.held_things().items() for name in names]


@asynccontextmanager
async def real_world(
    folder: Path,
    *,
    quiet: float = 30,
    budget: float = 500,
    patience: float = 5,
    certificates: Certificates | None = None,
) -> AsyncIterator[RealWorld]:
    """Open a world with a switch that is built in, a carrier and a telephone that has registered."""
    block = next(_blocks)
    guard = Guard({CARRIER: Trunk(name="carrier", host=CARRIER)}, (IPv4Network(f"{PHONES}/32"),))
    setting = Setting(
        port=0, sound_ports=(30_000 + block * 500, 30_499 + block * 500), guard=guard,
        budget=Budget(rate=budget, burst=budget), quiet=quiet, patience=patience, certificates=certificates,
    )  # fmt: skip
    prompts = Prompts(voice=ToneVoice())
    for prompt in (HELLO, Music()):
        await prompts.sound(prompt)
    switch = EmbeddedSwitch("main", epoch=1, setting=setting, prompts=prompts, recordings=folder / "recordings")
    await switch.listen()
    carrier = Telephone(CARRIER, switch.near, name="13800002046")
    agent = Telephone(PHONES, switch.near, name=ENDPOINT, secret=SECRET, manner="ring")
    try:
        await switch.put_endpoint(ENDPOINT, SECRET, "desk")
        assert await agent.register() == 200
        yield RealWorld(switch, carrier, agent)
    finally:
        carrier.close()
        agent.close()
        await switch.close()


@dataclass(slots=True)
class AriWorld:
    """An Asterisk on this machine, without sound."""

    switch: AriSwitch
    peer: Peer
    brief: float = 0.5

    async def call_in(self, *, presses: str = "", stays: float = 60) -> None:
        """Have somebody call."""
        at = self.peer.asterisk
        await until(lambda: at.has_listener)
        made = at.come("13800002046", "4008000000", presses=presses)
        if made is not None:
            made.timers.append(at.loop.call_later(stays, at.end, made, 16))

    async def take(self, leg: str) -> None:
        """Have the agent answer, once it rings."""
        at, name = self.peer.asterisk, f"{OURS}{leg}"
        with contextlib.suppress(AssertionError):  # it rang no longer
            await until(lambda: name not in at.channels or at.channels[name].state == "Ringing", seconds=1)
        at.take(name)

    def hears(self, leg: str) -> Collection[str]:
        """Return whom somebody hears."""
        channel = self.switch.reader.lines[leg].channel
        return {self.switch.reader.leg_of(one) for one in self.peer.asterisk.hears(channel)}

    def left_over(self) -> list[str]:
        """Return what is still held there, or here."""
        at, held = self.peer.asterisk, self.switch.held
        there = [*at.channels, *at.bridges, *at.playbacks, *at.live, *at.stored]
        here = [*held.plays, *held.making, *held.bridges, *held.bridge_of, *held.inside, *held.aside, *held.ears]
        return there + here + [*self.switch.tapes.running] + [job.get_name() for job in self.switch.jobs]


def ari_switch(at: Peer, folder: Path, *, name: str = "main", epoch: int = 1) -> AriSwitch:
    """Return the adapter of a peer."""
    setting = AsteriskSetting(
        url=at.url, user=USER, password=PASSWORD, sounds=folder / "sounds", sounds_there=str(folder / "sounds")
    )
    prompts = Prompts(voice=ToneVoice())
    return AriSwitch(name, epoch=epoch, setting=setting, prompts=prompts, recordings=folder / "recordings")


@asynccontextmanager
async def ari_world(folder: Path) -> AsyncIterator[AriWorld]:
    """Open a world with an Asterisk; what no real one would have taken or said is a fault."""
    async with peer() as at:
        switch = ari_switch(at, folder)
        await switch.put_endpoint(ENDPOINT, SECRET, "desk")
        at.asterisk.phones["trunk"] = at.asterisk.phones[ENDPOINT] = "online"
        yield AriWorld(switch, at)
        await switch.close()
        assert at.faults == []
        assert await asyncio.to_thread(lambda: list(folder.glob("sounds/*"))) == []
