"""Orders as readers write them on a telephone: “订 9787… 2”. Pure functions."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MOST_COPIES: Final = 999
_DIGITS: Final = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_YES: Final = frozenset({"y", "yes", "是", "好", "好的", "确认", "确定", "ok", "对"})
_NO: Final = frozenset({"n", "no", "不", "不要", "取消", "否"})
_NUMBER: Final = re.compile(
    r"97[89](?:[-\s]?\d){10}|(?<!\d)\d(?:[-\s]?\d){8}[-\s]?[\dXx](?!\d)|(?<![\w-])[A-Z]{1,4}\d{2,8}(?!\d)"
)
_COPIES: Final = re.compile(
    r"^\s*(?:[*x×]|各|要|共)?\s*(\d{1,3}(?![\d-])|[零〇一二两三四五六七八九]|十)\s*(?:本|册|套|份|盒|张)?"
)
_ORDERS: Final = re.compile(r"^(?:订购?|定购?|购买?|买|要|dg|d|order)(?:[\s:：]+|(?=\d|[A-Z]))", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"^[\s,，;；、。.]*(?:和|与|加|及|and)?[\s,，;；、。.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A title by its number and how many copies; `is_sure` unless the number of copies had to be guessed."""

    code: str
    copies: int
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message asks for, and the words that nobody understood."""

    wanted: tuple[Asked, ...] = ()
    rest: str = ""
    is_yes: bool = False
    is_no: bool = False

    @property
    def is_clear(self) -> bool:
        """Tell whether all of it was understood."""
        return bool(self.wanted) and not self.rest and all(asked.is_sure for asked in self.wanted)


def read_message(text: str) -> Reading:
    """Return what a message asks for: numbers of titles, each with its copies (one, if it names none)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = plain.lower().rstrip("。.!！ ")
    if bare in _YES or bare in _NO:
        return Reading(is_yes=bare in _YES, is_no=bare in _NO)
    left, wanted, rest = _ORDERS.sub("", plain, count=1), list[Asked](), list[str]()
    while found := _NUMBER.search(left):
        rest.append(_BETWEEN.sub("", left[: found.start()]).strip(" ,，;；、"))
        left = left[found.end() :]
        copies = _COPIES.match(left)
        if copies:
            left = left[copies.end() :]
        wanted.append(_asked(found[0], copies[1] if copies else ""))
        left = _BETWEEN.sub("", left, count=1)
    rest.append(left.strip(" ,，;；、。."))
    return Reading(_merged(wanted), " ".join(part for part in rest if part))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a message: `is_sure` if it was understood, `is_unsure` if somebody must read it."""

    text: str
    is_sure: bool = False
    is_unsure: bool = False


def parts_of(text: str) -> tuple[Part, ...]:
    """Return a message piece by piece, its letters in their usual width: what was understood, what was not."""
    plain, found, at = unicodedata.normalize("NFKC", text), list[Part](), 0
    for number in _NUMBER.finditer(plain):
        if number.start() < at:
            continue
        found.append(_between(plain[at : number.start()], is_first=not found))
        copies = _COPIES.match(plain[number.end() :])
        end = number.end() + (copies.end() if copies else 0)
        asked = _asked(number[0], copies[1] if copies else "")
        found.append(Part(plain[number.start() : end], is_sure=asked.is_sure, is_unsure=not asked.is_sure))
        at = end
    found.append(_between(plain[at:], is_first=not found))
    return tuple(part for part in found if part.text)


def _between(words: str, *, is_first: bool) -> Part:
    bare = _ORDERS.sub("", words.strip() + " ", count=1) if is_first else words
    return Part(words, is_unsure=bool(_BETWEEN.sub("", bare).strip(" \n\r\t,，;；、。.:：")))


def _asked(code: str, copies: str) -> Asked:
    number = 10 if copies == "十" else int(copies.translate(_DIGITS) or "1")
    is_sure = 1 <= number <= MOST_COPIES
    return Asked(re.sub(r"[\s-]", "", code).upper(), number if is_sure else 1, is_sure)


def _merged(wanted: list[Asked]) -> tuple[Asked, ...]:
    """Return each title once: who names one twice means the sum."""
    merged: dict[str, Asked] = {}
    for asked in wanted:
        known = merged.get(asked.code, Asked(asked.code, 0))
        total = known.copies + asked.copies
        merged[asked.code] = Asked(
            asked.code, min(total, MOST_COPIES), known.is_sure and asked.is_sure and total <= MOST_COPIES
        )
    return tuple(merged.values())
