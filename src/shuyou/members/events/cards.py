"""What members tells about cards."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CardIssued(Event):
    """A member was given a card of a kind: by spending, for a fee, or granted."""

    name: ClassVar[str] = "members.card_issued"
    member_id: int
    card_id: int
    kind: str
    way: str
    fee: str
    partner_id: int | None
    replaced_card_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRenewed(Event):
    """A card is valid for longer."""

    name: ClassVar[str] = "members.card_renewed"
    member_id: int
    card_id: int
    expires_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFrozen(Event):
    """A card opens nothing for a while; the row says why."""

    name: ClassVar[str] = "members.card_frozen"
    member_id: int
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardThawed(Event):
    """A frozen card opens everything again."""

    name: ClassVar[str] = "members.card_thawed"
    member_id: int
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFound(Event):
    """A card that was reported lost is back in its owner's hand and opens everything again."""

    name: ClassVar[str] = "members.card_found"
    member_id: int
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsExpired(Event):
    """Cards whose time was over open nothing any more."""

    name: ClassVar[str] = "members.cards_expired"
    card_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumAdded(Event):
    """A card can be read another way: by a barcode, a QR code or a chip."""

    name: ClassVar[str] = "members.medium_added"
    member_id: int
    card_id: int
    medium_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumDropped(Event):
    """A code or chip leads to its card no more."""

    name: ClassVar[str] = "members.medium_dropped"
    member_id: int
    card_id: int
    medium_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKindSaved(Event):
    """A kind of card was made, or has other terms."""

    name: ClassVar[str] = "members.card_kind_saved"
    kind_id: int
    is_offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPartnerSaved(Event):
    """A partner's brand may stand on cards, on other terms, or no more."""

    name: ClassVar[str] = "members.card_partner_saved"
    partner_id: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsPrinted(Event):
    """A sheet of cards was made: those of members, and blank ones with new numbers."""

    name: ClassVar[str] = "members.cards_printed"
    card_ids: tuple[int, ...]
    blanks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsExported(Event):
    """Somebody took a list of cards out of the house; `wanted` is the filter, such as kind=student."""

    name: ClassVar[str] = "members.cards_exported"
    wanted: str
