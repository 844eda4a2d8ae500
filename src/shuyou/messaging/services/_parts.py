"""What short messages cost once they are in words: a long one is billed part by part, and no budget is passed by it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import MARKETING
from shuyou.kernel.usecase import use_case
from shuyou.messaging.events import PartsCounted
from shuyou.messaging.models import Channel, ChannelSetting, Message
from shuyou.messaging.services._gate_sql import ALLOWED, SPENT, month_of

SMS: Final = Channel.SMS


@use_case("messaging.send")
def count_parts(found: Mapping[int, int], *, actor: Actor, at: datetime) -> Collection[int]:
    """
    Note how many parts short messages have that wait to be sent, and return the offers that the budget has no room for.

    The budget is asked again under the lock that the gate holds; whoever finds no room there is judged again.
    """
    setting = ChannelSetting.objects.select_for_update(no_key=True).get(channel=SMS)
    room = None if setting.monthly_budget is None else setting.monthly_budget - _spent(at)
    waiting = Message.objects.select_for_update(no_key=True).filter(pk__in=found, state="waiting", channel=SMS)
    rows, dear = list(waiting.order_by("pk")), set[int]()
    for row in rows:
        row.parts = found[row.pk]
        more = setting.cost_each * row.parts - row.cost
        if room is not None and row.purpose == MARKETING:
            if more > room:
                dear.add(row.pk)
                continue
            room -= more
        row.cost += more
    Message.objects.bulk_update(rows, ["parts", "cost"])
    events.publish(PartsCounted(messages=len(rows), held=len(dear)), actor=actor, at=at)
    return dear


def _spent(at: datetime) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(SPENT, {"channels": [SMS], "month": month_of(at), "allowed": list(ALLOWED)})
        found: dict[str, Decimal] = dict(cursor.fetchall())
    return found.get(SMS, Decimal(0))
