"""`shuyou import preferences FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import RunOptions, progress_bar
from shuyou.kernel.files.terminal import add_import_arguments, preview_lines, report_lines
from shuyou.members.services import import_preferences, preview_preferences, undo_intake


class Command(BaseCommand):
    help = (
        "Read what a partner knows of members from CSV or Excel files: a column with the member number, card or phone,"
        " and one for each field. What readers said themselves counts before it. Rows that cannot be kept are"
        " reported in FILE.errors.csv with the reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import_arguments(parser, are_files_needed=False)
        parser.add_argument("--undo", type=int, metavar="N", help="take intake N back instead of reading a file")
        parser.add_argument("--source", default="", help="the partner's name")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        if bool(files) == bool(options["undo"]):
            raise CommandError(gettext("Name files to read, or the intake to take back: --undo N."))
        try:
            if options["undo"]:
                self._undo(options["undo"])
            for path in files:
                self._preview(path, options) if options["preview"] else self._import(path, options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def _undo(self, number: int) -> None:
        done = undo_intake(intake_id=number, actor=Actor.job("import"), at=now())
        told = gettext("intake %(number)s is taken back: of %(restored)s readers it says nothing any more")
        self.stdout.write(told % {"number": number, "restored": f"{done.restored:,}"})

    def _preview(self, path: Path, options: dict[str, Any]) -> None:
        seen = preview_preferences(path, actor=Actor.job("import"), at=now(), mapping=dict(options["mapping"]))
        self.stdout.writelines(f"{line}\n" for line in preview_lines(seen))

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        with progress_bar(path.name) as bar:
            report = import_preferences(
                path,
                actor=Actor.job("import"),
                at=now(),
                mapping=dict(options["mapping"]),
                source=options["source"],
                options=RunOptions(chunk=options["chunk"], is_resumed=not options["restart"], on_progress=bar),
            )
        self.stdout.writelines(f"{line}\n" for line in report_lines(report))
