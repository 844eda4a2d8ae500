"""Points above somebody's limits: what was asked for, approving and refusing it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.loyalty import queries, services


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """List what was asked for: all of it for those who approve, one's own for the others."""
    return _page(request)


@require_POST
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve a request, which posts its points, or refuse it."""
    actor, at = actor_of(request), clock.now()
    try:
        if request.POST.get("is_approved") == "1":
            points = services.approve_adjustment(request_id=request_id, actor=actor, at=at)
            said = gettext("%(points)s points posted.") % {"points": f"{points:+,}"}
        else:
            services.refuse_adjustment(
                request_id=request_id, note=request.POST.get("note", "")[:400], actor=actor, at=at
            )
            said = gettext("Refused.")
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("loyalty:requests"), status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, refusal: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    page = queries.adjustment_requests(before=before, actor=actor)
    seen = {"page": page, "may_approve": actor.may("loyalty.approve_adjustments"), "refusal": refusal}
    status = STATUS[refusal.kind] if refusal else HTTPStatus.OK
    return render(request, "loyalty/requests.html", seen, status=status)
