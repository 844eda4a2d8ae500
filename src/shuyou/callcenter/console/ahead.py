"""What coming weeks will bring: callers of each half hour, agents needed, and how far forecasts were off."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.drawing import Line, chart
from shuyou.callcenter.console.sections import ANY, DAY, section_tabs
from shuyou.callcenter.queries import WeekAhead
from shuyou.callcenter.rules import erlang
from shuyou.callcenter.rules.forecast import SLOTS
from shuyou.callcenter.rules.rota import monday_of
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.templatetags.ui import month_day

WEEK: Final = timedelta(days=7)
HALF_HOUR: Final = 1800
USUAL_SECONDS: Final = 210
TERMS: Final = {"share": 80, "within": 20}


class AheadForm(forms.Form):
    """Which week, of which queue, and how well calls are to be answered."""

    week = forms.DateField(label=_("Week of"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    talk = forms.IntegerField(label=_("Seconds of talk and wrap-up"), min_value=1, max_value=7_200)
    share = forms.IntegerField(label=_("Percent answered in time"), min_value=1, max_value=99)
    within = forms.IntegerField(label=_("within so many seconds"), min_value=0, max_value=600)


def needed(days: Iterable[Sequence[float]], *, talk: float, share: int, within: int) -> list[list[int]]:
    """Return the agents that each half hour of some days needs, by the callers foreseen."""
    return [
        [
            erlang.agents_needed(rate=calls / HALF_HOUR, handling=talk, within=within, share=share / 100)
            if calls >= 0.05 else 0
            for calls in day
        ]
        for day in days
    ]  # fmt: skip


def half(slot: int) -> str:
    """Return when a half hour begins, such as 09:30."""
    return f"{slot // 2:02d}:{slot % 2 * 30:02d}"


@require_GET
def ahead(request: HttpRequest) -> HttpResponseBase:
    """Show what a week will bring, as a chart and as a table."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.report")
    usual: dict[str, object] = {"week": monday_of(clock.club_day(at)) + WEEK, "queue": "", **TERMS}
    form = AheadForm({**usual, "talk": USUAL_SECONDS, **request.GET.dict()})
    queue = form.fields["queue"]
    assert isinstance(queue, forms.ChoiceField)
    queue.choices = [ANY, *queries.queue_choices(actor=actor)]
    seen: dict[str, object] = {
        "tabs": section_tabs("callcenter:ahead", actor), "form": form,
        "may_plan": actor.may("callcenter.supervise"),
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "callcenter/ahead.html", seen)
    typed = form.cleaned_data
    week = queries.week_ahead(first_day=monday_of(typed["week"]), queue=typed["queue"], at=at, actor=actor)
    if "talk" not in request.GET and week.handling:
        typed["talk"] = max(1, round(week.handling))
        form = AheadForm({**usual, **request.GET.dict(), "talk": typed["talk"]})
        form.fields["queue"] = queue
    needs = needed((day.calls for day in week.days), talk=typed["talk"], share=typed["share"], within=typed["within"])
    if request.GET.get("as") == "csv":
        return _file(week, needs, actor)
    return render(request, "callcenter/ahead.html", seen | _seen(week, needs) | {"form": form})


def _seen(week: WeekAhead, needs: list[list[int]]) -> dict[str, object]:
    days, per = week.days, [(slot * 2, half(slot * 2)) for slot in range(24)]
    lines = [
        Line("l2", gettext("As a week before"), [one for day in days for one in day.naive]),
        Line("l1", gettext("Forecast"), [one for day in days for one in day.calls]),
    ]
    if any(day.came for day in days):
        lines.append(Line("l3", gettext("Came"), [one for day in days for one in day.came or ()]))
    rows = [
        {
            "day": day, "most": max(need), "hours": sum(need) / 2, "naive": sum(day.naive),
            "came": sum(day.came) if day.came else None,
            "halves": [
                (half(slot), day.calls[slot], need[slot]) for slot in range(SLOTS) if need[slot] or day.calls[slot]
            ],
        }
        for day, need in zip(days, needs, strict=True)
    ]  # fmt: skip
    across = [(number * SLOTS, month_day(day.day)) for number, day in enumerate(days)]
    return {
        "week": week, "rows": rows, "hours_marks": per, "first": days[0].day, "before": days[0].day - WEEK,
        "after": days[0].day + WEEK, "total": sum(day.total for day in days),
        "chart": chart(lines, label=gettext("Callers in each half hour of the week; the table below says the same"),
                       across=across),
        "agents": chart([Line("l1", gettext("Agents needed"), [float(one) for need in needs for one in need],
                              is_stepped=True)],
                        label=gettext("Agents needed in each half hour of the week; the table below says the same"),
                        across=across),
    }  # fmt: skip


def _file(week: WeekAhead, needs: list[list[int]], actor: Actor) -> HttpResponseBase:
    actor.require("callcenter.export")
    header = [gettext("Day"), gettext("From"), gettext("Forecast"), gettext("As a week before"), gettext("Came"),
              gettext("Agents needed")]  # fmt: skip
    lines = (
        [day.day, half(slot), round(day.calls[slot], 2), day.naive[slot], day.came[slot] if day.came else "",
         needs[number][slot]]
        for number, day in enumerate(week.days) for slot in range(SLOTS)
    )  # fmt: skip
    return csv_download(f"forecast-{week.days[0].day}.csv", header, lines)
