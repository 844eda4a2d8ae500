"""What happens to a card while it is carried: renewed, frozen, thawed, found again, run out."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import CardNotInUse, ReasonMissing
from shuyou.members.errors.cards import (
    AnotherCardInUse,
    CardKindUnknown,
    CardNeverEnds,
    CardNotFrozen,
    CardNotLost,
    CardReplacedAlready,
    ProofMissing,
    RenewedTooSoon,
)
from shuyou.members.events.cards import CardFound, CardFrozen, CardRenewed, CardsExpired, CardThawed
from shuyou.members.models import Card, CardKind
from shuyou.members.rules import one_line, short_text
from shuyou.members.rules.kinds import renewed_until
from shuyou.members.services._cards import held_card
from shuyou.members.services._issue_card import LONGEST_PROOF, terms_of

LONGEST_NOTE = 200
BATCH = 5_000

# Cards that run out while others are locked wait for the next night: nobody is kept waiting for a job.
_EXPIRE = """
    WITH over AS (
        SELECT id FROM members_card WHERE expires_on < %s AND expires_on IS NOT NULL AND status IN ('active', 'frozen')
         ORDER BY expires_on, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
    UPDATE members_card c SET status = 'expired' FROM over WHERE c.id = over.id RETURNING c.id
"""


@dataclass(frozen=True, slots=True)
class RenewedCard:
    """A card that is valid for longer."""

    card_id: int
    number: str
    expires_on: str


@use_case("members.issue_cards")
def renew_card(*, number: str, proof: str = "", actor: Actor, at: datetime) -> RenewedCard:
    """
    Let a card be valid for another term; one that has run out opens everything again.

    :raises CardMissing: there is no such card.
    :raises CardNotInUse: it is lost, replaced or frozen.
    :raises CardNeverEnds: it is valid without limit.
    :raises ProofMissing: its kind asks for a proof every time.
    :raises RenewedTooSoon: more than three months are left.
    :raises AnotherCardInUse: another main card is in use by now.
    """
    card = held_card(number)
    if card.status not in (Card.Status.ACTIVE, Card.Status.EXPIRED):
        raise CardNotInUse(value=card.number, status=card.get_status_display())
    kind = CardKind.objects.filter(code=card.kind).first()
    if kind is None:
        raise CardKindUnknown(value=card.kind)
    if card.expires_on is None or not kind.valid_months:
        raise CardNeverEnds(value=card.number)
    shown = short_text(proof, field="proof", limit=LONGEST_PROOF)
    if kind.needs_proof and not shown:
        raise ProofMissing(value=proof)
    until = renewed_until(terms_of(kind), card.expires_on, club_day(at))
    if until is None:
        raise RenewedTooSoon(value=card.number, until=card.expires_on.isoformat())
    _refuse_second_main(card)
    Card.objects.filter(pk=card.pk).update(status=Card.Status.ACTIVE, expires_on=until, proof=shown or card.proof)
    event = CardRenewed(member_id=card.member_id, card_id=card.pk, expires_on=until.isoformat())
    publish(event, actor=actor, at=at)
    return RenewedCard(card.pk, card.number, until.isoformat())


@use_case("members.issue_cards")
def freeze_card(*, number: str, reason: str, actor: Actor, at: datetime) -> int:
    """
    Let a card open nothing for a while, and return its member's id.

    :raises CardMissing: there is no such card.
    :raises ReasonMissing: no reason is given.
    :raises CardNotInUse: it opens nothing already.
    """
    note = one_line(reason, field="reason", limit=LONGEST_NOTE)
    if not note:
        raise ReasonMissing(value=reason)
    card = held_card(number)
    if card.status != Card.Status.ACTIVE:
        raise CardNotInUse(value=card.number, status=card.get_status_display())
    Card.objects.filter(pk=card.pk).update(status=Card.Status.FROZEN, note=note)
    publish(CardFrozen(member_id=card.member_id, card_id=card.pk), actor=actor, at=at)
    return int(card.member_id)


@use_case("members.issue_cards")
def thaw_card(*, number: str, actor: Actor, at: datetime) -> int:
    """
    Let a frozen card open everything again, and return its member's id; one that ran out meanwhile has expired.

    :raises CardMissing: there is no such card.
    :raises CardNotFrozen: it is not frozen.
    :raises AnotherCardInUse: another main card is in use by now.
    """
    card = held_card(number)
    if card.status != Card.Status.FROZEN:
        raise CardNotFrozen(value=card.number, status=card.get_status_display())
    status = _status_in_use(card, at)
    Card.objects.filter(pk=card.pk).update(status=status, note="")
    publish(CardThawed(member_id=card.member_id, card_id=card.pk), actor=actor, at=at)
    return int(card.member_id)


@use_case("members.issue_cards")
def take_back_loss(*, number: str, actor: Actor, at: datetime) -> int:
    """
    Let a card that was lost and found open everything again, and return its member's id.

    One that ran out meanwhile has expired.

    :raises CardMissing: there is no such card.
    :raises CardNotLost: nobody reported it lost.
    :raises CardReplacedAlready: another was given in its place.
    :raises AnotherCardInUse: another main card is in use by now.
    """
    card = held_card(number)
    if card.status != Card.Status.LOST:
        raise CardNotLost(value=card.number, status=card.get_status_display())
    if successor := Card.objects.filter(replaces=card).order_by("pk").first():
        raise CardReplacedAlready(value=card.number, other=successor.number)
    status = _status_in_use(card, at)
    Card.objects.filter(pk=card.pk).update(status=status)
    publish(CardFound(member_id=card.member_id, card_id=card.pk), actor=actor, at=at)
    return int(card.member_id)


@use_case("members.issue_cards")
def expire_cards(*, limit: int = BATCH, actor: Actor, at: datetime) -> int:
    """Let the next cards whose time is over open nothing any more, in one statement; return how many they were."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRE, [club_day(at), limit])
        expired = tuple(sorted(row[0] for row in cursor.fetchall()))
    if expired:
        publish(CardsExpired(card_ids=expired), actor=actor, at=at)
    return len(expired)


def _status_in_use(card: Card, at: datetime) -> str:
    """
    Return the status of a card that nothing stops any more: in use, or expired if it ran out meanwhile.

    :raises AnotherCardInUse: another main card is in use by now.
    """
    if card.expires_on is not None and card.expires_on < club_day(at):
        return Card.Status.EXPIRED
    _refuse_second_main(card)
    return Card.Status.ACTIVE


def _refuse_second_main(card: Card) -> None:
    """
    Pass if a card may be the one in use.

    :raises AnotherCardInUse: there is another.
    """
    if not card.is_main:
        return
    mains = Card.objects.filter(member_id=card.member_id, status=Card.Status.ACTIVE, is_main=True)
    if other := mains.exclude(pk=card.pk).first():
        raise AnotherCardInUse(value=card.number, other=other.number)
