"""Messages in words: facts and the reader's name put into the text in force, with who sends it and how to stop it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from shuyou.kernel.notices import MARKETING, kinds, opened
from shuyou.kernel.sealed import seal, unseal
from shuyou.members.queries import Reach
from shuyou.messaging.ports import Outgoing
from shuyou.messaging.rules import FactMissing, Look, html_of, parts_of, text_of
from shuyou.messaging.services._ask import NOTE
from shuyou.messaging.services._links import followable
from shuyou.messaging.services._words import InForce, SenderWords, cards_of

_STOPPED_BY: Final = "messages: stop"
HIDDEN: Final = "••••••"
"""What is kept of a secret that was written to a reader."""
SHORT: Final = frozenset({"sms", "phone", "wechat"})
"""Channels that say the short form."""
STOP_SAYS: Final = {"zh": "回T退订", "en": "Reply T to stop"}
_FOOT: Final = {
    "zh": (
        "本信由{club}发出，联系方式：{contact}。",
        "不想再收到？一键退订：{link}",
        "来信或来电即可不再收到：{contact}",
    ),
    "en": (
        "Sent by {club}. Contact: {contact}.",
        "No more of these? Stop them with one click: {link}",
        "Write or call and you will get no more: {contact}",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWrite:
    """A message that is to be put into words."""

    uid: str
    kind: str
    purpose: str
    channel: str
    facts: Mapping[str, str]
    address: str
    reach: Reach | None
    is_followed: bool = False
    """Whether the reader has agreed that it is noted which links they follow."""
    wording: str = ""
    """Which of the words that are at hand; empty: those of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOut:
    """A message as it goes out, and as it is kept: without what was secret."""

    outgoing: Outgoing
    kept_subject: str
    kept_text: str
    version: int


def stop_token(uid: str) -> str:
    """Return what stands in the address by which a reader stops messages like one."""
    return seal(uid, purpose=_STOPPED_BY)


def stopped_uid(token: str) -> str:
    """Return the message whose like a reader wants no more of; empty: the address is none of ours."""
    return unseal(token, purpose=_STOPPED_BY) or ""


def write_out(one: ToWrite, in_force: InForce, sender: SenderWords, language: str) -> WrittenOut:
    """
    Put a message into words.

    :raises FactMissing: the text needs something that is not known.
    """
    kind = kinds().get(one.kind)
    values, kept = _values(one, sender), None
    if kind is not None and any(fact.is_secret for fact in kind.facts):
        kept = {**values, **{fact.name: HIDDEN for fact in kind.facts if fact.is_secret}}
        values = {**values, **opened(kind, one.facts)}
    plain = replace(one, is_followed=False)
    outgoing = _outgoing(one if kept is None else plain, in_force, sender, language, values)
    is_as_kept = kept is None and not one.is_followed
    shown = outgoing if is_as_kept else _outgoing(plain, in_force, sender, language, kept or values)
    return WrittenOut(outgoing=outgoing, kept_subject=shown.subject, kept_text=shown.text, version=in_force.version)


def _values(one: ToWrite, sender: SenderWords) -> dict[str, str]:
    name = one.reach.name if one.reach else ""
    return {**one.facts, "name": name, "club": sender.name, "site": sender.site, "contact": sender.contact}


def _outgoing(
    one: ToWrite, in_force: InForce, sender: SenderWords, language: str, values: Mapping[str, str]
) -> Outgoing:
    is_offer, words = one.purpose == MARKETING, in_force.words
    is_note = one.kind == NOTE and not words.body  # to one reader; what a mailing says is a text of blocks
    if one.channel in SHORT:
        said = one.facts.get("text", "") if is_note else text_of(words.short, values)
        text = _short(said, sender.name, language, is_offer=is_offer) if one.channel == "sms" else said
        return Outgoing(
            key=one.uid, address=one.address, sender=sender.name, subject="", text=text, parts=parts_of(text).count,
            kind=one.kind, values=values,
        )  # fmt: skip
    link = f"{sender.site}/messages/stop/{stop_token(one.uid)}/"
    footer = _footer(one.channel, sender, language, link if is_offer else "")
    if is_note:  # words of staff are no template: what looks like a variable is none
        subject, body = one.facts.get("subject", "") or sender.name, one.facts.get("text", "")
        drawn = one.facts.get("drawn", "")  # a trial: words of a template, filled in by us
        look = Look(language=language, title=subject, footer=footer, cards=cards_of(drawn))
        html = html_of(drawn or "{text}", {"text": body}, look)
    else:
        cards = in_force.cards
        subject, body = text_of(words.subject, values), text_of(words.body, values, cards=cards)
        ways = followable(one.uid, body, sender.site) if one.is_followed else {}
        body = text_of(words.body, values, ways=ways, cards=cards) if ways else body
        look = Look(language=language, title=subject, footer=footer, ways=ways, cards=cards)
        html = html_of(words.body, values, look)
    return Outgoing(
        key=one.uid, address=_addressed(one, sender), sender=sender.name, subject=subject,
        text=body if one.channel == "app" else f"{body}\n\n-- \n{footer}",
        html=html if one.channel == "email" else "", headers=_headers(link) if is_offer and link else {},
    )  # fmt: skip


def _addressed(one: ToWrite, sender: SenderWords) -> str:
    """Return the address of a message; a fax goes to its number at the gateway."""
    return f"{one.address}@{sender.fax_gateway}" if one.channel == "fax" else one.address


def _short(said: str, club: str, language: str, *, is_offer: bool) -> str:
    """Return a short message with who sends it, and how offers are stopped."""
    stop = f" {STOP_SAYS[language]}" if is_offer else ""
    return f"【{club}】{said}{stop}" if language == "zh" else f"{club}: {said}{stop}"


def _footer(channel: str, sender: SenderWords, language: str, link: str) -> str:
    who, click, write = _FOOT[language]
    said = [who.format(club=sender.name, contact=sender.contact)]
    if link:
        said.append((click if channel == "email" else write).format(link=link, contact=sender.contact))
    return "\n\n".join(said)


def _headers(link: str) -> Mapping[str, str]:
    """Return the headings by which a mail program offers to stop such letters with one click (RFC 8058)."""
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def written_out(
    wanted: Sequence[ToWrite], in_force: Mapping[str, InForce], sender: SenderWords, language: str
) -> Mapping[str, WrittenOut | str]:
    """Return each message in words by its uid, or the name of the fact that it lacks, or of a kind nobody knows."""
    found = dict[str, WrittenOut | str]()
    for one in wanted:
        words = in_force.get(one.wording or one.kind)
        if words is None:
            found[one.uid] = one.kind
            continue
        try:
            found[one.uid] = write_out(one, words, sender, language)
        except FactMissing as missing:
            found[one.uid] = str(missing)
    return found
