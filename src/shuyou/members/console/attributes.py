"""The fields a club asks readers for, in the settings: made, changed, put in order, retired."""

from dataclasses import asdict
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
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.preference_forms import AttributeForm


@require_http_methods(["GET", "POST"])
def attributes(request: HttpRequest, attribute_id: int | None = None) -> HttpResponse:
    """List the fields; make one, or change one."""
    actor = actor_of(request)
    rows = queries.all_attributes(actor=actor)
    start: dict[str, str] = {}
    if attribute_id is not None:
        start = asdict(queries.attribute_terms(attribute_id=attribute_id, actor=actor))
    form, status = AttributeForm(request.POST if request.method == "POST" else None, initial=start), HTTPStatus.OK
    if attribute_id is not None:
        del form.fields["code"], form.fields["kind"]
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                services.save_attribute(form.draft(), attribute_id=attribute_id, actor=actor, at=clock.now())
            except NotFound:
                raise
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                return _back(request)
    chosen = next((row for row in rows if row.attribute_id == attribute_id), None)
    return render(request, "members/attributes.html", {"rows": rows, "chosen": chosen, "form": form}, status=status)


@require_POST
def attribute_move(request: HttpRequest, attribute_id: int) -> HttpResponse:
    """Move a field one place up or down."""
    is_up = request.POST.get("way") == "up"
    services.move_attribute(attribute_id=attribute_id, is_up=is_up, actor=actor_of(request), at=clock.now())
    place = f"{reverse('members:attributes')}#field-{attribute_id}"
    return HttpResponseRedirect(place, status=HTTPStatus.SEE_OTHER)


@require_POST
def attribute_retire(request: HttpRequest, attribute_id: int) -> HttpResponse:
    """Retire a field, or bring it back."""
    is_retired = request.POST.get("retired") == "1"
    services.retire_attribute(attribute_id=attribute_id, is_retired=is_retired, actor=actor_of(request), at=clock.now())
    messages.success(request, gettext("Saved."))
    place = "members:field_use" if request.POST.get("back") == "use" else "members:attributes"
    return HttpResponseRedirect(reverse(place), status=HTTPStatus.SEE_OTHER)


def _back(request: HttpRequest) -> HttpResponse:
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(reverse("members:attributes"), status=HTTPStatus.SEE_OTHER)
