"""Groups of readers by what they do with points, for whoever does something for each of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.clock import club_day

SOON: Final = 60
"""Days in which points lapse soon."""
_PART: Final = """
    SELECT m.person_id FROM members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.person_id > %(after)s AND m.status = 'active' AND NOT p.is_restricted AND {where}
     ORDER BY m.person_id LIMIT %(limit)s
"""
_SPENT: Final = """
    SELECT FROM loyalty_pointsentry e WHERE e.account_id = m.person_id AND e.kind = 'REDEEM' AND e.contra <> 'cost'
       AND e.posted_at >= %(year)s
"""


@dataclass(frozen=True, slots=True)
class PointsGroup:
    """A group: what it is called, and the SQL condition over a member `m`."""

    label: str | Promise
    where: str


GROUPS: Final = {
    "spent": PointsGroup(_("Points: spent some in the last twelve months"), f"EXISTS ({_SPENT})"),
    "unspent": PointsGroup(
        _("Points: could spend, and spent none in the last twelve months"),
        f"EXISTS (SELECT FROM loyalty_pointsaccount a WHERE a.member_id = m.person_id AND a.balance > 0)"
        f" AND NOT EXISTS ({_SPENT})",
    ),
    "lapsing": PointsGroup(
        _("Points: some lapse within 60 days"),
        "EXISTS (SELECT FROM loyalty_pointslot l WHERE l.account_id = m.person_id AND l.remaining > 0"
        " AND l.expires_on BETWEEN %(today)s AND %(soon)s)",
    ),
    "tier-at-risk": PointsGroup(
        _("Tier: about to be lost"),
        "EXISTS (SELECT FROM loyalty_tierstanding s WHERE s.member_id = m.person_id AND s.grace_until >= %(today)s)",
    ),
}


def members_by_points(key: str, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    """Return the next members of a group behind an id, in order of ids, in one query; of no group nobody."""
    group = GROUPS.get(key)
    if group is None:
        return []
    today = club_day(at)
    asked: dict[str, int | date | datetime] = {
        "after": after, "limit": limit, "today": today, "soon": today + timedelta(days=SOON),
        "year": at - timedelta(days=365),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PART.format(where=group.where), asked)
        return [row[0] for row in cursor.fetchall()]
