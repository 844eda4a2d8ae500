"""A reader's word, given or taken back, and when they may be disturbed."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import WordUnknown
from shuyou.members.errors.privacy import (
    GuardianMissing,
    NoOffersToMinors,
    NotAGuardian,
    StretchIncomplete,
    TimeNotReadable,
)
from shuyou.members.events import ConsentRecorded
from shuyou.members.events.privacy import ContactRuleChanged
from shuyou.members.models import Consent, ConsentText, ContactRule, Person, Relation
from shuyou.members.rules import day, one_line
from shuyou.members.rules.consent import ADULT, CHILD, age_on
from shuyou.members.services._hold_member import hold_member

LONGEST_EVIDENCE = 300
LONGEST_REASON = 200
LATEST_DAY = date(2200, 1, 1)
NOT_TO_MINORS = (Consent.Purpose.MARKETING, Consent.Purpose.SHARING)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentProof:
    """How a word was given: by which way, where that can be looked up, by which guardian, on which text."""

    given_via: str = ""
    """Empty: the door that the actor came by."""
    evidence: str = ""
    guardian_id: int | None = None
    text_version: str = ""
    """Empty: the text in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTimes:
    """When a reader may not be disturbed, as typed; all empty: whenever the club may."""

    quiet_from: str = ""
    quiet_until: str = ""
    do_not_contact_until: str = ""
    reason: str = ""


@use_case("members.edit")
def record_consent(
    *,
    member_id: int,
    purpose: str,
    is_granted: bool,
    channel: str = Consent.Channel.ANY,
    proof: ConsentProof | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """
    Append a member's word to the ledger of consent, with the text it was given on.

    A no needs nothing but itself. A yes for a child needs a guardian; nobody under age is offered anything.

    :raises NotFound: there is no such member.
    :raises WordUnknown: there is no such purpose or channel.
    :raises GuardianMissing: a child's yes without a guardian.
    :raises NotAGuardian: the one who said it is not the child's guardian or parent.
    :raises NoOffersToMinors: offers for somebody under age.
    """
    told = proof or ConsentProof()
    _refuse_unknown(purpose, channel)
    hold_member(member_id=member_id, even_restricted=True)
    if is_granted:
        _refuse_for_minors(member_id, purpose, told.guardian_id, at)
    Consent.objects.create(
        person_id=member_id,
        purpose=purpose,
        channel=channel,
        is_granted=is_granted,
        text_version=told.text_version or _version(purpose, at),
        given_via=(told.given_via or actor.via)[:20],
        evidence=one_line(told.evidence, field="evidence", limit=LONGEST_EVIDENCE),
        guardian_id=told.guardian_id,
        recorded_by=actor.signature,
        at=at,
    )
    event = ConsentRecorded(member_id=member_id, purpose=purpose, channel=channel, is_granted=is_granted)
    publish(event, actor=actor, at=at)


@use_case("members.edit")
def withdraw_all(*, member_id: int, given_via: str = "", actor: Actor, at: datetime) -> None:
    """
    Take back everything but what an order needs, in one action.

    :raises NotFound: there is no such member.
    """
    hold_member(member_id=member_id, even_restricted=True)
    purposes = [purpose for purpose in Consent.Purpose if purpose != Consent.Purpose.SERVICE]
    Consent.objects.bulk_create(
        Consent(
            person_id=member_id,
            purpose=purpose,
            channel=Consent.Channel.ANY,
            is_granted=False,
            text_version=_version(purpose, at),
            given_via=(given_via or actor.via)[:20],
            recorded_by=actor.signature,
            at=at,
        )
        for purpose in purposes
    )
    told = [
        ConsentRecorded(member_id=member_id, purpose=purpose, channel=Consent.Channel.ANY, is_granted=False)
        for purpose in purposes
    ]
    publish_many(told, actor=actor, at=at)


@use_case("members.edit")
def set_contact_rule(*, member_id: int, times: ContactTimes, actor: Actor, at: datetime) -> None:
    """
    Keep when a reader may not be disturbed.

    :raises NotFound: there is no such member.
    :raises DomainError: with everything that is wrong about the times.
    """
    rule = _read(times, at)
    hold_member(member_id=member_id, even_restricted=True)
    kept, is_new = ContactRule.objects.select_for_update().get_or_create(person_id=member_id, defaults=rule)
    if not is_new and all(getattr(kept, name) == value for name, value in rule.items()):
        return
    ContactRule.objects.filter(pk=member_id).update(**rule)
    publish(ContactRuleChanged(person_id=member_id), actor=actor, at=at)


def _read(times: ContactTimes, at: datetime) -> dict[str, time | date | str | None]:
    problems: list[DomainError] = []
    found: dict[str, time | date | str | None] = {"quiet_from": None, "quiet_until": None, "do_not_contact_until": None}
    for name, text in (("quiet_from", times.quiet_from), ("quiet_until", times.quiet_until)):
        try:
            found[name] = time.fromisoformat(text.strip()) if text.strip() else None
        except ValueError:
            problems.append(TimeNotReadable(field=name, value=text))
    if not problems and (found["quiet_from"] is None) != (found["quiet_until"] is None):
        problems.append(StretchIncomplete())
    try:
        if times.do_not_contact_until.strip():
            found["do_not_contact_until"] = day(
                times.do_not_contact_until, field="do_not_contact_until", first=club_day(at), last=LATEST_DAY
            )
        found["reason"] = one_line(times.reason, field="reason", limit=LONGEST_REASON)
    except DomainError as problem:
        problems.append(problem)
    if problems:
        refuse(problems)
    return found


def _refuse_unknown(purpose: str, channel: str) -> None:
    for field, value, known in (
        ("purpose", purpose, Consent.Purpose.values),
        ("channel", channel, Consent.Channel.values),
    ):
        if value not in known:
            raise WordUnknown(field=field, value=value, words=", ".join(known))


def _refuse_for_minors(person_id: int, purpose: str, guardian_id: int | None, at: datetime) -> None:
    person = Person.objects.get(pk=person_id)
    age = age_on(person.birth_date, club_day(at)) if person.birth_date else ADULT
    if age < ADULT and purpose in NOT_TO_MINORS:
        raise NoOffersToMinors(name=person.name, age=ADULT)
    if guardian_id is None and age < CHILD:
        raise GuardianMissing(value=person.name, age=CHILD)
    if guardian_id is not None and not _guardians_of(person_id).filter(pk=guardian_id).exists():
        named = Person.objects.filter(pk=guardian_id).values_list("name", flat=True).first()
        raise NotAGuardian(value=named or guardian_id)


def _guardians_of(person_id: int) -> QuerySet[Person]:
    """Return the persons who are linked as guardian or parent, whichever way round it was written."""
    role = Relation.Role
    return Person.objects.filter(
        Q(relations__other_id=person_id, relations__role__in=[role.GUARDIAN, role.PARENT])
        | Q(relations_of_others__person_id=person_id, relations_of_others__role__in=[role.WARD, role.CHILD])
    ).distinct()


def _version(purpose: str, at: datetime) -> str:
    """Return the version of the text in force; the first one where none is kept yet."""
    texts = ConsentText.objects.filter(purpose=purpose, valid_from__lte=at).order_by("-valid_from", "-pk")
    return texts.values_list("version", flat=True).first() or "1"
