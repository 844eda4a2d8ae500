"""School grades advance by themselves each September, and birthdays come by the sun or the moon."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Solar

from shuyou.members.errors.households import LunarDayNotPossible
from shuyou.members.rules.birthdays import lunar_birthday, lunar_day, next_birthday
from shuyou.members.rules.school import Grade, first_grade_year, grade_on, usual_first_grade_year

pytestmark = pytest.mark.feature("F003")
DAYS = st.dates(date(1950, 1, 1), date(2080, 12, 31))


@pytest.mark.parametrize(
    ("today", "grade"),
    [
        (date(2023, 8, 31), None),
        (date(2023, 9, 1), Grade("kindergarten", 1, -2)),
        (date(2026, 8, 31), Grade("kindergarten", 3, 0)),
        (date(2026, 9, 1), Grade("primary", 1, 1)),
        (date(2027, 1, 1), Grade("primary", 1, 1)),
        (date(2027, 9, 1), Grade("primary", 2, 2)),
        (date(2032, 9, 1), Grade("junior", 1, 7)),
        (date(2035, 9, 1), Grade("senior", 1, 10)),
        (date(2038, 8, 31), Grade("senior", 3, 12)),
        (date(2038, 9, 1), None),
    ],
)
def test_a_child_of_2026_goes_through_school(today: date, grade: Grade | None) -> None:
    assert grade_on(2026, today) == grade


@given(today=DAYS, grade=st.integers(1, 12))
def test_a_grade_typed_today_is_the_grade_shown_today_and_one_more_a_year_later(today: date, grade: int) -> None:
    year = first_grade_year(grade, today)

    found = grade_on(year, today)
    assert found is not None
    assert found.number == grade
    later = grade_on(year, date(today.year + 1, today.month, min(today.day, 28)))
    assert (later.number if later else 13) == grade + 1


@given(year=st.integers(1990, 2060))
def test_over_all_the_days_of_school_the_grade_rises_on_the_first_of_september_only(year: int) -> None:
    before = 0
    rises = []
    day = date(year, 8, 1)
    while day < date(year + 12, 10, 1):
        found = grade_on(year, day)
        number = found.number if found else 13
        if number != before and day > date(year, 8, 1):
            rises.append((day.month, day.day, number - before))
        before, day = number, day + timedelta(days=1)

    assert rises == [(9, 1, 1)] * 13


def test_who_is_six_by_the_end_of_august_starts_that_september() -> None:
    assert usual_first_grade_year(date(2020, 8, 31)) == 2026
    assert usual_first_grade_year(date(2020, 9, 1)) == 2027


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""), ("8-15", "0815"), ("农历八月十五", "0815"), ("八月十五", "0815"),
        ("腊月廿三", "1223"), ("正月初一", "0101"),
        ("闰四月二十", "L0420"), ("L0415", "L0415"), ("０８１５", "0815"), ("冬月三十", "1130"), ("十一月初十", "1110"),
    ],
)  # fmt: skip
def test_a_day_of_the_moon_is_read_however_it_is_written(typed: str, kept: str) -> None:
    assert lunar_birthday(typed) == kept


@pytest.mark.parametrize("typed", ["13-01", "8-31", "八月卅一", "yesterday", "0-0", "十三月初一", "0815x"])
def test_what_no_moon_has_is_refused(typed: str) -> None:
    with pytest.raises(LunarDayNotPossible):
        lunar_birthday(typed)


@pytest.mark.parametrize(
    ("born", "lunar", "today", "day"),
    [
        (date(1990, 5, 17), "", date(2026, 5, 17), date(2026, 5, 17)),
        (date(1990, 5, 17), "", date(2026, 5, 18), date(2027, 5, 17)),
        (date(1988, 2, 29), "", date(2026, 1, 1), date(2026, 2, 28)),
        (date(1988, 2, 29), "", date(2028, 1, 1), date(2028, 2, 29)),
        (None, "0815", date(2026, 9, 1), date(2026, 9, 25)),
        (None, "0815", date(2026, 9, 26), date(2027, 9, 15)),
        (None, "0101", date(2026, 11, 22), date(2027, 2, 6)),
        (None, "1230", date(2026, 1, 1), date(2026, 2, 16)),
        (None, "", date(2026, 1, 1), None),
    ],
)
def test_the_next_birthday(born: date | None, lunar: str, today: date, day: date | None) -> None:
    assert next_birthday(born, lunar, today) == day


@settings(deadline=None)  # the first day of the moon that is asked for takes its time
@given(born=DAYS, today=DAYS)
def test_a_birthday_by_the_moon_comes_within_fourteen_months_on_its_day(born: date, today: date) -> None:
    kept = lunar_day(born)

    day = next_birthday(born, kept, today)

    assert day is not None
    assert today <= day <= today + timedelta(days=425)
    shown = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    assert abs(shown.getMonth()) == int(kept[-4:-2])
    assert shown.getDay() in (int(kept[-2:]), 29)
