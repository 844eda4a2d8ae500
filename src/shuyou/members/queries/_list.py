"""Lists of members: by id, and filtered with keyset paging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import get_language

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.queries._mask import mask_phone, spaced

ROWS = """
    SELECT m.person_id, m.number, p.name, p.pinyin, t.code, CASE WHEN %(zh)s THEN t.name_zh ELSE t.name_en END,
           t.style, coalesce(f.digits, ''), coalesce(c.number, ''), coalesce(a.city, ''), m.joined_on, m.status,
           m.is_blocked
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
      LEFT JOIN members_phone f ON f.person_id = m.person_id AND f.is_primary
      LEFT JOIN members_card c ON c.member_id = m.person_id AND c.status = 'active'
      LEFT JOIN members_address a ON a.person_id = m.person_id AND a.is_default
"""

PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a list: phone masked, card as printed."""

    member_id: int
    number: str
    name: str
    pinyin: str
    tier_code: str
    tier: str
    style: int
    phone: str
    card: str
    city: str
    joined_on: date
    status: str
    is_blocked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members a list shows; empty fields do not filter."""

    tier: str = ""
    status: str = ""
    city: str = ""
    joined_from: date | None = None
    joined_to: date | None = None


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of members and where the next one starts; 0 when this is the last."""

    rows: tuple[MemberRow, ...]
    next_after: int


def member_row(row: Sequence[object]) -> MemberRow:
    """Return a row of `ROWS` as pages show it."""
    values = list(row)
    values[7], values[8] = mask_phone(str(row[7])) if row[7] else "", spaced(str(row[8]))
    return MemberRow(*values)  # type: ignore[arg-type]


def speaks_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def member_rows(*, member_ids: Sequence[int]) -> list[MemberRow]:
    """Return members by id in the order given, in one query."""
    with planned() as cursor:
        cursor.execute(
            f"{ROWS} WHERE m.person_id = ANY (%(ids)s) ORDER BY array_position(%(ids)s::bigint[], m.person_id)",
            {"zh": speaks_chinese(), "ids": list(member_ids)},
        )
        return [member_row(row) for row in cursor.fetchall()]


@query("members.search")
def list_members(*, wanted: MemberFilter, after: int, actor: Actor, limit: int = PAGE) -> MemberPage:
    """Return members that pass the filter, newest first, from before the id `after` (0: from the top), in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{ROWS} WHERE (%(after)s = 0 OR m.person_id < %(after)s)"
            " AND (%(tier)s = '' OR t.code = %(tier)s) AND (%(status)s = '' OR m.status = %(status)s)"
            " AND (%(city)s = '' OR a.city IN (%(city)s, %(city)s || '市'))"
            " AND (%(joined_from)s::date IS NULL OR m.joined_on >= %(joined_from)s)"
            " AND (%(joined_to)s::date IS NULL OR m.joined_on <= %(joined_to)s)"
            " ORDER BY m.person_id DESC LIMIT %(limit)s",
            {
                "zh": speaks_chinese(), "after": after, "limit": limit + 1,
                "tier": wanted.tier, "status": wanted.status, "city": wanted.city,
                "joined_from": wanted.joined_from, "joined_to": wanted.joined_to,
            },
        )  # fmt: skip
        rows = [member_row(row) for row in cursor.fetchall()]
    is_more = len(rows) > limit
    page = tuple(rows[:limit])
    return MemberPage(page, page[-1].member_id if is_more else 0)
