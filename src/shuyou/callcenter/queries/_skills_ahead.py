"""What the coming week will bring for each skill, and who could take it: what shifts by skill are proposed by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection

from shuyou.callcenter.models import Agent, AgentSkill, Holiday, Queue, Skill
from shuyou.callcenter.queries._names import named
from shuyou.callcenter.queries._shifts import DAY, WEEKS
from shuyou.callcenter.rules.forecast import NOBODY, SLOTS, Halves, Past, foreseen
from shuyou.callcenter.rules.rota import Worker
from shuyou.callcenter.services._absences import days_away
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone, day_start
from shuyou.kernel.usecase import query

_CAME: Final = """
    SELECT q.skill_id, local::date,
           (extract(hour FROM local) * 2 + floor(extract(minute FROM local) / 30))::int, count(*),
           avg(CASE WHEN c.answered_at IS NOT NULL AND c.ended_at IS NOT NULL THEN
               extract(epoch FROM c.ended_at - c.answered_at)
               + least(q.wrap_for, coalesce(extract(epoch FROM c.wrapped_at - c.ended_at), q.wrap_for)) END)::float
      FROM callcenter_call c JOIN callcenter_queue q ON q.id = c.queue_id,
           LATERAL (SELECT c.started_at AT TIME ZONE %(zone)s) AS l (local)
     WHERE c.started_at >= %(since)s AND c.started_at < %(until)s AND c.direction = 'in' AND c.queued_at IS NOT NULL
     GROUP BY 1, 2, 3
"""
"""Callers who came to queues of each skill, by day and half hour, and how long they took (index `calls_by_time`)."""
type _Counted = Mapping[int, Mapping[date, list[float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillAhead:
    """A skill that queues ask for: callers foreseen in each half hour of a week, and how long calls took."""

    skill: str
    name: str
    calls: Sequence[Halves]
    handling: float | None
    """Seconds of talk and of the work after it, on average; None: nobody spoke."""


@query("callcenter.supervise")
def skills_ahead(*, first_day: date, at: datetime, actor: Actor) -> list[SkillAhead]:
    """Return what the week from a day on will bring for each skill that a queue in use asks for, in four queries."""
    today = club_day(at)
    counted, spent = _counted(today, at)
    closed = frozenset(Holiday.objects.values_list("day", flat=True))
    first = min((day for days in counted.values() for day in days), default=today)
    known = [first + number * DAY for number in range((today - first).days)]
    week = [first_day + number * DAY for number in range(7)]
    asked = Queue.objects.filter(is_active=True).values("skill")
    found = []
    for skill in Skill.objects.filter(pk__in=asked).order_by("pk"):
        past = [Past(day, tuple(counted.get(skill.pk, {}).get(day, NOBODY))) for day in known]
        calls = [foreseen([one for one in past if one.day < day], day, closed=closed) for day in week]
        found.append(SkillAhead(
            skill=skill.code, name=named(skill.name_zh, skill.name_en), calls=calls, handling=spent.get(skill.pk),
        ))  # fmt: skip
    return found


def _counted(today: date, at: datetime) -> tuple[_Counted, Mapping[int, float]]:
    values: dict[str, str | datetime] = {
        "since": day_start(today) - WEEKS * 7 * DAY, "until": min(day_start(today), at), "zone": str(club_zone())
    }  # fmt: skip
    counted: dict[int, dict[date, list[float]]] = {}
    spent: dict[int, tuple[float, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CAME, values)
        for skill, day, slot, calls, seconds in cursor.fetchall():
            counted.setdefault(skill, {}).setdefault(day, [0.0] * SLOTS)[slot] = float(calls)
            if seconds is not None:
                whole, weight = spent.get(skill, (0.0, 0.0))
                spent[skill] = whole + seconds * calls, weight + calls
    return counted, {skill: whole / weight for skill, (whole, weight) in spent.items()}


@query("callcenter.supervise")
def workers(*, first_day: date, actor: Actor) -> list[Worker]:
    """Return the agents to be planned for a week, with what they can do and their days off, in three queries."""
    agents = list(Agent.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    skills: dict[int, set[str]] = {}
    for agent_id, code in AgentSkill.objects.filter(agent__in=agents).values_list("agent_id", "skill__code"):
        skills.setdefault(agent_id, set()).add(code)
    away = days_away(agents, first_day, first_day + 6 * DAY)
    return [
        Worker(one, frozenset(skills.get(one, ())), frozenset((day - first_day).days for day in away.get(one, ())))
        for one in agents
    ]  # fmt: skip
