"""Rows of the console: how long until the first page, how many keys for an order."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from xml.etree import ElementTree as ET

from benchmarks.figures import RUNS, Outcome
from benchmarks.promises import ROOT
from benchmarks.stage import CannotMeasure, Stage

LONGEST: Final = 900
"""Seconds after which a demo is taken for stuck."""
KEYS_TEST: Final = "tests/browser/test_phone_order.py::test_an_agent_takes_an_order_and_its_money"


def cold_start(stage: Stage) -> Outcome:
    """`make demo` in a fresh clone to the first page; the cache of the package index is warm, all else is new."""
    runs = []
    for run in range(RUNS):
        stage.say(f"cold start {run + 1} of {RUNS} …")
        with _clone() as folder:
            runs.append(_first_page(folder))
    return Outcome(runs=runs, scale="the sample club, from clone to page")


def warm_start(stage: Stage) -> Outcome:
    """`make demo` once more in a clone where it has run."""
    with _clone() as folder:
        stage.say("making a clone that has run once …")
        _first_page(folder)
        runs = [_first_page(folder) for _ in range(RUNS)]
    return Outcome(runs=runs, scale="the sample club, loaded before")


def newcomer_order_keys(stage: Stage) -> Outcome:
    """Keys pressed in Chromium from today's page to a placed order: a known member, two books by ISBN."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "keys.xml")
        command = [sys.executable, "-m", "pytest", "-q", KEYS_TEST, f"--junitxml={report}"]
        browser = subprocess.run(["sh", "bin/browser"], cwd=ROOT, capture_output=True, text=True, check=True)
        surroundings = _surroundings(SHUYOU_BROWSER=browser.stdout.strip(), SHUYOU_TEST_SUFFIX="_keys")
        run = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
        if run.returncode:
            message = f"the order by keys does not pass: {run.stdout[-300:]}"
            raise CannotMeasure(message)
        properties = ET.parse(report).iter("property")
        keys = [float(found.get("value", "")) for found in properties if found.get("name") == "keys"]
    return Outcome(runs=keys, scale="one order in each language")


@contextmanager
def _clone() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="shuyou-bench-"))
    folder.chmod(0o755)
    try:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder / "shuyou")], check=True)
        yield folder / "shuyou"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _first_page(folder: Path) -> float:
    """Return the seconds from `make demo` to the first page; the demo is ended again."""
    port = _free_port()
    started = time.monotonic()
    with Path(folder, "demo.log").open("wb") as log:
        demo = subprocess.Popen(
            ["make", "demo"], cwd=folder, env=_surroundings(SHUYOU_PORT=str(port)), stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            while not _answers(port):
                if demo.poll() is not None or time.monotonic() - started > LONGEST:
                    message = f"the demo did not start; see its last words: {log.name}"
                    raise CannotMeasure(message)
                time.sleep(0.1)
            return time.monotonic() - started
        finally:
            os.killpg(demo.pid, signal.SIGTERM)
            demo.wait(timeout=120)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _surroundings(**more: str) -> dict[str, str]:
    """Return an environment without this installation's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUYOU_", "DJANGO_"))}
    return {**kept, **more}
