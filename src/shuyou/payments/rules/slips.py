"""What a slip of the post office says, cleaned: pure functions."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.money import cents
from shuyou.kernel.text import tidy
from shuyou.payments.errors import AmountUnreadable, DayUnreadable, PayerMissing, SlipMissing

MOST: Final = Decimal(10) ** 8
_SLIP: Final = re.compile(r"[0-9A-Z]{4,30}")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?(?:[ T].*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSlip:
    """A slip as its file has it."""

    slip: str = ""
    paid_on: str = ""
    amount: str = ""
    payer_name: str = ""
    postcode: str = ""
    payer_address: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipDraft:
    """A slip that may be written."""

    slip: str
    paid_on: date
    amount: Decimal
    payer_name: str
    postcode: str
    payer_address: str
    message: str


def clean_slip(record: NewSlip, *, today: date) -> SlipDraft:
    """
    Return the clean draft of a slip.

    :raises DomainError: with everything that is wrong.
    """
    problems: list[DomainError] = []
    slip = re.sub(r"[\s-]", "", _folded(record.slip)).upper()
    if not _SLIP.fullmatch(slip):
        problems.append(SlipMissing(value=record.slip))
    amount = paid_on = None
    try:
        amount = amount_of(record.amount)
    except DomainError as problem:
        problems.append(problem)
    try:
        paid_on = day_of(record.paid_on, today=today)
    except DomainError as problem:
        problems.append(problem)
    name = tidy(record.payer_name)[:80]
    if not name:
        problems.append(PayerMissing())
    if problems or amount is None or paid_on is None:
        refuse(problems)
    return SlipDraft(
        slip=slip, paid_on=paid_on, amount=amount, payer_name=name, postcode=_folded(record.postcode).strip()[:10],
        payer_address=tidy(record.payer_address)[:200], message=tidy(record.message)[:300],
    )  # fmt: skip


def amount_of(text: str) -> Decimal:
    """
    Return a sum of money as the trade writes it: with ¥ or 元, with commas, in full-width digits.

    :raises AmountUnreadable: it is none, or not more than nothing.
    """
    plain = _folded(text).replace(",", "").strip().removeprefix("¥").removesuffix("元").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise AmountUnreadable(value=text) from error
    if not amount.is_finite() or not 0 < amount < MOST or cents(amount) != amount:
        raise AmountUnreadable(value=text)
    return cents(amount)


def day_of(text: str, *, today: date) -> date:
    """
    Return a day of the past or today, as it may be written.

    :raises DayUnreadable: it is none, or lies ahead.
    """
    found = _DAY.fullmatch(_folded(text).strip())
    if not found:
        raise DayUnreadable(value=text)
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise DayUnreadable(value=text) from error
    if day > today or day.year < 2000:
        raise DayUnreadable(value=text)
    return day


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
