"""Who is listened to: trunks by their address, telephones from their networks, and nobody faster than is good."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Final

from shuyou.callcenter.adapters.embedded.transactions import UDP

REMEMBERED: Final = 10_000
"""Hosts of which budgets are kept at a time."""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many at once, and so many a second on the long run."""

    rate: float
    burst: float

    def begun(self) -> "Purse":
        """Return a purse for each host, all full."""
        return Purse(self)


@dataclass(slots=True)
class Purse:
    """What is left to each host of its budget."""

    budget: Budget
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def is_spent(self, host: str, now: float) -> bool:
        """Return whether a host has nothing left."""
        return self._has(host, now) < 1

    def spend(self, host: str, now: float) -> bool:
        """Take one from what a host has left; False where there is none."""
        left = self._has(host, now)
        if left < 1:
            return False
        if len(self._left) >= REMEMBERED and host not in self._left:
            self._left.clear()
        self._left[host] = left - 1, now
        return True

    def _has(self, host: str, now: float) -> float:
        left, then = self._left.get(host, (self.budget.burst, now))
        return min(self.budget.burst, left + (now - then) * self.budget.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A line to the world: who may call us from there, and how we call through it."""

    name: str
    host: str
    port: int = 5060
    user: str = ""
    secret: str = field(default="", repr=False)
    by: str = UDP
    """What we call there by; calls that come may come by any."""
    certified: str = ""
    """The name that its certificate says, where it is called by TLS."""
    vouches: bool = False
    """Whether its carrier lets nobody name another's number in From; else only what it asserts itself is sure."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may speak to us at all."""

    trunks: Mapping[str, Trunk]
    """By the address they call from."""
    phones: Sequence[IPv4Network]

    def trunk_of(self, host: str) -> Trunk | None:
        """Return the trunk at an address."""
        return self.trunks.get(host)

    def is_heard(self, host: str) -> bool:
        """Return whether anybody at an address is listened to."""
        if host in self.trunks:
            return True
        try:
            address = IPv4Address(host)
        except AddressValueError:
            return False
        return any(address in network for network in self.phones)
