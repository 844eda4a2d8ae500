"""Who made a book, out of the line on its title page."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shuyou.kernel.text import tidy

LONGEST_NAME: Final = 160
ROLES = MappingProxyType(
    dict.fromkeys("著 作 撰 编著 原著 口述 著者 作者 文 词 曲 author by".split(), "author")
    | dict.fromkeys("译 编译 译注 翻译 译者 编译者 translator trans".split(), "translator")
    | dict.fromkeys(
        "编 主编 选编 编选 编者 编写 校注 校 注 选 辑 整理 点校 编辑 评注 注释 editor ed eds".split(), "editor"
    )
    | dict.fromkeys("绘 图 插图 绘图 绘画 编绘 摄影 摄 画 illustrator illus".split(), "illustrator")
)
_GLUED: Final = tuple(
    sorted(
        "编著 原著 著 编译 译注 译 主编 选编 编选 编写 校注 点校 编绘 插图 绘图 改编 编 绘".split(),
        key=len,
        reverse=True,
    )
)
"""Roles that follow a Chinese name without a space; words that end names as well are not among them."""

_GLUED_ENDS: Final = frozenset(ending[-1] for ending in _GLUED)
_NAMES_IN_HUI: Final = frozenset("千美理沙里纪惠早彩真亚香知智绪麻奈思友由多")
"""Before 绘 at the end of a Japanese or Chinese given name, such as 筱原千绘."""

_SEGMENTS: Final = re.compile(r"[;；/|]")
_NAMES: Final = re.compile(r"[,，、&]|\sand\s")
_ORIGIN: Final = re.compile(r"^\s*(?:[\[【〔(（][^\])】〕）]{1,8}[\])】〕）]\s*)+")
_ROLE_ASIDE: Final = re.compile(r"\s*[(（\[]\s*([^)）\]]+?)\.?\s*[)）\]]\s*$")
_ROLE_WORD: Final = re.compile(r"^(.*\S)\s+(\S+?)\.?$")
_AND_OTHERS: Final = re.compile(r"\s*(?:等人|等|et al\.?)$")


@dataclass(frozen=True, slots=True)
class Person:
    """A name as people cite it, and what they did: author, translator, editor or illustrator."""

    name: str
    role: str = "author"


def people(line: str) -> tuple[Person, ...]:
    """
    Return who a line of responsibility names, in its order, each once for each role.

    “[美] 曼昆 著；梁小民 译” names an author and a translator. A role goes back to the names before it in its part,
    unless it stands in brackets behind one of them.
    """
    found: dict[Person, None] = {}
    for segment in _SEGMENTS.split(unicodedata.normalize("NFKC", line)):
        role = ""
        backwards: list[Person] = []
        for text in reversed(_NAMES.split(segment)):
            name, own_role, is_aside = _name_and_role(text)
            role = role if is_aside else own_role or role
            if name:
                backwards.append(Person(name[:LONGEST_NAME], own_role or role or "author"))
        found.update(dict.fromkeys(reversed(backwards)))
    return tuple(found)


def people_of_lines(text: str, roles: Mapping[str, str]) -> tuple[Person, ...]:
    """
    Return who stands in lines such as “梁小民 | translator”, each once for each role; no role: author.

    `roles` gives the code behind each word for a role; a line with another word is read as a title page's.
    """
    found: dict[Person, None] = {}
    for line in text.splitlines():
        name, bar, word = (tidy(part) for part in line.replace("｜", "|").rpartition("|"))
        if not bar:
            found.update(dict.fromkeys(people(line)))
        elif name:
            found[Person(name[:LONGEST_NAME], roles.get(word.lower(), ROLES.get(word.lower(), "author")))] = None
    return tuple(found)


def _name_and_role(text: str) -> tuple[str, str, bool]:
    """Return a name, its role if it has one, and whether that stands in brackets."""
    name = tidy(_ORIGIN.sub("", text))
    if (aside := _ROLE_ASIDE.search(name)) and (role := ROLES.get(aside[1].lower())):
        return _bare(name[: aside.start()]), role, True
    if (word := _ROLE_WORD.match(name)) and (role := ROLES.get(word[2].lower())):
        return _bare(word[1]), role, False
    for ending in _GLUED if name[-1:] in _GLUED_ENDS else ():
        rest = name.removesuffix(ending)
        if rest != name and len(rest) >= 2 and not (ending == "绘" and rest[-1] in _NAMES_IN_HUI):
            return _bare(rest), ROLES.get(ending, "author"), False
    return _bare(name), "", False


def _bare(name: str) -> str:
    return tidy(_AND_OTHERS.sub("", name)).strip(" .:\\") if len(name) > 2 else name.strip()
