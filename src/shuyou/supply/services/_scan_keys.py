"""Scans that come twice, from a double click or a request that is sent again."""

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.supply.models import ScanKey


@step
def is_new_scan(key: str, *, paper: str) -> bool:
    """Note that a scan is counted into a paper, and tell whether it was not before; one without a key always is new."""
    if not key:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO supply_scankey (paper, key) VALUES (%s, %s) ON CONFLICT (paper, key) DO NOTHING",
            [paper, key[:40]],
        )
        return bool(cursor.rowcount)


@step
def forget_scans(*, paper: str) -> None:
    """Forget the scans of a paper that nothing is scanned into any more."""
    ScanKey.objects.filter(paper=paper).delete()
