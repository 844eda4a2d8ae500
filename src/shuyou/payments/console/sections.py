"""The pages of money: which there are, and lists of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import Tab, TabPlace, tabs_of
from shuyou.payments import services

TABS: Final[tuple[TabPlace, ...]] = (
    (_("Money received"), "payments:receipts", "payments.view"),
    (_("Payments online"), "payments:charges", "payments.view"),
    (_("Refunds"), "payments:refunds", "payments.view"),
    (_("Waiting remittances"), "orders:remittances", "orders.take_payment"),
    (_("Slips"), "payments:slips", "payments.view"),
    (_("Files of the post office"), "payments:files", "payments.import"),
    (_("Invoices"), "payments:invoices", "payments.view"),
    (_("On account"), "payments:accounts", "payments.view"),
    (_("Bills that differ"), "payments:differences", "payments.reconcile"),
)
"""The pages of the section: name, place, and who may see them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of money, in its section."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take lists of money as files."""
        return actor.may("payments.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)


def place_of(source: str) -> str:
    """Return the page of what money was paid for: an order; for a stored-value card the list, as its number pays."""
    kind, _sep, number = source.partition(":")
    return reverse("loyalty:value_cards") if kind == "card" else reverse("orders:detail", args=[number])
