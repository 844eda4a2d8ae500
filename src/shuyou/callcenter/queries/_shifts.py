"""Who works when: what coming weeks will bring, plans of shifts, an agent's own, and how shifts were kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.models import Agent, Holiday, PauseReason, Shift, ShiftPlan, Skill, Spell
from shuyou.callcenter.models.people import SeatState
from shuyou.callcenter.queries._floor import own_seat_id
from shuyou.callcenter.queries._names import named
from shuyou.callcenter.rules.adherence import AT_WORK, Kept, Stretch, kept, planned_stretches
from shuyou.callcenter.rules.forecast import (
    NOBODY,
    SLOTS,
    Halves,
    Past,
    Tried,
    as_a_week_before,
    foreseen,
    holiday_name,
    tried,
)
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query

DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
WEEKS: Final = 8
"""Past weeks that forecasts go by."""
_CAME: Final = """
    SELECT local::date, (extract(hour FROM local) * 2 + floor(extract(minute FROM local) / 30))::int, count(*)
      FROM (SELECT c.started_at AT TIME ZONE %(zone)s AS local FROM callcenter_call c
              LEFT JOIN callcenter_queue q ON q.id = c.queue_id
             WHERE c.started_at >= %(since)s AND c.started_at < %(until)s AND c.direction = 'in'
               AND c.queued_at IS NOT NULL AND (%(queue)s = '' OR q.code = %(queue)s)) c
     GROUP BY 1, 2
"""
"""Callers who came to a queue, by day and half hour (index `calls_by_time`)."""
_HANDLING: Final = """
    SELECT avg(extract(epoch FROM c.ended_at - c.answered_at)
               + least(q.wrap_for, coalesce(extract(epoch FROM c.wrapped_at - c.ended_at), q.wrap_for)))::float
      FROM callcenter_call c JOIN callcenter_queue q ON q.id = c.queue_id
     WHERE c.started_at >= %(since)s AND c.started_at < %(until)s AND c.direction = 'in'
       AND c.answered_at IS NOT NULL AND c.ended_at IS NOT NULL AND (%(queue)s = '' OR q.code = %(queue)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAhead:
    """A day of a forecast: callers foreseen in each half hour, those of the week before, and those who came."""

    day: date
    holiday: str
    is_closed: bool
    calls: Halves
    naive: Halves
    came: Halves | None

    @property
    def total(self) -> float:
        """Callers foreseen."""
        return sum(self.calls)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAhead:
    """A week of a forecast, how far forecasts were off lately, and how long calls took."""

    days: Sequence[DayAhead]
    tried: Tried | None
    known_days: int
    handling: float | None
    """Seconds of talk and of the work after it, on average; None: nobody spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """The plan of a week."""

    first_day: date
    state: str
    state_label: str
    shifts: int
    agents: int
    hours: float
    made_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """A shift, with its breaks as stretches of time."""

    shift_id: int
    agent_id: int
    name: str
    day: date
    begins: datetime
    ends: datetime
    breaks: Sequence[tuple[int, int]]
    """Minutes after the beginning, and how long."""
    is_proposed: bool
    skill: str = ""
    skill_name: str = ""

    @property
    def rests(self) -> list[tuple[datetime, datetime]]:
        """The breaks, from when to when."""
        return [
            (self.begins + timedelta(minutes=after), self.begins + timedelta(minutes=after + length))
            for after, length in self.breaks
        ]

    @property
    def from_minute(self) -> int:
        """Minutes from midnight to its beginning."""
        return int((self.begins - day_start(self.day)).total_seconds() // 60)

    @property
    def minutes(self) -> int:
        """How long it is."""
        return int((self.ends - self.begins).total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A plan with its shifts, and what it was made for."""

    row: PlanRow
    shifts: Sequence[ShiftRow]
    needs: Sequence[Sequence[int]]
    calls: Sequence[Sequence[float]]
    terms: Mapping[str, float]
    skills: Mapping[str, tuple[str, Mapping[str, Sequence[Sequence[float]]], float]]
    """By the code of each skill: its name, its `needs` and `calls`, and seconds of a call; empty: all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """How an agent kept a shift; minutes, and what was done instead in words."""

    agent_id: int
    name: str
    day: date
    begins: datetime
    ends: datetime
    planned: float
    kept: float
    share: float | None
    late: float
    early: float
    beyond: float
    instead: Sequence[tuple[str, float]]
    planned_stretches: Sequence[Stretch]
    done: Sequence[Stretch]


@query("callcenter.report")
def week_ahead(*, first_day: date, queue: str, at: datetime, actor: Actor) -> WeekAhead:
    """Return what the week from a day on will bring, in three queries; days that are over also show what came."""
    today = club_day(at)
    past = _past(today, queue, at)
    closed = frozenset(Holiday.objects.values_list("day", flat=True))
    came = {one.day: one.calls for one in past}
    ahead = []
    for day in (first_day + number * DAY for number in range(7)):
        before = [one for one in past if one.day < min(day, today)]
        ahead.append(DayAhead(
            day=day, holiday=holiday_name(day), is_closed=day in closed, calls=foreseen(before, day, closed=closed),
            naive=as_a_week_before(before, day), came=came.get(day),
        ))  # fmt: skip
    values: dict[str, str | datetime] = {"since": day_start(today) - WEEKS * WEEK, "until": at, "queue": queue}
    with connection.cursor() as cursor:
        cursor.execute(_HANDLING, values)
        handling = cursor.fetchone()[0]
    return WeekAhead(days=ahead, tried=tried(past, closed=closed), known_days=len(past), handling=handling)


def _past(today: date, queue: str, at: datetime) -> list[Past]:
    """Return the days from the first call of the past weeks to yesterday, also those on which nobody called."""
    values: dict[str, str | datetime] = {
        "since": day_start(today) - WEEKS * WEEK, "until": min(day_start(today), at), "zone": str(club_zone()),
        "queue": queue,
    }  # fmt: skip
    counted: dict[date, list[float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CAME, values)
        for day, slot, calls in cursor.fetchall():
            counted.setdefault(day, [0.0] * SLOTS)[slot] = float(calls)
    if not counted:
        return []
    first = min(counted)
    days = (first + number * DAY for number in range((today - first).days))
    return [Past(day, tuple(counted.get(day, NOBODY))) for day in days]


@query("callcenter.supervise")
def shift_plans(*, actor: Actor) -> list[PlanRow]:
    """Return the plans there are, the latest week first, in one query."""
    return [_plan_row(one) for one in _plans().order_by("-first_day")[:60]]


@query("callcenter.supervise")
def shift_plan(*, first_day: date, actor: Actor) -> PlanPage:
    """
    Return the plan of a week with its shifts, in three queries.

    :raises NotFound: there is none.
    """
    one = _plans().filter(first_day=first_day).first()
    if one is None:
        raise NotFound(what=_("plan"), key=first_day.isoformat())
    shifts = _shifts(Shift.objects.filter(plan=one))
    return PlanPage(row=_plan_row(one), shifts=shifts, needs=one.needs, calls=one.calls, terms=one.terms,
                    skills=_skills(one))  # fmt: skip


def _skills(plan: ShiftPlan) -> Mapping[str, tuple[str, Mapping[str, Sequence[Sequence[float]]], float]]:
    names = {row.code: named(row.name_zh, row.name_en) for row in Skill.objects.all()} if plan.skills else {}
    return {
        code: (names.get(code, code), {"needs": one["needs"], "calls": one["calls"]}, float(one["talk"]))
        for code, one in plan.skills.items()
    }  # fmt: skip


@query("callcenter.supervise")
def agents_to_plan(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the agents who answer calls, by name."""
    rows = Agent.objects.filter(is_active=True).order_by("user__full_name", "pk")
    return list(rows.values_list("pk", "user__full_name"))


@query("callcenter.answer")
def own_shifts(*, since: date, until: date, actor: Actor) -> list[ShiftRow]:
    """Return the published shifts of whoever asks, from one day to another, in one query."""
    return _shifts(_seen(since, until).filter(agent=own_seat_id(actor)))


@query("callcenter.supervise")
def shifts_of_day(*, day: date, actor: Actor) -> list[ShiftRow]:
    """Return the published shifts of a day, in one query."""
    return _shifts(_seen(day, day))


@query("callcenter.supervise")
def adherence(*, since: date, until: date, agent_id: int = 0, at: datetime, actor: Actor) -> list[KeptRow]:
    """Return how agents kept their published shifts, by agent and day, in three queries; 0: all agents."""
    return _kept_rows(since, until, agent_id, at)


@query("callcenter.answer")
def own_adherence(*, since: date, until: date, at: datetime, actor: Actor) -> list[KeptRow]:
    """Return how whoever asks kept their own shifts, in three queries."""
    return _kept_rows(since, until, own_seat_id(actor) or -1, at)


def _kept_rows(since: date, until: date, agent_id: int, at: datetime) -> list[KeptRow]:
    rows = _seen(since, until).filter(begins__lt=at)
    shifts = _shifts(rows.filter(agent=agent_id) if agent_id else rows)
    reasons = {row.code: row for row in PauseReason.objects.all()}
    done = _done({one.agent_id for one in shifts}, since, until, reasons, at)
    found = []
    for one in shifts:
        planned = planned_stretches(one.begins, one.ends, one.breaks)
        day = day_start(one.day)
        own = [did for did in done.get(one.agent_id, ()) if did.ends > day and did.begins < day + DAY]
        found.append(_kept_row(one, planned, own, kept(planned, own, until=at), reasons))
    return found


def _kept_row(
    shift: ShiftRow, planned: Sequence[Stretch], done: Sequence[Stretch], told: Kept, reasons: Mapping[str, PauseReason]
) -> KeptRow:
    return KeptRow(
        agent_id=shift.agent_id, name=shift.name, day=shift.day, begins=shift.begins, ends=shift.ends,
        planned=told.planned / 60, kept=told.kept / 60, share=told.share, late=told.late / 60, early=told.early / 60,
        beyond=told.beyond / 60, planned_stretches=planned, done=done,
        instead=[
            (_words(*what, reasons), seconds / 60)
            for what, seconds in sorted(told.instead.items(), key=lambda item: -item[1]) if seconds >= 30
        ],
    )  # fmt: skip


def _words(state: str, reason: str, reasons: Mapping[str, PauseReason]) -> str:
    if state == "worked":
        return str(_("worked through a break"))
    if reason in reasons:
        return named(reasons[reason].name_zh, reasons[reason].name_en)
    return str(SeatState(state).label)


def _done(
    agents: set[int], since: date, until: date, reasons: Mapping[str, PauseReason], at: datetime
) -> dict[int, list[Stretch]]:
    """Return what agents did, in order (index `spells_of_agent`); a spell lasts a day at most."""
    rows = Spell.objects.filter(
        Q(until=None) | Q(until__gt=day_start(since)), agent__in=agents, since__gte=day_start(since) - DAY,
        since__lt=day_start(until) + DAY,
    ).exclude(state=SeatState.OUT)  # fmt: skip
    found: dict[int, list[Stretch]] = {}
    for row in rows.order_by("agent_id", "since", "pk"):
        reason = reasons.get(row.reason)
        is_work = row.state in AT_WORK or (
            row.state == SeatState.PAUSED and reason is not None and reason.is_productive
        )
        stretch = Stretch(row.since, row.until or at, row.state, row.reason, is_work=bool(is_work))
        found.setdefault(row.agent_id, []).append(stretch)
    return found


def _plans() -> QuerySet[ShiftPlan]:
    spent = Sum(F("shifts__ends") - F("shifts__begins"))
    return ShiftPlan.objects.annotate(count=Count("shifts"), agents=Count("shifts__agent", distinct=True), spent=spent)


def _plan_row(one: ShiftPlan) -> PlanRow:
    shifts, agents, spent = (getattr(one, name) for name in ("count", "agents", "spent"))
    return PlanRow(
        first_day=one.first_day, state=one.state, state_label=one.get_state_display(), made_at=one.made_at,
        published_at=one.published_at, shifts=shifts, agents=agents,
        hours=(spent or timedelta()).total_seconds() / 3600,
    )  # fmt: skip


def _seen(since: date, until: date) -> QuerySet[Shift]:
    """Return the shifts of published plans from one day to another (index `shifts_by_time`)."""
    return Shift.objects.filter(
        plan__state=ShiftPlan.State.PUBLISHED, begins__gte=day_start(since), begins__lt=day_start(until) + DAY
    )


def _shifts(rows: QuerySet[Shift]) -> list[ShiftRow]:
    return [
        ShiftRow(
            shift_id=row.pk, agent_id=row.agent_id, name=row.agent.user.full_name, day=club_day(row.begins),
            begins=row.begins, ends=row.ends, breaks=[(after, length) for after, length in row.breaks],
            is_proposed=row.is_proposed, skill=row.skill.code if row.skill else "",
            skill_name=named(row.skill.name_zh, row.skill.name_en) if row.skill else "",
        )
        for row in rows.select_related("agent__user", "skill").order_by("begins", "agent__user__full_name", "pk")
    ]  # fmt: skip
