"""Classes of goods by which readers are valued, and the words of shelves by which titles are told apart."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

SCHOOL: Final = "school"
CHILD: Final = "child"
EXAM: Final = "exam"
OWN_CLASS: Final = frozenset({"instrument", "art", "digital", "av", "stationery", "sports", "toy", "other"})
"""Kinds of articles that are a class of their own; all other kinds are read."""
DEAR: Final = frozenset({"instrument", "art", "digital", "dear"})
"""Lasting and dear goods, which are wished for and cared for after the sale."""

SHELF_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"绘本": CHILD, "儿童": CHILD, "少儿": CHILD, "教辅": SCHOOL, "课本": SCHOOL, "教材": SCHOOL, "考试": EXAM}
)
"""What is in the name of a shelf tells the class of titles of which nothing better is known."""
SCHOOL_CODES: Final = ("G62", "G63")
CHILD_CODES: Final = ("I28", "J228")
"""Classes of the CLC for school books, and for children's literature and picture books."""

GROUPS: Final[Mapping[str, Sequence[str]]] = MappingProxyType(
    {"stories": ("I", "J", "小说", "散文", "诗", "艺术"), "thought": ("A", "B", "C", "D", "K", "历史", "哲学", "传记")}
)
"""How letters of the CLC and words of shelves fall into groups of interest; what is in none is practical."""
