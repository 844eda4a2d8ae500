"""Tiers given by hand for a while, and their end."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import queries
from shuyou.loyalty.errors import GrantDayNotPossible, GrantWithoutReason, NoTierGranted, TierNotHigher
from shuyou.loyalty.events import TierGranted, TierGrantEnded
from shuyou.loyalty.models import TierChange, TierGrant, TierStanding
from shuyou.loyalty.rules.tiers import Value
from shuyou.members import services as members

LONGEST: Final = timedelta(days=3 * 366)

# What is below: the tier that was earned, or the lowest where nothing was.
_END: Final = """
    WITH over AS (
        UPDATE loyalty_tiergrant SET ended_at = %(at)s
         WHERE ended_at IS NULL AND member_id = ANY (%(people)s) AND until < %(before)s
        RETURNING member_id, tier_id
    ),
    below AS (
        SELECT o.member_id, o.tier_id AS was, coalesce(s.tier_id, %(lowest)s) AS tier_id
          FROM over o LEFT JOIN loyalty_tierstanding s ON s.member_id = o.member_id
    ),
    told AS (
        INSERT INTO loyalty_tierchange (member_id, was_id, tier_id, why, figures, reason, done_by, at)
        SELECT member_id, was, tier_id, 'grant_over', '{}', %(reason)s, %(by)s, %(at)s FROM below ORDER BY member_id
    )
    SELECT member_id, tier_id FROM below
"""


@use_case("loyalty.grant_tier")
def grant_tier(*, member_id: int, tier: str, until: date | None, reason: str, actor: Actor, at: datetime) -> None:
    """
    Put a member into a higher tier than was earned, until a day; an earlier grant ends with it.

    :raises NotFound: there is no such member, or no such tier.
    :raises TierNotHigher: the member has it, or a higher one.
    :raises GrantDayNotPossible: the day is over, or more than three years off.
    :raises GrantWithoutReason: nobody could say later why.
    """
    held = members.hold_member(member_id=member_id)
    tiers = {row.code: row for row in queries.tier_ranks()}
    if tier not in tiers:
        raise NotFound(what=_("tier"), key=tier)
    now, wanted, today, by = tiers[held.tier_code], tiers[tier], club_day(at), actor.signature
    if wanted.rank <= now.rank:
        raise TierNotHigher(tier=wanted.name)
    if until is None or not today <= until <= today + LONGEST:
        raise GrantDayNotPossible()
    if not (why := tidy(reason)[:200]):
        raise GrantWithoutReason()
    earlier = TierGrant.objects.filter(member_id=member_id, ended_at=None).update(ended_at=at)
    if not earlier and not TierStanding.objects.filter(member_id=member_id).exists():
        TierStanding.objects.create(member_id=member_id, tier_id=now.tier_id, since=today)
    TierGrant.objects.create(
        member_id=member_id, tier_id=wanted.tier_id, until=until, reason=why, granted_by=by, granted_at=at
    )
    TierChange.objects.create(
        member_id=member_id, was_id=now.tier_id, tier_id=wanted.tier_id, why=TierChange.Why.GRANTED, reason=why,
        until=until, done_by=by, at=at,
    )  # fmt: skip
    members.set_tiers(tiers={member_id: wanted.tier_id})
    publish(TierGranted(member_id=member_id, tier=tier, until=until.isoformat()), actor=actor, at=at)


@use_case("loyalty.grant_tier")
def end_tier_grant(*, member_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """
    Take back a tier that was granted: the member has again what was earned.

    :raises NoTierGranted: nothing is granted to the member now.
    :raises GrantWithoutReason: nobody could say later why.
    """
    members.hold_member(member_id=member_id)
    if not TierGrant.objects.filter(member_id=member_id, ended_at=None).exists():
        raise NoTierGranted()
    if not (why := tidy(reason)[:200]):
        raise GrantWithoutReason()
    _end([member_id], before=date.max, reason=why, by=actor.signature, at=at)
    publish(TierGrantEnded(member_id=member_id), actor=actor, at=at)


@step
def end_lapsed_grants(people: Sequence[int], *, today: date, by: str, at: datetime) -> int:
    """End what was granted to members, who are locked, only until before today, and return how many that were."""
    return _end(people, before=today, reason="", by=by, at=at)


def _end(people: Sequence[int], *, before: date, reason: str, by: str, at: datetime) -> int:
    values: dict[str, Value] = {
        "people": list(people), "before": before, "reason": reason, "by": by, "at": at, "lowest": queries.lowest_tier(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_END, values)
        below = dict(cursor.fetchall())
    if below:
        members.set_tiers(tiers=below)
    return len(below)
