"""What scanners send: a number as the keyboard would type it, perhaps with how many; which title it means."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.errors import DomainError
from shuyou.supply.errors import SeveralTitles, TitleUnknown

MOST_COPIES: Final = 99_999
_MANY: Final = re.compile(r"(\d{1,5})\s*[*x×＊]\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned: the title it means and how many copies, or why it means none, and what it may mean."""

    typed: str
    copies: int
    item: ItemRow | None
    choices: tuple[ItemRow, ...]
    refusal: DomainError | None
    is_damaged: bool = False


def scanned(sent: QueryDict) -> Scan:
    """Return what a scan means: `9787530216835`, or `12*9787530216835` for a dozen; an item if one was chosen."""
    typed = sent.get("code", "").strip()[:80]
    found = _MANY.fullmatch(typed)
    copies, code = (min(int(found[1]), MOST_COPIES), found[2]) if found else (1, typed)
    is_damaged = bool(sent.get("damaged"))
    if sent.get("item", "").isdecimal():
        rows = catalog.item_rows(item_ids=[int(sent.get("item", "")[:18])])
    else:
        rows = catalog.items_by_code(code=code) if code else []
    if len(rows) == 1:
        return Scan(typed, copies, rows[0], (), None, is_damaged)
    refusal = SeveralTitles(value=code, count=len(rows)) if rows else TitleUnknown(value=code)
    return Scan(typed, copies, None, tuple(rows), refusal, is_damaged)


def amounts_sent(sent: QueryDict, name: str) -> Mapping[int, int]:
    """Return whole numbers that a table's fields `name-<id>` say; what is no number is left out."""
    prefix = f"{name}-"
    found = {field.removeprefix(prefix): sent.get(field, "").strip() for field in sent if field.startswith(prefix)}
    return {
        int(key): int(value)
        for key, value in found.items()
        if re.fullmatch(r"\d{1,18}", key) and re.fullmatch(r"\d{1,6}", value)
    }
