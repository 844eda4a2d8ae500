"""Words and figures of files and forms that say what an item is, for whom, and what it goes by."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stdnum import ean, ismn, issn
from stdnum.exceptions import ValidationError

from shuyou.catalog.errors import AddOnNotReadable, CodeNotReadable, GradeNotReadable, WordUnknown
from shuyou.kernel.text import tidy

KINDS = MappingProxyType(
    dict.fromkeys("book 图书 书 图书类".split(), "book")
    | dict.fromkeys("periodical 期刊 杂志 报刊 magazine".split(), "periodical")
    | dict.fromkeys("av audio video 音像 音像制品 音像出版物".split(), "av")
    | dict.fromkeys("epub ebook e-book 电子书 电子出版物".split(), "epub")
    | dict.fromkeys("stationery 文具 文教用品 办公用品".split(), "stationery")
    | dict.fromkeys("sports 体育 体育用品 体育器材".split(), "sports")
    | dict.fromkeys("instrument 乐器".split(), "instrument")
    | dict.fromkeys("art 艺术 艺术品 字画 工艺品".split(), "art")
    | dict.fromkeys("toy toys game 玩具 益智玩具".split(), "toy")
    | dict.fromkeys("digital 数码 数字商品 数字产品".split(), "digital")
    | dict.fromkeys("ticket tickets 票 门票 演出票".split(), "ticket")
    | dict.fromkeys("other 其他 其它 杂货".split(), "other")
)
VALUE_CLASSES = MappingProxyType(
    dict.fromkeys("everyday 日用 日常 普通".split(), "everyday")
    | dict.fromkeys("high_value 高值 高价值 贵重".split(), "high_value")
)
AUDIENCES = MappingProxyType(
    dict.fromkeys("general 大众 一般 成人".split(), "general")
    | dict.fromkeys("children 儿童 少儿 幼儿".split(), "children")
    | dict.fromkeys("young_adult 青少年 青年".split(), "young_adult")
    | dict.fromkeys("school 中小学 学生 教材 教辅".split(), "school")
    | dict.fromkeys("tertiary 大学 高校 本科 大专".split(), "tertiary")
    | dict.fromkeys("professional 专业 学术 研究".split(), "professional")
)
DIGITS: Final = {char: number for number, char in enumerate("一二三四五六七八九", start=1)} | {"十": 10}
STAGES: Final = (("小学", 1, 6), ("初中", 7, 9), ("高中", 10, 12), ("幼儿园", 0, 0), ("学前", 0, 0))
_YEARS: Final = re.compile(r"([初高]|高中|初中)?\s*([0-9]{1,2}|[一二三四五六七八九]|十[一二]?)\s*(?:年级|年|級|级)?")
_ISRC: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
_BETWEEN: Final = re.compile(r"[-~—–至到]")
_LAST_GRADE: Final = 12


@dataclass(frozen=True, slots=True)
class Topic:
    """What an item is about, by one code of one scheme."""

    scheme: str
    code: str
    heading: str = ""
    is_main: bool = False


def one_of(words: MappingProxyType[str, str], value: str, *, field: str) -> str:
    """
    Return the code behind a word.

    :raises WordUnknown: it is none that is known.
    """
    code = words.get(unicodedata.normalize("NFKC", value).strip().lower())
    if code is None:
        raise WordUnknown(value=value, field=field, words=", ".join(dict.fromkeys(words.values())))
    return code


def grades(value: str) -> tuple[int, int]:
    """
    Return the first and last school year that a text names: 七年级上册, 初二, 小学3-4年级, 高中, 7-9.

    :raises GradeNotReadable: it names none.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    bare = re.sub(r"[上下全][册学期]*.*$", "", text)
    parts = [part for part in _BETWEEN.split(bare) if part.strip()]
    years = [year for part in parts if (year := _year(part, bare)) is not None]
    if years and len(years) == len(parts) and max(years) <= _LAST_GRADE:
        return min(years), max(years)
    for word, first, last in STAGES:
        if bare == word:
            return first, last
    raise GradeNotReadable(value=value)


def _year(part: str, whole: str) -> int | None:
    stage = next((first for word, first, _last in STAGES if word in whole), 0)
    bare = part.strip()
    for word, _first, _last in STAGES:
        bare = bare.replace(word, "")
    found = _YEARS.fullmatch(bare.strip())
    if not found:
        return None
    number = _number(found[2])
    if found[1]:
        stage = 7 if found[1].startswith("初") else 10
    return stage + number - 1 if stage in (7, 10) and number <= 3 else number


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return sum(DIGITS[char] for char in text)


def add_on(value: str) -> str:
    """
    Return the two or five digits beside a bar code.

    :raises AddOnNotReadable: it has another number of digits.
    """
    digits = unicodedata.normalize("NFKC", value).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) in (2, 5)):
        raise AddOnNotReadable(value=value)
    return digits


def code_of(kind: str, value: str) -> str:
    """
    Return a number as it is kept, by its kind: issn, ismn, isrc, ean or own.

    :raises CodeNotReadable: its check digit does not fit, or it is no such number.
    """
    text = unicodedata.normalize("NFKC", value).strip().upper()
    try:
        match kind:
            case "issn":
                return str(issn.validate(text))
            case "ismn":
                return str(ismn.to_ismn13(ismn.validate(text))).replace("-", "")
            case "ean":
                return str(ean.validate(text))
    except ValidationError as error:
        raise CodeNotReadable(value=value, kind=kind.upper(), field=kind) from error
    bare = re.sub(r"[\s-]", "", text) if kind == "isrc" else tidy(value)
    if (kind == "isrc" and not _ISRC.fullmatch(bare)) or not 0 < len(bare) <= 40:
        raise CodeNotReadable(value=value, kind=kind.upper(), field=kind)
    return bare


def topics(scheme: str, text: str) -> Iterator[Topic]:
    """Return the codes that a text names, parted by semicolons, commas, bars or spaces; the first is the main one."""
    codes = [code for code in re.split(r"[;；,，|\s]+", unicodedata.normalize("NFKC", text)) if code]
    yield from (Topic(scheme, code[:60], is_main=place == 0) for place, code in enumerate(codes))


def distinct(found: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return topics, each code of a scheme once, at most one main topic of a scheme."""
    kept: dict[tuple[str, str], Topic] = {}
    mains: set[str] = set()
    for topic in found:
        is_main = topic.is_main and topic.scheme not in mains
        if kept.setdefault((topic.scheme, topic.code), Topic(topic.scheme, topic.code, topic.heading, is_main)).is_main:
            mains.add(topic.scheme)
    return tuple(kept.values())


def topics_of_lines(text: str) -> tuple[Topic, ...]:
    """Return topics from lines such as “clc I247.5” or “thema FBA Modern fiction”; the first of a scheme leads it."""
    found = []
    for line in text.splitlines():
        scheme, _space, rest = tidy(line).partition(" ")
        code, _space, heading = rest.partition(" ")
        if scheme and code:
            found.append(Topic(scheme.lower()[:12], code[:60], heading[:120], is_main=True))
    return distinct(found)
