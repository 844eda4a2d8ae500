"""
The clusters that tests run in: one is made and migrated, and every worker's begins as a copy of it.

Making tables takes seconds. So that happens once for each state of the schema, however many workers there are; and
where migrations only came to those that have run, only they run.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Self

import psycopg
from psycopg import sql

from shuyou.kernel.adapters import postgres_places as places
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_binaries import PostgresBinaries
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable
from shuyou.kernel.adapters.postgres_owner import ServerOwner

TEMPLATE: Final = "test_shuyou_template"
SOURCE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Schema:
    """What shapes a migrated database: each migration, the versions of libraries, and all else that shapes it."""

    migrations: Mapping[str, str]
    libraries: str
    rest: str

    @classmethod
    def of_source(cls) -> Self:
        """Read it from the source."""
        rest = [SOURCE / "config" / "settings.py"]
        for pattern in ("*/models.py", "*/models/*.py", "*/apps.py", "*/subscribers.py"):
            rest += sorted(SOURCE.glob(pattern))
        migrations = [path for path in SOURCE.glob("*/migrations/**/*") if path.is_file() and path.suffix != ".pyc"]
        libraries = (SOURCE.parents[1] / "requirements.lock").read_bytes()
        return cls(
            {str(path.relative_to(SOURCE)): _digest(path.read_bytes()) for path in sorted(migrations)},
            _digest(libraries),
            _digest(b"".join(str(path.relative_to(SOURCE)).encode() + path.read_bytes() for path in rest)),
        )

    @property
    def mark(self) -> str:
        """A short name of this state."""
        return _digest(json.dumps(asdict(self), sort_keys=True).encode())

    def begins_with(self, earlier: Self) -> bool:
        """Tell whether a database of the earlier state becomes one of this by running migrations that it has not."""
        return self.libraries == earlier.libraries and earlier.migrations.items() <= self.migrations.items()


class Seed(EmbeddedPostgres):
    """The cluster that others are copies of. It runs only while it is made."""

    def __init__(self, var: Path) -> None:
        super().__init__(var, name="test-seed", durable=False)

    @contextmanager
    def prepared(self) -> Iterator[str]:
        """Have it made, and keep it as it is meanwhile; give the mark of its state."""
        places.make_var(self._var)
        schema = Schema.of_source()
        with (self._var / "test-seed.making").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (known := self._known()) != schema:
                self._make(schema, goes_on=known is not None and schema.begins_with(known))
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield schema.mark

    def copy_into(self, folder: Path, owner: ServerOwner) -> None:
        """
        Copy its data.

        :raises PostgresUnavailable: they cannot be copied.
        """
        done = owner.run(["cp", "-Rp", f"{self._data()}/.", folder])
        if done.returncode != 0:
            raise PostgresUnavailable(f"The tests' cluster cannot be copied to {folder}.", "See why.", done.stderr)

    def _known(self) -> Schema | None:
        note = self._note()
        return Schema(**json.loads(note.read_text())) if note.exists() and self._data().exists() else None

    def _note(self) -> Path:
        return self._var / "test-seed.json"

    def _make(self, schema: Schema, *, goes_on: bool) -> None:
        self._note().unlink(missing_ok=True)
        url = self.ensure_running()
        if not goes_on:
            with psycopg.connect(url, autocommit=True) as server:
                recreate(server, TEMPLATE, source="template0")
        migrate(psycopg.conninfo.conninfo_to_dict(url)["host"], TEMPLATE)
        self.leave()
        self.stop()
        places.write(self._note(), json.dumps(asdict(schema)))


class Twin(EmbeddedPostgres):
    """A cluster of one worker's own, which is made as a copy of the seed, and made anew when that changed."""

    def __init__(self, var: Path, *, name: str, seed: Seed) -> None:
        super().__init__(var, name=name, durable=False)
        self._seed = seed

    def ensure_running(self) -> str:
        """Make it if need be, start it, and return the address of its first database."""
        note = self._var / f"{self._name}.mark"
        with self._seed.prepared() as mark:
            if not note.exists() or note.read_text() != mark:
                self.stop()
                places.remove_tree(self._data())
            address = super().ensure_running()
            places.write(note, mark)
        return address

    def _initialise(self, home: Path, owner: ServerOwner, binaries: PostgresBinaries) -> None:
        draft = home / "data.new"
        places.remove_tree(draft)
        owner.make_folder(draft)
        self._seed.copy_into(draft, owner)
        draft.rename(home / "data")


def recreate(server: psycopg.Connection[Any], name: str, *, source: str) -> None:
    """Make or remake a database as a copy of another, whoever is still connected to the old one."""
    database, template = sql.Identifier(name), sql.Identifier(source)
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(database, template))


def migrate(host: Any, name: str) -> None:
    """Run all migrations that a database has not seen."""
    from django.core.management import call_command
    from django.db import connection

    connection.close()
    usual = dict(connection.settings_dict)
    connection.settings_dict |= {"HOST": host, "NAME": name}
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
