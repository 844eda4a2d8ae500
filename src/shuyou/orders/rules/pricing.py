"""
Pricing a basket under promotions: the least the member can pay, and which promotion saves what on which title.

Each promotion counts from what a title costs the member before any promotion. First offers on single titles: those
that stack add up, or the best of those that stand alone. Then offers on copies together: a title takes part in one at
most, where that is better. Then amounts off the order, over what is left. A promotion more never makes the price worse.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shuyou.kernel.money import CENT, RATE_STEP
from shuyou.orders.rules.baskets import GIFT, PricedBasket, PricedLine, Quote, Step, Use, price_basket, summed
from shuyou.orders.rules.book import Book, Cents, Compiled, in_cents
from shuyou.orders.rules.deals import Deal, best_together, deal_of, shared
from shuyou.orders.rules.gates import Buyer, Why, closed_to
from shuyou.orders.rules.promotions import Kind, Stage

type Applied = tuple[Compiled, Sequence[int]]
"""A promotion that counts, and the lines that it is about."""
type Part = tuple[int, Compiled]
"""Cents that a promotion takes off."""


@dataclass(slots=True)
class Solved:
    """What promotions take off each line, and altogether."""

    parts: list[list[Part]]
    saving: int


def price(quotes: Sequence[Quote], book: Book, buyer: Buyer) -> PricedBasket:
    """Return the basket at the least that the member can pay, each line with the promotions that lowered it."""
    if not book or not quotes:
        return price_basket(quotes)
    order = sorted(range(len(quotes)), key=lambda i: (quotes[i].item_id, quotes[i].quantity))
    sorted_quotes = [quotes[i] for i in order]
    cents = Cents.of(sorted_quotes)
    while True:
        found = list(applying(sorted_quotes, cents, book, buyer))
        if not found:
            return price_basket(quotes)
        priced = _told(sorted_quotes, cents, found, order, buyer)
        beyond = {use.promotion_id for use in priced.uses if use.saving > buyer.room.get(use.promotion_id, use.saving)}
        if not beyond:
            return priced
        buyer = replace(buyer, shut=buyer.shut | beyond)


def applying(quotes: Sequence[Quote], cents: Cents, book: Book, buyer: Buyer) -> Iterator[Applied]:
    """Find the promotions that are open to the buyer and whose conditions the basket meets."""
    for one, lines in book.found(quotes).items():
        if closed_to(one.promotion, buyer) is None:
            about = one.among(lines, quotes, cents)
            if short_of(one, about, cents, buyer) is None:
                yield one, about


def short_of(one: Compiled, lines: Sequence[int], cents: Cents, buyer: Buyer) -> Why | None:
    """Return what a basket lacks for a promotion that is open to the buyer; None: nothing."""
    if not lines:
        return Why.NO_TITLE
    if one.least_amount and sum(cents.amount[i] for i in lines) < one.least_amount:
        return Why.AMOUNT
    if one.least_copies and sum(cents.copies[i] for i in lines) < one.least_copies:
        return Why.COPIES
    if one.kind == Kind.GIFT and one.rule.gift not in buyer.gifts:
        return Why.GIFT_GONE
    return None


def _told(
    quotes: Sequence[Quote], cents: Cents, found: Sequence[Applied], order: Sequence[int], buyer: Buyer
) -> PricedBasket:
    """Return the priced basket in the order in which its lines were given."""
    solved = _solve(cents, [each for each in found if each[0].stage != Stage.BESIDE], buyer)
    places = sorted(range(len(order)), key=lambda i: order[i])
    lines = [line for i in places for line in _lines(quotes[i], cents.base[i], solved.parts[i])]
    beside = _beside(found)
    lines += [_gift(one, buyer.gifts[one.rule.gift]) for one in beside if one.kind == Kind.GIFT]
    uses: dict[Compiled, Decimal] = {}
    for cut, one in (part for parts in solved.parts for part in parts):
        uses[one] = uses.get(one, Decimal(0)) + _money(cut)
    uses |= {one: buyer.gifts[one.rule.gift].list_price * one.rule.copies if one.rule.gift else _money(0)
             for one in beside}  # fmt: skip
    return summed(
        lines,
        tuple(_use(one, saving) for one, saving in sorted(uses.items(), key=lambda use: use[0].number)),
        is_delivery_free=any(one.kind == Kind.DELIVERY for one in beside),
    )


def _solve(cents: Cents, found: Sequence[Applied], buyer: Buyer) -> Solved:
    """
    Return what saves most when of each group only one stage has its say.

    As long as a group is heard in several stages, more is saved than may be: each of the stages alone is tried.
    """
    solved = _one_way(cents, found, buyer)
    stages: dict[str | int, set[Stage]] = {}
    for one in {one for parts in solved.parts for _cut, one in parts}:
        stages.setdefault(one.group, set()).add(one.stage)
    for group, held in stages.items():
        if len(held) > 1:
            ways = [
                _solve(cents, [each for each in found if each[0].group != group or each[0].stage == stage], buyer)
                for stage in sorted({one.stage for one, _lines_of in found if one.group == group})
            ]
            return max(ways, key=lambda way: way.saving)
    return solved


def _one_way(cents: Cents, found: Sequence[Applied], buyer: Buyer) -> Solved:
    stacked, alone = _offers(cents, [each for each in found if each[0].stage == Stage.LINE])
    parts = [_better(stacked[i], alone[i], cents.amount[i]) for i in range(len(cents.amount))]
    deals = [each for each in found if each[0].stage == Stage.DEAL]
    if deals:
        for deal in _deals(cents, deals, parts, stacked):
            for i, cut in deal.savings.items():
                held = list(stacked[i].values()) if deal.by.stacks else []
                parts[i] = _within([*held, (cut, deal.by)], cents.amount[i])
    orders = [each for each in found if each[0].stage == Stage.ORDER]
    return _order_stage(cents, orders, parts, buyer)


def _offers(cents: Cents, found: Sequence[Applied]) -> tuple[list[dict[str | int, Part]], list[dict[str | int, Part]]]:
    """Return the offers on single titles that stack, and those that stand alone: by line, of each group the best."""
    stacked: list[dict[str | int, Part]] = [{} for _ in cents.amount]
    alone: list[dict[str | int, Part]] = [{} for _ in cents.amount]
    for one, lines in found:
        held = stacked if one.stacks else alone
        for i in lines:
            cut = one.off_copy(cents.listed[i], cents.base[i]) * cents.copies[i]
            if cut > 0 and _is_preferred((cut, one), held[i].get(one.group)):
                held[i][one.group] = (cut, one)
    return stacked, alone


def _is_preferred(part: Part, held: Part | None) -> bool:
    return held is None or (part[1].precedence, part[0]) > (held[1].precedence, held[0])


def _better(stacked: Mapping[str | int, Part], alone: Mapping[str | int, Part], amount: int) -> list[Part]:
    """Return what takes more off a line: all that stack, or the best one that stands alone."""
    together = _within(list(stacked.values()), amount)
    best = max(alone.values(), key=lambda part: part[0], default=None)
    if best is not None and best[0] > _total(together):
        return [best]
    return together


def _within(parts: Sequence[Part], amount: int) -> list[Part]:
    """Return parts that take off no more than there is, the later ones cut short."""
    if _total(parts) <= amount:
        return list(parts)
    kept: list[Part] = []
    for cut, one in parts:
        cut = min(cut, amount)
        amount -= cut
        if cut:
            kept.append((cut, one))
    return kept


def _total(parts: Sequence[Part]) -> int:
    total = 0
    for cut, _one in parts:
        total += cut
    return total


def _deals(
    cents: Cents, found: Sequence[Applied], parts: Sequence[Sequence[Part]], stacked: Sequence[Mapping[str | int, Part]]
) -> tuple[Deal, ...]:
    """Return the deals that together save most beyond the offers on single titles."""
    made = _of_precedence([deal for one, lines in found if (deal := deal_of(one, lines, cents))])
    groups = {group: len(cents.amount) + at for at, group in enumerate(dict.fromkeys(deal.by.group for deal in made))}
    saved = [_total(held) for held in parts]
    beside = [_total(list(held.values())) for held in stacked]
    options = []
    for deal in made:
        gain, mask = 0, 1 << groups[deal.by.group]
        for i, cut in deal.savings.items():
            gain += min(cents.amount[i], cut + beside[i]) - saved[i] if deal.by.stacks else cut - saved[i]
            mask |= 1 << i
        if gain > 0:
            options.append((mask, gain, deal))
    return best_together(options)


def _of_precedence(deals: Sequence[Deal]) -> list[Deal]:
    highest: dict[str | int, int] = {}
    for deal in deals:
        highest[deal.by.group] = max(deal.by.precedence, highest.get(deal.by.group, deal.by.precedence))
    return [deal for deal in deals if deal.by.precedence == highest[deal.by.group]]


def _order_stage(cents: Cents, found: Sequence[Applied], parts: list[list[Part]], buyer: Buyer) -> Solved:
    """Take amounts off the order: all that stack over what is left, or one that stands alone in the whole order."""
    saved = sum(map(_total, parts))
    lines_of = dict(found)
    stacked: dict[str | int, Part] = {}
    alone: dict[str | int, Part] = {}
    for one, lines in found:
        part = (_off_order(one, sum(cents.amount[i] for i in lines), buyer), one)
        held = stacked if one.stacks else alone
        if part[0] > 0 and _is_preferred(part, held.get(one.group)):
            held[one.group] = part
    left = [amount - _total(cuts) if is_open else 0
            for amount, cuts, is_open in zip(cents.amount, parts, cents.is_open, strict=True)]  # fmt: skip
    off = min(sum(left), _total(list(stacked.values())))
    best = max(alone.values(), key=lambda part: part[0], default=None)
    if best is not None:
        whole = [amount if is_open else 0 for amount, is_open in zip(cents.amount, cents.is_open, strict=True)]
        if min(best[0], sum(whole)) > saved + off:
            parts = [[] for _ in parts]
            taken = _take_off(best, lines_of[best[1]], whole, parts)
            return Solved(parts, taken)
    for part in sorted(stacked.values(), key=lambda part: part[1].number):
        saved += _take_off(part, lines_of[part[1]], left, parts)
    return Solved(parts, saved)


def _off_order(one: Compiled, amount: int, buyer: Buyer) -> int:
    """Return what a promotion takes off an order whose titles, as far as it is about them, come to an amount."""
    if one.kind == Kind.CASH:
        earned = in_cents(buyer.year_spend) * one.rate // 10_000
        return min(earned, one.amount) if one.amount else earned
    if one.rule.repeats:
        least, off = one.ladder[0]
        return amount // least * off
    return max((off for least, off in one.ladder if least <= amount), default=0)


def _take_off(part: Part, lines: Sequence[int], left: list[int], parts: list[list[Part]]) -> int:
    """Spread an amount over the lines it is about, and what they cannot bear over the others; return what it took."""
    (off, one), about = part, set(lines)
    taken = 0
    for reach in (lines, [i for i in range(len(left)) if i not in about]):
        cut = min(off - taken, sum(left[i] for i in reach))
        if cut <= 0:
            continue
        for i, share in zip(reach, shared(cut, [left[i] for i in reach]), strict=True):
            if share:
                parts[i].append((share, one))
                left[i] -= share
        taken += cut
    return taken


def _beside(found: Sequence[Applied]) -> list[Compiled]:
    """Return the gifts and the free delivery that count, of each group the best: the one that asks for most."""
    held: dict[str | int, Compiled] = {}
    for one, _lines_of in found:
        if one.stage != Stage.BESIDE:
            continue
        other = held.get(one.group)
        if other is None or (one.precedence, one.least_amount) > (other.precedence, other.least_amount):
            held[one.group] = one
    return sorted(held.values(), key=lambda one: one.number)


def _money(cents: int) -> Decimal:
    return CENT * cents


def _use(one: Compiled, saving: Decimal) -> Use:
    return Use(one.number, *one.told, saving)


def _step(one: Compiled, saving: Decimal) -> Step:
    return Step(*one.told, saving)


def _gift(one: Compiled, quote: Quote) -> PricedLine:
    copies = one.rule.copies
    return PricedLine(
        quote.item_id, quote.title, copies, quote.list_price, Decimal("0.0000"), _money(0),
        f"{GIFT}{one.promotion.code}", (_step(one, quote.list_price * copies),),
    )  # fmt: skip


def _lines(quote: Quote, base: int, parts: Sequence[Part]) -> Iterator[PricedLine]:
    """Find the lines of a title: two where the copies cannot all cost the same to the cent."""
    if not parts:
        yield PricedLine(
            quote.item_id, quote.title, quote.quantity, quote.list_price, quote.rate, _money(base), quote.reason
        )
        return
    net, odd = divmod(base * quote.quantity - _total(parts), quote.quantity)
    dearer = shared((base - net - 1) * odd, [cut for cut, _one in parts]) if odd else [0] * len(parts)
    cheaper = [cut - share for (cut, _one), share in zip(parts, dearer, strict=True)]
    for copies, cost, cuts in ((quote.quantity - odd, net, cheaper), (odd, net + 1, dearer)):
        if copies:
            steps = tuple(_step(one, _money(cut)) for cut, (_cut, one) in zip(cuts, parts, strict=True) if cut)
            yield PricedLine(
                quote.item_id, quote.title, copies, quote.list_price, _rate(cost, quote), _money(cost), quote.reason,
                steps,
            )  # fmt: skip


def _rate(cost: int, quote: Quote) -> Decimal:
    return (_money(cost) / quote.list_price).quantize(RATE_STEP) if quote.list_price else quote.rate
