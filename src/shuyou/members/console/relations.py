"""Who belongs to a member: relatives, household, birthday and school, institutions, the personal helper."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.doors import STATUS, actor_of, id_in, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.household_forms import DatesForm, PlaceForm, RelationForm
from shuyou.members.console.sections import tabs
from shuyou.members.queries import Family, MemberHead
from shuyou.members.rules.school import grade_on

type Deed = Callable[[HttpRequest, MemberHead, Actor, datetime], str]


@require_GET
def relations(request: HttpRequest, number: str) -> HttpResponse:
    """Show who belongs to a member."""
    actor, at = actor_of(request), clock.now()
    head = queries.member_head(number=number, actor=actor)
    services.record_access(person_id=head.member_id, part="family", reason="", actor=actor, at=at)
    return _page(request, head, actor, at)


@require_POST
def deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Change something about who belongs to a member; what is refused is said at its field, with all that was typed."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.edit")
    head = queries.member_head(number=number, actor=actor)
    try:
        if (make := FORMS.get(what)) is not None:
            form = make(request.POST)
            form.is_valid()
            try:
                said = SAVES[what](form, head, actor, at)
            except NotFound:
                raise
            except DomainError as refusal:
                put_refusals(form, refusal)
                return _page(request, head, actor, at, status=STATUS[refusal.kind], **{f"{what}_form": form})
        elif (act := DEEDS.get(what)) is not None:
            said = act(request, head, actor, at)
        else:
            raise Http404
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, head, actor, at, status=STATUS[refusal.kind], refusal=refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("members:relations", args=[number]), status=HTTPStatus.SEE_OTHER)


@require_GET
def my_readers(request: HttpRequest) -> HttpResponse:
    """List the readers whom the one who asks looks after."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.view")
    helper_id = int(actor.id) if actor.kind == STAFF else 0
    after = id_in(request.GET.get("after", ""))
    page = queries.readers_helped(helper_id=helper_id, after=after, at=at, actor=actor)
    template = "members/my_readers.html#rows" if is_partial(request) else "members/my_readers.html"
    return render(request, template, {"page": page, "tabs": tabs(request, "members:my_readers")})


def _relate(form: forms.Form, head: MemberHead, actor: Actor, at: datetime) -> str:
    assert isinstance(form, RelationForm)
    services.add_relation(form.draft(head.member_id), actor=actor, at=at)
    return gettext("Written down; it is seen from both sides.")


def _place(form: forms.Form, head: MemberHead, actor: Actor, at: datetime) -> str:
    assert isinstance(form, PlaceForm)
    services.join_household(form.draft(head.member_id), actor=actor, at=at)
    return gettext("Saved.")


def _dates(form: forms.Form, head: MemberHead, actor: Actor, at: datetime) -> str:
    assert isinstance(form, DatesForm)
    dates, kept = form.dates(), head.birth_date.isoformat() if head.birth_date else ""
    if dates.birth_date == queries.masked(field="birth_date", value=kept):  # left as it was shown
        dates = replace(dates, birth_date=kept)
    services.set_life_dates(person_id=head.member_id, dates=dates, actor=actor, at=at)
    return gettext("Saved.")


def _unrelate(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> str:
    services.remove_relation(member_id=head.member_id, relation_id=_id(request, "relation"), actor=actor, at=at)
    return gettext("Removed. The history still knows it.")


def _leave(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> str:
    services.leave_household(member_id=head.member_id, person_id=_id(request, "person"), actor=actor, at=at)
    return gettext("They belong to this household no more.")


def _helper(request: HttpRequest, head: MemberHead, actor: Actor, at: datetime) -> str:
    typed = request.POST.get("helper", "")
    helper_id = _id(request, "helper") if typed else None
    services.name_helper(member_id=head.member_id, helper_id=helper_id, actor=actor, at=at)
    return gettext("Saved.")


FORMS: Final[Mapping[str, type[forms.Form]]] = {"relate": RelationForm, "place": PlaceForm, "dates": DatesForm}
SAVES: Final[Mapping[str, Callable[[forms.Form, MemberHead, Actor, datetime], str]]] = {
    "relate": _relate, "place": _place, "dates": _dates,
}  # fmt: skip
DEEDS: Final[Mapping[str, Deed]] = {"unrelate": _unrelate, "leave": _leave, "helper": _helper}


def _id(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)


def _page(
    request: HttpRequest,
    head: MemberHead,
    actor: Actor,
    at: datetime,
    status: HTTPStatus = HTTPStatus.OK,
    **more: object,
) -> HttpResponse:
    found = queries.family(member_id=head.member_id, at=at, actor=actor)
    may_name = actor.may("members.name_helpers")
    seen = {
        "member": head,
        "family": found,
        "lunar": queries.lunar_words(found.me.lunar_birthday),
        "may_edit": actor.may("members.edit"),
        "sees_days": actor.may("members.see_contact"),
        "helper": queries.helper_of(member_id=head.member_id, actor=actor),
        "helpers": queries.helpers_offered(actor=actor) if may_name else [],
        "key_reason": services.why_key(member_id=head.member_id, price_list=head.tier.price_list, at=at),
        "relate_form": RelationForm(),
        "place_form": PlaceForm(),
        "dates_form": DatesForm(initial=_known_dates(found, at)),
        **more,
    }
    return render(request, "members/relations.html", seen, status=status)


def _known_dates(found: Family, at: datetime) -> dict[str, str]:
    year, born = found.first_grade_year, found.me.birth_date
    grade = grade_on(year, clock.club_day(at)) if year else None
    return {
        "birth_date": queries.masked(field="birth_date", value=born.isoformat() if born else ""),
        "lunar_birthday": found.me.lunar_birthday,
        "grade": str(grade.number) if grade else "",
    }
