"""Words that callers say instead of pressing keys: expected, understood, and never more than a key."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from shuyou.callcenter.adapters.embedded.ear import Ear
from shuyou.callcenter.adapters.embedded.g711 import FRAME, SILENCE, encoded
from shuyou.callcenter.adapters.embedded.setting import WrongSetting, read_setting
from shuyou.callcenter.adapters.hearing import SphinxListener, open_listener
from shuyou.callcenter.adapters.wav import alaw_of
from shuyou.callcenter.ports import LegAnswered, SwitchEvent, WordHeard
from shuyou.callcenter.rules import ivr
from shuyou.callcenter.tests.switch_worlds import RealWorld, real_world
from shuyou.callcenter.tests.telephone import until

ESPEAK = shutil.which("espeak-ng")
MENU = {"kind": "menu", "hears": True, "edges": {"1": "a", "3": "b"}, "text": {"en": "?"}}


def spoken(word: str) -> bytes:
    """Return a word as the machine's voice says it on a telephone."""
    if ESPEAK is None:
        pytest.skip("there is no espeak-ng here")
    command = [ESPEAK, "-v", "en-us", "-s", "140", "--stdout", word]
    return alaw_of(subprocess.run(command, capture_output=True, check=True).stdout)


def test_a_node_names_the_words_it_has_a_use_for() -> None:
    question = {**MENU, "edges": {"1": "a", "2": "b"}}

    assert ivr.spoken_words(MENU) == ("one", "three")
    assert ivr.spoken_words(question) == ("one", "two", "yes", "no")
    assert ivr.spoken_words({**MENU, "hears": False}) == ()
    assert ivr.spoken_words({"kind": "survey", "hears": True}) == ("one", "two", "three", "four", "five")


def test_an_ear_hands_on_what_was_said_and_not_what_is_quiet() -> None:
    heard: list[bytes] = []
    ear = Ear(heard.append)
    loud = encoded((6_000 * np.sin(np.arange(FRAME))).astype(np.int16))

    for frame in [SILENCE * FRAME] * 50 + [loud] * 2 + [SILENCE * FRAME] * 50:
        ear.put(frame)
    assert heard == []  # a click is no word
    for frame in [loud] * 20 + [SILENCE * FRAME] * 40:
        ear.put(frame)
    assert [20 * FRAME < len(one) < 80 * FRAME for one in heard] == [True]


@pytest.mark.feature("F165")
def test_english_figures_and_a_yes_are_understood() -> None:
    listener = SphinxListener()
    expected = [word for word in ivr.SPOKEN if word not in ("five", "six")]

    assert [listener.word(spoken(word), expected) for word in ("two", "three", "four", "zero")] == [
        "two", "three", "four", "zero",
    ]  # fmt: skip
    assert listener.word(spoken("yes"), ("yes", "no")) == "yes"
    assert listener.word(spoken("no"), ("yes", "no")) == "no"
    assert listener.word(b"", ("yes", "no")) == ""
    assert listener.word(SILENCE * 8_000, ("yes", "no")) == ""


def test_a_caller_is_heard_by_the_switch_only_while_it_listens(tmp_path: Path) -> None:
    told: list[SwitchEvent] = []

    async def run() -> None:
        async with real_world(tmp_path) as world:
            world.switch.understand(SphinxListener())
            listening = asyncio.ensure_future(_listen(world, told))
            talk = world.carrier.call("4008000000")
            await until(lambda: bool(world.switch.legs))
            leg = next(iter(world.switch.legs))
            await world.switch.answer(leg)
            await until(lambda: talk.is_up and any(isinstance(one, LegAnswered) for one in told))
            await world.switch.hear(leg, ("one", "two", "three"), "zh")
            await _say(world, spoken("two"))
            await world.switch.hear(leg, ("one", "two", "three"), "en")
            await _say(world, spoken("three"))
            await until(lambda: any(isinstance(one, WordHeard) for one in told))
            await world.switch.hear_no_more(leg)
            await _say(world, spoken("one"))
            listening.cancel()

    asyncio.run(run())

    assert [one.word for one in told if isinstance(one, WordHeard)] == ["three"]


async def _listen(world: RealWorld, told: list[SwitchEvent]) -> None:
    async for event in world.switch.events():
        told += [event]


async def _say(world: RealWorld, sound: bytes) -> None:
    (talk,) = world.carrier.talks.values()
    whole = SILENCE * 10 * FRAME + sound + SILENCE * 40 * FRAME
    for place in range(0, len(whole) - FRAME, FRAME):
        world.carrier.speak(talk, whole[place : place + FRAME])
        if place % (20 * FRAME) == 0:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)


def test_speech_is_off_unless_the_setting_names_who_listens() -> None:
    assert open_listener(read_setting("").speech) is None
    assert isinstance(open_listener(read_setting('speech = "pocketsphinx"').speech), SphinxListener)
    with pytest.raises(WrongSetting, match="pocketsphinx"):
        read_setting('speech = "somebody"')
