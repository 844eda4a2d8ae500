"""What members tells of readers who join by themselves."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpAsked(Event):
    """Somebody asked to join."""

    name: ClassVar[str] = "members.sign_up_asked"
    sign_up_id: int
    via: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpProved(Event):
    """Somebody who asked to join has shown by a code that the phone or e-mail address they typed is theirs."""

    name: ClassVar[str] = "members.sign_up_proved"
    sign_up_id: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpAnswered(Event):
    """Somebody of the club answered: entered, a member already, or not entered."""

    name: ClassVar[str] = "members.sign_up_answered"
    sign_up_id: int
    outcome: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpRevealed(Event):
    """Somebody of the club saw in full how one who waits is reached and when they were born, to answer them."""

    name: ClassVar[str] = "members.sign_up_revealed"
    sign_up_id: int
