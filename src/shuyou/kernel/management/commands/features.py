"""The features that tests show to work, and those that none does yet."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel.management import claims
from shuyou.kernel.management.catalogs import SOURCE

ROOT = SOURCE.parent.parent


class Command(BaseCommand):
    help = "List the features of docs/features.tsv with the tests that claim them by @pytest.mark.feature."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--package", help="only features of this package")
        parser.add_argument("--missing", action="store_true", help="only features that no test shows")
        parser.add_argument("--json", action="store_true", help='a list of {"id", "package", "tests"}')

    def handle(self, *, package: str | None, missing: bool, json: bool, **_: Any) -> None:
        if not (ROOT / claims.TABLE).exists():
            message = f"there is no {claims.TABLE} here: features are listed from a checkout"
            raise CommandError(message)
        try:
            tests = claims.tests_by_feature(claims.claims(ROOT))
        except claims.UnreadableClaim as fault:
            raise CommandError(str(fault)) from fault
        asked = [feature for feature in claims.features(ROOT) if package in (None, feature.package)]
        if not asked:
            message = f"no feature belongs to a package called {package}"
            raise CommandError(message)
        shown = [feature for feature in asked if not (missing and tests.get(feature.id))]
        if json:
            self._write_json(shown, tests)
        else:
            self._write_table(shown, tests)
            done = sum(bool(tests.get(feature.id)) for feature in asked)
            self.stdout.write(f"{done} of {len(asked)} features have a test")

    def _write_json(self, shown: list[claims.Feature], tests: dict[str, list[str]]) -> None:
        rows = [{"id": one.id, "package": one.package, "tests": tests.get(one.id, [])} for one in shown]
        self.stdout.write(json.dumps(rows, indent=1))

    def _write_table(self, shown: list[claims.Feature], tests: dict[str, list[str]]) -> None:
        for one in shown:
            self.stdout.write(f"{one.id:<5} {one.package:<11} {len(tests.get(one.id, [])):>3}  {one.name}")
