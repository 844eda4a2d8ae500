"""What is asked of the kernel: staff, and events that wait for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import subscribers
from shuyou.kernel.models import ListView, ParkedEvent, User
from shuyou.kernel.permissions import ROLE_NAMES, Role
from shuyou.kernel.usecase import query

MOST_PARKED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    """A member of staff in the list of accounts."""

    user_id: int
    username: str
    full_name: str
    email: str
    roles: tuple[Role, ...]
    is_active: bool
    has_second_step: bool
    last_seen: datetime | None

    @property
    def role_names(self) -> list[str]:
        """The names of the roles in the reader's language."""
        return [str(ROLE_NAMES[role]) for role in Role if role in self.roles]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedRow:
    """An event that one subscriber could not digest."""

    parked_id: int
    subscriber: str
    event_id: int
    event: str
    error: str
    attempts: int
    first_failed_at: datetime
    retry_at: datetime | None
    is_known: bool


@query("kernel.manage_staff")
def staff(*, actor: Actor) -> list[StaffRow]:
    """Return every account, open ones first, then by name, in two queries."""
    users = list(_accounts().order_by("-is_active", "full_name", "pk"))
    secured = _secured(users)
    return [_row(user, secured) for user in users]


@query("kernel.manage_staff")
def staff_member(*, user_id: int, actor: Actor) -> StaffRow:
    """
    Return one account.

    :raises NotFound: there is none.
    """
    user = _accounts().filter(pk=user_id).first()
    if user is None:
        raise NotFound(what=_("account"), key=user_id)
    return _row(user, _secured([user]))


@query("kernel.see_events")
def parked_events(*, actor: Actor) -> list[ParkedRow]:
    """Return the events that wait for a retry or for a person, the oldest first, in one query."""
    known = subscribers()
    rows = ParkedEvent.objects.select_related("event").order_by("first_failed_at", "pk")[:MOST_PARKED]
    return [
        ParkedRow(
            parked_id=row.pk,
            subscriber=row.subscriber,
            event_id=row.event_id,
            event=row.event.name,
            error=row.error,
            attempts=row.attempts,
            first_failed_at=row.first_failed_at,
            retry_at=row.retry_at,
            is_known=row.subscriber in known,
        )
        for row in rows
    ]


def _accounts() -> QuerySet[User]:
    return User.objects.filter(is_staff=True)


def _secured(users: Iterable[User]) -> frozenset[int]:
    ids = [user.pk for user in users]
    found = Authenticator.objects.filter(user_id__in=ids, type=Authenticator.Type.TOTP)
    return frozenset(found.values_list("user_id", flat=True))


def _row(user: User, secured: frozenset[int]) -> StaffRow:
    return StaffRow(
        user_id=user.pk,
        username=user.username,
        full_name=user.full_name,
        email=user.email,
        roles=tuple(role for role in Role if role in user.role_set),
        is_active=user.is_active,
        has_second_step=user.pk in secured,
        last_seen=user.last_login,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListViewRow:
    """A view of a list, and whether it is one's own."""

    view_id: int
    name: str
    query: str
    owner: str
    is_own: bool


@query("kernel.use_console")
def list_views(*, list_name: str, actor: Actor) -> list[ListViewRow]:
    """Return the views of a list that somebody sees, their own and those that colleagues share, in one query."""
    own = int(actor.id)
    rows = ListView.objects.filter(Q(owner_id=own) | Q(is_shared=True), list_name=list_name).select_related("owner")
    return [
        ListViewRow(
            view_id=one.pk, name=one.name, query=one.query, owner=one.owner.full_name, is_own=one.owner_id == own
        )
        for one in rows.order_by("name", "pk")
    ]
