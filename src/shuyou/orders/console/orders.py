"""The list of orders: filtered, page by page, and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, is_partial
from shuyou.kernel.lists import tabs_of
from shuyou.orders import queries, services
from shuyou.orders.console.forms import STATES, OrderFilterForm
from shuyou.orders.console.warehouse import TABS
from shuyou.orders.queries import OrderFilter, OrderRow

EXPORT_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: a state that orders are in, and the address that shows it beside the other filters."""

    label: str
    query: str
    is_current: bool


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """List orders that pass the filter, newest first."""
    actor = actor_of(request)
    form = OrderFilterForm(request.GET)
    wanted = form.wanted()
    page = queries.list_orders(wanted=wanted, after=request.GET.get("after", ""), actor=actor)
    seen = {
        "form": form,
        "page": page,
        "tabs": tabs_of(TABS, "orders:list", actor),
        "views": _views(form),
        "chips": form.chips(),
        "is_filtered": wanted != OrderFilter(),
        "query": urlencode(form.given()),
        "next_query": urlencode({**form.given(), "after": page.next_after}) if page.next_after else "",
    }
    template = "orders/orders.html#rows" if is_partial(request) else "orders/orders.html"
    return render(request, template, seen, status=HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the orders that pass the filter as a file, with the readers' names or without, and note who took them."""
    actor, at = actor_of(request), clock.now()
    form = OrderFilterForm(request.GET)
    is_named = request.GET.get("names") != "no"
    readers = (row.member_number for row in _all(form.wanted(), actor) if row.member_number) if is_named else ()
    services.note_export(wanted=urlencode(form.given()), readers=readers, actor=actor, at=at)
    header = [
        gettext("Order"), pgettext("when", "Placed"), *((gettext("Member number"), gettext("Member")) * is_named),
        gettext("Channel"), gettext("Payment"), gettext("State"), gettext("Titles"), gettext("Copies"),
        gettext("At list price"), gettext("Points spent"), gettext("To pay"),
    ]  # fmt: skip
    rows = (_cells(row, is_named=is_named) for row in _all(form.wanted(), actor))
    return csv_download(f"orders-{clock.club_day(at)}.csv", header, rows)


def _views(form: OrderFilterForm) -> list[View]:
    others = {name: value for name, value in form.given().items() if name != "state"}
    current = form.wanted().state
    views = [View(gettext("All"), urlencode(others), not current)]
    return views + [
        View(str(label), urlencode({**others, "state": state}), state == current) for state, label in STATES
    ]


def _all(wanted: OrderFilter, actor: Actor) -> Iterator[OrderRow]:
    after = ""
    while True:
        page = queries.list_orders(wanted=wanted, after=after, actor=actor, limit=EXPORT_PAGE)
        yield from page.rows
        if not (after := page.next_after):
            return


def _cells(row: OrderRow, *, is_named: bool) -> Sequence[object]:
    placed = row.placed_at.astimezone(clock.club_zone())
    return (
        row.number, f"{placed:%Y-%m-%d %H:%M}", *((row.member_number, row.member_name) * is_named), row.channel_label,
        row.payment_label, row.state_label, row.titles, row.copies, row.list_total, row.points_spent, row.total,
    )  # fmt: skip
