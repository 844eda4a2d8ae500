"""How words will look: with sample facts, in each language, on each kind of channel; and trials to oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.notices import SERVICE, NoticeKind, Words, kinds
from shuyou.kernel.usecase import use_case
from shuyou.members.queries import Reach
from shuyou.messaging.errors import AddressNotPossible
from shuyou.messaging.events import MessageAsked
from shuyou.messaging.models import Message, TemplateText
from shuyou.messaging.rules import Parts, parts_of
from shuyou.messaging.services._addresses import digest_of, sealed, shown_as
from shuyou.messaging.services._ask import NOTE
from shuyou.messaging.services._words import InForce, club_language, sender_words, shipped
from shuyou.messaging.services._write_out import ToWrite, write_out

_SOMEBODY: Final = {"zh": "林晚舟", "en": "Lin Wanzhou"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice in one language: the letter's subject and words, its HTML, the short message and its parts."""

    language: str
    subject: str
    text: str
    html: str
    short: str
    parts: Parts


def previews(*, kind: str, texts: Mapping[str, Words]) -> Sequence[Preview]:
    """Return how words will look, with the samples of the facts."""
    known = kinds()[kind]
    return [_preview(known, language, words) for language, words in texts.items()]


@use_case("messaging.edit_templates")
def send_trial(*, kind: str, number: int, key: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Have the words of a version sent to the e-mail address of whoever asks, and return its uid; 0: the shipped.

    :raises NotFound: there is no such kind.
    :raises AddressNotPossible: the account has no e-mail address.
    """
    if kind not in kinds():
        raise NotFound(what=_("kind of notice"), key=kind)
    account = int(actor.id) if actor.id.isdecimal() else 0
    address = User.objects.filter(pk=account).values_list("email", flat=True).first()
    if not address or "@" not in address:
        raise AddressNotPossible()
    language = club_language()
    text = TemplateText.objects.filter(version__template__kind=kind, version__number=number, language=language).first()
    words = Words(subject=text.subject, body=text.body, short=text.short) if text else shipped(kinds()[kind], language)
    drawn = _preview(kinds()[kind], language, words)
    message = Message.objects.create(
        key=f"trial:{key}", kind=NOTE, purpose=SERVICE, choices=["email"], sealed=sealed(address),
        digest=digest_of(address), shown=shown_as("email", address), next_at=at, asked_at=at,
        facts={"subject": drawn.subject, "text": drawn.text}, asked_by=actor.signature,
    )  # fmt: skip
    events.publish(MessageAsked(message_id=message.pk, member_id=0, kind=kind), actor=actor, at=at)
    return message.uid


def _preview(kind: NoticeKind, language: str, words: Words) -> Preview:
    facts = {fact.name: fact.sample for fact in kind.facts}
    sender, in_force = sender_words(language), InForce(0, words)
    somebody = Reach(0, "", _SOMEBODY[language], "", "", "", "", "", "", "")
    letter, short = (  # of no kind: samples of secrets are none
        write_out(
            ToWrite(uid="0", kind="", purpose=kind.purpose, channel=channel, facts=facts, address="", reach=somebody),
            in_force, sender, language,
        ).outgoing
        for channel in ("email", "sms")
    )  # fmt: skip
    return Preview(language, letter.subject, letter.text, letter.html, short.text, parts_of(short.text))
