"""Waves: orders that are ready are picked together, in one walk along the shelves."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import queries as loyalty
from shuyou.orders.errors import NothingToPick, WaveOver
from shuyou.orders.events import WaveBegun, WavePicked
from shuyou.orders.models import Order, OrderHold, Wave
from shuyou.orders.services._hold_order import hold_owners

MOST: Final = 60
"""A cart holds so many orders."""

_READY: Final = """
    SELECT o.id FROM orders_order o
     WHERE (o.state = 'paid' OR (o.state = 'placed' AND o.payment IN ('cod', 'account'))) AND o.wave_id IS NULL
       AND (%(orders)s::bigint[] IS NULL OR o.id = ANY (%(orders)s))
       AND NOT EXISTS (SELECT FROM orders_orderline l WHERE l.order_id = o.id AND l.waiting > 0)
       AND NOT EXISTS (SELECT FROM orders_orderhold h WHERE h.order_id = o.id AND h.lifted_at IS NULL)
     ORDER BY CASE WHEN EXISTS (SELECT FROM orders_switch s WHERE s.code = 'value_first' AND s.is_on) THEN (
        SELECT ARRAY[coalesce((%(turns)s::jsonb->>t.code)::int, 0), t.rank]
          FROM members_member m JOIN members_tier t ON t.id = m.tier_id WHERE m.person_id = o.member_id
        ) END DESC NULLS LAST, o.placed_at, o.id LIMIT %(most)s
"""


@use_case("orders.fulfil")
def begin_wave(*, most: int = MOST, actor: Actor, at: datetime) -> str:
    """
    Begin a wave with the orders that have waited longest, and return its number.

    If the club has switched that on, readers of a tier whose class of service is better come first, then those of
    higher tiers.

    :raises NothingToPick: no order is ready.
    """
    first = _ready(None, min(max(most, 1), MOST))
    hold_owners(order_ids=first)
    chosen = _ready(first, MOST)  # once more, now that nobody else changes them
    if not chosen:
        raise NothingToPick()
    wave = Wave.objects.create(number=next_number("WV", "wave", width=6), created_by=actor.signature, created_at=at)
    for order in Order.objects.filter(pk__in=chosen).order_by("pk"):
        order.wave, order.state, order.picking_at, order.version = wave, Order.State.PICKING, at, order.version + 1
        order.save(update_fields=["wave", "state", "picking_at", "version"])
    events.publish(WaveBegun(wave_id=wave.pk, number=wave.number, orders=len(chosen)), actor=actor, at=at)
    return wave.number


@use_case("orders.fulfil")
def finish_wave(number: str, *, actor: Actor, at: datetime) -> int:
    """
    Note that everything of a wave was taken off the shelves; return of how many orders.

    Orders that were taken off the wave, stopped or given up meanwhile stay as they are.

    :raises NotFound: there is no such wave.
    :raises WaveOver: it was picked before.
    """
    wave = Wave.objects.filter(number=number).first()
    if wave is None:
        raise NotFound(what=_("wave"), key=number)
    hold_owners(order_ids=list(wave.orders.order_by("pk").values_list("pk", flat=True)))
    wave = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
    if wave.picked_at:
        raise WaveOver(number=number)
    stopped = OrderHold.objects.filter(lifted_at=None).values("order")
    orders = list(wave.orders.filter(state=Order.State.PICKING).exclude(pk__in=stopped).order_by("pk"))
    for order in orders:
        order.state, order.picked_at, order.version = Order.State.PICKED, at, order.version + 1
        order.save(update_fields=["state", "picked_at", "version"])
    wave.picked_at = at
    wave.save(update_fields=["picked_at"])
    events.publish(WavePicked(wave_id=wave.pk, number=number, orders=len(orders)), actor=actor, at=at)
    return len(orders)


def _ready(orders: Sequence[int] | None, most: int) -> list[int]:
    with connection.cursor() as cursor:
        asked = None if orders is None else list(orders)
        turns = json.dumps(dict(loyalty.turn_by_tier()))
        cursor.execute(_READY, {"orders": asked, "most": most, "turns": turns})
        return [row[0] for row in cursor.fetchall()]
