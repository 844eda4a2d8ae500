"""Staff accounts: given, changed, closed and opened by administrators."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.staff_errors import LastAdministrator, UsernameTaken
from shuyou.kernel.staff_events import AccountClosed, AccountOpened, SignInReset, StaffAdded, StaffChanged
from shuyou.kernel.usecase import use_case

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of a first password: none that a reader takes for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDraft:
    """Somebody who is to work here."""

    username: str
    full_name: str
    email: str
    roles: tuple[Role, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPassword:
    """A password that is shown once, to whoever made the account."""

    user_id: int
    username: str
    password: str


@use_case("kernel.manage_staff")
def add_staff(draft: StaffDraft, *, actor: Actor, at: datetime) -> NewPassword:
    """
    Give somebody an account with a first password.

    :raises UsernameTaken: the user name is somebody else's, in whatever case.
    """
    if User.objects.filter(username__iexact=draft.username).exists():
        raise UsernameTaken(username=draft.username)
    password = _first_password()
    user = User.objects.create(
        username=draft.username,
        full_name=draft.full_name,
        email=draft.email,
        roles=_names(draft.roles),
        language=draft.language,
        is_staff=True,
        password=make_password(password),
    )
    events.publish(StaffAdded(user_id=user.pk, roles=_names(draft.roles)), actor=actor, at=at)
    return NewPassword(user_id=user.pk, username=user.username, password=password)


@use_case("kernel.manage_staff")
def change_staff(
    *, user_id: int, full_name: str, email: str, roles: tuple[Role, ...], actor: Actor, at: datetime
) -> None:
    """
    Change somebody's name, address and roles.

    :raises NotFound: there is no such account.
    :raises LastAdministrator: nobody else could manage staff.
    """
    administrators = _hold_administrators()
    user = _held(user_id)
    if Role.ADMINISTRATOR not in roles:
        _must_stay(user, administrators)
    User.objects.filter(pk=user.pk).update(full_name=full_name, email=email, roles=_names(roles))
    events.publish(StaffChanged(user_id=user.pk, roles=_names(roles)), actor=actor, at=at)


@use_case("kernel.manage_staff")
def close_account(*, user_id: int, actor: Actor, at: datetime) -> None:
    """
    Let an account open nothing any more; whoever is signed in with it is out at once.

    :raises NotFound: there is no such account.
    :raises LastAdministrator: nobody else could manage staff.
    """
    administrators = _hold_administrators()
    user = _held(user_id)
    _must_stay(user, administrators)
    User.objects.filter(pk=user.pk).update(is_active=False)
    events.publish(AccountClosed(user_id=user.pk), actor=actor, at=at)


@use_case("kernel.manage_staff")
def open_account(*, user_id: int, actor: Actor, at: datetime) -> None:
    """
    Let a closed account work again.

    :raises NotFound: there is no such account.
    """
    user = _held(user_id)
    User.objects.filter(pk=user.pk).update(is_active=True)
    events.publish(AccountOpened(user_id=user.pk), actor=actor, at=at)


@use_case("kernel.manage_staff")
def reset_sign_in(*, user_id: int, actor: Actor, at: datetime) -> NewPassword:
    """
    Give somebody a new password and switch off their second step, because they lost one of them.

    :raises NotFound: there is no such account.
    """
    user = _held(user_id)
    password = _first_password()
    User.objects.filter(pk=user.pk).update(password=make_password(password))
    Authenticator.objects.filter(user_id=user.pk).delete()
    events.publish(SignInReset(user_id=user.pk), actor=actor, at=at)
    return NewPassword(user_id=user.pk, username=user.username, password=password)


def _held(user_id: int) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id, is_staff=True).first()
    if user is None:
        raise NotFound(what=_("account"), key=user_id)
    return user


def _hold_administrators() -> list[int]:
    """Hold every administrator, in order, so that two of them cannot dismiss each other at the same time."""
    active = User.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True, is_staff=True)
    return [one.pk for one in active.select_for_update(no_key=True).order_by("pk")]


def _must_stay(user: User, administrators: list[int]) -> None:
    if administrators == [user.pk]:
        raise LastAdministrator(name=user.full_name)


def _first_password() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _names(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]
