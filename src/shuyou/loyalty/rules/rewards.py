"""Who may have a reward, and until when it can be given back. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTerms:
    """What a reward asks for."""

    is_active: bool
    valid_from: date
    valid_to: date
    tiers: Collection[str]
    clubs: Collection[str] = ()
    most_per_member: int | None


def why_no_reward(terms: RewardTerms, *, tier: str, own: int, on: date, clubs: Collection[str] = ()) -> str:
    """Return why a reader of a tier who took it so often may not have it on a day; empty: they may."""
    checks = {
        "stopped": not terms.is_active,
        "early": on < terms.valid_from,
        "late": on > terms.valid_to,
        "tier": bool(terms.tiers) and tier not in terms.tiers,
        "club": bool(terms.clubs) and not set(terms.clubs) & set(clubs),
        "own": terms.most_per_member is not None and own >= terms.most_per_member,
    }
    return next((why for why, holds in checks.items() if holds), "")


def goes_back(taken_at: datetime, undo_days: int, at: datetime) -> bool:
    """Tell whether what was taken can still be given back."""
    return at <= taken_at + timedelta(days=undo_days)
