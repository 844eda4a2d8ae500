"""The coupons that a reader has, on their page; and which of them lapse soon, for whoever reminds readers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import ChoiceSource, Panel, registry
from shuyou.loyalty.queries.reminders import LapseSource, offer_lapses
from shuyou.loyalty.services.rewards import VOUCHERS
from shuyou.orders import queries
from shuyou.orders.queries import OwnCoupon

SHOWN = 8
MOST_REMIND_DAYS = 90


def _panel(member_id: int, actor: Actor, at: datetime) -> Sequence[OwnCoupon] | None:
    return queries.coupons_of_reader(member_id=member_id, at=at, actor=actor, limit=SHOWN) or None


HELD: Final = "EXISTS (SELECT FROM orders_coupon WHERE member_id = %(member)s)"

registry.offer(
    ChoiceSource(slot=VOUCHERS, choices=lambda actor: queries.campaigns_for_rewards(actor=actor)),
    Panel(
        slot="member.right",
        key="coupons",
        order=22,
        permission="orders.view",
        template="orders/panels/coupons.html",
        load=_panel,
        only_if=HELD,
    ),
)
offer_lapses(
    LapseSource(
        key="coupon",
        label=_("Coupon"),
        sql="SELECT c.member_id, right(c.code, 4), b.ends_at::date, 1, b.remind_days"
        "  FROM orders_couponbatch b JOIN orders_coupon c ON c.batch_id = b.id"
        " WHERE b.remind_days > 0 AND b.stopped_at IS NULL AND c.blocked_at IS NULL AND c.uses < c.most_uses"
        "   AND c.member_id IS NOT NULL AND b.ends_at::date BETWEEN %(today)s AND %(until)s"
        "   AND b.ends_at::date <= %(today)s::date + b.remind_days",
        own_days=MOST_REMIND_DAYS,
    ),
)
