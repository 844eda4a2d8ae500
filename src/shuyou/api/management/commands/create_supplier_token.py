"""Let a supplier's program call the API."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from shuyou.api.services import TokenDraft, create_token
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.errors import DomainError
from shuyou.supply.services import let_program_act


class Command(BaseCommand):
    help = "Let a supplier's program call the API: it sees that supplier's rows only. The token is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("supplier", help="the supplier's code")
        parser.add_argument("name", help="what the program is called in lists")
        parser.add_argument("--days", type=int, default=365, help="how long it may (365)")

    def handle(self, *, supplier: str, name: str, days: int, **_: Any) -> None:
        actor, at = Actor.job("create_supplier_token"), now()
        draft = TokenDraft(
            name=name, scopes=frozenset({"supply.act_for_supplier"}), expires_at=at + timedelta(days=days)
        )
        try:
            token = create_token(draft, actor=actor, at=at)
            let_program_act(supplier_code=supplier, token_uid=UUID(token.uid), actor=actor, at=at)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(token.secret)
        self.stderr.write(f"{name}: acts for {supplier} until {draft.expires_at:%Y-%m-%d}; shown only this time")
