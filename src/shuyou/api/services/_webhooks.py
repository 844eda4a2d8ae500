"""Which programs are told what happens."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.api.errors import NothingToTell, UnknownTopic, WebhookNameTaken
from shuyou.api.events import DeliveryAsked, WebhookKept, WebhookRemoved, WebhookSwitched
from shuyou.api.models import Webhook, WebhookDelivery
from shuyou.api.queries import own_webhooks
from shuyou.api.rules import PING, PUBLIC, target_of
from shuyou.kernel import events
from shuyou.kernel.actor import STAFF, TOKEN, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.sealed import seal
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case

SIGN: Final = "whsec_"
PURPOSE: Final = "webhook"
"""What secrets are sealed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDraft:
    """An address that is to be told what happens."""

    name: str
    url: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A webhook with its secret, which is shown once."""

    uid: str
    name: str
    secret: str


@use_case("api.manage_webhooks")
def add_webhook(draft: WebhookDraft, *, actor: Actor, at: datetime) -> NewWebhook:
    """
    Tell an address what happens from now on. Nobody has others told what they may not see themselves.

    :raises AddressRefused: nothing may be sent there; UnknownTopic: nothing that is told; NothingToTell: none chosen.
    :raises NotPermitted: the actor may not see what is to be told.
    :raises WebhookNameTaken: there is one of this name.
    """
    _check(draft, actor)
    secret = SIGN + secrets.token_urlsafe(32)
    webhook = Webhook(
        name=draft.name, url=draft.url, events=sorted(set(draft.events)), secret=seal(secret, purpose=PURPOSE),
        created_by=actor.signature, created_at=at,
    )  # fmt: skip
    _save(webhook)
    events.publish(WebhookKept(webhook=str(webhook.uid), events=tuple(webhook.events)), actor=actor, at=at)
    return NewWebhook(uid=str(webhook.uid), name=webhook.name, secret=secret)


@use_case("api.manage_webhooks")
def change_webhook(draft: WebhookDraft, *, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Tell another address, or of other things; what waits already goes to the new address.

    From then on it is told what staff who changed it may see; what a program asked for, what that program may.

    :raises NotFound: there is none that the actor may see.
    :raises DomainError: as `add_webhook` does.
    """
    webhook = _held(uid, actor)
    _check(draft, actor)
    webhook.name, webhook.url, webhook.events = draft.name, draft.url, sorted(set(draft.events))
    if actor.kind == STAFF and not webhook.created_by.startswith(f"{TOKEN}:"):
        webhook.created_by = actor.signature
    _save(webhook)
    events.publish(WebhookKept(webhook=str(uid), events=tuple(webhook.events)), actor=actor, at=at)


@use_case("api.manage_webhooks")
def remove_webhook(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Forget an address and all that it was told.

    :raises NotFound: there is none that the actor may see.
    """
    _held(uid, actor).delete()
    events.publish(WebhookRemoved(webhook=str(uid)), actor=actor, at=at)


@use_case("api.manage_webhooks")
def switch_webhook(*, uid: UUID, is_on: bool, actor: Actor, at: datetime) -> None:
    """
    Stop sending to an address, or go on: what was not sent meanwhile is sent then.

    :raises NotFound: there is none that the actor may see.
    """
    webhook = _held(uid, actor)
    webhook.stopped_at, webhook.failing_since, webhook.has_failed = None if is_on else at, None, False
    webhook.rests_until = None
    webhook.save(update_fields=["stopped_at", "failing_since", "has_failed", "rests_until"])
    events.publish(WebhookSwitched(webhook=str(uid), is_on=is_on, has_failed=False), actor=actor, at=at)


@use_case("api.manage_webhooks")
def ping_webhook(*, uid: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Have an address told that this is a trial, and return the delivery's uid.

    :raises NotFound: there is none that the actor may see.
    """
    webhook, delivery_uid = _held(uid, actor), uuid7()
    _wake(webhook)
    WebhookDelivery.objects.create(
        uid=delivery_uid, webhook=webhook, name=PING, body=body_of(delivery_uid, PING, at, {}), next_at=at, made_at=at
    )
    events.publish(DeliveryAsked(webhook=str(uid), delivery=str(delivery_uid)), actor=actor, at=at)
    return delivery_uid


@use_case("api.manage_webhooks")
def resend_delivery(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Have an address told something once more, in the same words.

    :raises NotFound: there is no such delivery that the actor may see.
    """
    found = WebhookDelivery.objects.select_for_update(no_key=True, of=("self",)).select_related("webhook")
    delivery = found.filter(uid=uid, webhook__in=own_webhooks(actor)).first()
    if delivery is None:
        raise NotFound(what=_("delivery"), key=uid)
    delivery.state, delivery.next_at, delivery.ended_at, delivery.attempts = "waiting", at, None, 0
    delivery.save(update_fields=["state", "next_at", "ended_at", "attempts"])
    _wake(delivery.webhook)
    events.publish(DeliveryAsked(webhook=str(delivery.webhook.uid), delivery=str(uid)), actor=actor, at=at)


def body_of(uid: UUID, name: str, at: datetime, data: dict[str, object]) -> str:
    """Return what is sent: the id that stays the same however often it comes, what happened, when, and the facts."""
    told = {"id": str(uid), "event": name, "at": at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _check(draft: WebhookDraft, actor: Actor) -> None:
    target_of(draft.url, may_be_private=settings.SHUYOU_PRIVATE_WEBHOOKS)
    if not draft.events:
        raise NothingToTell()
    for name in draft.events:
        if name not in PUBLIC:
            raise UnknownTopic(value=name, known=", ".join(PUBLIC))
        actor.require(PUBLIC[name][0])


def _wake(webhook: Webhook) -> None:
    """Send at once what somebody waits for, though the address failed a moment ago."""
    Webhook.objects.filter(pk=webhook.pk).update(rests_until=None)


def _save(webhook: Webhook) -> None:
    try:
        with transaction.atomic():
            webhook.save()
    except IntegrityError as error:
        raise WebhookNameTaken(name=webhook.name) from error


def _held(uid: UUID, actor: Actor) -> Webhook:
    webhook = own_webhooks(actor).select_for_update(no_key=True).filter(uid=uid).first()
    if webhook is None:
        raise NotFound(what=_("webhook"), key=uid)
    return webhook
