"""Contacts of all readers, and how many of them were known by name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone, day_start
from shuyou.kernel.usecase import query
from shuyou.members.models import Contact

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """A contact: when, who, how, and whether they were recognised; no person for a caller nobody knew."""

    contact_id: int
    at: datetime
    channel: str
    direction: str
    recognition: str
    topic: str
    text: str
    minutes: int | None
    person: str
    number: str
    staff: str

    @property
    def channel_label(self) -> str:
        """The channel's name in the reader's language."""
        return str(Contact.Channel(self.channel).label)

    @property
    def direction_label(self) -> str:
        """Which way it went, in the reader's language."""
        return str(Contact.Direction(self.direction).label)

    @property
    def recognition_label(self) -> str:
        """How they were recognised, in the reader's language."""
        return str(Contact.Recognition(self.recognition).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFilter:
    """Which contacts a list shows; an empty word does not filter."""

    channel: str = ""
    recognition: str = ""


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A stretch of contacts, and where the next one begins."""

    rows: tuple[LoggedRow, ...]
    next_before: tuple[datetime, int] | None


@dataclass(frozen=True, slots=True)
class Share:
    """How many contacts of one week, channel or colleague were recognised, and how."""

    key: str
    label: str
    total: int
    by_name: int
    by_card: int
    by_clue: int

    @property
    def unknown(self) -> int:
        """How many were not recognised."""
        return self.total - self.by_name - self.by_card - self.by_clue

    @property
    def rate(self) -> float:
        """The share of those known by name, from 0 to 1."""
        return self.by_name / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Recognition:
    """How many contacts were known by name, in all, by week, by channel and by colleague."""

    whole: Share
    weeks: tuple[Share, ...]
    channels: tuple[Share, ...]
    staff: tuple[Share, ...]


_LIST = """
    SELECT c.id, c.at, c.channel, c.direction, c.recognition, c.topic, c.text, c.minutes, coalesce(p.name, ''),
           coalesce(m.number, ''), coalesce(u.full_name, '')
      FROM members_contact c LEFT JOIN members_person p ON p.id = c.person_id
      LEFT JOIN members_member m ON m.person_id = c.person_id LEFT JOIN kernel_user u ON u.id = c.staff_id
"""

# One walk over the contacts of the time asked for (index `contacts_by_time`), counted three ways.
_SHARES = """
    WITH told AS (
        SELECT to_char(date_trunc('week', at AT TIME ZONE %(zone)s), 'YYYY-MM-DD') AS week, channel, staff_id,
               count(*) AS total, count(*) FILTER (WHERE recognition = 'name') AS by_name,
               count(*) FILTER (WHERE recognition = 'card') AS by_card,
               count(*) FILTER (WHERE recognition = 'clue') AS by_clue
          FROM members_contact WHERE at >= %(since)s AND at < %(until)s AND direction = 'in'
         GROUP BY 1, 2, 3
    )
    SELECT CASE WHEN grouping(week) = 0 THEN 'week' WHEN grouping(channel) = 0 THEN 'channel'
                WHEN grouping(staff_id) = 0 THEN 'staff' ELSE 'whole' END AS way,
           coalesce(week, channel, staff_id::text, ''), coalesce(max(u.full_name), ''),
           coalesce(sum(total), 0)::bigint, coalesce(sum(by_name), 0)::bigint,
           coalesce(sum(by_card), 0)::bigint, coalesce(sum(by_clue), 0)::bigint
      FROM told LEFT JOIN kernel_user u ON u.id = staff_id
     GROUP BY GROUPING SETS ((week), (channel), (staff_id), ())
     ORDER BY 1, 2
"""


@query("members.view")
def list_contacts(
    *, wanted: ContactFilter, before: tuple[datetime, int] | None = None, limit: int = PAGE, actor: Actor
) -> ContactPage:
    """Return contacts that pass a filter, the latest first, in one query (index `contacts_by_time`)."""
    where, values = ["true"], list[str | int | datetime]()
    for column, word in (("channel", wanted.channel), ("recognition", wanted.recognition)):
        if word:
            where.append(f"c.{column} = %s")
            values.append(word)
    if before is not None:
        where.append("(c.at, c.id) < (%s, %s)")
        values += before
    sql = f"{_LIST} WHERE {' AND '.join(where)} ORDER BY c.at DESC, c.id DESC LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit + 1])
        rows = [LoggedRow(*row) for row in cursor.fetchall()]
    last = rows[limit - 1] if len(rows) > limit else None
    return ContactPage(tuple(rows[:limit]), (last.at, last.contact_id) if last else None)


@query("members.see_recognition")
def recognition(*, first: date, last: date, actor: Actor) -> Recognition:
    """Return how readers who got in touch from one day to another, both included, were recognised, in one query."""
    asked: dict[str, str | datetime] = {"zone": str(club_zone()), "since": day_start(first), "until": _day_after(last)}
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, asked)
        told = cursor.fetchall()
    ways: dict[str, list[Share]] = {"week": [], "channel": [], "staff": [], "whole": []}
    for way, key, name, *counts in told:
        ways[way].append(Share(key, _label(way, key, name), *map(int, counts)))
    whole = ways["whole"][0] if ways["week"] else Share("", "", 0, 0, 0, 0)
    staff = sorted(ways["staff"], key=lambda share: -share.total)
    return Recognition(whole, tuple(ways["week"]), tuple(ways["channel"]), tuple(staff))


def _label(way: str, key: str, name: str) -> str:
    if way == "channel":
        return str(Contact.Channel(key).label)
    return name or str(_("not by staff")) if way == "staff" else key


def _day_after(day: date) -> datetime:
    return day_start(date.fromordinal(day.toordinal() + 1))
