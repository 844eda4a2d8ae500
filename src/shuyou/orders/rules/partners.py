"""Who may use an offer of a partner. Pure functions."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Who may use an offer, when and how often, and how often it was used."""

    is_active: bool
    valid_from: date
    valid_to: date
    tiers: frozenset[str]
    most_per_member: int
    most_uses: int | None
    uses: int


def why_not(offer: Entitlement, *, tier: str, own: int, on: date) -> str:
    """Return why a reader of a tier who used an offer so often may not use it on a day; empty: they may."""
    checks = {
        "stopped": not offer.is_active,
        "early": on < offer.valid_from,
        "late": on > offer.valid_to,
        "tier": bool(offer.tiers) and tier not in offer.tiers,
        "own": own >= offer.most_per_member,
        "all": offer.most_uses is not None and offer.uses >= offer.most_uses,
    }
    return next((why for why, holds in checks.items() if holds), "")
