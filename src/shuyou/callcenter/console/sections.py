"""The pages of the call center: which there are, and lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.callcenter import services
from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of

TABS: Final[tuple[TabPlace, ...]] = (
    (pgettext_lazy("call center", "Desk"), "callcenter:desk", "callcenter.answer"),
    (pgettext_lazy("call center", "My day"), "callcenter:day", "callcenter.answer"),
    (_("Calls"), "callcenter:calls", "callcenter.view"),
    (_("Words of readers"), "callcenter:feedback", "callcenter.take_feedback"),
    (_("Recordings"), "callcenter:recordings", "callcenter.listen"),
    (_("Quality"), "callcenter:marks", "callcenter.answer"),
    (_("Morning"), "callcenter:morning", "callcenter.supervise"),
    (_("Floor"), "callcenter:floor", "callcenter.supervise"),
    (_("Calls to readers"), "callcenter:lists", "callcenter.answer"),
    (_("My shifts"), "callcenter:own_shifts", "callcenter.answer"),
    (_("Wallboard"), "callcenter:wall", "callcenter.see_floor"),
    (_("Agents"), "callcenter:agents", "callcenter.supervise"),
    (_("Queues"), "callcenter:queues", "callcenter.supervise"),
    (_("Menus"), "callcenter:menus", "callcenter.edit_menus"),
    (_("Prompts"), "callcenter:prompts", "callcenter.set_up"),
    (_("Reports"), "callcenter:report", "callcenter.report"),
    (_("Staffing"), "callcenter:staffing", "callcenter.report"),
    (_("Set-up"), "callcenter:set_up", "callcenter.set_up"),
)
"""The pages of the section: name, place, and who may see them."""
ANY: Final = ("", _("Any"))
DAY: Final = {"type": "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of the call center, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("callcenter.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)
