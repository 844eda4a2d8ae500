"""Coupons: made in batches, for anybody or one for each of certain members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import CouponsRefused, NotByCoupon
from shuyou.orders.events import CouponsMade
from shuyou.orders.models import Coupon, CouponBatch, Promotion, PromotionVersion
from shuyou.orders.rules import LENGTH, LETTERS, new_code, rule_from

MOST_AT_ONCE: Final = 100_000
MOST_USES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponsDraft:
    """Coupons to make: so many for anybody, or one for each of some members."""

    code: str
    count: int = 0
    member_ids: Sequence[int] = ()
    most_uses: int = 1
    ends_at: datetime | None = None


@use_case("orders.write_promotions")
def make_coupons(draft: CouponsDraft, *, actor: Actor, at: datetime) -> int:
    """
    Make coupons that open a promotion and return the id of their batch.

    :raises NotFound: no promotion goes by this code.
    :raises NotByCoupon: its newest terms ask for no coupon.
    :raises CouponsRefused: too many at once, or none.
    """
    promotion = Promotion.objects.select_for_update(no_key=True).filter(code=draft.code).first()
    if promotion is None:
        raise NotFound(what=_("promotion"), key=draft.code)
    newest = PromotionVersion.objects.filter(promotion=promotion).order_by("-number").first()
    if newest is None or not rule_from(newest.rule).by_coupon:
        raise NotByCoupon(code=draft.code)
    owners: list[int | None] = list(draft.member_ids) or [None] * draft.count
    if not (1 <= len(owners) <= MOST_AT_ONCE and 1 <= draft.most_uses <= MOST_USES):
        raise CouponsRefused()
    batch = CouponBatch.objects.create(
        promotion=promotion, most_uses=draft.most_uses, ends_at=draft.ends_at, made_by=f"{actor.kind}:{actor.id}",
        made_at=at,
    )  # fmt: skip
    codes = _new_codes(len(owners))
    Coupon.objects.bulk_create(
        [
            Coupon(batch=batch, code=code, member_id=owner, most_uses=draft.most_uses)
            for code, owner in zip(codes, owners, strict=True)
        ],
        batch_size=5_000,
    )
    told = CouponsMade(promotion_id=promotion.pk, code=promotion.code, batch_id=batch.pk, count=len(owners))
    events.publish(told, actor=actor, at=at)
    return batch.pk


def _new_codes(count: int) -> list[str]:
    """Draw codes that no coupon has; with so many to draw from, a second round is rare."""
    codes: set[str] = set()
    while len(codes) < count:
        codes |= {new_code(randbelow(len(LETTERS)) for _place in range(LENGTH)) for _code in range(count - len(codes))}
        codes -= set(Coupon.objects.filter(code__in=codes).values_list("code", flat=True))
    return sorted(codes)
