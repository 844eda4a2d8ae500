"""Words for yes and no, for gender, for kinds of cards, and days however they are written."""

import re
import unicodedata
from datetime import date
from types import MappingProxyType
from typing import Final

from shuyou.kernel.text import printed
from shuyou.members.errors import (
    DateNotPossible,
    DateNotReadable,
    DateOutOfRange,
    NumberNotPossible,
    TextTooLong,
    WordUnknown,
)
from shuyou.members.rules.names import tidy

OLDEST: Final = date(1890, 1, 1)
"""Nobody born before is alive."""

YES: Final = frozenset("y yes true t 1 是 同意 接受 愿意 有 √ ✓ ✔ 订阅 允许 ok on".split())
NO: Final = frozenset("n no false f 0 否 不同意 不接受 不愿意 无 × ✗ ✘ 退订 拒绝 不允许 off".split())
GENDERS = MappingProxyType(
    dict.fromkeys("f female woman w 女 女性 女士 小姐 妇女 女生 2".split(), "F")
    | dict.fromkeys("m male man 男 男性 先生 男士 男生 1".split(), "M")
    | dict.fromkeys("u unknown other x - 未知 不详 保密 未说明 其他 0".split(), "")
)
CARD_KINDS = MappingProxyType(
    dict.fromkeys("ordinary normal standard 普通 普通卡 普卡 会员卡".split(), "ordinary")
    | dict.fromkeys("student 学生 学生卡".split(), "student")
    | dict.fromkeys("senior 乐龄 乐龄卡 老年 老年卡 长者卡 敬老卡".split(), "senior")
    | dict.fromkeys("vip vip卡 贵宾 贵宾卡 金卡".split(), "vip")
)

_PARTED: Final = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?(?:[t ].*)?", re.ASCII)
_SOLID: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([a-z]{3})[a-z]*[-/., ]+([0-9]{4})", re.ASCII)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def yes_no(value: str, *, field: str) -> bool:
    """
    Return what a word of consent means.

    :raises WordUnknown: it is neither yes nor no.
    """
    word = _word(value)
    if word in YES:
        return True
    if word in NO:
        return False
    raise WordUnknown(field=field, value=value, words="是 Y 同意、否 N 不同意")


def gender(value: str, *, field: str = "gender") -> str:
    """
    Return `F`, `M` or the empty string.

    :raises WordUnknown: it is none of the words for it.
    """
    word = GENDERS.get(_word(value))
    if word is None:
        raise WordUnknown(field=field, value=value, words="女 F、男 M、保密")
    return word


def card_kind(value: str, *, field: str = "card_kind") -> str:
    """
    Return the code of a kind of card.

    :raises WordUnknown: there is no such kind.
    """
    kind = CARD_KINDS.get(_word(value))
    if kind is None:
        raise WordUnknown(field=field, value=value, words="普通卡、学生卡、乐龄卡、贵宾卡")
    return kind


def day(value: str, *, field: str, last: date, first: date = OLDEST) -> date:
    """
    Return a day written in any usual way, year first, or day and month's name first.

    :raises DateNotReadable: it is no day.
    :raises DateNotPossible: no calendar has it.
    :raises DateOutOfRange: it lies outside the given days, both included.
    """
    parts = _parts(unicodedata.normalize("NFKC", value).strip().lower().replace("年 ", "年").replace("月 ", "月"))
    if parts is None:
        raise DateNotReadable(field=field, value=value)
    try:
        found = date(*parts)
    except ValueError as error:
        raise DateNotPossible(field=field, value=value) from error
    if not first <= found <= last:
        raise DateOutOfRange(field=field, value=value, first=first.isoformat(), last=last.isoformat())
    return found


def short_text(value: str, *, field: str, limit: int) -> str:
    """
    Return a tidy text of one line.

    :raises TextTooLong: it has more characters than the limit.
    """
    return fitting(tidy(value), field=field, limit=limit)


def member_number(value: str, *, field: str = "number", limit: int = 20) -> str:
    """
    Return a member's number of whatever older system, in capitals.

    :raises TextTooLong: it has more characters than the limit.
    :raises NumberNotPossible: it has a slash, or no digit at all.
    """
    number = short_text(value, field=field, limit=limit).upper()
    if not set(number).isdisjoint("/\\") or not any(char.isdigit() for char in number):
        raise NumberNotPossible(field=field, value=value)
    return number


def one_line(value: str, *, field: str, limit: int) -> str:
    """
    Return what somebody said in a line, as it is printed: Chinese marks stay wide.

    :raises TextTooLong: it has more characters than the limit.
    """
    return fitting(printed(value), field=field, limit=limit)


def fitting(text: str, *, field: str, limit: int) -> str:
    """
    Return a text as it is if there is room for it.

    :raises TextTooLong: it has more characters than the limit.
    """
    if len(text) > limit:
        raise TextTooLong(field=field, value=f"{text[:20]}…", length=len(text), limit=limit)
    return text


def _parts(text: str) -> tuple[int, int, int] | None:
    if found := _PARTED.fullmatch(text) or _SOLID.fullmatch(text):
        year, month, day_of_month = found.groups()
        return int(year), int(month), int(day_of_month)
    if found := _DAY_FIRST.fullmatch(text):
        number, name, year = found.groups()
        return (int(year), _MONTHS.index(name) + 1, int(number)) if name in _MONTHS else None
    return None


def _word(value: str) -> str:
    return unicodedata.normalize("NFKC", value).strip().lower()
