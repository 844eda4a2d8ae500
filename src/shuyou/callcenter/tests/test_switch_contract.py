"""The switches of this house keep the contract of all switches."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from shuyou.callcenter.tests.switch_contract import STORIES, TAPED, World, mixed_calls
from shuyou.callcenter.tests.switch_worlds import ari_world, played_world, real_world

MIXED = int(os.environ.get("SHUYOU_MIXED_CALLS", "80"))
"""How many calls of all kinds are mixed; a thousand take a minute."""

type Story = Callable[[World], Coroutine[Any, Any, None]]
type OpenWorld = Callable[[Path], AbstractAsyncContextManager[World]]

WORLDS = pytest.mark.parametrize("open_world", [played_world, real_world, ari_world])


def play(open_world: OpenWorld, story: Story, folder: Path) -> None:
    """Have a story happen in a world of its own."""

    async def run() -> None:
        async with open_world(folder) as world:
            await story(world)

    asyncio.run(run())


@WORLDS
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_switch_keeps_the_contract(open_world: OpenWorld, story: Story, tmp_path: Path) -> None:
    play(open_world, story, tmp_path)


@pytest.mark.parametrize("open_world", [real_world, ari_world])
@pytest.mark.parametrize("story", TAPED, ids=lambda story: story.__name__)
def test_a_switch_that_keeps_sound_keeps_its_contract(open_world: OpenWorld, story: Story, tmp_path: Path) -> None:
    play(open_world, story, tmp_path)


@WORLDS
def test_nothing_is_left_of_many_mixed_calls(open_world: OpenWorld, tmp_path: Path) -> None:
    async def run() -> None:
        async with open_world(tmp_path) as world:
            await mixed_calls(world, count=MIXED, at_once=25)

    asyncio.run(run())
