"""Discounts as the trade writes them, and as they are kept."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from shuyou.catalog.errors import RateNotReadable
from shuyou.catalog.rules.prices import amount
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import RATE_STEP

_OFF: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%\s*off")
_RATE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(%|折)?")
_MONEY: Final = re.compile(r"[¥￥]|元$|[a-z]{3}\s*[0-9]")


def rate_of(text: str, list_price: Decimal | None = None) -> Decimal:
    """
    Return a rate: 88, 88%, 8.8 折, 0.88 and 12% off are 0.88; ¥39.80 is what share of the list price it is.

    :raises RateNotReadable: it is none, or more than the list price.
    """
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if _MONEY.search(typed):
        rate = _share(typed, list_price)
    elif found := _OFF.fullmatch(typed):
        rate = 1 - Decimal(found[1]) / 100
    elif found := _RATE.fullmatch(typed):
        rate = _scaled(Decimal(found[1]), found[2] or "")
    else:
        raise RateNotReadable(value=text)
    kept = rate.quantize(RATE_STEP, rounding=ROUND_HALF_UP)
    if not 0 < kept <= 1:
        raise RateNotReadable(value=text)
    return kept


def _scaled(number: Decimal, unit: str) -> Decimal:
    """Return a number as a share: 88 折 and 8.8 折 are the same; a bare number up to 1 is a share already."""
    if unit == "%":
        return number / 100
    if number <= 1 and not unit:
        return number
    return number / 10 if number <= 10 else number / 100


def _share(typed: str, list_price: Decimal | None) -> Decimal:
    if not list_price:
        raise RateNotReadable(value=typed)
    try:
        wanted = amount(typed).value
    except DomainError as error:
        raise RateNotReadable(value=typed) from error
    return wanted / list_price
