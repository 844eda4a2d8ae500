"""Which fields are used, in the settings, with a button to ask for one no more."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.members import queries, services

SPANS: Final = (30, 90, 365)
WISHES: Final = (365, 730)


@require_GET
def field_use(request: HttpRequest) -> HttpResponse:
    """Show how often each field was written down and used."""
    actor = actor_of(request)
    wanted = request.GET.get("days", "")
    days = int(wanted) if wanted in map(str, SPANS) else 90
    rows = queries.field_use_report(days=days, at=clock.now(), actor=actor)
    seen = {
        "rows": rows,
        "days": days,
        "spans": SPANS,
        "unused": sum(row.is_unused for row in rows),
        "may_retire": actor.may("members.manage_attributes"),
    }
    return render(request, "members/field_use.html", seen)


@require_GET
def behaviour(request: HttpRequest) -> HttpResponse:
    """Show whether readers did otherwise after they said what they wish."""
    actor = actor_of(request)
    wanted = request.GET.get("days", "")
    days = int(wanted) if wanted in map(str, WISHES) else WISHES[0]
    moved = queries.behaviour_moved(since=clock.now() - timedelta(days=days), actor=actor)
    return render(request, "members/behaviour.html", {"moved": moved, "days": days, "spans": WISHES})


@require_POST
def field_retire(request: HttpRequest, field: str) -> HttpResponse:
    """Retire a field of every member, or bring it back."""
    is_retired = request.POST.get("retired") == "1"
    services.retire_field(field=field, is_retired=is_retired, actor=actor_of(request), at=clock.now())
    said = gettext("It is asked for nowhere any more.") if is_retired else gettext("It is asked for again.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("members:field_use"), status=HTTPStatus.SEE_OTHER)
