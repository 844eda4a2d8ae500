"""Compare every ledger with the balances cached from it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from shuyou.kernel import ledgers


class Command(BaseCommand):
    help = "Re-derive every balance from its ledger and name each difference; there must be none."

    def handle(self, **_: Any) -> None:
        found = ledgers.differences()
        for difference in found:
            self.stderr.write(
                f"{difference.ledger}: row {difference.row_id} says {difference.cached},"
                f" its lines say {difference.derived}"
            )
        if found:
            message = f"{len(found)} differences"
            raise CommandError(message)
        self.stdout.write(f"no difference in {', '.join(ledgers.ledgers())}")
