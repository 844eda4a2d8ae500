"""Which programs are told what happens, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.api.models import Webhook, WebhookDelivery
from shuyou.kernel.actor import TOKEN, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """An address that is told what happens."""

    uid: UUID
    name: str
    url: str
    events: tuple[str, ...]
    created_by: str
    created_at: datetime
    failing_since: datetime | None
    stopped_at: datetime | None
    has_failed: bool

    @property
    def state(self) -> str:
        """Return `on`, `failing`, `failed` (it stopped by itself) or `off`."""
        if self.stopped_at is not None:
            return "failed" if self.has_failed else "off"
        return "failing" if self.failing_since else "on"


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt to tell somebody something; status 0: there was no answer, and the text says why."""

    at: datetime
    status: int
    text: str
    ms: int


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """What an address was told, or is to be told."""

    uid: UUID
    name: str
    body: str
    state: str
    state_label: str
    attempts: int
    tries: tuple[Tried, ...]
    next_at: datetime
    made_at: datetime
    ended_at: datetime | None

    @property
    def last(self) -> Tried | None:
        """Return the latest attempt, if there was one."""
        return self.tries[-1] if self.tries else None


def own_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Return the webhooks that an actor may know of: a token those that it made, staff all of them."""
    rows = Webhook.objects.all()
    return rows.filter(created_by=actor.signature) if actor.kind == TOKEN else rows


@query("api.manage_webhooks")
def list_webhooks(*, actor: Actor) -> list[WebhookRow]:
    """Return webhooks by name, in one query."""
    return [_row(webhook) for webhook in own_webhooks(actor).order_by("name", "pk")]


@query("api.manage_webhooks")
def webhook_row(*, uid: UUID, actor: Actor) -> WebhookRow:
    """
    Return a webhook, in one query.

    :raises NotFound: there is none that the actor may see.
    """
    webhook = own_webhooks(actor).filter(uid=uid).first()
    if webhook is None:
        raise NotFound(what=_("webhook"), key=uid)
    return _row(webhook)


@query("api.manage_webhooks")
def webhook_deliveries(*, uid: UUID, after: int = 0, limit: int = PAGE, actor: Actor) -> Page[DeliveryRow]:
    """Return what an address was told, the latest first, in two queries."""
    rows = WebhookDelivery.objects.filter(webhook__in=own_webhooks(actor), webhook__uid=uid)
    found, next_after = behind(rows, Place(after=after), limit=limit)
    return Page(tuple(_delivery(one) for one in found), next_after)


def _row(webhook: Webhook) -> WebhookRow:
    return WebhookRow(
        webhook.uid, webhook.name, webhook.url, tuple(webhook.events), webhook.created_by, webhook.created_at,
        webhook.failing_since, webhook.stopped_at, webhook.has_failed,
    )  # fmt: skip


def _delivery(one: WebhookDelivery) -> DeliveryRow:
    return DeliveryRow(
        uid=one.uid, name=one.name, body=one.body, state=one.state,
        state_label=str(WebhookDelivery.State(one.state).label), attempts=one.attempts,
        tries=tuple(Tried(datetime.fromisoformat(t["at"]), t["status"], t["text"], t["ms"]) for t in one.tries),
        next_at=one.next_at, made_at=one.made_at, ended_at=one.ended_at,
    )  # fmt: skip
