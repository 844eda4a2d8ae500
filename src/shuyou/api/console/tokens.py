"""Programs that may call: let in, looked at, shut out."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.api import queries, services
from shuyou.api.console.forms import TokenForm
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, go_to
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import put_refusals


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """List every token, those that open something first."""
    at = clock.now()
    rows = [
        (row, "revoked" if row.revoked_at else "expired" if row.expires_at <= at else "open")
        for row in queries.list_tokens(actor=actor_of(request))
    ]
    rows.sort(key=lambda one: one[1] != "open")
    return render(request, "api/tokens.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Let a program in, and show its secret once."""
    actor, at, status = actor_of(request), clock.now(), HTTPStatus.OK
    actor.require("api.manage_tokens")
    form = TokenForm(request.POST or None, actor=actor)
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                made = services.create_token(form.draft(at), actor=actor, at=at)
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                # Never by a redirect: a secret belongs neither into an address nor into the session.
                seen = {"made": made, "back": reverse("programs:tokens")}
                return render(request, "api/secret.html", seen)
    return render(request, "api/token_new.html", {"form": form}, status=status)


@require_POST
def token_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Have a token open nothing any more."""
    actor = actor_of(request)
    name = next((row.name for row in queries.list_tokens(actor=actor) if row.uid == str(uid)), "")
    if not name:
        raise Http404
    services.revoke_token(name, actor=actor, at=clock.now())
    messages.success(request, gettext("%(name)s opens nothing any more.") % {"name": name})
    return go_to(request, reverse("programs:tokens"))
