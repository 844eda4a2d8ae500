"""Importing from a terminal: what all import commands ask and answer."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import gettext

from shuyou.kernel.files.preview import Preview
from shuyou.kernel.files.runs import CHUNK, ImportReport


def add_import_arguments(parser: ArgumentParser, *, are_files_needed: bool = True) -> None:
    """Declare the arguments that every import takes."""
    parser.add_argument("files", nargs="+" if are_files_needed else "*", type=Path, metavar="FILE")
    parser.add_argument("--preview", action="store_true", help="show how the first rows would be read; write nothing")
    parser.add_argument(
        "--mapping",
        action="append",
        type=pair,
        default=[],
        metavar="FIELD=HEADING",
        help="which heading of the file holds a field; may be repeated",
    )
    parser.add_argument(
        "--restart", action="store_true", help="begin at the first row even if an earlier run was broken off"
    )
    parser.add_argument("--chunk", type=int, default=CHUNK, help="rows in one transaction (%(default)s)")


def pair(text: str) -> tuple[str, str]:
    """
    Return the two sides of `FIELD=HEADING`.

    :raises ArgumentTypeError: there is no equals sign with something on both sides.
    """
    field, _, heading = text.partition("=")
    if not (field.strip() and heading.strip()):
        raise ArgumentTypeError(f"“{text}” is not of the form FIELD=HEADING")
    return field.strip(), heading.strip()


def report_lines(report: ImportReport) -> Iterator[str]:
    """Yield what an import did, for people."""
    name = report.path.name
    if report.resumed_after:
        told = gettext("%(name)s: going on after row %(row)s of a run that was broken off")
        yield told % {"name": name, "row": f"{report.resumed_after:,}"}
    told = gettext(
        "%(name)s: %(read)s read = %(imported)s imported + %(merged)s merged + %(unchanged)s unchanged"
        " + %(reported)s reported (%(seconds)s s, %(speed)s rows/s)"
    )
    yield told % {
        "name": name,
        **{count: f"{getattr(report, count):,}" for count in ("read", "imported", "merged", "unchanged", "reported")},
        "seconds": f"{report.seconds:.1f}",
        "speed": f"{report.rows_per_second:,.0f}",
    }
    yield from _ignored(report.ignored)
    if report.faults:
        yield gettext("  reasons: %(path)s") % {"path": report.faults}
    if report.intake_id:
        yield gettext("  intake %(number)s; take it back: --undo %(number)s") % {"number": report.intake_id}


def preview_lines(preview: Preview) -> Iterator[str]:
    """Yield how a file would be read, for people."""
    yield gettext("encoding: %(encoding)s") % {"encoding": preview.encoding}
    for field, heading in preview.fields:
        yield f"  {field:16} ← {heading}"
    yield from _ignored(preview.ignored)
    heading_of = dict(preview.fields)
    for row in preview.rows:
        yield f"{row.line:6}  {' | '.join(row.cells)[:160]}"
        for problem in row.problems:
            yield f"        ✗ {heading_of.get(problem.at_field, problem.at_field)}: {problem}"
        for remark in row.remarks:
            yield f"        · {heading_of.get(remark.at_field, remark.at_field)}: {remark}"


def _ignored(headings: Sequence[str]) -> Iterator[str]:
    if headings:
        yield gettext("  columns not used: %(headings)s") % {"headings": ", ".join(headings)}
