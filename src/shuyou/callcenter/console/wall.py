"""The wallboard: the whole floor at a glance, for everybody in the room."""

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.talk import spoken
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of

STATES = {"talking": "t", "ringing": "t", "ready": "r", "wrapping": "w"}
"""How a seat is drawn, by what its agent does."""


KEPT = 1
"""Seconds for which a process shows the same wallboard to all who look at it."""


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Show the whole floor; hundreds who look at it see what was drawn for the first of them."""
    actor, key = actor_of(request), f"wall:{get_language()}"
    actor.require("callcenter.see_floor")
    seconds = min(settings.SHUYOU_PAGES_KEPT, KEPT)
    kept: bytes | None = caches["pages"].get(key) if seconds else None
    if kept is None:
        kept = _drawn(request, actor)
        if seconds:
            caches["pages"].set(key, kept, seconds)
    return HttpResponse(kept)


def _drawn(request: HttpRequest, actor: Actor) -> bytes:
    at = clock.now()
    floor = queries.floor(at=at, actor=actor)
    seen = {
        "floor": floor, "at": at, "alerts": queries.alerts_now(actor=actor), "longest": spoken(floor.longest),
        "seats": [(STATES.get(seat.state, "b"), seat) for seat in floor.seats],
        "counts": (
            floor.count("talking", "ringing"), floor.count("ready"), floor.count("wrapping"),
            floor.count("paused", "unreachable"),
        ),
    }  # fmt: skip
    return render(request, "callcenter/wall.html", seen).content
