"""What goes on now: an agent's own seat, who waits, who does what, and the day's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from shuyou.callcenter.models import Agent, Call, PauseReason, Queue
from shuyou.callcenter.queries._calls import CallDetail, call_detail
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.usecase import query

_TODAY: Final = """
    WITH come AS (
        SELECT c.*, q.target_seconds * interval '1 second' AS target,
               CASE WHEN c.answered_at IS NULL OR c.answered_at >= c.queued_at THEN c.answered_at
                    ELSE (SELECT min(o.answered_at) FROM callcenter_offer o
                           WHERE o.call_id = c.id AND o.answered_at >= c.queued_at) END AS answered
          FROM callcenter_call c JOIN callcenter_queue q ON q.id = c.queue_id
         WHERE c.started_at >= %(today)s AND c.direction = 'in' AND c.queued_at IS NOT NULL
           AND NOT EXISTS (SELECT FROM callcenter_call b WHERE b.key = c.key || '-back')
    )
    SELECT queue_id, count(*), count(answered), count(*) FILTER (WHERE cause = 'abandoned'),
           count(*) FILTER (WHERE answered <= queued_at + target),
           count(*) FILTER (WHERE answered IS NOT NULL OR ended_at IS NOT NULL OR queued_at + target < %(at)s)
      FROM come GROUP BY 1
"""
"""Today's callers by the queue they came to last (index calls_by_time); not those who are called back instead."""
SHOWN = 8
"""How many of those who wait an agent sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """An agent: what they are doing and for how long."""

    agent_id: int
    name: str
    state: str
    label: str
    reason: str
    since: datetime | None
    until: datetime | None
    extension: str = ""
    call: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingRow:
    """Somebody who waits."""

    uid: UUID
    who: str
    queue: str
    since: datetime
    is_back: bool
    is_long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An agent's own page: their seat, their call, who waits, what they can say they do."""

    seat: SeatRow
    call: CallDetail | None
    script: str
    waiting: Sequence[WaitingRow]
    waiting_count: int
    pauses: Sequence[tuple[str, str]]
    colleagues: Sequence[tuple[int, str]]
    """Those who are ready: they can be asked."""
    parked: Sequence[WaitingRow]
    able: frozenset[str]
    """What the switch of the site can do."""
    role: str
    """What the agent is in the call: its `agent`, a `helper` who was asked, a `listener`."""
    is_held: bool
    is_muted: bool
    helper: str
    helper_stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNow:
    """A queue at this moment, and how it did today."""

    code: str
    name: str
    waiting: int
    longest: int
    is_long: bool
    offered: int
    answered: int
    in_time: int
    abandoned: int
    due: int
    """Those of whom it is known whether they were answered in time: who has only just come is not."""
    target: int
    seconds: int

    @property
    def level(self) -> int | None:
        """The percentage of calls answered in time; None: there were none."""
        return round(100 * self.in_time / self.due) if self.due else None

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        return self.level is None or self.level >= self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The whole floor at a moment."""

    at: datetime
    queues: Sequence[QueueNow]
    seats: Sequence[SeatRow]
    answered: int
    answered_before: int
    """Answered until the same hour of the day before."""
    abandoned: int
    offered: int
    outgoing: int
    score: float | None
    scores: int

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(row.waiting for row in self.queues)

    @property
    def longest(self) -> int:
        """Seconds that whoever waits longest has waited."""
        return max((row.longest for row in self.queues), default=0)

    @property
    def is_long(self) -> bool:
        """Whether somebody waits too long."""
        return any(row.is_long for row in self.queues)

    @property
    def level(self) -> int | None:
        """The percentage of all calls answered in time."""
        due = sum(row.due for row in self.queues)
        return round(100 * sum(row.in_time for row in self.queues) / due) if due else None

    @property
    def goal(self) -> int:
        """The percentage that is to be answered in time, by how many calls each queue has had."""
        weights = [(row.due or 1, row.target) for row in self.queues] or [(1, 0)]
        return round(sum(weight * target for weight, target in weights) / sum(weight for weight, _target in weights))

    @property
    def within(self) -> str:
        """In how many seconds: one number, or from the least to the most."""
        seconds = sorted({row.seconds for row in self.queues}) or [0]
        return str(seconds[0]) if len(seconds) == 1 else f"{seconds[0]}–{seconds[-1]}"

    @property
    def lost(self) -> float | None:
        """The percentage of callers who hung up waiting."""
        return round(100 * self.abandoned / self.offered, 1) if self.offered else None

    def count(self, *states: str) -> int:
        """Return how many agents do one of some things."""
        return sum(seat.state in states for seat in self.seats)


@query("callcenter.answer")
def workspace(*, actor: Actor, at: datetime) -> Workspace | None:
    """Return the page of whoever asks; None: they have no seat."""
    seat = (
        Agent.objects.select_related("user", "site", "call__queue", "call__helper__user")
        .filter(pk=own_seat_id(actor), is_active=True)
        .first()
    )
    if seat is None:
        return None
    reasons = _reasons()
    waiting = list(waiting_calls().order_by("queued_at", "pk")[:SHOWN])
    queue = seat.call.queue if seat.call else None
    script = named(queue.script_zh, queue.script_en) if queue else ""
    call, parked = seat.call, Call.objects.filter(stage=Call.Stage.PARKED, site=seat.site_id)
    others = Agent.objects.filter(is_active=True, site=seat.site_id, state="ready").exclude(pk=seat.pk)
    return Workspace(
        seat=_seat(seat, reasons),
        call=call_detail(uid=seat.call.uid, actor=actor) if seat.call else None,
        script=script.replace("{agent}", seat.user.full_name),
        waiting=[waiting_row(one, at) for one in waiting],
        waiting_count=waiting_calls().count(),
        pauses=[(code, name) for code, name in reasons.items() if code != "missed"],
        colleagues=list(others.order_by("user__full_name").values_list("pk", "user__full_name")),
        parked=[waiting_row(one, at) for one in parked.select_related("member__person", "queue").order_by("pk")],
        able=frozenset(seat.site.capabilities),
        role=_role(seat),
        is_held=call.is_held if call else False,
        is_muted=call.is_muted if call else False,
        helper=call.helper.user.full_name if call and call.helper else "",
        helper_stage=call.helper_stage if call else "",
    )


def _role(seat: Agent) -> str:
    if seat.state == "listening":
        return "listener"
    return "helper" if seat.call and seat.call.helper_id == seat.pk else "agent"


@query("callcenter.see_floor")
def floor(*, at: datetime, actor: Actor) -> Floor:
    """Return the whole floor, in five queries however many agents and calls there are."""
    today = day_start(club_day(at))
    reasons = _reasons()
    agents = Agent.objects.filter(is_active=True).exclude(state="out").select_related("user", "call")
    seats = [_seat(one, reasons) for one in agents.order_by("user__full_name", "pk")]
    calls = Call.objects.filter(started_at__gte=today)
    figures = calls.aggregate(
        answered=Count("pk", filter=Q(answered_at__isnull=False, direction="in")),
        abandoned=Count("pk", filter=Q(cause="abandoned", queued_at__isnull=False)),
        offered=Count("pk", filter=Q(queued_at__isnull=False, direction="in")),
        outgoing=Count("pk", filter=~Q(direction="in")),
        scores=Count("score"),
        total=Count("pk", filter=Q(score__gte=4)),
    )
    day = timedelta(days=1)
    before = Call.objects.filter(
        started_at__gte=today - day, started_at__lt=at - day, answered_at__isnull=False, direction="in"
    )
    score = figures.pop("total")
    return Floor(
        at=at, queues=_queues(today, at), seats=seats, answered_before=before.count(),
        score=round(100 * score / figures["scores"]) if figures["scores"] else None, **figures,
    )  # fmt: skip


def _queues(today: datetime, at: datetime) -> list[QueueNow]:
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, {"today": today, "at": at})
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    waiting: dict[int, list[datetime]] = {}
    for queue_id, since in waiting_calls().values_list("queue_id", "queued_at"):
        waiting.setdefault(queue_id or 0, []).append(since or at)
    rows = Queue.objects.filter(is_active=True).order_by("order", "pk")
    return [_queue_now(row, counted.get(row.pk, (0,) * 5), waiting.get(row.pk, []), at) for row in rows]


def _queue_now(row: Queue, counted: Sequence[int], waiting: Sequence[datetime], at: datetime) -> QueueNow:
    longest = max((int((at - since).total_seconds()) for since in waiting), default=0)
    offered, answered, abandoned, in_time, due = counted
    return QueueNow(
        code=row.code, name=named(row.name_zh, row.name_en), waiting=len(waiting), longest=longest,
        is_long=longest > row.longest_wait, target=row.target_share, seconds=row.target_seconds,
        offered=offered, answered=answered, abandoned=abandoned, in_time=in_time, due=due,
    )  # fmt: skip


def waiting_calls() -> QuerySet[Call]:
    """Return who waits for an agent, or at whom it rings."""
    rows = Call.objects.filter(stage__in=("queue", "ringing"), queued_at__isnull=False)
    return rows.select_related("member__person", "queue")


def waiting_row(one: Call, at: datetime) -> WaitingRow:
    """Return somebody who waits, as pages show them."""
    since = one.queued_at or one.started_at
    limit = one.queue.longest_wait if one.queue else 0
    return WaitingRow(
        uid=one.uid, who=one.member.person.name if one.member else one.shown,
        queue=named(one.queue.name_zh, one.queue.name_en) if one.queue else "", since=since,
        is_back=one.direction == Call.Direction.BACK, is_long=(at - since).total_seconds() > limit,
    )  # fmt: skip


def _reasons() -> Mapping[str, str]:
    rows = PauseReason.objects.filter(is_active=True).order_by("order").values_list("code", "name_zh", "name_en")
    return {code: named(zh, en) for code, zh, en in rows}


def _seat(one: Agent, reasons: Mapping[str, str]) -> SeatRow:
    return SeatRow(
        agent_id=one.pk, name=one.user.full_name, state=one.state, label=one.get_state_display(),
        reason=reasons.get(one.reason, ""), since=one.since, until=one.until, extension=one.extension,
        call=one.call.uid if one.call else None,
    )  # fmt: skip


def own_seat_id(actor: Actor) -> int:
    """Return the id of an actor's own seat; 0: they can have none."""
    return int(actor.id) if actor.kind == STAFF else 0
