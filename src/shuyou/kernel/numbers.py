"""Human numbers: a prefix, a serial that is never used twice, and a check digit that catches typing errors."""

from collections import defaultdict, deque
from threading import Lock

from django.db import connection, transaction

# Damm's totally anti-symmetric quasigroup of order 10: finds every single wrong digit and every swap of neighbours.
# H. Michael Damm, "Total anti-symmetrische Quasigruppen", 2004, p. 111.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2), (7, 0, 9, 2, 1, 5, 4, 8, 6, 3), (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6), (6, 1, 2, 3, 0, 4, 5, 9, 7, 8), (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4), (8, 9, 4, 5, 3, 6, 2, 0, 1, 7), (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)  # fmt: skip

BLOCK = 50
"""Serials taken from the database at once; a process that ends leaves a gap, never a repeat."""

_blocks: dict[str, deque[int]] = defaultdict(deque)
_lock = Lock()


def check_digit(digits: str) -> str:
    """Return the Damm check digit of a string of decimal digits."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def with_check(digits: str) -> str:
    """Return the digits followed by their check digit."""
    return digits + check_digit(digits)


def is_sound(digits: str) -> bool:
    """Tell whether the last digit of a number is the check digit of those before it."""
    return digits.isascii() and digits.isdigit() and check_digit(digits) == "0"


def next_serial(series: str) -> int:
    """Return the next serial of a series (a PostgreSQL sequence `number_<series>` with increment BLOCK)."""
    with _lock:
        block = _blocks[series]
        if not block:
            block.extend(_take_block(series))
        return block.popleft()


def forget_blocks() -> None:
    """Drop the serials this process holds in hand, when it turns to another database."""
    with _lock:
        _blocks.clear()


def next_serials(series: str, count: int) -> list[int]:
    """Return many serials of a series in one query; what is left of the last block is never used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [f"number_{series}", -(-count // BLOCK)]
        )
        blocks = [range(first, first + BLOCK) for (first,) in cursor.fetchall()]
    return [serial for block in blocks for serial in block][:count]


def _take_block(series: str) -> range:
    # nextval outlives a rollback, so a serial seen by a refused use case is simply never used.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"number_{series}"])
        (first,) = cursor.fetchone()
    return range(first, first + BLOCK)


def next_number(prefix: str, series: str, *, width: int) -> str:
    """Return a new number such as `SO00001239`: prefix, serial padded to width, check digit."""
    return prefix + with_check(str(next_serial(series)).zfill(width))
