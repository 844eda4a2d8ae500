"""Pieces of the program for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.loyalty.services.alliance import MerchantDraft, keep_merchant
from shuyou.loyalty.services.rewards import RewardDraft

KEPT_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KEEPER = Actor(STAFF, "2", "test", frozenset({Role.MARKETER}))


def draft(**changes: Any) -> RewardDraft:
    """Return a reward of 300 points as typed."""
    terms = {
        "kind": "goods", "name_zh": "铜书签", "name_en": "Brass bookmark", "detail": "", "points": 300,
        "cash": Decimal(0), "stock": 5, "most_per_member": None, "tiers": (), "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 12, 31), "undo_days": 7, "is_active": True,
    }  # fmt: skip
    return RewardDraft(**{**terms, **changes})


def a_merchant(code: str = "cafe", **changes: Any) -> str:
    """Keep a merchant that gives all readers something."""
    terms = {
        "kind": "food", "name": "湖畔咖啡", "place": "北山路", "phone": "", "benefit_zh": "第二杯半价", "tiers": (),
        "benefit_en": "", "clubs": (), "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31),
        "is_active": True,
    }  # fmt: skip
    return keep_merchant(MerchantDraft(**{**terms, "code": code, **changes}), actor=KEEPER, at=KEPT_AT)
