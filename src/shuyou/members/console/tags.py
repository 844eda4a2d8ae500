"""Tags in the settings: made, renamed, coloured, retired."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import TagForm
from shuyou.members.console.forms import put_refusals


@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest, tag_id: int | None = None) -> HttpResponse:
    """List the tags; make one, or give one another name and colour."""
    actor = actor_of(request)
    rows = queries.all_tags(actor=actor)
    chosen = next((row for row in rows if row.tag_id == tag_id), None)
    if tag_id is not None and chosen is None:
        raise NotFound(what=gettext("tag"), key=tag_id)
    start = {"name": chosen.name, "colour": chosen.colour} if chosen else {}
    form, status = TagForm(request.POST if request.method == "POST" else None, initial=start), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                services.define_tag(**form.cleaned_data, tag_id=tag_id, actor=actor, at=clock.now())
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                return _back(request)
    return render(request, "members/tags.html", {"rows": rows, "chosen": chosen, "form": form}, status=status)


@require_POST
def tag_retire(request: HttpRequest, tag_id: int) -> HttpResponse:
    """Retire a tag, or bring it back."""
    is_active = request.POST.get("active") == "1"
    services.retire_tag(tag_id=tag_id, is_active=is_active, actor=actor_of(request), at=clock.now())
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(reverse("members:tags"), status=HTTPStatus.SEE_OTHER)
