"""Giving and taking points by hand, for a reason and within the limits of one's roles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries
from shuyou.loyalty.errors import AdjustmentNotPossible, AdjustmentTooLarge, AdjustmentWithoutReason
from shuyou.loyalty.events import PointsAdjusted
from shuyou.loyalty.models import PointsAdjustment
from shuyou.loyalty.rules import signed_points
from shuyou.loyalty.services._earn import open_lot
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
    :raises NotEnoughPoints: more are to be taken than the member can spend.
    :raises NotFound: there is no such member.
    """
    points, reason = signed_points(draft.points), tidy(draft.reason)[:LONGEST_REASON]
    if points is None:
        raise AdjustmentNotPossible(value=draft.points)
    if not reason:
        raise AdjustmentWithoutReason()
    limit = queries.adjustment_limit(actor=actor)
    if limit is not None and abs(points) > limit:
        raise AdjustmentTooLarge(limit=limit, asked=abs(points))
    source = f"adjust:{draft.request_key}"
    members.hold_member(member_id=draft.member_id)
    if PointsAdjustment.objects.filter(source=source).exists():
        return points
    if points > 0:
        open_lot(queries.rule_at(at), member_id=draft.member_id, points=points, source=source, at=at)
    else:
        redeem_points(member_id=draft.member_id, points=-points, source=source, at=at)
    by = f"{actor.kind}:{actor.id}"[:80]
    PointsAdjustment.objects.create(source=source, points=points, reason=reason, adjusted_by=by, at=at)
    publish(PointsAdjusted(member_id=draft.member_id, points=points, source=source), actor=actor, at=at)
    return points
