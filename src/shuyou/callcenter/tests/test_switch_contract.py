"""The switches of this house keep the contract of all switches."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from shuyou.callcenter.tests.switch_contract import STORIES, World, mixed_calls
from shuyou.callcenter.tests.switch_worlds import ari_world, played_world, real_world

MIXED = int(os.environ.get("SHUYOU_MIXED_CALLS", "80"))
"""How many calls of all kinds are mixed; a thousand take a minute."""

type OpenWorld = Callable[[Path], AbstractAsyncContextManager[World]]

WORLDS = pytest.mark.parametrize("open_world", [played_world, real_world, ari_world])


@WORLDS
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_switch_keeps_the_contract(
    open_world: OpenWorld, story: Callable[[World], Coroutine[Any, Any, None]], tmp_path: Path
) -> None:
    async def run() -> None:
        async with open_world(tmp_path) as world:
            await story(world)

    asyncio.run(run())


@WORLDS
def test_nothing_is_left_of_many_mixed_calls(open_world: OpenWorld, tmp_path: Path) -> None:
    async def run() -> None:
        async with open_world(tmp_path) as world:
            await mixed_calls(world, count=MIXED, at_once=25)

    asyncio.run(run())
