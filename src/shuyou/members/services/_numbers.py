"""Numbers of members and cards: never used twice, not even when an import brought some of them along."""

from collections.abc import Callable

from django.db import connection

from shuyou.kernel.numbers import next_serial, next_serials, with_check
from shuyou.members.rules.cards import CARD_PREFIX, SERIAL_WIDTH

MEMBER_WIDTH = 6


def member_numbers(count: int) -> list[str]:
    """Return new member numbers, such as M1000012."""
    return _unused("member", count, "SELECT number FROM members_member WHERE number = ANY (%s)", _member_number)


def card_numbers(count: int) -> list[str]:
    """Return new card numbers, such as 668810000017."""
    return _unused("card", count, "SELECT number FROM members_card WHERE number = ANY (%s)", _card_number)


def _member_number(serial: int) -> str:
    return f"M{with_check(f'{serial:0{MEMBER_WIDTH}d}')}"


def _card_number(serial: int) -> str:
    # The prefix is digits too, so the check digit covers it: a card is typed as one number.
    return with_check(f"{CARD_PREFIX}{serial:0{SERIAL_WIDTH}d}")


def _unused(series: str, count: int, taken: str, spell: Callable[[int], str]) -> list[str]:
    found: list[str] = []
    while (lacking := count - len(found)) > 0:
        serials = [next_serial(series)] if lacking == 1 else next_serials(series, lacking)
        made = [spell(serial) for serial in serials]
        with connection.cursor() as cursor:
            cursor.execute(taken, [made])
            used = {row[0] for row in cursor.fetchall()}
        found.extend(number for number in made if number not in used)
    return found
