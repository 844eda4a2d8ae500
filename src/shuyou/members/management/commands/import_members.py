"""`shuyou import members FILE`."""

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
from shuyou.members.rules.intakes import stays_because
from shuyou.members.services import import_members, preview_members, undo_intake


class Command(BaseCommand):
    help = (
        "Read members from CSV or Excel files. Every row becomes a member, adds to one, or is reported in"
        " FILE.errors.csv with the reason. An import that was broken off goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_import_arguments(parser, are_files_needed=False)
        parser.add_argument("--undo", type=int, metavar="N", help="take intake N back instead of reading a file")
        parser.add_argument(
            "--source", default="", help="the old system's name, if its numbers may clash with another's"
        )
        parser.add_argument("--via", default="import", help="how these readers joined, if the file does not say")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        if bool(files) == bool(options["undo"]):
            raise CommandError(gettext("Name files to read, or the intake to take back: --undo N."))
        if options["undo"]:
            self._undo(options["undo"])
        for path in files:
            try:
                self._preview(path, options) if options["preview"] else self._import(path, options)
            except DomainError as refusal:
                raise CommandError(str(refusal)) from refusal

    def _undo(self, number: int) -> None:
        try:
            done = undo_intake(intake_id=number, actor=Actor.job("import"), at=now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        told = gettext("intake %(number)s is taken back: %(removed)s removed, %(restored)s as they were before")
        counts = {"removed": f"{done.removed:,}", "restored": f"{done.restored:,}"}
        self.stdout.write(told % {"number": number, **counts})
        for reason, count in done.stayed.items():
            self.stdout.write(f"  {stays_because(reason)}: {count:,}")

    def _preview(self, path: Path, options: dict[str, Any]) -> None:
        seen = preview_members(path, actor=Actor.job("import"), at=now(), mapping=dict(options["mapping"]))
        self.stdout.writelines(f"{line}\n" for line in preview_lines(seen))

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        with progress_bar(path.name) as bar:
            report = import_members(
                path,
                actor=Actor.job("import"),
                at=now(),
                mapping=dict(options["mapping"]),
                joined_via=options["via"],
                source=options["source"],
                options=RunOptions(chunk=options["chunk"], is_resumed=not options["restart"], on_progress=bar),
            )
        self.stdout.writelines(f"{line}\n" for line in report_lines(report))
