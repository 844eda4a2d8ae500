"""What api tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCreated(Event):
    """A program was let in."""

    name: ClassVar[str] = "api.token_created"
    token: str
    scopes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A program was shut out."""

    name: ClassVar[str] = "api.token_revoked"
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKept(Event):
    """An address is told what happens, or is told something else from now on."""

    name: ClassVar[str] = "api.webhook_kept"
    webhook: str
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookRemoved(Event):
    """An address is told nothing any more, and nothing is known of it."""

    name: ClassVar[str] = "api.webhook_removed"
    webhook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSwitched(Event):
    """Sending to an address was stopped or goes on; `has_failed` if it stopped by itself."""

    name: ClassVar[str] = "api.webhook_switched"
    webhook: str
    is_on: bool
    has_failed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAsked(Event):
    """Somebody has an address told something again, or tries it out."""

    name: ClassVar[str] = "api.delivery_asked"
    webhook: str
    delivery: str
