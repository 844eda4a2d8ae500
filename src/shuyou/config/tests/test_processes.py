"""Children are restarted when they die and end when they should; nothing outlives its supervisor."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shuyou.config import processes
from shuyou.config.processes import Child, Program, Stopped, StopRequest, Supervisor, is_port_free, read_report

SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
FOLLOWER = """
from pathlib import Path
import os, sys, time
from shuyou.config.processes import follow_parent
follow_parent()
Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""
PARENT = """
import sys, time
from shuyou.config.processes import Program
Program("child", ("-c", sys.argv[1], sys.argv[2])).start({})
time.sleep(60)
"""


def until(is_true: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_dead(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child(Program("sleeper", ("-c", SLEEPER)), {})
    yield child
    child.kill()


def test_a_child_that_was_killed_is_started_again(child: Child) -> None:
    supervisor = Supervisor([child], None, StopRequest())
    supervisor.look_after()
    first = child.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    assert until(lambda: child.pid is None)
    supervisor.look_after()

    assert child.pid not in (None, first)
    assert child.deaths == 1


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(capfd: pytest.CaptureFixture[str]) -> None:
    child = Child(Program("failing", ("-c", "print('started', flush=True); raise SystemExit(3)")), {})
    seconds_of_starts = []
    for second in range(16):
        child.keep_alive(second)
        while child.pid is not None:
            time.sleep(0.01)
        # What the child has printed since the last look: it runs to its end at once, so each start is seen once.
        seconds_of_starts += [second] * capfd.readouterr().out.count("started")

    assert seconds_of_starts == [0, 1, 3, 6, 11]


def test_the_end_is_asked_for_and_then_insisted_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.5)
    gentle = Child(Program("gentle", ("-c", SLEEPER)), {})
    stubborn = Child(Program("stubborn", ("-c", STUBBORN), tmp_path / "stubborn.log"), {})
    supervisor = Supervisor([gentle, stubborn], None, StopRequest())
    supervisor.look_after()
    assert until(lambda: (tmp_path / "stubborn.log").read_text() == "up\n")
    pids = [gentle.pid, stubborn.pid]

    supervisor.end()

    assert None not in pids
    assert [is_dead(pid or 0) for pid in pids] == [True, True]


def test_a_child_does_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, FOLLOWER, str(note)])
    assert until(lambda: note.exists() and note.read_text() != "")
    follower = int(note.read_text())

    parent.kill()
    parent.wait()

    assert until(lambda: is_dead(follower))


def test_a_report_is_read_while_its_writer_lives_on() -> None:
    reading, writing = os.pipe()
    script = f"import os, time; os.write({writing}, b'ready'); os.close({writing}); time.sleep(60)"
    process = Program("reporter", ("-c", script)).start({}, pass_fds=(writing,))
    os.close(writing)

    assert read_report(process, reading, StopRequest()) == "ready"
    assert process.poll() is None
    process.kill()
    process.wait()


def test_a_writer_that_dies_reports_nothing() -> None:
    reading, writing = os.pipe()
    process = Program("failing", ("-c", "raise SystemExit(3)")).start({}, pass_fds=(writing,))
    os.close(writing)

    assert read_report(process, reading, StopRequest()) == ""
    assert process.wait() == 3


def test_a_stop_request_ends_the_program_that_is_waited_for() -> None:
    stop = StopRequest()
    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    stop.install()
    reading, writing = os.pipe()
    process = Program("sleeper", ("-c", SLEEPER)).start({}, pass_fds=(writing,))
    os.close(writing)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(Stopped):
            read_report(process, reading, stop)
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    assert stop.is_made
    assert process.poll() == -signal.SIGTERM


def test_a_long_log_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 10)
    log = tmp_path / "log" / "web.log"
    for _ in range(2):
        Program("speaker", ("-c", "print('a long line of text')"), log).start({}).wait()

    assert log.read_text() == "a long line of text\n"
    assert log.with_suffix(".log.1").read_text() == "a long line of text\n"


def test_a_taken_port_is_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_port_free("127.0.0.1", port)

    assert is_port_free("127.0.0.1", port)
