"""What is asked of stored-value cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import ValueBonus, ValueCard, ValueDeed, ValuePosting, ValueTerms
from shuyou.loyalty.rules import masked
from shuyou.members import queries as members

GIFTS: Final = tuple(Decimal(amount) for amount in (50, 100, 200, 300, 500, 1000))
"""What is on cards that are bought as presents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFilter:
    """Which stored-value cards a list shows; empty fields do not filter."""

    last: str = ""
    """The last digits of its number."""
    state: str = ""
    kind: str = ""
    has_value: bool = False
    sold_from: date | None = None


@dataclass(frozen=True, slots=True)
class ValueCardRow:
    """A stored-value card, whose it is, and what is left on it."""

    card_id: int
    uid: UUID
    number: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    principal: Decimal
    bonus: Decimal
    sold_at: datetime
    expires_on: date | None
    holder_number: str
    holder_name: str
    buyer_number: str
    buyer_name: str

    @property
    def masked(self) -> str:
        """Return its number as lists show it."""
        return masked(self.number)

    @property
    def left(self) -> Decimal:
        """Return what can be paid with it."""
        return self.principal + self.bonus


@dataclass(frozen=True, slots=True)
class DeedRow:
    """Something done with a card, and what was left on it then."""

    deed_id: int
    kind: str
    label: str
    amount: Decimal
    left: Decimal
    source: str
    tender: str
    reference: str
    reason: str
    done_by: str
    at: datetime
    sides: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class ValueCardPage:
    """A card in full: its terms, its place in a line of cards, and what was done with it, the latest first."""

    card: ValueCardRow
    person_id: int | None
    """Whose it is, or who bought it."""
    most: Decimal
    is_asleep: bool
    refund_days: int
    approve_above: Decimal
    replaces: UUID | None
    replaced_by: UUID | None
    deeds: tuple[DeedRow, ...]
    next_before: int


@dataclass(frozen=True, slots=True)
class CardToPay:
    """What somebody at a till or on the telephone may know of a card: what is left on it, and why it cannot be used."""

    number: str
    left: Decimal
    state_label: str
    is_good: bool
    holder_name: str


@dataclass(frozen=True, slots=True)
class ValueSum:
    """What is owed on the cards of a state: how many there are, money that was paid, and bonus."""

    label: str
    cards: int
    principal: Decimal
    bonus: Decimal


@dataclass(frozen=True, slots=True)
class TermsRow:
    """What the law and the club ask of cards."""

    named_most: Decimal
    bearer_most: Decimal
    bearer_months: int
    known_buyer_from: Decimal
    transfer_from: Decimal
    company_transfer_from: Decimal
    refund_days: int
    approve_above: Decimal


@dataclass(frozen=True, slots=True)
class BonusRow:
    """What the club adds to money that is loaded."""

    bonus_id: int
    name: str
    from_amount: Decimal
    bonus: Decimal
    valid_from: datetime
    valid_until: datetime | None


@query("loyalty.view")
def list_value_cards(*, wanted: ValueFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ValueCardRow]:
    """Return stored-value cards that pass the filter, page by page."""
    rows = ValueCard.objects.all()
    if wanted.last:
        rows = rows.filter(number__endswith=wanted.last.strip())
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.has_value:
        rows = rows.filter(principal__gt=0)
    if wanted.sold_from:
        rows = rows.filter(sold_at__gte=wanted.sold_from)
    found, after = behind(rows, place, limit=limit)
    return Page(_card_rows(found), after)


@query("loyalty.view")
def value_cards_of(*, member_id: int, actor: Actor) -> tuple[ValueCardRow, ...]:
    """Return the cards in a member's name that are in use, the latest first."""
    rows = ValueCard.objects.filter(holder_id=member_id).exclude(state__in=["replaced", "closed"]).order_by("-pk")
    return _card_rows(list(rows[:20]))


@query("loyalty.sell_value")
def value_cards_to_print(*, actor: Actor, limit: int) -> tuple[ValueCardRow, ...]:
    """Return cards that were sold and wait to be activated, the latest first, with the numbers that are printed."""
    rows = ValueCard.objects.filter(state=ValueCard.State.NEW).order_by("-pk")
    return _card_rows(list(rows[:limit]))


@query("loyalty.view")
def value_card(*, uid: UUID, at: datetime, before: int = 0, actor: Actor, limit: int = PAGE) -> ValueCardPage:
    """
    Return a card in full, with what was done with it before a deed.

    :raises NotFound: there is no such card.
    """
    card = _card_of(uid)
    terms = ValueTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0]
    deeds = ValueDeed.objects.filter(card=card).order_by("-pk")
    found = list((deeds.filter(pk__lt=before) if before else deeds)[: limit + 1])
    later = ValueCard.objects.filter(replaces=card).values_list("uid", flat=True).first()
    return ValueCardPage(
        card=_card_rows([card])[0],
        person_id=card.holder_id or card.buyer_id,
        most=terms.named_most if card.kind == ValueCard.Kind.NAMED else terms.bearer_most,
        is_asleep=card.expires_on is not None and card.expires_on < club_day(at),
        refund_days=terms.refund_days,
        approve_above=terms.approve_above,
        replaces=card.replaces.uid if card.replaces else None,
        replaced_by=later,
        deeds=_deed_rows(found[:limit]),
        next_before=found[limit - 1].pk if len(found) > limit else 0,
    )


@query("loyalty.view")
def value_card_uid(*, number: str, actor: Actor) -> UUID:
    """
    Return the name that a card, by its number, has in addresses: who reads it there cannot pay with it.

    :raises NotFound: there is no such card.
    """
    return _found("".join(number.split()).replace("-", "")).uid


@query("loyalty.view")
def value_card_number(*, uid: UUID, actor: Actor) -> str:
    """
    Return the number of a card by its name in addresses.

    :raises NotFound: there is no such card.
    """
    return _card_of(uid).number


@query("loyalty.view")
def card_to_pay(*, number: str, at: datetime, actor: Actor) -> CardToPay:
    """
    Return what is left on a card, and whether it can be used now.

    :raises NotFound: there is no such card.
    """
    card = _found(number)
    is_asleep = card.expires_on is not None and card.expires_on < club_day(at)
    row = _card_rows([card])[0]
    is_good = card.state == ValueCard.State.ACTIVE and not is_asleep
    return CardToPay(row.number, row.left, row.state_label, is_good, row.holder_name)


@query("loyalty.view")
def value_sums(*, actor: Actor) -> tuple[ValueSum, ...]:
    """Return what is owed on cards, by their state, in one query."""
    rows = ValueCard.objects.values("state").annotate(
        cards=Count("pk"), principals=Sum("principal"), bonuses=Sum("bonus")
    )
    return tuple(
        ValueSum(str(ValueCard.State(row["state"]).label), row["cards"], row["principals"], row["bonuses"])
        for row in rows.order_by("state")
    )


@query("loyalty.view")
def value_terms(*, at: datetime, actor: Actor) -> TermsRow:
    """Return what the law and the club ask of cards at a moment."""
    row = ValueTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0]
    return TermsRow(
        row.named_most, row.bearer_most, row.bearer_months, row.known_buyer_from, row.transfer_from,
        row.company_transfer_from, row.refund_days, row.approve_above,
    )  # fmt: skip


@query("loyalty.view")
def gift_amounts(*, at: datetime, actor: Actor) -> tuple[tuple[Decimal, Decimal], ...]:
    """Return with how much a card in nobody's name can be bought, and what the club adds, in two queries."""
    most = ValueTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0].bearer_most
    offered = ValueBonus.objects.filter(valid_from__lte=at).exclude(valid_until__lt=at)
    bonuses = list(offered.values_list("from_amount", "bonus"))
    found = [(amount, max((bonus for least, bonus in bonuses if least <= amount), default=ZERO)) for amount in GIFTS]
    return tuple((amount, bonus) for amount, bonus in found if amount + bonus <= most)


@query("loyalty.view")
def value_bonuses(*, actor: Actor) -> tuple[BonusRow, ...]:
    """Return what the club adds to money that is loaded, the latest first."""
    rows = ValueBonus.objects.order_by("-pk")[:50]
    return tuple(
        BonusRow(row.pk, row.name, row.from_amount, row.bonus, row.valid_from, row.valid_until) for row in rows
    )


def _found(number: str) -> ValueCard:
    card = ValueCard.objects.select_related("replaces").filter(number=number.strip().upper()).first()
    if card is None:
        raise NotFound(what=_("stored-value card"), key=number)
    return card


def _card_of(uid: UUID) -> ValueCard:
    card = ValueCard.objects.select_related("replaces").filter(uid=uid).first()
    if card is None:
        raise NotFound(what=_("stored-value card"), key=uid)
    return card


def _card_rows(cards: Sequence[ValueCard]) -> tuple[ValueCardRow, ...]:
    ids = {one for card in cards for one in (card.holder_id, card.buyer_id) if one}
    found = members.member_rows(member_ids=sorted(ids)) if ids else []
    names: Mapping[int | None, tuple[str, str]] = {row.member_id: (row.number, row.name) for row in found}
    nobody = ("", "")
    return tuple(
        ValueCardRow(
            card.pk, card.uid, card.number, card.kind, str(ValueCard.Kind(card.kind).label), card.state,
            str(ValueCard.State(card.state).label), card.principal, card.bonus, card.sold_at, card.expires_on,
            *names.get(card.holder_id, nobody), *names.get(card.buyer_id, nobody),
        )
        for card in cards
    )  # fmt: skip


def _deed_rows(deeds: Sequence[ValueDeed]) -> tuple[DeedRow, ...]:
    sides: dict[int, list[tuple[str, Decimal]]] = {}
    for posting in ValuePosting.objects.filter(deed__in=deeds).order_by("pk"):
        label = str(ValuePosting.Account(posting.account).label)
        sides.setdefault(posting.deed_id, []).append((label, posting.amount))
    names = signers(deed.done_by for deed in deeds)
    return tuple(
        DeedRow(
            deed.pk, deed.kind, str(ValueDeed.Kind(deed.kind).label), deed.amount, deed.left, deed.source, deed.tender,
            deed.reference, deed.reason, names[deed.done_by], deed.at,
            tuple(sides.get(deed.pk, ())),
        )
        for deed in deeds
    )  # fmt: skip
