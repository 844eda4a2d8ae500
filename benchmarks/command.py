"""`shuyou bench`: choose rows, measure, print, keep."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import database, processes, report
from benchmarks.data import Plan, load
from benchmarks.machine import machine
from benchmarks.promises import ROOT, promises
from benchmarks.report import Row
from benchmarks.rows import ROWS
from benchmarks.stage import CannotMeasure, Say, Stage

KEPT: Final = ROOT / "docs" / "performance.json"

HELP: Final = """\
Measure what docs/bench.tsv promises, each figure beside its peer or limit. Without a name: every row that is
measured so far, kept in docs/performance.json and docs/performance.md. `shuyou bench data` makes the data that rows
need beforehand; otherwise the first row that needs them does.
"""


class NoSuchRow(Exception):
    """No row begins with a name that was given."""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may follow `shuyou bench`."""
    parser.description = HELP
    parser.add_argument("names", nargs="*", metavar="ROW|PREFIX|data", help="rows by name or by its beginning")
    parser.add_argument("--scale", type=float, default=1.0, metavar="S", help="share of the promised size (1)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to keep the figures as JSON")
    parser.add_argument("--members", type=int, default=1_500_000, metavar="N", help="for data: members to make")
    parser.add_argument("--lines", type=int, default=0, metavar="N", help="for data: order lines to make")


def make_data(members: int, lines: int, say: Say) -> None:
    """Make a club anew."""
    load(Plan(members, lines), say)


def chosen(names: Sequence[str]) -> list[str]:
    """
    Return the measured rows that the names mean, all of them without a name, in the order of the table.

    :raises NoSuchRow: a name means none.
    """
    for name in names:
        if not any(row.startswith(name) for row in ROWS):
            promised = any(row.startswith(name) for row in promises())
            raise NoSuchRow(f"{name} is promised but not measured yet." if promised else f"There is no row {name}.")
    return [row for row in promises() if row in ROWS and (not names or row.startswith(tuple(names)))]


def measure(names: Sequence[str], *, scale: float, kept_in: Path | None, say: Say) -> None:
    """Measure rows, print each as it comes, and keep them."""
    rows = chosen(names)
    database.check_durability()
    path = kept_in or (KEPT if not names and scale == 1.0 else None)
    stage = Stage(scale, say)
    processes.spare_the_collector()
    say(report.heading())
    for name in rows:
        try:
            outcome = ROWS[name](stage)
        except CannotMeasure as problem:
            say(f"{name}: not measured. {problem}")
            continue
        say(report.line(promises()[name], outcome))
        if path:
            _keep(path, report.record(promises()[name], outcome, datetime.now(UTC)))
    missing = len(promises()) - len(ROWS)
    if not names and missing:
        say(f"{missing} promised rows are not measured yet.")


def _keep(path: Path, row: Row) -> None:
    """Write each row as soon as it is there: a long run that is broken off has not been in vain."""
    report.write(path, machine(), [row])
    if path == KEPT:
        report.write_page(path)
