"""django-oscar in an environment of its own, made from the registry when it is first needed."""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.parse import quote

from benchmarks import database, web
from shuyou.config.environment import Environment

PACKAGES: Final = ("django-oscar==4.2.1", "gunicorn==27.0.1", "psycopg[binary]==3.3.9")
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
        venv.create(home, with_pip=True, clear=True)
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


def _surroundings() -> dict[str, str]:
    return {**os.environ, "OSCAR_DATABASE_URL": database.url_of(DATABASE)}


def _have_database() -> None:
    if not database.exists(DATABASE):
        database.create(DATABASE)


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A django-oscar dashboard that is served, its cookies, the pages a clerk asks for, and those of titles."""

    server: web.Server
    cookies: str
    searches: Sequence[str]
    customers: Sequence[str]
    titles: Sequence[str]


@contextmanager
def dashboard(*, customers: int) -> Iterator[Dashboard]:
    """
    Serve a shop with so many customers as Shuyou is served: the same server, as many processes and threads.

    :raises NoOscar: it cannot be had here.
    """
    _have_database()
    made = subprocess.run(
        [python(), "-m", "oscar_shop.customers"],
        cwd=HERE,
        env=_surroundings(),
        input=f"{customers}\n",
        stdout=subprocess.PIPE,
        stderr=sys.stderr,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        message = f"its customers could not be made (status {made.returncode})"
        raise NoOscar(message)
    found = json.loads(made.stdout.splitlines()[-1])
    port = web.free_port()
    command: list[str | Path] = [python(), "-m", "gunicorn", "oscar_shop.wsgi", "--bind", f"127.0.0.1:{port}"]
    shape = ["--worker-class", "gthread", "--workers", str(web.WORKERS), "--threads", str(web.THREADS)]
    with web.running([*command, *shape], _surroundings(), port, folder=HERE) as server:
        yield Dashboard(
            server,
            found["cookies"],
            [f"/dashboard/users/?search=&{quote(typed, safe='=&')}" for typed in found["typed"]],
            [f"/dashboard/users/{number}/" for number in found["numbers"]],
            found["titles"],
        )


class Oscar:
    """A django-oscar shop on the same server, ready to place orders."""

    def __init__(self) -> None:
        _have_database()
        self._process = subprocess.Popen(
            [python(), "-m", "oscar_shop.place_orders"],
            cwd=HERE,
            env=_surroundings(),
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
