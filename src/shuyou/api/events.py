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
