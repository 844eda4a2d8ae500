"""What a purchase earns: pure rules, under any lines and any rules."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.loyalty.rules import (
    Gives,
    Line,
    Purchase,
    Reader,
    Room,
    Rule,
    Terms,
    day_in,
    earn,
    faults,
    terms_data,
    terms_from,
    trace_of,
)

AT = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY = date(2026, 6, 1)
CHILD = frozenset({"class:I28", "class:I287"})
WORDS = ("class:I28", "kind:book", "publisher:3", "series:8")

lines = st.lists(
    st.builds(
        lambda item, copies, cents, tokens, is_pointless: (item, copies, Decimal(cents) / 100, tokens, is_pointless),
        st.integers(1, 9), st.integers(1, 5), st.integers(0, 20_000), st.frozensets(st.sampled_from(WORDS)),
        st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
terms = st.builds(
    Terms,
    gives=st.sampled_from(Gives), value=st.integers(2, 9).map(Decimal),
    titles=st.frozensets(st.sampled_from(WORDS), max_size=2), but_not=st.frozensets(st.sampled_from(WORDS), max_size=1),
    tiers=st.sampled_from([frozenset(), frozenset({"vip"})]), least_copies=st.integers(0, 3),
    most_per_order=st.integers(0, 90), most_per_day=st.integers(0, 90), budget=st.integers(0, 90),
    is_alone=st.booleans(), group=st.sampled_from(["", "a"]), precedence=st.integers(0, 2),
)  # fmt: skip


def a_purchase(*bought: Any, paid: Decimal | None = None, **facts: Any) -> Purchase:
    """Return a purchase of lines (item, copies, net, tokens, is_pointless)."""
    made = tuple(Line(place, *line) for place, line in enumerate(bought, 1))
    whole = sum((line.net for line in made), Decimal(0))
    return Purchase(lines=made, paid=whole if paid is None else paid, **{"at": AT, "on": DAY, **facts})


def a_rule(number: int = 1, **said: Any) -> Rule:
    """Return a rule with some terms."""
    return Rule(rule_id=number, version_id=number, code=f"r{number}", version=1, terms=Terms(**said))


def points(rules: list[Rule], purchase: Purchase, reader: Reader, room: Room | None = None) -> list[int]:
    """Return what the program and each rule give."""
    found = earn(rules, points_per_yuan=Decimal(1), purchase=purchase, reader=reader, room=room or Room())
    return [award.points for award in found]


READER = Reader(member_id=1, tier="vip")


@settings(max_examples=150, deadline=None)
@given(lines, st.lists(terms, max_size=4), st.randoms(use_true_random=False), st.integers(0, 100))
def test_awards_are_whole_bounded_and_the_order_of_lines_says_nothing(
    bought: list[Any], said: list[Terms], chance: Any, paid_part: int
) -> None:
    whole = sum((line[2] for line in bought), Decimal(0))
    purchase = a_purchase(*bought, paid=(whole * paid_part / 100).quantize(Decimal("0.01")))
    rules = [Rule(rule_id=n, version_id=n, code=f"r{n}", version=1, terms=one) for n, one in enumerate(said, 1)]
    room = Room(budget={rule.rule_id: rule.terms.budget for rule in rules if rule.terms.budget})

    awards = earn(rules, points_per_yuan=Decimal(1), purchase=purchase, reader=READER, room=room)

    shuffled = list(purchase.lines)
    chance.shuffle(shuffled)
    mixed = Purchase(lines=tuple(shuffled), paid=purchase.paid, at=AT, on=DAY)
    assert earn(rules[::-1], points_per_yuan=Decimal(1), purchase=mixed, reader=READER, room=room) == awards
    earning = {line.position for line in purchase.lines if not line.is_pointless}
    for award in awards:
        assert award.points > 0
        assert award.points == sum(part for _place, part in award.parts)
        assert {place for place, _part in award.parts} <= earning
        assert trace_of(award, purchase)["lines"]
        if award.rule:
            bounds = award.rule.terms
            assert award.points <= min(each or 10**9 for each in (bounds.most_per_order, bounds.budget))
    counted = [award.rule.terms for award in awards if award.rule]
    assert len([one for one in counted if one.group]) <= 1
    assert len(counted) == 1 or not any(one.is_alone for one in counted)


@settings(max_examples=80, deadline=None)
@given(terms)
def test_terms_are_kept_as_they_are(said: Terms) -> None:
    assert terms_from(terms_data(said)) == said


@pytest.mark.feature("F033", "F037", "F038")
def test_double_points_on_childrens_books_on_the_first_of_june_for_vips() -> None:
    rule = a_rule(
        gives=Gives.TIMES, value=Decimal(2), titles=frozenset({"class:I28"}), tiers=frozenset({"vip"}),
        days=frozenset({"sun:0601"}),
    )  # fmt: skip
    purchase = a_purchase((1, 1, Decimal("30.50"), CHILD), (2, 1, Decimal("20.00")))

    assert points([rule], purchase, READER) == [50, 30]
    assert points([rule], purchase, Reader(member_id=2, tier="ordinary")) == [50]
    later = a_purchase((1, 1, Decimal("30.50"), CHILD), on=date(2026, 6, 2))
    assert points([rule], later, READER) == [30]


CASES: list[tuple[dict[str, Any], dict[str, Any], list[int]]] = [
    ({"tags": frozenset({"书香家庭"})}, {"tags": frozenset({"书香家庭"})}, [100, 7]),
    ({"tags": frozenset({"书香家庭"})}, {}, [100]),
    ({"members": frozenset({1})}, {}, [100, 7]),
    ({"members": frozenset({2})}, {}, [100]),
    ({"years_from": 3}, {"joined_on": date(2023, 6, 1)}, [100, 7]),
    ({"years_from": 3}, {"joined_on": date(2023, 6, 2)}, [100]),
    ({"per_year": True}, {"joined_on": date(2020, 1, 1)}, [100, 42]),
    ({"per_year": True, "most_years": 5}, {"joined_on": date(2020, 1, 1)}, [100, 35]),
    ({"is_first_order": True}, {"is_first_order": True}, [100, 7]),
    ({"is_first_order": True}, {}, [100]),
    ({"every": 3, "within_days": 30}, {"bought_at": (AT - timedelta(days=2), AT - timedelta(days=29))}, [100, 7]),
    ({"every": 3, "within_days": 30}, {"bought_at": (AT - timedelta(days=2), AT - timedelta(days=31))}, [100]),
    ({"by_birthday": True}, {"birthday": "sun:0601"}, [100, 7]),
    ({"by_birthday": True, "days_before": 3}, {"birthday": "sun:0604"}, [100, 7]),
    ({"by_birthday": True, "days_before": 3}, {"birthday": "sun:0605"}, [100]),
    ({"by_birthday": True}, {"birthday": "moon:0416"}, [100, 7]),
    ({"by_birthday": True}, {}, [100]),
    ({"weekdays": frozenset({1})}, {}, [100, 7]),
    ({"weekdays": frozenset({2})}, {}, [100]),
    ({"days": frozenset({"moon:0505"}), "days_before": 20}, {}, [100, 7]),
    ({"channels": frozenset({"web"})}, {}, [100]),
    ({"stores": frozenset({"S1"})}, {}, [100, 7]),
    ({"least_amount": Decimal(100)}, {}, [100, 7]),
    ({"least_amount": Decimal("100.01")}, {}, [100]),
]


@pytest.mark.feature("F033", "F034", "F035", "F036", "F038")
@pytest.mark.parametrize(("said", "reader", "expected"), CASES)
def test_conditions(said: dict[str, Any], reader: dict[str, Any], expected: list[int]) -> None:
    rule = a_rule(gives=Gives.POINTS, value=Decimal(7), **said)
    purchase = a_purchase((1, 1, Decimal("100.00")), channel="till", store="S1")

    assert points([rule], purchase, Reader(**{"member_id": 1, "tier": "vip", **reader})) == expected


def test_the_best_of_a_group_counts_unless_one_has_precedence() -> None:
    purchase = a_purchase((1, 2, Decimal("50.00")))
    small = a_rule(1, gives=Gives.POINTS, value=Decimal(5), group="g")
    large = a_rule(2, gives=Gives.EACH, value=Decimal(9), group="g")
    first = a_rule(3, gives=Gives.POINTS, value=Decimal(1), group="g", precedence=1)

    assert points([small, large], purchase, READER) == [50, 18]
    assert points([small, large, first], purchase, READER) == [50, 1]


def test_a_rule_that_stands_alone_counts_if_it_is_the_better() -> None:
    purchase = a_purchase((1, 1, Decimal("50.00")))
    beside = a_rule(1, gives=Gives.POINTS, value=Decimal(5))
    alone = a_rule(2, gives=Gives.TIMES, value=Decimal("1.5"), is_alone=True)

    assert points([beside, alone], purchase, READER) == [50, 25]
    assert points([a_rule(1, gives=Gives.POINTS, value=Decimal(30)), alone], purchase, READER) == [50, 30]


def test_days_by_the_moon_are_found() -> None:
    assert (day_in("moon:0815", 2026), day_in("moon:1230", 2026)) == (date(2026, 9, 25), date(2027, 2, 5))
    assert day_in("moon:0101", 2027) == date(2027, 2, 6)
    assert day_in("sun:0229", 2026) == date(2026, 2, 28)


def test_what_makes_no_sense_is_named() -> None:
    assert faults(Terms(gives=Gives.TIMES, value=Decimal(1))) == ["value"]
    assert faults(Terms(gives=Gives.POINTS, value=Decimal(10**10))) == ["value"]
    assert faults(Terms(gives=Gives.RATE, value=Decimal("NaN"))) == ["value"]
    endless = Terms(gives=Gives.RATE, value=Decimal(1), every=3, within_days=10**10, days_before=10**10)
    assert faults(endless) == ["days_before", "within_days"]
    assert faults(Terms(gives=Gives.EACH, value=Decimal("1.5"))) == ["value"]
    assert faults(Terms(gives=Gives.POINTS, value=Decimal(5), every=3)) == ["within_days"]
    assert faults(Terms(gives=Gives.POINTS, value=Decimal(5), days=frozenset({"sun:0231"}))) == ["days"]
    assert faults(Terms(gives=Gives.POINTS, value=Decimal(5))) == []
