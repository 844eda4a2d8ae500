"""Cards that are lost, and the ones that take their place. The account never moves: it is the member's."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import CardMissing, CardNotInUse, CardTaken
from shuyou.members.events import CardReplaced, CardReportedLost
from shuyou.members.models import Card
from shuyou.members.rules import card_number
from shuyou.members.services._hold_member import hold_member
from shuyou.members.services._numbers import card_numbers


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card that a member carries from now on."""

    card_id: int
    number: str
    member_id: int


@use_case("members.edit")
def report_card_lost(*, number: str, actor: Actor, at: datetime) -> int:
    """
    Stop a card that was lost and return its member's id.

    :raises CardMissing: there is no such card.
    :raises CardNotInUse: it was stopped before.
    """
    card = held_card(number)
    member_id: int = card.member_id
    if card.status != Card.Status.ACTIVE:
        raise CardNotInUse(value=card.number, status=card.get_status_display())
    Card.objects.filter(pk=card.pk).update(status=Card.Status.LOST)
    publish(CardReportedLost(member_id=member_id, card_id=card.pk), actor=actor, at=at)
    return member_id


@use_case("members.edit")
def replace_card(*, number: str, new_number: str = "", actor: Actor, at: datetime) -> IssuedCard:
    """
    Give the member of a card a new one; the old one opens nothing any more, and a lost one stays known as lost.

    :raises CardMissing: there is no such card.
    :raises CardNotInUse: the member carries another card already, or this one is frozen or has expired.
    :raises CardTaken: the new card belongs to somebody.
    :raises CardNumberWrong: the new card's number has a wrong digit.
    """
    card = held_card(number)
    if not _is_replaceable(card):
        raise CardNotInUse(value=card.number, status=card.get_status_display())
    fresh = card_number(new_number, field="new_number") if new_number else card_numbers(1)[0]
    if taken := Card.objects.filter(number=fresh).select_related("member").first():
        raise CardTaken(field="new_number", value=fresh, number=taken.member.number)
    Card.objects.filter(pk=card.pk, status=Card.Status.ACTIVE).update(status=Card.Status.REPLACED)
    Card.objects.filter(pk=card.pk).exclude(partner_number="").update(partner_number="")
    issued = Card.objects.create(
        member_id=card.member_id, number=fresh, kind=card.kind, is_main=card.is_main, partner_id=card.partner_id,
        partner_number=card.partner_number, issued_on=club_day(at), issued_for=Card.IssuedFor.REPLACED,
        proof=card.proof, expires_on=card.expires_on, replaces=card,
    )  # fmt: skip
    publish(CardReplaced(member_id=card.member_id, card_id=card.pk, new_card_id=issued.pk), actor=actor, at=at)
    return IssuedCard(issued.pk, fresh, card.member_id)


def _is_replaceable(card: Card) -> bool:
    """Tell whether a card may make room for another: it opens something, or nothing took its place yet."""
    if card.status in (Card.Status.FROZEN, Card.Status.EXPIRED):
        return False
    if not card.is_main:
        return not Card.objects.filter(replaces=card).exists()
    carried = Card.objects.filter(member_id=card.member_id, status=Card.Status.ACTIVE, is_main=True).first()
    return carried is None or carried.pk == card.pk


def held_card(number: str) -> Card:
    """
    Return a card as it is once its member is held.

    :raises CardMissing: there is no such card.
    """
    digits = card_number(number, field="number")
    found = Card.objects.filter(number=digits).first()
    if found is None:
        raise CardMissing(value=digits)
    hold_member(member_id=found.member_id, even_restricted=True)
    return Card.objects.get(pk=found.pk)
