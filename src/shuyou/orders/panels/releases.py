"""What limited editions show on the member page: the copies that wait for the reader."""

from datetime import datetime
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import Panel, registry
from shuyou.orders import queries
from shuyou.orders.queries import ReservationRow


def _held(member_id: int, actor: Actor, at: datetime) -> tuple[ReservationRow, ...] | None:
    return tuple(queries.member_copies(member_id=member_id, actor=actor)) or None


HELD: Final = "EXISTS (SELECT FROM orders_copyreservation WHERE member_id = %(member)s AND state = 'held')"

registry.offer(
    Panel(
        slot="member.left",
        key="copies",
        order=31,
        permission="orders.view",
        template="orders/panels/copies.html",
        load=_held,
        only_if=HELD,
    ),
)
