"""The installed program as its keeper sees it: real processes, killed on purpose."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from shuyou.config.tests.test_processes import is_dead, until
from shuyou.kernel.adapters import postgres_places
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres


class Installation:
    """A folder with a database of its own, and `shuyou` told to use it."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.postgres = EmbeddedPostgres(var)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        ours = {name: value for name, value in os.environ.items() if not name.startswith("SHUYOU_")}
        self.environment = {**ours, "SHUYOU_VAR": str(var), "SHUYOU_PORT": str(self.port), "SHUYOU_WEB_WORKERS": "1"}

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "shuyou.config.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        with (self.var / "output").open("w") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "shuyou.config.cli", *arguments],
                env=self.environment,
                stdout=output,
                stderr=output,
                text=True,
            )

    def answers(self) -> bool:
        """Whether a page that needs the database is served."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/console/sign-in/", headers={"Cookie": "shuyou_session=" + "a" * 32})
                return connection.getresponse().status == 200
            except OSError:
                return False

    def postmaster(self) -> int | None:
        return postgres_places.server_pid(self.postgres.status().home / "data")


@pytest.fixture(scope="module")
def migrated() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="shuyou-test-"))
    folder.chmod(0o755)
    installation = Installation(folder / "var")
    done = installation.run("migrate")
    assert done.returncode == 0, done.stderr
    yield installation
    installation.postgres.stop()
    shutil.rmtree(folder)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants_of(pid: int, into: list[int]) -> list[int]:
    """Note the children of a process and theirs; the system may leave some out while one of them ends."""
    children = children_of(pid)
    into[:] = [*children, *(grandchild for child in children for grandchild in children_of(child))]
    return into


def test_a_command_leaves_no_server_behind(migrated: Installation) -> None:
    assert migrated.postmaster() is None


def test_the_web_server_survives_its_own_death_and_the_databases(migrated: Installation) -> None:
    shuyou = migrated.start("serve")
    try:
        assert until(migrated.answers, seconds=120)
        (web,) = children_of(shuyou.pid)
        os.kill(web, signal.SIGKILL)
        assert until(lambda: is_dead(web))
        assert until(migrated.answers, seconds=120)

        postmaster = migrated.postmaster()
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        assert until(lambda: migrated.postmaster() not in (None, postmaster), seconds=120)
        assert until(migrated.answers, seconds=120)
        descendants: list[int] = []
        assert until(lambda: len(descendants_of(shuyou.pid, into=descendants)) >= 2)
    finally:
        shuyou.send_signal(signal.SIGINT)
        status = shuyou.wait(60)

    assert status == 0
    assert all(is_dead(pid) for pid in descendants)
    assert migrated.postmaster() is None


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_works(migrated: Installation) -> None:
    shuyou = migrated.start("serve")
    assert until(migrated.answers, seconds=120)
    web = children_of(shuyou.pid)[0]

    shuyou.kill()
    shuyou.wait()

    assert until(lambda: is_dead(web))
    assert migrated.run("doctor").returncode == 0
    assert migrated.postmaster() is None


def test_a_taken_port_is_told_in_a_sentence(migrated: Installation) -> None:
    with socket.create_server(("127.0.0.1", migrated.port)):
        done = migrated.run("demo")

    assert done.returncode == 1
    assert f"Port {migrated.port} on 127.0.0.1 is taken" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert migrated.postmaster() is None


@pytest.fixture
def with_club(migrated: Installation) -> Installation:
    """The installation believing that it holds its sample club, whose loading is tested elsewhere."""
    with psycopg.connect(migrated.postgres.ensure_running()) as connection:
        connection.execute(
            "INSERT INTO demo_sampleclub (id, seed, until, members, share_of_books, has_books, has_members, loaded_at)"
            " VALUES (1, 1, now(), 0, 1, true, true, now()) ON CONFLICT DO NOTHING"
        )
    migrated.postgres.stop_if_unused()
    return migrated


def test_the_demo_opens_says_where_and_ends_with_everything(with_club: Installation) -> None:
    demo = with_club.start("demo")
    output = with_club.var / "output"
    try:
        assert until(lambda: "is open" in output.read_text() or demo.poll() is not None, seconds=120)
        assert with_club.answers(), output.read_text()
        second = with_club.run("demo")
        family = [child for parent in children_of(demo.pid) for child in (parent, *children_of(parent))]
    finally:
        stopped = with_club.run("stop")
        status = demo.wait(60)

    said = output.read_text()
    assert f"http://127.0.0.1:{with_club.port}/console/" in said
    assert "Traceback" not in said
    assert (second.returncode, "running from this folder already" in second.stdout) == (1, True)
    assert "The demo has stopped." in stopped.stdout
    assert status == 0
    assert len(family) >= 3
    assert all(is_dead(pid) for pid in family)
    assert with_club.postmaster() is None


def test_doctor_finds_a_restored_database(migrated: Installation) -> None:
    url = migrated.postgres.ensure_running()
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at, xid)"
            " VALUES (gen_random_uuid(), 'x', '{}', 'system', '', 'job', now(), '9000000000')"
        )
    sick = migrated.run("doctor")
    cured = migrated.run("manage", "rebase_events")
    healthy = migrated.run("doctor")
    with psycopg.connect(url) as connection:
        connection.execute("DELETE FROM kernel_event")
    migrated.postgres.stop_if_unused()

    assert sick.returncode == 1
    assert "shuyou manage rebase_events" in sick.stdout
    assert cured.returncode == 0
    assert healthy.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--help",), 0, "usage: shuyou COMMAND"),
        (("serve", "--help"), 0, "SHUYOU_PORT"),
        (("migrate", "--help"), 0, "usage: shuyou migrate"),
        (("import", "members", "--help"), 0, "usage: shuyou import members"),
        (("demp",), 2, "Did you mean “demo”?"),
    ],
)
def test_the_program_explains_itself(
    arguments: tuple[str, ...], status: int, said: str, migrated: Installation
) -> None:
    done = migrated.run(*arguments)

    assert (done.returncode, said in done.stdout) == (status, True)


def test_a_wrong_environment_is_told_in_a_sentence(migrated: Installation) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "shuyou.config.cli", "manage", "check"],
        env={**migrated.environment, "SHUYOU_CLUB_ZONE": "Nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("shuyou: SHUYOU_CLUB_ZONE: ")
    assert time.monotonic() - started < 30
