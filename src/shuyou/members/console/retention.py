"""How long each kind of data is kept, on what ground, and what a run would let go now."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound, problems_of
from shuyou.members import queries, services


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Show each kind with its rule, and how much of it is older than it may be."""
    return _page(request, actor_of(request))


@require_POST
def rule(request: HttpRequest, part: str) -> HttpResponse:
    """Keep another time or ground for a kind, or switch its rule on or off."""
    actor = actor_of(request)
    try:
        services.set_retention_rule(
            part=part,
            months=request.POST.get("months", "")[:20],
            ground=request.POST.get("ground", "")[:400],
            is_active=request.POST.get("is_active") == "on",
            actor=actor,
            at=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        seen = {"problems": problems_of(refusal), "wrong": part, "sent": request.POST}
        return _page(request, actor, status=STATUS[refusal.kind], **seen)
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(reverse("members:retention"), status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, actor: Actor, *, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    at = clock.now()
    held = services.people_held(at=at)
    rows = queries.kept_parts(at=at, spared=held, actor=actor)
    return render(request, "members/retention.html", {"rows": rows, "held": len(held), **more}, status=status)
