"""django-oscar in an environment of its own, made from the registry when it is first needed."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from benchmarks import database
from shuyou.config.environment import Environment

PACKAGES: Final = ("django-oscar==4.2.1", "psycopg[binary]==3.3.9")
DATABASE: Final = "shuyou_bench_oscar"
HERE: Final = Path(__file__).parent


class NoOscar(Exception):
    """The peer cannot be had here."""


def python() -> Path:
    """
    Return the interpreter that has django-oscar, installing it first if need be.

    :raises NoOscar: the registry does not give it.
    """
    home = Environment.read().var / "bench-peers" / "oscar"
    mark = home / ".installed"
    interpreter = home / "bin" / "python"
    if not mark.exists() or mark.read_text() != "\n".join(PACKAGES):
        venv.create(home, with_pip=True)
        done = subprocess.run(
            [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NoOscar(done.stderr.strip()[-500:])
        mark.write_text("\n".join(PACKAGES))
    return interpreter


class Oscar:
    """A django-oscar shop on the same server, ready to place orders."""

    def __init__(self) -> None:
        if not database.exists(DATABASE):
            database.create(DATABASE)
        self._process = subprocess.Popen(
            [python(), "-m", "oscar_shop.place_orders"],
            cwd=HERE,
            env={**os.environ, "OSCAR_DATABASE_URL": database.url_of(DATABASE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sys.stderr,
            text=True,
        )
        self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()

    def place_orders(self, *, seconds: float) -> dict[str, float]:
        """Return orders a second by OrderCreator alone, and with the basket it needs."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise NoOscar(f"it ended with status {self._process.wait()}")
        found: dict[str, float] = json.loads(line)
        return found
