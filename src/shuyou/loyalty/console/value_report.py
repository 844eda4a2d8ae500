"""The quarter of stored-value cards, as a page and as a file to be filed."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of
from shuyou.loyalty.console.value import TABS
from shuyou.loyalty.queries.value_report import ValueReport, quarter_of, value_report
from shuyou.loyalty.services import note_value_export

SHOWN = 12
"""Quarters that can be chosen."""


@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the figures of a quarter, the last whole one if none is named, or send them as a file."""
    actor, at = actor_of(request), clock.now()
    quarters = [quarter_of(club_day(at), back=back) for back in range(SHOWN)]
    asked = request.GET.get("quarter", "")
    first = next((one for one in quarters if one.isoformat() == asked), quarters[1])
    found = value_report(first=first, actor=actor)
    if request.GET.get("as") == "csv":
        note_value_export(wanted=f"quarter={first}", actor=actor, at=at)
        return csv_download(f"stored-value-{first}.csv", _header(), _lines(found))
    seen = {
        "report": found,
        "quarters": [(one.isoformat(), _name(one)) for one in quarters],
        "name": _name(first),
        "chosen": first.isoformat(),
        "tabs": tabs_of(TABS, "loyalty:value_report", actor),
    }
    return render(request, "loyalty/value_report.html", seen)


def _name(first: date) -> str:
    told = {"year": first.year, "number": first.month // 3 + 1}
    return gettext("Quarter %(number)s of %(year)s") % told


def _header() -> Sequence[str]:
    return [
        gettext("Kind"), gettext("What"), gettext("At first"), gettext("Loaded"), gettext("Used, less what came back"),
        gettext("Given back in money"), gettext("Moved"), gettext("In the end"),
    ]  # fmt: skip


def _lines(found: ValueReport) -> Iterator[Sequence[object]]:
    for row in found.lines:
        yield row.kind, row.account, row.before, row.loaded, row.used, row.given_back, row.moved, row.after
    for count in found.cards:
        yield count.kind, gettext("Cards sold"), count.until_then - count.sold, count.sold, "", "", "", count.until_then
