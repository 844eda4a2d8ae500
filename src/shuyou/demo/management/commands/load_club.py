"""Load the sample club."""

import time
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shuyou.demo.errors import ClubNotEmpty
from shuyou.demo.services import SEED, ClubPlan, load_club
from shuyou.kernel import clock

SMALL = {"members": 300, "share_of_books": Decimal("0.1")}


class Command(BaseCommand):
    help = (
        "Load the sample club: books, readers and three years of orders, all invented. Safe to run again: it goes on"
        " where it was broken off, and does nothing once loaded. Refuses a database that holds anything of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=20_000, help="how many readers (20000)")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, another club")
        parser.add_argument("--small", action="store_true", help="300 readers and a tenth of the books, for a look")
        parser.add_argument("--folder", type=Path, default=settings.SHUYOU_VAR / "club", help="where its files go")

    def handle(self, *, members: int, seed: int, small: bool, folder: Path, **_: Any) -> None:
        if members < 1:
            raise CommandError("a club needs at least one reader")
        plan = ClubPlan(seed=seed, members=members)
        if small:
            plan = ClubPlan(seed=seed, members=300, share_of_books=Decimal("0.1"))
        started = time.perf_counter()

        def tell(what: str) -> None:
            self.stdout.write(f"{time.perf_counter() - started:6.1f} s  {what}")
            self.stdout.flush()

        try:
            is_new = load_club(plan, folder=folder, at=clock.now(), tell=tell)
        except ClubNotEmpty as refusal:
            raise CommandError(str(refusal)) from refusal
        tell("sample club loaded" if is_new else "sample club is there already")
