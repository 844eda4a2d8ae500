"""`shuyou import orders FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import RunOptions, progress_bar
from shuyou.kernel.files.terminal import add_import_arguments, preview_lines, report_lines
from shuyou.orders.models import Channel, Order
from shuyou.orders.services import OrderReading, import_orders, preview_orders

JOB = Actor.job("import")


class Command(BaseCommand):
    help = (
        "Take orders in from CSV or Excel files, one row for each title. Every order is placed by the same rules as on"
        " the telephone, once however often it comes, or reported in FILE.errors.csv with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import_arguments(parser)
        parser.add_argument("--source", default="file", help="whose order numbers these are (%(default)s)")
        parser.add_argument("--channel", choices=Channel.values, default="web", help="where no row says (%(default)s)")
        parser.add_argument(
            "--payment", choices=Order.Payment.values, default="online", help="where no row says (%(default)s)"
        )

    def handle(self, *, files: list[Path], **options: Any) -> None:
        reading = OrderReading(
            columns=dict(options["mapping"]), source=options["source"], channel=options["channel"],
            payment=options["payment"],
        )  # fmt: skip
        for path in files:
            try:
                lines = self._preview(path, reading) if options["preview"] else self._import(path, reading, options)
            except DomainError as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.writelines(f"{line}\n" for line in lines)

    def _preview(self, path: Path, reading: OrderReading) -> list[str]:
        return list(preview_lines(preview_orders(path, reading=reading, actor=JOB)))

    def _import(self, path: Path, reading: OrderReading, options: dict[str, Any]) -> list[str]:
        with progress_bar(path.name) as bar:
            run = RunOptions(chunk=options["chunk"], is_resumed=not options["restart"], on_progress=bar)
            return list(report_lines(import_orders(path, reading=reading, actor=JOB, at=now(), options=run)))
