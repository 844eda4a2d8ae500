"""Offers on several copies together: what each saves, and which of those that share titles are best together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.orders.rules.book import Cents, Compiled
from shuyou.orders.rules.promotions import Kind

MOST_WAYS: Final = 4_096
"""Ways of putting deals together that are looked at; beyond, the worse ones are given up."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A promotion on copies together: what it saves, line by line."""

    by: Compiled
    savings: Mapping[int, int]


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide cents over weights in proportion, none getting more than its weight; what is left over goes on."""
    total = sum(weights)
    if total <= 0:
        return [0] * len(weights)
    shares, so_far, given = [], 0, 0
    for weight in weights:
        so_far += weight
        due = amount * so_far // total
        shares.append(due - given)
        given = due
    return shares


def deal_of(one: Compiled, lines: Sequence[int], cents: Cents) -> Deal | None:
    """Return what a promotion saves on copies together; None: nothing."""
    if one.kind == Kind.BUNDLE:
        return _bundle(one, lines, cents)
    saving = _for_nothing(one, lines, cents) if one.kind == Kind.N_FOR_M else _picked(one, lines, cents)
    if saving <= 0:
        return None
    return Deal(one, dict(zip(lines, shared(saving, [cents.amount[i] for i in lines]), strict=True)))


def _for_nothing(one: Compiled, lines: Sequence[int], cents: Cents) -> int:
    """Return what the cheapest copies cost, as many as are free."""
    take, pay = one.rule.take, one.rule.pay
    free = sum(cents.copies[i] for i in lines) // take * (take - pay)
    saving = 0
    for i in sorted(lines, key=cents.base.__getitem__):
        copies = min(free, cents.copies[i])
        saving, free = saving + copies * cents.base[i], free - copies
    return saving


def _picked(one: Compiled, lines: Sequence[int], cents: Cents) -> int:
    """Return what is saved when copies are put together from the dearest down, while that saves something."""
    take, saving, held, worth = one.rule.take, 0, 0, 0
    for i in sorted(lines, key=cents.base.__getitem__, reverse=True):
        copies, base = cents.copies[i], cents.base[i]
        if held:
            more = min(copies, take - held)
            held, worth, copies = held + more, worth + more * base, copies - more
            if held < take:
                continue
            if worth <= one.amount:
                return saving
            saving, held, worth = saving + worth - one.amount, 0, 0
        whole = copies // take
        if whole and take * base <= one.amount:
            return saving
        saving += whole * (take * base - one.amount)
        held = copies - whole * take
        worth = held * base
    return saving


def _bundle(one: Compiled, lines: Sequence[int], cents: Cents) -> Deal | None:
    """Return what the titles of a bundle save together, as many times as all of them are there."""
    needed = dict(one.rule.parts)
    if len(lines) < len(needed):
        return None
    parts = [needed[cents.items[i]] for i in lines]
    times = min(cents.copies[i] // part for i, part in zip(lines, parts, strict=True))
    worth = [cents.base[i] * part for i, part in zip(lines, parts, strict=True)]
    saving = times * (sum(worth) - one.amount)
    if saving <= 0:
        return None
    return Deal(one, dict(zip(lines, shared(saving, [times * each for each in worth]), strict=True)))


def best_together(options: Sequence[tuple[int, int, Deal]]) -> tuple[Deal, ...]:
    """Return the deals that save most together; each has a mask, and masks of those chosen have no bit in common."""
    ways: dict[int, tuple[int, tuple[Deal, ...]]] = {0: (0, ())}
    for mask, gain, deal in options:
        for held, (value, chosen) in list(ways.items()):
            if held & mask:
                continue
            if (held | mask) not in ways or ways[held | mask][0] < value + gain:
                ways[held | mask] = (value + gain, (*chosen, deal))
        if len(ways) > MOST_WAYS:
            ways = dict(sorted(ways.items(), key=lambda way: -way[1][0])[: MOST_WAYS // 2])
    return max(ways.values(), key=lambda way: way[0])[1]
