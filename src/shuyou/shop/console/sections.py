"""The staff pages of the shop: which there are, and lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of
from shuyou.shop import services

TABS: Final[tuple[TabPlace, ...]] = (
    (_("Reviews"), "shop_desk:reviews", "shop.view"),
    (_("In the window"), "shop_desk:pieces", "shop.view"),
    (_("Contents and samples"), "shop_desk:samples", "shop.view"),
    (_("From visit to buyer"), "shop_desk:funnel", "shop.view"),
)
"""The pages of the section: name, place, and who may see them."""
ANY: Final = ("", _("Any"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of the shop's, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("shop.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)
