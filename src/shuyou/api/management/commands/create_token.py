"""Let a program call the API."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.api.services import TokenDraft, create_token
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError


class Command(BaseCommand):
    help = "Let a program call the API with a new token. The token is printed once and kept nowhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what the program is called in lists")
        parser.add_argument("--scope", action="append", default=[], help="what it may do; may be repeated")
        parser.add_argument("--store", default="", help="the code of the one store whose matters it sees")
        parser.add_argument("--days", type=int, default=365, help="how long it may (365)")
        parser.add_argument("--calls-per-minute", type=int, default=600, help="how often it may (600)")

    def handle(self, *, name: str, scope: list[str], store: str, days: int, calls_per_minute: int, **_: Any) -> None:
        if not (1 <= days <= 3_650 and 1 <= calls_per_minute <= 1_000_000 and 1 <= len(name) <= 80):
            raise CommandError("give a name of 1 to 80 characters, 1 to 3650 days, 1 to 1000000 calls")
        at = now()
        draft = TokenDraft(
            name=name,
            scopes=frozenset(scope),
            expires_at=at + timedelta(days=days),
            calls_per_minute=calls_per_minute,
            store=store,
        )
        try:
            token = create_token(draft, actor=Actor.job("create_token"), at=at)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(token.secret)
        self.stderr.write(f"{name}: good until {draft.expires_at:%Y-%m-%d}; this is the only time it is shown")
