"""Kinds of cards and partners in the settings: their terms, and what partners are due."""

from collections.abc import Callable, Mapping
from datetime import date
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.card_forms import KindForm, PartnerForm
from shuyou.members.console.forms import put_refusals


@require_http_methods(["GET", "POST"])
def kinds(request: HttpRequest, kind_id: int | None = None) -> HttpResponse:
    """List the kinds of cards; make one, or give one other terms."""
    actor = actor_of(request)
    actor.require("members.manage_cards")
    start: dict[str, str | bool] = {"is_offered": True}
    if kind_id is not None:
        start = dict(queries.card_kind_terms(kind_id=kind_id, actor=actor))
    form = KindForm(request.POST if request.method == "POST" else None, initial=start)
    if kind_id is not None:
        del form.fields["code"]
    status = _sent(
        request, form, lambda: services.save_card_kind(form.draft(), kind_id=kind_id, actor=actor, at=clock.now())
    )
    if status is None:
        return _back(request, "members:card_kinds")
    seen = {"rows": queries.card_kinds(), "chosen": _title(start), "chosen_id": kind_id, "form": form}
    return render(request, "members/card_kinds.html", seen, status=status)


@require_http_methods(["GET", "POST"])
def partners(request: HttpRequest, partner_id: int | None = None) -> HttpResponse:
    """List the partners with what they are due; enter one, or change what was agreed."""
    actor = actor_of(request)
    actor.require("members.manage_cards")
    start: dict[str, str | bool] = {"is_active": True}
    if partner_id is not None:
        start = dict(queries.card_partner_terms(partner_id=partner_id, actor=actor))
    form = PartnerForm(request.POST if request.method == "POST" else None, initial=start)
    if partner_id is not None:
        del form.fields["code"]
    status = _sent(
        request,
        form,
        lambda: services.save_card_partner(form.draft(), partner_id=partner_id, actor=actor, at=clock.now()),
    )
    if status is None:
        return _back(request, "members:card_partners")
    spell = PeriodForm(request.GET)
    rows = queries.partner_accounts(**spell.days(), actor=actor)
    seen = {"rows": rows, "spell": spell, "chosen": start.get("name", ""), "chosen_id": partner_id, "form": form}
    return render(request, "members/card_partners.html", seen, status=status)


class PeriodForm(forms.Form):
    """The days whose cards a partner's account is about."""

    since = forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["since"].label, self.fields["until"].label = gettext("Issued from"), gettext("Issued to")

    def days(self) -> dict[str, date | None]:
        """Return the days; one that cannot be read is left open."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in ("since", "until")}


def _title(start: Mapping[str, object]) -> object:
    return start.get("name_zh" if (get_language() or "").startswith("zh") else "name_en", "")


def _sent(request: HttpRequest, form: forms.Form, save: Callable[[], object]) -> HTTPStatus | None:
    """Save what was sent and return None; else the status of the page that shows the form, with what was refused."""
    if request.method != "POST":
        return HTTPStatus.OK
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        save()
    except NotFound:
        raise
    except DomainError as refusal:
        put_refusals(form, refusal)
        return STATUS[refusal.kind]
    return None


def _back(request: HttpRequest, place: str) -> HttpResponse:
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(reverse(place), status=HTTPStatus.SEE_OTHER)
