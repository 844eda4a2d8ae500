"""The points of the past obey the ledger's rules."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.points import PointsBook, Terms

START = datetime(2024, 1, 1, tzinfo=UTC)
TERMS = Terms(points_per_yuan=Decimal(1), point_value=Decimal("0.01"), lot_months=24)


class Willing(Chance):
    """Somebody who always spends points."""

    def random(self) -> float:
        return 0.0


def a_book() -> PointsBook:
    return PointsBook(TERMS, Willing())


def test_money_earns_when_it_is_complete_and_not_before() -> None:
    book = a_book()
    book.await_money(7, cents=123_456, source="order:1", at=START + timedelta(days=5))

    assert book.spend(7, cents=500_000, source="order:2", at=START + timedelta(days=4)) == 0
    assert book.spend(7, cents=500_000, source="order:3", at=START + timedelta(days=5)) == 1200
    assert book.close() == {7: 34}
    assert [(entry.kind, entry.points) for entry in book.entries] == [("EARN", 1234), ("REDEEM", -1200)]


def test_points_that_have_lapsed_cannot_be_spent() -> None:
    book = a_book()
    book.await_money(7, cents=100_000, source="order:1", at=START)

    assert book.spend(7, cents=500_000, source="order:2", at=START + timedelta(days=800)) == 0


def test_the_first_lot_to_expire_is_spent_first() -> None:
    book = a_book()
    for number in range(3):
        book.await_money(7, cents=60_000, source=f"order:{number}", at=START + timedelta(days=number))
    book.spend(7, cents=4_000, source="order:9", at=START + timedelta(days=9))

    assert [lot.remaining for lot in book.lots] == [0, 0, 600]


def test_no_more_is_spent_than_a_share_of_the_order() -> None:
    book = a_book()
    book.await_money(7, cents=1_000_000, source="order:1", at=START)

    assert book.spend(7, cents=10_000, source="order:2", at=START + timedelta(days=1)) == 3000
    assert book.worth(3000) == 3000


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90_000), st.integers(0, 400)), max_size=60), st.integers())
def test_balances_entries_and_lots_agree(orders: list[tuple[int, int, int]], seed: int) -> None:
    book = PointsBook(TERMS, Chance(seed))
    for number, (member, cents, day) in enumerate(sorted(orders, key=lambda order: order[2])):
        at = START + timedelta(days=day)
        points = book.spend(member, cents=cents, source=f"order:{number}", at=at)
        book.await_money(member, cents=cents - book.worth(points), source=f"order:{number}", at=at)
    balances = book.close()

    remaining: Counter[int] = Counter()
    for lot in book.lots:
        remaining[lot.member] += lot.remaining
        spent = sum(entry.points for entry in book.entries if entry.lot == lot.number)
        assert lot.remaining == spent
        assert 0 <= lot.remaining <= lot.earned
    assert {member: points for member, points in balances.items() if points} == dict(+remaining)
