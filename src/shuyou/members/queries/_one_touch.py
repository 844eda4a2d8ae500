"""
One-touch search for members: from whatever the caller happens to know to the member, by plain b-trees.

Each shape of clue has its indexes: full phone, its tail, card and member number, e-mail, name (whole, beginning, end),
pinyin and initials. No clue is looked for where it cannot be.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Clue
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.queries._list import ROWS, MemberRow, member_row, speaks_chinese
from shuyou.members.queries._mask import mask_email, mask_phone
from shuyou.members.rules.media import is_scan, scanned_codes

__all__ = ["Found", "find_members", "mask_email", "mask_phone"]

LAST = chr(0x10FFFD)
"""A character behind all that anybody types; with it, a range stands for “begins with”."""

_CJK = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[a-z ]+")

# Every part answers (person_id, how it matched, how good the match is).
_BY_PHONE = "SELECT person_id, 'phone' AS matched, 90 AS score FROM members_phone WHERE digits = %(digits)s"
_BY_TAIL = "SELECT person_id, 'phone', 80 FROM members_phone WHERE right(digits, 4) = %(digits)s"
_BY_LONGER_TAIL = """
    SELECT person_id, 'phone', 80 FROM members_phone
     WHERE reverse(digits) ~>=~ %(backwards)s AND reverse(digits) ~<~ %(backwards_to)s
"""
_BY_PHONE_HEAD = (
    "SELECT person_id, 'phone', 60 FROM members_phone WHERE digits ~>=~ %(digits)s AND digits ~<~ %(digits_to)s"
)
_BY_CARD = "SELECT member_id, 'card:' || status, 95 FROM members_card WHERE number = %(digits)s"
_BY_MEDIUM = """
    SELECT c.member_id, 'card:' || c.status, 95 FROM members_cardmedium u JOIN members_card c ON c.id = u.card_id
     WHERE u.code = ANY (%(codes)s) AND u.is_active
"""
_BY_NUMBER = "SELECT person_id, 'number', 95 FROM members_member WHERE number = %(upper)s"
_BY_PLAIN_NUMBER = "SELECT person_id, 'number', 95 FROM members_member WHERE number = %(digits)s"
_BY_EMAIL = """
    SELECT person_id, 'email', 90 FROM members_email
     WHERE address ~>=~ %(text)s AND address ~<~ %(text_to)s
"""
_BY_NAME = """
    SELECT id, 'name', 100 FROM members_person WHERE name = %(name)s ORDER BY search_rank DESC LIMIT %(limit)s
"""
_BY_NAME_RANGE = """
    SELECT id, 'name', 70 FROM members_person
     WHERE name ~>=~ %(name)s AND name ~<~ %(name_to)s ORDER BY search_rank DESC LIMIT %(limit)s
"""
_BY_NAME_HEAD = """
    SELECT id, 'name', 70 FROM members_person
     WHERE left(name, 2) = %(name)s ORDER BY search_rank DESC LIMIT %(limit)s
"""
_BY_NAME_TAIL = """
    SELECT id, 'name', 65 FROM members_person
     WHERE right(name, 2) = %(last)s AND right(name, length(%(name)s)) = %(name)s
     ORDER BY search_rank DESC LIMIT %(limit)s
"""
_BY_SURNAME = """
    SELECT id, 'name', 60 FROM members_person
     WHERE name ~>=~ %(name)s AND name ~<~ %(name_to)s ORDER BY name USING ~<~, search_rank DESC
"""
_BY_INITIALS = """
    SELECT id, 'initials', 70 FROM members_person WHERE initials = %(flat)s ORDER BY search_rank DESC LIMIT %(limit)s
"""
_BY_INITIALS_HEAD = """
    SELECT id, 'initials', 50 FROM members_person
     WHERE left(initials, 2) = %(flat)s ORDER BY search_rank DESC LIMIT %(limit)s
"""
# Names that only begin so are not even looked for when whole names are enough.
_BY_PINYIN = """
    SELECT * FROM (
        (SELECT id, 'pinyin', 62 FROM members_person WHERE pinyin = %(flat)s ORDER BY search_rank DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT id, 'pinyin', 60 FROM (
            SELECT id, search_rank FROM members_person WHERE pinyin ~>~ %(flat)s AND pinyin ~<~ %(flat_to)s LIMIT 200
            ) longer ORDER BY search_rank DESC LIMIT %(limit)s)
        ) sounds LIMIT %(limit)s
"""

_FIND = f"""
    SELECT r.*, found.matched FROM (
        SELECT p.id AS person_id, max(u.score) AS score, p.search_rank, min(
               CASE WHEN m.merged_into_id > 0 AND u.matched = 'number' THEN 'merged:' || m.number ELSE u.matched END
               ) AS matched
          FROM (%s) u (person_id, matched, score) JOIN members_member m ON m.person_id = u.person_id
          JOIN members_person p ON p.id = coalesce(m.merged_into_id, m.person_id)
           AND (p.erased_at IS NULL OR u.matched = 'number')
         GROUP BY p.id, p.search_rank ORDER BY score DESC, p.search_rank DESC, p.id LIMIT %%(limit)s
    ) found JOIN LATERAL ({ROWS.replace("%", "%%")} WHERE m.person_id = found.person_id) r ON true
    ORDER BY found.score DESC, found.search_rank DESC, found.person_id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Found:
    """A member who answers a clue, by what, and how well."""

    row: MemberRow
    matched: str


@query("members.search")
def find_members(*, clue: Clue, actor: Actor, limit: int = 8) -> list[Found]:
    """
    Return the members whom a clue may mean, best match first, then the most active, in one query.

    A clue to somebody who was merged leads to the member they were merged into.
    """
    parts = _parts(clue)
    if not parts:
        return []
    values: dict[str, str | int | list[str]] = {**_values(clue, limit), "zh": speaks_chinese()}
    with planned() as cursor:
        cursor.execute(_FIND % " UNION ALL ".join(f"(SELECT * FROM ({part}) q LIMIT 200)" for part in parts), values)  # noqa: S608 - constants
        return [Found(member_row(row), matched) for *row, matched in cursor.fetchall()]


def _parts(clue: Clue) -> Sequence[str]:
    """Return the searches that fit the clue's shape, and the one that fits what a reader of cards types."""
    parts = _typed_parts(clue)
    return (*parts, _BY_MEDIUM) if is_scan(clue.text) else parts


def _typed_parts(clue: Clue) -> Sequence[str]:
    if clue.digits:
        return _digit_parts(len(clue.digits))
    if "@" in clue.text:
        return (_BY_EMAIL,) if clue.text[0] != "@" else ()
    if any(char.isdigit() for char in clue.text):
        return (_BY_NUMBER,)  # no name has a digit, and every number has one
    if _CJK.search(clue.text):
        return _name_parts(len(clue.text.replace(" ", "")))
    if len(clue.text) >= 2 and _LATIN.fullmatch(clue.text):
        return _latin_parts(len(clue.text.replace(" ", "")))
    return ()


def _digit_parts(length: int) -> Sequence[str]:
    if length < 4:
        return (_BY_PLAIN_NUMBER,)
    if length == 4:
        return (_BY_TAIL, _BY_PLAIN_NUMBER)
    if length < 11:
        return (_BY_CARD, _BY_PLAIN_NUMBER, _BY_LONGER_TAIL, _BY_PHONE, _BY_PHONE_HEAD)
    return (_BY_PHONE, _BY_CARD, _BY_PLAIN_NUMBER)


def _name_parts(length: int) -> Sequence[str]:
    if length == 1:
        return (_BY_SURNAME,)
    if length == 2:
        return (_BY_NAME, _BY_NAME_HEAD, _BY_NAME_TAIL)
    # Three characters are a whole name, hardly ever the end of one: not worth reading all who share a given name.
    return (_BY_NAME, _BY_NAME_RANGE) if length == 3 else (_BY_NAME, _BY_NAME_RANGE, _BY_NAME_TAIL)


def _latin_parts(length: int) -> Sequence[str]:
    if length == 2:
        return (_BY_INITIALS, _BY_INITIALS_HEAD, _BY_PINYIN)
    return (_BY_INITIALS, _BY_PINYIN) if length <= 4 else (_BY_PINYIN,)


def _values(clue: Clue, limit: int) -> dict[str, str | int | list[str]]:
    digits, name = clue.digits, clue.text.replace(" ", "")
    return {
        "digits": digits,
        "digits_to": digits + ":",  # the character after 9
        "backwards": digits[::-1],
        "backwards_to": digits[::-1] + ":",
        "upper": clue.text.upper(),
        "text": clue.text,
        "text_to": clue.text + LAST,
        "name": name,
        "name_to": name + LAST,
        "last": name[-2:],
        "flat": name,
        "flat_to": name + "~",  # behind every letter
        "codes": list(scanned_codes(clue.text)),
        "limit": limit,
    }
