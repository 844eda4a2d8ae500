"""Views of the list of titles that staff come back to."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import ViewUnnamed
from shuyou.catalog.events import TitleViewKept
from shuyou.catalog.models import TitleView
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case


@use_case("catalog.view")
def keep_title_view(*, name: str, query: str, is_shared: bool, actor: Actor, at: datetime) -> int:
    """
    Keep what the list of titles shows under a name and return the view's id; one's own of that name is replaced.

    :raises ViewUnnamed: it has no name.
    """
    line = tidy(name)[:60]
    if not line:
        raise ViewUnnamed(value="")
    told = {"query": query[:2000], "is_shared": is_shared}
    view, _made = TitleView.objects.update_or_create(owner_id=int(actor.id), name=line, defaults=told)
    publish(TitleViewKept(view_id=view.pk, is_kept=True), actor=actor, at=at)
    return view.pk


@use_case("catalog.view")
def drop_title_view(*, view_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a view of one's own away.

    :raises NotFound: one has no such view.
    """
    gone, _rows = TitleView.objects.filter(pk=view_id, owner_id=int(actor.id)).delete()
    if not gone:
        raise NotFound(what=_("view"), key=view_id)
    publish(TitleViewKept(view_id=view_id, is_kept=False), actor=actor, at=at)
