"""What was exchanged: the old order, what came back of it, and the new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members import queries as members
from shuyou.orders.models import Channel, Exchange, Order
from shuyou.orders.queries._buyer import Asking
from shuyou.orders.queries._priced import Priced, price_quotes
from shuyou.orders.queries._promotion_book import promotion_stamp
from shuyou.orders.rules import Quote


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


@query("orders.exchange")
def priced_instead(*, number: str, copies: Mapping[int, int], at: datetime, actor: Actor) -> Priced | None:
    """
    Return what titles come to that are given for those of an order, as the exchange would charge them.

    Nothing, where they cannot be priced: it was sold to a guest, or nobody sells such a title.

    :raises NotFound: there is no such order.
    """
    columns = ("member__number", "channel", "address", "wish__pickup_place")
    row = Order.objects.filter(number=number).values_list(*columns).first()
    if row is None:
        raise NotFound(what=_("order"), key=number)
    member_number, was_channel, address, pickup = row
    if not member_number:
        return None
    channel = Channel.PHONE if was_channel == Channel.TILL else was_channel
    head = members.member_head(number=member_number, actor=actor)
    prices = catalog.prices(item_ids=copies, price_list=head.tier.price_list, channel=channel, at=at)
    if prices.keys() != copies.keys():
        return None
    quotes = [
        Quote(item_id, price.title, copies[item_id], price.list_price, price.rate, price.reason)
        for item_id, price in prices.items()
    ]
    asking = Asking(
        member_id=head.member_id, tier=head.tier.code, channel=channel, at=at, coupons={},
        address="" if pickup else address,
    )  # fmt: skip
    return price_quotes(quotes=quotes, asking=asking, stamp=promotion_stamp())
