"""Before points and cards lapse readers are told, once for each step; what the club owes, on any day."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.actor import Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import PointsLot, Reminder, TierChange
from shuyou.loyalty.queries.liability import liability
from shuyou.loyalty.services import ProgramDraft, award_points, expire_points, redeem_points, set_program_terms
from shuyou.loyalty.services.reminders import note_lapses, set_reminder_step, tell_next
from shuyou.loyalty.tasks import keep_liability, tell_of_lapses
from shuyou.members.models import Member, Tier
from shuyou.members.tests.factories import CardFactory, MemberFactory

JOB = Actor.job("test")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def earned(member: Member, points: int, on: date, key: str = "1") -> None:
    with transaction.atomic():
        award_points(member_id=member.pk, points=points, source=f"gift:{key}", why="开业", at=moment(on))


@pytest.mark.feature("F046")
def test_each_is_told_once_for_each_step_and_of_what_is_left(db: None) -> None:
    reader, other = MemberFactory.create(), MemberFactory.create()
    earned(reader, 200, date(2024, 12, 20))
    earned(other, 90, date(2025, 6, 1))
    found = [
        [note_lapses("points", actor=JOB, at=moment(date(2026, 12, 20) - timedelta(days=days))).reminders for _ in "ab"]
        for days in (31, 30, 20, 7, 1)
    ]

    assert found == [[0, 0], [1, 0], [0, 0], [1, 0], [0, 0]]
    told = list(Reminder.objects.order_by("pk").values_list("member_id", "amount", "lapses_on", "days"))
    assert told == [(reader.pk, 200, date(2026, 12, 20), 30), (reader.pk, 200, date(2026, 12, 20), 7)]


def test_what_was_spent_meanwhile_is_not_told_and_a_step_that_was_missed_is_not_made_up_for(db: None) -> None:
    spent, late = MemberFactory.create(), MemberFactory.create()
    for member in (spent, late):
        earned(member, 100, date(2024, 12, 20))
    with transaction.atomic():
        redeem_points(member_id=spent.pk, points=100, source="x", at=moment(date(2026, 12, 1)))

    note_lapses("points", actor=JOB, at=moment(date(2026, 12, 15)))

    assert list(Reminder.objects.values_list("member_id", "days")) == [(late.pk, 7)]


def test_who_buys_daily_is_told_once_and_not_of_each_lot(db: None) -> None:
    reader = MemberFactory.create()
    for day in range(20):
        earned(reader, 10, date(2024, 12, 10) + timedelta(days=day), str(day))

    found = [
        note_lapses("points", actor=JOB, at=moment(date(2026, 12, 5) + timedelta(days=days))).reminders
        for days in range(7)
    ]

    assert found == [1, 1, 0, 0, 0, 0, 0]
    told = list(Reminder.objects.order_by("pk").values_list("amount", "lapses_on", "days"))
    assert told == [(30, date(2026, 12, 10), 7), (160, date(2026, 12, 14), 30)]


def test_cards_too_and_a_step_that_is_stopped_tells_nobody(db: None) -> None:
    reader = MemberFactory.create()
    CardFactory.create(member=reader, expires_on=date(2026, 12, 10))
    at = moment(date(2026, 11, 22))
    set_reminder_step(kind="card", days=30, is_active=False, actor=JOB, at=at)
    assert note_lapses("card", actor=JOB, at=at).reminders == 0
    set_reminder_step(kind="card", days=30, is_active=True, actor=JOB, at=at)

    assert note_lapses("card", actor=JOB, at=at).reminders == 1

    assert [tell_next(actor=JOB, at=at) for _ in range(2)] == [1, 0]
    assert EventRecord.objects.filter(name="kernel.notice_asked").count() == 1
    assert EventRecord.objects.filter(name="loyalty.lapses_found").count() == 1


def test_the_nightly_job_tells_all_kinds_and_the_list_says_whom(client: Client, db: None) -> None:
    reader = MemberFactory.create()
    CardFactory.create(member=reader, expires_on=datetime.now(UTC).date() + timedelta(days=9))

    assert (tell_of_lapses(0), tell_of_lapses(0)) == (1, 0)

    client.force_login(staff_with(Role.MARKETER))
    assert reader.person.name in client.get(reverse("loyalty:reminders"), {"kind": "card"}).content.decode()
    steps = reverse("loyalty:reminder_steps")
    assert client.post(steps, {"kind": "points", "days": "400"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(steps, {"kind": "points", "days": "3", "is_active": "on"}).status_code == HTTPStatus.SEE_OTHER


def test_what_is_owed_is_read_from_the_ledger_as_of_any_day(db: None, client: Client) -> None:
    """Of 400 points that were there at the beginning 100 lapsed; of 200 still there after a year, the same 100."""
    old = MemberFactory.create()
    earned(old, 400, date(2024, 1, 10), "old")
    for day, points in ((date(2024, 3, 1), 200), (date(2025, 3, 1), 100)):
        with transaction.atomic():
            redeem_points(member_id=old.pk, points=points, source=f"o:{day}", at=moment(day))
    expire_points(actor=JOB, at=moment(date(2026, 1, 12)))
    new = MemberFactory.create()
    earned(new, 1000, date(2026, 11, 1), "new")
    later = liability(on=date(2026, 11, 22), actor=JOB)

    rates = {step.months: (step.there, step.lapsed) for step in later.steps}
    assert (rates[0], rates[12]) == ((400, 100), (200, 100))
    assert (later.points, later.breakage, later.worth) == (1000, 250, Decimal("10.00"))
    assert later.provision == Decimal("7.50")
    assert [(row.month, row.earned, row.lapsed) for row in later.months] == [
        (date(2026, 1, 1), 0, 100), (date(2026, 11, 1), 1000, 0),
    ]  # fmt: skip
    assert liability(on=date(2025, 1, 1), actor=JOB).points == 200
    assert liability(on=date(2023, 1, 1), actor=JOB).tiers == ()
    assert PointsLot.objects.count() == 2

    with transaction.atomic():
        redeem_points(member_id=new.pk, points=300, source="x:back:1", at=moment(date(2026, 11, 3)), contra="cost")
        redeem_points(member_id=new.pk, points=100, source="y", at=moment(date(2026, 11, 4)), contra="held")
        redeem_points(member_id=new.pk, points=50, source="z", at=moment(date(2026, 11, 5)))
    draft = ProgramDraft(points_per_yuan=Decimal(1), point_value=Decimal("0.05"), lot_months=24)
    set_program_terms(draft, actor=JOB, at=moment(date(2026, 12, 3)))
    last = liability(on=date(2026, 12, 5), actor=JOB).months[-1]
    assert (last.earned, last.spent, last.cost) == (700, 50, Decimal("0.50"))

    client.force_login(staff_with(Role.ANALYST))
    assert "550" in client.get(reverse("loyalty:liability")).content.decode()


def test_what_was_owed_is_kept_until_something_else_is_posted_up_to_that_day(
    db: None, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: moment(date(2026, 3, 1)))
    reader, on = MemberFactory.create(), date(2026, 1, 31)
    earned(reader, 200, date(2026, 1, 10), "one")
    first = liability(on=on, actor=JOB)
    earned(reader, 90, date(2026, 2, 1), "later")

    with django_assert_max_num_queries(6):
        assert liability(on=on, actor=JOB) == first
    earned(reader, 50, date(2026, 1, 30), "after all")
    assert liability(on=on, actor=JOB).points == first.points + 50
    assert keep_liability(0) == 340


def test_what_is_owed_goes_out_as_a_file_to_who_may_have_it(db: None, client: Client) -> None:
    earned(MemberFactory.create(), 200, date(2024, 1, 10), "old")
    client.force_login(staff_with(Role.ANALYST))
    page = reverse("loyalty:liability")
    file = b"".join(client.get(page, {"as": "csv", "on": "2025-01-01"}).streaming_content).decode()  # type: ignore[attr-defined]
    assert ",200," in file
    sheet = b"".join(client.get(page, {"as": "xlsx", "on": "2025-01-01"}).streaming_content)  # type: ignore[attr-defined]
    cells = load_workbook(BytesIO(sheet)).worksheets[0].iter_rows(values_only=True)
    assert 200 in {row[2] for row in cells}
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(page).status_code == HTTPStatus.FORBIDDEN
    client.force_login(staff_with(Role.ANALYST))
    assert client.get(page, {"on": "0001-01-01"}).status_code == HTTPStatus.OK


def test_what_was_owed_is_told_by_the_tiers_of_that_day(db: None) -> None:
    reader = MemberFactory.create()
    was, now = reader.tier, Tier.objects.exclude(pk=reader.tier_id).order_by("rank")[0]
    earned(reader, 100, date(2026, 1, 10), "one")
    Member.objects.filter(pk=reader.pk).update(tier=now)
    TierChange.objects.create(
        member=reader, was=was, tier=now, why="raised", done_by="job", at=moment(date(2026, 6, 1))
    )  # fmt: skip

    before, after = (liability(on=on, actor=JOB).tiers for on in (date(2026, 5, 1), date(2026, 7, 1)))

    assert [(row.tier, row.points) for row in before] == [(was.name_zh, 100)]
    assert [(row.tier, row.points) for row in after] == [(now.name_zh, 100)]
