"""What is right in the trade, apart from any database."""

from shuyou.supply.rules.epc import gtin_of
from shuyou.supply.rules.matching import Billed, Difference, What, differences
from shuyou.supply.rules.orders import Came, Discrepancy, discrepancies
from shuyou.supply.rules.reasons import Facts, reasons
from shuyou.supply.rules.typed import (
    amount_typed,
    code_typed,
    hours_typed,
    opening_on,
    rate_typed,
    said,
    text_typed,
    whole_typed,
)

__all__ = [
    "Billed",
    "Came",
    "Difference",
    "Discrepancy",
    "Facts",
    "What",
    "amount_typed",
    "code_typed",
    "differences",
    "discrepancies",
    "gtin_of",
    "hours_typed",
    "opening_on",
    "rate_typed",
    "reasons",
    "said",
    "text_typed",
    "whole_typed",
]
