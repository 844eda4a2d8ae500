"""Plans of shifts from the proposal to what agents kept of them, on pages and in services."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries, services
from shuyou.callcenter.errors import BreaksNotPossible, PlanPublished, ShiftsOverlap
from shuyou.callcenter.models import Call, Queue, Shift, ShiftPlan, Site, Spell
from shuyou.callcenter.rules.rota import Turn
from shuyou.callcenter.services import PlanDraft, ShiftDraft
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.errors import InvalidValue, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 23)
NINE, FIVE = 9 * 60, 17 * 60
EMPTY = [[0] * 48] * 7


@pytest.fixture
def he() -> Actor:
    """Make an agent."""
    return agent("he", extension="1001", skills={"club": 4})


@pytest.fixture
def boss(client: Client) -> Client:
    """Return the browser of a manager."""
    user = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(user)
    return client


def keep(*turns: Turn, first_day: date = MONDAY) -> None:
    draft = PlanDraft(first_day=first_day, turns=turns, needs=EMPTY, calls=EMPTY, terms={"talk": 210})
    services.keep_plan(draft, actor=BOSS, at=AT)


def put(who: Actor, begins: int, ends: int, *, shift_id: int = 0, breaks: tuple[tuple[int, int], ...] = ()) -> None:
    draft = ShiftDraft(agent_id=int(who.id), day=MONDAY, begins=begins, ends=ends, breaks=breaks)
    services.put_shift(draft, shift_id=shift_id, actor=BOSS, at=AT)


def own(who: Actor) -> list[tuple[date, int, int]]:
    rows = queries.own_shifts(since=MONDAY, until=MONDAY + timedelta(days=7), actor=who)
    return [(row.day, row.from_minute, row.minutes) for row in rows]


def test_agents_see_a_plan_once_it_is_published_and_no_more_when_it_is_taken_back(he: Actor) -> None:
    keep(Turn(int(he.id), 1, NINE, 480, ((180, 30),)))
    before = own(he)
    services.publish_plan(first_day=MONDAY, actor=BOSS, at=AT)
    published = own(he)
    services.take_plan_back(first_day=MONDAY, actor=BOSS, at=AT)

    assert (before, published, own(he)) == ([], [(MONDAY + timedelta(days=1), NINE, 480)], [])


def test_a_published_plan_is_not_proposed_anew_and_a_week_begins_on_monday(he: Actor) -> None:
    keep(Turn(int(he.id), 0, NINE, 480))
    services.publish_plan(first_day=MONDAY, actor=BOSS, at=AT)
    with pytest.raises(PlanPublished):
        keep()
    with pytest.raises(InvalidValue):
        keep(first_day=MONDAY + timedelta(days=1))

    assert (Shift.objects.count(), ShiftPlan.objects.count()) == (1, 1)


def test_nobody_works_two_shifts_at_once_or_rests_outside_one(he: Actor) -> None:
    keep(Turn(int(he.id), 0, NINE, 480))
    with pytest.raises(ShiftsOverlap):
        put(he, FIVE - 60, FIVE + 60)
    with pytest.raises(BreaksNotPossible):
        put(he, FIVE, FIVE + 120, breaks=((100, 30),))
    with pytest.raises(InvalidValue):
        put(he, FIVE, FIVE)
    put(he, FIVE, FIVE + 120)

    assert [(row.from_minute, row.minutes) for row in queries.shift_plan(first_day=MONDAY, actor=BOSS).shifts] == [
        (NINE, 480), (FIVE, 120),
    ]  # fmt: skip


def test_a_shift_is_changed_and_dropped_on_its_page(he: Actor, boss: Client) -> None:
    keep(Turn(int(he.id), 0, NINE, 480, ((180, 30),)))
    shift = Shift.objects.get()
    page = reverse("callcenter:shift", args=[MONDAY.isoformat(), shift.pk])
    typed = {
        "agent_id": he.id,
        "day": "2026-11-23",
        "begins": "10:00",
        "ends": "16:00",
        "breaks": "12:00–12:30, 14:00-14:15",
    }
    wrong = boss.post(page, {**typed, "breaks": "noon"})
    boss.post(page, typed)
    shift.refresh_from_db()
    changed = (shift.ends - shift.begins, shift.breaks, shift.is_proposed)
    boss.post(reverse("callcenter:shift_drop", args=[MONDAY.isoformat(), shift.pk]))

    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert changed == (timedelta(hours=6), [[120, 30], [240, 15]], False)
    assert not Shift.objects.exists()


def came(day: date, hour: int, count: int) -> None:
    """Make callers of a day's hour who spoke for three minutes."""
    site, at = Site.objects.get(code="main"), day_start(day) + timedelta(hours=hour)
    queue = Queue.objects.get(code="club")
    Call.objects.bulk_create(
        Call(key=f"{day}-{hour}-{number}", site=site, direction="in", stage="over", queue=queue, started_at=at,
             queued_at=at, answered_at=at, ended_at=at + timedelta(minutes=3))
        for number in range(count)
    )  # fmt: skip


def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)


def test_shifts_are_proposed_from_the_forecast_looked_at_and_published(
    he: Actor, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_nine(monkeypatch)
    for hour in range(9, 17):
        came(MONDAY - timedelta(days=7), hour, 20)
    ahead = boss.get(reverse("callcenter:ahead"))
    typed = {
        "week": "2026-12-02",
        "talk": "225",
        "share": "80",
        "within": "20",
        "away": "0",
        "minutes": "480",
        "days": "5",
    }
    made = boss.post(reverse("callcenter:plan_new"), typed)
    week = "2026-11-30"
    page = boss.get(reverse("callcenter:plan", args=[week]), {"more": "50", "longer": "0", "fewer": "0"})
    boss.post(reverse("callcenter:plan_deed", args=[week, "publish"]))

    assert ahead.context["week"].days[0].total == pytest.approx(160)
    assert made["Location"] == reverse("callcenter:plan", args=[week])
    assert [(row.from_minute, row.minutes) for row in page.context["page"].shifts if row.day == date(2026, 11, 30)] == [
        (NINE, 480)
    ]
    planned, what_if = (one.in_time for _name, one, _wait in page.context["what_if"])
    assert 0 < what_if < planned
    assert ShiftPlan.objects.get().state == "published"


def spell(who: Actor, state: str, begins: int, ends: int | None, reason: str = "") -> None:
    start = day_start(MONDAY)
    Spell.objects.create(
        agent_id=int(who.id), state=state, reason=reason, since=start + timedelta(minutes=begins),
        until=None if ends is None else start + timedelta(minutes=ends),
    )  # fmt: skip


def kept_at(at: datetime) -> Callable[[], list[queries.KeptRow]]:
    return lambda: queries.adherence(since=MONDAY, until=MONDAY, at=at, actor=BOSS)


def test_what_agents_did_is_held_against_what_was_published(he: Actor, boss: Client) -> None:
    keep(Turn(int(he.id), 0, NINE, 240, ((120, 15),)))
    noon = kept_at(day_start(MONDAY) + timedelta(minutes=NINE + 240))
    spell(he, "ready", NINE + 10, NINE + 120)
    spell(he, "paused", NINE + 120, NINE + 150, "rest")
    spell(he, "talking", NINE + 150, None)
    draft = noon()
    services.publish_plan(first_day=MONDAY, actor=BOSS, at=AT)
    [row] = noon()
    days = {"since": "2026-11-23", "until": "2026-11-23"}
    page = boss.get(reverse("callcenter:adherence"), days)
    file = boss.get(reverse("callcenter:adherence"), {**days, "as": "csv"})

    assert draft == []
    assert (row.planned, row.kept, row.late, row.early) == (240, 215, 10, 0)
    assert [minutes for _words, minutes in row.instead] == [15, 10]
    assert page.context["rows"][0][0].name == "he"
    assert b"he" in file.getvalue()


def test_agents_look_at_their_own_shifts_only(he: Actor, client: Client) -> None:
    client.force_login(User.objects.get(pk=int(he.id)))
    own_page = client.get(reverse("callcenter:own_shifts"))
    others = client.get(reverse("callcenter:adherence"))

    assert (own_page.status_code, others.status_code) == (HTTPStatus.OK, HTTPStatus.FORBIDDEN)
    with pytest.raises(NotPermitted):
        queries.shift_plans(actor=he)
