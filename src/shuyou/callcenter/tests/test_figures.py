"""What reports and the wallboard count: each stay in a queue, each agent's own talk, and nobody twice."""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.callcenter import queries
from shuyou.callcenter.errors import QueueLedTo, SeatBusy
from shuyou.callcenter.models import Agent, Call, Queue, SwitchOrder
from shuyou.callcenter.rules import center, erlang
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services import (
    CallDraft,
    FactKey,
    QueueDraft,
    begin_switch,
    call_out,
    change_queue,
    note_fact,
)
from shuyou.callcenter.tests.factories import AT, BOSS, SWITCH, agent
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
NOW = AT.timestamp()
QUEUE = QueueDraft(name_zh="队列", name_en="Queue")


@pytest.fixture
def pair() -> tuple[int, int]:
    """Make two agents, and return their ids."""
    begin_switch(site="main", actor=SWITCH, at=AT)
    first, second = (
        agent("he", extension="1001", skills={"club": 4}),
        agent("xu", extension="1002", skills={"sales": 4}),
    )
    return int(first.id), int(second.id)


def tell(*facts: center.Fact) -> None:
    """Write facts down."""
    site = Agent.objects.values_list("site", flat=True)[0]
    for fact, seq in zip(facts, count(1), strict=False):
        note_fact(fact, key=FactKey(site_id=site, switch=facts[0].call, epoch=1, seq=seq), actor=SWITCH)


def came(call: str, *, direction: str = "in", queue: str = "club") -> tuple[center.Fact, center.Fact]:
    """Return how somebody comes and waits."""
    opened = center.Opened(at=NOW, call=call, direction=direction, number="13800002046", called="400", queue=queue)
    return opened, center.Queued(at=NOW, call=call, queue=queue, bonus=0)


def taken(call: str, who: int, *, at: float, queue: str = "club", leg: str = "1") -> tuple[center.Fact, center.Fact]:
    """Return how an agent answers."""
    reasons = (Reason("level"),)
    offered = center.Offered(at=NOW + at - 1, call=call, agent=who, queue=queue, leg=f"{call}-{leg}", reasons=reasons)
    return offered, center.Answered(at=NOW + at, call=call, agent=who)


def passed_on(pair: tuple[int, int]) -> None:
    """Have a caller speak 100 seconds with one agent, then, 60 seconds later, 200 with another."""
    first, second = pair
    again = center.Queued(at=NOW + 110, call="c", queue="sales", bonus=0, why=(Reason("passed_on"),))
    tell(
        *came("c"), *taken("c", first, at=10),
        center.PassedOn(at=NOW + 110, call="c", agent=first, queue="sales"), again,
        *taken("c", second, at=170, queue="sales", leg="2"),
        center.Ended(at=NOW + 370, call="c", cause="normal", by="caller"),
    )  # fmt: skip


def report(by: str) -> dict[str, queries.ReportRow]:
    """Return the report of the day by one thing."""
    day = club_day(AT)
    rows = queries.call_report(by=by, since=day, until=day, at=AT + timedelta(hours=1), actor=BOSS)
    return {row.name: row for row in rows}


def test_a_caller_who_is_passed_on_counts_in_both_queues_and_for_both_agents(pair: tuple[int, int]) -> None:
    passed_on(pair)
    names = dict(Queue.objects.values_list("code", "name_zh"))
    queues, agents = report("queue"), report("agent")

    assert [(queues[names[code]].level, queues[names[code]].mean_wait) for code in ("club", "sales")] == [
        (100, 10), (0, 60),
    ]  # fmt: skip
    assert {name: (row.answered, row.mean_talk) for name, row in agents.items()} == {"he": (1, 100), "xu": (1, 200)}
    assert [row.offered for row in report("day").values()] == [1]
    assert Call.objects.get().queued_at == AT + timedelta(seconds=110)


def test_who_chose_to_be_called_back_counts_by_that_call_alone(pair: tuple[int, int]) -> None:
    ended = center.Ended(at=NOW + 30, call="c", cause="normal", by="center")
    tell(*came("c"), center.BackWanted(at=NOW + 20, call="c", queue="club"), ended)
    tell(*came("c-back", direction="back"), *taken("c-back", pair[0], at=300))
    [row] = report("queue").values()

    assert (row.offered, row.answered, row.level) == (1, 1, None)


def test_who_has_only_just_come_does_not_spoil_the_level(pair: tuple[int, int]) -> None:
    tell(*came("c"))
    soon, late = (queries.floor(at=AT + timedelta(seconds=wait), actor=BOSS) for wait in (2, 21))

    assert (soon.level, late.level) == (None, 0)
    assert soon.goal == 80


def test_the_wallboard_measures_who_was_passed_on_by_the_second_wait(pair: tuple[int, int]) -> None:
    passed_on(pair)
    floor = queries.floor(at=AT + timedelta(minutes=9), actor=BOSS)

    assert [(row.offered, row.answered, row.level) for row in floor.queues if row.code == "sales"] == [(1, 1, 0)]


def test_a_forecast_counts_who_came_to_a_queue_and_only_days_that_there_were(pair: tuple[int, int]) -> None:
    tell(*came("c"))
    tell(came("d")[0])
    week = queries.week_ahead(
        first_day=club_day(AT) + timedelta(days=7), queue="", at=AT + timedelta(days=3), actor=BOSS
    )

    assert (week.known_days, week.tried) == (3, None)
    assert [(slot, calls) for slot, calls in enumerate(week.days[0].calls) if calls] == [(20, 1)]
    assert sum(week.days[1].calls) == 0


def test_a_guess_at_a_machine_leaves_an_agents_call_where_it_is(pair: tuple[int, int]) -> None:
    tell(*came("c"), *taken("c", pair[0], at=5), center.Announced(at=NOW + 6, call="c", is_machine=True))
    call = Call.objects.get()

    assert (call.stage, call.is_machine) == ("talking", True)


def test_reports_speak_in_words_and_know_no_year_ten_thousand(client: Client, pair: tuple[int, int]) -> None:
    passed_on(pair)
    boss = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(boss)
    page = client.get(reverse("callcenter:report"), {"since": "2020-01-01", "until": "9999-12-31"})

    assert page.status_code == HTTPStatus.OK
    assert page.context["form"].errors
    assert set(report("known")) == {str(Call.Known.NONE.label)}


def test_queues_do_not_flow_over_in_a_circle() -> None:
    change_queue(replace(QUEUE, overflow="sales"), code="club", actor=BOSS, at=AT)
    with pytest.raises(InvalidValue):
        change_queue(replace(QUEUE, overflow="club"), code="sales", actor=BOSS, at=AT)

    assert Queue.objects.get(code="sales").overflow is None


def test_a_queue_that_a_menu_leads_to_is_not_closed() -> None:
    with pytest.raises(QueueLedTo):
        change_queue(replace(QUEUE, is_active=False), code="club", actor=BOSS, at=AT)

    assert Queue.objects.get(code="club").is_active


def test_nobody_calls_out_of_a_call(pair: tuple[int, int]) -> None:
    Agent.objects.filter(pk=pair[0]).update(state="talking")
    who = replace(SWITCH, kind="staff", id=str(pair[0]), roles=frozenset({Role.CALL_AGENT}))
    with pytest.raises(SeatBusy):
        call_out(CallDraft(number="13800002046"), actor=who, at=AT)

    assert (Call.objects.count(), SwitchOrder.objects.count()) == (0, 0)


def test_staffing_measures_all_by_one_formula() -> None:
    real, longer = (
        erlang.impatient(rate=0.1, handling=210, agents=18, patience=90, within=within) for within in (20, 10_000)
    )

    assert real.in_time == pytest.approx(0.545, abs=0.01)  # as a played day of 200,000 callers has it
    assert longer.in_time == pytest.approx(1 - real.gives_up, abs=0.01)
