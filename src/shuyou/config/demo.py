"""`shuyou demo`: everything in one go, for trying out and for developing."""

import fcntl
import json
import os
import signal
import time
from http import HTTPStatus
from typing import Final

from shuyou.config.environment import Environment
from shuyou.config.processes import (
    Child,
    Program,
    Stopped,
    StopRequest,
    Supervisor,
    is_port_free,
    page_status,
    read_report,
    wait_until,
)
from shuyou.config.terminal import Progress, columns, say
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres

FIRST_PAGE_SECONDS: Final = 120
SELLER: Final = "书友书店（样例）有限公司;91330000MA0000001A"
"""A firm that there is not."""
LICENCES: Final = "出版物经营许可证（样例）新出发浙杭字第 0000 号;样例备案号 浙ICP备00000000号"
"""What stands at the foot of the sample club's shop; its numbers are nobody's."""
_CLI: Final = ("-m", "shuyou.config.cli")
HELPERS: Final = (
    ("worker", "worker"),
    ("live pages", "live"),
    ("switch", "switch", "--callers", "40", "--colleagues"),
)
"""What runs beside the web server: a name for people, then the command; callers of the sample club are played."""


class CannotStart(Exception):
    """The demo cannot start, and why."""


def run_demo(environment: Environment, postgres: EmbeddedPostgres | None, database_url: str, progress: Progress) -> int:
    """Prepare everything, serve it, and stay until Ctrl-C; return the exit status."""
    stop = StopRequest()
    stop.install()
    try:
        _claim(environment)
        progress.done("database ready")
        web, sign_ins = _prepare(environment, database_url, progress, stop)
        helpers = [_helper(environment, database_url, name, *words) for name, *words in HELPERS]
        supervisor = Supervisor([web, *helpers], postgres, stop)
        try:
            _wait_for_first_page(environment, supervisor, stop)
            progress.done("first page served")
            _welcome(environment, sign_ins)
            supervisor.run()
        finally:
            say("shuyou: stopping")
            supervisor.end()
    except Stopped:
        return 0
    except CannotStart as problem:
        say(f"shuyou: {problem}")
        return 1
    return 0


def _claim(environment: Environment) -> None:
    """Be the only demo of this folder, on a free port."""
    lock = os.open(environment.var / "demo.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotStart("It is running from this folder already; `shuyou stop` ends it.") from error
    # The lock is held, and the file kept open, until this process ends.
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    if not is_port_free(environment.bind, environment.port):
        raise CannotStart(
            f"Port {environment.port} on {environment.bind} is taken by another program. "
            f"Stop that, or choose another port: SHUYOU_PORT={environment.port + 1} make demo"
        )


def stop_demo(environment: Environment) -> bool:
    """Ask the demo of this folder to end and wait until it has; return False if there is none."""
    path = environment.var / "demo.lock"
    if not path.exists():
        return False
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.kill(int(lock.read()), signal.SIGTERM)
            fcntl.flock(lock, fcntl.LOCK_EX)
            return True
    return False


def _prepare(
    environment: Environment, database_url: str, progress: Progress, stop: StopRequest
) -> tuple[Child, list[list[str]]]:
    """Have everything prepared by a process that goes on as the web server; return it and the sign-ins."""
    surroundings = _surroundings(database_url)
    log = environment.var / "log" / "web.log"
    reading, writing = os.pipe()
    arguments = ("-m", "shuyou.config.preparation", "--started", str(progress.started), "--report-to", str(writing))
    process = Program("preparation", arguments, log, speaks=True).start(surroundings, pass_fds=(writing,))
    os.close(writing)
    report = read_report(process, reading, stop)
    web = Program("web server", (*_CLI, "serve"), log)
    if not report:
        raise CannotStart(f"The preparation failed.\n{_tail(web)}")
    return Child(web, surroundings, process), json.loads(report)


def _helper(environment: Environment, database_url: str, name: str, *words: str) -> Child:
    program = Program(name, (*_CLI, *words), environment.var / "log" / f"{words[0]}.log")
    return Child(program, _surroundings(database_url))


def _surroundings(database_url: str) -> dict[str, str]:
    """Return what the demo's programs are told: where the database is, and that providers of payments are played."""
    return {
        "SHUYOU_DATABASE_URL": database_url,
        "SHUYOU_SANDBOX": "1",
        "SHUYOU_LICENCES": LICENCES,
        "SHUYOU_SELLER": SELLER,
    }


def _wait_for_first_page(environment: Environment, supervisor: Supervisor, stop: StopRequest) -> None:
    started = time.monotonic()
    web = supervisor.children[0]

    def is_settled() -> bool:
        supervisor.look_after()
        if web.deaths > 2:
            raise CannotStart(f"The web server does not stay up.\n{_tail(web.program)}")
        status = page_status(environment.bind, environment.port, "/", environment.hosts[0].removeprefix("."))
        if status is not None and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CannotStart(f"The first page fails ({status}).\n{_tail(web.program)}")
        return status is not None

    if not wait_until(is_settled, seconds=FIRST_PAGE_SECONDS, stop=stop):
        raise CannotStart(f"The first page did not come in {time.monotonic() - started:.0f} s.\n{_tail(web.program)}")


def _tail(program: Program) -> str:
    assert program.log is not None
    return "\n".join([*program.log.read_text(errors="replace").splitlines()[-15:], f"The whole log is {program.log}."])


def _welcome(environment: Environment, sign_ins: list[list[str]]) -> None:
    address = _address(environment)
    say(f"\nShuyou 书友 is open.\n  shop   {address}/\n  staff  {address}/console/\n")
    if sign_ins:
        say("Sign in as")
        for line in columns(sign_ins):
            say(f"  {line}")
    say(f"\nLogs are in {environment.var / 'log'}. Ctrl-C stops everything.")


def _address(environment: Environment) -> str:
    host = environment.hosts[0].removeprefix(".")
    return f"http://{'127.0.0.1' if host == 'localhost' else host}:{environment.port}"
