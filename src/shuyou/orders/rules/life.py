"""The order's life: which step starts from where."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_PREPAID: Final = ("remittance", "cash", "online")
_LATER: Final = ("cod", "account")


def _all(*states: str) -> Mapping[str, frozenset[str]]:
    return dict.fromkeys((*_PREPAID, *_LATER), frozenset(states))


def _ready(*later: str) -> Mapping[str, frozenset[str]]:
    """Return from where what comes after the money starts: once it is paid, or placed if it is paid later."""
    paid, placed = frozenset({"paid", *later}), frozenset({"placed", *later})
    return {**dict.fromkeys(_PREPAID, paid), **dict.fromkeys(_LATER, placed)}


STEPS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "pay": {
            **dict.fromkeys(_PREPAID, frozenset({"placed"})),
            "account": frozenset({"placed", "picking", "picked", "packed", "shipped", "delivered"}),
        },
        "change": _all("placed", "paid"),
        "hold": _all("placed", "paid", "picking", "picked", "packed"),
        "wave": _ready(),
        "pick": _ready("picking"),
        "unpick": _all("picking", "picked"),
        "pack": _all("picked"),
        "unpack": _all("packed"),
        "ship": _all("picked", "packed"),
        "deliver": _all("shipped"),
        "undeliver": _all("delivered"),
        "close": _all("delivered"),
        "reopen": _all("closed"),
        "cancel": _all("placed", "paid", "picking", "picked", "packed"),
    }
)
"""From which states a step starts, by kind of payment: cash on delivery and orders on account are picked unpaid."""


def may_step(step: str, *, payment: str, state: str) -> bool:
    """Tell whether an order with this payment may take a step from this state."""
    return state in STEPS[step].get(payment, frozenset())
