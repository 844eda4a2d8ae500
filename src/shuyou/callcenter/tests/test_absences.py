"""Days off: asked for, granted and refused, kept out of plans; shifts of each skill on the page of a plan."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries, services
from shuyou.callcenter.errors import AbsenceElsewhere, AbsencesOverlap, AgentAway
from shuyou.callcenter.models import Absence, Call, Queue, Shift, ShiftPlan, Site
from shuyou.callcenter.rules.rota import Turn
from shuyou.callcenter.services import AbsenceDraft, PlanDraft, ShiftDraft
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, now
from shuyou.kernel.errors import InvalidValue, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 30)
TUESDAY, FRIDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=4)
EMPTY = [[0] * 48] * 7


@pytest.fixture
def he() -> Actor:
    """Make an agent with a shift on each of two days."""
    who = agent("he", extension="1001", skills={"club": 4})
    turns = [Turn(int(who.id), day, 540, 480) for day in (0, 1)]
    draft = PlanDraft(first_day=MONDAY, turns=turns, needs=EMPTY, calls=EMPTY, terms={"talk": 210})
    services.keep_plan(draft, actor=BOSS, at=AT)
    return who


@pytest.fixture
def boss(client: Client) -> Client:
    """Return the browser of a manager."""
    user = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(user)
    return client


def test_days_asked_for_hold_once_granted_and_take_the_shifts_out(he: Actor) -> None:
    uid = services.ask_absence(AbsenceDraft(first_day=TUESDAY, last_day=FRIDAY), actor=he, at=AT)
    before = Shift.objects.count()
    taken = services.answer_absence(uid=uid, is_granted=True, answer="好好休息", actor=BOSS, at=AT)
    new = ShiftDraft(agent_id=int(he.id), day=FRIDAY, begins=540, ends=1020)

    with pytest.raises(AgentAway):
        services.put_shift(new, shift_id=0, actor=BOSS, at=AT)
    with pytest.raises(AbsenceElsewhere):
        services.answer_absence(uid=uid, is_granted=False, answer="", actor=BOSS, at=AT)
    assert (before, taken, Shift.objects.count()) == (2, 1, 1)
    worker = next(one for one in queries.workers(first_day=MONDAY, actor=BOSS) if one.agent == int(he.id))
    assert worker.away == {1, 2, 3, 4}
    services.withdraw_absence(uid=uid, actor=he, at=AT)
    services.put_shift(new, shift_id=0, actor=BOSS, at=AT)
    assert Shift.objects.count() == 2


def test_a_refused_absence_changes_no_shift_and_nobody_is_away_twice(he: Actor) -> None:
    ask = AbsenceDraft(first_day=MONDAY, last_day=TUESDAY, kind="training")
    uid = services.ask_absence(ask, actor=he, at=AT)
    with pytest.raises(AbsencesOverlap):
        services.enter_absence(AbsenceDraft(first_day=TUESDAY, last_day=FRIDAY, agent_id=int(he.id)), actor=BOSS, at=AT)
    with pytest.raises(InvalidValue):
        services.ask_absence(AbsenceDraft(first_day=FRIDAY, last_day=MONDAY), actor=he, at=AT)
    with pytest.raises(InvalidValue):
        services.ask_absence(AbsenceDraft(first_day=date(2026, 11, 2), last_day=MONDAY), actor=he, at=AT)
    stranger = agent("x", extension="1009", skills={})
    with pytest.raises(NotPermitted):
        services.withdraw_absence(uid=uid, actor=stranger, at=AT)
    with pytest.raises(NotPermitted):
        services.answer_absence(uid=uid, is_granted=True, answer="", actor=he, at=AT)
    services.answer_absence(uid=uid, is_granted=False, answer="人手不够", actor=BOSS, at=AT)

    assert (Shift.objects.count(), [one.state for one in Absence.objects.all()]) == (2, ["refused"])


def test_an_agent_asks_on_their_page_and_a_manager_answers_on_the_list(he: Actor, boss: Client) -> None:
    today = club_day(now())
    mine = Client()
    mine.force_login(User.objects.get(pk=int(he.id)))
    typed = {"kind": "leave", "first_day": today.isoformat(), "last_day": today.isoformat(), "note": "看病"}
    asked = mine.post(reverse("callcenter:absence_ask"), typed)
    again = mine.post(reverse("callcenter:absence_ask"), typed)
    row = Absence.objects.get()
    place = reverse("callcenter:absence", args=[row.uid])
    listed = boss.get(reverse("callcenter:absences"), {"state": "asked"}).content.decode()
    answered = boss.post(place, {"answer_is": "granted", "answer": "早日康复"})

    assert (asked.status_code, again.status_code, answered.status_code) == (303, 422, 303)
    assert place in listed
    assert mine.get(place).status_code == 403
    own = mine.get(reverse("callcenter:own_shifts")).content.decode()
    assert "早日康复" in own
    withdrawn = mine.post(reverse("callcenter:absence_withdraw", args=[row.uid]), {"own": "1"})
    row.refresh_from_db()
    assert (withdrawn.status_code, row.state) == (303, "withdrawn")


def test_a_plan_is_proposed_skill_by_skill_and_its_page_says_which_lacks_agents(boss: Client) -> None:
    agent("he", extension="1001", skills={"club": 4})
    day = now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=7)
    site, queues = Site.objects.get(), {one.code: one for one in Queue.objects.filter(code__in=("club", "finance"))}
    Call.objects.bulk_create(
        Call(
            key=f"{code}{number}", site=site, direction="in", stage="over", queue=queue, started_at=day, queued_at=day,
            answered_at=day, ended_at=day + timedelta(minutes=3),
        )
        for code, queue in queues.items() for number in range(6)
    )  # fmt: skip
    typed = {
        "week": (club_day(now()) + timedelta(days=7)).isoformat(), "talk": 210, "share": 80, "within": 20, "away": 0,
        "minutes": 480, "days": 5, "by_skill": "on",
    }  # fmt: skip
    made = boss.post(reverse("callcenter:plan_new"), typed)

    plan = ShiftPlan.objects.get()
    page = boss.get(made["Location"]).content.decode()
    part = boss.get(made["Location"], {"skill": "finance"}).content.decode()
    assert sorted(plan.skills) == ["club", "finance"]
    assert {one.skill.code for one in Shift.objects.select_related("skill") if one.skill} == {"club"}
    assert "财务与汇款" in page
    assert ("无人上班" in part, "−" in part) == (True, True)
