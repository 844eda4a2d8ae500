"""A supervisor's morning on one page: what yesterday came to, what today will bring, who works, what is wrong."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.console.shifts import bar_of
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, status_of

DAY: Final = timedelta(days=1)
AWAY: Final = "out"


@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    """Show the day at a glance."""
    return _morning(request, None)


def _morning(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.supervise")
    today, late = clock.club_day(at), queries.center_terms(actor=actor).late_minutes
    floor = queries.floor(at=at, actor=actor)
    here = {seat.agent_id for seat in floor.seats if seat.state != AWAY}
    before = queries.call_report(by="day", since=today - DAY, until=today - DAY, at=at, actor=actor)
    ahead = queries.week_ahead(first_day=today, queue="", at=at, actor=actor)
    kept = queries.adherence(since=today - DAY, until=today - DAY, at=at, actor=actor)
    shifts = queries.shifts_of_day(day=today, actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:morning", actor), "today": today, "refusal": refusal, "may_see": True,
        "alerts": queries.alerts_between(since=clock.day_start(today - DAY), until=at, actor=actor),
        "before": before[0] if before else None, "foreseen": ahead.days[0].total, "here": len(here),
        "late": [row for row in kept if max(row.late, row.early) > late],
        "shifts": [
            (one, bar_of(one, 0, 24 * 60), one.begins < at < one.ends and one.agent_id not in here) for one in shifts
        ],
        "back": queries.calls_to_return(limit=1, actor=actor)[1],
        "words": queries.feedback_to_answer(limit=1, actor=actor)[1],
    }  # fmt: skip
    return render(request, "callcenter/morning.html", seen, status=status_of(refusal))


@require_POST
def see_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Say that one has seen an alert."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        services.see_alert(alert_id=alert_id, actor=actor, at=at)

    return deed(request, act, url=reverse("callcenter:morning"), said="", draw=_morning)
