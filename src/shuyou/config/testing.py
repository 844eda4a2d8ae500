"""
The pytest plugin of this project (`-p shuyou.config.testing`), loaded before Django's settings are read.

Tests run against a real PostgreSQL: the one that SHUYOU_DATABASE_URL names, or embedded clusters under
`var/test-postgres*` that do not wait for the disk. Each parallel worker has a cluster of its own: transaction ids,
on which the delivery of events rests, are shared by all databases of a cluster. All begin as copies of one
(`shuyou.config.seeding`). No test may talk to another machine.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Final

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from shuyou.config.environment import Environment
from shuyou.config.renewal import Renewal
from shuyou.config.seeding import TEMPLATE, Schema, Seed, Twin, migrate, recreate
from shuyou.kernel.adapters.embedded_postgres import SUPERUSER

_SUFFIX: Final = os.environ.get("SHUYOU_TEST_SUFFIX", "")
_WORKER: Final = os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASE: Final = f"test_shuyou{_SUFFIX}"
OWN_DATABASE: Final = f"{DATABASE}_{_WORKER}" if _WORKER else DATABASE
"""Each parallel worker's."""
LONGEST: Final = "tests/proof/"
"""Tests that take minutes, mostly waiting for processes that they kill."""
_TEMPLATE_LOCK: Final = 0x5359_5445
_OWN = "SHUYOU_TEST_OWN_CLUSTER"

os.environ.setdefault("SHUYOU_SANDBOX", "1")
os.environ.setdefault("SHUYOU_SELLER", "书友书店有限公司;91110000MA0000001L")
os.environ.setdefault("SHUYOU_PAGES_KEPT", "0")  # tests change what a page shows and look at once
_environment = Environment.read()
_seed: Final = Seed(_environment.var)
_cluster: Twin | None = None
if not _environment.database_url or _OWN in os.environ:
    # The mark tells parallel workers that the address they inherit is not one that somebody gave.
    os.environ[_OWN] = "1"
    _cluster = Twin(_environment.var, name=f"test-postgres{_SUFFIX}{_WORKER}", seed=_seed)
    os.environ["SHUYOU_DATABASE_URL"] = _cluster.url


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Register what tests claim and how they run; leave static files unhashed, since nothing has collected them."""
    from django.conf import settings

    config.addinivalue_line("markers", "feature(*ids): the rows of the feature table that this test proves")
    config.addinivalue_line("markers", "browser: runs in Chromium")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
    _forbid_other_machines()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: left for the end, one process would wait minutes for another's last one."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_unconfigure() -> None:
    """Stop the tests' cluster unless another run still uses it."""
    if _cluster is not None:
        _cluster.stop_if_unused()


# --- the network


def _forbid_other_machines() -> None:
    original = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        is_local = self.family == socket.AF_UNIX or _is_this_machine(str(address[0]))
        if not is_local:
            raise AssertionError(f"a test tried to reach {address[0]}: tests may only talk to this machine")
        original(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign, assignment]


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# --- databases: migrated once into a template, copied for each worker and after each test that commits


def start_server() -> str:
    """Have the server running and return where it listens: a host name, or the folder of its socket."""
    if _cluster is not None:
        os.environ["SHUYOU_DATABASE_URL"] = _cluster.ensure_running()
    return _host()


def prepare_template() -> str:
    """Return the name of a template database that has all migrations."""
    if _cluster is not None:
        return TEMPLATE
    template, mark = f"{DATABASE}_template", Schema.of_source().mark
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
        row = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [template]
        ).fetchone()
        if row is None or row[0] != mark:
            recreate(server, template, source="template0")
            migrate(_host(), template)
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            server.execute(comment.format(sql.Identifier(template), sql.Literal(mark)))
    return template


def prepare() -> None:
    """Have ready what the databases of all workers are copies of."""
    if _cluster is None:
        prepare_template()
        return
    with _seed.prepared():
        pass


def owner_address(name: str) -> str:
    """Return a database's address for whoever may write past the triggers of its tables, if we know of such a role."""
    owner = {"user": SUPERUSER} if _cluster is not None else {}
    return make_conninfo(os.environ["SHUYOU_DATABASE_URL"], dbname=name, **owner)


class Copy:
    """A database that is a copy of the template, and can be as good as new again."""

    def __init__(self, template: str, name: str) -> None:
        self._template, self.name = template, name
        self._renewal: Renewal | None = None

    def make(self) -> None:
        """Make or remake the database, whoever is still connected to the old one."""
        self.drop()
        with _server() as server:
            # Two copies at once disturb each other: a template must have no other sessions.
            server.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
            recreate(server, self.name, source=self._template)
        self._renewal = Renewal.begin(owner_address(self.name))

    def renew(self, *, keeping: int) -> bool:
        """Take out what was written, ending all sessions but one; False if it has to be made anew."""
        return self._renewal is not None and self._renewal.bring_back(keeping=keeping)

    def drop(self) -> None:
        """Drop the database, whoever is still connected."""
        if self._renewal is not None:
            self._renewal.end()
            self._renewal = None
        # Those who renewed it may be on their way out, and only their like may hurry them.
        with psycopg.connect(owner_address(_first_database()), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))


def _first_database() -> str:
    return str(conninfo_to_dict(os.environ["SHUYOU_DATABASE_URL"])["dbname"])


def _host() -> str:
    return str(conninfo_to_dict(os.environ["SHUYOU_DATABASE_URL"]).get("host", ""))


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["SHUYOU_DATABASE_URL"], autocommit=True) as connection:
        yield connection
