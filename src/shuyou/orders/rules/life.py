"""The order's life: which step starts from where."""

from collections.abc import Mapping
from types import MappingProxyType

STEPS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "pay": {"remittance": frozenset({"placed"}), "cash": frozenset({"placed"}), "online": frozenset({"placed"})},
        "pick": {
            "remittance": frozenset({"paid"}), "cash": frozenset({"paid"}), "online": frozenset({"paid"}),
            "cod": frozenset({"placed"}),
        },
        "ship": {kind: frozenset({"picked"}) for kind in ("remittance", "cash", "online", "cod")},
        "deliver": {kind: frozenset({"shipped"}) for kind in ("remittance", "cash", "online", "cod")},
        "cancel": {kind: frozenset({"placed", "paid", "picked"}) for kind in ("remittance", "cash", "online", "cod")},
    }
)  # fmt: skip
"""From which states a step starts, by kind of payment: cash on delivery is picked before it is paid."""


def may_step(step: str, *, payment: str, state: str) -> bool:
    """Tell whether an order with this payment may take a step from this state."""
    return state in STEPS[step].get(payment, frozenset())
