"""Words of the book trade for templates: discounts as shops say them, and why a line has its price."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.translation import get_language, gettext

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
    """Return why a line has its rate: `list:member` is the rate of a price list, `entry:member` the title's own."""
    kind, _, code = reason.partition(":")
    name = names.get(code, code)
    words = {"list": gettext("%(name)s, as all titles"), "entry": gettext("%(name)s, this title's own rate")}
    return words.get(kind, "%(name)s") % {"name": name}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
