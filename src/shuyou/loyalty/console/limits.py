"""How many points each role may give or take by hand."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.loyalty import queries, services


@require_http_methods(["GET", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits of every role with what they were; keep another one."""
    actor, status, sent, refused = actor_of(request), HTTPStatus.OK, {}, None
    actor.require("loyalty.set_limits")
    if request.method == "POST":
        sent = {name: request.POST.get(name, "")[:20] for name in ("role", "points", "points_per_day")}
        try:
            services.set_adjustment_limit(**sent, actor=actor, at=clock.now())
        except NotFound:
            raise
        except DomainError as refusal:
            refused, status = refusal, STATUS[refusal.kind]
        else:
            messages.success(request, gettext("Saved."))
            return HttpResponseRedirect(reverse("loyalty:limits"), status=HTTPStatus.SEE_OTHER)
    seen = {"rows": queries.adjustment_limit_rows(actor=actor), "sent": sent, "refusal": refused}
    return render(request, "loyalty/limits.html", seen, status=status)
