"""A house of its own that can be broken: a database that waits for the disk, a web server, a worker."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

from shuyou.config.testing import prepare_template
from shuyou.kernel.adapters import postgres_places
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_binaries import installed_binaries
from shuyou.kernel.tests.ports import free_port

SECRET: Final = "a key of a house that stands for a minute, long enough"
WEB: Final = """
from shuyou.config.environment import Environment
from shuyou.config.server import WebServer
WebServer(Environment.read()).run()
"""
WORKER: Final = """
import django
django.setup()
from django.core.management import call_command
call_command("worker")
"""
PATIENCE: Final = 60.0


@dataclass
class House:
    """The processes of one installation."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=lambda: {"web": WEB, "worker": WORKER})
    """What each part of the house runs."""
    more: Mapping[str, str] = field(default_factory=dict)
    """What else its processes are told."""

    def __post_init__(self) -> None:
        self.postgres = EmbeddedPostgres(self.folder / "var")
        self.url = ""

    def furnish(self) -> None:
        """Make the database, with all that migrations put into it."""
        self.url = self.postgres.ensure_running()
        template = urlunsplit(urlsplit(os.environ["SHUYOU_DATABASE_URL"])._replace(path=f"/{prepare_template()}"))
        programs = installed_binaries()
        dump = [str(programs.program("pg_dump")), "-Fc", "--no-owner", "--no-privileges", "--dbname", template]
        restore = [str(programs.program("pg_restore")), "--no-owner", "--dbname", self.url, "--exit-on-error"]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            subprocess.run(restore, stdin=dumping.stdout, check=True, timeout=PATIENCE)

    def environment(self) -> Mapping[str, str]:
        """Return what processes of this house are told."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "shuyou.config.settings", "SHUYOU_DATABASE_URL": self.url,
            "SHUYOU_VAR": str(self.folder / "kept"), "SHUYOU_SECRET_KEY": SECRET, "SHUYOU_PORT": str(self.port),
            "SHUYOU_WEB_WORKERS": "1", "SHUYOU_WEB_THREADS": "4", "SHUYOU_PRIVATE_WEBHOOKS": "1", **self.more,
        }  # fmt: skip

    def run(self, script: str) -> Any:
        """Run a script in the house and return what it printed, as JSON."""
        ran = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{script}"],
            env=self.environment(), capture_output=True, text=True, timeout=2 * PATIENCE, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr[-2000:]
        return json.loads(ran.stdout.splitlines()[-1])

    def start(self, role: str) -> None:
        """Start a part of the house."""
        with (self.folder / f"{role}.log").open("ab") as log:
            self.processes[role] = subprocess.Popen(
                [sys.executable, "-c", self.scripts[role]], env=self.environment(), stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, role: str) -> None:
        """Kill a part of the house, with all its processes, and start it again."""
        if role == "database":
            pid = postgres_places.server_pid(self.postgres.status().home / "data")
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not self.postgres.is_alive())
            self.postgres.ensure_running()
        else:
            self.end(role)
            self.start(role)

    def end(self, role: str) -> None:
        """Kill the web server or the worker."""
        process = self.processes.pop(role)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    def look_after(self) -> None:
        """Start again what ended by itself, as a supervisor does."""
        for role in [role for role, process in self.processes.items() if process.poll() is not None]:
            self.end(role)
            self.start(role)

    def is_open(self) -> bool:
        """Tell whether the web server answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def tear_down(self) -> None:
        """End everything."""
        for role in list(self.processes):
            self.end(role)
        self.postgres.stop()

    def post(self, path: str, body: Mapping[str, object], secret: str) -> tuple[int, dict[str, Any]]:
        """Send something to the API; status 0: nobody answered."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, ValueError, EOFError):
            return 0, {}
        except Exception as error:  # noqa: BLE001 - a server that dies answers anything
            return 0, {"error": type(error).__name__}
        finally:
            connection.close()

    def one(self, statement: str) -> tuple[Any, ...]:
        """Return the one row of a statement."""
        with psycopg.connect(self.url) as session:
            row = session.execute(statement.encode()).fetchone()
        assert row is not None
        return row


@contextmanager
def a_house() -> Iterator[House]:
    """Have a house of its own for a while, in a folder that the database's user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="shuyou-proof-"))
    folder.chmod(0o755)
    (folder / "kept").mkdir()
    made = House(folder)
    try:
        made.furnish()
        yield made
    finally:
        home = made.postgres.status().home
        made.tear_down()
        shutil.rmtree(folder, ignore_errors=True)
        if not home.is_relative_to(folder):
            shutil.rmtree(home, ignore_errors=True)


def wait_until(is_so: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Wait until something is so."""
    until = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
