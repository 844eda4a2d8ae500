"""Keeping what a reader asked, searched for or looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.events import InquiryNoted
from shuyou.members.models import Contact, Inquiry
from shuyou.members.rules.touches import one_of, written
from shuyou.members.services._hold_member import hold_member

LONGEST = 300
GOES_ON = timedelta(minutes=10)
"""How long a search goes on: what is typed within it, word by word or once more, is one search."""


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

    A search that goes on from the one just before, with the same words or more of them, takes its place.

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
    if earlier := _search_before(inquiry):
        if inquiry.item_id is None and earlier.text == inquiry.text:
            inquiry.item_id = earlier.item_id
        inquiry.pk, inquiry.hits = earlier.pk, earlier.hits if inquiry.hits is None else inquiry.hits
        inquiry.save(force_update=True)
    else:
        inquiry.save(force_insert=True)
    event = InquiryNoted(
        inquiry_id=inquiry.pk,
        member_id=draft.member_id,
        kind=inquiry.kind,
        channel=inquiry.channel,
        item_id=inquiry.item_id,
    )
    publish(event, actor=actor, at=at)
    return inquiry.pk


def _search_before(inquiry: Inquiry) -> Inquiry | None:
    """Return the search that this one goes on from, in one query (index `inquiries_of_person`)."""
    if inquiry.kind != Inquiry.Kind.SEARCH:
        return None
    recent = Inquiry.objects.filter(person_id=inquiry.person_id, at__gt=inquiry.at - GOES_ON, at__lte=inquiry.at)
    last = recent.filter(kind=inquiry.kind, channel=inquiry.channel).order_by("-at", "-pk").first()
    if last is None or last.text == inquiry.text:
        return last
    is_typed_on = inquiry.text.startswith(last.text) or last.text.startswith(inquiry.text)
    return last if is_typed_on and last.item_id is None else None
