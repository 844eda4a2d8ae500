"""Giving and taking points by hand, for a reason and within the limits of one's roles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import queries
from shuyou.loyalty.errors import (
    AdjustmentNotPossible,
    AdjustmentTooLarge,
    AdjustmentWithoutReason,
    DayLimitReached,
)
from shuyou.loyalty.events import PointsAdjusted
from shuyou.loyalty.models import PointsAdjustment
from shuyou.loyalty.queries import Limits
from shuyou.loyalty.rules import signed_points
from shuyou.loyalty.services._earn import NewLot, post_lots
from shuyou.loyalty.services._redeem import redeem_points
from shuyou.members import services as members

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """Points to give (positive) or to take, as typed, and why; the key keeps a repeat from doing it twice."""

    member_id: int
    points: str
    reason: str
    request_key: UUID


@use_case("loyalty.adjust")
def adjust_points(draft: Adjustment, *, actor: Actor, at: datetime) -> int:
    """
    Give a member points as a lot of their own, or take some from the lots that lapse first; return the points.

    A repeat of the request key moves nothing.

    :raises AdjustmentNotPossible: what was typed is no number of points.
    :raises AdjustmentWithoutReason: nobody says why.
    :raises AdjustmentTooLarge: the roles of the actor allow fewer at a time.
    :raises DayLimitReached: they allow fewer in a day.
    :raises NotEnoughPoints: more are to be taken than the member can spend.
    :raises NotFound: there is no such member.
    """
    points, reason = read_adjustment(draft)
    limits = queries.adjustment_limits(actor=actor)
    if limits is not None and abs(points) > limits.at_a_time:
        raise AdjustmentTooLarge(limit=limits.at_a_time, asked=abs(points))
    source = f"adjust:{draft.request_key}"
    members.hold_member(member_id=draft.member_id)
    if PointsAdjustment.objects.filter(source=source).exists():
        return points
    if limits is not None:
        Allowance(limits, _held_left(limits.per_day, actor=actor, at=at)).check(abs(points))
    line = PointsAdjustment(source=source, points=points, reason=reason, adjusted_by=actor.signature, at=at)
    post_adjustment(line, member_id=draft.member_id)
    publish(PointsAdjusted(member_id=draft.member_id, points=points, source=source), actor=actor, at=at)
    return points


def read_adjustment(draft: Adjustment) -> tuple[int, str]:
    """
    Return the points and the reason as they are kept.

    :raises AdjustmentNotPossible: what was typed is no number of points.
    :raises AdjustmentWithoutReason: nobody says why.
    """
    points, reason = signed_points(draft.points), tidy(draft.reason)[:LONGEST_REASON]
    if points is None:
        raise AdjustmentNotPossible(value=draft.points)
    if not reason:
        raise AdjustmentWithoutReason()
    return points, reason


@step
def post_adjustment(line: PointsAdjustment, *, member_id: int) -> None:
    """
    Post points by hand to the account of a member who is held, with the line that says why.

    :raises NotEnoughPoints: more are to be taken than the member can spend.
    """
    if line.points > 0:
        lot = NewLot(line.source, line.points)
        post_lots([lot], queries.rule_at(line.at), member_id=member_id, at=line.at)
    else:
        redeem_points(member_id=member_id, points=-line.points, source=line.source, at=line.at, contra="cost")
    line.save(force_insert=True)
    members.measure_members(member_ids=[member_id], at=line.at)


@dataclass(slots=True)
class Allowance:
    """What somebody may still give readers on a day by themselves."""

    limits: Limits | None
    left: int

    def check(self, points: int) -> None:
        """
        Refuse more than is allowed; somebody with higher limits may do it.

        :raises AdjustmentTooLarge: more than at a time.
        :raises DayLimitReached: more than is left of the day.
        """
        if self.limits is None:
            return
        if points > self.limits.at_a_time:
            raise AdjustmentTooLarge(limit=self.limits.at_a_time, asked=points)
        if points > self.left:
            raise DayLimitReached(limit=self.limits.per_day, left=self.left, asked=points)


@step
def hold_allowance(*, actor: Actor, at: datetime) -> Allowance:
    """Return what somebody may still give today, by hand, by activities and by lines of partners together."""
    limits = queries.adjustment_limits(actor=actor)
    return Allowance(limits, _held_left(limits.per_day, actor=actor, at=at) if limits else 0)


def _held_left(limit: int, *, actor: Actor, at: datetime) -> int:
    """Let the hands of one person pass one after the other, for any members, so that the day's sum holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"loyalty.adjust {actor.signature}"])
    return max(limit - queries.adjusted_on(by=actor.signature, at=at), 0)
