"""Promotions made ready for pricing: amounts in cents, and an index by what they are about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Self

from shuyou.kernel.money import net_price
from shuyou.orders.rules.baskets import NO_DISCOUNT, Quote
from shuyou.orders.rules.promotions import STAGES, Kind, Promotion, Stage

WHOLE: Final = 10_000
"""Rates are reckoned in ten-thousandths."""


def in_cents(amount: Decimal) -> int:
    """Return an amount of money in cents."""
    return int(amount * 100)


@dataclass(frozen=True, slots=True)
class Cents:
    """The lines of a basket in cents: of one copy at list and at the member's price, copies, and all copies."""

    items: tuple[int, ...]
    listed: tuple[int, ...]
    base: tuple[int, ...]
    copies: tuple[int, ...]
    amount: tuple[int, ...]
    is_open: tuple[bool, ...]
    """False where nobody pays less than the list price."""

    @classmethod
    def of(cls, quotes: Sequence[Quote]) -> Self:
        """Return the lines of a basket in cents."""
        base = tuple(in_cents(net_price(quote.list_price, quote.rate)) for quote in quotes)
        copies = tuple(quote.quantity for quote in quotes)
        return cls(
            items=tuple(quote.item_id for quote in quotes),
            listed=tuple(in_cents(quote.list_price) for quote in quotes),
            base=base,
            copies=copies,
            amount=tuple(one * number for one, number in zip(base, copies, strict=True)),
            is_open=tuple(not quote.reason.startswith(NO_DISCOUNT) for quote in quotes),
        )


class Compiled:
    """A promotion whose terms are ready to be reckoned with."""

    __slots__ = (
        "amount", "but_not", "group", "is_limited", "kind", "ladder", "least_amount", "least_copies", "number",
        "precedence", "price_from", "price_to", "promotion", "rate", "rule", "stacks", "stage", "told",
    )  # fmt: skip

    def __init__(self, promotion: Promotion) -> None:
        rule = promotion.rule
        self.promotion, self.rule, self.number = promotion, rule, promotion.promotion_id
        self.kind, self.stage = rule.kind, STAGES[rule.kind]
        self.rate, self.amount = int(rule.rate * WHOLE), in_cents(rule.amount)
        self.least_amount, self.least_copies = in_cents(rule.least_amount), rule.least_copies
        self.price_from, self.price_to = in_cents(rule.price_from), in_cents(rule.price_to)
        self.told = (promotion.code, promotion.version, promotion.name_zh, promotion.name_en, str(rule.kind))
        self.but_not = rule.but_not
        self.is_limited = bool(rule.but_not or self.price_from or self.price_to)
        self.group: str | int = rule.group or self.number
        self.precedence, self.stacks = rule.precedence, rule.stacks
        self.ladder = tuple((in_cents(least), in_cents(off)) for least, off in rule.ladder)

    def among(self, found: Sequence[int], quotes: Sequence[Quote], cents: Cents) -> Sequence[int]:
        """Return which of the lines found by the index the promotion is about."""
        if self.stage != Stage.BESIDE:
            found = [i for i in found if cents.is_open[i]]
        if not self.is_limited:
            return found
        return [
            i
            for i in found
            if cents.listed[i] >= self.price_from
            and (not self.price_to or cents.listed[i] <= self.price_to)
            and self.but_not.isdisjoint(quotes[i].tokens)
        ]

    def off_copy(self, listed: int, base: int) -> int:
        """Return what an offer on single titles takes off one copy."""
        if self.kind == Kind.AMOUNT:
            return min(base, self.amount)
        if self.kind == Kind.FIXED:
            return max(0, base - self.amount)
        return max(0, base - ((listed if self.rule.is_of_list else base) * self.rate + WHOLE // 2) // WHOLE)


class Book:
    """Promotions that hold about the same time, found by what is in a basket."""

    def __init__(self, promotions: Iterable[Promotion]) -> None:
        self.all = tuple(sorted(map(Compiled, promotions), key=lambda one: one.number))
        self.everywhere = tuple(one for one in self.all if not _tokens(one))
        self.by_token: dict[str, list[Compiled]] = {}
        for one in self.all:
            for token in _tokens(one):
                self.by_token.setdefault(token, []).append(one)
        self.gifts = frozenset(one.rule.gift for one in self.all if one.rule.gift)
        self._words = {token.partition(":")[0] for one in self.all for token in _tokens(one) | one.but_not}

    def knows(self, word: str) -> bool:
        """Tell whether any promotion is about titles by a kind of token, such as `supplier`."""
        return word in self._words

    def may_count(self, *, at: datetime, channel: str, tier: str) -> bool:
        """Tell whether any promotion may be open to somebody, as far as a first look tells."""
        return any(
            (one.promotion.starts_at is None or one.promotion.starts_at <= at)
            and (one.promotion.ends_at is None or at < one.promotion.ends_at)
            and (not one.rule.channels or channel in one.rule.channels)
            and (not one.rule.tiers or tier in one.rule.tiers)
            for one in self.all
        )

    def __bool__(self) -> bool:
        return bool(self.all)

    def found(self, quotes: Sequence[Quote]) -> dict[Compiled, list[int]]:
        """Return the promotions that may be about some line, with those lines."""
        whole = list(range(len(quotes)))
        found = dict.fromkeys(self.everywhere, whole)
        for i, quote in enumerate(quotes):
            for token in quote.tokens & self.by_token.keys():
                for one in self.by_token[token]:
                    lines = found.setdefault(one, [])
                    if not lines or lines[-1] != i:
                        lines.append(i)
        return found


def _tokens(one: Compiled) -> frozenset[str]:
    if one.kind == Kind.BUNDLE:
        return frozenset(f"item:{item_id}" for item_id, _copies in one.rule.parts)
    return one.rule.titles
