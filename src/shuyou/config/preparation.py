"""
Bringing an installation up to date: translations, tables, static files, the sample club.

Each step is skipped when there is nothing to do, so that the second start takes seconds. One process does it at a
time; others wait for it.
"""

import hashlib
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from shuyou.config.terminal import Progress

SOURCE: Final = Path(__file__).resolve().parents[1]
_LOCK: Final = 0x5348_5559


def compile_translations() -> int:
    """Compile catalogs whose text is newer; return how many were."""
    if all(map(is_compiled, SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))):
        return 0  # the usual case, quickly: what compiles takes long to import
    from shuyou.kernel.management import catalogs

    return sum(map(catalogs.compile_catalog, catalogs.packages()))


def is_compiled(catalog: Path) -> bool:
    """Tell whether a catalog's binary form is up to date."""
    compiled = catalog.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns >= catalog.stat().st_mtime_ns


def pending_migrations() -> list[str]:
    """Return the names of migrations that have not run yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def is_cache_ready() -> bool:
    """Tell whether the table of the cache exists."""
    from django.conf import settings
    from django.db import connection

    return settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


def migrate() -> int:
    """Run what is pending; return how many migrations that were."""
    from django.core.management import call_command

    pending = pending_migrations()
    if pending or not is_cache_ready():
        call_command("migrate", interactive=False, verbosity=0)
    return len(pending)


def are_static_files_current() -> bool:
    """Tell whether the collected static files are those of this code."""
    from django.conf import settings

    mark = Path(settings.STATIC_ROOT) / ".collected"
    return settings.DEBUG or (mark.exists() and mark.read_text() == _digest_of_static_files())


def collect_static_files() -> bool:
    """Collect, hash and compress the static files unless that has been done; tell whether it was needed."""
    from django.conf import settings
    from django.core.management import call_command

    if are_static_files_current():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    (Path(settings.STATIC_ROOT) / ".collected").write_text(_digest_of_static_files())
    return True


def _digest_of_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(name.encode())
            digest.update(Path(storage.path(name)).read_bytes())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the installation's preparation for this process, on a connection of its own."""
    import psycopg

    with psycopg.connect(os.environ["SHUYOU_DATABASE_URL"], autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        yield


def prepare(progress: Progress) -> bool:
    """Do all that is needed before the first page of the demo can be served; tell whether that was much."""
    compiled = compile_translations()
    progress.done(f"translations ready{f' ({compiled} compiled)' if compiled else ''}")
    import django

    django.setup()
    with _alone():
        done = migrate()
        progress.done(f"tables ready{f' ({done} migrations)' if done else ''}")
        collected = collect_static_files()
        progress.done(f"static files ready{' (collected)' if collected else ''}")
        is_new = load_club(progress)
        _name_the_site()
        return is_new


def _name_the_site() -> None:
    """Have links in messages lead to where this demo is served, unless somebody named a site of their own."""
    from shuyou.config.environment import Environment
    from shuyou.kernel import clock
    from shuyou.kernel.actor import Actor
    from shuyou.messaging import services
    from shuyou.messaging.models import Sender

    row = Sender.objects.get(pk=1)
    site = f"http://localhost:{Environment.read().port}"
    if row.site.startswith("http://localhost:") and row.site != site:
        draft = services.SenderDraft(
            name_zh=row.name_zh, name_en=row.name_en, contact=row.contact, address=row.address, site=site,
            fax_gateway=row.fax_gateway,
        )  # fmt: skip
        services.set_sender(draft, actor=Actor.job("load_club"), at=clock.now())


def load_club(progress: Progress) -> bool:
    """Load the sample club unless it is there, or the shop has data of its own; tell whether it was loaded now."""
    from django.conf import settings

    from shuyou.demo import services
    from shuyou.demo.errors import ClubNotEmpty
    from shuyou.insight.tasks import defer_filling
    from shuyou.kernel import clock
    from shuyou.kernel.actor import Actor
    from shuyou.members import services as members

    folder = Path(settings.SHUYOU_VAR) / "club"
    try:
        is_new = services.load_club(services.ClubPlan(), folder=folder, at=clock.now(), tell=progress.done)
    except ClubNotEmpty:
        progress.done("no sample club: this database holds a shop of its own")
        return False
    if is_new:
        found = members.match_people(actor=Actor.job("load_club"), at=clock.now())
        progress.done(f"readers who may be there twice: {found.new} pairs")
        defer_filling(in_seconds=30)
    progress.done("sample club ready")
    return is_new


def main() -> None:
    """Prepare the demo, report its sign-ins to a pipe, and go on as the web server."""
    parser = ArgumentParser()
    parser.add_argument("--started", type=float, required=True)
    parser.add_argument("--report-to", type=int, required=True)
    options = parser.parse_args()
    from shuyou.config.environment import Environment
    from shuyou.config.processes import follow_parent
    from shuyou.config.server import pool_connections, run_server

    follow_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuyou.config.settings")
    environment = Environment.read()
    pool_connections(environment)
    was_much = prepare(Progress(options.started))
    from shuyou.demo.queries import sign_ins

    with os.fdopen(options.report_to, "w") as report:
        json.dump([list(map(str, row)) for row in sign_ins()], report)
    if was_much:
        # Begin anew, and give back the memory that the loading took.
        os.execv(sys.executable, [sys.executable, "-m", "shuyou.config.cli", "serve"])  # noqa: S606
    run_server(environment)


if __name__ == "__main__":
    main()
