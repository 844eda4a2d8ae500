"""What reports count beyond waits: contacts that were the only ones, costs, who was busy, lists; calls behind them."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries, services
from shuyou.callcenter.models import Call, CallList, Queue, Site, Spell, ToCall, WrapCode
from shuyou.callcenter.queries import BehindFilter, ReportRow
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import InvalidValue, NotPermitted
from shuyou.kernel.models import User
from shuyou.kernel.paging import Place
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
TODAY = club_day(AT)
LATER = AT + 30 * DAY


@pytest.fixture
def he() -> Actor:
    """Make an agent at a site where an hour costs 36 and a begun minute of the line 0.1."""
    who = agent("he", extension="1001", skills={"club": 4})
    Site.objects.update(cost_per_hour=36, cost_per_minute="0.1")
    return who


def reader() -> Member:
    """Make a member."""
    made: Member = MemberFactory.create()
    return made


def talk(who: Actor, member: Member | None, *, days: float = 0, code: str = "order", known: str = "number") -> Call:
    """Make a call of three and a half minutes, three of them with the agent, and half a minute of notes."""
    at = AT + timedelta(days=days)
    return Call.objects.create(
        key=f"{at}-{code}-{member and member.pk}", site=Site.objects.get(code="main"), direction="in", stage="over",
        queue=Queue.objects.get(code="club"), agent_id=int(who.id), member=member, known=known, started_at=at,
        queued_at=at, answered_at=at + timedelta(seconds=30), ended_at=at + timedelta(seconds=210),
        wrap_code=WrapCode.objects.order_by("pk")[code == "order"], wrapped_at=at + timedelta(seconds=240),
    )  # fmt: skip


def report(by: str = "queue") -> ReportRow:
    [row] = queries.call_report(by=by, since=TODAY, until=TODAY + 20 * DAY, at=LATER, actor=BOSS)
    return row


def behind(what: str) -> list[int]:
    wanted = BehindFilter(by="queue", key="club", what=what, since=TODAY, until=TODAY + 20 * DAY, at=LATER)
    page = queries.calls_behind(wanted=wanted, place=Place(), actor=BOSS)
    return sorted(row.call_id for row in page.rows)


def test_a_contact_is_the_only_one_if_nobody_comes_back_about_the_same_in_time(he: Actor) -> None:
    one, two, three = reader(), reader(), reader()
    again, _second = talk(he, one), talk(he, one, days=3)
    late, after = talk(he, two), talk(he, two, days=9)
    talk(he, two, days=1, code="other")
    Call.objects.filter(pk=talk(he, three, days=1).pk).update(wrap_code=None)
    row = report()

    assert (row.first, row.solved) == (4, 3)
    assert set(behind("first")) - set(behind("solved")) == {again.pk}
    assert {late.pk, after.pk} < set(behind("solved"))


def test_how_many_days_count_is_a_setting_and_young_talks_wait(he: Actor) -> None:
    one = reader()
    talk(he, one), talk(he, one, days=9)
    services.put_center_terms(solved_days=10, late_minutes=5, actor=BOSS, at=AT)
    [young] = queries.call_report(by="queue", since=TODAY, until=TODAY, at=AT + DAY, actor=BOSS)

    assert (report().first, report().solved, young.first) == (1, 0, 0)
    with pytest.raises(InvalidValue):
        services.put_center_terms(solved_days=0, late_minutes=5, actor=BOSS, at=AT)
    with pytest.raises(NotPermitted):
        services.put_center_terms(solved_days=3, late_minutes=5, actor=he, at=AT)
    assert queries.center_terms(actor=BOSS).solved_days == 10


def test_a_call_costs_the_agents_time_and_begun_minutes_of_the_line(he: Actor) -> None:
    talk(he, None, known="none")
    Call.objects.filter(pk=talk(he, reader(), days=1).pk).update(answered_at=None, wrapped_at=None, cause="abandoned")
    row = report()

    assert float(row.cost) == pytest.approx(36 * 210 / 3600 + 2 * 0.4)
    assert (row.offered, row.answered, row.abandoned, row.known) == (2, 1, 1, 1)
    assert len(behind("offered")) == 2


def test_an_agent_is_busy_in_calls_and_after_them(he: Actor) -> None:
    talk(he, None)
    for state, begins, ends in (("ready", 0, 30), ("talking", 30, 45), ("wrapping", 45, 60), ("paused", 60, 90)):
        Spell.objects.create(
            agent_id=int(he.id), state=state, since=AT + timedelta(minutes=begins), until=AT + timedelta(minutes=ends),
            reason="lunch" if state == "paused" else "",
        )  # fmt: skip

    assert report("agent").occupancy == pytest.approx(0.5)


def test_lists_say_whom_they_reached_and_what_that_cost(he: Actor) -> None:
    sold = CallList.objects.create(
        name="书友节", kind="sales", mode="preview", queue=Queue.objects.get(code="sales"), made_by="test", made_at=AT
    )
    for number, result in enumerate(("reached", "reached", "lost", "no_answer")):
        member = reader()
        call = talk(he, member, days=number)
        if result != "reached":
            Call.objects.filter(pk=call.pk).update(answered_at=None, wrapped_at=None)
        ToCall.objects.create(
            list=sold, member=member, key=f"k{number}", call=call, result=result, state="done", tries=2, added_at=AT
        )
    [row] = queries.list_report(since=TODAY, until=TODAY + 20 * DAY, actor=BOSS)

    assert (row.called, row.reached, row.missed, row.lost, row.tries) == (4, 2, 1, 1, 8)
    assert float(row.cost_each or 0) == pytest.approx((2 * 36 * 210 / 3600 + 4 * 0.4) / 2)
    assert row.lost_share == pytest.approx(1 / 3)


@pytest.mark.parametrize("by", ["queue", "agent", "day", "hour", "list"])
def test_pages_show_figures_and_lead_to_the_calls_behind(he: Actor, client: Client, by: str) -> None:
    call = talk(he, reader())
    talk(he, reader(), days=1)
    client.force_login(User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER]))
    days = {"since": TODAY.isoformat(), "until": (TODAY + DAY).isoformat()}
    page = client.get(reverse("callcenter:report"), {"by": by, **days})

    assert page.status_code == HTTPStatus.OK
    if by == "day":
        url = page.context["lines"][0][1][0][1]
        assert [row[0].url for row in client.get(url).context["lines"]] == [reverse("callcenter:call", args=[call.uid])]
