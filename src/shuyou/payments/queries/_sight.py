"""Who sees one store only sees of the books what stands there for orders of that store."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import registry


def require_sight(source: str, actor: Actor) -> None:
    """
    Pass unless somebody sees one store only and what stands in the books under this name is not of it.

    :raises NotFound: for them it is not there.
    """
    if actor.store and source not in registry.sources_seen([source], actor):
        raise NotFound(what=_("payment"), key=source)
