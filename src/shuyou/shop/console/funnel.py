"""From visit to buyer: how far the visits of a time came, by what brought them."""

from datetime import date, timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of
from shuyou.shop import queries, services
from shuyou.shop.console.sections import TABS
from shuyou.shop.queries import FunnelRow

SPAN: Final = timedelta(days=30)
STAGES: Final = (
    ("visits", _("Visits")), ("looked", _("Looked at a book")), ("added", _("Put one into the basket")),
    ("went", _("Went to the checkout")), ("bought", _("Bought")), ("again", _("Bought again")),
)  # fmt: skip
HEADER: Final = (
    "source", "visits", "looked", "basket", "checkout", "joined", "bought", "bought_again", "spent",
)  # fmt: skip


class SpanForm(forms.Form):
    """Which days the report is about."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def span(self, today: date) -> tuple[date, date]:
        """Return the first and the last day; without a word the last thirty."""
        self.is_valid()
        typed = getattr(self, "cleaned_data", {})
        until = typed.get("until") or today
        since = typed.get("since") or until - SPAN
        return min(since, until), until


@require_GET
def funnel(request: HttpRequest) -> HttpResponseBase:
    """Show how many visits looked, chose, bought and came back, and which source brought them; or send it as CSV."""
    actor, at = actor_of(request), clock.now()
    form = SpanForm(request.GET)
    since, until = form.span(club_day(at))
    rows = queries.funnel(since=day_start(since), until=day_start(until + timedelta(days=1)), actor=actor)
    if request.GET.get("format") == "csv":
        actor.require("shop.export")
        services.note_export(what="funnel", wanted=f"{since} {until}", readers=(), actor=actor, at=at)
        return csv_download("visits.csv", HEADER, _lines(rows))
    sums = [(label, sum(getattr(row, name) for row in rows)) for name, label in STAGES]
    seen = {
        "form": SpanForm(initial={"since": since, "until": until}), "rows": rows, "sums": sums,
        "most": sums[0][1], "since": since, "until": until, "tabs": tabs_of(TABS, "shop_desk:funnel", actor),
        "may_export": actor.may("shop.export"),
    }  # fmt: skip
    return render(request, "shop/desk/funnel.html", seen)


def _lines(rows: list[FunnelRow]) -> list[list[object]]:
    return [
        [row.source, row.visits, row.looked, row.added, row.went, row.joined, row.bought, row.again, row.spent]
        for row in rows
    ]
