"""The databases that benchmarks run in: on the shop's server, beside the shop's own, kept from run to run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql

from shuyou.config.environment import Environment
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

PREFIX: Final = "shuyou_bench"
SAFE: Final = ("fsync", "synchronous_commit", "full_page_writes")


class NotDurable(Exception):
    """The server would forget what it has confirmed: its figures would mean nothing."""


@cache
def server_url() -> str:
    """Return the address of the server's usual database, as it was when the bench began."""
    environment = Environment.read()
    return environment.database_url or EmbeddedPostgres(environment.var).url


def url_of(name: str) -> str:
    """Return the address of another database on the same server."""
    return urlsplit(server_url())._replace(path=f"/{name}").geturl()


@contextmanager
def server() -> Iterator[psycopg.Connection[Any]]:
    """Be connected to the server, each statement on its own."""
    with psycopg.connect(server_url(), autocommit=True) as session:
        yield session


def check_durability() -> None:
    """
    Pass if what the server confirms is on the disk.

    :raises NotDurable: one of its safe settings is off.
    """
    with server() as session:
        for name in SAFE:
            row = session.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
            if row is None or row[0] != "on":
                raise NotDurable(f"{name} is not on: figures count only with PostgreSQL's safe settings.")


def exists(name: str) -> bool:
    """Tell whether the server has a database."""
    with server() as session:
        return session.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount > 0


def drop(name: str) -> None:
    """Drop a database, whoever is connected to it."""
    with server() as session:
        session.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def create(name: str) -> None:
    """Make an empty database with the cluster's own locale."""
    with server() as session:
        session.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))


def use(name: str) -> None:
    """Point this process, and those it starts, at a database."""
    server_url()
    connections.close_all()
    connection.settings_dict["NAME"] = name
    os.environ["SHUYOU_DATABASE_URL"] = url_of(name)


def migrate() -> None:
    """Bring the tables of the database in use up to date."""
    call_command("migrate", interactive=False, verbosity=0)


def checkpoint() -> None:
    """Have the server write its dirty pages now, so that the next figure does not pay for the last one's."""
    try:
        with server() as session:
            session.execute("CHECKPOINT")
    except psycopg.errors.InsufficientPrivilege:
        return  # a server of somebody else's decides for itself
