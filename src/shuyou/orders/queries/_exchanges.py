"""What was exchanged: the old order, what came back of it, and the new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.orders.models import Exchange


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exchange of which an order is one side: what came back of the old one, and what was given for it."""

    old_number: str
    new_number: str
    return_number: str
    carried: Decimal
    charged: Decimal
    given: Decimal


@query("orders.view")
def exchanges_of(*, order_id: int, actor: Actor) -> Sequence[ExchangeRow]:
    """Return the exchanges that an order was part of, the first first, in one query."""
    sides = Q(order=order_id) | Q(returned__order=order_id)
    rows = Exchange.objects.filter(sides).select_related("order", "returned__order").order_by("pk")
    return [
        ExchangeRow(
            row.returned.order.number, row.order.number, row.returned.number, row.carried, row.charged, row.given
        )
        for row in rows
    ]
