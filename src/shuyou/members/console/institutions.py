"""Institutions: the list, one with those who speak for it, a new colleague at the address that is known already."""

from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.household_forms import ColleagueForm, InstitutionFilterForm, InstitutionForm
from shuyou.members.console.sections import tabs
from shuyou.members.queries import InstitutionDetail, InstitutionFilter
from shuyou.members.rules import NewMember
from shuyou.members.services import ContactPerson

SHARED = ("province", "city", "district", "street", "postcode")


@require_GET
def institutions(request: HttpRequest) -> HttpResponse:
    """List institutions that pass the filter, by name."""
    actor = actor_of(request)
    actor.require("members.view")
    form = InstitutionFilterForm(request.GET)
    wanted = form.wanted()
    page = queries.list_institutions(wanted=wanted, after=request.GET.get("after", "")[:20], actor=actor)
    seen = {
        "form": form,
        "page": page,
        "is_filtered": wanted != InstitutionFilter(),
        "next_query": urlencode({**form.given(), "after": page.next_after}) if page.next_after else "",
        "may_edit": actor.may("members.edit_institutions"),
        "tabs": tabs(request, "members:institutions"),
    }
    template = "members/institutions.html#rows" if is_partial(request) else "members/institutions.html"
    return render(request, template, seen)


@require_http_methods(["GET", "POST"])
def institution_edit(request: HttpRequest, number: str = "") -> HttpResponse:
    """Enter an institution, or correct one."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.edit_institutions")
    detail = queries.institution_detail(number=number, at=at, actor=actor) if number else None
    start = (
        {name: value for name, value in asdict(detail).items() if name in InstitutionForm.base_fields} if detail else {}
    )
    form, status = InstitutionForm(request.POST if request.method == "POST" else None, initial=start), HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                kept = services.save_institution(
                    form.draft(), institution_id=detail.institution_id if detail else None, actor=actor, at=at
                )
            except NotFound:
                raise
            except DomainError as refusal:
                put_refusals(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, gettext("Saved."))
                return HttpResponseRedirect(reverse("members:institution", args=[kept]), status=HTTPStatus.SEE_OTHER)
    return render(request, "members/institution_edit.html", {"form": form, "institution": detail}, status=status)


@require_http_methods(["GET", "POST"])
def institution(request: HttpRequest, number: str) -> HttpResponse:
    """Show an institution; take in somebody who speaks for it, at its address."""
    actor, at = actor_of(request), clock.now()
    detail = queries.institution_detail(number=number, at=at, actor=actor)
    if request.method != "POST":
        return _page(request, detail, actor, ColleagueForm(initial={"key": uuid4(), "uses_its_address": True}))
    actor.require("members.edit")
    form, status = ColleagueForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_valid():
        try:
            _take_in(form, detail, actor, at)
        except NotFound:
            raise
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
        else:
            messages.success(request, gettext("They speak for it from now on."))
            return HttpResponseRedirect(reverse("members:institution", args=[number]), status=HTTPStatus.SEE_OTHER)
    return _page(request, detail, actor, form, status)


@require_POST
def contact_end(request: HttpRequest, number: str, person_id: int) -> HttpResponse:
    """Have somebody speak for an institution no more."""
    actor, at = actor_of(request), clock.now()
    detail = queries.institution_detail(number=number, at=at, actor=actor)
    services.end_contact_person(institution_id=detail.institution_id, person_id=person_id, actor=actor, at=at)
    messages.success(request, gettext("They speak for it no more; their addresses stay."))
    return HttpResponseRedirect(reverse("members:institution", args=[number]), status=HTTPStatus.SEE_OTHER)


def _take_in(form: ColleagueForm, detail: InstitutionDetail, actor: Actor, at: datetime) -> None:
    """Enter somebody new as a member with the institution's address, if they are new; then have them speak for it."""
    typed = form.cleaned_data
    person_id = None
    if typed["name"].strip() and not typed["other"].strip():
        address = {name: getattr(detail, name) for name in SHARED} if typed["uses_its_address"] else {}
        made = services.register_member(
            NewMember(name=typed["name"], phone=typed["phone"], email=typed["email"], **address),
            request_key=str(typed["key"] or ""),
            is_confirmed=typed["is_confirmed"],
            actor=actor,
            at=at,
        )
        person_id = made.member_id
    services.set_contact_person(
        ContactPerson(
            institution_id=detail.institution_id, other=typed["other"], person_id=person_id,
            position=typed["position"], department=typed["department"], uses_its_address=typed["uses_its_address"],
        ),
        actor=actor,
        at=at,
    )  # fmt: skip


def _page(
    request: HttpRequest,
    detail: InstitutionDetail,
    actor: Actor,
    form: ColleagueForm,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    seen = {
        "institution": detail,
        "form": form,
        "may_edit": actor.may("members.edit_institutions"),
        "may_take_in": actor.may("members.edit"),
    }
    return render(request, "members/institution.html", seen, status=status)
