"""The wallboard: the whole floor at a glance, for everybody in the room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.talk import spoken
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of

STATES = {"talking": "t", "ringing": "t", "ready": "r", "wrapping": "w"}
"""How a seat is drawn, by what its agent does."""


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Show the whole floor."""
    actor, at = actor_of(request), clock.now()
    floor = queries.floor(at=at, actor=actor)
    seen = {
        "floor": floor, "at": at, "alerts": queries.alerts_now(actor=actor), "longest": spoken(floor.longest),
        "seats": [(STATES.get(seat.state, "b"), seat) for seat in floor.seats],
        "counts": (
            floor.count("talking", "ringing"), floor.count("ready"), floor.count("wrapping"),
            floor.count("paused", "unreachable"),
        ),
    }  # fmt: skip
    return render(request, "callcenter/wall.html", seen)
