"""Where our prices stand among those of others. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


@dataclass(frozen=True, slots=True)
class Compared:
    """A basket's sums over the titles that others offer too: 100 means as dear as the cheapest of them."""

    ours: Decimal
    theirs: Decimal
    titles: int
    dearer: int

    @property
    def index(self) -> Decimal:
        """Return our sum in percent of theirs, to a tenth."""
        return (self.ours * 100 / self.theirs).quantize(Decimal("0.1"))


def basket_code(typed: str) -> str:
    """Return a code that can stand in an address; empty if what was typed cannot."""
    code = typed.strip().lower()
    return code if _CODE.fullmatch(code) else ""


def compare(weights: Mapping[int, int], ours: Mapping[int, Decimal], lowest: Mapping[int, Decimal]) -> Compared | None:
    """Return where a basket stands by what titles cost here and at the cheapest elsewhere; None: nothing to compare."""
    both = [item_id for item_id in weights if item_id in ours and lowest.get(item_id, 0) > 0]
    if not both:
        return None
    return Compared(
        sum((ours[item_id] * weights[item_id] for item_id in both), Decimal(0)),
        sum((lowest[item_id] * weights[item_id] for item_id in both), Decimal(0)),
        len(both),
        sum(ours[item_id] > lowest[item_id] for item_id in both),
    )
