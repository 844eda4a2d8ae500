"""Which price lists hold for a reader, and which of them gives the lowest price: the same as the SQL that sells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Standing(StrEnum):
    """Whether a list holds for a reader, and if not, why."""

    HOLDS = "holds"
    NOT_ENTERED = "not_entered"
    OTHER_TIER = "other_tier"
    OTHER_STORE = "other_store"
    OTHER_CHANNEL = "other_channel"
    NOT_YET = "not_yet"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A price list as it meets one item: the rate of all items, and the item's own if it is entered."""

    code: str
    kind: str
    rank: int
    rate: Decimal | None
    own_rate: Decimal | None
    store: str = ""
    channel: str = ""
    audience: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True

    @property
    def applied(self) -> Decimal | None:
        """The rate that the item has on this list; None: it has none."""
        return self.own_rate if self.own_rate is not None else self.rate


@dataclass(frozen=True, slots=True)
class Reader:
    """Who buys where and when: the list of their tier, a store, a channel, a moment."""

    tier: str
    at: datetime
    store: str = ""
    channel: str = ""


def standing(offer: Offer, reader: Reader) -> Standing:
    """Return whether a list holds for a reader; of several reasons why not, the one that is hardest to change."""
    if offer.kind == "tier":
        return Standing.HOLDS if offer.code == reader.tier else Standing.OTHER_TIER
    hindrances = (
        (not offer.is_active, Standing.STOPPED),
        (bool(offer.audience) and reader.tier not in offer.audience, Standing.OTHER_TIER),
        (bool(offer.store) and offer.store != reader.store, Standing.OTHER_STORE),
        (bool(offer.channel) and offer.channel != reader.channel, Standing.OTHER_CHANNEL),
        (offer.starts_at is not None and reader.at < offer.starts_at, Standing.NOT_YET),
        (offer.ends_at is not None and reader.at >= offer.ends_at, Standing.ENDED),
        (offer.applied is None, Standing.NOT_ENTERED),
    )
    return next((reason for is_so, reason in hindrances if is_so), Standing.HOLDS)


def lowest(offers: Iterable[Offer], reader: Reader) -> Offer | None:
    """Return the list that a reader pays by: the lowest rate, the tier's own list when others give no less."""
    holding = [offer for offer in offers if standing(offer, reader) is Standing.HOLDS]
    return min(holding, key=lambda offer: (offer.applied, offer.kind != "tier", offer.rank), default=None)


def breaks(offers: Sequence[Offer], since: datetime, until: datetime) -> list[datetime]:
    """Return the moments of a span at which an offer begins or ends, with the beginning of the span."""
    moments = {moment for offer in offers for moment in (offer.starts_at, offer.ends_at) if moment}
    return sorted({since, *(moment for moment in moments if since < moment <= until)})
