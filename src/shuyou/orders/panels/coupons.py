"""The coupons that a reader has, on their page."""

from collections.abc import Sequence
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry
from shuyou.orders import queries
from shuyou.orders.queries import OwnCoupon

SHOWN = 8


def _panel(member_id: int, actor: Actor, at: datetime) -> Sequence[OwnCoupon] | None:
    return queries.coupons_of_reader(member_id=member_id, at=at, actor=actor, limit=SHOWN) or None


registry.offer(
    Panel(
        slot="member.right",
        key="coupons",
        order=22,
        permission="orders.view",
        template="orders/panels/coupons.html",
        load=_panel,
    )
)
