"""Plans of shifts: proposed for a week, changed by hand, published for agents to see, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import AgentAway, BreaksNotPossible, PlanPublished, ShiftsOverlap
from shuyou.callcenter.events import ShiftsChanged
from shuyou.callcenter.models import Agent, Shift, ShiftPlan, Skill
from shuyou.callcenter.rules.rota import Turn, breaks_lie_within, monday_of
from shuyou.callcenter.services._absences import days_away
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

WEEK: Final = timedelta(days=7)
LONGEST: Final = 16 * 60
"""Minutes that a shift may be long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillPlan:
    """What a week is foreseen to bring for a skill, how many agents it needs, and how long a call takes."""

    needs: Sequence[Sequence[int]]
    calls: Sequence[Sequence[float]]
    talk: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """Shifts that are proposed for the week from a Monday on, and what was foreseen."""

    first_day: date
    turns: Sequence[Turn]
    needs: Sequence[Sequence[int]]
    calls: Sequence[Sequence[float]]
    terms: Mapping[str, float]
    skills: Mapping[str, SkillPlan] = field(default_factory=dict)
    """What each skill was proposed by; empty: all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDraft:
    """A shift as somebody types it: minutes from midnight on, breaks in minutes after it begins with their length."""

    agent_id: int
    day: date
    begins: int
    ends: int
    breaks: Sequence[tuple[int, int]] = ()
    skill: str = ""
    """Which calls it is for; empty: all."""


@use_case("callcenter.supervise")
def keep_plan(draft: PlanDraft, *, actor: Actor, at: datetime) -> None:
    """
    Keep proposed shifts as the draft of a week, in place of the draft before.

    :raises InvalidValue: the week does not begin on a Monday.
    :raises PlanPublished: agents see the plan already.
    :raises ShiftsOverlap: an agent works then already, by another week's plan.
    :raises AgentAway: an agent has a day off meanwhile.
    """
    if draft.first_day.weekday():
        raise InvalidValue(label=_("week"), value=draft.first_day.isoformat(), field="week")
    agents = Agent.objects.filter(pk__in={turn.agent for turn in draft.turns}).order_by("pk")
    list(agents.select_for_update(no_key=True).values_list("pk"))  # before plans, as everywhere: nobody gets two shifts
    ShiftPlan.objects.get_or_create(first_day=draft.first_day, defaults={"made_by": actor.signature, "made_at": at})
    plan = _held(draft.first_day)
    _refuse_published(plan)
    plan.shifts.all().delete()
    skills = dict(Skill.objects.values_list("code", "pk"))
    shifts = [_shift(plan, turn, skills.get(turn.skill)) for turn in draft.turns]
    _refuse_overlaps(shifts)
    _refuse_absent(shifts)
    Shift.objects.bulk_create(shifts)
    plan.terms, plan.needs, plan.calls = dict(draft.terms), [*map(list, draft.needs)], [*map(list, draft.calls)]
    plan.skills = {
        code: {"needs": [*map(list, one.needs)], "calls": [*map(list, one.calls)], "talk": one.talk}
        for code, one in draft.skills.items()
    }  # fmt: skip
    plan.made_by, plan.made_at = actor.signature, at
    plan.save()
    publish(ShiftsChanged(first_day=draft.first_day.isoformat(), what="proposed"), actor=actor, at=at)


@use_case("callcenter.supervise")
def publish_plan(*, first_day: date, actor: Actor, at: datetime) -> None:
    """
    Let agents see the shifts of a week.

    :raises NotFound: there is no plan of that week.
    :raises PlanPublished: they see it already.
    """
    plan = _held(first_day)
    _refuse_published(plan)
    plan.state, plan.published_at = ShiftPlan.State.PUBLISHED, at
    plan.save(update_fields=["state", "published_at"])
    publish(ShiftsChanged(first_day=first_day.isoformat(), what="published"), actor=actor, at=at)


@use_case("callcenter.supervise")
def take_plan_back(*, first_day: date, actor: Actor, at: datetime) -> None:
    """
    Make a plan a draft again, which agents do not see.

    :raises NotFound: there is no plan of that week.
    """
    plan = _held(first_day)
    plan.state = ShiftPlan.State.DRAFT
    plan.save(update_fields=["state"])
    publish(ShiftsChanged(first_day=first_day.isoformat(), what="taken_back"), actor=actor, at=at)


@use_case("callcenter.supervise")
def put_shift(draft: ShiftDraft, *, shift_id: int, actor: Actor, at: datetime) -> None:
    """
    Add a shift to the plan of its week, or change one (0: a new one); also of a plan that agents see.

    :raises NotFound: there is no such plan, shift or agent.
    :raises InvalidValue: it ends before it begins, or is too long.
    :raises BreaksNotPossible: a break lies outside it, or two at once.
    :raises ShiftsOverlap: the agent works then already.
    :raises AgentAway: the agent has the day off.
    """
    minutes = draft.ends - draft.begins
    if not 0 < minutes <= LONGEST:
        raise InvalidValue(
            label=_("end of the shift"), value=f"{draft.ends // 60:02d}:{draft.ends % 60:02d}", field="ends"
        )
    if not breaks_lie_within(minutes, draft.breaks):
        raise BreaksNotPossible()
    agent = Agent.objects.select_for_update(no_key=True).filter(pk=draft.agent_id, is_active=True).first()
    plan = _held(monday_of(draft.day))
    known = plan.shifts.select_for_update(of=("self",)).filter(pk=shift_id)  # what a colleague drops stays dropped
    shift = known.first() if shift_id else Shift(plan=plan)
    if agent is None or shift is None:
        raise NotFound(
            what=_("agent") if agent is None else _("shift"), key=draft.agent_id if agent is None else shift_id
        )
    shift.agent, shift.is_proposed = agent, False
    shift.begins = day_start(draft.day) + timedelta(minutes=draft.begins)
    shift.ends = shift.begins + timedelta(minutes=minutes)
    shift.breaks = [list(one) for one in sorted(draft.breaks)]
    shift.skill = Skill.objects.filter(code=draft.skill).first() if draft.skill else None
    _refuse_overlaps([shift])
    _refuse_absent([shift])
    shift.save()
    publish(ShiftsChanged(first_day=plan.first_day.isoformat(), what="changed"), actor=actor, at=at)


@use_case("callcenter.supervise")
def drop_shift(*, shift_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a shift out of its plan.

    :raises NotFound: there is no such shift.
    """
    shift = Shift.objects.select_for_update(of=("self",)).filter(pk=shift_id, plan__isnull=False).first()
    if shift is None:
        raise NotFound(what=_("shift"), key=shift_id)
    first_day = monday_of(club_day(shift.begins))
    shift.delete()
    publish(ShiftsChanged(first_day=first_day.isoformat(), what="dropped"), actor=actor, at=at)


def _held(first_day: date) -> ShiftPlan:
    plan = ShiftPlan.objects.select_for_update(no_key=True).filter(first_day=first_day).first()
    if plan is None:
        raise NotFound(what=_("plan"), key=first_day.isoformat())
    return plan


def _refuse_published(plan: ShiftPlan) -> None:
    if plan.state == ShiftPlan.State.PUBLISHED:
        raise PlanPublished(day=plan.first_day)


def _shift(plan: ShiftPlan, turn: Turn, skill_id: int | None) -> Shift:
    begins = day_start(plan.first_day + timedelta(days=turn.day)) + timedelta(minutes=turn.begins)
    return Shift(
        agent_id=turn.agent, plan=plan, begins=begins, ends=begins + timedelta(minutes=turn.minutes),
        breaks=[list(one) for one in turn.breaks], is_proposed=True,
        skill_id=skill_id,
    )  # fmt: skip


def _refuse_overlaps(shifts: Sequence[Shift]) -> None:
    """Refuse shifts of agents who work then already; new ones among themselves are apart."""
    if not shifts:
        return
    first, last = min(one.begins for one in shifts), max(one.ends for one in shifts)
    others = Shift.objects.filter(begins__lt=last, ends__gt=first).exclude(pk__in=[one.pk for one in shifts if one.pk])
    taken: dict[int, list[Shift]] = {}
    for other in others.select_related("agent__user"):
        taken.setdefault(other.agent_id, []).append(other)
    for one in shifts:
        for other in taken.get(one.agent_id, ()):
            if other.begins < one.ends and other.ends > one.begins:
                raise ShiftsOverlap(name=other.agent.user.full_name, day=club_day(other.begins))


def _refuse_absent(shifts: Sequence[Shift]) -> None:
    """Refuse shifts of agents who are away on the day they begin; whoever plans holds these agents."""
    if not shifts:
        return
    days = [club_day(one.begins) for one in shifts]
    away = days_away({one.agent_id for one in shifts}, min(days), max(days))
    for one, day in zip(shifts, days, strict=True):
        if day in away.get(one.agent_id, ()):
            raise AgentAway(name=one.agent.user.full_name, day=day)
