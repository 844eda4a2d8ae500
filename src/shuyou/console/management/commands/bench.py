"""Measuring: the benchmarks are part of a checkout, not of an installation."""

import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

ROOT: Final = Path(__file__).resolve().parents[5]


def _benchmarks() -> Any:
    if not (ROOT / "benchmarks").is_dir():
        message = "There are no benchmarks here: they come with a checkout of the source."
        raise CommandError(message)
    sys.path.insert(0, str(ROOT))
    return import_module("benchmarks.command")


class Command(BaseCommand):
    help = "Measure, beside peers and physical limits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        _benchmarks().add_arguments(parser)

    def handle(self, *, names: list[str], scale: float, members: int, lines: int, **options: Any) -> None:
        benchmarks = _benchmarks()

        def say(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        if names == ["data"]:
            benchmarks.make_data(members, lines, say)
            return
        try:
            benchmarks.measure(names, scale=scale, kept_in=options["json"], say=say)
        except (benchmarks.NoSuchRow, benchmarks.database.NotDurable) as problem:
            raise CommandError(str(problem)) from problem
