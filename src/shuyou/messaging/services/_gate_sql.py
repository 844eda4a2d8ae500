"""The rule of the gate as SQL, in one place: for messages that are asked for one by one, and for a whole mailing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shuyou.kernel.clock import club_zone
from shuyou.messaging.models import Cap

ALLOWED: Final = ("waiting", "sending", "sent", "delivered", "bounced", "failed", "unclear")
"""States of messages that the gate has let pass: they count for limits."""

# The same rule as `rules.gate`, of a row `a` (is_off, word, digest, member_id, is_urgent, is_capped, clock) and its
# channel `c`.
VERDICT: Final = """CASE
            WHEN a.is_off THEN 'kind_off'
            WHEN NOT c.is_on OR c.channel = ANY (%(closed)s) THEN 'channel_off'
            WHEN a.word <> 'ok' AND a.word <> ALL (%(later)s) THEN a.word
            WHEN a.digest = '' THEN 'no_address'
            WHEN EXISTS (SELECT FROM messaging_suppression s WHERE s.channel = c.channel AND s.digest = a.digest
                            AND s.lifted_at IS NULL AND (s.is_total OR %(is_offer)s)) THEN 'suppressed'
            WHEN %(is_offer)s AND EXISTS (SELECT FROM messaging_holdout h WHERE h.member_id = a.member_id
                                             AND h.until > %(at)s) THEN 'holdout'
            WHEN a.is_urgent THEN 'ok'
            WHEN a.is_capped THEN 'cap'
            WHEN a.word <> 'ok' THEN a.word
            WHEN c.quiet_from <> c.quiet_until AND (
                 (c.quiet_from < c.quiet_until AND a.clock >= c.quiet_from AND a.clock < c.quiet_until)
                 OR (c.quiet_from > c.quiet_until AND (a.clock >= c.quiet_from OR a.clock < c.quiet_until)))
                 THEN 'channel_hours'
            ELSE 'ok' END"""

# What offers by each channel come to this month: what waits, and what left and was billed.
SPENT: Final = """
    SELECT m.channel, coalesce(sum(m.cost), 0) FROM messaging_message m
     WHERE m.purpose = 'marketing' AND m.channel = ANY (%(channels)s)
       AND (m.state IN ('waiting', 'sending') OR (m.sent_at >= %(month)s AND m.state = ANY (%(allowed)s)))
     GROUP BY m.channel
"""


def month_of(at: datetime) -> datetime:
    """Return when the month began, by the club's clock."""
    return at.astimezone(club_zone()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def caps_of(purpose: str) -> Sequence[Cap]:
    """Return the limits that hold for a purpose, in the order in which messages keep them."""
    return list(Cap.objects.filter(purpose=purpose).order_by("channel", "days"))


def counted_sql(caps: Sequence[Cap]) -> str:
    """Return SQL that counts for each of `asked` what was sent within each limit: a row (member_id, n0, n1 …)."""
    counts = "".join(
        f", count(*) FILTER (WHERE m.judged_at > %(at)s - interval '{cap.days} days'"
        f"{'' if cap.channel == Cap.ANY else _BY.format(channel=cap.channel)}) AS n{place}"
        for place, cap in enumerate(caps)
    )
    most = max((cap.days for cap in caps), default=0)
    return _COUNTED.format(counts=counts, most=most)


def capped_sql(caps: Sequence[Cap], channel: str) -> str:
    """Return SQL that tells whether a row of `counted` (as `n`) is at a limit of a channel, which SQL names."""
    at_limit = [f"({_FITS.format(cap=cap.channel, channel=channel)} AND coalesce(n.n{place}, 0) >= {cap.most})"
                for place, cap in enumerate(caps)]  # fmt: skip
    return f"({' OR '.join(at_limit)})" if at_limit else "false"


def kept_caps_sql(caps: Sequence[Cap], channel: str) -> str:
    """Return SQL of the limits of a channel with what was counted, as messages keep them, within JSON."""
    kept = [f"CASE WHEN {_FITS.format(cap=cap.channel, channel=channel)} THEN "
            f"'[\"{cap.channel}\",{cap.days},{cap.most},' || coalesce(n.n{place}, 0) || ']' END"
            for place, cap in enumerate(caps)]  # fmt: skip
    return f"concat_ws(',', {', '.join(kept)})" if kept else "''"


_BY: Final = " AND m.channel = '{channel}'"
_FITS: Final = "'{cap}' IN ({channel}, 'any')"
_COUNTED: Final = """
    SELECT m.member_id {counts} FROM messaging_message m JOIN asked a ON a.id = m.member_id
     WHERE m.purpose = %(purpose)s AND m.state = ANY (%(allowed)s) AND m.judged_at > %(at)s - interval '{most} days'
     GROUP BY m.member_id
"""
