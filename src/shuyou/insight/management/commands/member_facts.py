"""Write the page that says what every fact about a member is (docs/member-facts.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Print the page of facts about members, made from their declarations; --write puts it into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", type=Path)

    def handle(self, *, write: Path | None, **_: Any) -> None:
        page = page_of_facts()
        if write is None:
            self.stdout.write(page)
        else:
            write.write_text(page, "utf-8")


def page_of_facts() -> str:
    """Return the page as text."""
    from shuyou.insight.rules.facts import FACTS, GROUPS  # it loads an engine's expressions

    head = (
        "# Facts about members\n\n"
        f"{len(FACTS)} facts, one wide row for each member, in `member_facts` of the [lake](decisions/lake.md):\n"
        "worked out for all at night, and within seconds for whom something happened. This page is made from the\n"
        "declarations (`shuyou manage member_facts --write docs/member-facts.md`). Money is in hundredths; `age` is\n"
        "how many days ago.\n"
    )
    parts = [head]
    for group in GROUPS:
        parts.append(f"\n## {group.name}\n\nFrom {group.sources}.\n\n")
        parts.append("| fact | 中文 | English | unit | formula |\n|---|---|---|---|---|\n")
        parts += [f"| `{f.name}` | {f.zh} | {f.en} | {f.unit} | {f.formula} |\n" for f in group.facts]
    return "".join(parts)
