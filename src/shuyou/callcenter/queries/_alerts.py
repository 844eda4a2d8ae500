"""Alerts of the floor: those that go on, and those that nobody has seen yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from shuyou.callcenter.models import Alert
from shuyou.callcenter.queries._names import named
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query

KEPT_FOR: Final = timedelta(days=1)
"""How long an alert that nobody saw is shown after it has begun."""
MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """A figure beyond its limit: which, of what, the worst it was, and whether somebody has seen it."""

    alert_id: int
    label: str
    limit: int
    figure: int
    queue: str
    began_at: datetime
    ended_at: datetime | None
    is_seen: bool


@query("callcenter.see_floor")
def alerts_now(*, actor: Actor) -> list[AlertRow]:
    """Return the alerts that go on, the latest first, in one query."""
    return _rows(Alert.objects.filter(ended_at=None))


@query("callcenter.supervise")
def alerts_to_see(*, at: datetime, actor: Actor) -> list[AlertRow]:
    """Return the alerts of the last day that nobody has seen yet, the latest first, in one query."""
    return _rows(Alert.objects.filter(seen_at=None, began_at__gt=at - KEPT_FOR))


@query("callcenter.supervise")
def alerts_between(*, since: datetime, until: datetime, actor: Actor) -> list[AlertRow]:
    """Return the alerts of some time, the latest first, in one query (index `alerts_by_time`)."""
    return _rows(Alert.objects.filter(Q(ended_at=None) | Q(ended_at__gte=since), began_at__lt=until))


def _rows(alerts: QuerySet[Alert]) -> list[AlertRow]:
    return [
        AlertRow(
            alert_id=one.pk, label=one.rule.get_what_display(), limit=one.rule.limit, figure=one.figure,
            queue=named(one.rule.queue.name_zh, one.rule.queue.name_en) if one.rule.queue else "",
            began_at=one.began_at, ended_at=one.ended_at, is_seen=one.seen_at is not None,
        )
        for one in alerts.select_related("rule__queue").order_by("-began_at", "-pk")[:MOST]
    ]  # fmt: skip
