"""Points for orders whose money is complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shuyou.kernel.usecase import step
from shuyou.loyalty import queries as rules
from shuyou.loyalty import services as loyalty
from shuyou.orders.models import Channel
from shuyou.orders.queries._earning import bought, reader_of


@dataclass(frozen=True, slots=True)
class PaidOrder:
    """An order, and the money that came for it at a moment."""

    order_id: int
    number: str
    amount: Decimal
    at: datetime
    store: str = ""
    """Where a till sells it at this moment; of all others it is looked up."""


@step
def earn_for_orders(paid: Sequence[PaidOrder], owners: Mapping[int, int]) -> int:
    """
    Post what orders earn for their owners, who are held, in order of owners; return the points.

    An order that was cancelled meanwhile earns nothing, and what a till sold has earned in the sale: anew it would be
    judged by what that sale made of its reader.
    """
    ordered = sorted((one for one in paid if one.amount > 0), key=lambda one: owners[one.order_id])
    earnings = [rules.earning_at(one.at) for one in ordered]
    found = bought(order_ids=[one.order_id for one in ordered], earnings=earnings) if ordered else {}
    points = 0
    for one, earning in zip(ordered, earnings, strict=True):
        goods = found.get(one.order_id)
        if goods is None or (goods.channel == Channel.TILL and not one.store):
            continue
        reader = reader_of(
            member_id=owners[one.order_id], earning=earning, at=one.at, order_id=one.order_id,
            placed_at=goods.placed_at,
        )  # fmt: skip
        points += loyalty.earn_for_purchase(
            goods.purchase(paid=one.amount, at=one.at, store=one.store),
            reader=reader,
            earning=earning,
            source=f"order:{one.number}",
        )
    return points
