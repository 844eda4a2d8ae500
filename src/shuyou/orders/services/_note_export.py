"""Noting that orders left the house as a file."""

from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.orders.events import OrdersExported


@use_case("orders.view")
def note_export(*, wanted: str, actor: Actor, at: datetime) -> None:
    """Note who takes which orders away; names and sums are personal data."""
    events.publish(OrdersExported(wanted=wanted[:200]), actor=actor, at=at)
