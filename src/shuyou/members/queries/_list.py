"""Members as lists show them, by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from shuyou.kernel.statements import planned
from shuyou.members.queries._mask import mask_phone, spaced

ROWS = """
    SELECT m.person_id, m.number, p.name, p.pinyin, t.code, CASE WHEN %(zh)s THEN t.name_zh ELSE t.name_en END,
           t.style, coalesce(f.digits, ''), coalesce(c.number, ''), coalesce(a.city, ''), m.joined_on, m.status,
           m.is_blocked
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
      LEFT JOIN members_phone f ON f.person_id = m.person_id AND f.is_primary
      LEFT JOIN members_card c ON c.member_id = m.person_id AND c.status = 'active' AND c.is_main
      LEFT JOIN members_address a ON a.person_id = m.person_id AND a.is_default
"""


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
