"""
What offers come to in a month by each channel that has a budget: a kept sum, added to, and counted anew when it binds.

Whoever lets offers pass holds the channels' settings, adds what they cost, and so never works with less than there is.
What is dropped, or sent again, is found when the sum is counted anew: at a month's beginning, and where it leaves no
room, but not more often than once a minute.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import F

from shuyou.messaging.models import Spending
from shuyou.messaging.services._gate_sql import ALLOWED, month_of

FRESH: Final = timedelta(minutes=1)
"""For how long a count is taken for what is."""

# What waits, and what left and was billed.
_COUNTED: Final = """
    INSERT INTO messaging_spending (channel, money, month, counted_at)
    SELECT c.channel, coalesce(sum(m.cost), 0), %(month)s, %(at)s
      FROM unnest(%(channels)s::text[]) AS c (channel)
      LEFT JOIN messaging_message m ON m.channel = c.channel AND m.purpose = 'marketing'
           AND (m.state IN ('waiting', 'sending') OR (m.sent_at >= %(month)s AND m.state = ANY (%(allowed)s)))
     GROUP BY c.channel
    ON CONFLICT (channel) DO UPDATE SET money = excluded.money, month = excluded.month, counted_at = excluded.counted_at
    RETURNING channel, money
"""


def spent_by(channels: Sequence[str], at: datetime, *, is_short: bool = False) -> Mapping[str, Decimal]:
    """Return what offers come to this month by channels; `is_short`: there was no room, an old count is renewed."""
    held = Spending.objects.select_for_update().filter(channel__in=channels).order_by("pk")
    rows = {row.channel: row for row in held}
    month, found = month_of(at), {channel: row.money for channel, row in rows.items()}
    old = [
        channel for channel in channels
        if channel not in rows or rows[channel].month != month or (is_short and rows[channel].counted_at <= at - FRESH)
    ]  # fmt: skip
    if old:
        with connection.cursor() as cursor:
            cursor.execute(_COUNTED, {"channels": old, "month": month, "at": at, "allowed": list(ALLOWED)})
            found |= dict(cursor.fetchall())
    return found


def forget_spent(channel: str) -> None:
    """Have a channel counted anew by whoever asks next: its price or budget is another."""
    Spending.objects.filter(channel=channel).delete()


def add_spent(channel: str, money: Decimal) -> None:
    """Add what offers cost that were let pass by a channel, or were billed otherwise than was thought."""
    if money:
        Spending.objects.filter(channel=channel).update(money=F("money") + money)
