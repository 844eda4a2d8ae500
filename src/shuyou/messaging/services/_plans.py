"""Mailings that staff plan: whom they go to and what they say, counted before anything leaves, confirmed, handed in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import registry
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import query, use_case
from shuyou.members import queries as members
from shuyou.messaging.errors import (
    ConfirmedByAnother,
    MailingNotCounted,
    MailingOver,
    NumbersUnknown,
    ReadersNotChosen,
    WordsMissing,
)
from shuyou.messaging.events import MailingChanged
from shuyou.messaging.models import MANY, Mailing, Template
from shuyou.messaging.rules import OWN
from shuyou.messaging.services._ask import NOTE
from shuyou.messaging.services._mailings import LONGEST_NAME, MailingDraft, change_mailing, held_mailing, terms_of
from shuyou.messaging.services._preview import ask_trial, parts_said, trial_of_version, trial_of_words

OWN_CHOICE: Final = ("email", "sms", "app")
"""Channels of a mailing for which each reader's own is taken, in the order of who has none."""
MAILED_BY: Final = (*OWN_CHOICE, "letter", "phone")
MOST_NUMBERS: Final = 20_000
_SAID: Final = 5
"""How many unknown numbers a refusal names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A mailing as staff plan it: to a group or to numbers, with approved words or words of one's own."""

    key: UUID
    name: str
    segment: str = ""
    numbers: Collection[str] = ()
    template: str = ""
    """Which of the words that staff have made; empty: words of one's own."""
    subject: str = ""
    text: str = ""
    channels: Sequence[str] = ()
    """The best first; empty: each reader's own."""
    is_offer: bool = True


@use_case("messaging.mail")
def plan_mailing(draft: PlanDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Plan a mailing and return its uid; nothing is sent before it is confirmed. A repeat of the key plans nothing.

    :raises DomainError: nobody was chosen, or there is nothing to say.
    """
    key = f"plan:{draft.key}"
    if earlier := Mailing.objects.filter(key=key).values_list("uid", flat=True).first():
        return earlier
    mailing = Mailing.objects.create(key=key, asked_by=actor.signature, asked_at=at, **_planned(draft, actor))
    events.publish(MailingChanged(mailing_id=mailing.pk, what="planned"), actor=actor, at=at)
    return mailing.uid


@use_case("messaging.mail")
def change_plan(draft: PlanDraft, *, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Plan a mailing otherwise: it has to be counted again, and is that of who changed it.

    :raises DomainError: it goes already, or cannot be planned like this.
    """
    mailing = _plan(uid)
    fresh = {"asked_by": actor.signature, "asked_at": at, "counted_at": None, "readers": 0, "estimate": {}}
    change_mailing(mailing, "changed", actor, at, **_planned(draft, actor), **fresh)


@use_case("messaging.mail")
def drop_plan(*, uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Drop a mailing that was not confirmed.

    :raises NotFound: there is no such mailing.
    :raises MailingOver: it goes already.
    """
    mailing = _plan(uid)
    mailing_id = mailing.pk
    mailing.delete()
    events.publish(MailingChanged(mailing_id=mailing_id, what="dropped"), actor=actor, at=at)


@use_case("messaging.mail")
def confirm_mailing(*, uid: UUID, readers: int, actor: Actor, at: datetime) -> None:
    """
    Say that a mailing goes to as many readers as were counted.

    :raises MailingOver: it goes already.
    :raises MailingNotCounted: nobody has counted its readers, or there are others by now.
    :raises ConfirmedByAnother: it goes to many, and the actor planned it.
    """
    mailing = _plan(uid)
    if mailing.counted_at is None or not mailing.readers or mailing.readers != readers:
        raise MailingNotCounted()
    if mailing.readers > MANY and mailing.asked_by == actor.signature:
        raise ConfirmedByAnother(most=MANY)
    change_mailing(mailing, "begun", actor, at, confirmed_at=at, confirmed_by=actor.signature)


@use_case("messaging.mail")
def try_mailing(*, uid: UUID, key: UUID, actor: Actor, at: datetime) -> UUID:
    """
    Have a mailing sent to the e-mail address of whoever asks, as its readers will get it; return the message's uid.

    :raises NotFound: there is no such mailing.
    :raises AddressNotPossible: the account has no e-mail address.
    """
    mailing = held_mailing(uid=uid)
    version = mailing.version_id
    facts = trial_of_version(version) if version else trial_of_words(mailing.facts)
    return ask_trial(facts, kind=mailing.kind, key=key, actor=actor, at=at)


@query("messaging.mail")
def mailings_to_hand_in(*, actor: Actor) -> list[int]:
    """Return the mailings that go, and not all of whose readers were handed in, the oldest first."""
    rows = Mailing.objects.filter(confirmed_at__isnull=False, whole_at=None, stopped_at=None, ended_at=None)
    return list(rows.exclude(segment="", listed=[]).order_by("pk").values_list("pk", flat=True))


@query("messaging.mail")
def next_readers(*, mailing_id: int, limit: int, at: datetime, actor: Actor) -> Sequence[int] | None:
    """Return the next readers of a mailing, in the order of their ids; nobody: that was all; None: it stands still."""
    mailing = Mailing.objects.filter(pk=mailing_id, stopped_at=None, whole_at=None).first()
    return readers_after(mailing, after=mailing.handed_to, limit=limit, at=at) if mailing else None


def readers_after(mailing: Mailing, *, after: int, limit: int, at: datetime) -> Sequence[int]:
    """Return the readers of a mailing whose ids come after one."""
    if mailing.listed:
        return [one for one in mailing.listed if one > after][:limit]
    kind, _colon, key = mailing.segment.partition(":")
    source = next((one for one in registry.segments if one.kind == kind), None)
    return source.part(key, after=after, limit=limit, at=at) if source else ()


def _plan(uid: UUID) -> Mailing:
    mailing = held_mailing(uid=uid)
    if mailing.confirmed_at:
        raise MailingOver(name=mailing.name)
    return mailing


def _planned(draft: PlanDraft, actor: Actor) -> dict[str, object]:
    """
    Return what a mailing is by its plan.

    :raises DomainError: it cannot be planned like this.
    """
    channels = list(dict.fromkeys(draft.channels)) or list(OWN_CHOICE)
    said = {"subject": printed(draft.subject), "text": draft.text.strip()}
    facts = {} if draft.template else {name: words for name, words in said.items() if words}
    purpose, channels = terms_of(
        MailingDraft(
            key="", name=draft.name, kind=draft.template or NOTE, is_offer=draft.is_offer, facts=facts,
            channels=channels,
        )
    )  # fmt: skip
    version = _version_of(draft.template) if draft.template else None
    kind = draft.template or NOTE
    segment, listed = _readers(draft, actor)
    return {
        "name": printed(draft.name)[:LONGEST_NAME], "kind": kind, "purpose": purpose, "channels": channels,
        "facts": facts, "version_id": version, "segment": segment, "listed": listed,
        "parts": parts_said(kind, facts, purpose, version or 0),
    }  # fmt: skip


def _version_of(kind: str) -> int:
    """
    Return the words that a mailing says: those in force, whatever is approved after.

    :raises WordsMissing: nobody has approved them yet.
    :raises NotFound: they are no words for mailings.
    """
    if not kind.startswith(OWN):
        raise NotFound(what=_("kind of notice"), key=kind)
    found = Template.objects.filter(kind=kind, is_on=True).values_list("current_id", flat=True).first()
    if found is None:
        raise WordsMissing(most=0, field="template")
    return found


def _readers(draft: PlanDraft, actor: Actor) -> tuple[str, list[int]]:
    """
    Return whom a mailing goes to: a group that the actor may choose, or the members that numbers name.

    :raises ReadersNotChosen: neither, both, or a group that is not offered.
    :raises NumbersUnknown: nobody has such a number.
    """
    if bool(draft.segment) == bool(draft.numbers):
        raise ReadersNotChosen(field="segment")
    if draft.segment:
        kind, _colon, key = draft.segment.partition(":")
        source = next((one for one in registry.segments if one.kind == kind), None)
        if source is None or key not in {value for value, _name in source.choices(actor)}:
            raise ReadersNotChosen(field="segment")
        return draft.segment, []
    if len(draft.numbers) > MOST_NUMBERS:
        raise ReadersNotChosen(field="numbers")
    found = members.members_named(words=draft.numbers)
    unknown = sorted(word for word, ids in found.items() if not ids)
    if unknown:
        raise NumbersUnknown(count=len(unknown), numbers="、".join(unknown[:_SAID]))
    return "", sorted({one for ids in found.values() for one in ids})
