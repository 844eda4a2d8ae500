"""What a promotion must say before it can be published, by kind."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from shuyou.orders.rules.promotions import Kind, Rule


def faults(rule: Rule, *, starts_at: datetime | None = None, ends_at: datetime | None = None) -> list[str]:
    """Return the names of the terms that are missing or cannot be meant."""
    wrong = [name for name, is_wrong in _OF_KIND[rule.kind](rule).items() if is_wrong]
    if starts_at and ends_at and ends_at <= starts_at:
        wrong.append("ends_on")
    if rule.price_from and rule.price_to and rule.price_to < rule.price_from:
        wrong.append("price_to")
    if not rule.weekdays <= set(range(1, 8)):
        wrong.append("weekdays")
    return wrong


def _percent(rule: Rule) -> Mapping[str, bool]:
    return {"rate": not 0 <= rule.rate < 1}


def _amount(rule: Rule) -> Mapping[str, bool]:
    return {"amount": rule.amount <= 0}


def _fixed(rule: Rule) -> Mapping[str, bool]:
    return {"amount": rule.amount < 0, "titles": not rule.titles}


def _n_for_m(rule: Rule) -> Mapping[str, bool]:
    return {"take": rule.take < 2, "pay": not 1 <= rule.pay < rule.take}


def _pick(rule: Rule) -> Mapping[str, bool]:
    return {"take": rule.take < 1, "amount": rule.amount <= 0}


def _bundle(rule: Rule) -> Mapping[str, bool]:
    is_whole = len(rule.parts) > 1 or any(copies > 1 for _item, copies in rule.parts)
    return {"parts": not is_whole or any(copies < 1 for _item, copies in rule.parts), "amount": rule.amount < 0}


def _off(rule: Rule) -> Mapping[str, bool]:
    rungs = rule.ladder
    is_rising = all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(rungs))
    is_sound = bool(rungs) and is_rising and all(least >= 0 and off > 0 for least, off in rungs)
    is_counted = not rule.repeats or (len(rungs) == 1 and rungs[0][0] > 0)
    return {"ladder": not (is_sound and is_counted)}


def _cash(rule: Rule) -> Mapping[str, bool]:
    return {"rate": not Decimal(0) < rule.rate <= 1, "amount": rule.amount <= 0}


def _gift(rule: Rule) -> Mapping[str, bool]:
    return {"gift": not rule.gift, "copies": rule.copies < 1}


def _delivery(_rule: Rule) -> Mapping[str, bool]:
    return {}


_OF_KIND: Final[Mapping[Kind, Callable[[Rule], Mapping[str, bool]]]] = {
    Kind.PERCENT: _percent, Kind.AMOUNT: _amount, Kind.FIXED: _fixed, Kind.N_FOR_M: _n_for_m, Kind.PICK: _pick,
    Kind.BUNDLE: _bundle, Kind.OFF: _off, Kind.CASH: _cash, Kind.GIFT: _gift, Kind.DELIVERY: _delivery,
}  # fmt: skip
