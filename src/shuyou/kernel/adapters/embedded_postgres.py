"""
The PostgreSQL that Shuyou brings along: made, started, repaired after a crash and stopped by us.

Several processes may share one cluster. Each holds a shared lock on `<name>.users` while it lives, so that the last
one to leave can stop the server; whoever starts or stops it holds `<name>.lock`. All clients come through a socket in
a folder that only the server's owner (and root) may enter; nothing listens on the network.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

import psycopg
from psycopg import pq

from shuyou.kernel.adapters import postgres_places as places
from shuyou.kernel.adapters.postgres_binaries import PostgresBinaries, installed_binaries
from shuyou.kernel.adapters.postgres_config import initdb_variants, server_configuration
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable
from shuyou.kernel.adapters.postgres_owner import ServerOwner

ROLE: Final = "shuyou"
SUPERUSER: Final = "postgres"
START_SECONDS: Final = 300
LEAVING_SECONDS: Final = 5
"""How long the last user waits for queries of processes that have just died."""
PATIENCE_SECONDS: Final = 60
"""How long a start waits for the old server's processes to leave after a crash."""

_LEAVING = ("pre-existing shared memory block", "is still in use", "already exists", "Is another postmaster")


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What `status` found."""

    state: Literal["absent", "stopped", "running"]
    home: Path
    version: str
    url: str


class EmbeddedPostgres:
    """One PostgreSQL cluster under `var`, shared by every process of this installation."""

    def __init__(self, var: Path, *, name: str = "postgres", durable: bool = True, system_user: str = "") -> None:
        self._var = var.absolute()
        self._name = name
        self._durable = durable
        self._system_user = system_user or os.environ.get("SHUYOU_PG_USER", "")
        self._presence: int | None = None

    # --- what the rest of the program calls

    @property
    def url(self) -> str:
        """The address of the database. It is final once the server has been started for the first time."""
        socket = quote(str(places.socket_folder(self._home())), safe="")
        return f"postgresql://{ROLE}@/{ROLE}?host={socket}"

    def ensure_running(self) -> str:
        """
        Make the cluster if there is none, start it if it is not running, and return the database's address.

        The process counts as a user of the server until it ends or calls `leave`.

        :raises PostgresUnavailable: with the reason, the end of the server's log and a remedy.
        """
        self._arrive()
        if not self._answers():
            with self._exclusively():
                if not self._answers():
                    self._start()
        return self.url

    def stop(self) -> bool:
        """Stop the server, whoever uses it. Return False if it was not running."""
        with self._exclusively():
            return self._stop()

    def stop_if_unused(self) -> bool:
        """Leave, and stop the server unless another process still uses it. Return whether it was stopped."""
        self.leave()
        if not self._data().exists():
            return False
        with self._exclusively():
            descriptor = self._open_lock(".users")
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            else:
                return not self._has_guests() and self._stop()
            finally:
                os.close(descriptor)

    def leave(self) -> None:
        """Count no longer as a user of the server."""
        if self._presence is not None:
            os.close(self._presence)
            self._presence = None

    def is_alive(self) -> bool:
        """Tell, without connecting, whether the server's first process exists; cheap enough to ask all the time."""
        return places.server_pid(self._data()) is not None

    def status(self) -> ServerStatus:
        """Tell whether the cluster exists and answers, where it is and which version it is."""
        data = self._data()
        if not data.exists():
            return ServerStatus("absent", self._home(), "", self.url)
        answering = self._answers()
        version = installed_binaries().version if answering else (data / "PG_VERSION").read_text().strip()
        return ServerStatus("running" if answering else "stopped", self._home(), version, self.url)

    # --- places

    def _home(self) -> Path:
        return places.home(self._var, self._name)

    def _data(self) -> Path:
        return self._home() / "data"

    # --- locks

    def _open_lock(self, suffix: str) -> int:
        path = self._var / f"{self._name}{suffix}"
        try:
            places.make_var(self._var)
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise PostgresUnavailable(
                f"Cannot write {path}: {error.strerror}.", "Set SHUYOU_VAR to a folder that this user may write."
            ) from error

    def _arrive(self) -> None:
        if self._presence is None:
            self._presence = self._open_lock(".users")
            fcntl.flock(self._presence, fcntl.LOCK_SH)

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        descriptor = self._open_lock(".lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    # --- the server

    def _answers(self) -> bool:
        """Tell whether the server takes connections; one that is still recovering is waited for."""
        deadline = time.monotonic() + START_SECONDS
        while (answer := self._ping()) == pq.Ping.REJECT and time.monotonic() < deadline:
            time.sleep(0.1)
        return answer == pq.Ping.OK

    def _ping(self) -> pq.Ping:
        # A missing socket is the usual case before the first start, and this is quicker than libpq's answer.
        if not (places.socket_folder(self._home()) / places.SOCKET_NAME).exists():
            return pq.Ping.NO_RESPONSE
        return pq.Ping(pq.PGconn.ping(f"{self.url}&connect_timeout=10".encode()))

    def _has_guests(self) -> bool:
        """Tell whether somebody without our lock is connected; a query whose client died is given time to notice."""
        question = (
            "SELECT count(*) FILTER (WHERE state = 'active'), count(*) FILTER (WHERE state <> 'active')"
            " FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + LEAVING_SECONDS
        while True:
            try:
                with psycopg.connect(self.url, connect_timeout=10) as connection:
                    busy, idle = connection.execute(question).fetchone() or (0, 0)
            except psycopg.OperationalError:
                return False
            if idle or not busy or time.monotonic() > deadline:
                return bool(busy or idle)
            time.sleep(0.1)

    def _start(self) -> None:
        owner = ServerOwner.choose(self._data(), self._system_user)
        home = places.settle(self._var, self._name, owner)
        binaries = _usable_binaries(home, owner)
        data = home / "data"
        if not data.exists():
            self._initialise(home, owner, binaries)
        _refuse_other_version(data, binaries)
        if self.is_alive():
            # It runs, but nobody can reach it: its socket has been removed, or it hangs.
            self._stop()
        socket = places.settle_socket_folder(home, owner)
        owner.make_folder(home / "log")
        places.write(home / "shuyou.conf", server_configuration(socket, durable=self._durable))
        places.drop_oversized_log(home / "log" / "server.log")
        self._launch(data, owner, binaries)

    def _initialise(self, home: Path, owner: ServerOwner, binaries: PostgresBinaries) -> None:
        """Make the cluster, role and database aside and move it into place whole, so a crash leaves no half of it."""
        draft = home / "data.new"
        outcome = None
        for variant in initdb_variants():
            places.remove_tree(draft)
            owner.make_folder(draft)
            command: list[str | Path] = [binaries.program("initdb"), "-D", draft, "-U", SUPERUSER, *variant]
            outcome = owner.run(command)
            if outcome.returncode == 0:
                break
        assert outcome is not None
        if outcome.returncode == 0:
            single: list[str | Path] = [binaries.program("postgres"), "--single", "-D", draft, "postgres"]
            outcome = owner.run(single, input_text=_FIRST_STATEMENTS)
        if outcome.returncode != 0:
            raise PostgresUnavailable(
                f"The database could not be made in {home}.",
                "Check the free disk space and who owns the folder, then start again.",
                (outcome.stdout + outcome.stderr).strip()[-2000:],
            )
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\ninclude '../shuyou.conf'\n")
        draft.rename(home / "data")

    def _launch(self, data: Path, owner: ServerOwner, binaries: PostgresBinaries) -> None:
        log = data.parent / "log" / "server.log"
        waiting = ["-w", "-t", str(START_SECONDS)]
        command: list[str | Path] = [binaries.program("pg_ctl"), "start", "-D", data, "-l", log, *waiting]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            places.forget_dead_pid(data)
            seen = log.stat().st_size if log.exists() else 0
            if owner.run_detached(command, timeout=START_SECONDS + 30) == 0 and self._answers():
                return
            said = places.read_from(log, seen)
            if not any(sign in said for sign in _LEAVING) or time.monotonic() > deadline:
                raise PostgresUnavailable(
                    f"PostgreSQL did not start in {data}.",
                    f"The whole log is {log}; `shuyou doctor` looks for known causes.",
                    "\n".join(said.splitlines()[-20:]),
                )
            time.sleep(0.2)

    def _stop(self) -> bool:
        data = self._data()
        if not (data / "postmaster.pid").exists():
            return False
        owner = ServerOwner.choose(data, self._system_user)
        binaries = _usable_binaries(self._home(), owner)
        command: list[str | Path] = [binaries.program("pg_ctl"), "stop", "-D", data, "-m", "fast", "-w", "-t", "60"]
        return owner.run(command).returncode == 0


_FIRST_STATEMENTS = f"CREATE ROLE {ROLE} LOGIN CREATEDB;\nCREATE DATABASE {ROLE} OWNER {ROLE};\n"


def _usable_binaries(home: Path, owner: ServerOwner) -> PostgresBinaries:
    binaries = installed_binaries()
    return binaries if binaries.are_usable_by(owner) else binaries.copied_to(home)


def _refuse_other_version(data: Path, binaries: PostgresBinaries) -> None:
    written_by = int((data / "PG_VERSION").read_text())
    if written_by != binaries.major:
        raise PostgresUnavailable(
            f"The database in {data} was made by PostgreSQL {written_by}, and this Shuyou brings {binaries.version}.",
            "Install the Shuyou that made it, save it with pg_dump, and load it into a new SHUYOU_VAR.",
        )
