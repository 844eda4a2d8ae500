"""What printing costs: prices as rows that a manager keeps."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.orders.events.printing import PrintPriceKept
from shuyou.orders.models import PrintPrice

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
MOST: Final = Decimal(100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPriceDraft:
    """A price of printing, as typed."""

    kind: str
    code: str
    name_zh: str
    name_en: str
    amount: Decimal
    least: int = 0
    most: int | None = None
    is_active: bool = True


@use_case("orders.set_print_prices")
def keep_print_price(draft: PrintPriceDraft, *, actor: Actor, at: datetime) -> int:
    """
    Add a price of printing, or change the one of its kind and code; quotes that were given stand as they are.

    :raises InvalidValue: the code cannot stand in an address, or the amount is none.
    """
    code = draft.code.strip().lower()
    if draft.kind not in PrintPrice.Kind.values or not _CODE.fullmatch(code):
        raise InvalidValue(label=_("Code"), value=draft.code[:20], field="code")
    is_step = draft.kind == PrintPrice.Kind.STEP
    if not 0 <= draft.amount <= MOST or (is_step and not (0 < draft.amount <= 1 and draft.least >= 1)):
        raise InvalidValue(label=_("Amount"), value=draft.amount, field="amount")
    kept = asdict(draft) | {"code": code, "name_zh": tidy(draft.name_zh)[:60], "name_en": tidy(draft.name_en)[:60]}
    price, _is_new = PrintPrice.objects.update_or_create(kind=kept.pop("kind"), code=kept.pop("code"), defaults=kept)
    events.publish(PrintPriceKept(price_id=price.pk), actor=actor, at=at)
    return price.pk
