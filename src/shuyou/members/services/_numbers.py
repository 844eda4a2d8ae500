"""Numbers of members and cards: never used twice, not even when an import brought some of them along."""

from collections.abc import Callable, Iterable

from django.db import connection

from shuyou.kernel.numbers import next_number, next_serial, with_check
from shuyou.members.rules.cards import CARD_PREFIX, SERIAL_WIDTH

MEMBER_WIDTH = 6


def member_numbers(count: int) -> list[str]:
    """Return new member numbers, such as M1000012."""
    return _unused(count, "SELECT number FROM members_member WHERE number = ANY (%s)", _member_number)


def card_numbers(count: int) -> list[str]:
    """Return new card numbers, such as 668810000017."""
    return _unused(count, "SELECT number FROM members_card WHERE number = ANY (%s)", _card_number)


def _member_number() -> str:
    return next_number("M", "member", width=MEMBER_WIDTH)


def _card_number() -> str:
    # The prefix is digits too, so the check digit covers it: a card is typed as one number.
    return with_check(f"{CARD_PREFIX}{next_serial('card'):0{SERIAL_WIDTH}d}")


def _unused(count: int, taken: str, make: Callable[[], str]) -> list[str]:
    found: list[str] = []
    while len(found) < count:
        made = [make() for _ in range(count - len(found))]
        with connection.cursor() as cursor:
            cursor.execute(taken, [made])
            used = _first_column(cursor.fetchall())
        found.extend(number for number in made if number not in used)
    return found


def _first_column(rows: Iterable[tuple[str]]) -> set[str]:
    return {row[0] for row in rows}
