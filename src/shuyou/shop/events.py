"""What the shop tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """A reader has a way in; `is_new_member` tells whether they joined by it."""

    name: ClassVar[str] = "shop.account_opened"
    account_id: int
    member_id: int
    is_new_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CameIn(Event):
    """A reader came in, by a password or by a code."""

    name: ClassVar[str] = "shop.came_in"
    account_id: int
    member_id: int
    by_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOut(Event):
    """A reader went out: of this browser, or of all others."""

    name: ClassVar[str] = "shop.went_out"
    account_id: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChosen(Event):
    """A reader has chosen a password; all other browsers are out."""

    name: ClassVar[str] = "shop.password_chosen"
    account_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketsForgotten(Event):
    """Baskets that nobody came back to, and visits that are over, were forgotten."""

    name: ClassVar[str] = "shop.baskets_forgotten"
    baskets: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWritten(Event):
    """A reader wrote about a title, or wrote it anew; staff are to read it."""

    name: ClassVar[str] = "shop.review_written"
    review_id: int
    item_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecided(Event):
    """Staff have read a review: everybody sees it now, or nobody does."""

    name: ClassVar[str] = "shop.review_decided"
    review_id: int
    item_id: int
    member_id: int
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithdrawn(Event):
    """A reader took their review back."""

    name: ClassVar[str] = "shop.review_withdrawn"
    review_id: int
    item_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswered(Event):
    """Somebody answered a review: a reader, whose words are to be read first, or the shop."""

    name: ClassVar[str] = "shop.review_answered"
    review_id: int
    answer_id: int
    by_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDecided(Event):
    """Staff have read what a reader answered."""

    name: ClassVar[str] = "shop.answer_decided"
    review_id: int
    answer_id: int
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFoundHelpful(Event):
    """A reader found a review helpful, or no longer does."""

    name: ClassVar[str] = "shop.review_found_helpful"
    review_id: int
    member_id: int
    is_helpful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceKept(Event):
    """Staff wrote or changed something for the window; the row history says what."""

    name: ClassVar[str] = "shop.piece_kept"
    piece_id: int
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailBegun(Event):
    """Somebody allowed us to remember what this browser looks at."""

    name: ClassVar[str] = "shop.trail_begun"
    trail_id: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailForgotten(Event):
    """Somebody took that leave back; nothing of it is left."""

    name: ClassVar[str] = "shop.trail_forgotten"
    trail_id: int
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailsForgotten(Event):
    """Trails that went cold long ago were forgotten."""

    name: ClassVar[str] = "shop.trails_forgotten"
    trails: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLeft(Event):
    """A reader put titles into the basket and has not come back for hours."""

    name: ClassVar[str] = "shop.basket_left"
    basket_id: int
    member_id: int
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PicksSwitched(Event):
    """A reader wants titles chosen for them, or what everybody sees."""

    name: ClassVar[str] = "shop.picks_switched"
    member_id: int
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopListExported(Event):
    """Somebody took a list of the shop out of the house; `wanted` is the filter."""

    name: ClassVar[str] = "shop.list_exported"
    what: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyAdded(Event):
    """A device of a reader's lets them in from now on."""

    name: ClassVar[str] = "shop.passkey_added"
    passkey_id: int
    account_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyNamed(Event):
    """A reader calls a device otherwise."""

    name: ClassVar[str] = "shop.passkey_named"
    passkey_id: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyDropped(Event):
    """A device lets its reader in no more."""

    name: ClassVar[str] = "shop.passkey_dropped"
    passkey_id: int
    account_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleKept(Event):
    """Staff wrote or changed what is shown of a title's inside; the row history says what."""

    name: ClassVar[str] = "shop.sample_kept"
    item_id: int
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftAsked(Event):
    """A reader wants to buy a card for somebody."""

    name: ClassVar[str] = "shop.gift_asked"
    gift_id: int
    member_id: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftSettled(Event):
    """The money for such a card came: the card is made and on its way, or its money waits to be given back."""

    name: ClassVar[str] = "shop.gift_settled"
    gift_id: int
    member_id: int
    is_sent: bool
