"""Noting that orders left the house as a file."""

from collections.abc import Iterable
from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders.events import OrdersExported


@use_case("orders.view")
def note_export(*, wanted: str, readers: Iterable[object] = (), actor: Actor, at: datetime) -> None:
    """
    Note who takes which orders away; names and sums are personal data.

    :raises NotPermitted: `readers` are named, and nobody's names are for this actor to take away.
    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        members.take_named_file(what="orders", readers=readers, actor=actor, at=at)
    events.publish(OrdersExported(wanted=wanted[:200]), actor=actor, at=at)
