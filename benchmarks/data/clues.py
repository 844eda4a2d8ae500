"""What clerks type into the one-touch box: clues of every kind about people, orders and titles of the data in use."""

from collections.abc import Sequence
from typing import Final

from django.db import connection

from shuyou.demo.rules.chance import Chance

EACH: Final = 40
"""Clues of each kind."""

_PEOPLE: Final = """
    SELECT p.name, p.pinyin, p.initials, f.digits, c.number, m.number, coalesce(e.address, '')
      FROM members_person p JOIN members_member m ON m.person_id = p.id
      JOIN members_phone f ON f.person_id = p.id AND f.is_primary
      JOIN members_card c ON c.member_id = p.id AND c.status = 'active'
      LEFT JOIN members_email e ON e.person_id = p.id WHERE p.id = ANY (%s) ORDER BY p.id
"""
_TITLES: Final = """
    SELECT i.title, n.value FROM catalog_item i JOIN catalog_identifier n ON n.item_id = i.id
     WHERE i.id = ANY (%s) ORDER BY i.id
"""
_ORDERS: Final = "SELECT number FROM orders_order ORDER BY id LIMIT %s"


def _rows(statement: str, values: Sequence[object]) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)  # type: ignore[arg-type]
        return list(cursor.fetchall())


def clues(*, members: int, titles: int, seed: int) -> dict[str, list[str]]:
    """Return clues by kind, the same for the same data."""
    chance = Chance.of(seed, "clues")
    people = _rows(_PEOPLE, [[chance.between(1, members) for _ in range(EACH)]])
    books = _rows(_TITLES, [[chance.between(1, titles) for _ in range(EACH)]])
    return {
        "telephone": [phone for _, _, _, phone, *_ in people],
        "last four digits": [phone[-4:] for _, _, _, phone, *_ in people],
        "last six digits": [phone[-6:] for _, _, _, phone, *_ in people],
        "card": [card for *_, card, _, _ in people],
        "member number": [number for *_, number, _ in people],
        "e-mail": [mail for *_, mail in people if mail],
        "name": [name for name, *_ in people],
        "given name": [name[-2:] for name, *_ in people],
        "beginning of a name": [name[:2] for name, *_ in people],
        "pinyin": [pinyin for _, pinyin, *_ in people],
        "initials": [initials for _, _, initials, *_ in people],
        "order": [number for (number,) in _rows(_ORDERS, [EACH])],
        "ISBN": [isbn for _, isbn in books],
        "two characters of a title": [title[1:3] for title, _ in books],
        "four characters of a title": [title[:4] for title, _ in books],
    }


def mixed(kinds: dict[str, list[str]], *, seed: int) -> list[str]:
    """Return the clues of all kinds, shuffled, each kind as often as the others."""
    longest = max(len(found) for found in kinds.values())
    everything = [found[place % len(found)] for found in kinds.values() if found for place in range(longest)]
    return Chance.of(seed, "mixed").shuffled(everything)
