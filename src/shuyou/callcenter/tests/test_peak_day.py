"""A day of calls through the real process and the real database: each is accounted for, and agents share fairly."""

import os
from collections import Counter
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db.models import Count, F, Sum

from shuyou.callcenter.models import Agent, AgentSkill, Call, CallStep, Offer, Queue, Spell
from shuyou.callcenter.models.setup import ALL_DAYS
from shuyou.callcenter.queries import call_report, member_calls
from shuyou.callcenter.tasks import running
from shuyou.callcenter.tests.factories import AT, BOSS, agent
from shuyou.callcenter.tests.fairness import UNFAIR, deviation
from shuyou.callcenter.tests.virtual_day import Day
from shuyou.kernel.clock import club_day
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db(transaction=True)
CALLS = int(os.environ.get("SHUYOU_TEST_PEAK_DAY", "60"))
"""The whole is 40,000 calls and 300 agents; fewer come in a shorter day, so that agents are as busy."""
WHOLE, AGENTS, HOURS = 40_000, 300, 14
ENOUGH = 5_000


def set_up(count: int) -> list[str]:
    """Have agents in three groups who all do the same within their group, and readers with numbers; return these."""
    Queue.objects.update(opens=time.min, closes=time(23, 59, 59), days=list(ALL_DAYS))
    groups: tuple[tuple[str, ...], ...] = (("club",), ("papers", "letters"), ("sales", "finance"))
    shares = (0.62, 0.2, 0.18)
    for place in range(count):
        group = next(
            g for g, upto in zip(groups, (shares[0], shares[0] + shares[1], 1.1), strict=True) if place / count < upto
        )
        agent(f"a{place}", extension=str(2_000 + place), skills=dict.fromkeys(group, 5))
    Agent.objects.update(state="ready", since=AT)
    numbers = [f"1380000{place:04d}" for place in range(20)]
    for number in numbers:
        PhoneFactory.create(person=MemberFactory.create().person, digits=number)
    return numbers


def occupancies() -> dict[frozenset[str], list[float]]:
    """Return what part of their day each agent of each group was busy for, as it was written down."""
    skills: dict[int, set[str]] = {}
    for who, code in AgentSkill.objects.values_list("agent", "skill__code"):
        skills.setdefault(who, set()).add(code)
    spells = Spell.objects.exclude(until=None).annotate(lasted=F("until") - F("since"))
    whole = dict(spells.values_list("agent").annotate(Sum("lasted")))
    busy = dict(
        spells.filter(state__in=("ringing", "talking", "wrapping")).values_list("agent").annotate(Sum("lasted"))
    )
    found: dict[frozenset[str], list[float]] = {}
    for who, codes in skills.items():
        share = busy.get(who, timedelta()) / whole[who]
        found.setdefault(frozenset(codes), []).append(share)
    return found


def every_call_is_accounted_for(day: Day) -> None:
    """Look that each call has one beginning and one end, that nothing goes on, and that all sums agree."""
    calls = Call.objects.all()
    assert calls.filter(direction="in").count() == day.came == day.calls
    assert not calls.exclude(stage="over").exists()
    assert not Offer.objects.filter(ended_at=None).exists()
    for kind in ("opened", "ended"):
        steps = Counter(CallStep.objects.filter(kind=kind).values_list("call", flat=True))
        assert steps == Counter(calls.values_list("pk", flat=True))
    assert calls.filter(direction="back").count() == CallStep.objects.filter(kind="back_wanted").count() > 0
    assert not Agent.objects.exclude(state="ready").exists()
    answered = calls.filter(answered_at__isnull=False)
    assert Offer.objects.filter(answered_at__isnull=False).count() == answered.count() > day.calls / 2


def sums_agree(at_day: Day) -> None:
    """Look that reports by several things come to the same sums, and these to the calls."""
    until = Call.objects.latest("started_at").started_at
    since = Call.objects.earliest("started_at").started_at
    words = {"since": club_day(since), "until": club_day(until), "at": until, "actor": BOSS}
    totals = {
        by: tuple(map(sum, zip(*((row.offered, row.answered, row.abandoned) for row in rows), strict=True)))
        for by in ("queue", "hour", "day")
        if (rows := call_report(by=by, **words))  # type: ignore[arg-type]
    }
    back = Call.objects.filter(direction="back")
    asked = [key.removesuffix("-back") for key in back.values_list("key", flat=True)]
    waited = Call.objects.filter(queued_at__isnull=False).exclude(key__in=asked)
    answered, abandoned = waited.filter(answered_at__isnull=False).count(), waited.filter(cause="abandoned").count()
    assert totals["hour"] == totals["day"] == (waited.count(), answered, abandoned)
    lined_up = CallStep.objects.filter(call__in=waited, kind="queued").values_list("call_id", "facts__queue")
    # Who overflows is offered to both queues, and answered or lost in one.
    assert totals["queue"] == (lined_up.distinct().count(), answered, abandoned)


def test_every_call_of_a_day_is_accounted_for_and_agents_share_fairly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "DIAL", 1_800.0)
    share = CALLS / WHOLE
    agents = max(12, round(AGENTS * share))
    day = Day(calls=CALLS, begins=AT.timestamp(), known=set_up(agents), pace=share * AGENTS / agents)

    process = day.play(tmp_path)

    assert process.exchange.calls == {}
    every_call_is_accounted_for(day)
    sums_agree(day)
    for member, count in Call.objects.exclude(member=None).values_list("member").annotate(Count("pk")):
        rows = member_calls(member_id=member, before=AT + timedelta(days=2), limit=CALLS, actor=BOSS)
        assert len({row.uid for row in rows}) == count
    assert not list(tmp_path.glob("spool*"))
    if CALLS >= ENOUGH:  # of few calls each, chance makes some agents busier than others
        assert {skills: deviation(one) for skills, one in occupancies().items() if deviation(one) > UNFAIR} == {}
