"""The carriers that this house knows."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shuyou.orders.adapters.rehearsal import RehearsalCarrier, RehearsalCourier
from shuyou.orders.ports import Carrier


@cache
def carriers() -> Mapping[str, Carrier]:
    """Return the carriers by code."""
    known: tuple[Carrier, ...] = (RehearsalCarrier(), RehearsalCourier())
    return MappingProxyType({carrier.code: carrier for carrier in known})
