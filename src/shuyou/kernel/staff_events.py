"""What happens to staff accounts."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesSaved(Event):
    """Somebody arranged their screen."""

    name: ClassVar[str] = "kernel.preferences_saved"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAdded(Event):
    """Somebody was given an account."""

    name: ClassVar[str] = "kernel.staff_added"
    user_id: int
    roles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChanged(Event):
    """An account got other roles or another name."""

    name: ClassVar[str] = "kernel.staff_changed"
    user_id: int
    roles: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """An account opens nothing any more."""

    name: ClassVar[str] = "kernel.account_closed"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    """A closed account works again."""

    name: ClassVar[str] = "kernel.account_opened"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInReset(Event):
    """An account got a new password and lost its second step."""

    name: ClassVar[str] = "kernel.sign_in_reset"
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListViewKept(Event):
    """A view of a list was kept or taken away."""

    name: ClassVar[str] = "kernel.list_view_kept"
    view_id: int
    is_kept: bool
