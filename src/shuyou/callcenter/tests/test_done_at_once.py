"""Two people act on one thing at the same moment: one of them is told no, and nothing is done twice or undone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from shuyou.callcenter import services
from shuyou.callcenter.errors import AbsenceElsewhere, AbsencesOverlap, AgentAway, NoDraft, PlanPublished, SeatBusy
from shuyou.callcenter.models import Absence, Agent, Call, Menu, MenuVersion, Shift, SwitchOrder
from shuyou.callcenter.rules.rota import Turn
from shuyou.callcenter.services import AbsenceDraft, NodeDraft, PlanDraft, ShiftDraft, Wish, WrapDraft
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.callcenter.tests.test_pages import a_call
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2026, 11, 30)
TUESDAY = MONDAY + timedelta(days=1)
EMPTY = [[0] * 48] * 7
OTHER_BOSS = Actor(STAFF, "1", "test", frozenset({Role.MANAGER}))
NINE, FIVE = 9 * 60, 17 * 60

type Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[type[DomainError] | None]:
    """Do things at the same moment; return how each was refused, or None for what was done."""
    start = Barrier(len(deeds))

    def do(deed: Deed) -> type[DomainError] | None:
        try:
            start.wait(20)
            deed()
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


@pytest.fixture
def he() -> Actor:
    """Make an agent with a shift on a Monday."""
    who = agent("he", extension="1001", skills={"club": 4})
    keep(Turn(int(who.id), 0, NINE, 480))
    return who


def keep(*turns: Turn) -> None:
    draft = PlanDraft(first_day=MONDAY, turns=turns, needs=EMPTY, calls=EMPTY, terms={"talk": 210})
    services.keep_plan(draft, actor=BOSS, at=AT)


def a_shift(who: Actor, *, day: date = MONDAY, begins: int = NINE, ends: int = FIVE) -> ShiftDraft:
    return ShiftDraft(agent_id=int(who.id), day=day, begins=begins, ends=ends)


def test_a_menu_is_published_once() -> None:
    menu = Menu.objects.values_list("code", flat=True)[0]
    services.save_node(NodeDraft(name="bye", kind="hangup"), menu=menu, actor=BOSS, at=AT)

    def publish() -> object:
        return services.publish_menu(menu=menu, actor=BOSS, at=AT)

    refused = at_once(*[publish] * 6)

    told = EventRecord.objects.filter(name="callcenter.menu_changed", payload__is_published=True)
    assert sorted(map(str, refused)) == sorted(map(str, [None, *[NoDraft] * 5]))
    assert MenuVersion.objects.filter(menu__code=menu, state="published").count() == told.count() == 1


def test_what_a_colleague_changes_while_a_menu_is_published_is_in_it_or_in_the_next_draft() -> None:
    menu = Menu.objects.values_list("code", flat=True)[0]
    services.save_node(NodeDraft(name="bye", kind="hangup", zh="一"), menu=menu, actor=BOSS, at=AT)
    node = NodeDraft(name="bye", kind="hangup", zh="二")

    refused = at_once(
        lambda: services.publish_menu(menu=menu, actor=BOSS, at=AT),
        lambda: services.save_node(node, menu=menu, actor=OTHER_BOSS, at=AT),
    )

    said = dict(MenuVersion.objects.filter(menu__code=menu).values_list("state", "graph__nodes__bye__text__zh"))
    assert refused == [None, None]
    assert said["published"] == "二" or (said["published"], said["draft"]) == ("一", "二")


def test_a_plan_is_published_once(he: Actor) -> None:
    def publish() -> object:
        return services.publish_plan(first_day=MONDAY, actor=BOSS, at=AT)

    refused = at_once(*[publish] * 4)

    assert (refused.count(None), refused.count(PlanPublished)) == (1, 3)


def test_a_plan_is_proposed_anew_before_it_is_published_or_not_at_all(he: Actor) -> None:
    again = Turn(int(he.id), 1, NINE, 480)

    proposed, published = at_once(
        lambda: keep(again), lambda: services.publish_plan(first_day=MONDAY, actor=OTHER_BOSS, at=AT)
    )

    days = {shift.begins.date() for shift in Shift.objects.all()}
    assert published is None
    assert (proposed, days) in ((None, {TUESDAY}), (PlanPublished, {MONDAY}))


@pytest.mark.parametrize("turn", range(3))
def test_what_one_supervisor_drops_another_who_changes_it_does_not_bring_back(he: Actor, turn: int) -> None:
    shift_id = Shift.objects.get().pk

    dropped, changed = at_once(
        lambda: services.drop_shift(shift_id=shift_id, actor=BOSS, at=AT),
        lambda: services.put_shift(a_shift(he, begins=NINE + 60), shift_id=shift_id, actor=OTHER_BOSS, at=AT),
    )

    assert dropped is None
    assert changed in (None, NotFound)
    assert not Shift.objects.exists()


def test_days_off_are_answered_once(he: Actor) -> None:
    draft = AbsenceDraft(first_day=MONDAY, last_day=TUESDAY)
    uid = services.ask_absence(draft, actor=he, at=AT)

    def answer(*, is_granted: bool, by: Actor) -> Deed:
        return lambda: services.answer_absence(uid=uid, is_granted=is_granted, answer="", actor=by, at=AT)

    refused = at_once(*[answer(is_granted=True, by=BOSS), answer(is_granted=False, by=OTHER_BOSS)] * 2)

    row = Absence.objects.get()
    assert (refused.count(None), refused.count(AbsenceElsewhere)) == (1, 3)
    assert Shift.objects.count() == (0 if row.state == "granted" else 1)


def test_one_agent_is_not_away_twice_on_a_day(he: Actor) -> None:
    def enter(first: date) -> Deed:
        draft = AbsenceDraft(first_day=first, last_day=TUESDAY, agent_id=int(he.id))
        return lambda: services.enter_absence(draft, actor=BOSS, at=AT)

    refused = at_once(*[enter(MONDAY), enter(TUESDAY)] * 2)

    assert (refused.count(None), refused.count(AbsencesOverlap), Absence.objects.count()) == (1, 3, 1)


def test_nobody_who_is_given_a_day_off_is_given_a_shift_on_it(he: Actor) -> None:
    off = AbsenceDraft(first_day=TUESDAY, last_day=TUESDAY, agent_id=int(he.id))

    away, put = at_once(
        lambda: services.enter_absence(off, actor=BOSS, at=AT),
        lambda: services.put_shift(a_shift(he, day=TUESDAY), shift_id=0, actor=OTHER_BOSS, at=AT),
    )

    assert away is None
    assert put in (None, AgentAway)
    assert {shift.begins.date() for shift in Shift.objects.all()} == {MONDAY}


def test_a_call_written_up_at_two_desks_is_written_once_and_the_switch_told_the_same(he: Actor) -> None:
    call = a_call(he)
    Call.objects.update(stage="over", ended_at=AT, agent=int(he.id))

    def wrap(note: str) -> Deed:
        return lambda: services.wrap_call(WrapDraft(code="order", note=note), uid=call.uid, actor=he, at=AT)

    refused = at_once(wrap("一"), wrap("二"))

    call.refresh_from_db()
    assert refused == [None, None]
    assert (call.note in ("一", "二"), call.wrap_code and call.wrap_code.code) == (True, "order")


def test_orders_of_two_desks_of_one_agent_are_all_kept_for_the_switch_to_judge(he: Actor) -> None:
    call = a_call(he)

    refused = at_once(
        *[lambda: services.ask_switch(Wish(verb="pick_up", call=call.uid), actor=he, at=AT)] * 2,
        *[lambda: services.ask_switch(Wish(verb="turn_down", call=call.uid), actor=he, at=AT)] * 2,
    )

    assert refused == [None] * 4
    assert {order.facts["about"] for order in SwitchOrder.objects.all()} == {"c1"}


def test_who_calls_out_from_two_desks_at_once_makes_one_call(he: Actor) -> None:
    Agent.objects.update(state="ready")
    draft = services.CallDraft(number="13800002046")

    def call() -> object:
        return services.call_out(draft, actor=he, at=AT)

    refused = at_once(call, call)

    assert (refused.count(None), refused.count(SeatBusy), Call.objects.count()) == (1, 1, 1)
