"""Days by which something is to be done, as people say them."""

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import DomainError
from shuyou.members.errors import DateNotPossible, DateNotReadable, DateOutOfRange, DueNotReadable
from shuyou.members.rules.due_days import FARTHEST, due_day
from shuyou.members.rules.touches import due

pytestmark = pytest.mark.feature("F006")

SUNDAY = date(2026, 11, 22)
THURSDAY = date(2026, 12, 31)
SAID = {
    "2026-11-22": "今天 今日 today 周末 weekend",
    "2026-11-23": "明天 tomorrow 下周一 下周 Next_Monday next_week 周一 Mon 明日",
    "2026-11-24": "后天 the_day_after_tomorrow 周二 2天后 两天后 in_2_days 礼拜二",
    "2026-11-25": "大后天 3天后 三天之后 in_three_days 3_days_later",
    "2026-11-27": "周五 星期五 Friday by_Friday 周五前 下周五 next_friday 下个星期五",
    "2026-11-29": "周日 星期天 Sunday 一周后 1个星期后 in_a_week",
    "2026-11-30": "11-30 11/30 11月30日 30号 月底 Nov_30 30th_November 2026-11-30 20261130 end_of_month",
    "2026-12-01": "１号 下个月 next_month Dec_1st",
    "2026-12-02": "下下周三 10天后 十天后",
    "2026-12-22": "一个月后 in_1_month",
    "2026-12-31": "下月底 end_of_next_month",
    "2028-02-29": "2-29 2月29日",
}


@pytest.mark.parametrize(("meant", "typed"), [(day, word) for day, words in SAID.items() for word in words.split()])
def test_a_day_is_understood_as_it_is_said(meant: str, typed: str) -> None:
    assert due_day(typed.replace("_", " "), today=SUNDAY) == (date.fromisoformat(meant), None)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("明天 15:00", "15:00"), ("明早9点", "09:00"), ("明天下午3点半", "15:30"), ("明天 下午三点", "15:00"),
        ("tomorrow at 10:30", "10:30"), ("Tomorrow 3pm", "15:00"), ("明天下午", "18:00"), ("明天晚上", "20:00"),
        ("2026-11-23T08:05", "08:05"), ("11-23 9", "09:00"), ("明天十点", "10:00"), ("周一十点", "10:00"),
    ],
)  # fmt: skip
def test_a_time_of_day_may_follow(typed: str, at: str) -> None:
    assert due_day(typed, today=SUNDAY) == (date(2026, 11, 23), time.fromisoformat(at))


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", DueNotReadable), ("someday", DueNotReadable), ("等他回来", DueNotReadable), ("call 12", DueNotReadable),
        ("11-31", DateNotPossible), ("2026-02-30", DateNotPossible), ("明天25点", DateNotPossible),
        ("2026-11-21", DateOutOfRange), ("本周五", DateOutOfRange), ("900个月后", DateOutOfRange),
    ],
)  # fmt: skip
def test_what_names_no_day_is_refused_with_an_example(typed: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as refused:
        due_day(typed, today=SUNDAY)
    assert refused.value.at_field == "due"
    assert issubclass(DueNotReadable, DateNotReadable)


@given(today=st.dates(date(2020, 1, 1), date(2090, 1, 1)), number=st.integers(1, 99), index=st.integers(0, 6))
def test_every_day_keeps_the_rules_of_the_calendar(today: date, number: int, index: int) -> None:
    mark, name = "一二三四五六日"[index], "Mon Tue Wed Thu Fri Sat Sun".split()[index]
    monday = today - timedelta(days=today.weekday())

    assert due_day(f"{number}天后", today=today).on == today + timedelta(days=number)
    assert due_day(f"in {number} weeks", today=today).on == today + timedelta(weeks=number)
    assert due_day(f"下周{mark}", today=today).on == monday + timedelta(days=7 + index)
    coming = due_day(f"周{mark}", today=today).on
    assert coming == due_day(name, today=today).on
    assert (coming.weekday(), 1 <= (coming - today).days <= 7) == (index, True)
    later = today + timedelta(days=number)
    assert due_day(f"{later.month}月{later.day}日", today=today).on == later


@given(st.text(max_size=24) | st.text("今明后大天下周一二三五日号月底点半前-/: 0123456789inextfrdayp", max_size=14))
@settings(max_examples=300)
def test_whatever_is_typed_is_a_day_ahead_or_a_refusal(typed: str) -> None:
    with contextlib.suppress(DomainError):
        assert THURSDAY <= due_day(typed, today=THURSDAY).on <= THURSDAY + FARTHEST


def test_today_ends_with_the_working_hours_or_with_the_day() -> None:
    morning, night = (datetime(2026, 11, 22, hour, tzinfo=club_zone()) for hour in (9, 21))

    assert due("今天", at=morning) == datetime(2026, 11, 22, 18, tzinfo=club_zone())
    assert due("today", at=night) == datetime(2026, 11, 22, 23, 59, tzinfo=club_zone())
    with pytest.raises(DateOutOfRange):
        due("15:00", at=night)
