"""The web server: gunicorn with threads, configured here and nowhere else."""

import gc
import os
import socket
import sys
import time
from multiprocessing.sharedctypes import RawArray
from typing import Any, Final

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from shuyou.config.environment import Environment
from shuyou.config.live import handing_over
from shuyou.config.preparation import collect_static_files, compile_translations
from shuyou.config.turns import Turns, in_turn

NO_PLACE: Final = 256
CONNECTIONS: Final = RawArray("i", [-1] * NO_PLACE + [0])
"""How many connections each worker has, in memory that parent and workers share; -1: there is no such worker."""

AT_ONCE: Final = 1
"""Requests that a process works at together. While one waits for the database, the database computes."""

SWITCH_SECONDS: Final = 0.0005
"""How long a thread computes while another wants to; Python's own 5 ms is as long as a whole answer."""


class ServerLog(Logger):
    """Gunicorn's own messages, written by the same handler as everything else's."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to Django's LOGGING."""
        self.error_log.propagate = True
        self.access_log.propagate = False


class EvenWorker(ThreadWorker):
    """
    A worker that leaves a new connection to whoever has fewer.

    All workers listen at one door. Without this, whichever wakes first takes nearly all of the browsers' kept
    connections, and the other processors stand idle.
    """

    PAUSE: Final = 0.001
    PAUSES: Final = 20

    place = NO_PLACE
    """Where this worker's number of connections stands; given by the parent before it forks."""

    left_to_others = 0
    """How often in a row this worker left the connection at the door to others."""

    @property
    def nr_conns(self) -> int:
        """The connections that this worker has, as gunicorn counts them, where the other workers see it."""
        number: int = CONNECTIONS[self.place]
        return number

    @nr_conns.setter
    def nr_conns(self, number: int) -> None:
        CONNECTIONS[self.place] = number

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, unless another worker has fewer and comes for it soon."""
        fewest = min((number for number in CONNECTIONS[:NO_PLACE] if number >= 0), default=0)
        if self.nr_conns > fewest and self.left_to_others < self.PAUSES:
            self.left_to_others += 1
            time.sleep(self.PAUSE)
            return
        self.left_to_others = 0
        super().accept(listener)


class WebServer(BaseApplication):
    """Pages and API, served by worker processes with a few threads each."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        super().__init__()

    def load_config(self) -> None:
        """Say everything that differs from gunicorn's defaults."""
        environment = self._environment
        assert self.cfg is not None
        shared_memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - heartbeats, not data
        options = {
            "bind": f"[{environment.bind}]:{environment.port}" if ":" in environment.bind else _address(environment),
            "worker_class": EvenWorker,
            "workers": environment.web_workers,
            "threads": environment.web_threads,
            "preload_app": True,  # the house is built once and then shared
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 15,
            "worker_tmp_dir": shared_memory,
            "control_socket_disable": True,
            "logger_class": ServerLog,
            "proc_name": "shuyou",
            "when_ready": _keep_house,
            "pre_fork": _give_place,
            "post_fork": _switch_soon,
            "child_exit": _take_place,
            "worker_exit": _leave_worker,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return what answers requests."""
        from shuyou.config.wsgi import application

        _find_all_addresses()
        return handing_over(in_turn(application, Turns(AT_ONCE)), self._environment.var)


def _find_all_addresses() -> None:
    """Load the pages before the workers are forked: each would do so at its first request, for more than a second."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils.translation import override

    for language, _name in settings.LANGUAGES:
        with override(language):
            assert get_resolver().reverse_dict is not None


def _address(environment: Environment) -> str:
    return f"{environment.bind}:{environment.port}"


def _close_pool() -> None:
    """Let go of the pool's connections, and of its threads, which would hold up the end of the process."""
    from django.db import connections
    from django.db.backends.postgresql.base import DatabaseWrapper

    connections.close_all()
    connection = connections["default"]
    assert isinstance(connection, DatabaseWrapper)
    connection.close_pool()


def _keep_house(server: Any) -> None:
    """Spare the workers looking for garbage in what was loaded for good: a whole search stops all pages for long."""
    gc.collect()
    gc.freeze()


def _give_place(server: Any, worker: EvenWorker) -> None:
    worker.place = next(place for place in range(NO_PLACE) if CONNECTIONS[place] < 0)
    worker.nr_conns = 0


def _take_place(server: Any, worker: EvenWorker) -> None:
    CONNECTIONS[worker.place] = -1


def _switch_soon(server: Any, worker: EvenWorker) -> None:
    sys.setswitchinterval(SWITCH_SECONDS)


def _leave_worker(server: Any, worker: Any) -> None:
    _close_pool()


def pool_connections(environment: Environment) -> None:
    """Have this process keep connections open for its threads; to be called before the settings are read."""
    # One connection for each thread, and two for whatever opens a second one.
    os.environ.setdefault("SHUYOU_DATABASE_POOL", str(environment.web_threads + 2))


def serve(environment: Environment) -> None:
    """Serve until told to stop. What the pages need beside the tables is made first if it is missing or old."""
    pool_connections(environment)
    import django

    compile_translations()
    django.setup()
    collect_static_files()
    run_server(environment)


def run_server(environment: Environment) -> None:
    """Serve until told to stop; everything is prepared, and Django is set up."""
    _close_pool()  # each worker process opens its own
    WebServer(environment).run()
