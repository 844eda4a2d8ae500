"""Ledgers and the balances cached from them: a check that re-derives each balance and names every difference."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from shuyou.kernel.jobs import app

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cached balance that is not the sum of its ledger."""

    ledger: str
    row_id: int
    cached: int
    derived: int


type Check = Callable[[], Sequence[Difference]]

_checks: dict[str, Check] = {}


def check_by_sql(ledger: str, sql: str) -> None:
    """Register a check: SQL that returns (row id, cached, derived) for each row where the two differ."""

    def check() -> Sequence[Difference]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [Difference(ledger, *row) for row in cursor.fetchall()]

    _checks[ledger] = check


def differences(*, of: str = "") -> list[Difference]:
    """Return every difference in every ledger whose name begins so; an empty list is the only good answer."""
    return [difference for name, check in _checks.items() if name.startswith(of) for difference in check()]


def ledgers() -> list[str]:
    """Return the names of the ledgers that are checked."""
    return sorted(_checks)


@app.periodic(cron="43 3 * * *")
@app.task(queue="maintenance", queueing_lock="compare_ledgers")
def compare_ledgers(timestamp: int) -> int:
    """Compare every ledger with its balances each night and log what differs; return how many do."""
    found = differences()
    for difference in found:
        log.error(
            "ledger %s: row %d says %d, its lines say %d",
            difference.ledger,
            difference.row_id,
            difference.cached,
            difference.derived,
        )
    return len(found)
