"""Coupons: made in batches, for anybody or one for each of certain members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.errors import CouponsRefused, NotByCoupon
from shuyou.orders.events import CouponsMade
from shuyou.orders.models import CouponBatch, Promotion, PromotionVersion
from shuyou.orders.rules import rule_from
from shuyou.orders.services._count_uses import released_uses
from shuyou.orders.services._coupon_codes import draw_coupons, draw_coupons_for

MOST_AT_ONCE: Final = 100_000
MOST_USES: Final = 10_000

_ALL_CAME_BACK: Final = """
    SELECT count(*) > 0 AND bool_and(l.quantity <= coalesce((
             SELECT sum(b.quantity) FROM orders_returnline b JOIN orders_return r ON r.id = b.asked_id
              WHERE b.line_id = l.id AND r.state = 'done'), 0))
      FROM orders_orderline l WHERE l.order_id = %s
"""


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
    promotion = hold_coupon_promotion(draft.code)
    count = len(draft.member_ids) or draft.count
    if not (1 <= count <= MOST_AT_ONCE and 1 <= draft.most_uses <= MOST_USES):
        raise CouponsRefused()
    batch = CouponBatch.objects.create(
        promotion=promotion, most_uses=draft.most_uses, ends_at=draft.ends_at, made_by=actor.signature,
        made_at=at,
    )  # fmt: skip
    if draft.member_ids:
        draw_coupons_for(draft.member_ids, batch_id=batch.pk, most_uses=draft.most_uses)
    else:
        draw_coupons(batch_id=batch.pk, count=count, most_uses=draft.most_uses)
    told = CouponsMade(promotion_id=promotion.pk, code=promotion.code, batch_id=batch.pk, count=count)
    events.publish(told, actor=actor, at=at)
    return batch.pk


@step
def hold_coupon_promotion(code: str) -> Promotion:
    """
    Lock a promotion that coupons are to open, and return it.

    :raises NotFound: no promotion goes by this code.
    :raises NotByCoupon: its newest terms ask for no coupon.
    """
    promotion = Promotion.objects.select_for_update(no_key=True).filter(code=code).first()
    if promotion is None:
        raise NotFound(what=_("promotion"), key=code)
    newest = PromotionVersion.objects.filter(promotion=promotion).order_by("-number").first()
    if newest is None or not rule_from(newest.rule).by_coupon:
        raise NotByCoupon(code=code)
    return promotion


@step
def give_coupons_back(*, order_id: int, at: datetime) -> bool:
    """Give back what an order took of coupons once all of its copies came back, each once; tell whether it did."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_CAME_BACK, [order_id])
        if not cursor.fetchone()[0]:
            return False
    return bool(released_uses(order_id=order_id, at=at))
