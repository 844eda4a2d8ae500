"""
Links in offers to those who agreed that it is noted what they follow: an address of ours leads on to where it says.

Nothing is kept until somebody follows one: the address names the message and the place of the link in it, sealed, and
only what stands in that message is led to.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.usecase import use_case
from shuyou.members import queries as members
from shuyou.messaging.events import MessageMoved
from shuyou.messaging.models import Channel, DeliveryEvent, Message
from shuyou.messaging.services._words import club_language, sender_words

_FOLLOWED_BY: Final = "messages: link"
PROFILING: Final = "profiling"
"""What a reader agrees to who lets us see what they follow."""
_LINKS: Final = re.compile(r"^https?://\S+$", re.MULTILINE)


def followed_by(member_ids: Sequence[int], at: datetime) -> Collection[int]:
    """Return the members who have agreed that it is noted which links they follow, in one query."""
    if not member_ids:
        return ()
    words = members.may_contact(person_ids=member_ids, purpose=PROFILING, channel=Channel.EMAIL, at=at)
    return {member_id for member_id, word in words.items() if word.is_allowed}


def addresses_in(text: str) -> list[str]:
    """Return the addresses that stand in a letter on lines of their own, as buttons do."""
    return _LINKS.findall(text)


def followable(uid: str, text: str, site: str) -> Mapping[str, str]:
    """Return for each address in a letter the one of ours that leads there."""
    found = dict[str, str]()
    for place, address in enumerate(addresses_in(text)):
        found.setdefault(address, f"{site}/messages/go/{seal(f'{uid}:{place}', purpose=_FOLLOWED_BY)}/")
    return found


@use_case("messaging.send")
def follow_link(*, token: str, actor: Actor, at: datetime) -> str:
    """
    Return where a link leads; that it was followed is noted once, if the reader still agrees to it.

    Where the words of the message are gone, it leads to the club's own site.

    :raises NotFound: the link is none of ours.
    """
    uid, _colon, place = (unseal(token, purpose=_FOLLOWED_BY) or "").partition(":")
    message = Message.objects.select_for_update(no_key=True).filter(uid=UUID(uid)).first() if uid else None
    if message is None:
        raise NotFound(what=_("link"), key="…")
    found = addresses_in(message.text)
    address = found[int(place)] if int(place) < len(found) else ""
    key = f"link:{message.pk}:{place}"
    is_new = not DeliveryEvent.objects.filter(key=key).exists()
    if address and is_new and message.member_id and followed_by([message.member_id], at):
        DeliveryEvent.objects.create(
            message=message, kind=DeliveryEvent.Kind.OPENED, key=key, text=address[:200], happened_at=at, noted_at=at
        )
        event = MessageMoved(
            message_id=message.pk, member_id=message.member_id, state=message.state, cause="opened"
        )  # fmt: skip
        events.publish(event, actor=actor, at=at)
    return address or f"{sender_words(club_language()).site}/"
