"""Django's own command, which gives an empty database the baseline first, and every database the cache's table."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from shuyou.kernel.management import baseline


class Command(migrate.Command):
    def add_arguments(self, parser: ArgumentParser) -> None:
        """Also take leave to go through every migration."""
        super().add_arguments(parser)  # type: ignore[arg-type]
        parser.add_argument("--no-baseline", action="store_true", help="run every migration, however old")

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin with the baseline where all migrations are asked for, and end with the table of the cache."""
        is_whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        if is_whole and not options["no_baseline"]:
            baseline.restore()
        super().handle(*args, **options)
        if is_whole:
            call_command("createcachetable", verbosity=0)
