"""The catalogs of translations: checked, brought up to date, compiled."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel.management import catalogs


class Command(BaseCommand):
    help = "Check (default), update or compile the Chinese translations of every package."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="fail if anything is missing or wrong (the default)")
        what.add_argument("--update", action="store_true", help="add new texts to django.po, keeping translations")
        what.add_argument("--compile", action="store_true", help="write django.mo where django.po is newer")
        parser.add_argument("--package", action="append", default=[], help="only this package; may be repeated")
        parser.add_argument("--prune", action="store_true", help="with --update: forget texts that are gone")

    def handle(self, *, package: list[str], update: bool, compile: bool, prune: bool, **_: Any) -> None:  # noqa: A002
        chosen = [one for one in catalogs.packages() if not package or one.name in package]
        if unknown := set(package) - {one.name for one in chosen}:
            message = f"no such package: {', '.join(sorted(unknown))}"
            raise CommandError(message)
        try:
            if update:
                self._update(chosen, prune=prune)
            elif compile:
                self._compile(chosen)
            else:
                self._check(chosen)
        except catalogs.JoinedText as fault:
            raise CommandError(str(fault)) from fault

    def _check(self, chosen: list[catalogs.Package]) -> None:
        found = [problem for one in chosen for problem in catalogs.problems(one)]
        found += catalogs.disagreements(catalogs.packages())
        for problem in found:
            self.stderr.write(problem)
        if found:
            message = f"{len(found)} translation problems; `shuyou manage translations --update` adds what is missing"
            raise CommandError(message)
        self.stdout.write(f"translations of {len(chosen)} packages are complete")

    def _update(self, chosen: list[catalogs.Package], *, prune: bool) -> None:
        known = catalogs.memory(catalogs.packages())
        for one in chosen:
            catalog = catalogs.merged(one.texts(), one.read(), known, prune=prune)
            if not catalogs.entries(catalog) and not catalog.obsolete:
                one.catalog_path.unlink(missing_ok=True)
                continue
            content = catalogs.rendered(catalog)
            if one.catalog_path.exists() and one.catalog_path.read_bytes() == content:
                continue
            one.catalog_path.parent.mkdir(parents=True, exist_ok=True)
            one.catalog_path.write_bytes(content)
            left = sum(not catalogs.is_translated(entry) for entry in catalogs.entries(catalog).values())
            self.stdout.write(f"{one.name}: {len(catalogs.entries(catalog))} texts, {left} to translate")

    def _compile(self, chosen: list[catalogs.Package]) -> None:
        done = [one.name for one in chosen if catalogs.compile_catalog(one)]
        self.stdout.write(f"compiled: {', '.join(done)}" if done else "translations are compiled already")
