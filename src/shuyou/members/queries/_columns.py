"""More about the members of a page than their rows say: what columns can be chosen, and what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.queries._list import speaks_chinese
from shuyou.members.queries._mask import mask_email, mask_phone, spaced

_MORE: Final = """
    SELECT m.person_id, p.gender, p.birth_date, m.joined_via, p.search_rank, coalesce(e.address, ''),
           coalesce(f.digits, ''), coalesce(c.number, ''),
           coalesce(a.province, ''), coalesce(a.district, ''), coalesce(h.name, ''), coalesce(u.full_name, ''),
           coalesce((SELECT string_agg(g.name, '、' ORDER BY g.name) FROM members_persontag x
                       JOIN members_tag g ON g.id = x.tag_id WHERE x.person_id = m.person_id), ''),
           l.orders, l.spent, l.year_spent, nullif(l.bought_on, DATE '1900-01-01'), l.points,
           coalesce((SELECT string_agg(i.name, '、' ORDER BY i.name) FROM members_institutioncontact x
                       JOIN members_institution i ON i.id = x.institution_id
                      WHERE x.person_id = m.person_id AND x.until IS NULL), '')
      FROM members_member m JOIN members_person p ON p.id = m.person_id
      LEFT JOIN members_email e ON e.person_id = m.person_id AND e.is_primary
      LEFT JOIN members_phone f ON f.person_id = m.person_id AND f.is_primary
      LEFT JOIN members_card c ON c.member_id = m.person_id AND c.status = 'active' AND c.is_main
      LEFT JOIN members_address a ON a.person_id = m.person_id AND a.is_default
      LEFT JOIN members_householdperson hp ON hp.person_id = m.person_id
      LEFT JOIN members_household h ON h.id = hp.household_id
      LEFT JOIN kernel_user u ON u.id = m.helper_id
      LEFT JOIN members_listing l ON l.person_id = m.person_id
     WHERE m.person_id = ANY (%s)
"""

_CHOICES: Final = """
    SELECT kind, key, name FROM (
        SELECT 'tier' AS kind, code AS key, CASE WHEN %(zh)s THEN name_zh ELSE name_en END AS name, rank AS place
          FROM members_tier
        UNION ALL
        SELECT 'card_kind', code, CASE WHEN %(zh)s THEN name_zh ELSE name_en END, rank FROM members_cardkind
        UNION ALL
        SELECT 'tag', id::text, name, 0 FROM members_tag WHERE is_active
        UNION ALL
        SELECT 'helper', id::text, full_name, 0 FROM kernel_user WHERE is_staff AND is_active
        UNION ALL
        SELECT 'field', code, CASE WHEN %(zh)s THEN name_zh ELSE name_en END, rank FROM members_attribute
         WHERE retired_at IS NULL
        UNION ALL
        SELECT 'likes', a.code || ':' || o.code, CASE WHEN %(zh)s THEN a.name_zh ELSE a.name_en END || ': ' || o.name,
               a.rank * 100 + o.place
          FROM members_attribute a CROSS JOIN LATERAL (
            SELECT e->>'code', CASE WHEN %(zh)s THEN e->>'zh' ELSE e->>'en' END, n
              FROM jsonb_array_elements(a.options) WITH ORDINALITY x (e, n)
             WHERE a.kind IN ('choice', 'choices') AND NOT coalesce((e->>'old')::boolean, false)
            UNION ALL SELECT g::text, g::text, g FROM generate_series(1, 5) g WHERE a.kind = 'scale'
            UNION ALL SELECT * FROM (VALUES ('true', %(yes)s, 1), ('false', %(no)s, 2)) f WHERE a.kind = 'flag'
          ) o (code, name, place) WHERE a.retired_at IS NULL
    ) c ORDER BY kind, place, name, key
"""


@dataclass(frozen=True, slots=True)
class MoreOfMember:
    """What may stand in a member's row beside what always does; contacts masked unless shown openly."""

    gender: str
    birth_date: date | None
    joined_via: str
    activity: int
    email: str
    phone: str
    card: str
    province: str
    district: str
    household: str
    helper: str
    tags: str
    orders: int | None
    spent: Decimal | None
    year_spent: Decimal | None
    bought_on: date | None
    points: int | None
    """These five: None for who is in no list; shown to who may see them."""
    institution: str


@query("members.search")
def more_of_members(*, member_ids: Sequence[int], actor: Actor, is_open: bool = False) -> Mapping[int, MoreOfMember]:
    """Return more about members by id, in one query; contacts in full only to who may see them."""
    is_open = is_open and actor.may("members.see_contact")
    with connection.cursor() as cursor:
        cursor.execute(_MORE, [list(member_ids)])
        return {row[0]: _more(row[1:], is_open=is_open) for row in cursor.fetchall()}


def _more(values: Sequence[object], *, is_open: bool) -> MoreOfMember:
    cells = list(values)
    email, phone, card = (str(cell) for cell in cells[4:7])
    if not is_open:
        email, phone = mask_email(email) if email else "", mask_phone(phone) if phone else ""
    cells[4:7] = email, phone, spaced(card)
    return MoreOfMember(*cells)  # type: ignore[arg-type]


def list_choices() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what a list may be filtered by (tiers, kinds of card, tags, helpers, fields, likings), in one query."""
    kinds = ("tier", "card_kind", "tag", "helper", "field", "likes")
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, {"zh": speaks_chinese(), "yes": gettext("yes"), "no": gettext("no")})
        for kind, key, name in cursor.fetchall():
            found[kind].append((key, name))
    return found
