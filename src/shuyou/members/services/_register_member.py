"""Somebody joins the club."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import next_ids
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.members.errors import AlreadyMember, CardTaken, NumberTaken
from shuyou.members.events import MemberRegistered
from shuyou.members.models import Card, Member, Tier
from shuyou.members.rules import MemberDraft, NewMember, clean_member
from shuyou.members.rules.fields import FILLED, fields_meant
from shuyou.members.services._keeping import keep
from shuyou.members.services._matching import clues_of
from shuyou.members.services._note_field_use import note_field_use
from shuyou.members.services._numbers import card_numbers, member_numbers
from shuyou.members.services._records import Keeping, Record, merge
from shuyou.members.services._terms import club_terms

TEXT_VERSION = "1"
"""The wording of consent on the form for new members."""


@dataclass(frozen=True, slots=True)
class Registered:
    """The new member, or the one that the same request made before."""

    member_id: int
    number: str
    card: str
    is_repeat: bool = False


@use_case("members.edit")
def register_member(
    draft: NewMember, *, request_key: str = "", is_confirmed: bool = False, actor: Actor, at: datetime
) -> Registered:
    """
    Enter a new member with a number and a card.

    A repeat of the request key returns the member it first made. Whoever confirms that this is another person may
    register a second one of the same name and phone number.

    :raises DomainError: with everything that is wrong about the draft.
    :raises AlreadyMember: somebody of this name answers this phone or e-mail address already.
    :raises CardTaken: the card belongs to somebody else.
    :raises NumberTaken: the member number belongs to somebody else.
    """
    return enter_member(draft, request_key=request_key, is_confirmed=is_confirmed, actor=actor, at=at)


@step
def enter_member(draft: NewMember, *, request_key: str, is_confirmed: bool, actor: Actor, at: datetime) -> Registered:
    """
    Enter a new member, whoever asks for it; see `register_member`.

    :raises DomainError: with everything that is wrong about the draft, or says that they are known.
    """
    terms = club_terms(at)
    clean = clean_member(draft, terms)
    _wait_for_twins(clean, request_key)
    if request_key:
        clean = replace(clean, source_key=f"request:{request_key}")
        if earlier := Member.objects.filter(source_key=clean.source_key).first():
            return _registered(earlier)
    _refuse_known(clean, is_confirmed=is_confirmed)
    if not clean.card:
        clean = replace(clean, card=card_numbers(1)[0])
    tiers = {tier.code: tier.pk for tier in Tier.objects.order_by("rank")}
    record = Record(
        next_ids("members_person", 1)[0], clean.number or member_numbers(1)[0], None, tier=next(iter(tiers))
    )
    merge(record, clean, terms.today)
    record.joined_via = record.joined_via or actor.via
    recorded_by = actor.signature
    keep([record], Keeping(at, terms.today, via=actor.via, recorded_by=recorded_by, text_version=TEXT_VERSION), tiers)
    publish(MemberRegistered(member_id=record.person_id), actor=actor, at=at)
    given = (name for name, text in asdict(draft).items() if text and name not in terms.retired)
    note_field_use(fields=fields_meant(given), purpose=FILLED, at=at)
    return Registered(record.person_id, record.number, clean.card)


def _wait_for_twins(draft: MemberDraft, request_key: str) -> None:
    """Let one request after the other in that may be about the same person, so that the second sees the first."""
    keys = sorted({f"request:{request_key}", *(phone.digits for phone in draft.phones), *draft.emails})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"members.register:{key}"])


def _refuse_known(draft: MemberDraft, *, is_confirmed: bool) -> None:
    clues = clues_of([draft])
    numbers = dict(Member.objects.filter(pk__in=clues.person_ids).values_list("pk", "number"))
    if draft.card in clues.cards:
        raise CardTaken(value=draft.card, number=numbers[clues.cards[draft.card]])
    if draft.number in clues.numbers:
        raise NumberTaken(value=draft.number)
    known = [*clues.phones.values(), *clues.emails.values()]
    if known and not is_confirmed:
        raise AlreadyMember(name=draft.name, number=numbers[known[0]], member_id=known[0])


def _registered(member: Member) -> Registered:
    card = Card.objects.filter(member=member, status=Card.Status.ACTIVE, is_main=True).first()
    return Registered(member.pk, member.number, card.number if card else "", is_repeat=True)
