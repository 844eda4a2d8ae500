"""Readers who ask to join by themselves: what they typed waits until somebody of the club has looked at it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.privacy import PersonRestricted
from shuyou.members.errors.sign_ups import SignUpDecided, TextsRenewed, TooManyFromThere, TooManySignUps
from shuyou.members.events import ConsentRecorded
from shuyou.members.events.households import RelationAdded
from shuyou.members.events.sign_ups import SignUpAnswered, SignUpAsked, SignUpProved, SignUpRevealed
from shuyou.members.models import Consent, Member, Person, Phone, Relation, SignUpRequest
from shuyou.members.queries._sign_ups import consent_texts
from shuyou.members.rules import CONSENT_FIELDS, NewMember, phone_label, spelled
from shuyou.members.rules.relations import Tie
from shuyou.members.rules.sign_ups import Joining, clean_joining
from shuyou.members.services._hold_member import hold_kept_member, hold_member
from shuyou.members.services._intakes import told_by
from shuyou.members.services._register_member import Registered, enter_member
from shuyou.members.services._terms import club_terms

MOST_WAITING: Final = 5_000
"""So many may wait of the web, and as many of kiosks: who floods one does not close the other."""

MOST_JOINING: Final = 20
JOIN_TIME: Final = timedelta(minutes=10)
"""So many may ask to join from one place within so long; a school's readers share one."""

_ONE_BY_ONE: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
Status = SignUpRequest.Status


@dataclass(frozen=True, slots=True)
class Joined:
    """Whom a sign-up led to."""

    member_id: int
    number: str


@dataclass(frozen=True, slots=True)
class AskedToJoin:
    """A sign-up that waits, and where a code goes that proves it: a mobile, or an e-mail address; empty: nowhere."""

    sign_up_id: int
    channel: str = ""
    address: str = ""


@use_case("members.sign_up")
def ask_to_join(draft: Joining, *, request_key: str, place: str = "", actor: Actor, at: datetime) -> AskedToJoin:
    """
    Keep what somebody typed who wants to join. Who is a member already is neither asked here nor told.

    A repeat of the request, or of its words while they wait, is kept once, and only what is kept counts for a place,
    which is any word that is the same for who asks from there.

    :raises TextsRenewed: a text that they agreed to is not in force any more.
    :raises DomainError: with everything that is wrong about the draft.
    :raises TooManySignUps: more wait than anybody can answer.
    :raises TooManyFromThere: too many have asked from one place just now.
    """
    versions = _texts_read(draft, at)
    clean = clean_joining(draft, club_terms(at))
    with connection.cursor() as cursor:  # nobody else counts, or asks the same, before this one is kept or refused
        cursor.execute(_ONE_BY_ONE, [f"members.join:{actor.via}"])
    waiting = SignUpRequest.objects.filter(status=Status.WAITING)
    contacts = {
        "phone": next((phone.digits for phone in clean.member.phones), ""),
        "email": next(iter(clean.member.emails), ""),
    }
    if alike := waiting.filter(name=clean.member.name, **contacts).order_by("pk").first():
        return _asked(alike)
    key = hashlib.sha256(f"{actor.via}:{request_key}".encode()).hexdigest()[:40]
    if earlier := SignUpRequest.objects.filter(request_key=key).first():
        return _asked(earlier)
    if waiting.filter(via=actor.via).count() >= MOST_WAITING:
        raise TooManySignUps
    _count_from(place, actor, at)
    asked = SignUpRequest.objects.create(
        request_key=key, via=actor.via, name=clean.member.name, **contacts, birth_date=clean.member.birth_date,
        guardian_name=clean.guardian_name, guardian_phone=clean.guardian_phone, asked_at=at,
        consents=[[purpose, channel, versions.get(purpose, "1")] for purpose, channel in clean.consents],
    )  # fmt: skip
    publish(SignUpAsked(sign_up_id=asked.pk, via=asked.via), actor=actor, at=at)
    return _asked(asked)


@use_case("members.sign_up")
def prove_sign_up(*, sign_up_id: int, channel: str, address: str, actor: Actor, at: datetime) -> None:
    """
    Note that who asked to join has shown by a code that an address is theirs; once is enough.

    A sign-up that was answered meanwhile needs no proof, and keeps none.

    :raises NotFound: there is no such sign-up, or it names another address.
    """
    asked = SignUpRequest.objects.select_for_update(of=("self",)).filter(pk=sign_up_id).first()
    if asked is None:
        raise NotFound(what="sign-up", key=sign_up_id)
    if asked.status != Status.WAITING or asked.proved_at:
        return
    if (wanted := _asked(asked)).channel != channel or wanted.address != address:
        raise NotFound(what="sign-up", key=sign_up_id)
    SignUpRequest.objects.filter(pk=asked.pk).update(proved_by=channel, proved_at=at)
    publish(SignUpProved(sign_up_id=asked.pk, channel=channel), actor=actor, at=at)


def _asked(asked: SignUpRequest) -> AskedToJoin:
    """Return where a sign-up is proved: with the guardian of a child, who agreed for it."""
    mobile = asked.guardian_phone or asked.phone
    if mobile and phone_label(mobile) == "mobile":
        return AskedToJoin(asked.pk, "sms", mobile)
    return AskedToJoin(asked.pk, "email", asked.email) if asked.email else AskedToJoin(asked.pk)


def _texts_read(draft: Joining, at: datetime) -> Mapping[str, str]:
    """Return the version of each text in force, which must be the one that stood beside what was ticked."""
    versions = {text.purpose: text.version for text in consent_texts(at=at)}
    purposes = {CONSENT_FIELDS[tick][0] for tick in draft.ticks}
    if any(draft.texts.get(purpose) != versions.get(purpose) for purpose in purposes):
        raise TextsRenewed
    return versions


def _count_from(place: str, actor: Actor, at: datetime) -> None:
    """Count who asks from a place; the count goes with the transaction, so that what is refused is not counted."""
    if not place:
        return
    key = f"members.join:{actor.via}:{place}"
    lately = [moment for moment in cache.get(key, ()) if moment > at - JOIN_TIME]
    if len(lately) >= MOST_JOINING:
        raise TooManyFromThere
    cache.set(key, [*lately, at], JOIN_TIME.total_seconds())


@use_case("members.see_contact")
def reveal_sign_up(*, sign_up_id: int, actor: Actor, at: datetime) -> None:
    """
    Record that somebody sees in full what one typed who waits for an answer.

    :raises NotFound: there is no such sign-up.
    :raises SignUpDecided: it was answered, and says nothing any more.
    """
    asked = _held(sign_up_id)
    publish(SignUpRevealed(sign_up_id=asked.pk), actor=actor, at=at)


@use_case("members.edit")
def enter_sign_up(*, sign_up_id: int, is_confirmed: bool = False, actor: Actor, at: datetime) -> Joined:
    """
    Enter somebody who asked to join, with the words they gave then; a child with the guardian who gave them.

    :raises NotFound: there is no such sign-up.
    :raises SignUpDecided: somebody answered it already.
    :raises AlreadyMember: somebody of this name answers this phone or e-mail address already.
    :raises PersonErased: the guardian was erased at this very moment.
    :raises PersonRestricted: the guardian asked that their data only be kept.
    """
    known_guardian = _held_guardian(sign_up_id)
    asked = _held(sign_up_id)
    typed = NewMember(
        name=asked.name, phone=asked.phone, email=asked.email, joined_via=asked.via,
        birth_date=asked.birth_date.isoformat() if asked.birth_date else "",
    )  # fmt: skip
    made = enter_member(typed, request_key=f"sign-up:{asked.pk}", is_confirmed=is_confirmed, actor=actor, at=at)
    guardian_id = _guardian(asked, known_guardian, made, actor, at) if asked.guardian_name else None
    _keep_words(asked, made.member_id, guardian_id, actor, at)
    _answer(asked, Status.ENTERED, made.member_id, actor, at)
    return Joined(made.member_id, made.number)


@use_case("members.edit")
def join_sign_up(*, sign_up_id: int, number: str, actor: Actor, at: datetime) -> Joined:
    """
    Say that somebody who asked to join is a member already.

    What they ticked is not kept: nobody has shown that the one who typed is this member, who may have said no before.

    :raises NotFound: there is no such sign-up, or no such member.
    :raises SignUpDecided: somebody answered it already.
    """
    member = Member.objects.filter(number=number.strip().upper()).values("pk", "merged_into").first()
    if member is None:
        raise NotFound(what="member", key=number)
    held = hold_member(member_id=member["merged_into"] or member["pk"])
    asked = _held(sign_up_id)
    _answer(asked, Status.KNOWN, held.member_id, actor, at)
    return Joined(held.member_id, held.number)


@use_case("members.edit")
def drop_sign_up(*, sign_up_id: int, actor: Actor, at: datetime) -> None:
    """
    Enter nobody, and keep nothing of what was typed.

    :raises NotFound: there is no such sign-up.
    :raises SignUpDecided: somebody answered it already.
    """
    _answer(_held(sign_up_id), Status.DROPPED, None, actor, at)


@use_case("members.edit")
def drop_sign_ups(*, sign_up_ids: Iterable[int], actor: Actor, at: datetime) -> int:
    """Drop many who asked to join, such as a joker's, and return how many waited."""
    waiting = SignUpRequest.objects.filter(pk__in=list(sign_up_ids), status=Status.WAITING).order_by("pk")
    held = list(waiting.select_for_update(of=("self",)).values_list("pk", flat=True))
    SignUpRequest.objects.filter(pk__in=held).update(**_answered(Status.DROPPED, None, actor, at))
    told = [SignUpAnswered(sign_up_id=sign_up_id, outcome=Status.DROPPED, member_id=None) for sign_up_id in held]
    publish_many(told, actor=actor, at=at)
    return len(held)


def _held(sign_up_id: int) -> SignUpRequest:
    asked = SignUpRequest.objects.select_for_update(of=("self",)).filter(pk=sign_up_id).first()
    if asked is None:
        raise NotFound(what="sign-up", key=sign_up_id)
    if asked.status != Status.WAITING:
        raise SignUpDecided(status=str(Status(asked.status).label))
    return asked


def _held_guardian(sign_up_id: int) -> int | None:
    """Hold the one who agreed for a child, if somebody of this name and phone is known: nobody erases them now."""
    said = SignUpRequest.objects.filter(pk=sign_up_id).values_list("guardian_name", "guardian_phone").first()
    if said is None or not said[0]:
        return None
    alike = Person.objects.filter(name=said[0], phones__digits=said[1], erased_at=None).order_by("pk")
    found = alike.values_list("pk", flat=True).first()
    if found is None:
        return None
    if Member.objects.filter(pk=found).exists():
        return hold_kept_member(member_id=found).member_id
    person = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk=found, erased_at=None).first()
    if person is not None and person.is_restricted:
        raise PersonRestricted(name=person.name)
    return person.pk if person else None


def _guardian(asked: SignUpRequest, known: int | None, made: Registered, actor: Actor, at: datetime) -> int:
    """Link the one who agreed for a child: who is known and held, or a new person."""
    guardian_id = known or _new_guardian(asked, at)
    kept = Tie(guardian_id, Relation.Role.GUARDIAN, made.member_id).kept()
    relation = Relation.objects.create(person_id=kept.person, other_id=kept.other, role=kept.role, recorded_at=at)
    event = RelationAdded(
        member_id=made.member_id, relation_id=relation.pk, other_id=guardian_id, role=Relation.Role.GUARDIAN,
        is_new=known is None,
    )  # fmt: skip
    publish(event, actor=actor, at=at)
    return guardian_id


def _new_guardian(asked: SignUpRequest, at: datetime) -> int:
    pinyin, initials = spelled(asked.guardian_name)
    guardian = Person.objects.create(name=asked.guardian_name, pinyin=pinyin, initials=initials, created_at=at)
    label = phone_label(asked.guardian_phone)
    Phone.objects.create(person=guardian, digits=asked.guardian_phone, label=label, is_primary=True)
    return guardian.pk


def _keep_words(asked: SignUpRequest, member_id: int, guardian_id: int | None, actor: Actor, at: datetime) -> None:
    """Append the words that were ticked: given when they were ticked, on the text that stood beside them."""
    Consent.objects.bulk_create(
        Consent(
            person_id=member_id, purpose=purpose, channel=channel, is_granted=True, text_version=version,
            given_via=asked.via, evidence=_evidence(asked), guardian_id=guardian_id,
            recorded_by=told_by(actor), at=asked.asked_at,
        )
        for purpose, channel, version in asked.consents
    )  # fmt: skip
    told = [
        ConsentRecorded(member_id=member_id, purpose=purpose, channel=channel, is_granted=True)
        for purpose, channel, _version in asked.consents
    ]
    publish_many(told, actor=actor, at=at)


def _evidence(asked: SignUpRequest) -> str:
    """Return what shows that the words were theirs."""
    return f"sign-up {asked.pk}, proved by {asked.proved_by}" if asked.proved_by else f"sign-up {asked.pk}"


def _answer(asked: SignUpRequest, status: str, member_id: int | None, actor: Actor, at: datetime) -> None:
    """Close a sign-up; what was typed lives on with the member alone."""
    SignUpRequest.objects.filter(pk=asked.pk).update(**_answered(status, member_id, actor, at))
    publish(SignUpAnswered(sign_up_id=asked.pk, outcome=status, member_id=member_id), actor=actor, at=at)


def _answered(status: str, member_id: int | None, actor: Actor, at: datetime) -> dict[str, object]:
    """Return what is left of a sign-up that was answered."""
    return {
        "status": status, "member_id": member_id, "decided_at": at, "decided_by": told_by(actor), "name": "",
        "phone": "", "email": "", "birth_date": None, "guardian_name": "", "guardian_phone": "",
    }  # fmt: skip
