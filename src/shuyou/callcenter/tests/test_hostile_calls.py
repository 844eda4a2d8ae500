"""What goes wrong on telephone lines: nonsense, floods, strangers, telephones that die, codecs nobody has."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.adapters.embedded.message import Request
from shuyou.callcenter.adapters.embedded.registrar import ASKED, Registrar
from shuyou.callcenter.adapters.embedded.setting import WrongSetting, read_setting
from shuyou.callcenter.adapters.embedded.transactions import Address as Far
from shuyou.callcenter.ports import (
    Address,
    Dialling,
    EndpointOffline,
    LegAnswered,
    LegEnded,
    LegOffered,
    LegRinging,
    SwitchEvent,
)
from shuyou.callcenter.tests.switch_contract import ENDPOINT, Watch, dialling, nothing_is_left, offered, watched
from shuyou.callcenter.tests.switch_worlds import CARRIER, PHONES, SECRET, STRANGER, RealWorld, real_world
from shuyou.callcenter.tests.telephone import Telephone, until

ASKED_AT_ONCE = int(ASKED.burst)

type Story = Callable[[RealWorld, Watch], Coroutine[Any, Any, None]]


def played(folder: Path, story: Story, **how: Any) -> list[SwitchEvent]:
    """Tell a story in a world of real telephones, and look that nothing is left of it."""

    async def run() -> list[SwitchEvent]:
        async with real_world(folder, **how) as world, watched(world.switch) as watch:
            await story(world, watch)
            await nothing_is_left(world)
            return watch.events

    return asyncio.run(run())


def test_nonsense_and_strangers_are_not_answered(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        async with Telephone.at(STRANGER, world.switch.near) as stranger:
            stranger.call("4008000000")
            for junk in (b"", b"\0" * 40, b"INVITE sip:x SIP/2.0\r\n\r\n", b"\xff" * 2_000, b"a" * 60_000):
                world.carrier.sock.sendto(junk, world.switch.near[:2])
                stranger.sock.sendto(junk, world.switch.near[:2])
            await until(lambda: world.switch.wire.strange >= 5 and world.switch.wire.malformed >= 3)
            assert stranger.said == world.carrier.said == []
        assert not [event for event in watch.events if isinstance(event, LegOffered)]

    played(tmp_path, story)


def test_a_flood_is_stopped_at_its_source_while_others_are_served(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        talks = [world.carrier.call("4008000000") for _ in range(60)]
        await until(lambda: all(talk.status or talk.is_up for talk in talks[20:]))
        assert {talk.status for talk in talks[20:]} == {503}
        assert await world.agent.register() == 200
        for event in [event for event in watch.events if isinstance(event, LegOffered)]:
            await world.switch.reject(event.leg, "busy")

    events = played(tmp_path, story, budget=20)
    assert 20 <= len([event for event in events if isinstance(event, LegOffered)]) <= 40


def test_without_a_codec_in_common_there_is_no_call(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        body = sdp.offer(CARRIER, 4_000).replace(b"RTP/AVP 8 0", b"RTP/AVP 9 18")
        talk = world.carrier.call("4008000000", body=body)
        await until(lambda: talk.status == 488)

    assert not [event for event in played(tmp_path, story) if isinstance(event, LegOffered)]


def test_two_codecs_are_brought_together(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        world.carrier.codecs = (0,)
        caller = await offered(world, watch)
        await world.switch.dial("a-1", dialling(world))
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        await world.switch.bridge("b-1", [caller, "a-1"])
        talk = next(iter(world.carrier.talks.values()))
        await until(lambda: talk.far is not None)
        world.carrier.speak(talk, b"\x00" * 160, kind=0)
        await until(lambda: bytes(world.agent.heard) == b"\x2a" * 160)
        for leg in (caller, "a-1"):
            await world.switch.hangup(leg)

    played(tmp_path, story)


def test_a_telephone_that_dies_in_a_call_is_found_out(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        await world.switch.dial("a-1", dialling(world))
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        world.agent.manner = "dead"
        ended = await watch.until(LegEnded, "a-1")
        assert isinstance(ended, LegEnded)
        assert (ended.cause, ended.by) == ("failed", "switch")
        world.agent.manner = "ring"

    played(tmp_path, story, quiet=0.3, patience=0.5)


def test_a_telephone_that_says_nothing_cannot_be_reached(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        world.agent.manner = "dead"
        await world.switch.dial("a-1", dialling(world))
        ended = await watch.until(LegEnded, "a-1")
        assert isinstance(ended, LegEnded)
        assert ended.cause == "unreachable"
        await watch.until(EndpointOffline)
        assert (await world.switch.snapshot()).endpoints == frozenset()

    played(tmp_path, story, patience=0.5)


@pytest.mark.parametrize(("manner", "cause"), [("busy", "busy"), ("gone", "unreachable")])
def test_a_telephone_that_does_not_want_or_has_left(manner: str, cause: str, tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        world.agent.manner = manner
        if manner == "gone":
            assert await world.agent.register(seconds=0) == 200
        to = Address("endpoint", ENDPOINT)
        await world.switch.dial("a-1", Dialling(to=to, ring_for=10))
        ended = await watch.until(LegEnded, "a-1")
        assert isinstance(ended, LegEnded)
        assert ended.cause == cause

    events = played(tmp_path, story)
    assert not [event for event in events if isinstance(event, LegRinging)]


def test_who_only_asks_to_register_takes_no_place_of_those_who_call(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        async with Telephone.at(PHONES, world.switch.near, name=ENDPOINT) as thief:
            before = len(world.switch.transactions)
            for _ in range(3):
                await thief.register(secret="guessed")
            assert len(world.switch.transactions) == before

    played(tmp_path, story)


def test_nobody_is_wrong_by_what_others_say_in_their_name() -> None:
    registrar = Registrar("shuyou", told=lambda _endpoint, _place: None)
    registrar.put(ENDPOINT, SECRET)
    forged = Request(method="REGISTER", uri="sip:x")
    for name, value in (("via", "SIP/2.0/UDP 10.0.0.9;branch=z9hG4bKa"), ("to", f"<sip:{ENDPOINT}@x>"),
                        ("authorization", f'Digest username="{ENDPOINT}", nonce="1-2", response="0"')):  # fmt: skip
        forged.put(name, value)
    said = [registrar.answer(forged, Far("10.0.0.9", 5060), 1.0) for _ in range(ASKED_AT_ONCE + 1)]

    assert {one.status for one in said[:-1] if one} == {401}
    assert said[-1] is None


def test_a_wrong_secret_opens_nothing_and_is_soon_not_answered(tmp_path: Path) -> None:
    async def story(world: RealWorld, watch: Watch) -> None:
        async with Telephone.at(PHONES, world.switch.near, name=ENDPOINT) as thief:
            for _ in range(8):
                assert await thief.register(secret="guessed") == 403
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(thief.register(secret=SECRET), 0.3)
        place = world.switch.registrar.place(ENDPOINT)
        assert place is not None
        assert place.source[:2] == world.agent.me

    played(tmp_path, story)


@pytest.mark.parametrize(
    "text",
    ['address = "0.0.0.0"', "port = 0", "sound_ports = [5, 6]", 'phones = ["home"]', "pohnes = []", "x",
     '[trunks.a]\naddress = "carrier.example"', "calls_a_second = 0",
     '[tls]\ncertificate = "a.pem"', '[tls]\ncertificate = "/none.pem"\nkey = "/none.pem"',
     '[trunks.a]\naddress = "10.0.0.1"\nby = "fax"', '[trunks.a]\naddress = "10.0.0.1"\nby = "tls"\ncertified = "x"'],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(WrongSetting):
        read_setting(text)
