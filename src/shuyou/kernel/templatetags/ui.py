"""
The parts of the interface as template tags, and values as readers of either language expect them.

`{% load ui %}` gives figures (`money`, `points`, `phone`), dates (`day`, `moment`, `ago`), and parts (`icon`, `tier`,
`bar`, `columns`, `cover`, `field`, `ticks`, `hit`, `mark`). Parts are drawn by the templates in `ui/`.
"""

import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from html import escape
from typing import Protocol
from unicodedata import east_asian_width

from babel.numbers import get_currency_symbol
from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from shuyou.kernel import clock
from shuyou.kernel.drawn import draw, draw_ticks
from shuyou.kernel.registry import Hit
from shuyou.kernel.text import between_parts

register = template.Library()

COVERS = ("thread", "plain", "moon", "hills", "grid", "big", "band")
COLOURS = ("indigo", "rust", "moss", "sand", "plum", "mist", "ink", "ochre")
_WORDS = re.compile(r"[^\s\-\u0250-\uffff]+")
"""Words of alphabets, which are not parted; Chinese may be, after each character."""
LONGEST_WORD = 9
"""Letters of a word that stand on a cover in their usual size."""
COLUMN, COLUMN_HEIGHT, COLUMN_HEAD = 72, 120, 20
"""Width of a column with its gap, height of the whole, and room for the figure above it."""

_HIT = (
    '<a class="hit" role="option" aria-selected="false" tabindex="-1" id="hit-{}" href="{}">'
    '<span class="ava" aria-hidden="true">{}</span><span class="clip"><strong>{}</strong>{}</span>'
    '<span class="small quiet clip">{}</span><span>{}</span></a>'
)
_HIT_SUB = ' <span class="faint small">{}</span>'

WEEK = 7
"""Days within which a weekday says which day is meant."""


# --- figures


@cache
def _currency_symbol(code: str) -> str:
    return str(get_currency_symbol(code, "zh_Hans_CN"))


@register.filter
def money(amount: Decimal | float | None, currency: str = "") -> str:
    """Return an amount as the shop writes it: ¥1,234.50, US$1,234.50 in another currency; nothing for None."""
    if amount is None:
        return ""
    sign = "−" if amount < 0 else ""
    return f"{sign}{_currency_symbol(currency or settings.SHUYOU_CURRENCY)}{abs(amount):,.2f}"


@register.filter
def whole_money(amount: Decimal | None) -> str:
    """Return an amount without its cents, where many stand side by side: ¥1,235; nothing for None."""
    return "" if amount is None else money(amount.quantize(Decimal(1), ROUND_HALF_UP)).removesuffix(".00")


@register.filter
def points(number: int | None) -> str:
    """Return a whole number with its thousands marked: 12,480; nothing for None."""
    return "" if number is None else f"{number:,}".replace("-", "−")


@register.filter
def percent(rate: Decimal | None) -> str:
    """Return a rate as a percentage without needless zeros: 0.88 is 88%."""
    if rate is None:
        return ""
    return f"{(rate * 100).quantize(Decimal('0.01')).normalize():f}%"


@register.filter
def typed_rate(rate: Decimal | None) -> str:
    """Return a rate as a field holds it, without needless zeros: 0.5800 is 0.58; nothing for None."""
    return "" if rate is None else f"{rate.normalize():f}"


@register.filter
def phone(number: str) -> str:
    """Return a telephone number in groups; masked digits stay masked: 138 **** 2046."""
    bare = number.replace(" ", "")
    if len(bare) == 11 and bare.startswith("1"):
        return f"{bare[:3]} {bare[3:7]} {bare[7:]}"
    return number


@register.filter
def in_fours(number: str) -> str:
    """Return a long number in groups of four: 6688 0123 4567."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


# --- dates


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


@register.simple_tag
def colon() -> str:
    """Return what stands between a name and what is said of it, in the reader's language."""
    return "：" if _is_chinese() else ": "


@register.simple_tag
def comma() -> str:
    """Return what stands between the parts of a list, in the reader's language."""
    return between_parts()


@register.simple_tag
def semicolon() -> str:
    """Return what stands between two half sentences, in the reader's language."""
    return "；" if _is_chinese() else "; "


def _day_of(when: date | datetime) -> date:
    return clock.club_day(when) if isinstance(when, datetime) else when


@register.filter
def day(when: date | datetime | None) -> str:
    """Return a day in words: 11 月 22 日, 22 November; with the year unless it is this one."""
    if when is None:
        return ""
    that = _day_of(when)
    is_this_year = that.year == clock.club_day(clock.now()).year
    if _is_chinese():
        return f"{that.month} 月 {that.day} 日" if is_this_year else f"{that.year} 年 {that.month} 月 {that.day} 日"
    return date_format(that, "j F" if is_this_year else "j F Y")


@register.filter
def month_day(when: date) -> str:
    """Return a day that comes every year: 11 月 22 日, 22 November."""
    return f"{when.month} 月 {when.day} 日" if _is_chinese() else date_format(when, "j F")


@register.filter
def full_day(when: date | datetime) -> str:
    """Return a day with its weekday: 11 月 22 日 星期日, Sunday 22 November."""
    weekday = date_format(_day_of(when), "l")
    return f"{day(when)} {weekday}" if _is_chinese() else f"{weekday} {day(when)}"


@register.filter
def iso(when: date | datetime | None) -> str:
    """Return a day as tables show it: 2026-11-22."""
    return _day_of(when).isoformat() if when else ""


@register.filter
def clock_time(when: datetime) -> str:
    """Return the time of day in the club's zone: 20:14."""
    return f"{when.astimezone(clock.club_zone()):%H:%M}"


@register.filter
def near_day(when: date | datetime | None) -> str:
    """Return today, yesterday, or the day in words."""
    if when is None:
        return ""
    away = (clock.club_day(clock.now()) - _day_of(when)).days
    words = {0: gettext("today"), 1: gettext("yesterday"), -1: gettext("tomorrow")}
    return words.get(away) or day(when)


@register.filter
def day_heading(when: date | datetime) -> str:
    """Return the day as the heading of a part of a timeline."""
    words = near_day(when)
    return words[:1].upper() + words[1:]


@register.filter
def moment(when: datetime | None) -> str | SafeString:
    """Return a moment for people (yesterday 20:14; 13 November) inside a `<time>` that tells it exactly."""
    if when is None:
        return ""
    return format_html('<time datetime="{}" title="{}">{}</time>', when.isoformat(), _exact(when), _near(when))


def _near(when: datetime) -> str:
    away = (clock.club_day(clock.now()) - clock.club_day(when)).days
    if -1 <= away <= 1:
        return f"{near_day(when)} {clock_time(when)}"
    if 0 < away < WEEK:
        return f"{date_format(_day_of(when), 'l' if _is_chinese() else 'D')} {clock_time(when)}"
    return day(when)


def _exact(when: datetime) -> str:
    return f"{when.astimezone(clock.club_zone()):%Y-%m-%d %H:%M:%S}"


@register.filter
def ago(when: date | datetime | None) -> str:
    """Return how long ago a day was, in the largest unit that says enough: 9 days ago."""
    if when is None:
        return ""
    days = (clock.club_day(clock.now()) - _day_of(when)).days
    if days < 2:
        return near_day(when)
    if days < 60:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    if days < 730:
        return ngettext("%(count)s month ago", "%(count)s months ago", days // 30) % {"count": days // 30}
    return ngettext("%(count)s year ago", "%(count)s years ago", days // 365) % {"count": days // 365}


@register.filter
def due_tone(when: datetime | None) -> str:
    """Return the class of a due time: late once past, soon within the day."""
    if when is None:
        return ""
    left = when - clock.now()
    if left < timedelta(0):
        return "late"
    return "soon" if left < timedelta(days=1) else ""


# --- parts


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; `size` is "s" for the small one; without a label it is decoration."""
    if label:
        drawing = '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>'
        return format_html(drawing, _icon_classes(size), label, f"{_sprite()}#{name}")
    return _decoration(name, size)


@lru_cache(maxsize=1024)
def _decoration(name: str, size: str) -> SafeString:
    """Draw what a page shows dozens of times, once."""
    drawing = '<svg class="{}" aria-hidden="true"><use href="{}"/></svg>'
    return format_html(drawing, _icon_classes(size), f"{_sprite()}#{name}")


def _icon_classes(size: str) -> str:
    return f"ico ico-{size}" if size else "ico"


@cache
def _sprite() -> str:
    return static("shuyou/icons.svg")


@register.simple_tag
def tier(name: str, style: int | str = 1) -> SafeString:
    """Draw a grade: its name in one of the four styles."""
    return format_html('<span class="tier tier-{}">{}</span>', style, name) if name else SafeString("")


@register.simple_tag
def tag(text: str, tone: str = "", sign: str = "") -> SafeString:
    """Draw a state: a word, a tone (good, warn, bad, info) and perhaps an icon."""
    classes = f"tag tag-{tone}" if tone else "tag"
    return format_html('<span class="{}">{}{}</span>', classes, icon(sign) if sign else "", text)


@register.inclusion_tag("ui/bar_h.html")
def bar(value: float, out_of: float = 100, tone: str = "v", tick: float | None = None) -> dict[str, object]:
    """Draw a horizontal bar with an optional tick to compare with; the figure stands beside it as text."""
    whole = float(out_of) or 1.0
    return {
        "width": _share(float(value), whole),
        "tone": tone,
        "tick": None if tick is None else _share(float(tick), whole),
    }


def _share(value: float, whole: float) -> str:
    return f"{min(max(value / whole, 0.0), 1.0) * 100:.1f}".rstrip("0").rstrip(".")


class Rated(Protocol):
    """Something with a name and a rate from 0 to 1."""

    @property
    def label(self) -> str: ...

    @property
    def rate(self) -> float: ...


@register.inclusion_tag("ui/columns.html")
def columns(rows: Sequence[Rated]) -> dict[str, object]:
    """Draw rates as columns from zero, each with its figure and its name; a table beside it says the same."""
    return {
        "width": max(len(rows), 1) * COLUMN,
        "columns": [
            {
                "label": row.label,
                "figure": share(row.rate),
                "x": at * COLUMN + 12,
                "middle": at * COLUMN + COLUMN // 2,
                "height": round(row.rate * COLUMN_HEIGHT, 1),
                "top": round(COLUMN_HEIGHT + COLUMN_HEAD - row.rate * COLUMN_HEIGHT, 1),
            }
            for at, row in enumerate(rows)
        ],
    }


@register.filter
def share(rate: float) -> str:
    """Return a rate as a percentage with one decimal: 0.2134 is 21.3%."""
    return f"{rate * 100:.1f}%"


@register.simple_tag
def cover(key: object, title: str, author: str = "", size: str = "") -> SafeString:
    """Draw a book's cover: its kind and colours follow from its ISBN (or any other key), so they never change."""
    seed = zlib.crc32(str(key).encode())
    kind = COVERS[seed % len(COVERS)]
    colour = COLOURS[seed // len(COVERS) % len(COLOURS)]
    classes = " ".join(part for part in (f"book book-{kind} k-{colour}", _fit(title), escape(size)) if part)
    # Pages of titles draw dozens of these: no template for each.
    name = escape(title)
    name = f"<b>{escape(title[:1])}</b><em>{name}</em>" if kind == "big" else f"<b>{name}</b>"
    by = f"<i>{escape(author)}</i>" if author else ""
    return SafeString(f'<span class="{classes}" aria-hidden="true">{name}{by}</span>')


def _fit(title: str) -> str:
    """Return the class that lets a title fit its cover: smaller letters for long titles and for long words."""
    if len(title) <= LONGEST_WORD:
        return ""
    room = sum(2 if east_asian_width(char) in "WF" else 1 for char in title)
    word = max(map(len, _WORDS.findall(title)), default=0)
    if room <= 30 and word <= LONGEST_WORD:
        return ""
    return "book-long" if room <= 64 and word <= 14 else "book-longer"


@register.simple_tag
def field(bound: BoundField, hint: str = "", cls: str = "") -> SafeString:
    """Draw a form's field: label above, control, hint, and below it what is wrong and how to fix it."""
    return draw(bound, hint=hint, cls=cls)


@register.simple_tag
def ticks(bound: BoundField) -> SafeString:
    """Draw a form's field of which several can be ticked."""
    return draw_ticks(bound)


@register.filter
def mark(text: str, part: str) -> SafeString:
    """Return the text with the first place marked where a part stands, whatever their case and spaces."""
    finder = _finder(part)
    found = finder.search(text) if finder else None
    if found is None:
        return conditional_escape(text)
    return format_html("{}<mark>{}</mark>{}", text[: found.start()], found[0], text[found.end() :])


@register.simple_tag
def hit(found: Hit, group: str, number: int, typed: str) -> SafeString:
    """Draw an answer of the one-touch box without a template: ten of them stand behind every key that is struck."""
    sub = format_html(_HIT_SUB, mark(found.sub, typed)) if found.sub else ""
    badge = format_html('<span class="{}">{}</span>', found.badge_class, found.badge) if found.badge else ""
    picture = icon(found.icon, "s") if found.icon else found.mark or found.title[:1]
    title, detail = mark(found.title, typed), mark(found.detail, typed)
    return format_html(_HIT, f"{group}-{number}", found.url, picture, title, sub, detail, badge)


@lru_cache(maxsize=64)
def _finder(part: str) -> re.Pattern[str] | None:
    letters = [re.escape(letter) for letter in part if letter.isalnum()]
    return re.compile(r"[\s-]*".join(letters), re.IGNORECASE) if letters else None


class _Once(template.Node):
    """A part of a template that is drawn once in each language, by whoever comes first."""

    child_nodelists = ()
    """No block of a page stands in it, so none is looked for there."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """Return the part as it was drawn in the reader's language; it knows nothing of the page."""
        language = get_language() or ""
        drawn = self._drawn.get(language)
        if drawn is None:
            drawn = self._drawn[language] = self.nodelist.render(context.new({}))
        return drawn


@register.tag
def once(parser: template.base.Parser, token: template.base.Token) -> _Once:
    """Draw what looks the same on every page in a language once: `{% once %}…{% endonce %}`; no variables in it."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return _Once(nodelist)
