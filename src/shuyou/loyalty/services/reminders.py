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
        body="您有{what} {which|}（{amount}）自 {day} 起到期，请及时使用。",
        short="您有{what}（{amount}）自 {day} 起到期。",
    ),
    en=Words(
        subject="{what}: about to lapse",
        body="{what} {which|} ({amount}) lapse from {day} on. Please use them in time.",
        short="{what} ({amount}) lapse from {day} on.",
    ),
)
declare(LAPSES)

# The nearest step that covers the days left is told, unless it was; a step that was passed over is not made up for.
# What is told together is told once a run, by the nearest step, and not again within its days.
_NOTE: Final = """
    WITH losing (member_id, subject, lapses_on, amount, own_days) AS ({sql}),
    due AS (
        SELECT l.member_id, l.subject, l.lapses_on, l.amount, coalesce(l.own_days, (
               SELECT min(s.days) FROM unnest(%(steps)s::int[]) s (days)
                WHERE s.days >= l.lapses_on - %(today)s)) AS days
          FROM losing l JOIN members_member m ON m.person_id = l.member_id AND m.status = 'active'
    ),
    told AS (
        SELECT member_id, subject, min(lapses_on) AS lapses_on, days, sum(amount)::int AS amount
          FROM due WHERE days IS NOT NULL AND NOT (%(is_one)s AND EXISTS (
               SELECT FROM loyalty_reminder r WHERE r.member_id = due.member_id AND r.kind = %(kind)s
                  AND r.days = due.days AND r.noted_at > %(at)s - make_interval(days => due.days)))
         GROUP BY member_id, subject, days, CASE WHEN NOT %(is_one)s THEN lapses_on END
    )
    INSERT INTO loyalty_reminder (member_id, kind, subject, lapses_on, days, amount, noted_at)
    SELECT t.member_id, %(kind)s, t.subject, t.lapses_on, t.days, t.amount, %(at)s FROM told t
     WHERE NOT (%(is_one)s AND EXISTS (
           SELECT FROM told n WHERE n.member_id = t.member_id AND n.subject = t.subject AND n.days < t.days))
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
    if source is None or not (steps or source.own_days):
        return Reminded(kind, 0)
    today = club_day(at)
    until = today + timedelta(days=max([*steps, source.own_days]))
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE.format(sql=source.sql),
            {"kind": kind, "today": today, "until": until, "steps": steps, "at": at, "is_one": source.is_one},
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

    :raises ReminderStepRefused: nothing of this kind lapses by steps, or the days are too many or too few.
    """
    source = lapse_sources().get(kind)
    if source is None or source.own_days or not 1 <= days <= 365:
        raise ReminderStepRefused()
    row = ReminderStep.objects.select_for_update().filter(kind=kind, days=days).first()
    row = row or ReminderStep(kind=kind, days=days)
    row.is_active = is_active
    row.save()
    publish(ProgramChanged(what="reminder", row_id=row.pk), actor=actor, at=at)
