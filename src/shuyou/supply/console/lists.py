"""Lists of supply: the house's lists, with the pages of their section beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import lists
from shuyou.kernel.actor import Actor
from shuyou.kernel.lists import EXPORT_PAGE, Bar, Button, Column, FilterForm, Tab, TabPlace
from shuyou.supply import services

__all__ = [
    "BUYING",
    "EXPORT_PAGE",
    "REPORTS",
    "STOCK",
    "Bar",
    "Button",
    "Column",
    "FilterForm",
    "ListPage",
    "tabs_of",
]

STOCK, BUYING, REPORTS = "stock", "buying", "reports"
TABS: Final[Mapping[str, Sequence[TabPlace]]] = {
    STOCK: (
        (_("Stock"), "supply:stock", "supply.view"),
        (_("Transfers"), "supply:transfers", "supply.view"),
        (_("Stocktakes"), "supply:counts", "supply.count"),
        (_("Places"), "supply:places", "supply.view"),
        (_("Reports"), "supply:report_age", "supply.read_reports"),
    ),
    REPORTS: (
        (_("Stock"), "supply:stock", "supply.view"),
        (_("Stock by age"), "supply:report_age", "supply.read_reports"),
        (_("Dead stock"), "supply:report_still", "supply.read_reports"),
        (_("Sell-through by supplier"), "supply:report_supplier", "supply.read_reports"),
        (_("Sell-through by subject"), "supply:report_subject", "supply.read_reports"),
        (_("Incoming"), "supply:report_coming", "supply.see_buying"),
        (_("Corrections"), "supply:report_corrections", "supply.read_reports"),
        (_("Changed items"), "supply:report_changes", "supply.read_reports"),
    ),
    BUYING: (
        (_("Orders to suppliers"), "supply:purchases", "supply.see_buying"),
        (_("Reorder"), "supply:reorder", "supply.see_buying"),
        (_("Deliveries"), "supply:receipts", "supply.see_buying"),
        (_("Want list"), "supply:wants", "supply.see_wants"),
        (_("Suppliers"), "supply:suppliers", "supply.see_buying"),
        (_("Invoices"), "supply:invoices", "supply.see_buying"),
        (_("Payments to suppliers"), "supply:payments", "supply.see_buying"),
        (_("Returns"), "supply:returns", "supply.see_buying"),
        (_("Settlements"), "supply:settlements", "supply.see_buying"),
    ),
}
"""The pages of a section: name, place, and who may see them."""


def tabs_of(section: str, current: str, actor: Actor) -> list[Tab]:
    """Return the pages of a section that an actor may open."""
    return lists.tabs_of(TABS[section], current, actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage[R](lists.ListPage[R]):
    """A list of supply, in its section."""

    section: str
    has_views: bool = True

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(self.section, self.name, actor)

    def may_export(self, actor: Actor) -> bool:
        """Tell whether an actor may take lists of supply as files."""
        return actor.may("supply.export")

    def note_export(self, *, wanted: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
        """Note who took the list as a file."""
        services.note_export(what=self.name, wanted=wanted, readers=readers, actor=actor, at=at)
