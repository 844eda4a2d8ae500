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
from shuyou.kernel.lists import Tab, TabGroup, grouped_tabs

GROUPS: Final[tuple[TabGroup, ...]] = (
    (
        pgettext_lazy("call center", "Desk"),
        (
            (pgettext_lazy("call center", "Desk"), "callcenter:desk", "callcenter.answer"),
            (pgettext_lazy("call center", "My day"), "callcenter:day", "callcenter.answer"),
            (_("My shifts"), "callcenter:own_shifts", "callcenter.answer"),
        ),
    ),
    (
        _("Calls"),
        (
            (_("Calls"), "callcenter:calls", "callcenter.view"),
            (_("Calls to readers"), "callcenter:lists", "callcenter.answer"),
            (_("Words of readers"), "callcenter:feedback", "callcenter.take_feedback"),
            (_("Recordings"), "callcenter:recordings", "callcenter.listen"),
            (_("Quality"), "callcenter:marks", "callcenter.answer"),
        ),
    ),
    (
        pgettext_lazy("call center", "Today"),
        (
            (_("Morning"), "callcenter:morning", "callcenter.supervise"),
            (_("Floor"), "callcenter:floor", "callcenter.supervise"),
            (_("Wallboard"), "callcenter:wall", "callcenter.see_floor"),
        ),
    ),
    (
        pgettext_lazy("call center", "People and shifts"),
        (
            (_("Agents"), "callcenter:agents", "callcenter.supervise"),
            (_("Plans of shifts"), "callcenter:plans", "callcenter.supervise"),
            (_("Absences"), "callcenter:absences", "callcenter.supervise"),
            (_("How shifts were kept"), "callcenter:adherence", "callcenter.supervise"),
            (_("Forecast"), "callcenter:ahead", "callcenter.report"),
            (_("Calculator"), "callcenter:staffing", "callcenter.report"),
        ),
    ),
    (
        pgettext_lazy("call center", "Rules"),
        (
            (_("Queues"), "callcenter:queues", "callcenter.supervise"),
            (_("Menus"), "callcenter:menus", "callcenter.edit_menus"),
            (_("Prompts"), "callcenter:prompts", "callcenter.set_up"),
            (_("Upset callers"), "callcenter:mood", "callcenter.set_up"),
            (_("Set-up"), "callcenter:set_up", "callcenter.set_up"),
        ),
    ),
    (_("Reports"), ((_("Reports"), "callcenter:report", "callcenter.report"),)),
)
"""The pages of the section in groups: name, place, and who may see them."""
ANY: Final = ("", _("Any"))
DAY: Final = {"type": "date"}


def section_tabs(current: str, actor: Actor) -> list[Tab]:
    """Return the pages of the section that an actor may open, in groups."""
    return grouped_tabs(GROUPS, current, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of the call center, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return section_tabs(self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("callcenter.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)
