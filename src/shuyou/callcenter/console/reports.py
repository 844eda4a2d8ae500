"""What calls came to, and how many agents it takes."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.sections import DAY, TABS
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.rules import erlang
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
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


class StaffingForm(forms.Form):
    """How much there is to do, and how well it is to be done."""

    calls = forms.FloatField(label=_("Calls an hour"), min_value=0.1, max_value=100_000)
    talk = forms.FloatField(label=_("Seconds of talk and wrap-up"), min_value=1, max_value=7_200)
    share = forms.IntegerField(label=_("Percent answered in time"), min_value=1, max_value=99)
    within = forms.IntegerField(label=_("within so many seconds"), min_value=0, max_value=600)
    away = forms.IntegerField(
        label=_("Percent of paid time away: breaks, training, illness"), min_value=0, max_value=80
    )
    patience = forms.IntegerField(label=_("Seconds until callers give up"), min_value=5, max_value=3_600)


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


@require_GET
def staffing(request: HttpRequest) -> HttpResponse:
    """Show how many agents it takes, now and for each half hour of a usual week."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.report")
    usual = {"calls": 120, "talk": 210, "share": 80, "within": 20, "away": 30, "patience": 90}
    form = StaffingForm({**usual, **request.GET.dict()})
    seen: dict[str, object] = {"tabs": tabs_of(TABS, "callcenter:staffing", actor), "form": form}
    if form.is_valid():
        terms = form.cleaned_data
        seen |= {"plan": _plan(terms), "one_less": _plan(terms, fewer=1), "week": _week(terms, actor, at)}
    return render(request, "callcenter/staffing.html", seen)


def _plan(terms: dict[str, float], *, fewer: int = 0) -> dict[str, object]:
    """Return how many agents it takes and what callers can then expect."""
    rate, talk, within = terms["calls"] / 3600, terms["talk"], terms["within"]
    agents = erlang.agents_needed(rate=rate, handling=talk, within=within, share=terms["share"] / 100) - fewer
    real = erlang.impatient(
        rate=rate, handling=talk, agents=max(agents, 1), patience=terms["patience"], within=within
    )  # fmt: skip
    return {
        "agents": agents, "rostered": erlang.rostered(agents, terms["away"] / 100), "load": round(rate * talk, 1),
        "in_time": round(100 * real.in_time, 1), "wait": spoken(real.mean_wait),
        "lost": round(100 * real.gives_up, 1), "busy": round(100 * real.occupancy, 1),
        "lines": erlang.lines_needed(load=rate * (talk + 80), loss=0.001),
    }  # fmt: skip


def _week(terms: dict[str, float], actor: Actor, at: datetime) -> list[tuple[int, list[tuple[str, float, int]]]]:
    """Return for each weekday the half hours in which calls usually come, with the agents they need."""
    rows = queries.usual_volume(weeks=WEEKS, zone=str(clock.club_zone()), at=at, actor=actor)
    days: dict[int, list[tuple[str, float, int]]] = {}
    for row in rows:
        needed = erlang.agents_needed(
            rate=row.calls / 1800, handling=terms["talk"], within=terms["within"], share=terms["share"] / 100
        )
        days.setdefault(row.weekday, []).append((row.begins, row.calls, needed))
    return sorted(days.items())
