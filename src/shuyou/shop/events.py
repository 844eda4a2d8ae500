"""What the shop tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """A reader has a way in; `is_new_member` tells whether they joined by it."""

    name: ClassVar[str] = "shop.account_opened"
    account_id: int
    member_id: int
    is_new_member: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CameIn(Event):
    """A reader came in, by a password or by a code."""

    name: ClassVar[str] = "shop.came_in"
    account_id: int
    member_id: int
    by_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOut(Event):
    """A reader went out: of this browser, or of all others."""

    name: ClassVar[str] = "shop.went_out"
    account_id: int
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChosen(Event):
    """A reader has chosen a password; all other browsers are out."""

    name: ClassVar[str] = "shop.password_chosen"
    account_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketsForgotten(Event):
    """Baskets that nobody came back to, and visits that are over, were forgotten."""

    name: ClassVar[str] = "shop.baskets_forgotten"
    baskets: int
    visits: int
