"""Processes that help to measure."""

import atexit
import gc
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor


def pool(processes: int) -> ProcessPoolExecutor:
    """Return processes that know Django and work on the database in use; nothing is shared with this one."""
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=_set_up)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuyou.config.settings")
    import django

    django.setup()
    spare_the_collector()


def spare_the_collector() -> None:
    """Keep what is loaded for good out of the collector's sight, as the web server does."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
