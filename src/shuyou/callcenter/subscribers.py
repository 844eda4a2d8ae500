"""What the call center does about events: orders that lie ready are announced, calls of lists settled."""

from datetime import datetime

from shuyou.callcenter import services
from shuyou.callcenter.events import CallEnded
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import subscribe
from shuyou.orders.events import OrderReady


@subscribe(OrderReady)
def call_about_order(event: OrderReady, at: datetime) -> None:
    """Have whoever ordered called by the switch itself, if such calls are switched on; guests are not."""
    if event.member_id:
        services.announce_ready(
            member_id=event.member_id, number=event.number, place=event.place, actor=Actor.job("call_about_order"),
            at=at,
        )  # fmt: skip


@subscribe(CallEnded)
def settle_listed_call(event: CallEnded, at: datetime) -> None:
    """Note what came of a call of a list."""
    services.settle_call(call_id=event.call_id, at=at)
