"""What scanners send: a number as the keyboard would type it, perhaps with how many; which title it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.http import QueryDict

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.errors import DomainError
from shuyou.supply.errors import SeveralTitles, TitlesMeant, TitleUnknown
from shuyou.supply.rules import whole_typed

MOST_COPIES: Final = 99_999
LONGEST_ID: Final = 18
_MANY: Final = re.compile(r"(\d{1,5})\s*[*x×＊]\s*(.+)", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
"""What is looked for among titles if no number goes by it; a number read wrongly never is."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned: the title it means and how many copies, or why it means none, and what it may mean."""

    typed: str
    copies: int
    item: ItemRow | None
    choices: tuple[ItemRow, ...]
    refusal: DomainError | None
    is_damaged: bool = False
    key: str = ""
    """What the scan goes by: sent twice, it counts once."""


def scanned(sent: QueryDict) -> Scan:
    """
    Return what a scan means: `9787530216835`, or `12*9787530216835` for a dozen; an item if one was chosen.

    Words typed by hand never count a copy by themselves: the titles they may mean are offered.
    """
    typed = sent.get("code", "").strip()[:80]
    found = _MANY.fullmatch(typed)
    copies, code = (min(int(found[1]), MOST_COPIES), found[2]) if found else (1, typed)
    is_damaged, key = bool(sent.get("damaged")), sent.get("key", "").strip()[:40]
    if item_id := number_sent(sent, "item"):
        rows = catalog.item_rows(item_ids=[item_id])
    else:
        rows = catalog.items_by_code(code=code) if code else []
    if len(rows) == 1:
        return Scan(typed, copies, rows[0], (), None, is_damaged, key)
    if not rows and _WORDS.search(code) and (meant := catalog.search_titles(text=code, limit=8)):
        return Scan(typed, copies, None, tuple(meant), TitlesMeant(value=code), is_damaged)
    refusal = SeveralTitles(value=code, count=len(rows)) if rows else TitleUnknown(value=code)
    return Scan(typed, copies, None, tuple(rows), refusal, is_damaged)


def new_key() -> str:
    """Return what the next scan of a page goes by."""
    return uuid4().hex


def number_sent(sent: QueryDict, name: str) -> int:
    """Return the id that a hidden field says, or 0, which nothing goes by."""
    typed = sent.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_ID else 0


def amounts_sent(sent: QueryDict, name: str) -> Mapping[int, int]:
    """
    Return whole numbers that a table's fields `name-<id>` say, those of one id added up; empty fields are left out.

    :raises NumberWrong: something else was typed.
    """
    prefix, amounts = f"{name}-", dict[int, int]()
    for field in sent:
        key = field.removeprefix(prefix)
        if key == field or not re.fullmatch(rf"\d{{1,{LONGEST_ID}}}", key):
            continue
        for typed in sent.getlist(field):
            if typed.strip():
                amounts[int(key)] = amounts.get(int(key), 0) + whole_typed(typed, field=name)
    return amounts
