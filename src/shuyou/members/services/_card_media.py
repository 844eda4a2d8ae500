"""What a card is read by beside its number: barcodes, QR codes, chips."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import CardNotInUse
from shuyou.members.errors.cards import MediumTaken
from shuyou.members.events.cards import MediumAdded, MediumDropped
from shuyou.members.models import Card, CardMedium
from shuyou.members.rules.media import medium_code
from shuyou.members.rules.touches import one_of
from shuyou.members.services._cards import held_card


@use_case("members.issue_cards")
def add_medium(*, number: str, kind: str, code: str, actor: Actor, at: datetime) -> int:
    """
    Have a card read by a code or a chip too, and return the medium's id; one that was dropped from it is back.

    :raises CardMissing: there is no such card.
    :raises CardNotInUse: the card opens nothing.
    :raises MemberValueRefused: such a medium does not hold that.
    :raises MediumTaken: another card, or the number of one, answers to this code.
    """
    kept_kind = one_of(kind, CardMedium.Kind.values, field="kind")
    kept = medium_code(kept_kind, code)
    card = held_card(number)
    if card.status != Card.Status.ACTIVE:
        raise CardNotInUse(value=card.number, status=card.get_status_display())
    medium = _kept_medium(card, kept_kind, kept, at)
    publish(
        MediumAdded(member_id=card.member_id, card_id=card.pk, medium_id=medium.pk, kind=kept_kind), actor=actor, at=at
    )
    return medium.pk


@use_case("members.issue_cards")
def drop_medium(*, medium_id: int, actor: Actor, at: datetime) -> None:
    """
    Let a code or chip lead to its card no more; nothing happens if it led there no more already.

    :raises NotFound: there is no such medium.
    """
    medium = CardMedium.objects.select_related("card").filter(pk=medium_id).first()
    if medium is None:
        raise NotFound(what=_("medium"), key=medium_id)
    card = held_card(medium.card.number)
    if CardMedium.objects.filter(pk=medium_id, is_active=True).update(is_active=False):
        event = MediumDropped(member_id=card.member_id, card_id=card.pk, medium_id=medium_id, kind=medium.kind)
        publish(event, actor=actor, at=at)


def _kept_medium(card: Card, kind: str, code: str, at: datetime) -> CardMedium:
    if other := Card.objects.filter(number=code).exclude(pk=card.pk).first():
        raise MediumTaken(card=other.number)
    try:
        with transaction.atomic():
            return CardMedium.objects.create(card=card, kind=kind, code=code, added_at=at)
    except IntegrityError:
        known = CardMedium.objects.select_for_update(no_key=True, of=("self",)).select_related("card").get(code=code)
    if known.is_active:
        raise MediumTaken(card=known.card.number)
    # A chip that was dropped may be stuck on another card.
    known.card, known.kind, known.is_active, known.added_at = card, kind, True, at
    known.save(update_fields=["card", "kind", "is_active", "added_at"])
    return known
