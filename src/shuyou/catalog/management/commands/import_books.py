"""`shuyou import books FILE`."""

from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.catalog.services import BookReading, import_books, preview_books
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import RunOptions, progress_bar
from shuyou.kernel.files.terminal import add_import_arguments, pair, preview_lines, report_lines


def rate(text: str) -> tuple[str, Decimal]:
    """
    Return a currency and what one unit of it is worth.

    :raises ArgumentTypeError: it is not of the form `GBP=9.15`.
    """
    code, value = pair(text)
    try:
        worth = Decimal(value)
    except InvalidOperation as error:
        raise ArgumentTypeError(f"“{value}” is no rate") from error
    if worth <= 0:
        raise ArgumentTypeError(f"“{value}” is no rate")
    return code.upper(), worth


class Command(BaseCommand):
    help = (
        "Read books from CSV, Excel, ONIX 3 or MARC files. Every record becomes an item, adds to one, or is reported in"
        " FILE.errors.csv with the reason. An import that was broken off goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import_arguments(parser)
        parser.add_argument("--source", default="", help="whose record numbers these are (default: the file's name)")
        parser.add_argument("--currency", default="", help="the currency of prices that name none, such as GBP")
        parser.add_argument(
            "--rate",
            action="append",
            type=rate,
            default=[],
            metavar="GBP=9.15",
            help="what a foreign currency is worth",
        )

    def handle(self, *, files: list[Path], **options: Any) -> None:
        reading = BookReading(
            source=options["source"],
            mapping=dict(options["mapping"]),
            currency=options["currency"].upper(),
            rates=dict(options["rate"]),
        )
        for path in files:
            try:
                self._preview(path, reading) if options["preview"] else self._import(path, reading, options)
            except DomainError as refusal:
                raise CommandError(str(refusal)) from refusal

    def _preview(self, path: Path, reading: BookReading) -> None:
        seen = preview_books(path, actor=Actor.job("import"), reading=reading)
        self.stdout.writelines(f"{line}\n" for line in preview_lines(seen))

    def _import(self, path: Path, reading: BookReading, options: dict[str, Any]) -> None:
        with progress_bar(path.name) as bar:
            report = import_books(
                path,
                actor=Actor.job("import"),
                at=now(),
                reading=reading,
                options=RunOptions(chunk=options["chunk"], is_resumed=not options["restart"], on_progress=bar),
            )
        self.stdout.writelines(f"{line}\n" for line in report_lines(report))
