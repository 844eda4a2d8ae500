"""What callers hear when something fails, and what is recorded when a switch dies."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from shuyou.callcenter.adapters import speech
from shuyou.callcenter.adapters.embedded.record import AHEAD, Recording
from shuyou.callcenter.adapters.speech import Prompts, ToneVoice
from shuyou.callcenter.ports import PlayFinished, RecordingReady, Text
from shuyou.callcenter.rules.prompts import wav_head
from shuyou.callcenter.tests.switch_contract import offered, watched
from shuyou.callcenter.tests.switch_worlds import real_world

GOODBYE = Text("再见。")


class Mute:
    """A voice that fails."""

    name = "mute"

    def speak(self, text: str, language: str) -> bytes:
        """Fail."""
        raise MemoryError


def test_a_prompt_that_cannot_be_made_ends_all_the_same(tmp_path: Path) -> None:
    async def story() -> None:
        async with real_world(tmp_path) as world, watched(world.switch) as watch:
            leg = await offered(world, watch)
            await world.switch.answer(leg)
            world.switch.prompts = Prompts(voice=Mute())
            await world.switch.play(leg, GOODBYE, play_id="p")
            assert isinstance(await watch.until(PlayFinished, leg), PlayFinished)
            await world.switch.hangup(leg)

    asyncio.run(story())


def test_what_was_recorded_is_heard_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [True]

    def recorded(_digest: str) -> bytes:
        if there[0]:
            return b"spoken by somebody"
        raise OSError

    prompts = Prompts(voice=ToneVoice(), recorded=recorded)
    monkeypatch.setattr(speech, "FRESH", 0.0)
    assert asyncio.run(prompts.sound(GOODBYE)) == b"spoken by somebody"
    there[0] = False

    assert asyncio.run(prompts.sound(GOODBYE)) == b"spoken by somebody"
    assert asyncio.run(prompts.sound(Text("您好"))) == ToneVoice().speak("您好", "zh")


def test_what_was_being_recorded_when_the_switch_died_is_filed_by_the_next(tmp_path: Path) -> None:
    broken = tmp_path / "recordings" / "2026-11-23" / "main-9-1-talk.wav"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(wav_head(0, 2) + b"ab" * 800 + b"c")
    (broken.parent / "empty.wav").write_bytes(b"")

    async def story() -> None:
        async with real_world(tmp_path) as world, watched(world.switch) as watch:
            ready = await watch.until(RecordingReady, "")
            assert isinstance(ready, RecordingReady)
            assert (ready.record_id, ready.seconds) == ("main-9-1-talk", 0.1)
            assert ready.sha256 == sha256(broken.read_bytes()).hexdigest()

    asyncio.run(story())
    assert broken.read_bytes() == wav_head(800, 2) + b"ab" * 800
    assert [path.name for path in broken.parent.iterdir()] == [broken.name]


def test_what_comes_faster_than_anybody_speaks_is_not_kept(tmp_path: Path) -> None:
    tape = Recording(tmp_path / "x.wav", 0.0)
    for _ in range(50):
        tape.put(0, b"\xd5" * 2_000, 0.5)
    tape.close(20.0)

    written = (tmp_path / "x.wav").read_bytes()[len(wav_head(0, 2)) :: 2]
    assert len(written.rstrip(b"\xd5")) <= 4_000 + AHEAD
