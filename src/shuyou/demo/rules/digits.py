"""Numbers with a check digit: ISBN-13 and club cards."""

from shuyou.kernel.numbers import with_check

# National code of China in ISBN; every synthetic title number is taken from the end of a publisher's block.
PREFIX = "9787"
LONGEST_BODY = 12


def isbn13(publisher: str, title: int) -> str:
    """
    Build a checksum-valid ISBN-13 from a publisher's number and a title number counted down from the block's end.

    :raises ValueError: the publisher's block has no such title number.
    """
    width = LONGEST_BODY - len(PREFIX) - len(publisher)
    last = 10**width - 1
    if not 0 <= title <= last:
        raise ValueError(title)
    body = f"{PREFIX}{publisher}{last - title:0{width}d}"
    return body + isbn13_check(body)


def isbn13_check(body: str) -> str:
    """Return the check digit of the first twelve digits of an ISBN-13."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return str(-total % 10)


def is_isbn13(text: str) -> bool:
    """Say whether the text is thirteen digits whose last one is right."""
    return len(text) == LONGEST_BODY + 1 and text.isdigit() and isbn13_check(text[:-1]) == text[-1]


def card_number(serial: int) -> str:
    """Return the club's card number of a serial: 6688, seven digits, a check digit."""
    return with_check(f"6688{serial:07d}")
