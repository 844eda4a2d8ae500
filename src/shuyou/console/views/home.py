"""Today: the greeting, the box, the people just seen, the work that waits."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shuyou.console import queries, rules
from shuyou.console.views.cards import Asking, cards, draw, find
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, is_partial
from shuyou.kernel.models import User
from shuyou.members import queries as members

SLOT = "home.side"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what this person does today; the work alone when only that is asked for."""
    at, actor = clock.now(), actor_of(request)
    kind = request.GET.get("kind", "")
    seen = {"work": queries.work(kind=kind, at=at, actor=actor), "kind": kind}
    if is_partial(request):
        return render(request, "console/home.html#work", seen)
    today = clock.club_day(at)
    name = request.user.full_name if isinstance(request.user, User) else ""
    asking = Asking(request=request, subject_id=int(actor.id), actor=actor, at=at, extra={})
    page = {
        "greeting": rules.greeting(at.astimezone(clock.club_zone()).hour, name),
        "today": today,
        "term": rules.solar_term(today),
        "recent": members.recently_seen(at=at, actor=actor) if actor.may("members.view") else [],
        "side": cards(SLOT, asking, lambda key: reverse("console:home_panel", args=[key])),
    }
    return render(request, "console/home.html", {**seen, **page})


@require_GET
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """Draw one of the page's slow cards."""
    actor = actor_of(request)
    offered = find((SLOT,), key, actor)
    if offered is None:
        raise Http404
    asking = Asking(request=request, subject_id=int(actor.id), actor=actor, at=clock.now(), extra={})
    return HttpResponse(draw(offered, asking).html)
