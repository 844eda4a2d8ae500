"""A member's word, given or taken back."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import WordUnknown
from shuyou.members.events import ConsentRecorded
from shuyou.members.models import Consent
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._register_member import TEXT_VERSION


@use_case("members.edit")
def record_consent(
    *,
    member_id: int,
    purpose: str,
    is_granted: bool,
    channel: str = Consent.Channel.ANY,
    text_version: str = TEXT_VERSION,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Append a member's word to the ledger of consent. The latest one for a purpose and channel counts.

    :raises NotFound: there is no such member.
    :raises WordUnknown: there is no such purpose or channel.
    """
    for field, value, known in (
        ("purpose", purpose, Consent.Purpose.values),
        ("channel", channel, Consent.Channel.values),
    ):
        if value not in known:
            raise WordUnknown(field=field, value=value, words=", ".join(known))
    hold_member(member_id=member_id)
    Consent.objects.create(
        person_id=member_id,
        purpose=purpose,
        channel=channel,
        is_granted=is_granted,
        text_version=text_version,
        given_via=actor.via,
        recorded_by=f"{actor.kind}:{actor.id}"[:80],
        at=at,
    )
    event = ConsentRecorded(member_id=member_id, purpose=purpose, channel=channel, is_granted=is_granted)
    publish(event, actor=actor, at=at)
