"""Reminders before something lapses: who loses what in so many days, each told once for each step."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.notices import SERVICE, Fact, NoticeAsked, NoticeKind, Words, declare
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import ReminderStepRefused
from shuyou.loyalty.events import LapsesFound, ProgramChanged
from shuyou.loyalty.models import Reminder, ReminderStep
from shuyou.loyalty.queries.reminders import lapse_sources

BATCH: Final = 500

LAPSES: Final = NoticeKind(
    code="loyalty.lapses",
    label=_("Something lapses soon"),
    purpose=SERVICE,
    facts=(
        Fact(name="what", label=_("What lapses"), sample="积分"),
        Fact(name="which", label=_("Which"), sample=""),
        Fact(name="amount", label=_("How much"), sample="320"),
        Fact(name="day", label=_("Lapses on"), sample="2026-12-31"),
    ),
    zh=Words(
        subject="您的{what}即将到期",
        body="您有{what} {which}（{amount}）将于 {day} 到期，请及时使用。",
        short="您有{what}（{amount}）将于 {day} 到期。",
    ),
    en=Words(
        subject="{what}: about to lapse",
        body="{what} {which} ({amount}) lapse on {day}. Please use them in time.",
        short="{what} ({amount}) lapse on {day}.",
    ),
)
declare(LAPSES)

# The nearest step that covers the days left is told, unless it was; a step that was passed over is not made up for.
_NOTE: Final = """
    WITH losing (member_id, subject, lapses_on, amount) AS ({sql}),
    due AS (
        SELECT l.*, (SELECT min(s.days) FROM unnest(%(steps)s::int[]) s (days) WHERE s.days >= l.lapses_on - %(today)s)
               AS days
          FROM losing l JOIN members_member m ON m.person_id = l.member_id AND m.status = 'active'
    )
    INSERT INTO loyalty_reminder (member_id, kind, subject, lapses_on, days, amount, noted_at)
    SELECT member_id, %(kind)s, subject, lapses_on, days, amount, %(at)s FROM due WHERE days IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many readers are to be told of what lapses."""

    kind: str
    reminders: int


@use_case("loyalty.remind")
def note_lapses(kind: str, *, actor: Actor, at: datetime) -> Reminded:
    """Note who is to be told of one kind of what lapses, in one statement; a repeat on the same day finds nobody."""
    steps = list(ReminderStep.objects.filter(kind=kind, is_active=True).values_list("days", flat=True))
    source = lapse_sources().get(kind)
    if source is None or not steps:
        return Reminded(kind, 0)
    today = club_day(at)
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE.format(sql=source.sql),
            {"kind": kind, "today": today, "until": today + timedelta(days=max(steps)), "steps": steps, "at": at},
        )
        noted = sorted(row[0] for row in cursor.fetchall())
    if noted:
        publish(LapsesFound(kind=kind, reminders=len(noted), first=noted[0], last=noted[-1]), actor=actor, at=at)
    return Reminded(kind, len(noted))


@use_case("loyalty.remind")
def tell_next(*, batch: int = BATCH, actor: Actor, at: datetime) -> int:
    """Hand the next reminders on to whoever writes to readers, each once; return how many."""
    waiting = Reminder.objects.filter(told_at=None, lapses_on__gte=club_day(at)).order_by("pk")
    rows = list(waiting.select_for_update(skip_locked=True)[:batch])
    labels = {key: str(source.label) for key, source in lapse_sources().items()}
    told = [
        NoticeAsked(
            kind=LAPSES.code, member_id=row.member_id, key=f"lapse:{row.pk}",
            facts={
                "what": labels.get(row.kind, row.kind), "which": row.subject, "amount": str(row.amount),
                "day": row.lapses_on.isoformat(),
            },
        )
        for row in rows
    ]  # fmt: skip
    if told:
        publish_many(told, actor=actor, at=at)
        Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return len(rows)


@use_case("loyalty.keep_program")
def set_reminder_step(*, kind: str, days: int, is_active: bool, actor: Actor, at: datetime) -> None:
    """
    Tell readers so many days before something lapses, or no more.

    :raises ReminderStepRefused: nothing of this kind lapses, or the days are too many or too few.
    """
    if kind not in lapse_sources() or not 1 <= days <= 365:
        raise ReminderStepRefused()
    row = ReminderStep.objects.select_for_update().filter(kind=kind, days=days).first()
    row = row or ReminderStep(kind=kind, days=days)
    row.is_active = is_active
    row.save()
    publish(ProgramChanged(what="reminder", row_id=row.pk), actor=actor, at=at)
