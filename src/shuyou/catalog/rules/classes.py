"""Classifications: which class a book stands in, and what the class is called."""

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shuyou.kernel.text import tidy

CLC = MappingProxyType(
    {
        "A": (
            "马克思主义、列宁主义、毛泽东思想、邓小平理论",
            "Marxism, Leninism, Mao Zedong Thought, Deng Xiaoping Theory",
        ),
        "B": ("哲学、宗教", "Philosophy and religion"),
        "C": ("社会科学总论", "Social sciences in general"),
        "D": ("政治、法律", "Politics and law"),
        "E": ("军事", "Military science"),
        "F": ("经济", "Economics"),
        "G": ("文化、科学、教育、体育", "Culture, science, education, sports"),
        "H": ("语言、文字", "Languages"),
        "I": ("文学", "Literature"),
        "J": ("艺术", "Art"),
        "K": ("历史、地理", "History and geography"),
        "N": ("自然科学总论", "Natural sciences in general"),
        "O": ("数理科学和化学", "Mathematics, physics, chemistry"),
        "P": ("天文学、地球科学", "Astronomy and earth sciences"),
        "Q": ("生物科学", "Life sciences"),
        "R": ("医药、卫生", "Medicine and health"),
        "S": ("农业科学", "Agriculture"),
        "T": ("工业技术", "Technology"),
        "U": ("交通运输", "Transport"),
        "V": ("航空、航天", "Aviation and space"),
        "X": ("环境科学、安全科学", "Environment and safety"),
        "Z": ("综合性图书", "General works"),
    }
)
"""The 22 letters of the Chinese Library Classification (中图法)."""

LONGEST_CODE: Final = 60
LONGEST_NAME: Final = 80
_CLC_NUMBER: Final = re.compile(r"([A-KN-VXZ])(?:[A-Z]?[0-9].*)?")


@dataclass(frozen=True, slots=True)
class Class:
    """One class of a scheme."""

    scheme: str
    code: str
    name_zh: str
    name_en: str


def book_class(value: str, *, scheme: str = "", name: str = "") -> Class | None:
    """
    Return the class that a number or a shelf's name means: a CLC number counts by its letter, a path by its last part.

    Without a scheme, what looks like a CLC number is one, and anything else is a shelf of the shop.
    """
    text = tidy(value)
    if not text:
        return None
    clc = _CLC_NUMBER.fullmatch(text) if scheme in ("", "clc") else None
    if clc:
        return Class("clc", clc[1], *CLC[clc[1]])
    label = (tidy(name) or re.split(r"\s*[>|]\s*", text)[-1])[:LONGEST_NAME]
    return Class(scheme or "shop", (text if name else label)[:LONGEST_CODE], label, label)
