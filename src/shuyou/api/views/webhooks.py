"""Programs that want to be told what happens say where and of what, and look at what they were told."""

from typing import Annotated
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from shuyou.api import queries, services, tasks
from shuyou.api.queries import WebhookRow
from shuyou.api.services import WebhookDraft
from shuyou.api.views.door import Call, needs
from shuyou.api.views.shapes import Body, Moment, Text, Words

router = Router(tags=["webhooks"])

SCOPE = "api.manage_webhooks"
After = Annotated[int, Query(), Field(ge=0)]
Limit = Annotated[int, Query(), Field(ge=1, le=200)]


class WebhookIn(Body):
    """An https address on the open internet, and the kinds of events that it is told."""

    name: Annotated[Text, Field(min_length=1, max_length=80)]
    url: Annotated[Text, Field(min_length=1, max_length=500)]
    events: Annotated[list[Words], Field(min_length=1, max_length=100)]


class SwitchIn(Body):
    """Whether anything is sent."""

    is_on: bool


class WebhookOut(Schema):
    """A webhook; `state` is on, failing, failed (it stopped by itself) or off."""

    uid: UUID
    name: str
    url: str
    events: list[str]
    state: str
    created_at: Moment
    failing_since: Moment | None


class WebhookMade(Schema):
    """A new webhook with its secret, which is told only now."""

    uid: UUID
    name: str
    secret: str


class TriedOut(Schema):
    """An attempt; status 0: there was no answer, and the text says why."""

    at: Moment
    status: int
    text: str
    ms: int


class DeliveryOut(Schema):
    """What the address was told, or is to be told, in the very words that are signed."""

    uid: UUID
    name: str
    body: str
    state: str
    tries: list[TriedOut]
    made_at: Moment
    next_at: Moment
    ended_at: Moment | None


class DeliveryPage(Schema):
    """Deliveries, the latest first, and where the next page begins; 0 at the end."""

    deliveries: list[DeliveryOut]
    next_after: int


class DeliveryMade(Schema):
    """The delivery that is on its way."""

    uid: UUID


@router.get("", response=list[WebhookOut], **needs(SCOPE))
def find_webhooks(request: Call) -> list[WebhookOut]:
    """List the webhooks that this token made."""
    return [_shown(row) for row in queries.list_webhooks(actor=request.actor)]


@router.post("", response={201: WebhookMade}, **needs(SCOPE))
def create_webhook(request: Call, body: WebhookIn) -> Status[WebhookMade]:
    """Have an address told what happens. Each kind of event wants the scope that reading it wants."""
    draft = WebhookDraft(name=body.name, url=body.url, events=tuple(body.events))
    made = services.add_webhook(draft, actor=request.actor, at=request.at)
    return Status(201, WebhookMade(uid=UUID(made.uid), name=made.name, secret=made.secret))


@router.get("/{uid}", response=WebhookOut, **needs(SCOPE))
def get_webhook(request: Call, uid: UUID) -> WebhookOut:
    """Show a webhook."""
    return _shown(queries.webhook_row(uid=uid, actor=request.actor))


@router.put("/{uid}", response={204: None}, **needs(SCOPE))
def change_webhook(request: Call, uid: UUID, body: WebhookIn) -> Status[None]:
    """Have another address told, or of other events; the secret stays."""
    draft = WebhookDraft(name=body.name, url=body.url, events=tuple(body.events))
    services.change_webhook(draft, uid=uid, actor=request.actor, at=request.at)
    return Status(204, None)


@router.delete("/{uid}", response={204: None}, **needs(SCOPE))
def remove_webhook(request: Call, uid: UUID) -> Status[None]:
    """Forget a webhook and what it was told."""
    services.remove_webhook(uid=uid, actor=request.actor, at=request.at)
    return Status(204, None)


@router.post("/{uid}/switch", response={204: None}, **needs(SCOPE))
def switch_webhook(request: Call, uid: UUID, body: SwitchIn) -> Status[None]:
    """Stop sending, or go on; what happened meanwhile is sent then, unless it stopped because it failed."""
    services.switch_webhook(uid=uid, is_on=body.is_on, actor=request.actor, at=request.at)
    if body.is_on:
        tasks.defer_sending()
    return Status(204, None)


@router.post("/{uid}/ping", response={202: DeliveryMade}, **needs(SCOPE))
def ping_webhook(request: Call, uid: UUID) -> Status[DeliveryMade]:
    """Have the address told `api.ping`, to see whether its answer comes back."""
    made = services.ping_webhook(uid=uid, actor=request.actor, at=request.at)
    tasks.defer_sending()
    return Status(202, DeliveryMade(uid=made))


@router.get("/{uid}/deliveries", response=DeliveryPage, **needs(SCOPE))
def find_webhook_deliveries(request: Call, uid: UUID, after: After = 0, limit: Limit = 50) -> DeliveryPage:
    """List what the address was told, the latest first, with its answers."""
    queries.webhook_row(uid=uid, actor=request.actor)
    page = queries.webhook_deliveries(uid=uid, after=after, limit=limit, actor=request.actor)
    rows = [DeliveryOut.model_validate(row, from_attributes=True) for row in page.rows]
    return DeliveryPage(deliveries=rows, next_after=page.next_after)


@router.post("/deliveries/{uid}/resend", response={202: DeliveryMade}, **needs(SCOPE))
def resend_webhook_delivery(request: Call, uid: UUID) -> Status[DeliveryMade]:
    """Send something once more, in the same words and under the same id."""
    services.resend_delivery(uid=uid, actor=request.actor, at=request.at)
    tasks.defer_sending()
    return Status(202, DeliveryMade(uid=uid))


def _shown(row: WebhookRow) -> WebhookOut:
    return WebhookOut.model_validate(row, from_attributes=True)
