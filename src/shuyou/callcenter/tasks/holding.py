"""One process holds a site's switch at a time: a lock in the database, which is also where it hears of orders."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from shuyou.callcenter import queries
from shuyou.callcenter.ports import Switch
from shuyou.callcenter.queries import SiteRow
from shuyou.callcenter.services import CHANNEL
from shuyou.callcenter.tasks.running import Known, Running, learn
from shuyou.callcenter.tasks.writing import SWITCH, write_left_over

log = logging.getLogger(__name__)

LOCK: Final = 0x5357_0000
"""The first of the keys of the locks of sites."""
AGAIN: Final = 3.0
"""Seconds after which a process that stands by looks whether the lock is free."""

_DSN: Final = frozenset({"dbname", "user", "password", "host", "port"})

type _Session = psycopg.AsyncConnection[tuple[object, ...]]
type MakeSwitch = Callable[[SiteRow, Known], Switch]


_EPOCH: Final = "SELECT pg_try_advisory_lock(%s), (SELECT epoch FROM callcenter_site WHERE id = %s)"


class SwitchTaken(Exception):
    """Another process holds the switch by now."""


async def hold(site: str, make: MakeSwitch) -> None:
    """Hold the switch of a site until told to stop; stand by while another process does."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    row = await asyncio.to_thread(_site, site)
    if row is None:
        log.error("there is no site %s in use", site)
        return
    session = await _connect()
    if await _lock(session, row, stop):
        await _run(session, row, make, stop)
    await session.close()


def spool_of(site: str) -> Path:
    """Return the file that keeps facts while the database is away."""
    return Path(settings.SHUYOU_VAR) / "spool" / f"{site}.jsonl"


def _site(code: str) -> SiteRow | None:
    try:
        return queries.site_row(code=code, actor=SWITCH)
    finally:
        connection.close()


def _begin(site: str) -> Known:
    try:
        write_left_over(spool_of(site))
        return learn(site)
    finally:
        connection.close()


async def _connect() -> _Session:
    words = {key: str(value) for key, value in connection.get_connection_params().items() if key in _DSN}
    return await psycopg.AsyncConnection.connect(make_conninfo(**words), autocommit=True)


async def _lock(session: _Session, row: SiteRow, stop: asyncio.Event) -> bool:
    while not stop.is_set():
        cursor = await session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK + row.site_id])
        found = await cursor.fetchone()
        if found and found[0]:
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN)
    return False


async def _run(session: _Session, row: SiteRow, make: MakeSwitch, stop: asyncio.Event) -> None:
    known = await asyncio.to_thread(_begin, row.code)
    running = Running(make(row, known), known, spool=spool_of(row.code))
    log.info("the switch of %s is held, epoch %d", row.code, known.begun.epoch)
    jobs = [
        asyncio.ensure_future(job)
        for job in (running.run(), _hear(session, running, row, known.begun.epoch), stop.wait())
    ]
    await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
    for job in jobs:
        job.cancel()
    for outcome in await asyncio.gather(*jobs, return_exceptions=True):
        if isinstance(outcome, Exception):
            log.error("the switch of %s ends: %s", row.code, type(outcome).__name__, exc_info=outcome)


async def _hear(session: _Session, running: Running, row: SiteRow, epoch: int) -> None:
    """Pass on what the database says, for ever; where it has gone, calls go on and it is looked for."""
    while True:
        try:
            await session.execute(f"LISTEN {CHANNEL}")
            running.heard(f"order {row.site_id}")
            async for word in session.notifies():
                running.heard(word.payload)
        except psycopg.Error:
            log.warning("the database cannot be heard; calls go on")
        with contextlib.suppress(psycopg.Error):
            await session.close()
        session = await _again(row, epoch)


async def _again(row: SiteRow, epoch: int) -> _Session:
    """
    Return a new session that holds the lock.

    :raises SwitchTaken: another process has begun a new life of the switch meanwhile.
    """
    while True:
        await asyncio.sleep(AGAIN)
        try:
            session = await _connect()
            found = await (await session.execute(_EPOCH, [LOCK + row.site_id, row.site_id])).fetchone()
        except psycopg.Error:
            continue
        if found == (True, epoch):
            return session
        await session.close()
        if found and found[1] != epoch:
            raise SwitchTaken(row.code)
