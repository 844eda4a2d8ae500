"""The photo of a member, shown to staff who may see members; and how the member would rather be reached."""

from collections.abc import Mapping
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel.doors import STATUS, actor_of, go_to
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import PhotoForm, WaysForm
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.small import Asked, Small, answer, asked_about, show
from shuyou.members.models import Contact
from shuyou.members.rules.photos import MEGABYTES


@require_GET
def photo(request: HttpRequest, number: str) -> HttpResponseBase:
    """Send the member's photo."""
    head = queries.member_head(number=number, actor=actor_of(request))
    if not head.photo or not default_storage.exists(head.photo):
        raise Http404
    response = FileResponse(default_storage.open(head.photo), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
def photo_change(request: HttpRequest, number: str) -> HttpResponse:
    """Take a picture as the member's photo."""
    actor_of(request).require("members.edit")
    small = Small(
        title=gettext("Photo"),
        button=gettext("Save"),
        make=lambda _typed, _asked: PhotoForm(),
        save=lambda _form, _asked: "",
        template="members/photo.html",
    )
    asked = asked_about(request, number)
    if request.method != "POST":
        return show(request, small, PhotoForm(), asked)
    form = PhotoForm(request.POST, request.FILES)
    problem = _taken(form, request, asked) if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    if problem:
        return show(request, small, form, asked, problem)
    messages.success(request, gettext("The photo is kept."))
    return go_to(request, reverse("console:member", args=[number]))


def _taken(form: forms.Form, request: HttpRequest, asked: Asked) -> HTTPStatus | None:
    """Keep the picture that was sent; return the status of a refusal."""
    file = request.FILES.get("photo")
    if file is None:
        form.add_error("photo", gettext("Choose a file first."))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    content = file.read(MEGABYTES * 1024 * 1024 + 1)
    name = (file.name or "")[:80]
    try:
        services.change_photo(
            member_id=asked.head.member_id, content=content, name=name, actor=asked.actor, at=asked.at
        )
    except DomainError as refusal:
        put_refusals(form, refusal)
        return STATUS[refusal.kind]
    return None


@require_POST
def photo_remove(request: HttpRequest, number: str) -> HttpResponse:
    """Take the member's photo away."""
    actor_of(request).require("members.edit")
    asked = asked_about(request, number)
    services.remove_photo(member_id=asked.head.member_id, actor=asked.actor, at=asked.at)
    messages.success(request, gettext("The photo is gone."))
    return go_to(request, reverse("console:member", args=[number]))


@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest, number: str) -> HttpResponse:
    """Keep how the member would rather be reached."""
    actor_of(request).require("members.edit")

    def make(typed: Mapping[str, str] | None, asked: Asked) -> WaysForm:
        codes = {str(label): code for code, label in Contact.Channel.choices}
        now = {"channel": codes.get(asked.head.preferred_channel, ""), "best_time": asked.head.best_time}
        return WaysForm(typed, initial=now)

    def save(form: WaysForm, asked: Asked) -> str:
        services.prefer_ways(member_id=asked.head.member_id, **form.cleaned_data, actor=asked.actor, at=asked.at)
        return gettext("Saved.")

    small = Small(title=gettext("Preferred channel and time"), button=gettext("Save"), make=make, save=save)
    return answer(request, number, small)
