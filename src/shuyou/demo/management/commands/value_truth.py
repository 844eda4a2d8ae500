"""Measure the models of value on the sample club, where what they guess is known."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from shuyou.demo.queries import value_truth
from shuyou.kernel import clock


class Command(BaseCommand):
    help = (
        "Work the sample club out on paper, let the models of value judge its readers by their orders alone, and print"
        " how often they are right, beside plain models. Reads and writes no database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=20_000, help="how many readers (20000)")
        parser.add_argument("--until", type=datetime.fromisoformat, help="as of which moment (now)")

    def handle(self, *, members: int, until: datetime | None, **_: Any) -> None:
        at = (until or clock.now()).astimezone(clock.club_zone())
        for row in value_truth(members=members, until=at):
            self.stdout.write(f"{row.what:58} {row.ours:>9} {row.plain:>9}  {row.note}")
