"""Descriptions of sound that are huge, broken or aimed at others: refused, cheap, and the next caller is served."""

import asyncio
from pathlib import Path

import pytest

from shuyou.callcenter.adapters.embedded import sdp
from shuyou.callcenter.ports import LegOffered
from shuyou.callcenter.tests.switch_contract import nothing_is_left, offered, watched
from shuyou.callcenter.tests.switch_worlds import CARRIER, real_world
from shuyou.callcenter.tests.telephone import until

FINE = sdp.offer(CARRIER, 4_000)
MANY = b"".join(b"m=audio %d RTP/AVP 9\r\n" % port for port in range(1_000, 1_330))
BROKEN = {
    "huge": FINE + b"a=" + b"x" * 9_000 + b"\r\n",
    "many_media": FINE.partition(b"m=audio")[0] + MANY + b"m=audio 4000 RTP/AVP 8\r\n",
    "many_codecs": FINE.replace(b"8 0 101", b" ".join(b"%d" % (number % 96 + 1) for number in range(2_000))),
    "no_text": b"\xff\xfe" * 200,
    "nulls": b"\0" * 4_000,
    "cut_off": FINE[: FINE.index(b"RTP/AVP")],
    "no_address": FINE.replace(b"c=IN IP4 " + CARRIER.encode(), b"c=IN IP4 999.1.1.1"),
    "sixth_version": FINE.replace(b"c=IN IP4 " + CARRIER.encode(), b"c=IN IP6 ::1"),
    "port_too_high": FINE.replace(b"m=audio 4000", b"m=audio 70000"),
    "port_below_none": FINE.replace(b"m=audio 4000", b"m=audio -4"),
    "other_figures": FINE.replace(b"m=audio 4000", "m=audio ４０００".encode()),
    "to_everybody": FINE.replace(CARRIER.encode(), b"255.255.255.255"),
    "to_a_group": FINE.replace(CARRIER.encode(), b"239.1.2.3"),
}
"""What is said of sound, each wrong in its own way."""


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_wrong_is_not_agreed_to(body: bytes) -> None:
    assert sdp.read(body) is None


def test_no_call_comes_of_them_and_the_next_caller_is_served(tmp_path: Path) -> None:
    async def run() -> list[int]:
        async with real_world(tmp_path) as world, watched(world.switch) as watch:
            talks = [world.carrier.call("4008000000", body=body) for body in BROKEN.values()]
            await until(lambda: all(talk.status >= 400 for talk in talks))
            assert not [event for event in watch.events if isinstance(event, LegOffered)]
            caller = await offered(world, watch)
            await world.switch.hangup(caller)
            await nothing_is_left(world)
            return [talk.status for talk in talks]

    assert set(asyncio.run(run())) == {488}


def test_an_invite_larger_than_any_message_is_dropped_and_nothing_else(tmp_path: Path) -> None:
    async def run() -> None:
        async with real_world(tmp_path) as world, watched(world.switch) as watch:
            before = world.switch.wire.malformed
            world.carrier.call("4008000000", body=FINE + b"a=x\r\n" * 10_000)
            await until(lambda: world.switch.wire.malformed > before)
            assert not [event for event in watch.events if isinstance(event, LegOffered)]
            await world.switch.hangup(await offered(world, watch))
            await nothing_is_left(world)

    asyncio.run(run())
