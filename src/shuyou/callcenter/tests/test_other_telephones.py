"""Telephones that somebody else made (SIPp): they register, call, press keys and are heard at the switch built in."""

import asyncio
import hashlib
import os
import shutil
import struct
import sys
from pathlib import Path

import pytest

from shuyou.callcenter.ports import (
    Address,
    Dialling,
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegOffered,
    RecordingReady,
    Switch,
    SwitchEvent,
    Text,
)
from shuyou.callcenter.tests.switch_contract import nothing_is_left, watched
from shuyou.callcenter.tests.switch_worlds import CARRIER, PHONES, SECRET, RealWorld, real_world

SIPP = os.environ.get("SHUYOU_SIPP") or shutil.which("sipp")
SCENARIOS = Path(__file__).parent / "sipp"
CALLS = int(os.environ.get("SHUYOU_TEST_SIP_CALLS", "20"))
"""The whole is a thousand."""
BY_CONNECTION = 5
AT_ONCE, PACE, TALK = (10, 5, 2_000) if CALLS < 100 else (60, 15, 2_000)
AGENT = "2001"

pytestmark = pytest.mark.skipif(SIPP is None or os.geteuid() != 0, reason="no SIPp (bin/telephones), or not root")


async def sipp(world: RealWorld, scenario: str, *words: object, host: str) -> int:
    """Run a scenario of SIPp's against the switch, and return its exit status."""
    near = f"{world.switch.near[0]}:{world.switch.near[1]}"
    command = [SIPP, near, "-sf", str(SCENARIOS / scenario), "-i", host, "-nostdin", "-timeout", 40 + CALLS // 5]
    process = await asyncio.create_subprocess_exec(
        *map(str, (*command, *words)), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    if process.returncode:
        sys.stderr.write(said.decode("utf-8", "replace"))
    return process.returncode or 0


async def serve(switch: Switch, events: list[SwitchEvent], world: RealWorld) -> None:
    """Answer whoever calls; who presses 2 is brought to the telephone; who is left alone is let go."""
    seen, other = 0, dict[str, str]()
    while True:
        await asyncio.sleep(0.005)
        new, seen = events[seen:], len(events)
        for event in new:
            if isinstance(event, LegOffered):
                await switch.answer(event.leg)
                await switch.play(event.leg, Text("您好", "zh"), play_id=f"p {event.leg}")
            elif isinstance(event, DigitPressed) and event.leg in world.switch.legs and event.leg not in other:
                other[event.leg], other[f"a {event.leg}"] = f"a {event.leg}", event.leg
                await switch.dial(f"a {event.leg}", Dialling(to=Address("endpoint", AGENT), ring_for=10))
            elif isinstance(event, LegAnswered) and event.leg.startswith("a "):
                if other[event.leg] not in world.switch.legs:
                    await switch.hangup(event.leg)
                    continue
                await switch.bridge(f"b {event.leg}", [event.leg, other[event.leg]])
                await switch.record(f"r {event.leg}", other[event.leg])
            elif isinstance(event, LegEnded) and event.leg in other:
                await switch.hangup(other[event.leg])


async def story(folder: Path, by: str, calls: int) -> list[SwitchEvent]:
    """Have a telephone register and readers call it, all by SIPp, these by datagrams or one connection."""
    async with real_world(folder) as world, watched(world.switch) as watch:
        await world.switch.put_endpoint(AGENT, SECRET, "desk")
        proof = ("-s", AGENT, "-au", AGENT, "-ap", SECRET, "-m", 1, "-p", 7_310)
        assert await sipp(world, "register.xml", *proof, host=PHONES) == 0
        serving = asyncio.ensure_future(serve(world.switch, watch.events, world))
        phone = asyncio.ensure_future(
            sipp(world, "telephone.xml", "-m", calls, "-p", 7_310, "-mp", 26_000, "-rtp_echo", host=PHONES)
        )
        how = ("-s", "4008000000", "-m", calls, "-r", PACE, "-l", AT_ONCE, "-d", TALK, "-p", 7_320, "-mp", 27_000)
        assert await sipp(world, "reader.xml", *how, "-t", by, host=CARRIER) == 0
        assert await phone == 0
        await nothing_is_left(world)
        await watch.until(RecordingReady, count=calls)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
        return watch.events


@pytest.mark.parametrize(("by", "calls"), [("u1", CALLS), ("t1", min(CALLS, BY_CONNECTION))])
def test_calls_of_a_third_partys_telephones_are_carried_and_recorded(tmp_path: Path, by: str, calls: int) -> None:
    events = asyncio.run(story(tmp_path, by, calls))

    ended = [event for event in events if isinstance(event, LegEnded)]
    assert len(ended) == len({event.leg for event in ended}) == 2 * calls
    assert {(event.cause, event.by) for event in ended} <= {("normal", "far"), ("normal", "near")}
    pressed = [event for event in events if isinstance(event, DigitPressed) and not event.leg.startswith("a ")]
    assert [event.digit for event in pressed] == ["2"] * calls
    for ready in [event for event in events if isinstance(event, RecordingReady)]:
        data = Path(ready.path).read_bytes()
        kind, channels, rate = struct.unpack_from("<HHI", data, 20)
        assert (kind, channels, rate) == (6, 2, 8_000)
        assert hashlib.sha256(data).hexdigest() == ready.sha256
        assert TALK / 1000 - 1 < ready.seconds < TALK / 1000 + 4
        said, heard = data[58::2], data[59::2]
        assert len(set(said)) > 50, "the reader's voice is on the first channel"
        assert len(set(heard)) > 50, "its echo from the other telephone is on the second"
