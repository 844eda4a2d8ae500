"""Cards for the printer: those of members, and blank ones with numbers that nobody else gets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.cards import TooManyCards
from shuyou.members.events.cards import CardsExported, CardsPrinted
from shuyou.members.models import Card, CardKind
from shuyou.members.services._export_list import take_named_file
from shuyou.members.services._numbers import card_numbers

MOST_BLANKS = 500
MOST_CARDS = 500


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """What is printed on a card; a blank one has a number only."""

    number: str
    name: str
    kind: str


@use_case("members.issue_cards")
def print_cards(
    *, card_ids: Sequence[int], blanks: int = 0, language: str, actor: Actor, at: datetime
) -> list[PrintedCard]:
    """
    Return cards as they are printed: those in use in the order given, then blank ones with new numbers.

    :raises TooManyCards: there is nothing to print, or more than one run takes.
    """
    if not 0 <= blanks <= MOST_BLANKS:
        raise TooManyCards(value=blanks, limit=MOST_BLANKS)
    if len(card_ids) > MOST_CARDS or not (card_ids or blanks):
        raise TooManyCards(field="card", value=len(card_ids), limit=MOST_CARDS)
    names = dict(CardKind.objects.values_list("code", "name_zh" if language.startswith("zh") else "name_en"))
    found = Card.objects.filter(pk__in=card_ids, status=Card.Status.ACTIVE).order_by("pk")
    rows = {row[0]: row[1:] for row in found.values_list("pk", "number", "member__person__name", "kind")}
    cards = [
        PrintedCard(number, name, names.get(kind, kind))
        for number, name, kind in (rows[card_id] for card_id in dict.fromkeys(card_ids) if card_id in rows)
    ]
    cards += [PrintedCard(number, "", "") for number in (card_numbers(blanks) if blanks else ())]
    if not cards:
        raise TooManyCards(field="card", value=0, limit=MOST_CARDS)
    publish(CardsPrinted(card_ids=tuple(sorted(rows)), blanks=blanks), actor=actor, at=at)
    return cards


@use_case("members.list_cards")
def note_cards_export(*, wanted: str, readers: Iterable[str] = (), actor: Actor, at: datetime) -> None:
    """
    Note who takes which list of cards away.

    :raises NotPermitted: `readers` are named, and nobody's names are for this actor to take away.
    :raises FileAboveLimits: more readers are named than the actor may take on their own word.
    """
    if readers:
        take_named_file(what="cards", readers=readers, actor=actor, at=at)
    publish(CardsExported(wanted=wanted[:200]), actor=actor, at=at)
