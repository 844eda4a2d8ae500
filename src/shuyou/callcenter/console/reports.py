"""What calls came to: figures with charts, the calls behind each figure, lists of readers who were called."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.calls import CALLS
from shuyou.callcenter.console.drawing import Chart, Line, chart
from shuyou.callcenter.console.sections import DAY, ListPage, section_tabs
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.queries import BehindFilter, CallRow, ListReportRow, ReportRow
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import FilterForm
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import money, share

USUAL_DAYS: Final = 7
POSSIBLE: Final = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31)))
LISTS: Final = "list"
BY: Final = (
    ("queue", _("Queue")), ("agent", _("Agent")), ("hour", _("Hour")), ("day", _("Day")), ("code", _("About")),
    ("known", _("How the caller was known")), (LISTS, _("Calls to readers")),
)  # fmt: skip
HEADINGS: Final = (
    pgettext_lazy("call", "Offered"), pgettext_lazy("call", "Answered"), _("Hung up waiting"), _("In time, percent"),
    _("Wait"), _("Talk"), _("Known by name"), _("Solved at once"), pgettext_lazy("call", "Cost"),
    _("Cost of an answered call"), pgettext_lazy("agents", "Busy"),
)  # fmt: skip
LIST_HEADINGS: Final = (
    _("Readers called"), pgettext_lazy("to call", "Reached"), _("Nobody answered"), _("A machine answered, it seems"),
    _("Answered, but no agent was there"), pgettext_lazy("to call", "Tries"), _("Talk"), pgettext_lazy("call", "Cost"),
    _("Cost of a reader reached"),
)  # fmt: skip
CHOSEN: Final = (
    ("offered", pgettext_lazy("call", "Offered")), ("answered", pgettext_lazy("call", "Answered")),
    ("abandoned", _("Hung up waiting")), ("in_time", _("In time")), ("due", _("Known whether in time")),
    ("known", _("Known by name")), ("first", _("First contact")), ("solved", _("Solved at once")),
)  # fmt: skip


class ReportForm(forms.Form):
    """Which calls, counted by what."""

    by = forms.ChoiceField(label=_("Counted by"), choices=BY)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), validators=POSSIBLE)
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), validators=POSSIBLE)


class BehindForm(FilterForm):
    """Which figure of a report the calls are behind."""

    by = forms.ChoiceField(label=_("Counted by"), choices=BY[:-1], required=False)
    key = forms.CharField(label=_("Of"), required=False, max_length=40)
    what = forms.ChoiceField(label=_("Which"), choices=CHOSEN, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY), validators=POSSIBLE)
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY), validators=POSSIBLE)

    def wanted(self) -> BehindFilter:
        """Return the filter."""
        return BehindFilter(**self.given(), at=clock.now())


class TermsForm(forms.Form):
    """By what reports count."""

    solved_days = forms.IntegerField(
        label=_("Days without another contact about the same until a contact counts as the only one"), min_value=1,
        max_value=90,
    )  # fmt: skip
    late_minutes = forms.IntegerField(
        label=_("Minutes from which on somebody counts as late"), min_value=0, max_value=120
    )


BEHIND: Final = ListPage[CallRow](
    name="callcenter:behind", title=_("Calls behind the figure"), permission="callcenter.report", form=BehindForm,
    read=queries.calls_behind, columns=tuple(CALLS.columns), empty=_("No such calls on these days."),
    advice=_("Go back to the report and choose a figure."),
)  # fmt: skip


@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    """Show what the calls of some days came to."""
    actor, today = actor_of(request), clock.club_day(clock.now())
    usual: dict[str, Any] = {"by": "queue", "since": today - timedelta(days=USUAL_DAYS - 1), "until": today}
    form = ReportForm({**usual, **request.GET.dict()})
    typed: dict[str, Any] = form.cleaned_data if form.is_valid() else usual
    by, days = typed["by"], {"since": typed["since"], "until": typed["until"]}
    found: Sequence[ReportRow] | Sequence[ListReportRow]
    headings: Sequence[str | Promise]
    if by == LISTS:
        found = queries.list_report(**days, actor=actor)
        headings, lines = LIST_HEADINGS, [(row.name, _list_cells(row)) for row in found]
    else:
        found = queries.call_report(by=by, **days, at=clock.now(), actor=actor)
        wide = len(HEADINGS) - (by != "agent")  # only agents are busy
        headings, lines = HEADINGS[:wide], [(row.name, _cells(row, by, days)[:wide]) for row in found]
    if request.GET.get("as") == "csv":
        actor.require("callcenter.export")
        header = [str(dict(BY)[by]), *map(str, headings)]
        return csv_download(
            f"calls-{by}-{today}.csv", header, ([name, *(text for text, _url in cells)] for name, cells in lines)
        )
    seen = {
        "tabs": section_tabs("callcenter:report", actor), "form": form, "by": dict(BY)[by], "headings": headings,
        "lines": lines, "rows": found, "chart": _chart(by, found), "file_query": urlencode(typed | {"as": "csv"}),
        "may_export": actor.may("callcenter.export"), "terms": queries.center_terms(actor=actor),
        "may_set_up": actor.may("callcenter.set_up"), "is_lists": by == LISTS,
    }  # fmt: skip
    return render(request, "callcenter/report.html", seen)


type _Cells = list[tuple[object, str]]
"""Figures as they are shown, each with the address of the calls behind it."""


def _cells(row: ReportRow, by: str, days: dict[str, date]) -> _Cells:
    def behind(what: str, text: object) -> tuple[object, str]:
        asked = {"by": by, "key": row.key, "what": what, **days}
        return text, f"{reverse('callcenter:behind')}?{urlencode(asked)}"

    return [
        behind("offered", row.offered), behind("answered", row.answered), behind("abandoned", row.abandoned),
        behind("in_time", "—" if row.level is None else row.level), (spoken(row.mean_wait), ""),
        (spoken(row.mean_talk), ""), behind("known", share(row.known / row.offered) if row.offered else "—"),
        behind("solved", share(row.solved / row.first) if row.first else "—"), (money(row.cost), ""),
        (money(row.cost_each), ""), ("—" if row.occupancy is None else share(row.occupancy), ""),
    ]  # fmt: skip


def _list_cells(row: ListReportRow) -> _Cells:
    lost = "—" if row.lost_share is None else share(row.lost_share)
    return [
        (row.called, reverse("callcenter:list", args=[row.uid])), (row.reached, ""), (row.missed, ""),
        (row.machines, ""), (f"{row.lost} ({lost})", ""), (row.tries, ""), (spoken(row.mean_talk), ""),
        (money(row.cost), ""), (money(row.cost_each) if row.cost_each is not None else "—", ""),
    ]  # fmt: skip


def _chart(by: str, rows: Sequence[ReportRow] | Sequence[ListReportRow]) -> Chart | None:
    """Return calls offered and answered over hours or days; None: what they are counted by has no order."""
    seen = [row for row in rows if isinstance(row, ReportRow)]
    if by not in ("hour", "day") or len(seen) < 2:
        return None
    lines = [
        Line("l2", pgettext("call", "Offered"), [float(row.offered) for row in seen], is_stepped=True),
        Line("l1", pgettext("call", "Answered"), [float(row.answered) for row in seen], is_stepped=True),
    ]
    apart = max(1, len(seen) // 12)
    across = [(place, row.name[-5:]) for place, row in enumerate(seen) if not place % apart]
    return chart(lines, label=gettext("Calls offered and answered; the table below says the same"), across=across)


@require_http_methods(["GET", "POST"])
def terms(request: HttpRequest) -> HttpResponse:
    """Say by what reports count."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.set_up")
    known = queries.center_terms(actor=actor)
    start = {"solved_days": known.solved_days, "late_minutes": known.late_minutes}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        services.put_center_terms(**form.cleaned_data, actor=actor, at=at)
        return reverse("callcenter:report")

    seen = {"title": gettext("By what reports count"), "back": reverse("callcenter:report")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)
