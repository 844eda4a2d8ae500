"""The pages of messages: which there are, and lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of
from shuyou.messaging import services

TABS: Final[tuple[TabPlace, ...]] = (
    (_("Outbox"), "messaging:outbox", "messaging.view"),
    (_("From readers"), "messaging:inbox", "messaging.view"),
    (_("Mailings"), "messaging:mailings", "messaging.view"),
    (_("Notices"), "messaging:templates", "messaging.view"),
    (_("Silent addresses"), "messaging:suppressions", "messaging.view"),
    (_("Channels and limits"), "messaging:terms", "messaging.view"),
    (_("Costs"), "messaging:costs", "messaging.view"),
    (_("Letters to print"), "messaging:letters", "messaging.view"),
    (_("Mail kept here"), "messaging:mail", "messaging.see_mail"),
)
"""The pages of the section: name, place, and who may see them."""
ANY: Final = ("", _("Any"))
DAY: Final = {"type": "date"}
TONES: Final = {
    "asked": "", "refused": "warn", "dropped": "", "waiting": "info", "sending": "info", "sent": "good",
    "delivered": "good", "bounced": "bad", "failed": "bad", "unclear": "bad",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of messages, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take the list as a file."""
        return actor.may("messaging.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)
