"""Giving a member a card of a kind: earned by spending, bought, or granted; perhaps with a partner's brand on it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import CardTaken
from shuyou.members.errors.cards import CardCarried, CardKindUnknown, PartnerNumberTaken, PartnerUnknown
from shuyou.members.events.cards import CardIssued
from shuyou.members.models import Card, CardKind, CardPartner, Person
from shuyou.members.queries._spending import year_spend
from shuyou.members.rules import card_number, short_text
from shuyou.members.rules.kinds import FEE, Applicant, KindTerms, open_way, partner_number, reasons_against, valid_until
from shuyou.members.services._cards import IssuedCard
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._numbers import card_numbers

LONGEST_PROOF = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card as it is asked for; every text as typed, empty when nothing was said."""

    member_id: int
    kind: str
    number: str = ""
    """The one printed on it; empty: the next number is given out."""
    way: str = ""
    """`spend`, `fee` or `granted`; empty: the first that is open."""
    proof: str = ""
    partner: str = ""
    partner_number: str = ""
    is_extra: bool = False
    """It is carried beside the main card instead of taking its place."""


@dataclass(frozen=True, slots=True)
class _Brand:
    """A partner and its number on the card."""

    partner: CardPartner | None
    number: str


@use_case("members.issue_cards")
def issue_card(draft: NewCard, *, actor: Actor, at: datetime) -> IssuedCard:
    """
    Give a member a card. It takes the place of the main card, unless it is carried beside it.

    The fee is written on the card; taking the money is the matter of payments.

    :raises NotFound: there is no such member.
    :raises CardKindUnknown: no such kind is offered.
    :raises DomainError: with everything that speaks against it: age, proof, spending, partner, number.
    :raises CardCarried: the member has a card of this kind in use.
    :raises CardTaken: the number belongs to a card that was given out.
    """
    hold_member(member_id=draft.member_id)
    kind = _offered_kind(draft.kind)
    terms, today = terms_of(kind), club_day(at)
    proof = short_text(draft.proof, field="proof", limit=LONGEST_PROOF)
    way, brand = _refuse_unfit(draft, terms, proof, actor, at)
    number = _free_number(draft.number)
    main = _main_card(draft, kind, brand)
    takes_place = main is not None and not draft.is_extra
    if main is not None and takes_place:
        Card.objects.filter(pk=main.pk).update(status=Card.Status.REPLACED)
    card = Card.objects.create(
        member_id=draft.member_id, number=number, kind=kind.code, is_main=main is None or takes_place,
        partner=brand.partner, partner_number=brand.number, issued_on=today, issued_for=way,
        fee=(way == FEE and kind.issue_fee) or Decimal(0), proof=proof, expires_on=valid_until(terms, today),
        replaces=main if takes_place else None,
    )  # fmt: skip
    event = CardIssued(
        member_id=draft.member_id, card_id=card.pk, kind=kind.code, way=way, fee=f"{card.fee:.2f}",
        partner_id=card.partner_id, replaced_card_id=main.pk if main is not None and takes_place else None,
    )  # fmt: skip
    publish(event, actor=actor, at=at)
    return IssuedCard(card.pk, number, draft.member_id)


def terms_of(kind: CardKind) -> KindTerms:
    """Return what a kind asks for and gives."""
    return KindTerms(
        minimum_age=kind.minimum_age,
        needs_proof=kind.needs_proof,
        valid_months=kind.valid_months,
        issue_spend=kind.issue_spend,
        issue_fee=kind.issue_fee,
    )


def _offered_kind(code: str) -> CardKind:
    kind = CardKind.objects.filter(code=code, is_offered=True).first()
    if kind is None:
        raise CardKindUnknown(value=code)
    return kind


def _refuse_unfit(draft: NewCard, terms: KindTerms, proof: str, actor: Actor, at: datetime) -> tuple[str, _Brand]:
    """Return how the card is come by and whose brand is on it, or refuse with all that speaks against it."""
    spent = Decimal(0) if terms.issue_spend is None else year_spend([draft.member_id]).get(draft.member_id, Decimal(0))
    born = Person.objects.values_list("birth_date", flat=True).get(pk=draft.member_id)
    applicant = Applicant(birth_date=born, proof=proof, spent=spent)
    problems = list(reasons_against(terms, applicant, club_day(at)))
    way, brand = "", _Brand(None, "")
    try:
        way = open_way(terms, spent, draft.way, may_grant=actor.may("members.manage_cards"))
    except DomainError as problem:
        problems.append(problem)
    try:
        brand = _brand(draft)
    except DomainError as problem:
        problems.append(problem)
    if problems:
        refuse(problems)
    return way, brand


def _brand(draft: NewCard) -> _Brand:
    if not draft.partner:
        return _Brand(None, "")
    partner = CardPartner.objects.filter(code=draft.partner, is_active=True).first()
    if partner is None:
        raise PartnerUnknown(value=draft.partner)
    number = partner_number(draft.partner_number, partner.number_pattern)
    other = Card.objects.filter(partner=partner, partner_number=number).values_list("number", flat=True).first()
    if other is not None:
        raise PartnerNumberTaken(value=number, card=other)
    return _Brand(partner, number)


def _free_number(typed: str) -> str:
    if not typed.strip():
        return card_numbers(1)[0]
    number = card_number(typed, field="number")
    if taken := Card.objects.filter(number=number).select_related("member").first():
        raise CardTaken(field="number", value=number, number=taken.member.number)
    return number


def _main_card(draft: NewCard, kind: CardKind, brand: _Brand) -> Card | None:
    """
    Return the member's main card in use.

    :raises CardCarried: one of the cards in use is of this kind and brand.
    """
    carried = list(Card.objects.filter(member_id=draft.member_id, status=Card.Status.ACTIVE).order_by("pk"))
    partner_id = brand.partner.pk if brand.partner else None
    twin = next((card for card in carried if (card.kind, card.partner_id) == (kind.code, partner_id)), None)
    if twin is not None:
        raise CardCarried(value=twin.number)
    return next((card for card in carried if card.is_main), None)
