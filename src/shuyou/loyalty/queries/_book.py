"""The points book: what each account holds, and what the last check found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.loyalty.queries._points import CONTRA

ACCOUNTS: Final = {
    "readers": _("Readers: points owed to them"),
    "cost": _("Cost of points given"),
    "sales": _("Spent on orders"),
    "rewards": _("Spent on rewards"),
    "breakage": _("Lapsed"),
    "held": _("Set aside"),
    "merge": _("Between members who became one"),
    "member": _("Between readers of a household"),
}
_BALANCES: Final = f"""
    SELECT account, sum(points) FILTER (WHERE points > 0), -sum(points) FILTER (WHERE points < 0) FROM (
        SELECT 'readers' AS account, points FROM loyalty_pointsentry WHERE posted_at < %(until)s
         UNION ALL
        SELECT {CONTRA}, -points FROM loyalty_pointsentry WHERE posted_at < %(until)s) b
     GROUP BY account ORDER BY account
"""  # noqa: S608 - the expression is ours
_CHECK: Final = """
    SELECT at, payload->>'differences' FROM kernel_event WHERE name = 'loyalty.points_book_checked'
     ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class BookRow:
    """What was put into an account and taken out of it."""

    account: str
    label: str
    put_in: int
    taken_out: int

    @property
    def balance(self) -> int:
        """Return what it holds."""
        return self.put_in - self.taken_out


@dataclass(frozen=True, slots=True)
class PointsBook:
    """All accounts up to a moment, and when they were last compared with what is kept of them."""

    rows: tuple[BookRow, ...]
    checked_at: datetime | None
    differences: int

    @property
    def sum(self) -> int:
        """Return what all accounts hold together, which is nothing."""
        return sum(row.balance for row in self.rows)


@query("loyalty.check_book")
def points_book(*, until: datetime, actor: Actor) -> PointsBook:
    """Return what each account of the points ledger holds at a moment, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, {"until": until})
        rows = tuple(
            BookRow(account, _label(account), int(put_in or 0), int(taken_out or 0))
            for account, put_in, taken_out in cursor.fetchall()
        )
        cursor.execute(_CHECK)
        checked = cursor.fetchone()
    return PointsBook(rows, checked[0] if checked else None, int(checked[1]) if checked else 0)


def _label(account: str) -> str:
    """Return what an account is called; each partner brand has one of its own."""
    kind, _sep, code = account.partition(":")
    return _("Partner brand %(code)s") % {"code": code} if kind == "partner" else str(ACCOUNTS.get(account, account))
