"""How many readers each role may take away in files before somebody else has to approve."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.services import ExportLimitDraft

FIELDS = {
    "rows": _("Readers in a file"), "rows_per_day": _("Readers a day"), "open_rows": _("In full: readers in a file"),
    "open_rows_per_day": _("In full: readers a day"),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
def export_limits(request: HttpRequest) -> HttpResponse:
    """Show the limits of every role with what they were; keep another one, if that is the actor's to say."""
    actor, status, sent, refused = actor_of(request), HTTPStatus.OK, {}, None
    actor.require("members.approve_export")
    if request.method == "POST":
        actor.require("members.set_export_limits")
        sent = {name: request.POST.get(name, "")[:20] for name in ("role", *FIELDS)}
        try:
            services.set_export_limit(ExportLimitDraft(**sent), actor=actor, at=clock.now())
        except NotFound:
            raise
        except DomainError as refusal:
            refused, status = refusal, STATUS[refusal.kind]
        else:
            messages.success(request, gettext("Saved."))
            return HttpResponseRedirect(reverse("members:export_limits"), status=HTTPStatus.SEE_OTHER)
    lines = [
        (row, [(name, label, sent[name] if sent.get("role") == row.role else getattr(row.limits, name))
               for name, label in FIELDS.items()])
        for row in queries.export_limit_rows(actor=actor)
    ]  # fmt: skip
    seen = {
        "lines": lines, "labels": FIELDS.values(), "refusal": refused,
        "may_set": actor.may("members.set_export_limits"),
    }  # fmt: skip
    return render(request, "members/export_limits.html", seen, status=status)
