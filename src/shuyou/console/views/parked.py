"""Events that a subscriber could not digest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock, queries, services
from shuyou.kernel.doors import actor_of


@require_GET
def parked(request: HttpRequest) -> HttpResponse:
    """List what waits for a retry or for a person."""
    actor = actor_of(request)
    seen = {"rows": queries.parked_events(actor=actor), "can_retry": actor.may("kernel.retry_events")}
    return render(request, "console/parked.html", seen)


@require_POST
def retry(request: HttpRequest, parked_id: int) -> HttpResponse:
    """Hand one event to its subscriber again and say whether it went through."""
    if services.retry_parked_event(parked_id=parked_id, actor=actor_of(request), at=clock.now()):
        messages.success(request, gettext("The event went through."))
    else:
        messages.error(request, gettext("The event failed again. What it ran into stands in the list."))
    return redirect("console:parked")
