"""Draw the baseline anew, or compare it with the migrations."""

import difflib
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel.management import baseline


class Command(BaseCommand):
    help = "Draw what all migrations make of an empty database into the file that empty databases begin with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether only to compare."""
        parser.add_argument("--check", action="store_true", help="only compare: baseline and later migrations, or all")

    def handle(self, **options: Any) -> None:
        """
        Write the file, or compare.

        :raises CommandError: the file and the migrations after it make other tables than all migrations do.
        """
        by_migrations = baseline.drawn(with_baseline=False)
        if not options["check"]:
            baseline.PATH.write_text(by_migrations, encoding="utf-8")
            self.stdout.write(f"{baseline.PATH.name}: {len(by_migrations):,} characters")
            return
        by_file = baseline.drawn(with_baseline=True)
        whole, short = (baseline.comparable(text).splitlines() for text in (by_migrations, by_file))
        if whole != short:
            unlike = difflib.unified_diff(whole, short, "migrations", "baseline", lineterm="", n=1)
            message = "\n".join(["The baseline is not what migrations make; draw it anew.", *list(unlike)[:60]])
            raise CommandError(message)
        self.stdout.write("The baseline is what migrations make.")
