"""Views of lists that staff come back to."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.models import ListView
from shuyou.kernel.staff_errors import ViewUnnamed
from shuyou.kernel.staff_events import ListViewKept
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case


@use_case("kernel.use_console")
def keep_list_view(*, list_name: str, name: str, query: str, is_shared: bool, actor: Actor, at: datetime) -> int:
    """
    Keep what a list shows under a name and return the view's id; one's own of that name is replaced.

    :raises ViewUnnamed: it has no name.
    """
    line = tidy(name)[:60]
    if not line:
        raise ViewUnnamed()
    told = {"query": query[:2000], "is_shared": is_shared}
    view, _made = ListView.objects.update_or_create(
        owner_id=int(actor.id), list_name=list_name, name=line, defaults=told
    )
    publish(ListViewKept(view_id=view.pk, is_kept=True), actor=actor, at=at)
    return view.pk


@use_case("kernel.use_console")
def drop_list_view(*, view_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a view of one's own away.

    :raises NotFound: one has no such view.
    """
    gone, _rows = ListView.objects.filter(pk=view_id, owner_id=int(actor.id)).delete()
    if not gone:
        raise NotFound(what=_("view"), key=view_id)
    publish(ListViewKept(view_id=view_id, is_kept=False), actor=actor, at=at)
