"""Points for what readers do: the activities, and who took part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import ActivityNotOn, ActivityRefused, ReaderNotMeant
from shuyou.loyalty.events import ActivityRecorded, ProgramChanged
from shuyou.loyalty.models import Activity, ActivityRecord
from shuyou.loyalty.services._adjust import Allowance, hold_allowance
from shuyou.loyalty.services._award import Caps, award_points
from shuyou.members import services as members

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
MOST_LINES: Final = 500
"""Readers who are noted at once."""

# A number of a member, or of a card in use; whoever was merged is the one who was kept.
_MEANT: Final = """
    SELECT upper(asked.said), coalesce(m.merged_into_id, m.person_id)
      FROM unnest(%(said)s::text[]) asked (said)
      JOIN members_member m ON m.number = upper(asked.said)
        OR m.person_id = (SELECT c.member_id FROM members_card c WHERE c.number = asked.said AND c.status = 'active')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityDraft:
    """Something readers do for points, as typed."""

    code: str
    kind: str
    name_zh: str
    name_en: str
    points: int
    per_day: int
    per_member: int
    budget: int
    valid_from: date
    valid_to: date
    is_active: bool


@dataclass(frozen=True, slots=True)
class LineFault:
    """A line of a list that was not taken, and why."""

    line: int
    why: DomainError


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a list of readers came to."""

    readers: int
    points: int
    repeats: int
    faults: tuple[LineFault, ...] = ()


@use_case("loyalty.keep_program")
def keep_activity(draft: ActivityDraft, *, actor: Actor, at: datetime) -> str:
    """
    Add an activity, or change the one of this code, and return the code; the row history keeps what it was.

    :raises ActivityRefused: its code cannot stand in an address, it has no name, gives nothing, or ends too early.
    """
    code, name = draft.code.strip().lower(), tidy(draft.name_zh)[:80]
    if not _CODE.fullmatch(code):
        raise ActivityRefused(why=_("its code must be letters, digits and hyphens"), field="code")
    if not name:
        raise ActivityRefused(why=_("it has no name"), field="name_zh")
    if draft.points <= 0:
        raise ActivityRefused(why=_("it gives no points"), field="points")
    if draft.valid_to < draft.valid_from:
        raise ActivityRefused(why=_("it ends before it begins"), field="valid_to")
    row = Activity.objects.select_for_update(no_key=True).filter(code=code).first() or Activity(code=code)
    row.kind, row.name_zh, row.name_en = draft.kind, name, tidy(draft.name_en)[:80] or name
    row.points, row.per_day, row.per_member, row.budget = draft.points, draft.per_day, draft.per_member, draft.budget
    row.valid_from, row.valid_to, row.is_active = draft.valid_from, draft.valid_to, draft.is_active
    row.save()
    publish(ProgramChanged(what="activity", row_id=row.pk), actor=actor, at=at)
    return code


@use_case("loyalty.record_activity")
def record_activity(code: str, *, member_id: int, reference: str, actor: Actor, at: datetime) -> int:
    """
    Note that a reader did something and return the points it gave: once for each reference, none above a bound.

    :raises NotFound: there is no such activity, or member.
    :raises ActivityNotOn: it is stopped, or these are not its days.
    :raises AdjustmentTooLarge: whoever notes it may give fewer at a time, as by hand; DayLimitReached: or in a day.
    """
    activity = _on(code, at)
    members.hold_kept_member(member_id=member_id)
    points = _post(activity, member_id, reference, hold_allowance(actor=actor, at=at), actor, at)
    told = ActivityRecorded(activity_id=activity.pk, readers=int(points is not None), points=points or 0)
    publish(told, actor=actor, at=at)
    return points or 0


@use_case("loyalty.record_activity")
def record_many(code: str, *, said: Sequence[str], reference: str, actor: Actor, at: datetime) -> Recorded:
    """
    Note everybody of a list of numbers of members or cards; what means nobody is told line by line, the others count.

    :raises NotFound: there is no such activity.
    :raises ActivityNotOn: it is stopped, or these are not its days.
    :raises ActivityRefused: more readers than one request takes.
    """
    activity, lines = _on(code, at), [tidy(one).upper() for one in said]
    if len(lines) > MOST_LINES:
        raise ActivityRefused(why=_("a list holds at most 500 readers"), field="said")
    meant = hold_meant(lines)
    allowance = hold_allowance(actor=actor, at=at)
    faults, readers, points, repeats = [], 0, 0, 0
    for line, one in enumerate(lines, 1):
        if one not in meant:
            faults += [LineFault(line, ReaderNotMeant(value=one[:40]))] if one else []
            continue
        try:
            given = _post(activity, meant[one], reference, allowance, actor, at)
        except DomainError as why:
            faults.append(LineFault(line, why))
        else:
            readers, points, repeats = readers + (given is not None), points + (given or 0), repeats + (given is None)
    publish(ActivityRecorded(activity_id=activity.pk, readers=readers, points=points), actor=actor, at=at)
    return Recorded(readers=readers, points=points, repeats=repeats, faults=tuple(faults))


@step
def thank_for(kind: str, *, member_id: int, reference: str, actor: Actor, at: datetime) -> int:
    """Give a reader the points of each activity of a kind that is on; the same reference gives them once."""
    today = club_day(at)
    on = Activity.objects.filter(kind=kind, is_active=True, valid_from__lte=today, valid_to__gte=today).order_by("pk")
    allowance = hold_allowance(actor=actor, at=at)
    return sum(_post(activity, member_id, reference, allowance, actor, at) or 0 for activity in on)


@step
def hold_meant(lines: Sequence[str]) -> Mapping[str, int]:
    """Lock the readers whom numbers of members or cards mean, and return them by number."""
    with connection.cursor() as cursor:
        cursor.execute(_MEANT, {"said": list(lines)})
        meant = dict(cursor.fetchall())
    members.hold_kept_members(member_ids=meant.values())
    return meant


def _on(code: str, at: datetime) -> Activity:
    activity = Activity.objects.filter(code=code).first()
    if activity is None:
        raise NotFound(what=_("activity"), key=code)
    if not (activity.is_active and activity.valid_from <= club_day(at) <= activity.valid_to):
        raise ActivityNotOn(name=activity.name_zh)
    return activity


@step
def _post(
    activity: Activity, member_id: int, reference: str, allowance: Allowance, actor: Actor, at: datetime
) -> int | None:
    """Post one reader's points; None: this was noted before."""
    member = members.hold_kept_member(member_id=member_id).member_id
    reference = tidy(reference)[:40] or f"{club_day(at)}"
    if ActivityRecord.objects.filter(activity=activity, member_id=member, reference=reference).exists():
        return None
    allowance.check(activity.points)
    occasion = f"activity:{activity.code}"
    points = award_points(
        member_id=member, points=activity.points, source=f"{occasion}:{reference}",
        why=activity.name_zh, at=at,
        caps=Caps(
            per_day=activity.per_day, per_member=activity.per_member, budget=activity.budget, occasion=occasion
        ),
    )  # fmt: skip
    ActivityRecord.objects.create(
        activity=activity, member_id=member, reference=reference, points=points, noted_by=actor.signature, noted_at=at
    )
    allowance.left -= points
    return points
