"""
The row of pricing: one basket of ten titles under 200 promotions that run at once, by the pure rules alone.

The promotions are what a shop with much going on may have: a dozen about all titles, the others about lists of titles,
classes, publishers and series; a third for some tiers, channels or days only, a tenth by coupon. Four of ten go with
others, more than half are in groups of which one counts.
"""

import random
import time
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import Stage
from shuyou.orders.rules import Book, Buyer, Kind, Promotion, Quote, Rule, price, price_basket

PROMOTIONS: Final = 200
LINES: Final = 10
EVERYWHERE: Final = 12
TIMES: Final = 300
OURS: Final = "ours"
WITHOUT: Final = "the member's prices alone"
NOT_INDEXED: Final = "all 200 about all titles"
AT: Final = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLASSES: Final = "ABCDEFGHIJKNOPQRSTUVXZ"
_HUNDRED, _FIFTY, _TEN = Decimal(100), Decimal(50), Decimal(10)
_TERMS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.PERCENT: {"rate": Decimal("0.90")},
    Kind.AMOUNT: {"amount": Decimal(3)},
    Kind.FIXED: {"amount": Decimal("29.90")},
    Kind.N_FOR_M: {"take": 3, "pay": 2},
    Kind.PICK: {"take": 3, "amount": _HUNDRED},
    Kind.OFF: {"ladder": ((_HUNDRED, _TEN), (_HUNDRED * 3, _FIFTY))},
    Kind.CASH: {"rate": Decimal("0.02"), "amount": _TEN, "least_year_spend": _HUNDRED * 5},
    Kind.GIFT: {"gift": 1, "least_amount": _FIFTY * 4},
    Kind.DELIVERY: {"least_amount": _HUNDRED},
}


def price_us(_stage: Stage) -> Outcome:
    """Microseconds of one basket, the median of five runs of three hundred each."""
    chance = random.Random(20261122)
    some, all_over = _book(chance, everywhere=EVERYWHERE), _book(chance, everywhere=PROMOTIONS)
    basket = [_quote(chance, item_id) for item_id in chance.sample(range(1, 2_000), LINES)]
    buyer = Buyer(at=AT, weekday=7, channel="phone", tier="silver", year_spend=Decimal(820))

    def sample() -> dict[str, float]:
        return {
            OURS: _spent(lambda: price(basket, some, buyer)),
            WITHOUT: _spent(lambda: price_basket(basket)),
            NOT_INDEXED: _spent(lambda: price(basket, all_over, buyer)),
        }

    samples = repeat(sample)
    beside = medians(samples)
    runs = [one[OURS] for one in samples]
    del beside[OURS]
    return Outcome(runs=runs, beside=beside, scale=f"{PROMOTIONS} promotions, {LINES} titles")


def _spent(action: Any) -> float:
    started = time.perf_counter()
    for _ in range(TIMES):
        action()
    return (time.perf_counter() - started) / TIMES * 1_000_000


def _book(chance: random.Random, *, everywhere: int) -> Book:
    return Book(_promotion(chance, number, is_everywhere=number <= everywhere) for number in range(1, PROMOTIONS + 1))


def _promotion(chance: random.Random, number: int, *, is_everywhere: bool) -> Promotion:
    kind = chance.choice(list(_TERMS))
    rule = Rule(
        kind=kind,
        titles=frozenset() if is_everywhere else _titles(chance),
        tiers=frozenset({chance.choice(["silver", "gold"])}) if chance.random() < 0.15 else frozenset(),
        channels=frozenset({chance.choice(["phone", "web"])}) if chance.random() < 0.15 else frozenset(),
        weekdays=frozenset({chance.randint(1, 7)}) if chance.random() < 0.1 else frozenset(),
        by_coupon=chance.random() < 0.1,
        stacks=chance.random() < 0.4,
        group=chance.choice(["", "", "season", "club", "house"]),
        **_TERMS[kind],
    )
    name = f"promotion {number}"
    return Promotion(promotion_id=number, code=f"p{number}", version=1, name_zh=name, name_en=name, rule=rule)


def _titles(chance: random.Random) -> frozenset[str]:
    way = chance.randrange(4)
    if way == 0:
        return frozenset(f"item:{item_id}" for item_id in chance.sample(range(1, 2_000), 40))
    if way == 1:
        return frozenset({f"class:{chance.choice(CLASSES)}{chance.randint(1, 9)}"})
    if way == 2:
        return frozenset(f"publisher:{number}" for number in chance.sample(range(1, 200), 3))
    return frozenset({f"series:{chance.randint(1, 300)}"})


def _quote(chance: random.Random, item_id: int) -> Quote:
    code = f"{chance.choice(CLASSES)}{chance.randint(1, 9)}{chance.randint(10, 99)}"
    tokens = {f"item:{item_id}", "kind:book", f"publisher:{chance.randint(1, 200)}", f"series:{chance.randint(1, 300)}"}
    tokens |= {f"class:{code[:end]}" for end in range(1, len(code) + 1)}
    cost = Decimal(chance.randint(1_500, 12_800)).scaleb(-2)
    return Quote(item_id, f"title {item_id}", chance.choice([1, 1, 1, 2]), cost, Decimal("0.95"), "list:silver",
                 frozenset(tokens))  # fmt: skip
