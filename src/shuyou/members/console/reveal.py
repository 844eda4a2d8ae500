"""Seeing what is masked: the reason first, then the value, and a record of both."""

from http import HTTPStatus
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel.doors import STATUS, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.small import Asked, asked_about
from shuyou.members.rules.fields import READ, fields_meant

KINDS: Final = {
    "phone": _("Show the whole number"),
    "email": _("Show the whole e-mail address"),
    "address": _("Show the whole address"),
    "birth": _("Show the birth date"),
}


FIELDS: Final = {"birth": "birth_date"}


class ReasonForm(forms.Form):
    """Why somebody needs to see it."""

    reason = forms.CharField(
        label=_("Why you need to see it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "list": "reveal-reasons", "autocomplete": "off"}),
        help_text=_("The reader can ask who saw what, and why."),
    )


@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, number: str, kind: str, contact_id: int) -> HttpResponse:
    """Ask for the reason, or show the value after writing both down."""
    asked = asked_about(request, number)
    asked.actor.require("members.see_contact")
    if kind not in KINDS or not queries.is_of_member(
        member_id=asked.head.member_id, kind=kind, key=contact_id, actor=asked.actor
    ):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    seen: dict[str, object] = {"kind": kind, "title": KINDS[kind], "key": contact_id, "form": form}
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            seen["value"] = _value(form, kind, contact_id, asked)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    template = "members/reveal.html#form" if is_partial(request) else "members/reveal.html"
    return render(request, template, {**seen, "member": asked.head, "is_over": is_partial(request)}, status=status)


def _value(form: ReasonForm, kind: str, key: int, asked: Asked) -> str:
    reason = form.cleaned_data["reason"]
    value = services.reveal_contact(kind=kind, contact_id=key, reason=reason, actor=asked.actor, at=asked.at)
    services.note_field_use(fields=fields_meant([FIELDS.get(kind, kind)]), purpose=READ, at=asked.at)
    return value
