"""Which orders somebody may see who sees their own only, or those of one store."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import SightGuard
from shuyou.orders.models import Order, OrderWish
from shuyou.orders.models.till import Sale

PREFIX: Final = "order"
OF_STORE: Final = """(
    o.placed_by = %(by)s
    OR EXISTS (SELECT FROM orders_orderwish w WHERE w.order_id = o.id AND w.pickup_place = %(store)s)
    OR EXISTS (SELECT FROM orders_sale s JOIN orders_tillsession d ON d.id = s.session_id
                 JOIN orders_till t ON t.id = d.till_id JOIN supply_warehouse p ON p.id = t.store_id
                WHERE s.order_id = o.id AND p.code = %(store)s)
)"""
"""An order `o` of one store: sold at its tills, to be fetched in it, or placed by the very program that asks."""


def store_values(actor: Actor) -> dict[str, str]:
    """Return what `OF_STORE` asks for."""
    return {"by": actor.signature, "store": actor.store}


def numbers_seen(numbers: Sequence[str], actor: Actor) -> frozenset[str]:
    """Return which orders, by number, somebody may see who sees one store only; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.number FROM orders_order o WHERE o.number = ANY (%(numbers)s) AND {OF_STORE}",  # noqa: S608
            {"numbers": list(numbers), **store_values(actor)},
        )
        return frozenset(number for (number,) in cursor.fetchall())


def orders_of_store(actor: Actor) -> QuerySet[Order]:
    """Return the orders that somebody may see who sees one store only, as `OF_STORE` says."""
    at_tills = Sale.objects.filter(session__till__store__code=actor.store)
    fetched = OrderWish.objects.filter(pickup_place=actor.store)
    return Order.objects.filter(
        Q(placed_by=actor.signature) | Q(pk__in=at_tills.values("order_id")) | Q(pk__in=fetched.values("order_id"))
    )


def require_sight(*, number: str, actor: Actor) -> None:
    """
    Pass unless somebody sees one store only, and the order is none of that store.

    :raises NotFound: for them there is no such order.
    """
    if actor.store and number not in numbers_seen([number], actor):
        raise NotFound(what=_("order"), key=number)


def _seen(sources: Sequence[str], actor: Actor) -> frozenset[str]:
    seen = numbers_seen([one.removeprefix(f"{PREFIX}:") for one in sources], actor)
    return frozenset(f"{PREFIX}:{number}" for number in seen)


SIGHT: Final = SightGuard(prefix=PREFIX, seen=_seen)
