"""Today: the greeting, the box, the people just seen, the work that waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.console import rules
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.models import User


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what this person does today."""
    at, actor = clock.now(), actor_of(request)
    assert isinstance(request.user, User)
    today = clock.club_day(at)
    seen = {
        "greeting": rules.greeting(at.astimezone(clock.club_zone()).hour, request.user.full_name),
        "today": today,
        "term": rules.solar_term(today),
    }
    return render(request, "console/home.html", seen)
