"""What barcodes, QR codes and chips of cards hold, as a reader at the till types it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from shuyou.members.errors.cards import MediumIsBook, MediumNotPossible

SHORTEST_CODE: Final = 4
LONGEST_CODE: Final = 80
UID_BYTES: Final = frozenset({4, 7, 8, 10})
"""How many bytes the numbers of chips have: those of ISO 14443 have 4, 7 or 10, those of ISO 15693 have 8."""

_BETWEEN_BYTES: Final = re.compile(r"[\s:.-]+")
_HEX: Final = re.compile(r"(?:0x)?([0-9a-f]+)", re.ASCII)
_DECIMAL_UID: Final = re.compile(r"[0-9]{10}", re.ASCII)
"""Many readers type a chip's four bytes as a number of ten digits."""
_BARCODE: Final = re.compile(r"[!-~]+", re.ASCII)
_BOOK: Final = re.compile(r"97[89][0-9]{10}", re.ASCII)
_EAN13: Final = re.compile(r"[0-9]{13}", re.ASCII)


def medium_code(kind: str, value: str) -> str:
    """
    Return what a medium holds as it is kept: in small letters, a chip's number as the hex of its bytes.

    :raises MediumNotPossible: a medium of this kind does not hold that.
    :raises MediumIsBook: it is the barcode of a book.
    """
    folded = _folded(value)
    if kind in ("rfid", "nfc"):
        found = chip_uid(folded)
    else:
        found = folded if kind == "qr" else folded.replace(" ", "")
        found = found if kind == "qr" or _BARCODE.fullmatch(found) else ""
        if _BOOK.fullmatch(found):
            raise MediumIsBook(value=value)
        if kind == "barcode" and _EAN13.fullmatch(found) and not is_ean13(found):
            raise MediumNotPossible(value=value)
    if not SHORTEST_CODE <= len(found) <= LONGEST_CODE:
        raise MediumNotPossible(value=value[:LONGEST_CODE])
    return found


def chip_uid(folded: str) -> str:
    """Return the number of a chip as the hex of its bytes, or the empty string if it is none."""
    bare = _BETWEEN_BYTES.sub("", folded)
    if _DECIMAL_UID.fullmatch(bare):
        number = int(bare)
        return f"{number:08x}" if number < 2**32 else ""
    found = _HEX.fullmatch(bare)
    return found[1] if found and len(found[1]) % 2 == 0 and len(found[1]) // 2 in UID_BYTES else ""


def scanned_codes(typed: str) -> Sequence[str]:
    """Return the codes under which a medium may be kept that answers a scan; empty when it is the scan of none."""
    folded = _folded(typed)
    bare = folded.replace(" ", "")
    codes = dict.fromkeys(code for code in (folded, bare, chip_uid(folded)) if code)
    return [code for code in codes if SHORTEST_CODE <= len(code) <= LONGEST_CODE]


def is_scan(typed: str) -> bool:
    """Tell whether a clue may be what a reader of cards types: a chip's number, or something no name is made of."""
    folded = _folded(typed)
    is_name = all(char.isalpha() or char == " " for char in folded)
    return len(folded) >= SHORTEST_CODE and folded.isascii() and (not is_name or bool(chip_uid(folded)))


def is_ean13(digits: str) -> bool:
    """Tell whether the last of thirteen digits is the check digit of an EAN."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return total % 10 == 0


def shown_code(kind: str, code: str) -> str:
    """Return a medium's code as people compare it: a chip's bytes apart, in capitals."""
    if kind in ("rfid", "nfc"):
        return ":".join(code[at : at + 2] for at in range(0, len(code), 2)).upper()
    return code


def _folded(value: str) -> str:
    # As the one-touch box folds what is typed into it.
    text = unicodedata.normalize("NFKC", value).strip().lower()
    return " ".join(text.replace("'", "").replace("’", "").split())
