"""What is noticed beside value: shifts of what readers buy, known customers, answers about buying again."""

from calendar import monthrange

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.insight.console.section import TABS
from shuyou.insight.queries import words
from shuyou.insight.queries.noticed import KnownRow, ShiftRow, intents, intents_of, known_customers, shifts
from shuyou.insight.services import note_intent, note_value_export
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import saved
from shuyou.members import queries as members
from shuyou.orders import queries as orders


@require_GET
def turned(request: HttpRequest) -> HttpResponseBase:
    """Show which shelves readers turn to or from, since when, and whether everybody else has."""
    actor, at = actor_of(request), clock.now()
    found = shifts(actor=actor)
    if request.GET.get("as") == "csv":
        note_value_export(wanted="shifts", actor=actor, at=at)
        rows = ((_name(row), row.onset, row.size, row.copies, row.expected, row.market_onset or "", row.strength)
                for row in found)  # fmt: skip
        heads = [
            gettext("Shelf"), gettext("Since"), gettext("By how much"), gettext("Copies since"), gettext("Expected"),
            gettext("Everybody else since"), gettext("Spreads of chance"),
        ]  # fmt: skip
        return csv_download(f"shifts-{clock.club_day(at)}.csv", heads, rows)
    wanted = [item_id for row in found for item_id, _before, _since in row.movers]
    titles = {row.item_id: row for row in catalog.item_rows(item_ids=wanted)}
    page = {
        "tabs": tabs_of(TABS, "insight:shifts", actor), "may_export": actor.may("insight.export_values"),
        "rows": [
            (row, _name(row), [(titles[one], before, since) for one, before, since in row.movers if one in titles],
             [(code, words.LIVES[code], part, abs(part)) for code, part in row.readers])
            for row in found
        ],
    }  # fmt: skip
    return render(request, "insight/shifts.html", page)


def _name(row: ShiftRow) -> str:
    return words.shelf_name((row.name_zh, row.name_en))


@require_GET
def known(request: HttpRequest) -> HttpResponseBase:
    """Show which part of the sales is of customers who are known, by month and channel."""
    actor, at = actor_of(request), clock.now()
    seen = known_customers(actor=actor)
    names = orders.channel_names()
    if request.GET.get("as") == "csv":
        note_value_export(wanted="known customers", actor=actor, at=at)
        rows = ((names.get(row.key, row.key), row.sales, row.known, row.net, row.known_net)
                for row in (*seen.months, *seen.channels))  # fmt: skip
        heads = [
            gettext("Month or channel"), gettext("Sales"), gettext("Known"), gettext("Money"),
            gettext("Of known customers"),
        ]  # fmt: skip
        return csv_download(f"known-{clock.club_day(at)}.csv", heads, rows)
    latest, first = (seen.months[0], seen.months[-1]) if seen.months else (None, None)
    whole = (first, latest) if first and latest else None
    page = {
        "tabs": tabs_of(TABS, "insight:known", actor), "seen": seen, "latest": latest, "first": first,
        "months": [(row, _orders_of(row, row)) for row in seen.months],
        "channels": [(row, names.get(row.key, row.key), f"{_orders_of(*whole)}&channel={row.key}" if whole else "")
                     for row in seen.channels],
        "may_export": actor.may("insight.export_values"), "answers": intents(actor=actor),
    }  # fmt: skip
    return render(request, "insight/known.html", page)


def _orders_of(first: KnownRow, last: KnownRow) -> str:
    """Return the filter of the list of orders that shows the sales of some months, `2026-11` to `2026-11`."""
    year, month = (int(part) for part in last.key.split("-"))
    return f"placed_from={first.key}-01&placed_to={last.key}-{monthrange(year, month)[1]}&is_kept=on"


class IntentForm(forms.Form):
    """What a reader answered."""

    answer = forms.IntegerField(
        label=_("How likely they are to buy here again within half a year"), min_value=0, max_value=10,
        help_text=_("0: surely not, 10: surely"),
    )  # fmt: skip
    asked_on = forms.DateField(label=_("Asked on"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("Asked in"), max_length=40, initial=_("conversation"))


@require_http_methods(["GET", "POST"])
def intent(request: HttpRequest, number: str) -> HttpResponse:
    """Note what a reader answered; show what they answered before."""
    actor, at = actor_of(request), clock.now()
    actor.require("insight.note_intent")
    head = members.member_head(number=number, actor=actor)
    form = IntentForm(request.POST or None, initial={"asked_on": clock.club_day(at)})

    def save() -> str:
        note_intent(member_id=head.member_id, actor=actor, at=at, **form.cleaned_data)
        return reverse("insight:reader", args=[number])

    seen = {
        "title": gettext("Answer about buying again"), "back": reverse("insight:reader", args=[number]), "head": head,
        "before": intents_of(member_id=head.member_id, actor=actor),
    }  # fmt: skip
    return saved(request, form, save, said=gettext("Noted."), seen=seen)
