"""The supervisor's page: who does what, in which call, what is wrong now; listening to calls."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.sections import section_tabs
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Show the floor to whoever supervises it."""
    actor, at = actor_of(request), clock.now()
    page = queries.supervision(at=at, actor=actor)
    seen = {"tabs": section_tabs("callcenter:floor", actor), "page": page, "at": at, "may_see": True}
    seen["alerts"] = queries.alerts_now(actor=actor)
    return render(request, "callcenter/floor.html", seen)
