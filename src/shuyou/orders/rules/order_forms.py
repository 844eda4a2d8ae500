"""Order forms of catalogues: the code printed on each, and what a clerk types off it. Pure functions."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shuyou.kernel.numbers import is_sound, with_check

LETTER: Final = "F"
"""What codes of forms begin with, so that no number of a book or card is taken for one."""
MOST_COPIES: Final = 999
_CODE: Final = re.compile(r"F(\d{3})(\d{6,18})(\d)")
_PART: Final = re.compile(r"(\d{1,3})(?:\s*(?:[x×*:：]|\s)\s*(\d{1,3}))?\s*[册本件套]?")
_BETWEEN: Final = re.compile(r"[,;，；、。\n\r]+")


@dataclass(frozen=True, slots=True)
class FormCode:
    """Whose form of which catalogue it is."""

    serial: int
    member_id: int


@dataclass(frozen=True, slots=True)
class FormRead:
    """Copies by the numbers of a catalogue, and the parts that nobody can read."""

    copies: Mapping[int, int]
    unread: tuple[str, ...]


def form_code(serial: int, member_id: int) -> str:
    """Return the code of a member's form of a catalogue: three digits for it, six or more for them, one to check."""
    return LETTER + with_check(f"{serial:03d}{member_id:06d}")


def read_form_code(text: str) -> FormCode | None:
    """Return what a code means, as scanned or typed with gaps and small letters; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).upper().replace(" ", "").replace("-", "")
    found = _CODE.fullmatch(plain)
    if found is None or not is_sound(plain.removeprefix(LETTER)):
        return None
    return FormCode(int(found[1]), int(found[2]))


def read_numbers(text: str) -> FormRead:
    """Return what stands on a form, such as “3 x2, 17”: number 3 twice and 17 once; the same number twice adds up."""
    copies: dict[int, int] = {}
    unread = []
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text).replace("×", "x").lower()):
        if not (said := part.strip()):
            continue
        found = _PART.fullmatch(said)
        count = int(found[2] or 1) if found else 0
        if found is None or not 1 <= count <= MOST_COPIES:
            unread.append(said[:40])
            continue
        copies[int(found[1])] = copies.get(int(found[1]), 0) + count
    return FormRead(copies, tuple(unread))
