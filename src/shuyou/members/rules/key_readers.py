"""Key customers: the readers whom somebody looks after in person."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

KEY_CARD: Final = "vip"
KEY_PRICE_LIST: Final = "vip"
BABY: Final = timedelta(days=365)
EXPECTING: Final = frozenset({"准妈妈", "孕妈妈", "待产", "expecting"})
"""Tags of readers who expect a child."""


def key_reason(
    *, price_list: str, card_kinds: Iterable[str], tags: Iterable[str], children_born: Iterable[date], today: date
) -> str:
    """Return why somebody is a key customer: `card`, `tier`, `expecting` or `baby`; empty if they are none."""
    if KEY_CARD in card_kinds:
        return "card"
    if price_list == KEY_PRICE_LIST:
        return "tier"
    if EXPECTING & {tag.lower() for tag in tags}:
        return "expecting"
    return "baby" if any(today - born <= BABY for born in children_born) else ""
