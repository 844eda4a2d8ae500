"""Views of the list that staff come back to."""

from datetime import datetime
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.lists import ViewNameMissing, ViewNotOwn
from shuyou.members.events.lists import ViewKept
from shuyou.members.models import SavedView
from shuyou.members.rules import short_text

LONGEST_NAME: Final = 60


@use_case("members.search")
def save_view(*, name: str, query: str, is_shared: bool, is_default: bool, actor: Actor, at: datetime) -> int:
    """
    Keep a view and return its id; one of the same name is replaced.

    :raises ViewNameMissing: it has no name.
    :raises TextTooLong: its name has no room.
    """
    line = short_text(name, field="name", limit=LONGEST_NAME)
    if not line:
        raise ViewNameMissing(value="")
    owner = int(actor.id)
    if is_default:
        SavedView.objects.filter(owner_id=owner, is_default=True).update(is_default=False)
    view, _made = SavedView.objects.update_or_create(
        owner_id=owner,
        name=line,
        defaults={"query": query[:2000], "is_shared": is_shared, "is_default": is_default},
        create_defaults={
            "query": query[:2000], "is_shared": is_shared, "is_default": is_default, "created_at": at,
        },
    )  # fmt: skip
    publish(ViewKept(view_id=view.pk, is_kept=True), actor=actor, at=at)
    return view.pk


@use_case("members.search")
def open_view_first(*, view_id: int, is_default: bool, actor: Actor, at: datetime) -> None:
    """
    Have a view of one's own open first, or no longer.

    :raises ViewNotOwn: it is somebody else's.
    """
    view = _own(view_id, actor)
    SavedView.objects.filter(owner_id=view.owner_id, is_default=True).update(is_default=False)
    SavedView.objects.filter(pk=view.pk).update(is_default=is_default)
    publish(ViewKept(view_id=view.pk, is_kept=True), actor=actor, at=at)


@use_case("members.search")
def remove_view(*, view_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a view of one's own away.

    :raises ViewNotOwn: it is somebody else's.
    """
    view = _own(view_id, actor)
    view.delete()
    publish(ViewKept(view_id=view_id, is_kept=False), actor=actor, at=at)


def _own(view_id: int, actor: Actor) -> SavedView:
    view = SavedView.objects.select_for_update(no_key=True).filter(pk=view_id, owner_id=int(actor.id)).first()
    if view is None:
        raise ViewNotOwn()
    return view
