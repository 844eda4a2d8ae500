"""The list of members: filtered, sorted, page by page, in views that are kept."""

from collections.abc import Mapping
from http import HTTPStatus
from itertools import chain
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, id_in, is_partial
from shuyou.kernel.errors import DomainError
from shuyou.kernel.sealed import seal
from shuyou.members import queries, services
from shuyou.members.console import list_columns, list_rows
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.list_forms import GUARDED, PURPOSE, SEALED, Asked, Heading
from shuyou.members.console.sections import tabs
from shuyou.members.queries import MemberFilter, MemberPage, Place, Sort
from shuyou.members.rules.fields import FILTERED, fields_of
from shuyou.members.rules.listing import MOST_CHOSEN, packed

BESIDE: Final = ("after", "before", "view", "all")
"""Parameters of the address that are no part of what is asked."""


class ViewForm(forms.Form):
    """A view to be kept."""

    name = forms.CharField(label=_("Name of the view"), required=False, max_length=200)
    is_shared = forms.BooleanField(label=_("Colleagues see it too"), required=False)
    is_default = forms.BooleanField(label=_("Open it first"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """List members that pass the filter; a view of one's own may open first."""
    actor = actor_of(request)
    actor.require("members.search")
    views = queries.saved_views(actor=actor)
    hidden = _hidden_from(actor)
    first = next((view for view in views if view.is_default), None)
    if first and not request.GET and hidden.isdisjoint(Asked(QueryDict(first.query)).form.given()):
        return HttpResponseRedirect(f"?{first.query}&view={first.view_id}")
    asked = Asked(request.GET)
    asked.form.hidden = hidden
    place = Place(after=_number(request, "after"), before=_number(request, "before"))
    page = queries.list_members(
        wanted=asked.form.wanted(), order=asked.order, place=place, on=clock.club_day(clock.now()), actor=actor
    )
    if place == Place():
        services.note_field_use(fields=fields_of(asked.form.given()), purpose=FILTERED, at=clock.now())
    seen = _seen(asked, page, actor) | {"is_first": place == Place()}
    is_valid = asked.form.is_valid() and not asked.is_unreadable
    status = HTTPStatus.OK if is_valid else HTTPStatus.UNPROCESSABLE_ENTITY
    if is_partial(request):
        return render(request, "members/members.html#rows", seen, status=status)
    kept = {
        "tabs": tabs(request, "members:list"),
        "views": views,
        "view_id": _number(request, "view"),
        "view_form": ViewForm(initial={"query": asked.query()}),
        "fields": list_columns.choosable(actor, asked.form.own_fields),
        "is_unreadable": asked.is_unreadable,
    }
    return render(request, "members/members.html", seen | kept, status=status)


def _hidden_from(actor: Actor) -> frozenset[str]:
    """Return the fields that an actor may not ask."""
    return frozenset(chain.from_iterable(names for code, names in GUARDED.items() if not actor.may(code)))


def _seen(asked: Asked, page: MemberPage, actor: Actor) -> dict[str, Any]:
    """Return what every part of the page shows."""
    keys = list_columns.shown(asked.columns, actor, asked.form.own_fields)
    may_export, may_change = actor.may("members.export"), actor.may("members.change_many")
    may_choose = may_export or may_change
    lines = list_columns.lines(page.rows, keys, actor)
    return {
        "form": asked.form,
        "page": page,
        "rows": list_rows.draw(lines, may_choose=may_choose, may_open=actor.may("members.view")),
        "headings": _headings(keys, asked, actor),
        "name_heading": asked.sorted_by(Sort.NAME),
        "columns": keys,
        "may_choose": may_choose,
        "wide": len(keys) + 1 + may_choose,
        "chips": asked.form.chips(asked),
        "is_filtered": asked.form.wanted() != MemberFilter(),
        "query": asked.query(),
        "next_query": asked.query(after=page.next_after) if page.next_after else "",
        "previous_query": asked.query(before=page.previous_before) if page.previous_before else "",
        "may_edit": actor.may("members.edit"),
        "may_import": actor.may("members.import"),
        "may_export": may_export,
        "may_change": may_change,
    }


def _headings(keys: list[str], asked: Asked, actor: Actor) -> list[Heading]:
    sorts = {column.key: column.sort for column in list_columns.OWN}
    labels: Mapping[str, Any] = list_columns.choosable(actor, asked.form.own_fields)
    found = []
    for key in keys:
        sort = sorts.get(key)
        found.append(asked.sorted_by(sort) if sort else Heading(key, labels[key], "", ""))
    return found


@require_POST
def narrow(request: HttpRequest) -> HttpResponse:
    """Turn what was typed into the address of the list; a name goes there sealed."""
    actor_of(request).require("members.search")
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    name = str(typed.pop("name", [""])[-1]).strip()
    columns = [str(key) for key in typed.pop("col", [])]
    address = QueryDict(mutable=True)
    for key, values in typed.lists():
        if kept := [value for value in values if value]:
            address.setlist(key, kept)
    if name:
        address[SEALED] = seal(name[:40], purpose=PURPOSE)
    if columns and tuple(columns) != list_columns.USUAL:
        address["cols"] = ".".join(columns)
    return HttpResponseRedirect(
        f"{reverse('members:list')}?{address.urlencode() or 'all=1'}", status=HTTPStatus.SEE_OTHER
    )


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Lead on with the members ticked in the list: to a change of them, or to a file with the columns shown."""
    actor_of(request).require("members.search")
    ticked = {number for one in request.POST.getlist("m")[: MOST_CHOSEN + 1] if (number := id_in(one))}
    asked = Asked(QueryDict(request.POST.get("query", "")))
    if not ticked or len(ticked) > MOST_CHOSEN:
        nobody = gettext("Nobody is chosen. Tick somebody first.")
        many = gettext("No more than %(most)s can be chosen by hand. A filter takes any number.")
        messages.warning(request, many % {"most": MOST_CHOSEN} if ticked else nobody)
        return HttpResponseRedirect(
            f"{reverse('members:list')}?{asked.query() or 'all=1'}", status=HTTPStatus.SEE_OTHER
        )
    where = "members:export" if request.POST.get("do") == "file" else "members:many"
    address = asked.query([("chosen", packed(ticked))])
    return HttpResponseRedirect(f"{reverse(where)}?{address}", status=HTTPStatus.SEE_OTHER)


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Keep the filter, order and columns shown as a view."""
    actor, form = actor_of(request), ViewForm(request.POST)
    actor.require("members.search")
    form.is_valid()
    typed = form.cleaned_data
    try:
        kept = services.save_view(
            name=typed.get("name", ""), query=Asked(QueryDict(typed.get("query", ""))).query(),
            is_shared=typed.get("is_shared", False), is_default=typed.get("is_default", False),
            actor=actor, at=clock.now(),
        )  # fmt: skip
    except DomainError as refusal:
        put_refusals(form, refusal)
        seen = {"view_form": form, "query": typed.get("query", "")}
        return render(request, "members/view.html", seen, status=STATUS[refusal.kind])
    messages.success(request, gettext("The view is kept."))
    return HttpResponseRedirect(
        f"{reverse('members:list')}?{typed['query'] or 'all=1'}&view={kept}", status=HTTPStatus.SEE_OTHER
    )


@require_POST
def view_change(request: HttpRequest, view_id: int) -> HttpResponse:
    """Take a view away, or open it first from now on."""
    actor, at = actor_of(request), clock.now()
    if request.POST.get("do") == "first":
        services.open_view_first(view_id=view_id, is_default=request.POST.get("on") == "1", actor=actor, at=at)
    else:
        services.remove_view(view_id=view_id, actor=actor, at=at)
    messages.success(request, gettext("Saved."))
    return HttpResponseRedirect(f"{reverse('members:list')}?all=1", status=HTTPStatus.SEE_OTHER)


def _number(request: HttpRequest, name: str) -> int:
    return id_in(request.GET.get(name, ""))
