"""Days on which agents do not work: asked for by themselves, granted or refused, or entered by whoever supervises."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import AbsenceElsewhere, AbsencesOverlap
from shuyou.callcenter.events import AbsenceChanged
from shuyou.callcenter.models import Absence, Agent, Shift
from shuyou.callcenter.services._ask_switch import own_seat
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.errors import InvalidValue, NotFound, NotPermitted
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

LONGEST: Final = 92
"""Days that somebody may be away at a stretch."""
SUPERVISE: Final = "callcenter.supervise"
DAY: Final = timedelta(days=1)
State = Absence.State
HOLDS: Final = (State.ASKED, State.GRANTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDraft:
    """Who is away (0: whoever asks), why, and from which day to which."""

    first_day: date
    last_day: date
    kind: str = Absence.Kind.LEAVE
    note: str = ""
    agent_id: int = 0


@use_case("callcenter.answer")
def ask_absence(draft: AbsenceDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Ask for days off, from today on at the earliest.

    :raises NoAgent: whoever asks has no seat.
    :raises InvalidValue: the days are none, too many, or over.
    :raises AbsencesOverlap: they asked for some of them before.
    """
    if draft.first_day < club_day(at):
        raise InvalidValue(label=_("first day"), value=draft.first_day.isoformat(), field="first_day")
    row = _new(draft, _held_agent(own_seat(actor).pk), actor, at)
    row.save()
    publish(AbsenceChanged(agent_id=row.agent_id, absence_id=row.pk, state=row.state, shifts=0), actor=actor, at=at)
    return row.uid


@use_case("callcenter.supervise")
def enter_absence(draft: AbsenceDraft, *, actor: Actor, at: datetime) -> int:
    """
    Enter days on which an agent is away, granted at once; return how many of their shifts were taken out of plans.

    :raises NotFound: there is no such agent.
    :raises InvalidValue: the days are none or too many.
    :raises AbsencesOverlap: they are away, or asked to be, on some of them.
    """
    row = _new(draft, _held_agent(draft.agent_id), actor, at)
    row.state, row.answered_by, row.answered_at = State.GRANTED, actor.signature, at
    row.save()
    return _granted(row, actor, at)


@use_case("callcenter.supervise")
def answer_absence(*, uid: UUID, is_granted: bool, answer: str, actor: Actor, at: datetime) -> int:
    """
    Grant or refuse days that an agent asked for; return how many of their shifts were taken out of plans.

    :raises NotFound: nobody asked for this.
    :raises AbsenceElsewhere: it was answered or withdrawn before.
    """
    row = _held(uid)
    if row.state != State.ASKED:
        raise AbsenceElsewhere(state=row.get_state_display())
    row.state = State.GRANTED if is_granted else State.REFUSED
    row.answer, row.answered_by, row.answered_at = answer.strip()[:200], actor.signature, at
    row.save()
    return _granted(row, actor, at) if is_granted else _told(row, 0, actor, at)


@use_case("callcenter.answer")
def withdraw_absence(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Work after all: shifts that were taken out do not come back by themselves. Only what has not ended is withdrawn.

    :raises NotFound: nobody asked for this.
    :raises NotPermitted: it is a colleague's.
    :raises AbsenceElsewhere: it is refused, withdrawn or over.
    """
    row = _held(uid)
    if not (actor.kind == STAFF and row.agent_id == int(actor.id)) and not actor.may(SUPERVISE):
        raise NotPermitted(permission=SUPERVISE)
    if row.state not in HOLDS or row.last_day < club_day(at):
        raise AbsenceElsewhere(state=row.get_state_display())
    row.state = State.WITHDRAWN
    row.save(update_fields=["state"])
    _told(row, 0, actor, at)


def days_away(agents: Collection[int], first_day: date, last_day: date) -> Mapping[int, frozenset[date]]:
    """Return the days between two on which agents are away, in one query; only what is granted counts."""
    rows = Absence.objects.filter(
        agent__in=agents, state=State.GRANTED, first_day__lte=last_day, last_day__gte=first_day
    ).values_list("agent_id", "first_day", "last_day")
    found: dict[int, set[date]] = {}
    for agent_id, begins, ends in rows:
        begins, ends = max(begins, first_day), min(ends, last_day)
        days = {begins + number * DAY for number in range((ends - begins).days + 1)}
        found.setdefault(agent_id, set()).update(days)
    return {agent_id: frozenset(days) for agent_id, days in found.items()}


def _held_agent(agent_id: int) -> Agent:
    """Return an agent, held before their absences and shifts."""
    agent = Agent.objects.select_for_update(no_key=True).filter(pk=agent_id, is_active=True).first()
    if agent is None:
        raise NotFound(what=_("agent"), key=agent_id)
    return agent


def _held(uid: UUID) -> Absence:
    known = Absence.objects.filter(uid=uid).values_list("agent_id", flat=True).first()
    if known is None:
        raise NotFound(what=_("absence"), key=uid)
    Agent.objects.select_for_update(no_key=True).get(pk=known)
    return Absence.objects.select_for_update(no_key=True, of=("self",)).get(uid=uid)


def _new(draft: AbsenceDraft, agent: Agent, actor: Actor, at: datetime) -> Absence:
    if not 0 <= (draft.last_day - draft.first_day).days < LONGEST:
        raise InvalidValue(label=_("last day"), value=draft.last_day.isoformat(), field="last_day")
    if draft.kind not in Absence.Kind.values:
        raise InvalidValue(label=_("kind"), value=draft.kind, field="kind")
    others = agent.absences.filter(state__in=HOLDS, first_day__lte=draft.last_day, last_day__gte=draft.first_day)
    if other := others.order_by("first_day").first():
        raise AbsencesOverlap(first=other.first_day, last=other.last_day)
    return Absence(
        agent=agent, kind=draft.kind, first_day=draft.first_day, last_day=draft.last_day,
        note=draft.note.strip()[:200], asked_by=actor.signature, asked_at=at,
    )  # fmt: skip


def _granted(row: Absence, actor: Actor, at: datetime) -> int:
    """Take the shifts of the days out of their plans, and tell."""
    begins, ends = day_start(row.first_day), day_start(row.last_day + DAY)
    shifts = Shift.objects.filter(agent=row.agent_id, begins__gte=max(begins, at), begins__lt=ends)
    return _told(row, shifts.delete()[0], actor, at)


def _told(row: Absence, shifts: int, actor: Actor, at: datetime) -> int:
    told = AbsenceChanged(agent_id=row.agent_id, absence_id=row.pk, state=row.state, shifts=shifts)
    publish(told, actor=actor, at=at)
    return shifts
