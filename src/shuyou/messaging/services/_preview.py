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
from shuyou.kernel.notices import SERVICE, NoticeKind, Words
from shuyou.kernel.usecase import query, step, use_case
from shuyou.members import queries as members
from shuyou.members.queries import Reach
from shuyou.messaging.errors import AddressNotPossible, ChannelUnknown
from shuyou.messaging.events import MessageAsked
from shuyou.messaging.models import Mailing, Message, TemplateText
from shuyou.messaging.ports import Outgoing
from shuyou.messaging.queries._templates import kind_of, words_of_version
from shuyou.messaging.rules import FactMissing, Parts, own_kind, parts_of, with_values
from shuyou.messaging.services._addresses import address_for, digest_of, sealed, shown_as
from shuyou.messaging.services._ask import NOTE
from shuyou.messaging.services._follow import accounts_of
from shuyou.messaging.services._words import (
    NO_WORDS,
    InForce,
    cards_of,
    club_language,
    own_words,
    sender_words,
    shipped,
    wording_of,
    words_in_force,
    words_of_versions,
)
from shuyou.messaging.services._write_out import ToWrite, write_out

TONGUES: Final = {"zh": "中文", "en": "English"}
TO_MEMBERS: Final = ("app", "wechat")
"""Channels by which only members are reached."""
TESTED: Final = ("email", "sms", "letter", "phone", "fax", *TO_MEMBERS)
_TEST: Final = {
    "zh": {"subject": "渠道测试", "text": "这是一条渠道测试消息，无需理会。"},
    "en": {"subject": "Test of a channel", "text": "This is a test of a channel. There is nothing to do."},
}
_SOMEBODY: Final = {"zh": "林晚舟", "en": "Lin Wanzhou"}
_LONG_NAME: Final = {"zh": "欧阳晚舟", "en": "Ouyang Wanzhou"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A notice in one language: the letter's subject and words, its HTML, the short message and its parts."""

    language: str
    subject: str
    text: str
    html: str
    short: str
    parts: Parts
    plain: str
    """As it stands in the reader's inbox."""

    @property
    def tongue(self) -> str:
        """The language in its own word."""
        return TONGUES[self.language]


def previews(*, kind: str, texts: Mapping[str, Words]) -> Sequence[Preview]:
    """Return how words will look, with the samples of the facts."""
    known = kind_of(kind)
    return [_preview(known, language, words) for language, words in texts.items()] if known else []


@query("messaging.view")
def mailing_previews(*, uid: UUID, actor: Actor) -> Sequence[Preview]:
    """
    Return how a mailing looks to one of its readers: in each language of its words, or in the club's.

    :raises NotFound: there is no such mailing.
    """
    mailing = Mailing.objects.filter(uid=uid).first()
    if mailing is None:
        raise NotFound(what=_("mailing"), key=uid)
    language = club_language()
    if mailing.version_id:
        texts = words_of_version(mailing.version_id)
        found = {tongue: InForce(0, words, cards_of(words.body)) for tongue, words in texts.items()}
    elif mailing.kind == NOTE:
        found = {language: own_words(mailing.facts)}
    else:
        found = dict.fromkeys([language], words_in_force([mailing.kind], language).get(mailing.kind, NO_WORDS))
    return [_drawn(mailing.purpose, mailing.facts, tongue, words) for tongue, words in found.items()]


def parts_said(kind: str, facts: Mapping[str, str], purpose: str, version_id: int = 0) -> int:
    """Return how many parts the short form of a message has, to a reader with a name of some length."""
    language = club_language()
    named = words_of_versions([version_id], language) if version_id else words_in_force([kind], language)
    words = own_words(facts) if kind == NOTE else next(iter(named.values()), None)
    if words is None:
        return 1
    try:
        return _short(kind, purpose, facts, language, words).parts
    except FactMissing:
        return 1


@use_case("messaging.edit_templates")
def send_trial(*, kind: str, number: int, key: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Have the words of a version sent to the e-mail address of whoever asks, and return its uid; 0: the shipped.

    :raises NotFound: there is no such kind.
    :raises AddressNotPossible: the account has no e-mail address.
    """
    known = kind_of(kind)
    if known is None:
        raise NotFound(what=_("kind of notice"), key=kind)
    language = club_language()
    text = TemplateText.objects.filter(version__template__kind=kind, version__number=number, language=language).first()
    words = Words(subject=text.subject, body=text.body, short=text.short) if text else shipped(known, language)
    return ask_trial(_trial(known, language, words), kind=kind, key=key, actor=actor, at=at)


@step
def ask_trial(facts: Mapping[str, str], *, kind: str, key: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Ask for a letter to whoever asks for it, and return its uid.

    :raises AddressNotPossible: the account has no e-mail address.
    """
    account = int(actor.id) if actor.id.isdecimal() else 0
    address = User.objects.filter(pk=account).values_list("email", flat=True).first()
    if not address or "@" not in address:
        raise AddressNotPossible()
    message = Message.objects.create(
        key=f"trial:{key}", kind=NOTE, purpose=SERVICE, choices=["email"], sealed=sealed(address),
        digest=digest_of(address), shown=shown_as("email", address), next_at=at, asked_at=at, facts=dict(facts),
        asked_by=actor.signature,
    )  # fmt: skip
    events.publish(MessageAsked(message_id=message.pk, member_id=0, kind=kind), actor=actor, at=at)
    return message.uid


@use_case("messaging.set_terms")
def try_channel(*, channel: str, address: str, key: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Have a few words sent to an address, to see whether a channel works, and return the message's uid.

    The inbox and WeChat reach members only: for them the address is the number of one.

    :raises ChannelUnknown: nothing can be sent to an address by this channel.
    :raises AddressNotPossible: it is no address of the channel, or of nobody who is reached by it.
    """
    if channel not in TESTED:
        raise ChannelUnknown(value=channel)
    if earlier := Message.objects.filter(key=f"trial:{key}").first():
        return earlier.uid
    member_id = _member(channel, address) if channel in TO_MEMBERS else None
    plain = "" if member_id else address_for(channel, address)
    message = Message.objects.create(
        key=f"trial:{key}", kind=NOTE, purpose=SERVICE, is_urgent=True, choices=[channel], member_id=member_id,
        sealed=sealed(plain) if plain else "", digest=digest_of(plain), shown=shown_as(channel, plain), next_at=at,
        asked_at=at, facts=_TEST[club_language()], asked_by=actor.signature,
    )  # fmt: skip
    events.publish(MessageAsked(message_id=message.pk, member_id=member_id or 0, kind=NOTE), actor=actor, at=at)
    return message.uid


def _member(channel: str, number: str) -> int:
    """
    Return the member of a number, who is reached by a channel.

    :raises AddressNotPossible: nobody, or not this way.
    """
    word = number.strip()
    found = sorted(members.members_named(words=[word]).get(word, ())) if word else []
    if len(found) != 1 or (channel == "wechat" and not accounts_of(found)):
        raise AddressNotPossible()
    return found[0]


def trial_of_version(version_id: int) -> Mapping[str, str]:
    """Return the facts of a trial of a version: its words with samples filled in."""
    language = club_language()
    named = words_of_versions([version_id], language)
    return _trial(own_kind("", ""), language, named[wording_of(version_id)].words)


def _trial(kind: NoticeKind, language: str, words: Words) -> Mapping[str, str]:
    drawn, values = _preview(kind, language, words), _samples(kind, language)
    body = drawn.text.partition("\n\n-- \n")[0]
    return {"subject": drawn.subject, "text": body, "drawn": with_values(words.body, values)}


def _samples(kind: NoticeKind, language: str) -> dict[str, str]:
    sender = sender_words(language)
    facts = {fact.name: fact.sample for fact in kind.facts}
    own = {"name": _SOMEBODY[language], "club": sender.name, "site": sender.site, "contact": sender.contact}
    return {**facts, **own}


def _preview(kind: NoticeKind, language: str, words: Words) -> Preview:
    facts = {fact.name: fact.sample for fact in kind.facts}
    in_force = InForce(0, words, cards_of(words.body))  # of no kind: samples of secrets are none
    return _drawn(kind.purpose, facts, language, in_force)


def trial_of_words(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Return the facts of a trial of a mailing in words of its own."""
    return _trial(own_kind("", ""), club_language(), own_words(facts).words)


def _drawn(purpose: str, facts: Mapping[str, str], language: str, in_force: InForce) -> Preview:
    somebody = Reach(0, "", _SOMEBODY[language], "", "", "", "", "", "", "")
    letter, short, plain = (
        write_out(
            ToWrite(
                uid="0", kind="", purpose=purpose, channel=channel, facts=facts, address="", reach=somebody,
            ),
            in_force, sender_words(language), language,
        ).outgoing
        for channel in ("email", "sms", "app")
    )  # fmt: skip
    return Preview(language, letter.subject, letter.text, letter.html, short.text, parts_of(short.text), plain.text)


def _short(kind: str, purpose: str, facts: Mapping[str, str], language: str, in_force: InForce) -> Outgoing:
    somebody = Reach(0, "", _LONG_NAME[language], "", "", "", "", "", "", "")
    one = ToWrite(uid="0", kind=kind, purpose=purpose, channel="sms", facts=facts, address="", reach=somebody)
    return write_out(one, in_force, sender_words(language), language).outgoing
