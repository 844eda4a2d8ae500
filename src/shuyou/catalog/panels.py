"""What the catalog shows on pages that show many packages."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.addresses import address
from shuyou.kernel.registry import Clue, Hit, NavEntry, OneTouchSource, registry
from shuyou.kernel.text import nested_marks

MOST_TITLES = 4
_NUMBER = re.compile(r"[a-z]{0,3}[0-9]{6,}x?")
"""A number as all kinds of things have one: it stands in no title."""


def _find(clue: Clue, actor: Actor, limit: int) -> Sequence[Hit]:
    # Short digits are phone tails and card numbers, never titles; letters alone are mostly names.
    if (clue.digits and len(clue.digits) < 8) or "@" in clue.text:
        return []
    rows = _titles(clue, min(limit, MOST_TITLES)) if len(clue.text) > 1 else []
    return [
        Hit(
            url=address("catalog:item", row.uid),
            title=nested_marks(gettext("“%(title)s”") % {"title": row.title}),
            detail=" · ".join(part for part in (row.authors, row.publisher, f"¥{row.list_price}") if part),
            badge=gettext("Title"),
            icon="book-open",
        )
        for row in rows
    ]


def _titles(clue: Clue, most: int) -> Sequence[queries.ItemRow]:
    if clue.digits or _NUMBER.fullmatch(clue.text.replace("-", "")):
        return queries.items_by_code(code=clue.text, limit=most)
    # Most clues are about people: what is no title as it stands is not taken for a slip.
    return queries.search_titles(text=clue.text, limit=most, is_guessing=False)


registry.offer(
    OneTouchSource(group="titles", label=_("Titles"), order=30, permission="catalog.view", find=_find),
    NavEntry(
        key="titles",
        label=_("Titles"),
        icon="library",
        url_name="catalog:list",
        order=50,
        permission="catalog.view",
        go_key="B",
    ),
)
