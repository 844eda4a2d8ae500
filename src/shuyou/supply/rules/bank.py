"""Which payment a line of a bank's statement is: by its name, by account and amount, or by what is written on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
CNAPS: Final = re.compile(r"\d{12}")
ACCOUNT: Final = re.compile(r"[A-Z0-9]{5,34}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BankLine:
    """What a statement says of one movement; an amount below zero went out."""

    reference: str
    booked_on: date
    amount: Decimal
    currency: str
    counterparty: str = ""
    account: str = ""
    remark: str = ""
    end_to_end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A payment that the bank was told of."""

    payment_id: int
    end_to_end: str
    paper_number: str
    account: str
    amount: Decimal
    currency: str


def is_bank_code(code: str) -> bool:
    """Tell whether a code names a bank: a BIC, or twelve digits of the Chinese clearing system."""
    return bool(BIC.fullmatch(code) or CNAPS.fullmatch(code))


def account_typed(typed: str) -> str:
    """Return an account's number as banks compare it: without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", typed).upper()


def is_account(number: str) -> bool:
    """Tell whether a text can be an account's number; an IBAN must pass its check digits."""
    if not ACCOUNT.fullmatch(number):
        return False
    return not is_iban_like(number) or _checks(number)


def is_iban_like(number: str) -> bool:
    """Tell whether an account's number is written as an IBAN: a country, two check digits, the rest."""
    return re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", number) is not None


def payment_of(line: BankLine, owed: Sequence[Owed]) -> Owed | None:
    """
    Return the payment that a line is; None if it is none, or could be several.

    A name decides. Without one it must be a single payment of that amount to that account, or one whose paper (an
    invoice, a settlement) the line names.
    """
    if line.end_to_end:
        named = [one for one in owed if one.end_to_end == line.end_to_end]
        if named:
            return named[0]
    alike = [one for one in owed if (one.amount, one.currency) == (abs(line.amount), line.currency)]
    to_account = [one for one in alike if line.account and one.account == line.account]
    by_number = [one for one in to_account or alike if _names(line.remark, one)]
    for found in (by_number, to_account):
        if len(found) == 1:
            return found[0]
    return None


def _names(remark: str, one: Owed) -> bool:
    """Tell whether a remark names a payment or its invoice as a word of its own."""
    names = (one.end_to_end, one.paper_number)
    return any(re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", remark) for name in names)


def _checks(iban: str) -> bool:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1
