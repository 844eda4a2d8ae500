"""Rules of money: what a slip says, read as it may be meant; how two books differ; which tender gives back first."""

from shuyou.payments.rules.bills import Differs, Entry, differences
from shuyou.payments.rules.refunds import Paid, spread_back
from shuyou.payments.rules.slips import NewSlip, SlipDraft, amount_of, clean_slip, day_of
from shuyou.payments.rules.taxes import tax_in

__all__ = [
    "Differs",
    "Entry",
    "NewSlip",
    "Paid",
    "SlipDraft",
    "amount_of",
    "clean_slip",
    "day_of",
    "differences",
    "spread_back",
    "tax_in",
]
