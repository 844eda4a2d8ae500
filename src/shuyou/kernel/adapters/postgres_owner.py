"""The system user that the embedded PostgreSQL runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypedDict

from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

UNPRIVILEGED = "nobody"


@dataclass(frozen=True, slots=True)
class ServerOwner:
    """The user whose processes and files the server's are. Root lends itself to another, everybody else is itself."""

    name: str
    uid: int
    gid: int
    is_borrowed: bool

    @classmethod
    def choose(cls, data: Path, wanted: str) -> Self:
        """
        Return the present user; for root the owner of existing data, else the wanted user, else `nobody`.

        :raises PostgresUnavailable: the data belong to another user, or there is no such user.
        """
        existing = data.stat().st_uid if data.exists() else None
        if os.geteuid() != 0:
            return cls._present_user(data, existing)
        try:
            entry = pwd.getpwuid(existing) if existing else pwd.getpwnam(wanted or UNPRIVILEGED)
        except KeyError as error:
            raise PostgresUnavailable(
                f"PostgreSQL cannot run as root, and there is no user {existing or wanted or UNPRIVILEGED}.",
                "Set SHUYOU_PG_USER to the name of an ordinary user of this machine.",
            ) from error
        if entry.pw_uid == 0:
            raise PostgresUnavailable(
                "PostgreSQL refuses to run as root.", "Set SHUYOU_PG_USER to the name of an ordinary user."
            )
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid, is_borrowed=True)

    @classmethod
    def _present_user(cls, data: Path, existing: int | None) -> Self:
        uid = os.geteuid()
        if existing not in (None, uid):
            raise PostgresUnavailable(
                f"The database in {data} belongs to another user (uid {existing}).",
                "Run as that user or as root, or set SHUYOU_VAR to a folder of your own.",
            )
        try:
            name = pwd.getpwuid(uid).pw_name
        except KeyError as error:
            raise PostgresUnavailable(
                f"The user running this (uid {uid}) has no name on this machine, which PostgreSQL needs.",
                "Add the uid to /etc/passwd, run as another user, or set SHUYOU_DATABASE_URL.",
            ) from error
        return cls(name, uid, os.getegid(), is_borrowed=False)

    def run(
        self, command: Sequence[str | Path], *, input_text: str | None = None, timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """
        Run a program as the owner, away from the caller's terminal, locale, folder and PG* variables.

        Its output is returned. The server itself must not be started through here: it would keep the pipes open.
        """
        return subprocess.run(
            [str(part) for part in command],
            input=input_text,
            stdin=subprocess.DEVNULL if input_text is None else None,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            **self._surroundings(),
        )

    def run_detached(self, command: Sequence[str | Path], *, timeout: float) -> int:
        """Run a program that leaves a server behind: own session, no pipes. Return its exit status."""
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            timeout=timeout,
            check=False,
            **self._surroundings(),
        )
        return done.returncode

    def may_enter(self, folder: Path) -> bool:
        """Tell whether the owner can enter a folder, by trying."""
        try:
            return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0
        except OSError:
            return False

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only the owner may enter; an existing one is left as it is."""
        if folder.exists():
            return
        folder.mkdir(mode=0o700)
        if self.is_borrowed:
            os.chown(folder, self.uid, self.gid)

    def _surroundings(self) -> "_Surroundings":
        return {
            "user": self.uid if self.is_borrowed else None,
            "group": self.gid if self.is_borrowed else None,
            "extra_groups": [] if self.is_borrowed else None,
            "cwd": "/",
            "umask": 0o077,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        }


class _Surroundings(TypedDict):
    user: int | None
    group: int | None
    extra_groups: list[int] | None
    cwd: str
    umask: int
    env: dict[str, str]
