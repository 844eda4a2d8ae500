"""`shuyou doctor`: looks at everything an installation stands on, and says what to do where something is wrong."""

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from shuyou.config.environment import Environment, WrongEnvironment
from shuyou.config.terminal import say
from shuyou.kernel.adapters import postgres_places
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_check import check_server
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

GIB: Final = 1024**3
LITTLE_SPACE, TOO_LITTLE_SPACE = 5 * GIB, GIB // 2
LATE = timedelta(minutes=5)
"""An event that waits longer than this has no worker."""


class Level(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    level: Level
    text: str
    remedy: str = ""


def examine() -> int:
    """Print every finding; return 1 if anything failed, else 0."""
    worst = Level.OK
    for finding in findings():
        say(f"{finding.level:5} {finding.text}")
        if finding.remedy and finding.level is not Level.OK:
            say(f"      → {finding.remedy}")
        if finding.level is Level.FAIL:
            worst = Level.FAIL
    return 1 if worst is Level.FAIL else 0


def findings() -> Iterator[Finding]:
    """Look at one thing after another; later ones are left out where an earlier failure makes them pointless."""
    yield _python()
    try:
        environment = Environment.read()
    except WrongEnvironment as problem:
        yield Finding(Level.FAIL, str(problem))
        return
    yield Finding(Level.OK, f"environment: everything is kept in {environment.var}")
    yield from _files(environment)
    yield from _clock(environment)
    yield from _proxies(environment)
    yield from _payments(environment)
    yield from _orphans()
    from django.db import connections

    postgres = None if environment.database_url else EmbeddedPostgres(environment.var)
    try:
        yield _database(environment, postgres)
        yield from _inside()
        connections.close_all()
    except PostgresUnavailable as problem:
        yield Finding(Level.FAIL, f"database: {problem.fact} {problem.details}".strip(), problem.remedy)
    finally:
        if postgres is not None:
            postgres.stop_if_unused()


def _python() -> Finding:
    text = f"Python {platform.python_version()} ({sys.executable})"
    is_tested = sys.version_info[:2] in ((3, 12), (3, 13))
    return Finding(Level.OK if is_tested else Level.WARN, text, "Shuyou is tested on 3.12 and 3.13.")


def _files(environment: Environment) -> Iterator[Finding]:
    probe = environment.var / ".doctor"
    try:
        probe.write_text("")
        probe.unlink()
        yield Finding(Level.OK, "files: the folder can be written")
    except OSError as error:
        yield Finding(Level.FAIL, f"files: {environment.var} cannot be written ({error.strerror})", "See who owns it.")
    key = environment.var / "secret_key"
    if key.exists() and key.stat().st_mode & 0o077:
        yield Finding(Level.FAIL, f"secret key: others can read {key}", f"chmod 600 {key}, and make a new one.")
    kept = environment.var / "files"
    if kept.exists() and any(path.stat().st_mode & 0o077 for path in (kept, *kept.iterdir())):
        yield Finding(Level.WARN, f"files: others on this machine can look into {kept}", f"chmod -R go-rwx {kept}")
    free = shutil.disk_usage(environment.var).free
    level = Level.FAIL if free < TOO_LITTLE_SPACE else Level.WARN if free < LITTLE_SPACE else Level.OK
    yield Finding(level, f"disk: {free / GIB:.1f} GiB free", "Make room: a full disk stops the database.")


def _clock(environment: Environment) -> Iterator[Finding]:
    now = datetime.now(UTC)
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < built - timedelta(days=1):
        yield Finding(Level.FAIL, f"clock: {now:%Y-%m-%d} is before this program was installed", "Set the clock.")
    yield Finding(Level.OK, f"clock: {now:%Y-%m-%d %H:%M} UTC, the club's day is kept in {environment.club_zone}")


def _proxies(environment: Environment) -> Iterator[Finding]:
    if environment.https and not environment.proxies:
        yield Finding(
            Level.WARN,
            "sign-in limits: pages are served by https, but no proxy is trusted",
            "Behind a proxy all visitors look like one: set SHUYOU_PROXIES to the number of proxies in front.",
        )


def _payments(environment: Environment) -> Iterator[Finding]:
    off = [
        name
        for name, keys in (("SHUYOU_WECHAT_PAY", environment.wechat_pay), ("SHUYOU_ALIPAY", environment.alipay))
        if not keys
    ]
    if environment.sandbox:
        yield Finding(
            Level.WARN,
            "payments: a sandbox plays the providers without keys and numbers the invoices; no money moves",
            "This is for demos and trials: take SHUYOU_SANDBOX away before readers pay.",
        )
    elif off:
        yield Finding(Level.OK, f"payments: off for want of keys: {', '.join(off)}")
    else:
        yield Finding(Level.OK, "payments: WeChat Pay and Alipay have keys")


def _orphans() -> Iterator[Finding]:
    for home, owner in postgres_places.orphans():
        yield Finding(
            Level.WARN,
            f"disk: {home} holds the database of {owner}, which is gone",
            f"If nobody needs it, remove it: rm -rf {home}",
        )


def _database(environment: Environment, postgres: EmbeddedPostgres | None) -> Finding:
    url = environment.database_url if postgres is None else postgres.ensure_running()
    check_server(url)
    where = "named by SHUYOU_DATABASE_URL" if postgres is None else f"embedded in {postgres.status().home}"
    return Finding(Level.OK, f"database: {where}, UTF-8")


def _inside() -> Iterator[Finding]:
    import django

    django.setup()
    yield _server_version()
    yield _server_clock()
    pending = _pending()
    yield pending
    yield _translations()
    yield _static_files()
    yield _system_checks()
    if pending.level is Level.OK:
        for look in (_transaction_ids, _parked_events, _late_events):
            yield look()


def _one(statement: str) -> object:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None


def _server_version() -> Finding:
    return Finding(Level.OK, f"database: PostgreSQL {_one('SHOW server_version')}")


def _server_clock() -> Finding:
    server = _one("SELECT clock_timestamp()")
    assert isinstance(server, datetime)
    apart = abs((server - datetime.now(UTC)).total_seconds())
    level = Level.OK if apart < 2 else Level.WARN
    return Finding(level, f"database: its clock differs by {apart:.1f} s", "Keep both clocks by NTP.")


def _pending() -> Finding:
    from shuyou.config.preparation import is_cache_ready, pending_migrations

    pending = pending_migrations()
    if pending or not is_cache_ready():
        return Finding(Level.FAIL, f"tables: {len(pending) or 'some'} migrations have not run", "Run `shuyou migrate`.")
    return Finding(Level.OK, "tables: all migrations have run")


def _translations() -> Finding:
    from shuyou.config.preparation import SOURCE, is_compiled

    catalogs = sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))
    missing = [catalog.relative_to(SOURCE).parts[0] for catalog in catalogs if not is_compiled(catalog)]
    if missing:
        return Finding(
            Level.WARN,
            f"translations: not compiled for {', '.join(missing)}",
            "Run `shuyou manage translations --compile` and start the web server again.",
        )
    return Finding(Level.OK, "translations: compiled")


def _static_files() -> Finding:
    from shuyou.config.preparation import are_static_files_current

    if are_static_files_current():
        return Finding(Level.OK, "static files: collected")
    return Finding(
        Level.WARN, "static files: not those of this version", "Start the web server again: it collects them."
    )


def _system_checks() -> Finding:
    from django.core.checks import ERROR, run_checks

    wrong = [str(message.id) for message in run_checks() if message.level >= ERROR]
    if wrong:
        return Finding(Level.FAIL, f"settings: {', '.join(wrong)}", "`shuyou manage check` says more.")
    return Finding(Level.OK, "settings: sound")


def _transaction_ids() -> Finding:
    ahead = _one(
        "SELECT EXISTS (SELECT FROM kernel_event WHERE xid >= pg_snapshot_xmax(pg_current_snapshot()))"
        " OR EXISTS (SELECT FROM kernel_cursor WHERE xid > pg_snapshot_xmax(pg_current_snapshot()))"
    )
    if ahead:
        return Finding(
            Level.FAIL,
            "events: their transaction ids are from another database cluster, so they are not delivered",
            "After a restore run `shuyou manage rebase_events` before the worker starts.",
        )
    return Finding(Level.OK, "events: transaction ids are those of this cluster")


def _parked_events() -> Finding:
    from shuyou.kernel.models import ParkedEvent

    parked = ParkedEvent.objects.count()
    if parked:
        return Finding(
            Level.WARN,
            f"events: {parked} could not be handled and are parked",
            "The console lists them under events, each with its error and a retry.",
        )
    return Finding(Level.OK, "events: none is parked")


def _late_events() -> Finding:
    oldest = _one(
        "SELECT min(e.recorded_at) FROM kernel_cursor c CROSS JOIN LATERAL ("
        " SELECT recorded_at FROM kernel_event e WHERE (e.xid, e.id) > (c.xid, c.event_id)"
        " AND e.name = ANY (c.names) ORDER BY e.xid, e.id LIMIT 1) e"
    )
    if isinstance(oldest, datetime) and (late := datetime.now(UTC) - oldest) > LATE:
        return Finding(
            Level.WARN,
            f"events: the oldest has waited {late.total_seconds() / 60:.0f} minutes",
            "Start a worker: `shuyou worker`. If one runs, look into its log.",
        )
    return Finding(Level.OK, "events: delivered")
