"""What people type about stock and buying, read the way the trade writes it."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.money import RATE_STEP, cents
from shuyou.supply.errors import (
    AmountWrong,
    CodeWrong,
    DiscountWrong,
    HoursWrong,
    NumberWrong,
    TextMissing,
    TextTooLong,
)

FARTHEST: Final = timedelta(days=3_660)
MOST_AMOUNT: Final = Decimal(99_999_999)
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
_HOURS: Final = re.compile(r"([01]?\d|2[0-4])[:：]?([0-5]\d)\s*[-–—~至到]\s*([01]?\d|2[0-4])[:：]?([0-5]\d)")
_PERCENT, _TENTHS = Decimal(10), Decimal(1)
"""A rate above 10 is percent (62), one above 1 is tenths (6.2), one up to 1 is the rate itself (0.62)."""


def folded(typed: str) -> str:
    """Return what was typed without full-width forms and needless spaces."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def said(typed: str, *, field: str, limit: int) -> str:
    """
    Return a text that may be empty.

    :raises TextTooLong: it is longer than what is kept.
    """
    text = " ".join(typed.split())
    if len(text) > limit:
        raise TextTooLong(length=len(text), limit=limit, field=field)
    return text


def text_typed(typed: str, *, field: str, limit: int) -> str:
    """
    Return a text that must be there.

    :raises TextMissing: it is empty.
    :raises TextTooLong: it is longer than what is kept.
    """
    text = said(typed, field=field, limit=limit)
    if not text:
        raise TextMissing(field=field)
    return text


def code_typed(typed: str) -> str:
    """
    Return a code in small letters.

    :raises CodeWrong: it holds anything else.
    """
    code = folded(typed).lower()
    if not _CODE.fullmatch(code):
        raise CodeWrong(value=typed)
    return code


def rate_typed(typed: str, *, field: str = "discount_rate") -> Decimal:
    """
    Return a discount rate however it is written: 62, 6.2, 0.62, 62%, 62折, 6.2折; 1折 is a tenth, 1 the list price.

    :raises DiscountWrong: it is none, or more than the list price.
    """
    text = folded(typed)
    is_percent, is_tenths = text.endswith("%"), text.endswith("折")
    rate = _number(text.rstrip("%折 ").strip())
    if rate is None or rate > 100:
        raise DiscountWrong(value=typed, field=field)
    if is_percent or rate > _PERCENT:
        rate /= 100
    elif rate > _TENTHS or is_tenths:
        rate /= 10
    rate = rate.quantize(RATE_STEP)
    if not rate:
        raise DiscountWrong(value=typed, field=field)
    return rate


def amount_typed(typed: str, *, field: str) -> Decimal:
    """
    Return an amount of money; thousands may be marked with commas, the currency may stand before.

    :raises AmountWrong: it is none, or below zero.
    """
    text = folded(typed).lstrip("¥￥$€£ ")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    amount = _number(text)
    if amount is None or not 0 <= amount <= MOST_AMOUNT or amount != cents(amount):
        raise AmountWrong(value=typed, field=field)
    return cents(amount)


def whole_typed(typed: str, *, field: str, least: int = 0, most: int = 99_999) -> int:
    """
    Return a whole number.

    :raises NumberWrong: it is none, or not between these.
    """
    text = folded(typed)
    if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
        raise NumberWrong(value=typed, least=least, most=most, field=field)
    return int(text)


def day_typed(typed: str, *, field: str, near: date) -> date | None:
    """
    Return a day as calendars write it (2026-11-22), or None if nothing was typed.

    :raises InvalidValue: there is no such day, or none that papers of today can mean.
    """
    text = folded(typed)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(label=_("The day"), value=typed, field=field) from None
    require_near(day, near, field=field)
    return day


def require_near(day: date, near: date, *, field: str) -> None:
    """
    Pass if a paper of a day can name another day.

    :raises InvalidValue: it is further away than any term reaches.
    """
    if abs(day - near) > FARTHEST:
        raise InvalidValue(label=_("The day"), value=day.isoformat(), field=field)


def hours_typed(typed: str, *, field: str = "hours") -> str:
    """
    Return opening hours such as 09:00-21:00; empty stays empty.

    :raises HoursWrong: they are none, or end before they begin.
    """
    text = folded(typed)
    if not text:
        return ""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise HoursWrong(value=typed, field=field)
    begin, end = (f"{int(hour):02d}:{minute}" for hour, minute in (found.group(1, 2), found.group(3, 4)))
    if not begin < end <= "24:00":
        raise HoursWrong(value=typed, field=field)
    return f"{begin}-{end}"


def opening_on(hours: Sequence[str], weekday: int) -> str:
    """Return the opening hours of a weekday (Monday is 0); empty if closed or not known."""
    return hours[weekday] if weekday < len(hours) else ""


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if re.fullmatch(r"\d+(\.\d+)?|\.\d+", text) else None
    except InvalidOperation:
        return None
    return number
