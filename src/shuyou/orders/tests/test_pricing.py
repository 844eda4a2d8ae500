"""Pricing under promotions: what each kind gives, how they go together, and what must hold of any basket."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.orders.rules import Book, Buyer, Kind, PricedBasket, Promotion, Quote, Rule, price, rule_data, rule_from

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
BUYER = Buyer(at=AT, weekday=7, channel="phone", tier="silver", year_spend=Decimal("820.00"))
FAIR, MARCH, ATLAS, FIXED = 1, 2, 3, 4


def a_quote(item_id: int, price: str, copies: int = 1, rate: str = "1.0000", *tokens: str) -> Quote:
    reason = "fixed:member" if item_id == FIXED else "list:member"
    return Quote(
        item_id, f"title {item_id}", copies, Decimal(price), Decimal(rate), reason,
        frozenset({f"item:{item_id}", *tokens}),
    )  # fmt: skip


def a_promotion(number: int, rule: Rule) -> Promotion:
    return Promotion(
        promotion_id=number, code=f"p{number}", version=1, name_zh=f"优惠{number}", name_en=f"Offer {number}", rule=rule
    )


def priced(quotes: list[Quote], *rules: Rule, buyer: Buyer = BUYER) -> PricedBasket:
    return price(quotes, Book(a_promotion(number, rule) for number, rule in enumerate(rules, 1)), buyer)


BASKET = [
    a_quote(FAIR, "40.00", 2, "0.9500", "class:I", "class:I2"),
    a_quote(MARCH, "30.00", 1, "0.9500", "class:J"),
    a_quote(FIXED, "50.00", 1, "1.0000", "class:I"),
]
"""¥76.00, ¥28.50 and ¥50.00: ¥154.50, of which ¥104.50 may be lowered."""


@pytest.mark.parametrize(
    ("rule", "net", "saved"),
    [
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.90")), "144.05", "10.45"),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.80"), is_of_list=True), "138.00", "16.50"),
        (Rule(kind=Kind.AMOUNT, amount=Decimal(5), titles=frozenset({"class:I"})), "144.50", "10.00"),
        (Rule(kind=Kind.FIXED, amount=Decimal("9.90"), titles=frozenset({"item:2"})), "135.90", "18.60"),
        (Rule(kind=Kind.FIXED, amount=Decimal(99), titles=frozenset({"item:2"})), "154.50", "0.00"),
        (Rule(kind=Kind.N_FOR_M, take=3, pay=2), "126.00", "28.50"),
        (Rule(kind=Kind.PICK, take=3, amount=Decimal(88)), "138.00", "16.50"),
        (Rule(kind=Kind.BUNDLE, parts=((FAIR, 1), (MARCH, 1)), amount=Decimal(60)), "148.00", "6.50"),
        (Rule(kind=Kind.OFF, ladder=((Decimal(100), Decimal(20)), (Decimal(300), Decimal(80)))), "134.50",
         "20.00"),
        (Rule(kind=Kind.OFF, ladder=((Decimal(50), Decimal(6)),), repeats=True), "142.50", "12.00"),
        (Rule(kind=Kind.CASH, rate=Decimal("0.02"), amount=Decimal(10)), "144.50", "10.00"),
        (Rule(kind=Kind.CASH, rate=Decimal("0.02"), least_year_spend=Decimal(1000)), "154.50", "0.00"),
    ],
)  # fmt: skip
def test_what_each_kind_gives(rule: Rule, net: str, saved: str) -> None:
    basket = priced(BASKET, rule)

    assert (basket.net_total, basket.off) == (Decimal(net), Decimal(saved))
    assert sum(use.saving for use in basket.uses) == Decimal(saved)
    assert [line.net for line in basket.lines if line.item_id == FIXED] == [Decimal("50.00")]


def test_a_gift_comes_as_a_line_of_its_own_and_delivery_for_nothing() -> None:
    gift = Rule(kind=Kind.GIFT, gift=ATLAS, least_amount=Decimal(150))
    there = replace(BUYER, gifts={ATLAS: a_quote(ATLAS, "12.00")})

    basket = priced(BASKET, gift, Rule(kind=Kind.DELIVERY), buyer=there)

    assert [(line.item_id, line.reason) for line in basket.lines[3:]] == [(ATLAS, "gift:p1")]
    assert (basket.net_total, basket.list_total, basket.is_delivery_free) == (
        Decimal("154.50"),
        Decimal("172.00"),
        True,
    )
    assert [(use.kind, use.saving) for use in basket.uses] == [
        ("gift", Decimal("12.00")),
        ("delivery", Decimal("0.00")),
    ]
    assert priced(BASKET, gift).lines == priced(BASKET).lines  # none of it is left


def test_how_promotions_go_together() -> None:
    tenth, fifth = Rule(kind=Kind.PERCENT, rate=Decimal("0.90")), Rule(kind=Kind.PERCENT, rate=Decimal("0.80"))
    off = Rule(kind=Kind.OFF, ladder=((Decimal(100), Decimal(40)),))

    def net(*rules: Rule) -> Decimal:
        return priced(BASKET, *rules).net_total

    assert net(tenth, fifth) == Decimal("154.50") - Decimal("31.35")  # both, each of the member's price
    assert net(replace(tenth, group="day"), replace(fifth, group="day")) == Decimal("154.50") - Decimal("20.90")
    assert net(tenth, replace(fifth, stacks=False)) == Decimal("154.50") - Decimal("20.90")
    assert net(replace(tenth, group="day", precedence=1), replace(fifth, group="day")) == Decimal("144.05")
    assert net(fifth, off) == Decimal("154.50") - Decimal("60.90")  # the threshold looks at the member's price
    assert net(fifth, replace(off, stacks=False)) == Decimal("114.50")
    assert net(replace(fifth, group="x"), replace(off, group="x")) == Decimal("114.50")


@pytest.mark.parametrize(
    ("rule", "buyer"),
    [
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), tiers=frozenset({"gold"})), {"tier": "gold"}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), channels=frozenset({"web"})), {"channel": "web"}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), stores=frozenset({"west"})), {"store": "west"}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), cards=frozenset({"student"})), {"cards": frozenset({"student"})}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), tags=frozenset({"poets"})), {"tags": frozenset({"poets"})}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), weekdays=frozenset({3})), {"weekday": 3}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), is_first_order=True), {"is_first_order": True}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), by_coupon=True), {"coupons": frozenset({1})}),
        (Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), least_year_spend=Decimal(900)), {"year_spend": Decimal(900)}),
    ],
)  # fmt: skip
def test_conditions_open_and_close(rule: Rule, buyer: dict[str, object]) -> None:
    assert priced(BASKET, rule).uses == ()
    assert priced(BASKET, rule, buyer=replace(BUYER, **buyer)).off == Decimal("52.25")  # type: ignore[arg-type]


def test_caps_and_budgets_close_a_promotion() -> None:
    half = Rule(kind=Kind.PERCENT, rate=Decimal("0.5"), most_per_member=2)

    assert priced(BASKET, half, buyer=replace(BUYER, used={1: 1})).off == Decimal("52.25")
    assert priced(BASKET, half, buyer=replace(BUYER, used={1: 2})).off == 0
    assert priced(BASKET, half, buyer=replace(BUYER, shut=frozenset({1}))).off == 0
    assert priced(BASKET, half, buyer=replace(BUYER, room={1: Decimal("52.25")})).off == Decimal("52.25")
    assert priced(BASKET, half, buyer=replace(BUYER, room={1: Decimal("52.24")})).off == 0


money = st.integers(0, 20_000).map(lambda cents: Decimal(cents).scaleb(-2))
shares = st.integers(0, 100).map(lambda percent: Decimal(percent).scaleb(-2))
titles = st.sets(st.sampled_from(["item:1", "item:2", "class:I", "class:J"]), max_size=2).map(frozenset)
rules = st.one_of(
    st.builds(Rule, kind=st.just(Kind.PERCENT), rate=shares, is_of_list=st.booleans(), titles=titles,
              stacks=st.booleans(), group=st.sampled_from(["", "a", "b"]), least_amount=money),
    st.builds(Rule, kind=st.sampled_from([Kind.AMOUNT, Kind.FIXED]), amount=money, titles=titles,
              stacks=st.booleans(), group=st.sampled_from(["", "a"]), least_copies=st.integers(0, 4)),
    st.builds(Rule, kind=st.just(Kind.N_FOR_M), take=st.integers(2, 4), pay=st.just(1), titles=titles,
              stacks=st.booleans(), group=st.sampled_from(["", "a"])),
    st.builds(Rule, kind=st.just(Kind.PICK), take=st.integers(1, 4), amount=money, titles=titles,
              stacks=st.booleans(), group=st.sampled_from(["", "b"])),
    st.builds(Rule, kind=st.just(Kind.BUNDLE), parts=st.just(((1, 1), (2, 2))), amount=money, stacks=st.booleans()),
    st.builds(Rule, kind=st.just(Kind.OFF), ladder=st.tuples(st.tuples(money.filter(bool), money)), titles=titles,
              repeats=st.booleans(), stacks=st.booleans(), group=st.sampled_from(["", "a"])),
    st.builds(Rule, kind=st.just(Kind.CASH), rate=shares, amount=money, stacks=st.booleans()),
)  # fmt: skip
baskets = st.lists(
    st.tuples(st.integers(1, 6), money, st.integers(1, 7), st.sampled_from(["1.0000", "0.9500", "0.8800"]),
              st.sampled_from(["class:I", "class:J"])),
    min_size=1, max_size=6, unique_by=lambda row: row[0],
).map(
    lambda rows: [a_quote(item, str(cost), copies, rate, token) for item, cost, copies, rate, token in rows]
)  # fmt: skip


@settings(max_examples=150)
@given(baskets, st.lists(rules, max_size=6), rules, st.randoms())
def test_what_holds_of_any_basket_under_any_promotions(
    quotes: list[Quote], held: list[Rule], more: Rule, chance: random.Random
) -> None:
    basket = priced(quotes, *held)
    plain = priced(quotes)

    assert all(0 <= line.net <= line.list_price for line in basket.lines)
    assert basket.net_total == sum(line.net_amount for line in basket.lines) == plain.net_total - basket.off
    assert basket.list_total == plain.list_total
    assert sum(use.saving for use in basket.uses) == basket.off
    assert all(step.saving > 0 for line in basket.lines for step in line.steps)
    copies = {quote.item_id: quote.quantity for quote in quotes}
    sold = {item: sum(line.quantity for line in basket.lines if line.item_id == item) for item in copies}
    assert sold == copies
    # one promotion more never makes it worse; the same again is the same; the order of lines is irrelevant
    assert priced(quotes, *held, more).net_total <= basket.net_total
    assert priced(quotes, *held) == basket
    mixed = chance.sample(quotes, len(quotes))
    assert sorted(priced(mixed, *held).lines, key=repr) == sorted(basket.lines, key=repr)


@given(rules)
def test_terms_come_back_as_they_were_kept(rule: Rule) -> None:
    assert rule_from(rule_data(rule)) == rule
