"""Runs that fill the lake: how far one is, what each took, what broke one off, and asking for another."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.insight.console.section import TABS
from shuyou.insight.queries import RunRow, lake_runs
from shuyou.insight.services import ask_filling
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, status_of

PAGE = 20


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """Show the runs, the latest first."""
    return _page(request, None)


@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """Ask for the lake to be filled soon."""
    kind = request.POST.get("kind", "")
    return deed(
        request, lambda: ask_filling(kind=kind, actor=actor_of(request), at=clock.now()),
        url=reverse("insight:runs"), said=gettext("The lake is filled as soon as a worker is free."), draw=_page,
    )  # fmt: skip


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    rows = lake_runs(actor=actor, before=_before(request.GET.get("after", "")), limit=PAGE + 1)
    shown = rows[:PAGE]
    page = {
        "tabs": tabs_of(TABS, "insight:runs", actor), "rows": [(row, _slowest(row)) for row in shown],
        "next": f"{shown[-1].started_at.isoformat()}~{shown[-1].id}" if len(rows) > PAGE else "",
        "may_fill": actor.may("insight.fill_lake"), "refusal": refusal,
        "is_running": any(row.state == "running" for row in shown),
    }  # fmt: skip
    return render(request, "insight/runs.html", page, status=status_of(refusal))


def _before(asked: str) -> tuple[datetime, int] | None:
    at, _tilde, number = asked.partition("~")
    try:
        return (datetime.fromisoformat(at), int(number)) if asked else None
    except ValueError:
        return None


def _slowest(row: RunRow) -> list[tuple[str, float]]:
    """Return all steps with their seconds, the slowest first."""
    return sorted(row.timings.items(), key=lambda pair: (-pair[1], pair[0]))
