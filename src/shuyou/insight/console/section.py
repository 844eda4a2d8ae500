"""What the pages of value share: their section, and how lists are taken as files."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.insight.services import note_value_export
from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of

TABS: Final[Sequence[TabPlace]] = (
    (_("Pyramid"), "insight:pyramid", "insight.see_values"),
    (_("Readers by value"), "insight:readers", "insight.see_values"),
    (_("Why they move"), "insight:flows", "insight.see_values"),
    (_("Keep and win back"), "insight:lost", "insight.see_values"),
    (_("Where the money comes from"), "insight:money", "insight.see_values"),
    (_("Segments"), "insight:segments", "insight.see_values"),
    (_("Time with us"), "insight:tenure", "insight.see_values"),
    (_("What shifts"), "insight:shifts", "insight.see_values"),
    (_("Known customers"), "insight:known", "insight.see_values"),
    (_("Groups to keep to"), "insight:targets", "insight.see_values"),
    (_("Studies of choices"), "insight:studies", "insight.see_values"),
    (_("Models"), "insight:models", "insight.see_values"),
    (_("Lake"), "insight:runs", "insight.see_runs"),
)


class ValueList[R](lists.ListPage[R]):
    """A list of the section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("insight.export_values")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        note_value_export(wanted=wanted, readers=readers, actor=actor, at=at)
