"""Drafts: an order while it is being taken. Nothing has happened yet, so nothing is told."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from shuyou.kernel.actor import Actor
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step
from shuyou.orders.models import Draft


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What has been typed so far, as it was typed: a refused value is kept for mending."""

    lines: list[dict[str, int | str]] = field(default_factory=list)
    clue: str = ""
    copies: str = ""
    payment: str = "remittance"
    address_id: str = ""
    recipient: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    points: str = ""
    coupon: str = ""
    note: str = ""
    pickup_place: str = ""
    """The code of the store where the reader fetches it; empty: it is sent."""
    may_wait: str = ""
    is_gift: str = ""
    gift_message: str = ""
    step: int = 0
    """How late the values were typed, in the clerk's own clock: what arrives late takes nothing newer back."""


def open_draft(*, member_id: int, actor: Actor, at: datetime) -> tuple[UUID, DraftContent]:
    """Return the clerk's draft for a member with its request key, begun now if there is none."""
    actor.require("orders.place")
    with transaction.atomic():
        draft, _ = Draft.objects.get_or_create(
            member_id=member_id, clerk_id=int(actor.id), defaults={"updated_at": at, "uid": uuid7()}
        )
    return draft.uid, _content(draft)


def change_draft(
    change: Callable[[DraftContent], DraftContent], *, request_key: UUID, actor: Actor, at: datetime
) -> DraftContent:
    """
    Change what has been typed so far and return it; a draft that was placed or forgotten meanwhile stays gone.

    Requests of one page meet here: each changes what the one before it left, none writes over it.
    """
    actor.require("orders.place")
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=request_key, clerk_id=int(actor.id)).first()
        if draft is None:
            return change(DraftContent())
        content = change(_content(draft))
        Draft.objects.filter(pk=request_key).update(content=asdict(content), updated_at=at)
    return content


@step
def change_held_draft(
    change: Callable[[DraftContent], DraftContent], *, member_id: int, actor: Actor, at: datetime
) -> Draft:
    """Change the clerk's draft for a member who is held, begun now if there is none, and return it."""
    draft, _ = Draft.objects.select_for_update().get_or_create(
        member_id=member_id, clerk_id=int(actor.id), defaults={"updated_at": at, "uid": uuid7()}
    )
    draft.content, draft.updated_at = asdict(change(_content(draft))), at
    draft.save(update_fields=["content", "updated_at"])
    return draft


def discard_draft(*, member_id: int, request_key: UUID, actor: Actor) -> None:
    """Forget a draft; the next order of this member starts with another request key."""
    actor.require("orders.place")
    Draft.objects.filter(member_id=member_id, clerk_id=int(actor.id), uid=request_key).delete()


def _content(draft: Draft) -> DraftContent:
    known = DraftContent.__dataclass_fields__
    return DraftContent(**{key: value for key, value in draft.content.items() if key in known})
