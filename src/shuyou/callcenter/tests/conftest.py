"""What all tests of calls begin with."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def loops_beside_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests in a browser leave their loop running in this thread, beside which no other could be run."""
    run = asyncio.run

    def run_beside[T](main: Coroutine[Any, Any, T]) -> T:
        left = asyncio._get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return run(main)
        finally:
            asyncio._set_running_loop(left)

    monkeypatch.setattr(asyncio, "run", run_beside)
