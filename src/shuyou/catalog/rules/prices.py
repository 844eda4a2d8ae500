"""List prices, printed or worked out."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from shuyou.catalog.errors import PriceNotReadable, PriceOutOfRange, RateMissing
from shuyou.kernel.money import CENT, cents

DEAREST: Final = Decimal("999999.99")
MADE_UP: Final = tuple(
    map(
        Decimal,
        "19.80 22.00 25.00 26.80 28.00 29.80 32.00 35.00 36.00 38.00 39.80 42.00 45.00 48.00 49.80 52.00 55.00"
        " 58.00 59.80 62.00 65.00 68.00 72.00 78.00 86.00 88.00 98.00 108.00 118.00 128.00".split(),
    )
)
SIGNS = MappingProxyType(
    {
        "¥": "CNY",
        "￥": "CNY",
        "元": "CNY",
        "rmb": "CNY",
        "人民币": "CNY",
        "$": "USD",
        "us$": "USD",
        "£": "GBP",
        "€": "EUR",
    }
    | {"hk$": "HKD", "港币": "HKD", "nt$": "TWD", "a$": "AUD", "円": "JPY", "元整": "CNY"}
)
_AMOUNT: Final = re.compile(
    r"([^0-9.,\s-]*)\s*(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|-?\.[0-9]+)\s*([^0-9.,\s-]*)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a currency; no currency: the installation's own."""

    value: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class ListPrice:
    """A list price in the installation's currency. Not printed on the book: made up, or worked out from another."""

    value: Decimal
    is_synthetic: bool = False


def amount(value: str, *, currency: str = "") -> Amount:
    """
    Return an amount and its currency, by sign, code or word before or after it.

    :raises PriceNotReadable: it is no amount.
    :raises PriceOutOfRange: it is negative or out of all proportion.
    """
    text = unicodedata.normalize("NFKC", value).strip()
    found = _AMOUNT.fullmatch(text)
    if not found:
        raise PriceNotReadable(value=value)
    sign = (found[1] or found[3]).strip().lower()
    code = SIGNS.get(sign) or (sign.upper() if re.fullmatch(r"[a-z]{3}", sign) else "")
    if sign and not code:
        raise PriceNotReadable(value=value)
    try:
        number = cents(Decimal(found[2].replace(",", "")))
    except InvalidOperation as error:
        raise PriceOutOfRange(value=value) from error
    if not 0 <= number <= DEAREST:
        raise PriceOutOfRange(value=value)
    return Amount(number, code or currency.strip().upper())


def list_price(amounts: Iterable[Amount], *, home: str, rates: Mapping[str, Decimal]) -> ListPrice | None:
    """
    Return the list price among a record's prices: the one at home, else the first that a rate is known for.

    Zero is no price: suppliers write it where they know none.

    :raises RateMissing: there are prices, but none at home and none with a rate.
    :raises PriceOutOfRange: at its rate it is out of all proportion.
    """
    known = [found for found in amounts if found.value > 0]
    for found in known:
        if found.currency in ("", home):
            return ListPrice(found.value)
    for found in known:
        if rate := rates.get(found.currency):
            worth = found.value * rate
            if not CENT <= worth <= DEAREST:
                raise PriceOutOfRange(value=f"{found.currency} {found.value}")
            return ListPrice(cents(worth), is_synthetic=True)
    if known:
        raise RateMissing(value=f"{known[0].currency} {known[0].value}", currency=known[0].currency)
    return None


def made_up_price(key: str) -> ListPrice:
    """Return a usual price for a book that comes without one: the same for the same key."""
    seed = hashlib.sha256(key.encode()).digest()
    return ListPrice(MADE_UP[int.from_bytes(seed[8:12]) % len(MADE_UP)], is_synthetic=True)
