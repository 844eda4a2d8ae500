"""Parts that only the shop draws: spines on a shelf, prices from a table by item."""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from typing import Final, Protocol

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, override

from shuyou.catalog.queries import ItemRow, ListedPrice, TitleHit
from shuyou.kernel.templatetags.ui import cover, money
from shuyou.supply.queries.shop_floor import CopiesThere

register = template.Library()

COLOURS: Final = ("indigo", "rust", "moss", "sand", "plum", "mist", "ink", "ochre")
HEIGHTS: Final = 4
KEYS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""What stands on the keys of a screen in a store."""
STAND: Final = (
    '<li><a href="%s%s/">%s<span class="k-what"><strong class="serif">%s</strong><span class="quiet">%s</span>%s'
    '<span class="small faint">%s</span></span><span class="k-where">%s<span class="n">%s</span></span></a></li>'
)
HERE: Final = (
    '<span class="small quiet">%s</span><strong class="n k-pos">%s</strong>%s<span class="small good">%s</span>'
)
ELSEWHERE: Final = '<span class="small quiet">%s</span><strong>%s</strong>'
NOWHERE: Final = '<span class="small quiet">%s</span>'
SUBTITLE: Final = re.compile(r"[:：(（]")
LONGEST: Final = 9
"""Characters that fit on a spine."""
MOST_TILES: Final = 5_000
"""Drawn books that a process keeps, a kilobyte each; one with a new price or title is another."""


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


@register.simple_tag
def licences() -> SafeString:
    """Draw what the law wants at the foot of every page: the club's licence to sell books, and its filing."""
    lines = format_html_join(" · ", "<span>{}</span>", ((line,) for line in settings.SHUYOU_LICENCES))
    return format_html('<p class="s-licences">{}</p>', lines) if lines else SafeString("")


@register.simple_tag
def stars(count: int) -> SafeString:
    """Draw one to five stars, and say how many for who does not see them."""
    said = ngettext("%(count)s star of 5", "%(count)s stars of 5", count) % {"count": count}
    return format_html(
        '<span class="s-star" role="img" aria-label="{}">{}</span>', said, "★" * count + "☆" * (5 - count)
    )


@register.filter
def of_item(prices: Mapping[int, Mapping[str, ListedPrice]], item_id: int) -> Mapping[str, ListedPrice]:
    """Return an item's prices by the code of their list."""
    return prices.get(item_id, {})


@register.simple_tag
def tile(row: ItemRow, prices: Mapping[int, Mapping[str, ListedPrice]]) -> SafeString:
    """Draw a book among many: its cover, who wrote it, what members pay; the same wherever it stands, so drawn once."""
    price = of_item(prices, row.item_id).get("member")
    return _tile(row, price.price if price else None)


@lru_cache(maxsize=MOST_TILES)
def _tile(row: ItemRow, price: Decimal | None) -> SafeString:
    """Draw a book among many; pages show dozens, so by no template."""
    if row.has_cover:
        place = reverse("shop:cover", args=[row.uid])
        picture = '<img class="book s-photo" src="{}" alt="" width="132" height="192" loading="lazy">'
        face = format_html(picture, place)
    else:
        face = cover(row.isbn or row.item_id, row.title, row.authors)
    is_less = price is not None and price != row.list_price
    return format_html(
        '<a href="{}">{}<strong class="clip2">{}</strong><span class="small quiet clip">{}</span>'
        '<span class="row s-p"><span class="n">{}</span>{}</span></a>',
        reverse("shop:book", args=[row.uid]),
        face,
        row.title,
        row.authors,
        money(price),
        format_html('<s class="tiny faint n">{}</s>', money(row.list_price)) if is_less else "",
    )


@register.simple_tag
def kiosk_keys() -> SafeString:
    """Draw the keys that the screen in a store shows to touch."""
    return _keys(get_language() or "")


@cache
def _keys(language: str) -> SafeString:
    """Draw the keys, which are the same on every page, once in each language."""
    with override(language):
        return render_to_string("shop/parts/keys.html", {"keys": KEYS})


class Stand(Protocol):
    """A title at the screen in a store: where it stands here, which other places have it, what members pay."""

    @property
    def hit(self) -> TitleHit: ...

    @property
    def here(self) -> CopiesThere | None: ...

    @property
    def elsewhere(self) -> Sequence[CopiesThere]: ...

    @property
    def price(self) -> Decimal | None: ...


@register.simple_tag
def stands(findings: Iterable[Stand], start: str) -> SafeString:
    """Draw titles at the screen in a store; every letter typed there draws a dozen, so by no template."""
    start = escape(start)
    drawn = []
    for one in findings:
        hit, row = one.hit, one.hit.row
        whose = " · ".join(part for part in (row.authors, row.publisher) if part)
        blurb = f'<span class="small quiet clip2">{escape(hit.blurb)}</span>' if hit.blurb else ""
        drawn.append(STAND % (
            start, row.uid, cover(row.isbn or row.item_id, row.title, row.authors, "w-s"), escape(row.title),
            escape(whose), blurb, escape(hit.why.label), _stands(one.here, one.elsewhere), money(one.price),
        ))  # fmt: skip
    return SafeString("".join(drawn))


def _stands(here: CopiesThere | None, elsewhere: Sequence[CopiesThere]) -> str:
    """Say where a title stands."""
    if here:
        copies = ngettext("%(copies)s copy here", "%(copies)s copies here", here.free) % {"copies": here.free}
        name = f'<span class="small">{escape(here.position_name)}</span>' if here.position_name else ""
        return HERE % (escape(gettext("It stands at")), escape(here.position or "–"), name, escape(copies))
    if elsewhere:
        return ELSEWHERE % (escape(gettext("Not here, but at")), escape(elsewhere[0].place))
    return NOWHERE % escape(gettext("Ask us: we order it for you"))
