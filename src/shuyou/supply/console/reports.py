"""Reports: stock by age, what stands still, how it sells by supplier and subject, what comes, what was corrected."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.templatetags.trade import posted_for
from shuyou.kernel.templatetags.ui import iso, moment, money, percent, points
from shuyou.supply import queries
from shuyou.supply.console.lists import REPORTS, Bar, Column, FilterForm, ListPage
from shuyou.supply.queries import (
    ChangedRow,
    ChangeFilter,
    ComingFilter,
    ComingRow,
    CorrectionFilter,
    CorrectionRow,
    FigureFilter,
    FigureRow,
    StillFilter,
    StillRow,
)

COSTS: Final = "supply.see_costs"
READ: Final = "supply.read_reports"
STILL: Final = 180
SHOWN: Final = 60
"""Characters of a changed text that a list shows."""
DAYS: Final = (("90", _("90 days")), ("180", _("half a year")), ("365", _("a year")), ("730", _("two years")))
SUMMED: Final = _("The figures are summed up each night.")


class PlaceForm(FilterForm):
    """Which place a report is of."""

    place = forms.ChoiceField(label=_("Place"), required=False)

    def offer(self, actor: Actor) -> None:
        """Offer the places that somebody sees."""
        self.places = queries.places(actor=actor)
        choices = [(str(place.place_id), place.name) for place in self.places]
        self.choose("place", [("", _("All places")), *choices])

    def wanted(self) -> Any:
        """Return the filter."""
        return FigureFilter(place_id=int(self.given().get("place", 0)))


class StillForm(PlaceForm):
    """Which titles that stand still the list shows."""

    days = forms.ChoiceField(label=_("Without a sale for"), required=False, choices=DAYS, initial=str(STILL))

    def offer(self, actor: Actor) -> None:
        """Offer the places that somebody sees, one at a time."""
        super().offer(actor)
        self.choose("place", [(str(place.place_id), place.name) for place in self.places])

    def wanted(self) -> StillFilter:
        """Return the filter; without a place the main one."""
        given = self.given()
        usual = [place.place_id for place in self.places if place.code == queries.MAIN]
        usual += [place.place_id for place in self.places]
        return StillFilter(
            place_id=int(given.get("place", 0)) or (usual[0] if usual else 0), days=int(given.get("days", STILL)),
            on=clock.club_day(clock.now()),
        )  # fmt: skip


class ComingForm(PlaceForm):
    """Which copies on their way the list shows."""

    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    late = forms.BooleanField(label=_("Only what is late"), required=False)

    def offer(self, actor: Actor) -> None:
        """Offer places and suppliers."""
        super().offer(actor)
        self.choose("supplier", [("", _("Any")), *queries.supplier_choices(actor=actor)])

    def wanted(self) -> ComingFilter:
        """Return the filter."""
        given = self.given()
        return ComingFilter(
            place_id=int(given.get("place", 0)), supplier_id=int(given.get("supplier", 0)),
            late="yes" if given.get("late") else "", on=clock.club_day(clock.now()),
        )  # fmt: skip


class ChangeForm(FilterForm):
    """Which changes of items the list shows."""

    field = forms.ChoiceField(label=_("What was changed"), required=False)

    def offer(self, actor: Actor) -> None:
        """Offer the fields whose changes are kept."""
        self.choose("field", [("", _("Any")), *catalog.FIELD_NAMES.items()])

    def wanted(self) -> ChangeFilter:
        """Return the filter."""
        return ChangeFilter(field=str(self.given().get("field", "")))


class CorrectionForm(PlaceForm):
    """Which corrections the list shows."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False,
        choices=[("", _("Any")), ("GAIN", _("Found by counting")), ("LOSS", _("Missing by counting")),
                 ("DAMAGE", _("Damaged"))],
    )  # fmt: skip

    def wanted(self) -> CorrectionFilter:
        """Return the filter."""
        given = self.given()
        return CorrectionFilter(kind=str(given.get("kind", "")), place_id=int(given.get("place", 0)))


def shortened(text: str) -> str:
    """Return the beginning of what may be a whole description."""
    return f"{text[:SHOWN]}…" if len(text) > SHOWN else text


def _bars(value: str, text: str, rows: Sequence[FigureRow]) -> list[Bar]:
    shown: Callable[..., str] = money if text == "money" else percent
    return [Bar(row.name, shown(getattr(row, value)), float(getattr(row, value) or 0)) for row in rows]


_SOLD: Final = (
    Column[FigureRow](label=_("Titles"), text=lambda row: points(row.titles), cls="num"),
    Column[FigureRow](label=_("Came in a year"), text=lambda row: points(row.received), cls="num", sort="received"),
    Column[FigureRow](label=_("Sold in a year"), text=lambda row: points(row.sold), cls="num", sort="sold"),
    Column[FigureRow](label=_("Sell-through"), text=lambda row: percent(row.sell_through), cls="num strong"),
    Column[FigureRow](label=_("Went back"), text=lambda row: points(row.sent_back), cls="num", sort="sent_back"),
    Column[FigureRow](label=_("Returns rate"), text=lambda row: percent(row.return_rate), cls="num"),
    Column[FigureRow](label=_("On hand"), text=lambda row: points(row.copies), cls="num", sort="copies"),
    Column[FigureRow](label=_("At list price"), text=lambda row: money(row.list_value), cls="num", sort="list_value"),
    Column[FigureRow](
        label=_("At cost"), text=lambda row: money(row.cost_value), cls="num", sort="cost_value", permission=COSTS
    ),
)

AGE: Final = ListPage[FigureRow](
    name="supply:report_age",
    section=REPORTS,
    title=_("Stock by age"),
    permission=READ,
    form=PlaceForm,
    read=partial(queries.list_figures, report="age"),
    by="key",
    is_descending=False,
    columns=(
        Column(label=_("Since it came"), text=lambda row: row.name, sort="key"),
        Column(label=_("Layers"), text=lambda row: points(row.titles), cls="num"),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num", sort="copies"),
        Column(label=_("At list price"), text=lambda row: money(row.list_value), cls="num", sort="list_value"),
        Column(
            label=_("At cost"), text=lambda row: money(row.cost_value), cls="num", sort="cost_value", permission=COSTS
        ),
    ),
    chart=partial(_bars, "list_value", "money"),
    empty=_("Nothing stands here, or nothing was summed up yet."),
    advice=SUMMED,
)  # fmt: skip


def _sell_through(report: str, title: str | Promise, whose: str | Promise) -> ListPage[FigureRow]:
    return ListPage[FigureRow](
        name=f"supply:report_{report}",
        section=REPORTS,
        title=title,
        permission=READ,
        form=PlaceForm,
        read=partial(queries.list_figures, report=report),
        by="sold",
        columns=(Column(label=whose, text=lambda row: row.name), *_SOLD),
        chart=partial(_bars, "sell_through", "percent"),
        empty=_("Nothing was sold, or nothing was summed up yet."),
        advice=SUMMED,
    )


BY_SUPPLIER: Final = _sell_through("supplier", _("Sell-through by supplier"), _("Supplier"))
BY_SUBJECT: Final = _sell_through("subject", _("Sell-through by subject"), _("Subject"))


def _card_url(row: StillRow | ComingRow | CorrectionRow | ChangedRow) -> str:
    return reverse("supply:card", args=[row.item.uid])


DEAD: Final = ListPage[StillRow](
    name="supply:report_still",
    section=REPORTS,
    title=_("Dead stock"),
    permission=READ,
    form=StillForm,
    read=queries.list_still,
    by="cost_value",
    columns=(
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("ISBN"), text=lambda row: row.item.isbn, cls="n"),
        Column(label=_("On hand"), text=lambda row: points(row.on_hand), cls="num"),
        Column(label=_("Last sold"), text=lambda row: iso(row.moved_on), cls="n", sort="moved_on"),
        Column(label=_("Oldest copy came"), text=lambda row: iso(row.oldest_on), cls="n", sort="oldest_on"),
        Column(label=_("Sold in a year"), text=lambda row: points(row.sold_year), cls="num"),
        Column(label=_("At list price"), text=lambda row: money(row.list_value), cls="num"),
        Column(
            label=_("At cost"), text=lambda row: money(row.cost_value), cls="num", sort="cost_value", permission=COSTS
        ),
    ),
    empty=_("Everything here has sold within this time."),
    advice=SUMMED,
)  # fmt: skip

COMING: Final = ListPage[ComingRow](
    name="supply:report_coming",
    section=REPORTS,
    title=_("Incoming"),
    permission="supply.see_buying",
    form=ComingForm,
    read=queries.list_coming,
    columns=(
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("ISBN"), text=lambda row: row.item.isbn, cls="n"),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n", sort="pk",
            url=lambda row: reverse("supply:purchase", args=[row.order_number]),
        ),
        Column(label=_("Supplier"), text=lambda row: row.supplier),
        Column(label=_("Place"), text=lambda row: row.place),
        Column(label=_("Ordered"), text=lambda row: points(row.ordered), cls="num"),
        Column(label=_("Expected"), text=lambda row: points(row.coming), cls="num strong"),
        Column(label=_("Confirmed"), text=lambda row: points(row.confirmed), cls="num"),
        Column(label=_("Supplier says"), text=lambda row: row.answer),
        Column(label=_("Expected on"), text=lambda row: iso(row.expected_on), cls="n"),
    ),
    empty=_("Nothing is on its way."),
    advice=_("Copies are expected from the moment an order goes out."),
)  # fmt: skip

CORRECTIONS: Final = ListPage[CorrectionRow](
    name="supply:report_corrections",
    section=REPORTS,
    title=_("Corrections of stock"),
    permission=READ,
    form=CorrectionForm,
    read=queries.list_corrections,
    columns=(
        Column(label=_("When"), text=lambda row: moment(row.at), cls="n", sort="pk"),
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("Place"), text=lambda row: row.place),
        Column(label=_("Kind"), text=lambda row: row.label, tone=lambda row: "good" if row.kind == "GAIN" else "bad"),
        Column(label=_("Copies"), text=lambda row: f"{row.copies:+d}", cls="num strong"),
        Column(label=_("Source"), text=lambda row: posted_for(row.source)),
        Column(label=_("At list price"), text=lambda row: money(row.list_value), cls="num"),
        Column(label=_("At cost"), text=lambda row: money(row.cost_value), cls="num", permission=COSTS),
    ),
    empty=_("Nothing was corrected."),
    advice=_("What stocktakes find and miss, and what is written off, stands here."),
)  # fmt: skip

CHANGES: Final = ListPage[ChangedRow](
    name="supply:report_changes",
    section=REPORTS,
    title=_("Changed items"),
    permission=READ,
    form=ChangeForm,
    read=queries.list_changes,
    columns=(
        Column(label=_("Title"), text=lambda row: row.item.title, url=_card_url),
        Column(label=_("ISBN"), text=lambda row: row.item.isbn, cls="n"),
        Column(label=_("What was changed"), text=lambda row: row.change.label),
        Column(label=_("Before"), text=lambda row: shortened(row.change.before)),
        Column(label=_("After"), text=lambda row: shortened(row.change.after), cls="strong"),
        Column(label=_("Copies here"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Who"), text=lambda row: row.change.who or (_("a file") if row.change.run_id else "")),
        Column(label=_("When"), text=lambda row: moment(row.change.at), cls="n"),
    ),
    empty=_("Nothing was changed yet."),
    advice=_("What forms and files change of items stands here: prices to be labelled anew, titles that went out."),
)  # fmt: skip
