"""Pieces of the program for tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from shuyou.loyalty.services.rewards import RewardDraft


def draft(**changes: Any) -> RewardDraft:
    """Return a reward of 300 points as typed."""
    terms = {
        "kind": "goods", "name_zh": "铜书签", "name_en": "Brass bookmark", "detail": "", "points": 300,
        "cash": Decimal(0), "stock": 5, "most_per_member": None, "tiers": (), "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31), "undo_days": 7, "is_active": True,
    }  # fmt: skip
    return RewardDraft(**{**terms, **changes})
