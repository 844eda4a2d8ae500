"""Asterisk: what a real one said is read, and what is asked and answered here is what a real one takes and says."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shuyou.callcenter.adapters.asterisk import hearing
from shuyou.callcenter.adapters.asterisk.setting import read_asterisk
from shuyou.callcenter.adapters.asterisk.words import OURS, AriReader
from shuyou.callcenter.adapters.embedded.setting import WrongSetting
from shuyou.callcenter.ports import (
    SURE,
    Address,
    Dialling,
    EndpointOffline,
    EndpointOnline,
    LegAnswered,
    LegEnded,
    LegOffered,
    Music,
    PlayFinished,
    RecordingReady,
    SwitchDown,
    SwitchEvent,
    SwitchUp,
)
from shuyou.callcenter.tests.ari_peer import Peer, peer
from shuyou.callcenter.tests.ari_table import (
    MODELS,
    OPERATIONS,
    Refused,
    faults_of,
    faults_of_event,
    request_of,
    trace,
)
from shuyou.callcenter.tests.switch_contract import ENDPOINT, HELLO, Watch, dialling, mixed_calls, offered, watched
from shuyou.callcenter.tests.switch_worlds import SECRET, AriWorld, ari_switch, ari_world
from shuyou.callcenter.tests.telephone import until

AT = datetime(2026, 11, 22, 1, 43, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tries_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that fell are opened anew at once."""
    monkeypatch.setattr(hearing, "AGAIN", 0.05)


# --- the record of a real one


def heard() -> list[SwitchEvent]:
    """Return what the record of a real Asterisk comes to; legs that were dialled are expected."""
    reader = AriReader("main", 1)
    found: list[SwitchEvent] = []
    for one in trace():
        if one["kind"] == "event":
            peer_id = (one["event"].get("peer") or {}).get("id")
            if peer_id and one["event"]["dialstatus"] == "":
                reader.expect(peer_id, peer_id)
            found += reader.read(one["event"], AT)
    return found


def test_every_leg_of_a_real_asterisk_ends_exactly_once_with_its_cause() -> None:
    events = heard()
    ended = {one.leg: one.cause for one in events if isinstance(one, LegEnded)}
    callers = [one.leg for one in events if isinstance(one, LegOffered)]

    assert Counter(one.leg for one in events if isinstance(one, LegEnded)).most_common(1)[0][1] == 1
    assert set(callers) <= set(ended)
    assert {ended["ag-1795311827.12"], ended["ag-1795311830.16"]} == {"busy", "no_answer"}
    assert ended["out-1"] == "normal"
    assert len({one.seq for one in events}) == len(events)


def test_everybody_is_answered_once_and_who_calls_is_offered_once() -> None:
    events = heard()
    answered = Counter(one.leg for one in events if isinstance(one, LegAnswered))
    callers = [one for one in events if isinstance(one, LegOffered)]

    assert set(answered.values()) == {1}
    assert answered["out-1"] == 1
    assert {one.leg for one in callers} <= set(answered)
    assert {(one.from_number, one.to_number, one.trunk) for one in callers} == {("138001", "4001", "trunk")}


def test_the_table_takes_what_a_real_one_took_and_knows_what_it_said() -> None:
    known, wrong, taken = set(MODELS), [], 0
    for one in trace():
        if one["kind"] == "event" and one["event"]["type"] in known:
            wrong += faults_of_event(one["event"])
        elif one["kind"] == "rest":
            shape = [part for part in OPERATIONS.get(one["method"], ()) if part.path.fullmatch(one["path"])]
            if shape and one["status"] < 300:
                query = {name: str(value) for name, value in one["query"].items()}
                operation, _ = request_of(one["method"], one["path"], query, one["body"])
                taken += 1
                wrong += faults_of(operation.model, one["response"]) if operation.model in known else []

    assert wrong == []
    assert taken > 60


@pytest.mark.parametrize(
    ("path", "query"),
    [("/channels/x/dance", {}), ("/channels/x/mute", {"direction": "up"}), ("/channels/x/moh", {"class": "x"}),
     ("/channels/x/record", {"name": "x"}), ("/channels/x", {"endpoint": "PJSIP/1", "timeout": "0.5"})],
)  # fmt: skip
def test_what_no_real_one_takes_is_refused_here_too(path: str, query: dict[str, str]) -> None:
    with pytest.raises(Refused):
        request_of("POST", path, query, None)


# --- the adapter at a peer


@asynccontextmanager
async def at_work(folder: Path) -> AsyncIterator[tuple[AriWorld, Watch]]:
    """Open a world with an Asterisk that is listened to."""
    async with ari_world(folder) as world, watched(world.switch) as watch:
        yield world, watch


async def talk(world: AriWorld, watch: Watch) -> str:
    """Have a caller and an agent talk, and return the caller's leg."""
    caller = await offered(world, watch)
    await world.switch.dial("a-1", dialling(world))
    await world.take("a-1")
    await watch.until(LegAnswered, "a-1")
    await world.switch.bridge("b-1", [caller, "a-1"])
    return caller


async def hang_up(world: AriWorld, watch: Watch, *legs: str) -> None:
    """End legs, and wait until nothing is left of them."""
    for leg in legs:
        await world.switch.hangup(leg)
        await watch.until(LegEnded, leg)
    await until(lambda: world.left_over() == [], seconds=3)


def test_a_recording_is_fetched_from_there_with_its_digest_and_kept_here_only(tmp_path: Path) -> None:
    async def story() -> RecordingReady:
        async with at_work(tmp_path) as (world, watch):
            caller = await talk(world, watch)
            await world.switch.record("c-talk", caller)
            await world.switch.record("c-talk", caller)
            await until(lambda: bool(world.peer.asterisk.live))
            await asyncio.sleep(0.1)
            await hang_up(world, watch, caller, "a-1")
            found = await watch.until(RecordingReady)
            assert world.peer.asterisk.stored == {}
            assert isinstance(found, RecordingReady)
            return found

    made = asyncio.run(story())

    assert made.record_id == "c-talk"
    assert hashlib.sha256(Path(made.path).read_bytes()).hexdigest() == made.sha256
    assert made.seconds >= 0.1


def test_who_listens_hears_both_who_whispers_is_heard_by_one_who_barges_by_all(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            caller = await talk(world, watch)
            await world.switch.dial("s-1", dialling(world))
            await world.take("s-1")
            await watch.until(LegAnswered, "s-1")
            for mode, heard_by in (("listen", set()), ("whisper", {"a-1"}), ("barge", {"a-1", caller})):
                await world.switch.monitor("a-1", "s-1", mode)
                await until(lambda: set(world.hears("s-1")) == {"a-1", caller})
                assert {leg for leg in ("a-1", caller) if "s-1" in world.hears(leg)} == heard_by
            await world.switch.monitor("a-1", "s-1", "")
            assert set(world.hears("s-1")) == set()
            await hang_up(world, watch, "s-1", caller, "a-1")

    asyncio.run(story())


def test_a_telephone_is_known_there_by_its_secret_and_told_to_be_there_or_not(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            at = world.peer.asterisk
            await until(lambda: ("endpoint", ENDPOINT) in at.config)
            at.phone(ENDPOINT, "offline")
            await until(lambda: type(watch.events[-1]) is EndpointOffline)
            assert not at.register(ENDPOINT, "guessed")
            assert at.register(ENDPOINT, SECRET)
            await until(lambda: type(watch.events[-1]) is EndpointOnline)
            await world.switch.put_endpoint("1002", "another", "browser")
            assert at.config["endpoint", "1002"]["webrtc"] == "yes"
            await world.switch.drop_endpoint("1002")
            assert {name for _, name in at.config} == {ENDPOINT}

    asyncio.run(story())


@pytest.mark.parametrize(("manner", "cause"), [("busy", "busy"), ("offline", "unreachable")])
def test_who_cannot_be_reached_ends_with_the_cause(manner: str, cause: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            world.peer.asterisk.manners[ENDPOINT] = manner
            if manner == "offline":
                world.peer.asterisk.phones[ENDPOINT] = manner
            await world.switch.dial("a-1", dialling(world))
            ended = await watch.until(LegEnded, "a-1")
            assert isinstance(ended, LegEnded)
            assert ended.cause == cause
            out = Dialling(to=Address("number", "13800002046"), as_name='He "said"', headers={"X-Call": "c"})
            await world.switch.dial("o-1", out)
            await hang_up(world, watch, "o-1")

    asyncio.run(story())


def test_only_callers_whom_the_dialplan_vouches_for_are_sure(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            for place, (words, headers) in enumerate((("", {}), ("sure", {SURE: "1"})), start=1):
                assert world.peer.asterisk.come("138", "400", words=words)
                came = await watch.until(LegOffered, count=place)
                assert isinstance(came, LegOffered)
                assert came.headers == headers
                await hang_up(world, watch, came.leg)

    asyncio.run(story())


# --- nobody listens


def test_what_happened_while_nobody_listened_is_told_when_the_socket_is_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            at, caller, other = world.peer.asterisk, await talk(world, watch), await offered(world, watch)
            await world.switch.play(other, HELLO, play_id="p-1")
            await world.switch.dial("a-2", dialling(world))
            await until(lambda: bool(at.playbacks))
            await world.peer.fall(is_deaf=True)
            await watch.until(SwitchDown)
            at.end(at.channels[world.switch.reader.lines[caller].channel], 16)
            at.take(f"{OURS}a-2")
            await until(lambda: at.playbacks == {})
            assert at.come("139", "400") is None
            world.peer.is_deaf = False
            await watch.until(LegEnded, caller)
            await watch.until(LegAnswered, "a-2")
            await watch.until(PlayFinished, other)
            assert (await world.switch.snapshot()).legs == {"a-1", "a-2", other}
            await hang_up(world, watch, "a-1", "a-2", other)
        assert [type(one) for one in watch.events].count(SwitchDown) == 1

    asyncio.run(story())


def test_calls_are_told_once_each_and_nothing_is_left_however_often_the_socket_falls(tmp_path: Path) -> None:
    async def fall(world: AriWorld) -> None:
        while True:
            await asyncio.sleep(0.4)
            await world.peer.fall()

    async def story() -> None:
        async with ari_world(tmp_path) as world:
            falling = asyncio.ensure_future(fall(world))
            asyncio.get_running_loop().call_later(4, falling.cancel)
            await mixed_calls(world, count=60, at_once=12)
            falling.cancel()
            assert world.peer.asterisk.fallen == []

    asyncio.run(story())


def test_what_did_not_get_there_is_asked_for_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            caller, other = await offered(world, watch), await offered(world, watch)
            await world.switch.dial("a-1", dialling(world))
            await world.take("a-1")
            await watch.until(LegAnswered, "a-1")
            world.peer.is_silent = True
            await world.switch.bridge("b-1", [caller, "a-1"])
            await world.switch.hangup(other)
            assert set(world.hears(caller)) == set()
            world.peer.is_silent = False
            await watch.until(LegEnded, other)
            await world.peer.fall()
            await watch.until(SwitchUp, count=2)
            await until(lambda: set(world.hears(caller)) == {"a-1"})
            await hang_up(world, watch, caller, "a-1")

    asyncio.run(story())


async def left_alone(at: Peer, folder: Path) -> None:
    """Have a switch begin calls, and its process die."""
    switch = ari_switch(at, folder)
    world = AriWorld(switch, at)
    at.asterisk.phones["trunk"] = at.asterisk.phones[ENDPOINT] = "online"
    async with watched(switch) as watch:
        await talk(world, watch)
        waits = await offered(world, watch)
        await switch.play(waits, Music(), play_id="m-1", repeat=0)
        await switch.record("c-talk", waits)
        await until(lambda: bool(at.asterisk.live))
    await switch.close()


def test_a_new_life_offers_the_callers_again_and_lets_go_what_the_old_one_left(tmp_path: Path) -> None:
    async def story() -> None:
        async with peer() as at:
            await left_alone(at, tmp_path)
            world = AriWorld(ari_switch(at, tmp_path, epoch=2), at)
            async with watched(world.switch) as watch:
                await watch.until(LegOffered, count=2)
                await until(lambda: [one for one in at.asterisk.channels if one.startswith((OURS, "ear-"))] == [])
                await until(lambda: at.asterisk.bridges == {})
                assert not any(one.has_music for one in at.asterisk.channels.values())
                await watch.until(RecordingReady)
                legs = list(world.switch.reader.lines)
                await world.switch.answer(legs[0])
                await watch.until(LegAnswered, legs[0])
                await hang_up(world, watch, *legs)
            await world.switch.close()
            assert at.faults == []

    asyncio.run(story())


def test_an_asterisk_that_knows_us_not_is_tried_again_without_end(tmp_path: Path) -> None:
    async def story() -> None:
        async with peer() as at:
            switch, watch = ari_switch(at, tmp_path), Watch()
            switch.door._setting = read_asterisk(f'[main]\nurl = "{at.url}"\nuser = "x"\npassword = "y"', "main",
                                                 sounds=tmp_path)  # fmt: skip

            async def listen() -> None:
                async for event in switch.events():
                    watch.events.append(event)

            job = asyncio.ensure_future(listen())
            await watch.until(SwitchDown)
            await switch.dial("a-1", Dialling(to=Address("endpoint", "1001")))
            ended = await watch.until(LegEnded, "a-1")
            assert isinstance(ended, LegEnded)
            assert (ended.cause, job.done()) == ("unreachable", False)
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)

    asyncio.run(story())


def test_a_prompt_that_cannot_be_written_ends_at_once(tmp_path: Path) -> None:
    (tmp_path / "sounds").write_text("no folder")

    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            caller = await offered(world, watch)
            await world.switch.play(caller, HELLO, play_id="p-1")
            ended = await watch.until(PlayFinished, caller)
            assert isinstance(ended, PlayFinished)
            assert ended.why == "failed"
            await hang_up(world, watch, caller)

    asyncio.run(story())


def test_a_prompt_lies_there_only_while_it_is_heard(tmp_path: Path) -> None:
    async def story() -> None:
        async with at_work(tmp_path) as (world, watch):
            caller, folder = await offered(world, watch), tmp_path / "sounds"
            for turn in (1, 2):
                await world.switch.play(caller, HELLO, play_id=f"p-{turn}")
                await until(lambda: bool(world.peer.asterisk.playbacks))
                assert [
                    oct(file.stat().st_mode & 0o777) for file in await asyncio.to_thread(list, folder.iterdir())
                ] == ["0o640"]
                if turn == 2:
                    await world.switch.stop("p-2")
                await watch.until(PlayFinished, caller, count=turn)
                assert not await asyncio.to_thread(list, folder.iterdir())
            await hang_up(world, watch, caller)

    asyncio.run(story())


# --- the file


@pytest.mark.parametrize(
    ("text", "word"),
    [("[main", "no TOML"), ("[west]\nurl = 'x'", "[main]"), ("[main]\nuser = 'x'", "url"),
     ("[main]\nurl = 'x'\nuser = 'x'\npassword = 'x'", "“x” is no address"), ("[main]\nport = 1", "“port”"),
     ("[main]\nurl = 8088", "text"), ("[main]\nurl = 'http://h/ari'\nuser = 'x'\npassword = 'x'\nsounds = 's'", "“s”"),
     ("[main]\nurl = 'http://h/ari'\nuser = 'x'\npassword = 'x'\ntrunk = 'a b'", "“a b”")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_the_remedy(text: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=word.replace("[", r"\[")):
        read_asterisk(text, "main", sounds=tmp_path)


def test_a_file_says_where_the_asterisk_of_a_site_is(tmp_path: Path) -> None:
    text = '[west]\nurl = "http://10.0.0.2:8088/ari/"\nuser = "u"\npassword = "p"\nsounds_there = "/s/"'
    found = read_asterisk(text, "west", sounds=tmp_path)

    assert (found.url, found.trunk, found.sounds_there) == ("http://10.0.0.2:8088/ari", "trunk", "/s")
    assert "'p'" not in repr(found)
