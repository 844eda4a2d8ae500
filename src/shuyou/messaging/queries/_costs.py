"""What messages cost, by channel and purpose."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.messaging.models import Channel, Message, Purpose


@dataclass(frozen=True, slots=True)
class CostRow:
    """Messages of a purpose by a channel: how many, in how many parts, how many arrived, how many readers, the cost."""

    channel_label: str
    purpose_label: str
    messages: int
    parts: int
    delivered: int
    bounced: int
    readers: int
    cost: Decimal

    @property
    def each(self) -> Decimal:
        """What one reader costs."""
        return round(self.cost / self.readers, 4) if self.readers else Decimal(0)


@query("messaging.view")
def costs(*, since: datetime, until: datetime, actor: Actor) -> list[CostRow]:
    """Return what messages cost that were sent in a stretch of time, in one query (index `messages_by_time`)."""
    rows = (
        Message.objects.filter(sent_at__gte=since, sent_at__lt=until)
        .values_list("channel", "purpose")
        .annotate(
            messages=Count("pk"), all_parts=Sum("parts"), delivered=Count("pk", filter=Q(state="delivered")),
            bounced=Count("pk", filter=Q(state="bounced")), readers=Count("member", distinct=True), money=Sum("cost"),
        )
        .order_by("channel", "purpose")
    )  # fmt: skip
    return [
        CostRow(str(Channel(channel).label), str(Purpose(purpose).label), *figures)
        for channel, purpose, *figures in rows
    ]
