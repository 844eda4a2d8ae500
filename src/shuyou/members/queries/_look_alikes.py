"""Who somebody that is being entered may be: looked up by keys only, while the form is typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.rules.names import spelled
from shuyou.members.rules.sounds import spellings

MOST: Final = 5
NAMESAKES: Final = 300
"""People of one name, or one sound, who are looked at: there are hundreds of a common one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """What is typed of somebody so far, as the rules write it; empty where nothing is, or not yet enough."""

    name: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    birth_date: date | None = None
    city: str = ""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A member whom the newcomer may be, and why."""

    row: MemberRow
    reasons: tuple[str, ...]


_FIND = """
    WITH namesake AS MATERIALIZED (
        SELECT id, birth_date FROM members_person WHERE name = %(name)s LIMIT %(namesakes)s
    ), sounding AS MATERIALIZED (
        SELECT id, birth_date FROM members_person
         WHERE pinyin = ANY (%(pinyin)s) AND name <> %(name)s LIMIT %(namesakes)s
    ), hit AS (
        (SELECT person_id, 'phone' AS why, 40 AS weight FROM members_phone WHERE digits = ANY (%(phones)s) LIMIT 20)
        UNION ALL (SELECT person_id, 'email', 40 FROM members_email WHERE address = %(email)s LIMIT 20)
        UNION ALL (SELECT id, 'name and birth', 50 FROM namesake WHERE birth_date = %(born)s LIMIT 20)
        UNION ALL (SELECT id, 'sound and birth', 30 FROM sounding WHERE birth_date = %(born)s LIMIT 20)
        UNION ALL (SELECT n.id, 'name and city', 20 FROM namesake n
                     JOIN members_address a ON a.person_id = n.id AND a.city = ANY (%(cities)s) LIMIT 20)
        UNION ALL (SELECT s.id, 'sound and city', 5 FROM sounding s
                     JOIN members_address a ON a.person_id = s.id AND a.city = ANY (%(cities)s) LIMIT 20)
    )
    SELECT h.person_id, array_agg(DISTINCT h.why) FROM hit h JOIN members_member m ON m.person_id = h.person_id
     WHERE m.merged_into_id IS NULL
     GROUP BY h.person_id ORDER BY sum(h.weight) DESC, h.person_id LIMIT %(most)s
"""


@query("members.search")
def look_alikes(*, newcomer: Newcomer, actor: Actor) -> list[LookAlike]:
    """
    Return the members whom a newcomer may be, the likeliest first, at most five, in two queries by b-tree.

    By phone, e-mail, name with birth date or city, and by a name that sounds alike with either.
    """
    if not (newcomer.name or newcomer.phones or newcomer.email):
        return []
    city = newcomer.city
    with planned() as cursor:
        cursor.execute(
            _FIND,
            {
                "name": newcomer.name,
                "pinyin": spellings(spelled(newcomer.name)[0]) if newcomer.name else [],
                "phones": list(newcomer.phones),
                "email": newcomer.email,
                "born": newcomer.birth_date,
                "cities": [city, f"{city}市"] if city else [],
                "namesakes": NAMESAKES,
                "most": MOST,
            },
        )
        why: dict[int, Sequence[str]] = dict(cursor.fetchall())
    return [LookAlike(row, tuple(map(_said, why[row.member_id]))) for row in member_rows(member_ids=list(why))]


def _said(why: str) -> str:
    return {
        "phone": gettext("this phone number"),
        "email": gettext("this e-mail address"),
        "name and birth": gettext("this name and birth date"),
        "sound and birth": gettext("a name that sounds alike, and this birth date"),
        "name and city": gettext("this name in this city"),
        "sound and city": gettext("a name that sounds alike in this city"),
    }[why]
