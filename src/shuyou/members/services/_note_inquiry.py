"""Keeping what a reader asked, searched for or looked at."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import InquiryNoted
from shuyou.members.models import Contact, Inquiry
from shuyou.members.rules.touches import one_of, written
from shuyou.members.services._hold_member import hold_member

LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInquiry:
    """What was asked (`question`), searched for (`search`) or looked at (`view`), where, and with how many hits."""

    member_id: int
    kind: str
    channel: str
    text: str
    item_id: int | None = None
    hits: int | None = None


@use_case("members.note_inquiry")
def note_inquiry(draft: NewInquiry, *, actor: Actor, at: datetime) -> int:
    """
    Keep an inquiry of a reader and return its id.

    :raises NotFound: there is no such member.
    :raises NothingWritten: nothing was asked.
    :raises DomainError: for a word that cannot be kept.
    """
    inquiry = Inquiry(
        person_id=draft.member_id,
        kind=one_of(draft.kind, Inquiry.Kind.values, field="kind"),
        channel=one_of(draft.channel, Contact.Channel.values, field="channel"),
        text=written(draft.text, field="text", limit=LONGEST),
        item_id=draft.item_id,
        hits=draft.hits,
        at=at,
    )
    hold_member(member_id=draft.member_id)
    inquiry.save(force_insert=True)
    event = InquiryNoted(
        inquiry_id=inquiry.pk,
        member_id=draft.member_id,
        kind=inquiry.kind,
        channel=inquiry.channel,
        item_id=draft.item_id,
    )
    publish(event, actor=actor, at=at)
    return inquiry.pk
