"""What calls came to, and how many agents it takes."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.sections import DAY, TABS
from shuyou.callcenter.console.talk import spoken
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of

USUAL_DAYS: Final = 7
WEEKS: Final = 4
POSSIBLE: Final = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31)))
BY: Final = (
    ("queue", _("Queue")), ("agent", _("Agent")), ("hour", _("Hour")), ("day", _("Day")), ("code", _("About")),
    ("known", _("How the caller was known")),
)  # fmt: skip


class ReportForm(forms.Form):
    """Which calls, counted by what."""

    by = forms.ChoiceField(label=_("Counted by"), choices=BY)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), validators=POSSIBLE)
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), validators=POSSIBLE)


@require_GET
def report(request: HttpRequest) -> HttpResponseBase:
    """Show what the calls of some days came to."""
    actor, today = actor_of(request), clock.club_day(clock.now())
    usual: dict[str, Any] = {"by": "queue", "since": today - timedelta(days=USUAL_DAYS - 1), "until": today}
    form = ReportForm({**usual, **request.GET.dict()})
    typed: dict[str, Any] = form.cleaned_data if form.is_valid() else usual
    rows = queries.call_report(
        by=typed["by"], since=typed["since"], until=typed["until"], at=clock.now(), actor=actor
    )  # fmt: skip
    if request.GET.get("as") == "csv":
        actor.require("callcenter.export")
        header = [str(dict(BY)[typed["by"]]), *map(str, HEADINGS)]
        lines = ([row.name, row.offered, row.answered, row.abandoned, row.level, round(row.mean_wait),
                  round(row.mean_talk)] for row in rows)  # fmt: skip
        return csv_download(f"calls-{typed['by']}-{today}.csv", header, lines)
    seen = {
        "tabs": tabs_of(TABS, "callcenter:report", actor), "form": form, "by": dict(BY)[typed["by"]],
        "headings": HEADINGS, "most": max((row.offered for row in rows), default=0),
        "rows": [(row, spoken(row.mean_wait), spoken(row.mean_talk)) for row in rows],
        "file_query": "&".join(f"{key}={value}" for key, value in typed.items()) + "&as=csv",
        "may_export": actor.may("callcenter.export"),
    }  # fmt: skip
    return render(request, "callcenter/report.html", seen)


HEADINGS: Final = (
    pgettext_lazy("call", "Offered"), pgettext_lazy("call", "Answered"),
    _("Hung up waiting"), _("In time, percent"), _("Wait"), _("Talk"),
)  # fmt: skip
