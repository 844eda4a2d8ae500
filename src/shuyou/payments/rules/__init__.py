"""Rules of money: what a slip says, read as it may be meant."""

from shuyou.payments.rules.slips import NewSlip, SlipDraft, amount_of, clean_slip, day_of

__all__ = ["NewSlip", "SlipDraft", "amount_of", "clean_slip", "day_of"]
