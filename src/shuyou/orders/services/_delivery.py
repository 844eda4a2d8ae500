"""What delivery costs, as rules that staff keep."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import PromotionCodeRefused, PromotionNameMissing
from shuyou.orders.events import DeliveryRuleKept
from shuyou.orders.models import DeliveryRule
from shuyou.orders.services._promotions import stamped

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDraft:
    """A rule as typed; `areas` are how addresses begin."""

    code: str
    name_zh: str
    name_en: str = ""
    rank: int = 1
    areas: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    free_from: Decimal | None = None
    fee: Decimal = Decimal(0)
    is_active: bool = True


@use_case("orders.set_delivery")
def keep_delivery_rule(draft: DeliveryDraft, *, actor: Actor, at: datetime) -> None:
    """
    Add a rule of what delivery costs, or change the one of this code; orders placed before keep their fee.

    :raises PromotionCodeRefused: the code cannot stand in an address.
    :raises PromotionNameMissing: it has no name.
    """
    code = draft.code.strip().lower()
    if not _CODE.fullmatch(code):
        raise PromotionCodeRefused(value=draft.code)
    if not tidy(draft.name_zh):
        raise PromotionNameMissing()
    kept = {
        "name_zh": tidy(draft.name_zh)[:60], "name_en": (tidy(draft.name_en) or tidy(draft.name_zh))[:60],
        "rank": draft.rank, "areas": [tidy(area)[:40] for area in draft.areas if tidy(area)],
        "channels": list(draft.channels), "free_from": draft.free_from, "fee": draft.fee,
        "is_active": draft.is_active,
    }  # fmt: skip
    DeliveryRule.objects.update_or_create(code=code, defaults=kept)
    stamped()
    events.publish(DeliveryRuleKept(code=code), actor=actor, at=at)
