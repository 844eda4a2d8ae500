"""Words of the book trade for templates: discounts as shops say them, and what stands in the database as a code."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from babel import Locale
from babel.core import get_global
from django import template
from django.template.defaultfilters import stringfilter
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.text import nested_marks

register = template.Library()
register.filter("nested_marks", stringfilter(nested_marks), is_safe=True)


@register.filter
def discount(rate: Decimal | None) -> str:
    """Return a discount rate as the trade says it: 0.88 is 88 折 or 12% off; 1 is the list price."""
    if rate is None:
        return ""
    if rate >= 1:
        return gettext("list price")
    if (get_language() or "").startswith("zh"):
        tenths = _plain(rate * 10)
        return f"{tenths if len(tenths) == 1 else _plain(rate * 100)} 折"
    return f"{_plain((1 - rate) * 100)}% off"


@register.filter
def why_price(reason: str, names: Mapping[str, str]) -> str:
    """
    Return why a line has its rate.

    `list:member` is the rate of a price list, `entry:member` the title's own there, `offer:vip-xmas` that of an offer,
    `fixed:member` the list price, since nobody gets a discount on the title, `bundle:17` its part of a bundle's price.
    """
    kind, _, code = reason.partition(":")
    name = names.get(code, code)
    words = {
        "list": gettext("%(name)s, as all titles"),
        "entry": gettext("%(name)s, this title's own rate"),
        "offer": gettext("offer %(name)s"),
        "fixed": gettext("no discount on this title"),
        "bundle": gettext("in the bundle “%(name)s”"),
    }
    return words.get(kind, "%(name)s") % {"name": name}


@register.filter
def language_name(code: str) -> str:
    """Return a language by its name; files write it with two letters or three: zh, chi."""
    names = Locale.parse("zh_Hans" if (get_language() or "").startswith("zh") else "en").languages
    return str(names.get(get_global("language_aliases").get(code, code), code))


_BINDINGS: Final[Mapping[str, Promise]] = {
    "hardback": _("hardback"), "hardcover": _("hardback"), "精装": _("hardback"),
    "paperback": _("paperback"), "平装": _("paperback"),
    "board book": _("board book"), "纸板": _("board book"), "纸板书": _("board book"),
    "thread-bound": _("thread-bound"), "线装": _("thread-bound"),
}  # fmt: skip


@register.filter
def binding(written: str) -> str:
    """Return how a book is bound in the reader's language; what nobody translated stays as it is written."""
    return str(_BINDINGS.get(written.strip().lower(), written))


@register.filter
def came_from(source: str) -> str:
    """Return which file a title came from: `onix:Global Bookinfo`, `marc:records`, or a table's own name."""
    kind, _sep, name = source.partition(":")
    words = {"onix": gettext("ONIX message of %(name)s"), "marc": gettext("MARC file %(name)s")}
    return words.get(kind, gettext("file %(name)s")) % {"name": name or source} if source else ""


@register.filter
def posted_for(source: str) -> str:
    """Return what a line of a ledger was posted for: `order:SO010000036`, `delivery:DN-17` (perhaps with an item)."""
    kind, _sep, name = source.partition(":")
    if kind in ("order", "gift"):  # what follows says which rule, or which return
        name = name.partition(":")[0]
    words = {
        "order": gettext("order %(name)s"),
        "delivery": gettext("delivery note %(name)s"),
        "adjust": gettext("by hand"),
        "card": gettext("card %(name)s"),
        "merge": gettext("titles made one"),
        "part": gettext("titles parted"),
    }
    return words.get(kind, "%(name)s") % {"name": re.sub(r":\d+$", "", name) or source}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
