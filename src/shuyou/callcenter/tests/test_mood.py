"""Upset callers: told by their last contacts, brought to whom calms people, within bounds, and the agent sees why."""

import asyncio
from datetime import time, timedelta
from pathlib import Path
from random import Random

import pytest
from django.forms import IntegerField
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.console.mood import MoodForm
from shuyou.callcenter.models import Call, Feedback, MoodTerms, Queue, Site
from shuyou.callcenter.rules import erlang, mood
from shuyou.callcenter.rules.center import SeatState
from shuyou.callcenter.rules.live import LiveCall, Seat, soothing_there
from shuyou.callcenter.rules.mood import BOUNDS, MOST_IN_VAIN, Contact, mood_of
from shuyou.callcenter.rules.rehearsal import Flow, Outcome, rehearse
from shuyou.callcenter.rules.routing import FreeAgent, QueueTerms, Reason, Router, Soothing, Waiting
from shuyou.callcenter.services import MoodDraft, Wish, WrapDraft, ask_switch, put_mood_terms, wrap_call
from shuyou.callcenter.services._mood import mood_of_call
from shuyou.callcenter.tasks.running import Running, learn
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.callcenter.tests.fairness import are_fair
from shuyou.callcenter.tests.test_first_call import state_is, until
from shuyou.kernel.clock import now
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

TERMS = mood.MoodTerms(skill="difficult", level=3, waits=20)
NEEDS = Soothing("difficult", 3, 20)
CLUB = QueueTerms(code="club", skill="club", widens=((0, 1),))
GOOD, BAD = Contact(is_answered=True, score=5, is_wrapped=True), Contact(is_answered=True, score=1)
VAIN = Contact(is_in_vain=True)


def seat(number: int, **skills: int) -> FreeAgent:
    """Make an agent with skills."""
    return FreeAgent(number, skills, frozenset({"zh"}))


@pytest.mark.parametrize(
    ("contacts", "complaints", "why"),
    [
        ([], 0, []),
        ([], 1, ["complaint_open"]),
        ([VAIN, BAD], 0, ["low_score", "in_vain"]),
        ([VAIN, VAIN, VAIN, VAIN], 0, ["in_vain"]),
        ([VAIN, VAIN, GOOD, VAIN], 0, []),
        ([Contact(is_answered=True, is_wrapped=True, was_upset=True)], 0, ["was_upset"]),
        ([GOOD, Contact(is_answered=True, is_wrapped=True, was_upset=True), BAD], 0, []),
    ],
)
def test_the_last_contacts_tell_who_is_upset_and_a_good_call_mends_it(
    contacts: list[Contact], complaints: int, why: list[str]
) -> None:
    told = mood_of(contacts, complaints, TERMS)

    assert [one.code for one in told.why] == why
    assert (told.soothing == NEEDS) == told.is_upset == bool(why)


contacts = st.builds(
    Contact, is_answered=st.booleans(), is_in_vain=st.booleans(), score=st.none() | st.integers(1, 5),
    is_wrapped=st.booleans(), was_upset=st.booleans(),
)  # fmt: skip


@given(earlier=st.lists(contacts, max_size=8), complaints=st.integers(0, 4), least=st.integers(1, 12))
def test_points_are_bounded_and_whoever_is_upset_is_so_for_a_reason(
    earlier: list[Contact], complaints: int, least: int
) -> None:
    told = mood_of(earlier, complaints, mood.MoodTerms(from_points=least, skill="difficult"))

    assert 0 <= told.points <= 3 + 2 + MOST_IN_VAIN + 3
    assert told.is_upset == (told.points >= least) == bool(told.why)


def test_upset_callers_come_to_whom_calms_people_though_others_are_better_at_the_matter() -> None:
    router = Router([CLUB])
    for one in (seat(1, club=5, difficult=2), seat(2, club=3, difficult=3), seat(3, club=2, difficult=5)):
        router.free(one, 0)

    taken = [router.arrive(Waiting(f"{turn}", "club", 0, soothing=NEEDS), 0) for turn in range(3)]

    assert [match.agent.agent if match else None for match in taken] == [3, 2, None]
    assert taken[0]
    assert taken[0].reasons[0] == Reason("calm", "5")


def test_they_wait_for_such_an_agent_for_so_long_and_no_longer() -> None:
    router = Router([CLUB])
    router.arrive(Waiting("upset", "club", 0, soothing=NEEDS), 0)
    router.arrive(Waiting("plain", "club", 1), 1)

    first = router.free(seat(1, club=5), 5)
    second = router.free(seat(2, club=5), 19)
    late = [match.waiting.entry for match in router.look_again(20)]

    assert (first and first.waiting.entry, second, late) == ("plain", None, ["upset"])


def test_nobody_waits_for_what_nobody_who_works_could_give() -> None:
    call = LiveCall("c", "in", "139", "400", soothing=NEEDS)
    away, here = (Seat(agent=1, endpoint="1", skills={"difficult": 4}), Seat(agent=2, endpoint="2", skills={"club": 5}))
    here.state = SeatState.READY
    before = soothing_there(call, (away, here))
    away.state = SeatState.TALKING

    assert (before, soothing_there(call, (away, here))) == (None, NEEDS)


def a_day(*, calls: int, upset: float, rate: float = 0.028, patience: float = 0) -> Outcome:
    """Rehearse a day of eight agents, half of whom calm people."""
    room = [FreeAgent(number, {"a": 3, "difficult": 4 * (number % 2)}) for number in range(8)]
    terms = QueueTerms(code="a", skill="a", widens=((0, 1),))
    flow = Flow(queue="a", rate=rate, talks=200, patience=patience, upset=upset, soothing=NEEDS)
    return rehearse([terms], [flow], room, calls=calls, chance=Random(1))


@pytest.mark.feature("X19")
def test_a_rehearsed_day_is_within_a_hundredth_of_erlang_c_and_a() -> None:
    wait = a_day(calls=150_000, upset=0).tallies["a"]
    lose = a_day(calls=150_000, upset=0, rate=0.04, patience=90).tallies["a"]
    patient = erlang.patient(rate=0.028, handling=200, agents=8, within=20)
    impatient = erlang.impatient(rate=0.04, handling=200, agents=8, patience=90)

    assert wait.share_waiting == pytest.approx(patient.waits, rel=0.01)
    assert lose.share_waiting == pytest.approx(impatient.waits, rel=0.01)
    assert lose.share_lost == pytest.approx(impatient.gives_up, rel=0.01)
    assert lose.mean_wait == pytest.approx(impatient.mean_wait, rel=0.01)


@pytest.mark.feature("X19")
def test_mood_is_fair_work_is_shared_and_nobody_waits_much_longer_for_it() -> None:
    plain, moody = a_day(calls=20_000, upset=0), a_day(calls=20_000, upset=0.2)
    busy = [moody.occupancy(number) for number in range(8)]
    tally = moody.tallies["a"]

    assert are_fair(busy)
    assert tally.calmed >= 0.75 * tally.upset > 0
    assert tally.mean_wait <= plain.tallies["a"].mean_wait + 0.2 * NEEDS.waits


def upset_reader() -> Member:
    """Make a member who complained, and gave the last call a low score."""
    member = MemberFactory.create()
    PhoneFactory(person=member.person, digits="13800002046")
    Feedback.objects.create(kind="complaint", member=member, text="书皮破损", came_at=AT)
    Call.objects.create(
        key="earlier", site=Site.objects.get(), direction="in", stage="over", member=member, cause="normal", score=1,
        started_at=now() - timedelta(days=2), answered_at=now() - timedelta(days=2), ended_at=now() - timedelta(days=2),
    )  # fmt: skip
    return member


@pytest.mark.feature("X19")
@pytest.mark.django_db(transaction=True)
def test_an_upset_reader_rings_at_whom_calms_people_and_the_desk_says_why(client: Client, tmp_path: Path) -> None:
    Queue.objects.update(opens=time.min, closes=time.max)
    member = upset_reader()
    other = agent("he", extension="1001", skills={"club": 5})
    calm = agent("liu", extension="1002", skills={"club": 4, "difficult": 4})

    async def story() -> None:
        known = await asyncio.to_thread(learn, "main")
        switch = SimulatedSwitch("main", epoch=known.begun.epoch, pace=20)
        running = Running(switch, known, spool=tmp_path / "spool.jsonl")
        job = asyncio.ensure_future(running.run())
        for who in (other, calm):
            await asyncio.to_thread(ask_switch, Wish(verb="ready"), actor=who, at=now())
            running.heard("order 0")
            await until(state_is(who, "ready"))
        switch.call_in(VirtualCaller(number="13800002046", called="4008000000", presses="0", patience=900, talks=10))
        await until(state_is(calm, "ringing"))
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)

    asyncio.run(story())

    client.force_login(User.objects.get(pk=int(calm.id)))
    page = client.get(reverse("callcenter:desk")).content.decode()
    call = Call.objects.exclude(key="earlier").get()
    assert [code for code, _value in call.why[:1]] == ["calm"]
    assert {"complaint_open", "low_score"} <= {code for code, _value in call.why}
    assert member.person.name in page
    assert "善于安抚，4 级" in page
    assert "上次评分 1（满分 5）" in page


@pytest.mark.django_db(transaction=True)
def test_what_an_agent_notes_counts_the_next_time() -> None:
    who = agent("he", extension="1001", skills={"club": 5})
    site = Site.objects.get()
    call, later = (
        Call.objects.create(
            key=key, site=site, direction="in", stage="over", sealed="s", agent_id=int(who.id), started_at=AT,
            ended_at=AT, answered_at=AT,
        )
        for key in ("first", "later")
    )  # fmt: skip
    before = mood_of_call(later, at=AT)
    wrap_call(WrapDraft(code="order", was_upset=True), uid=call.uid, actor=who, at=AT)

    assert (before.is_upset, [one.code for one in mood_of_call(later, at=AT).why]) == (False, ["was_upset"])
    assert not mood_of_call(later, at=AT + timedelta(days=31)).is_upset


@pytest.mark.django_db(transaction=True)
def test_a_manager_says_by_which_signs_and_a_figure_out_of_bounds_changes_nothing(client: Client) -> None:
    boss = User.objects.create_user(username="wen", full_name="温", is_staff=True, roles=[Role.MANAGER])
    client.force_login(boss)
    typed = {
        "complaint": 5, "low_score": 2, "in_vain": 1, "was_upset": 3, "from_points": 4, "days": 60,
        "skill": "difficult", "level": 4, "waits": 30,
    }  # fmt: skip
    saved = client.post(reverse("callcenter:mood"), typed)
    refused = client.post(reverse("callcenter:mood"), {**typed, "waits": 500, "level": 1})
    page = client.get(reverse("callcenter:mood")).content.decode()

    row = MoodTerms.objects.get()
    assert (saved.status_code, refused.status_code) == (303, 422)
    assert (row.complaint, row.from_points, row.level, row.waits) == (5, 4, 4, 30)
    assert "温" in page
    other = MoodDraft(
        complaint=1, low_score=1, in_vain=1, was_upset=1, from_points=1, days=1, skill="no_such", level=1, waits=1
    )
    with pytest.raises(InvalidValue):
        put_mood_terms(other, actor=BOSS, at=AT)
    assert MoodTerms.objects.get().complaint == 5


@pytest.mark.parametrize("name", BOUNDS)
@pytest.mark.django_db
def test_every_term_of_mood_has_one_bound_in_form_service_and_database(name: str) -> None:
    terms = MoodTerms.objects.get()
    kept = {one: getattr(terms, one) for one in BOUNDS}
    least, most = BOUNDS[name]
    field = MoodForm.base_fields[name]
    assert isinstance(field, IntegerField)
    for value in (least, most):
        put_mood_terms(MoodDraft(**{**kept, name: value}, skill="difficult"), actor=BOSS, at=AT)
    for value in (least - 1, most + 1):
        with pytest.raises(InvalidValue):
            put_mood_terms(MoodDraft(**{**kept, name: value}, skill="difficult"), actor=BOSS, at=AT)

    assert (field.min_value, field.max_value) == (least, most)
    assert getattr(MoodTerms.objects.get(), name) == most
