"""Campaigns of coupons: begun, made part by part for whoever they go to, stopped; and single coupons blocked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import registry
from shuyou.kernel.text import tidy
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import CouponsRefused
from shuyou.orders.errors.coupons import CampaignNotPossible, CouponCodeTaken, StopWithoutReason
from shuyou.orders.events.coupons import CouponBlocked, CouponCampaignBegun, CouponCampaignMade, CouponCampaignSwitched
from shuyou.orders.models import Coupon, CouponBatch
from shuyou.orders.rules import coupon_code
from shuyou.orders.services._coupon_codes import draw_coupons, draw_coupons_for
from shuyou.orders.services._coupons import hold_coupon_promotion

PART: Final = 50_000
"""Coupons made in one transaction."""
MOST_CODES: Final = 5_000_000
MOST_NUMBERS: Final = 100_000
MOST_USES: Final = 1_000_000
SHORTEST: Final = 4
To = CouponBatch.To
_LATER: Final = (To.SEGMENT, To.REWARD)
"""Nobody knows beforehand how many there will be."""

# Chance does not choose who gets none: asked again, a member falls on the same side.
_LEFT_OUT: Final = """
    INSERT INTO orders_couponleftout (batch_id, member_id)
    SELECT %(batch)s, m FROM unnest(%(members)s::bigint[]) AS m
     WHERE ('x' || left(md5(%(batch)s || ':' || m), 8))::bit(32)::bigint %% 100 < %(hold_out)s
    ON CONFLICT DO NOTHING RETURNING member_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignDraft:
    """A campaign as typed: its promotion by its code, whom it goes to, how its codes are used and until when."""

    promotion: str
    name: str
    to: str = To.ANYBODY
    shared_code: str = ""
    count: int = 0
    segment: str = ""
    member_ids: Sequence[int] = ()
    hold_out: int = 0
    most_uses: int = 1
    remind_days: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@use_case("orders.write_promotions")
def begin_campaign(draft: CampaignDraft, *, key: UUID | None = None, actor: Actor, at: datetime) -> UUID:
    """
    Begin a campaign and return what it is called; `make_next` makes its coupons, but for few, which are there at once.

    A repeat of the key begins nothing.

    :raises NotFound: no promotion goes by this code; NotByCoupon: its newest terms ask for no coupon.
    :raises CampaignNotPossible: a name is missing, or days, numbers or a segment make no sense.
    :raises CouponCodeTaken: the code for all is taken; CouponsRefused: too many at once, or none.
    """
    promotion = hold_coupon_promotion(draft.promotion)
    key = key or uuid7()
    if CouponBatch.objects.filter(uid=key).exists():
        return key
    shared = coupon_code(draft.shared_code)
    _check(draft, shared, actor, at)
    if shared and Coupon.objects.filter(code=shared).exists():
        raise CouponCodeTaken(value=shared)
    batch = CouponBatch.objects.create(
        uid=key, name=tidy(draft.name)[:60], promotion=promotion, most_uses=draft.most_uses, to=draft.to,
        shared_code=shared,
        segment=draft.segment if draft.to == To.SEGMENT else "", hold_out=draft.hold_out, is_made=False,
        wanted=0 if draft.to in _LATER else len(draft.member_ids) or draft.count,
        remind_days=draft.remind_days, starts_at=draft.starts_at, ends_at=draft.ends_at,
        made_by=actor.signature, made_at=at,
    )  # fmt: skip
    if shared:
        Coupon.objects.create(batch=batch, code=shared, most_uses=draft.most_uses)
        batch.is_made = True
    elif draft.to == To.NUMBERS:
        draw_coupons_for(_not_left_out(batch, draft.member_ids), batch_id=batch.pk, most_uses=batch.most_uses)
        batch.is_made = True
    batch.is_made |= draft.to == To.REWARD
    if batch.is_made:
        batch.save(update_fields=["is_made"])
    told = CouponCampaignBegun(promotion_id=promotion.pk, batch_id=batch.pk, to=batch.to, coupons=batch.wanted)
    events.publish(told, actor=actor, at=at)
    return batch.uid


@use_case("orders.write_promotions")
def make_next(*, uid: UUID, part: int = PART, actor: Actor, at: datetime) -> int:
    """Make the next coupons of a campaign and return how far that came; 0: all are made. Started again, it goes on."""
    batch = _held(uid)
    if batch.is_made or batch.stopped_at is not None:
        return 0
    made = _make_for_segment(batch, part, at) if batch.to == To.SEGMENT else _make_for_anybody(batch, part)
    batch.is_made = not made
    batch.save(update_fields=["made_up_to", "is_made"])
    if batch.is_made:
        count = Coupon.objects.filter(batch=batch).count()
        events.publish(CouponCampaignMade(batch_id=batch.pk, coupons=count), actor=actor, at=at)
    return made


@use_case("orders.write_promotions")
def stop_campaign(*, uid: UUID, reason: str, actor: Actor, at: datetime) -> None:
    """
    Withdraw a campaign: none of its coupons opens anything until it is let go on; orders keep what they had.

    :raises NotFound: there is no such campaign; StopWithoutReason: nobody could say later why.
    """
    batch = _held(uid)
    if not (why := tidy(reason)[:200]):
        raise StopWithoutReason()
    batch.stopped_at, batch.stop_reason = at, why
    batch.save(update_fields=["stopped_at", "stop_reason"])
    events.publish(CouponCampaignSwitched(batch_id=batch.pk, is_stopped=True), actor=actor, at=at)


@use_case("orders.write_promotions")
def resume_campaign(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Let the coupons of a withdrawn campaign be used again.

    :raises NotFound: there is no such campaign.
    """
    batch = _held(uid)
    batch.stopped_at, batch.stop_reason = None, ""
    batch.save(update_fields=["stopped_at", "stop_reason"])
    events.publish(CouponCampaignSwitched(batch_id=batch.pk, is_stopped=False), actor=actor, at=at)


@use_case("orders.write_promotions")
def block_coupon(*, code: str, reason: str, actor: Actor, at: datetime) -> None:
    """
    Block a single coupon, such as one that is passed around where it should not.

    :raises NotFound: no coupon goes by this code; StopWithoutReason: nobody could say later why.
    """
    coupon = Coupon.objects.select_for_update(no_key=True, of=("self",)).filter(code=coupon_code(code)).first()
    if coupon is None:
        raise NotFound(what=_("coupon"), key=code)
    if not (why := tidy(reason)[:200]):
        raise StopWithoutReason()
    coupon.blocked_at, coupon.block_reason = at, why
    coupon.save(update_fields=["blocked_at", "block_reason"])
    events.publish(CouponBlocked(coupon_id=coupon.pk, batch_id=coupon.batch_id), actor=actor, at=at)


def _check(draft: CampaignDraft, shared: str, actor: Actor, at: datetime) -> None:
    kind, _colon, key = draft.segment.partition(":")
    source = next((one for one in registry.segments if one.kind == kind), None)
    offered = {value for value, _name in source.choices(actor)} if source and draft.to == To.SEGMENT else set()
    wrong = {
        "name": not tidy(draft.name),
        "to": draft.to not in set(To) or (bool(shared) and draft.to != To.ANYBODY),
        "segment": draft.to == To.SEGMENT and key not in offered,
        "shared_code": bool(draft.shared_code.strip()) and len(shared) < SHORTEST,
        "hold_out": not 0 <= draft.hold_out <= 50 or (draft.hold_out > 0 and draft.to in (To.ANYBODY, To.REWARD)),
        "most_uses": not 1 <= draft.most_uses <= MOST_USES,
        "remind_days": not 0 <= draft.remind_days <= 90 or (draft.remind_days > 0 and draft.ends_at is None),
        "ends_at": draft.ends_at is not None and draft.ends_at <= max(at, draft.starts_at or at),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise CampaignNotPossible(field=field)
    counts = {To.ANYBODY: draft.count, To.NUMBERS: len(draft.member_ids)}
    most = MOST_NUMBERS if draft.to == To.NUMBERS else MOST_CODES
    if not shared and draft.to in counts and not 1 <= counts[To(draft.to)] <= most:
        raise CouponsRefused()


def _make_for_anybody(batch: CouponBatch, part: int) -> int:
    count = min(part, batch.wanted - batch.made_up_to)
    draw_coupons(batch_id=batch.pk, count=count, most_uses=batch.most_uses)
    batch.made_up_to += max(count, 0)
    return max(count, 0)


def _make_for_segment(batch: CouponBatch, part: int, at: datetime) -> int:
    kind, _colon, key = batch.segment.partition(":")
    source = next(one for one in registry.segments if one.kind == kind)
    members = source.part(key, after=batch.made_up_to, limit=part, at=at)
    if members:
        draw_coupons_for(_not_left_out(batch, members), batch_id=batch.pk, most_uses=batch.most_uses)
        batch.made_up_to = max(members)
    return len(members)


def _not_left_out(batch: CouponBatch, members: Sequence[int]) -> list[int]:
    if not batch.hold_out:
        return list(members)
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, {"batch": batch.pk, "members": list(members), "hold_out": batch.hold_out})
        left_out = {row[0] for row in cursor.fetchall()}
    return [member_id for member_id in members if member_id not in left_out]


def _held(uid: UUID) -> CouponBatch:
    batch = CouponBatch.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if batch is None:
        raise NotFound(what=_("campaign"), key=uid)
    return batch
