"""Telling programs what happened: written down with the event, sent afterwards, tried again until it is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from shuyou.api.events import WebhookSwitched
from shuyou.api.models import Token, Webhook, WebhookDelivery
from shuyou.api.ports import Answer
from shuyou.api.rules import PATIENCE, PUBLIC, WAITS, signature
from shuyou.api.services._webhooks import PURPOSE, body_of
from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import STAFF, TOKEN, Actor
from shuyou.kernel.events import Delivered, Event
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.sealed import unseal
from shuyou.kernel.usecase import step
from shuyou.members import queries as members
from shuyou.supply import queries as supply

PERMISSION: Final = "api.manage_webhooks"
LEASE: Final = timedelta(minutes=5)
"""For how long who took a delivery has it alone; a worker that died in between costs that much, and no delivery."""

_READS: Final = Actor.job("api")
_ITEMS: Final = MappingProxyType({"item_id": "item", "kept_id": "kept", "gone_id": "gone"})
"""Facts that name a title by our id, and what they are called outside, where it goes by its uid."""
KEPT_TRIES: Final = 12
KEPT_FOR: Final = timedelta(days=30)

LONGEST_REST: Final = timedelta(hours=1)

# The oldest of each address, so that one that hangs keeps nobody waiting, but none that another worker is at; nothing
# for an address whose token opens nothing any more.
_TAKE: Final = """
    UPDATE api_webhookdelivery d SET next_at = %(until)s, attempts = d.attempts + 1
      FROM (SELECT o.id FROM api_webhook w CROSS JOIN LATERAL (
                SELECT d.id, d.next_at FROM api_webhookdelivery d
                 WHERE d.webhook_id = w.id AND d.state = 'waiting' AND d.next_at <= %(at)s
                 ORDER BY d.next_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED) o
             WHERE w.stopped_at IS NULL AND (w.rests_until IS NULL OR w.rests_until <= %(at)s)
               AND NOT EXISTS (SELECT FROM api_token t WHERE w.created_by = 'token:' || t.uid
                                  AND (t.revoked_at IS NOT NULL OR t.expires_at <= %(at)s))
             ORDER BY o.next_at, o.id LIMIT %(limit)s) due, api_webhook w
     WHERE d.id = due.id AND w.id = d.webhook_id
    RETURNING d.id, d.uid, d.name, d.body, w.url, w.secret
"""


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """What is to be sent where, signed."""

    delivery_id: int
    url: str
    headers: Mapping[str, str]
    body: str


@step
def note_deliveries(batch: Sequence[Delivered[Event]]) -> int:
    """Write down what each address that asked for it is told of events; return how many deliveries that makes."""
    asked = _asked(max(one.at for one in batch)) if batch else []
    wanted = {name for _pk, names in asked for name in names}
    told = [one for one in batch if one.event.name in wanted]
    if not told:
        return 0
    uids = dict(EventRecord.objects.filter(pk__in=[one.event_id for one in told]).values_list("pk", "uid"))
    names = _names([one.event for one in told])
    bodies = {
        one.event_id: body_of(uids[one.event_id], one.event.name, one.at, _facts(one.event, names)) for one in told
    }
    rows = [
        WebhookDelivery(
            webhook_id=webhook_id, event_id=one.event_id, name=one.event.name, body=bodies[one.event_id],
            next_at=one.at, made_at=one.at,
        )
        for webhook_id, names in asked for one in told if one.event.name in names
    ]  # fmt: skip
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def take_due_deliveries(*, limit: int, actor: Actor, at: datetime) -> list[DueDelivery]:
    """Return deliveries whose time has come, one for each address, which nobody else gets for a while."""
    actor.require(PERMISSION)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"until": at + LEASE, "at": at, "limit": limit})
        return [_due(*row, at=at) for row in cursor.fetchall()]


@transaction.atomic
def note_answer(answer: Answer, *, delivery_id: int, spent_ms: int, actor: Actor, at: datetime) -> str:
    """
    Write down what an address answered, and return what becomes of the delivery.

    What was not taken is tried again, later each time. An address that takes nothing for days is told nothing more
    until somebody has looked at it.
    """
    actor.require(PERMISSION)
    delivery = WebhookDelivery.objects.select_for_update(no_key=True).filter(pk=delivery_id).first()
    if delivery is None:  # removed meanwhile
        return ""
    tried = {"at": at.isoformat(), "status": answer.status, "text": answer.text[:300], "ms": spent_ms}
    delivery.tries = [*delivery.tries, tried][-KEPT_TRIES:]
    if answer.is_taken:
        delivery.state, delivery.ended_at = WebhookDelivery.State.DELIVERED, at
    elif delivery.attempts > len(WAITS):
        delivery.state, delivery.ended_at = WebhookDelivery.State.FAILED, at
    else:
        delivery.next_at = at + WAITS[delivery.attempts - 1]
    delivery.save(update_fields=["tries", "state", "ended_at", "next_at"])
    _note_health(delivery.webhook_id, answer, actor, at)
    return delivery.state


def drop_old_deliveries(*, actor: Actor, at: datetime) -> int:
    """Forget what was told long ago; return how many deliveries that were."""
    actor.require(PERMISSION)
    old = WebhookDelivery.objects.filter(made_at__lt=at - KEPT_FOR)
    return old.exclude(state="waiting", webhook__stopped_at=None).delete()[0]


def _due(delivery_id: int, uid: UUID, name: str, body: str, url: str, sealed: str, *, at: datetime) -> DueDelivery:
    secret = unseal(sealed, purpose=PURPOSE) or ""
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Shuyou-Webhook/1",
        "Shuyou-Event": name, "Shuyou-Delivery": str(uid), "Shuyou-Signature": signature(secret, body, at),
    }  # fmt: skip
    return DueDelivery(delivery_id, url, headers, body)


def _note_health(webhook_id: int, answer: Answer, actor: Actor, at: datetime) -> None:
    """Note since when an address fails, and stop sending once that is too long."""
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    webhook.rests_until = None
    if answer.is_taken:
        webhook.failing_since = None
    else:
        webhook.failing_since = webhook.failing_since or at
        webhook.rests_until = at + min(max(at - webhook.failing_since, WAITS[0]), LONGEST_REST)
    if webhook.failing_since and at - webhook.failing_since >= PATIENCE and webhook.stopped_at is None:
        webhook.stopped_at, webhook.has_failed = at, True
        told = WebhookSwitched(webhook=str(webhook.uid), is_on=False, has_failed=True)
        events.publish(told, actor=actor, at=at)
    webhook.save(update_fields=["failing_since", "rests_until", "stopped_at", "has_failed"])


def _asked(at: datetime) -> list[tuple[int, list[str]]]:
    """Return who is told of what: no more than whoever asked for it may see today."""
    rows = list(Webhook.objects.filter(has_failed=False).order_by("pk").values_list("pk", "events", "created_by"))
    makers = _makers({created_by for _pk, _names, created_by in rows}, at)
    told = list[tuple[int, list[str]]]()
    for pk, names, made_by in rows:
        maker = makers.get(made_by)  # of some makers nothing is known, such as of a command
        told.append((pk, [name for name in names if maker is None or maker.may(PUBLIC[name][0])]))
    return told


def _makers(names: set[str], at: datetime) -> Mapping[str, Actor]:
    """Return who made webhooks with what they may do now: a token that is over and staff who left may do nothing."""
    ids = {kind: [name.partition(":")[2] for name in names if name.startswith(f"{kind}:")] for kind in (TOKEN, STAFF)}
    makers = dict[str, Actor]()
    for token in Token.objects.filter(uid__in=ids[TOKEN]) if ids[TOKEN] else ():
        is_over = token.revoked_at is not None or token.expires_at <= at
        scopes = frozenset[str]() if is_over else frozenset(token.scopes)
        makers[f"{TOKEN}:{token.uid}"] = Actor(TOKEN, str(token.uid), "api", scopes=scopes)
    for user in User.objects.filter(pk__in=ids[STAFF]) if ids[STAFF] else ():
        roles = user.role_set if user.is_active and user.is_staff else frozenset()
        makers[f"{STAFF}:{user.pk}"] = Actor(STAFF, str(user.pk), "api", roles)
    return makers


@dataclass(frozen=True, slots=True)
class _Names:
    """By what members, titles and places are known outside: their numbers, uids and codes."""

    members: Mapping[int, str]
    items: Mapping[int, str]
    places: Mapping[int, str]


def _names(told: Sequence[Event]) -> _Names:
    """Return the names of all that events are about, in a query for each kind of things."""
    member_ids = {member_id for one in told if (member_id := getattr(one, "member_id", None))}
    item_ids = sorted({item_id for one in told for name in _ITEMS if (item_id := getattr(one, name, None))})
    item_ids += [item_id for one in told for item_id in getattr(one, "item_ids", ())]
    place_ids = {place_id for one in told if (place_id := getattr(one, "warehouse_id", None))}
    return _Names(
        members.numbers_of(member_ids=member_ids) if member_ids else {},
        {row.item_id: row.uid for row in catalog.item_rows(item_ids=item_ids)},
        {place.place_id: place.code for place in supply.places(actor=_READS, is_active=False)} if place_ids else {},
    )


def _facts(event: Event, names: _Names) -> dict[str, object]:
    """Return what goes out of an event: the facts that may, and what it is about by the names of these outside."""
    _scope, wanted = PUBLIC[event.name]
    facts: dict[str, object] = {}
    for name in wanted:
        value = getattr(event, name)
        if name in _ITEMS:
            facts[_ITEMS[name]] = names.items.get(value, "")
        elif name == "item_ids":
            facts["items"] = [names.items[item_id] for item_id in value if item_id in names.items]
        elif name == "warehouse_id":
            facts["place"] = names.places.get(value, "")
        else:
            facts[name] = value
    if member_id := getattr(event, "member_id", None):
        facts["member"] = names.members.get(member_id, "")
    return facts
