"""Points above one's limits: asked for by one person, approved and posted, or refused, by another."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.errors import OwnRequest, RequestDecided
from shuyou.loyalty.events import AdjustmentAsked, AdjustmentRefused, PointsAdjusted
from shuyou.loyalty.models import AdjustmentRequest, PointsAdjustment
from shuyou.loyalty.services._adjust import (
    LONGEST_REASON,
    Adjustment,
    post_adjustment,
    read_adjustment,
)
from shuyou.members import services as members

ASKED, APPROVED, REFUSED = AdjustmentRequest.Status


@use_case("loyalty.adjust")
def ask_adjustment(draft: Adjustment, *, actor: Actor, at: datetime) -> int:
    """
    Ask for points that are above one's limits, and return the request; nothing moves before somebody else approves.

    A repeat of the request key asks once.

    :raises AdjustmentNotPossible: what was typed is no number of points.
    :raises AdjustmentWithoutReason: nobody says why.
    :raises NotFound: there is no such member.
    """
    points, reason = read_adjustment(draft)
    members.hold_member(member_id=draft.member_id)
    if earlier := AdjustmentRequest.objects.filter(uid=draft.request_key).values_list("pk", flat=True).first():
        return earlier
    request = AdjustmentRequest.objects.create(
        uid=draft.request_key, member_id=draft.member_id, points=points, reason=reason,
        asked_by=actor.signature, asked_at=at,
    )  # fmt: skip
    event = AdjustmentAsked(member_id=draft.member_id, request_id=request.pk, points=points)
    publish(event, actor=actor, at=at)
    return request.pk


@use_case("loyalty.approve_adjustments")
def approve_adjustment(*, request_id: int, actor: Actor, at: datetime) -> int:
    """
    Post the points that somebody else asked for, once, and return them.

    :raises NotFound: there is no such request.
    :raises OwnRequest: the actor asked for them.
    :raises RequestDecided: somebody approved or refused it before.
    :raises NotEnoughPoints: more are to be taken than the member can spend by now.
    """
    request = _held(request_id, actor)
    source = f"adjust:request-{request.pk}"
    line = PointsAdjustment(
        source=source, points=request.points, reason=request.reason, adjusted_by=request.asked_by,
        approved_by=actor.signature, at=at,
    )  # fmt: skip
    post_adjustment(line, member_id=request.member_id)
    _close(request, APPROVED, "", actor, at)
    event = PointsAdjusted(member_id=request.member_id, points=request.points, source=source)
    publish(event, actor=actor, at=at)
    return request.points


@use_case("loyalty.approve_adjustments")
def refuse_adjustment(*, request_id: int, note: str, actor: Actor, at: datetime) -> None:
    """
    Say no to points that somebody else asked for.

    :raises NotFound: there is no such request.
    :raises OwnRequest: the actor asked for them.
    :raises RequestDecided: somebody approved or refused it before.
    """
    request = _held(request_id, actor)
    _close(request, REFUSED, tidy(note)[:LONGEST_REASON], actor, at)
    event = AdjustmentRefused(member_id=request.member_id, request_id=request.pk)
    publish(event, actor=actor, at=at)


def _held(request_id: int, actor: Actor) -> AdjustmentRequest:
    """Hold the member, so that requests about one are decided one after the other, and look whether it still waits."""
    member_id = AdjustmentRequest.objects.filter(pk=request_id).values_list("member_id", flat=True).first()
    if member_id is None:
        raise NotFound(what=_("request"), key=request_id)
    members.hold_kept_member(member_id=member_id)
    request = AdjustmentRequest.objects.get(pk=request_id)
    if request.status != ASKED:
        raise RequestDecided(status=AdjustmentRequest.Status(request.status).label)
    if request.asked_by == actor.signature:
        raise OwnRequest()
    return request


def _close(request: AdjustmentRequest, status: str, note: str, actor: Actor, at: datetime) -> None:
    request.status, request.note = status, note
    request.decided_by, request.decided_at = actor.signature, at
    request.save(update_fields=["status", "note", "decided_by", "decided_at"])
