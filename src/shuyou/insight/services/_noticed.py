"""What the night goes on from, and keeping what it noticed: groups by habit, and shifts."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.insight.adapters.noticing import Before, ShiftFound, Signals
from shuyou.insight.models import HabitGroup, Shift, TargetGroup
from shuyou.insight.rules.targets import Target

STRONGEST: Final = Decimal("9999.99")


def signals_before() -> Before:
    """Return the groups by habit as they stand, who is in which, and the groups that are kept to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(member_id ORDER BY member_id), array_agg(habit ORDER BY member_id)"
            " FROM insight_member_value WHERE habit IS NOT NULL"
        )
        ids, numbers = cursor.fetchone()
    return Before(
        centres={one.number: one.centre for one in HabitGroup.objects.order_by("number")},
        habits=(ids or (), numbers or ()),
        targets=[
            Target(target_id=one.pk, sex=one.sex, age_from=one.age_from, age_to=one.age_to, life=one.life,
                   preference=one.preference)
            for one in TargetGroup.objects.filter(is_watched=True).order_by("pk")
        ],
    )  # fmt: skip


def keep_signals(found: Signals, *, run_id: int, day: date) -> None:
    """Keep groups by habit under their numbers and names, and the shifts of the run."""
    for group in found.habits.groups:
        HabitGroup.objects.update_or_create(
            number=group.number,
            defaults={"centre": list(group.centre), "people": group.people},
            create_defaults={
                "centre": list(group.centre), "people": group.people, "traits": list(group.traits), "born_on": day,
            },
        )  # fmt: skip
    numbers = [group.number for group in found.habits.groups]
    HabitGroup.objects.exclude(number__in=numbers).update(people=0)
    Shift.objects.bulk_create(_row(one, run_id) for one in found.shifts)


def _row(found: ShiftFound, run_id: int) -> Shift:
    noticed, turn = found.noticed, found.noticed.turn
    return Shift(
        run_id=run_id, shelf_id=noticed.shelf, name_zh=found.names[0][:120], name_en=found.names[1][:120],
        onset=noticed.onset, size=round(turn.size * 1000), copies=turn.copies, expected=round(turn.expected),
        strength=min(STRONGEST, max(-STRONGEST, Decimal(str(round(turn.strength, 2))))),
        market_onset=noticed.market_onset if noticed.is_market_told else noticed.onset,
        market_size=round(noticed.market.size * 1000) if noticed.market else 0,
        movers=[list(one) for one in found.movers], readers=[list(one) for one in found.readers],
    )  # fmt: skip
