"""Keeping account of the promotions and coupons that orders make use of."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.orders.errors import CouponUsed, PromotionUsedUp
from shuyou.orders.queries import Priced

# The tallies are held in order of ids, and so are the coupons; whoever cannot count up any more finds no row.
_COUNT: Final = """
    WITH asked AS (
        SELECT t.promotion_id, u.saving FROM orders_promotiontally t
          JOIN jsonb_to_recordset(%s::jsonb) AS u (promotion bigint, saving numeric) ON u.promotion = t.promotion_id
         WHERE t.most_uses IS NOT NULL OR t.budget IS NOT NULL ORDER BY t.promotion_id FOR NO KEY UPDATE OF t)
    UPDATE orders_promotiontally t SET uses = t.uses + 1, spent = t.spent + a.saving FROM asked a
     WHERE t.promotion_id = a.promotion_id AND (t.most_uses IS NULL OR t.uses < t.most_uses)
       AND (t.budget IS NULL OR t.spent + a.saving <= t.budget)
    RETURNING t.promotion_id
"""
_HOLD: Final = """
    SELECT promotion_id FROM orders_promotiontally
     WHERE most_uses IS NOT NULL OR budget IS NOT NULL ORDER BY promotion_id FOR NO KEY UPDATE
"""
_SPEND: Final = """
    WITH held AS (SELECT id FROM orders_coupon WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE)
    UPDATE orders_coupon c SET uses = c.uses + 1 FROM held WHERE c.id = held.id AND c.uses < c.most_uses RETURNING c.id
"""
_NOTE: Final = """
    INSERT INTO orders_promotionuse (promotion_id, version, order_id, member_id, coupon_id, saving, used_at)
    SELECT u.promotion, u.version, %(order)s, %(member)s, u.coupon, u.saving, %(at)s
      FROM jsonb_to_recordset(%(uses)s::jsonb) AS u (promotion bigint, version int, coupon bigint, saving numeric)
    ON CONFLICT (order_id, promotion_id) DO UPDATE SET version = excluded.version, coupon_id = excluded.coupon_id,
        saving = excluded.saving, used_at = excluded.used_at, released_at = NULL
"""
_RELEASE: Final = """
    UPDATE orders_promotionuse SET released_at = %s WHERE order_id = %s AND released_at IS NULL
    RETURNING promotion_id, coupon_id, saving
"""
_UNSPEND: Final = """
    WITH held AS (SELECT id FROM orders_coupon WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE)
    UPDATE orders_coupon c SET uses = greatest(c.uses - 1, 0) FROM held WHERE c.id = held.id
"""
_UNCOUNT: Final = """
    WITH asked AS (
        SELECT t.promotion_id, u.saving FROM orders_promotiontally t
          JOIN jsonb_to_recordset(%s::jsonb) AS u (promotion bigint, saving numeric) ON u.promotion = t.promotion_id
         WHERE t.most_uses IS NOT NULL OR t.budget IS NOT NULL ORDER BY t.promotion_id FOR NO KEY UPDATE OF t)
    UPDATE orders_promotiontally t SET uses = greatest(t.uses - 1, 0), spent = greatest(t.spent - a.saving, 0)
      FROM asked a WHERE t.promotion_id = a.promotion_id
"""


@step
def hold_tallies() -> None:
    """Lock what counts how often promotions may be used, in order of ids, until the transaction ends."""
    with planned() as cursor:
        cursor.execute(_HOLD)


@step
def count_uses(priced: Priced, *, order_id: int, member_id: int | None, at: datetime) -> None:
    """
    Keep account of the promotions and coupons that an order makes use of.

    :raises PromotionUsedUp: others were quicker with the last one.
    :raises CouponUsed: the coupon was used in the same moment.
    """
    uses = priced.basket.uses
    if not uses:
        return
    coupons = [priced.coupons[use.promotion_id] for use in uses if use.promotion_id in priced.coupons]
    rows = json.dumps(
        [
            {"promotion": use.promotion_id, "version": use.version, "saving": str(use.saving),
             "coupon": priced.coupons.get(use.promotion_id)}
            for use in uses
        ]
    )  # fmt: skip
    with planned() as cursor:
        if coupons:
            cursor.execute(_SPEND, [coupons])
            if len(cursor.fetchall()) < len(coupons):
                raise CouponUsed(value="")
        if any(use.promotion_id in priced.capped for use in uses):
            cursor.execute(_COUNT, [rows])
            counted = {row[0] for row in cursor.fetchall()}
            for use in uses:
                if use.promotion_id in priced.capped - counted:
                    raise PromotionUsedUp(name=use.name_zh)
        cursor.execute(_NOTE, {"uses": rows, "order": order_id, "member": member_id, "at": at})


@step
def released_uses(*, order_id: int, at: datetime) -> Mapping[int, int]:
    """
    Give back what an order took of promotions and coupons, and return the coupons by the promotion they opened.

    It was cancelled, or is priced anew.
    """
    with planned() as cursor:
        cursor.execute(_RELEASE, [at, order_id])
        gone = cursor.fetchall()
        coupons = {promotion_id: coupon_id for promotion_id, coupon_id, _saving in gone if coupon_id is not None}
        if coupons:
            cursor.execute(_UNSPEND, [list(coupons.values())])
        if gone:
            rows = [{"promotion": promotion_id, "saving": str(saving)} for promotion_id, _coupon, saving in gone]
            cursor.execute(_UNCOUNT, [json.dumps(rows)])
    return coupons
