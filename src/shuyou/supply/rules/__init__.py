"""What is right in the trade, apart from any database."""

from shuyou.supply.rules.bank import (
    BankLine,
    Owed,
    account_typed,
    is_account,
    is_bank_code,
    is_iban_like,
    payment_of,
)
from shuyou.supply.rules.epc import gtin_of
from shuyou.supply.rules.matching import Billed, Difference, What, differences
from shuyou.supply.rules.orders import Came, Discrepancy, discrepancies
from shuyou.supply.rules.reasons import Facts, reasons
from shuyou.supply.rules.typed import (
    amount_typed,
    code_typed,
    day_typed,
    hours_typed,
    opening_on,
    rate_typed,
    require_near,
    said,
    text_typed,
    whole_typed,
)

__all__ = [
    "BankLine",
    "Billed",
    "Came",
    "Difference",
    "Discrepancy",
    "Facts",
    "Owed",
    "What",
    "account_typed",
    "amount_typed",
    "code_typed",
    "day_typed",
    "differences",
    "discrepancies",
    "gtin_of",
    "hours_typed",
    "is_account",
    "is_bank_code",
    "is_iban_like",
    "opening_on",
    "payment_of",
    "rate_typed",
    "reasons",
    "require_near",
    "said",
    "text_typed",
    "whole_typed",
]
