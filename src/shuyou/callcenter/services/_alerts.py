"""Alerts of the floor: begun once when a figure is beyond its limit, ended when it is not, seen by a supervisor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.callcenter.errors import CodeTaken
from shuyou.callcenter.events import AlertsChanged, SetUpChanged
from shuyou.callcenter.models import Agent, Alert, AlertRule, Holiday, Queue
from shuyou.callcenter.queries._floor import Floor, floor
from shuyou.callcenter.rules.alerts import Figures, beyond, worse
from shuyou.callcenter.rules.opening import is_open
from shuyou.callcenter.services._note import FLOOR
from shuyou.kernel import live
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_zone
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case

PERCENT: Final = 100
SHARES: Final = (AlertRule.What.LEVEL, AlertRule.What.LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDraft:
    """From which figure on supervisors are alerted; an empty queue: the whole floor."""

    what: str
    limit: int
    queue: str = ""
    is_active: bool = True


@use_case("callcenter.run_switch")
def watch_floor(*, actor: Actor, at: datetime) -> int:
    """Begin and end alerts by the figures of now, in the hours of the queues; return how many began."""
    seen = _figures(floor(at=at, actor=actor), at)
    going_on = {one.rule_id: one for one in Alert.objects.select_for_update(no_key=True).filter(ended_at=None)}
    began = ended = 0
    for rule in AlertRule.objects.select_related("queue").order_by("pk"):
        figures = seen.get(rule.queue.code if rule.queue else "")
        figure = beyond(rule.what, rule.limit, figures) if rule.is_active and figures else None
        alert = going_on.get(rule.pk)
        if figure is None:
            if alert:
                ended += Alert.objects.filter(pk=alert.pk).update(ended_at=at)
        elif alert is None:
            Alert.objects.create(rule=rule, figure=figure, began_at=at)
            began += 1
        elif worse(rule.what, figure, alert.figure) != alert.figure:
            Alert.objects.filter(pk=alert.pk).update(figure=figure)
    if began or ended:
        live.tell(FLOOR, code="alert")
        publish(AlertsChanged(began=began, ended=ended), actor=actor, at=at)
    return began


def _figures(seen: Floor, at: datetime) -> Mapping[str, Figures]:
    """Return the figures of queues that are open now, and of the floor if one of them is."""
    local = at.astimezone(club_zone())
    if Holiday.objects.filter(day=local.date()).exists():
        return {}
    rows = Queue.objects.filter(is_active=True)
    open_now = {row.code: row for row in rows if is_open(local, row.opens, row.closes, row.days)}
    ready: dict[int, int] = {}
    for skill in Agent.objects.filter(state="ready", is_active=True).values_list("skills__skill", flat=True):
        ready[skill or 0] = ready.get(skill or 0, 0) + 1
    found = {
        row.code: Figures(
            longest=row.longest, waiting=row.waiting, ready=ready.get(open_now[row.code].skill_id, 0), level=row.level,
            lost=PERCENT * row.abandoned / row.offered if row.offered else None,
        )
        for row in seen.queues if row.code in open_now
    }  # fmt: skip
    if found:
        found[""] = Figures(
            longest=seen.longest, waiting=seen.waiting, ready=seen.count("ready"), level=seen.level, lost=seen.lost
        )
    return found


@use_case("callcenter.supervise")
def see_alert(*, alert_id: int, actor: Actor, at: datetime) -> None:
    """
    Say that one has seen an alert; whoever says so first is kept.

    :raises NotFound: there is no such alert.
    """
    alert = Alert.objects.select_for_update(no_key=True).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound(what=_("alert"), key=alert_id)
    if alert.seen_at is None:
        alert.seen_by, alert.seen_at = actor.signature, at
        alert.save(update_fields=["seen_by", "seen_at"])
        live.tell(FLOOR, code="alert")
        publish(AlertsChanged(began=0, ended=0), actor=actor, at=at)


@use_case("callcenter.set_up")
def put_alert_rule(draft: AlertDraft, *, rule_id: int, actor: Actor, at: datetime) -> None:
    """
    Say from which figure on supervisors are alerted, or change it; 0: a new one.

    :raises NotFound: there is no such rule or queue.
    :raises InvalidValue: there is no such figure, or more than a hundred percent.
    :raises CodeTaken: there is another for the same figure of the same queue.
    """
    rule = AlertRule.objects.select_for_update(no_key=True).filter(pk=rule_id).first() if rule_id else AlertRule()
    queue = Queue.objects.filter(code=draft.queue).first() if draft.queue else None
    if rule is None or (draft.queue and queue is None):
        raise NotFound(what=_("alert"), key=rule_id or draft.queue)
    if draft.what not in AlertRule.What.values:
        raise InvalidValue(label=_("figure"), value=draft.what, field="what")
    if draft.what in SHARES and draft.limit > PERCENT:
        raise InvalidValue(label=_("limit"), value=str(draft.limit), field="limit")
    if AlertRule.objects.filter(what=draft.what, queue=queue).exclude(pk=rule.pk).exists():
        raise CodeTaken(value=str(AlertRule.What(draft.what).label))
    rule.what, rule.queue, rule.limit, rule.is_active = draft.what, queue, draft.limit, draft.is_active
    rule.save()
    publish(SetUpChanged(what="alert", code=draft.what), actor=actor, at=at)
