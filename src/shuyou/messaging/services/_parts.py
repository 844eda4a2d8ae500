"""What short messages cost once they are in words: a long one is billed part by part, and no budget is passed by it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import MARKETING
from shuyou.kernel.usecase import use_case
from shuyou.messaging.events import PartsCounted
from shuyou.messaging.models import Channel, ChannelSetting, Message
from shuyou.messaging.services._spending import add_spent, spent_by

SMS: Final = Channel.SMS


@use_case("messaging.send")
def count_parts(found: Mapping[int, int], *, actor: Actor, at: datetime) -> Collection[int]:
    """
    Note how many parts short messages have that wait to be sent, and return the offers that the budget has no room for.

    The budget is asked again under the lock that the gate holds; whoever finds no room there is judged again.
    """
    setting = ChannelSetting.objects.select_for_update(no_key=True).get(channel=SMS)
    waiting = Message.objects.select_for_update(no_key=True).filter(pk__in=found, state="waiting", channel=SMS)
    rows, dear = list(waiting.order_by("pk")), set[int]()
    offers = sum((setting.cost_each * found[row.pk] - row.cost for row in rows if row.purpose == MARKETING), Decimal(0))
    left = room = _room(setting, offers, at)
    for row in rows:
        row.parts = found[row.pk]
        more = setting.cost_each * row.parts - row.cost
        if left is not None and row.purpose == MARKETING:
            if more > left:
                dear.add(row.pk)
                continue
            left -= more
        row.cost += more
    if room is not None and left is not None:
        add_spent(SMS, room - left)
    Message.objects.bulk_update(rows, ["parts", "cost"])
    events.publish(PartsCounted(messages=len(rows), held=len(dear)), actor=actor, at=at)
    return dear


def _room(setting: ChannelSetting, wanted: Decimal, at: datetime) -> Decimal | None:
    """Return what offers may still cost this month; None: as much as they do."""
    if setting.monthly_budget is None:
        return None
    room = setting.monthly_budget - spent_by([SMS], at)[SMS]
    return room if wanted <= room else setting.monthly_budget - spent_by([SMS], at, is_short=True)[SMS]
