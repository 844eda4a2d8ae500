"""What the pages of the points program share: its section, its lists, and whom words at a desk mean."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of
from shuyou.kernel.registry import Clue
from shuyou.loyalty.errors import ReaderNotMeant
from shuyou.loyalty.services.rewards import note_program_export
from shuyou.members import queries as members

TABS: Final[Sequence[TabPlace]] = (
    (_("Rewards"), "loyalty:rewards", "loyalty.view"),
    (_("Taken"), "loyalty:reward_uses", "loyalty.view"),
    (_("Earning rules"), "orders:points_rules", "loyalty.see_rules"),
    (_("Tiers"), "loyalty:tiers", "loyalty.view"),
    (_("Stored value"), "loyalty:value_cards", "loyalty.view"),
    (_("Themed clubs"), "loyalty:clubs", "loyalty.view"),
    (_("Activities"), "loyalty:activities", "loyalty.view"),
    (_("Friends"), "loyalty:referrals", "loyalty.view"),
    (_("Partner brands"), "loyalty:coalition", "loyalty.view"),
    (_("Merchants"), "loyalty:merchants", "loyalty.view"),
    (_("Reminders"), "loyalty:reminders", "loyalty.view"),
    (_("What points move"), "orders:points_effect", "loyalty.see_liability"),
    (_("Points owed"), "loyalty:liability", "loyalty.see_liability"),
)
DAY: Final = {"type": "date"}
ANY: Final = ("", _("Any"))


class ProgramList[R](lists.ListPage[R]):
    """A list of the section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("loyalty.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        note_program_export(wanted=f"{self.name} {wanted}", readers=readers, actor=actor, at=at)


def form_of[F: forms.Form](form_type: type[F], request: HttpRequest, row: object | None) -> F:
    """Return a form as it was sent, or begun with what is kept under the code that the address names."""
    initial = {name: getattr(row, name) for name in form_type.base_fields} if row else {}
    return form_type(request.POST if request.method == "POST" else None, initial=initial)


def reader_in(typed: str, actor: Actor) -> int:
    """
    Return the id of the one reader that words at a desk mean: a number, a card, a telephone, a name.

    :raises ReaderNotMeant: they mean none, or several.
    """
    found = members.find_members(clue=Clue.of(typed[:40]), actor=actor, limit=2) if typed.strip() else []
    if len(found) != 1:
        raise ReaderNotMeant(value=typed[:40])
    return found[0].row.member_id
