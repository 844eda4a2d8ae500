"""Parts that only the shop draws: spines on a shelf, prices from a table by item."""

import re
import zlib
from collections.abc import Mapping
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuyou.catalog.queries import ListedPrice

register = template.Library()

COLOURS: Final = ("indigo", "rust", "moss", "sand", "plum", "mist", "ink", "ochre")
HEIGHTS: Final = 4
SUBTITLE: Final = re.compile(r"[:：(（]")
LONGEST: Final = 9
"""Characters that fit on a spine."""


@register.simple_tag
def spine(key: object, title: str) -> SafeString:
    """Draw the spine of a book: its colour and height follow from its ISBN, so they never change."""
    seed = zlib.crc32(f"spine:{key}".encode())
    words = SUBTITLE.split(title, maxsplit=1)[0].strip()
    shown = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
    return format_html(
        '<span class="spine k-{} x{}"><b>{}</b></span>',
        COLOURS[seed % len(COLOURS)],
        seed // len(COLOURS) % HEIGHTS + 1,
        shown,
    )


@register.filter
def of_item(prices: Mapping[int, Mapping[str, ListedPrice]], item_id: int) -> Mapping[str, ListedPrice]:
    """Return an item's prices by the code of their list."""
    return prices.get(item_id, {})
