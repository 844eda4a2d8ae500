"""The executable `shuyou`: one door to everything that is done from a terminal."""

import difflib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shuyou.config.environment import Environment, WrongEnvironment
from shuyou.config.terminal import Progress, say
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

if TYPE_CHECKING:
    from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

ENVIRONMENT_HELP: Final = """\
Environment:
  SHUYOU_DATABASE_URL  another PostgreSQL (16 or later) instead of the embedded one
  SHUYOU_VAR           folder of everything that is kept (var)
  SHUYOU_BIND, SHUYOU_PORT        where pages are served (127.0.0.1, 8000)
  SHUYOU_HOSTS         host names that readers and staff type, separated by commas
  SHUYOU_HTTPS         1: only https, secure cookies (default as soon as a host is public)
  SHUYOU_PROXIES       number of trusted proxies in front (0)
  SHUYOU_WEB_WORKERS, SHUYOU_WEB_THREADS   processes and threads of the web server (2, 4)
  SHUYOU_SECRET_KEY    signs sessions; made once and kept in SHUYOU_VAR if not given
  SHUYOU_CLUB_ZONE, SHUYOU_CURRENCY, SHUYOU_LANGUAGE   (Asia/Shanghai, CNY, zh-hans)
  SHUYOU_PG_USER       user that runs the embedded database when started by root (nobody)
  SHUYOU_DEBUG         1: Django's debug pages; never where others can reach them
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One word after `shuyou`."""

    name: str
    group: str
    summary: str
    run: Callable[[Sequence[str]], int]


# --- what several commands need


@dataclass(frozen=True, slots=True)
class Ground:
    """What a command stands on: the environment, the database's address, and the server if it is the embedded one."""

    environment: Environment
    url: str
    postgres: "EmbeddedPostgres | None"


@contextmanager
def _database() -> Iterator[Ground]:
    """Have the database running meanwhile; the embedded one stops with its last user."""
    environment = Environment.read()
    if environment.database_url:
        from shuyou.kernel.adapters.postgres_check import check_server

        check_server(environment.database_url)
        yield Ground(environment, environment.database_url, None)
        return
    from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

    postgres = EmbeddedPostgres(environment.var)
    try:
        yield Ground(environment, postgres.ensure_running(), postgres)
    finally:
        _close_own_connections()
        postgres.stop_if_unused()


def _close_own_connections() -> None:
    """Not be taken for a guest by the server that is asked to stop if it has none."""
    if "django.db" in sys.modules:
        from django.db import connections

        connections.close_all()


def _django(*arguments: str) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["shuyou", *arguments])
    return 0


def _wants_help(arguments: Sequence[str]) -> bool:
    return any(argument in ("-h", "--help") for argument in arguments)


# --- the commands


def _demo(arguments: Sequence[str]) -> int:
    from shuyou.config.demo import run_demo

    progress = Progress()
    say("Preparing Shuyou 书友 …")
    with _database() as ground:
        return run_demo(ground.environment, ground.postgres, ground.url, progress)


def _serve(arguments: Sequence[str]) -> int:
    environment = Environment.read()
    if not environment.database_url:
        return _supervise("web server", "serve")
    from shuyou.config.processes import is_port_free
    from shuyou.config.server import serve

    if not is_port_free(environment.bind, environment.port):
        sys.exit(f"shuyou: port {environment.port} on {environment.bind} is taken. Set SHUYOU_PORT to another.")
    with _database():
        serve(environment)
    return 0


def _worker(arguments: Sequence[str]) -> int:
    if not Environment.read().database_url and "--drain" not in arguments:
        return _supervise("worker", "worker", *arguments)
    with _database():
        return _django("worker", *arguments)


def _live(arguments: Sequence[str]) -> int:
    if not Environment.read().database_url:
        return _supervise("live pages", "live")
    from shuyou.config.live import keep_pages

    with _database() as ground:
        keep_pages(ground.environment.var, ground.url)
    return 0


def _switch(arguments: Sequence[str]) -> int:
    if not Environment.read().database_url:
        return _supervise("switch", "switch", *arguments)
    with _database():
        return _django("switch", *arguments)


def _supervise(name: str, *arguments: str) -> int:
    """Run one of our commands as a child, beside the embedded database that it needs."""
    from shuyou.config.processes import Child, Program, StopRequest, Supervisor

    stop = StopRequest()
    stop.install()
    with _database() as ground:
        child = Child(Program(name, ("-m", "shuyou.config.cli", *arguments)), {"SHUYOU_DATABASE_URL": ground.url})
        supervisor = Supervisor([child], ground.postgres, stop)
        try:
            supervisor.run()
        finally:
            supervisor.end()
    return 0


def _stop(arguments: Sequence[str]) -> int:
    from shuyou.config.demo import stop_demo
    from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

    environment = Environment.read()
    if stop_demo(environment):
        say("The demo has stopped.")
    was_running = EmbeddedPostgres(environment.var).stop()
    say("The embedded database has stopped." if was_running else "The embedded database is not running.")
    return 0


def _migrate(arguments: Sequence[str]) -> int:
    with _database():
        return _django("migrate", *arguments)


def _import(arguments: Sequence[str]) -> int:
    import django
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    known = sorted(name.removeprefix("import_") for name in get_commands() if name.startswith("import_"))
    if not arguments or arguments[0] not in known:
        say(f"usage: shuyou import {{{','.join(known)}}} FILE …  (--help after the word says more)")
        return 0 if _wants_help(arguments) else 2
    with _database():
        # Called by the name it goes by here, which its help repeats.
        ManagementUtility().fetch_command(f"import_{arguments[0]}").run_from_argv(["shuyou import", *arguments])
        return 0


def _staff(arguments: Sequence[str]) -> int:
    with _database():
        return _django("add_staff", *(arguments or ["--help"]))


def _psql(arguments: Sequence[str]) -> int:
    from shuyou.kernel.adapters.postgres_binaries import installed_binaries

    with _database() as ground:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is psql's, to cancel a query
        return subprocess.run([installed_binaries().program("psql"), ground.url, *arguments], check=False).returncode


def _doctor(arguments: Sequence[str]) -> int:
    from shuyou.config.doctor import examine

    return examine()


def _manage(arguments: Sequence[str]) -> int:
    with _database():
        return _django(*arguments)


def _without_database(name: str) -> Callable[[Sequence[str]], int]:
    return lambda arguments: _django(name, *arguments)


def _with_database(name: str) -> Callable[[Sequence[str]], int]:
    def run(arguments: Sequence[str]) -> int:
        with _database():
            return _django(name, *arguments)

    return run


RUN, DATA, CARE, BUILD = "Run", "Data", "Look after", "Develop"
COMMANDS: Final = (
    Command("demo", RUN, "start everything with a sample club, until Ctrl-C", _demo),
    Command("serve", RUN, "serve pages and API", _serve),
    Command("worker", RUN, "run jobs and deliver events", _worker),
    Command("live", RUN, "keep open pages and tell them what changed", _live),
    Command("switch", RUN, "hold the switch of a site: calls, queues, agents", _switch),
    Command("stop", RUN, "stop the demo and the embedded database, whoever uses it", _stop),
    Command("import", DATA, "read members or books from CSV or Excel files", _import),
    Command("migrate", DATA, "bring the tables up to date", _migrate),
    Command("lake", DATA, "fill the lake of analyses, or compare it with the database", _with_database("lake")),
    Command("staff", CARE, "give somebody an account: the first one is made so", _staff),
    Command("psql", DATA, "talk to the database in SQL", _psql),
    Command("doctor", CARE, "check this installation and say what to do", _doctor),
    Command("bench", BUILD, "measure, beside peers and physical limits", _with_database("bench")),
    Command("features", BUILD, "list the feature table and the tests that prove it", _without_database("features")),
    Command("manage", BUILD, "any command of Django's manage.py", _manage),
)


def help_text() -> str:
    """Return what `shuyou --help` prints."""
    lines = ["Shuyou 书友: the membership CRM for booksellers.", "", "usage: shuyou COMMAND …"]
    for group in dict.fromkeys(command.group for command in COMMANDS):
        lines += ["", f"{group}:"]
        lines += [f"  {command.name:10} {command.summary}" for command in COMMANDS if command.group == group]
    return "\n".join([*lines, "", "`shuyou COMMAND --help` says more.", "", ENVIRONMENT_HELP])


def run(arguments: Sequence[str]) -> int:
    """Run what the arguments say and return the exit status."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        say(help_text())
        return 0
    name, rest = arguments[0], arguments[1:]
    command = next((command for command in COMMANDS if command.name == name), None)
    if command is None:
        close = difflib.get_close_matches(name, [command.name for command in COMMANDS], n=1)
        say(f"shuyou: no command “{name}”.{f' Did you mean “{close[0]}”?' if close else ''} See shuyou --help.")
        return 2
    if _wants_help(rest) and command.run in (_demo, _serve, _live, _stop, _doctor):
        say(f"usage: shuyou {name}\n\n{command.summary}\n\n{ENVIRONMENT_HELP}")
        return 0
    return command.run(rest)


def main() -> None:
    """Run one command; problems of the machine are told in a sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuyou.config.settings")
    try:
        if "SHUYOU_PARENT" in os.environ:
            from shuyou.config.processes import follow_parent

            follow_parent()
        sys.exit(run(sys.argv[1:]))
    except (WrongEnvironment, PostgresUnavailable) as problem:
        sys.exit(f"shuyou: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
