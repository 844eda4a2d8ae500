"""Show who may call the API."""

from typing import Any

from django.core.management.base import BaseCommand

from shuyou.api.queries import list_tokens
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now


class Command(BaseCommand):
    help = "Show all tokens: what each may do, whether it still opens anything, and when it was used last."

    def handle(self, **_: Any) -> None:
        at = now()
        for token in list_tokens(actor=Actor.job("list_tokens")):
            used = f"used {token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never used"
            if token.revoked_at:
                state = f"revoked {token.revoked_at:%Y-%m-%d}"
            else:
                state = f"{'expired' if token.expires_at <= at else 'good until'} {token.expires_at:%Y-%m-%d}"
            self.stdout.write(f"{token.prefix}…  {token.name}  {state}  {used}  {' '.join(token.scopes)}")
