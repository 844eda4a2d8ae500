"""What an order would earn, said beforehand, beside what it does earn: both of the same rules, or one of them lies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from shuyou.kernel.usecase import step
from shuyou.loyalty import queries as rules
from shuyou.loyalty import services as loyalty
from shuyou.orders.models import Order
from shuyou.orders.queries._earning import bought, reader_of

_ORDERS: Final = """
    SELECT id FROM orders_order WHERE member_id IS NOT NULL AND state <> 'cancelled' AND total > 0
     ORDER BY hashint8extended(id, %s), id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Promised:
    """The points that were said, and those that were posted."""

    order_id: int
    said: int
    posted: int


def promised_by_lot(*, orders: int, seed: int, at: datetime) -> list[Promised]:
    """Say what orders picked by lot promise and what is posted for them; every posting is taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [seed, orders])
        ids = [row[0] for row in cursor.fetchall()]
    found = []
    for order_id in ids:
        with transaction.atomic():
            if one := promise_and_post(order_id=order_id, at=at):
                found.append(one)
            transaction.set_rollback(True)
    return found


@step
def promise_and_post(*, order_id: int, at: datetime) -> Promised | None:
    """
    Say what the titles of an order would earn its reader if bought now, and post it; None if it was cancelled.

    For whoever compares both and takes the posting back: the order has earned its own points already.
    """
    member_id, total = Order.objects.values_list("member_id", "total").get(pk=order_id)
    earning = rules.earning_at(at)
    goods = bought(order_ids=[order_id], earnings=[earning]).get(order_id)
    if goods is None:
        return None
    reader = reader_of(member_id=member_id, earning=earning, at=at)
    purchase = goods.purchase(paid=total, at=at)
    said = sum(award.points for award in rules.would_earn(purchase=purchase, reader=reader, earning=earning))
    posted = loyalty.earn_for_purchase(purchase, reader=reader, earning=earning, source=f"promise:{order_id}")
    return Promised(order_id, said, posted)
