"""Three years of orders look like three years of a bookshop."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from shuyou.demo.rules.members import Persona
from shuyou.demo.rules.seasons import Rhythm, season, spring_festival
from shuyou.demo.rules.taste import grade_of, term
from shuyou.demo.tests.conftest import UNTIL, PaperClub


def lines_by_month(club: PaperClub, shelf: str) -> Counter[int]:
    months: Counter[int] = Counter()
    for order in club.orders:
        months[order.placed_at.month] += sum(club.books[line.book].shelf == shelf for line in order.lines)
    return months


def test_the_volume_is_that_of_a_club_of_its_size(club: PaperClub) -> None:
    per_member = len(club.orders) / len(club.members)
    per_order = sum(len(order.lines) for order in club.orders) / len(club.orders)

    assert 7.0 < per_member < 10.5
    assert 2.2 < per_order < 2.7


def test_workbooks_sell_before_terms_and_rest_in_july(club: PaperClub) -> None:
    months = lines_by_month(club, "school")

    assert months[9] > 3 * months[7]
    assert months[2] > 1.5 * months[5]


def test_spring_festival_is_quiet_and_double_11_is_not(club: PaperClub) -> None:
    days = Counter(order.placed_at.date() for order in club.orders)
    festival = spring_festival(2026)
    lull = sum(days[festival + timedelta(days=offset)] for offset in range(-3, 6))
    before = sum(days[festival - timedelta(days=offset)] for offset in range(20, 29))

    assert lull < 0.6 * before
    assert days[date(2025, 11, 11)] > 2.5 * days[date(2025, 11, 18)]


def test_orders_come_in_the_order_of_placing_within_three_years(club: PaperClub) -> None:
    assert all(one.placed_at <= two.placed_at for one, two in pairwise(club.orders))
    assert [order.number for order in club.orders] == list(range(1, len(club.orders) + 1))
    assert club.orders[0].placed_at > UNTIL - timedelta(days=3 * 365 + 1)
    assert club.orders[-1].placed_at <= UNTIL


def test_nobody_orders_before_joining_or_a_book_before_it_is_out(club: PaperClub) -> None:
    for order in club.orders:
        day = order.placed_at.date()
        assert day >= club.members[order.member].joined
        assert all(club.books[line.book].published <= day for line in order.lines)


def test_nobody_buys_a_title_twice(club: PaperClub) -> None:
    bought = Counter((order.member, line.book) for order in club.orders for line in order.lines)

    assert max(bought.values()) == 1


def test_lines_name_the_isbn_and_at_least_one_copy(club: PaperClub) -> None:
    lines = [line for order in club.orders for line in order.lines]

    assert all(line.isbn == club.books[line.book].isbn for line in lines)
    assert all(line.quantity >= 1 for line in lines)
    assert all(order.lines for order in club.orders)


def test_stages_follow_each_other_and_none_lies_ahead(club: PaperClub) -> None:
    for order in club.orders:
        course = order.course
        stages = [order.placed_at, course.picked_at, course.shipped_at, course.delivered_at]
        reached = [at for at in stages if at]
        assert reached == sorted(reached)
        assert stages[: len(reached)] == reached
        assert all(at <= UNTIL for at in [*reached, course.paid_at, course.cancelled_at] if at)


def test_money_comes_when_its_way_of_paying_says(club: PaperClub) -> None:
    for order in club.orders:
        course = order.course
        if course.state == "cancelled":
            assert (course.paid_at, course.picked_at) == (None, None)
        elif order.payment == "cod":
            assert course.paid_at == course.delivered_at
        elif course.picked_at:
            assert course.paid_at
            assert course.paid_at <= course.picked_at


def test_nearly_all_is_delivered_and_the_work_lists_are_not_empty(club: PaperClub) -> None:
    states = Counter(order.course.state for order in club.orders)

    assert states["delivered"] > 0.95 * len(club.orders)
    assert 0.005 < states["cancelled"] / len(club.orders) < 0.04
    assert all(states[state] for state in ("placed", "paid", "picked", "shipped"))


def test_till_orders_are_done_at_once(club: PaperClub) -> None:
    till = [order for order in club.orders if order.channel == "till"]

    assert {order.course.state for order in till} == {"delivered"}
    assert {order.payment for order in till} == {"cash", "online"}


def test_all_channels_are_used_and_each_in_its_way(club: PaperClub) -> None:
    channels = Counter(order.channel for order in club.orders)
    personas = {
        persona: Counter(o.channel for o in club.orders if club.members[o.member].persona is persona)
        for persona in (Persona.ELDER, Persona.STUDENT)
    }

    assert channels.keys() == {"phone", "web", "till", "post", "sms", "email", "fax", "telesales"}
    assert personas[Persona.ELDER].most_common(1)[0][0] == "phone"
    assert personas[Persona.STUDENT].most_common(1)[0][0] == "web"


def test_some_left_some_are_zealous_most_bought_this_year(club: PaperClub) -> None:
    last = {order.member: order.placed_at for order in club.orders}
    asleep = sum(at < UNTIL - timedelta(days=365) for at in last.values())
    busiest = Counter(order.member for order in club.orders).most_common(len(club.members) // 10)

    assert 0.05 < asleep / len(last) < 0.3
    assert 0.25 < sum(count for _, count in busiest) / len(club.orders) < 0.6


def test_readers_follow_series(club: PaperClub) -> None:
    last: dict[tuple[int, str], int] = {}
    followed = chances = 0
    for order in club.orders:
        for line in order.lines:
            book = club.books[line.book]
            if book.volume > 1:
                chances += 1
                followed += last.get((order.member, book.series), 0) == book.volume - 1
            if book.series:
                last[order.member, book.series] = book.volume

    assert followed > 0.25 * chances


@pytest.mark.parametrize(
    ("born", "day", "grade"),
    [
        (date(2017, 8, 31), date(2023, 9, 1), 1),
        (date(2017, 9, 1), date(2023, 9, 1), 0),
        (date(2017, 9, 1), date(2024, 7, 1), 1),
        (date(2011, 3, 5), date(2026, 4, 1), 10 - 1),
        (date(2008, 3, 5), date(2026, 7, 2), 0),
    ],
)
def test_a_child_is_in_the_class_of_its_age(born: date, day: date, grade: int) -> None:
    assert grade_of(born, day) == grade


def test_terms_begin_in_february_and_september() -> None:
    assert [term(date(2026, month, 15)) for month in (2, 6, 7, 9)] == [2, 2, 1, 1]


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 2, 10)), (2025, date(2025, 1, 29)), (2026, date(2026, 2, 17))]
)
def test_the_lunar_year_begins_when_the_calendar_says(year: int, day: date) -> None:
    assert spring_festival(year) == day


def test_a_season_weighs_its_days() -> None:
    year = season(Rhythm.SCHOOL, since=date(2025, 1, 1), until=date(2025, 12, 31))

    assert year.weight(date(2025, 9, 1), date(2025, 9, 30)) > 1.8 * year.weight(date(2025, 7, 1), date(2025, 7, 30))
    assert year.weight(date(2026, 5, 1), date(2026, 6, 1)) == 0.0
