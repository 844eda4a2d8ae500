"""Fill the lake of analyses from the database, or compare the two."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.insight import services
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Fill the lake: `full` reads everything anew, `day` what changed; `check` compares it with the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("full", "day", "check"))

    def handle(self, *, what: str, **_: Any) -> None:
        actor = Actor.job("insight.fill_lake")
        try:
            if what == "check":
                self._check(actor)
                return
            filled = services.fill_lake(kind=what, actor=actor, at=clock.now())
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        for step, seconds in filled.seconds.items():
            self.stdout.write(f"{step:20} {seconds:8.2f} s")
        self.stdout.write(f"{filled.kind}: {filled.rows:,} rows read, {filled.files:,} files written")

    def _check(self, actor: Actor) -> None:
        checked = services.check_lake(actor=actor)
        for one in checked:
            sign = "  " if one.is_sound else "! "
            said = f"{one.rows:12,} in the lake {one.in_database:12,} in the database {one.changed_since:10,} changed"
            self.stdout.write(f"{sign}{one.table:20}{said}")
        if not all(one.is_sound for one in checked):
            raise CommandError("The lake differs from the database: run “shuyou lake full”.")
