"""Catalogues and their order forms at the desk: the list with what came of each, one, a new one, a form taken in."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.releases import reader_meant
from shuyou.orders.console.warehouse import TABS, WarehouseList
from shuyou.orders.errors.editions import FormCodeUnknown
from shuyou.orders.exports.order_form import FormOf, order_forms_pdf
from shuyou.orders.models import CatalogueEdition
from shuyou.orders.queries import EditionFilter, EditionRow
from shuyou.orders.rules.order_forms import form_code
from shuyou.orders.services import EditionDraft

TONES: Final = {"draft": "warn", "out": "good", "closed": ""}
MOST_FORMS: Final = 200
DAY: Final = {"type": "date"}


class EditionFilterForm(FilterForm):
    """Which catalogues the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any")), *CatalogueEdition.State.choices]
    )

    def wanted(self) -> EditionFilter:
        """Return the filter."""
        return EditionFilter(**self.given())


EDITIONS: Final = WarehouseList[EditionRow](
    name="orders:editions",
    title=_("Catalogues with order forms"),
    permission="orders.view",
    form=EditionFilterForm,
    read=queries.list_editions,
    columns=(
        Column(label=_("Number"), text=lambda row: f"{row.serial:03d}", cls="n", sort="serial"),
        Column(
            label=_("Catalogue"), text=lambda row: row.name,
            url=lambda row: reverse("orders:edition", args=[row.serial]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Titles"), text=lambda row: points(row.titles), cls="num"),
        Column(label=_("Sent to"), text=lambda row: points(row.sent_out) if row.sent_out else "", cls="num"),
        Column(label=_("Forms back"), text=lambda row: points(row.forms), cls="num"),
        Column(label=_("Orders"), text=lambda row: points(row.orders), cls="num"),
        Column(
            label=_("Response"), text=lambda row: "" if row.response is None else f"{row.response} %", cls="num"
        ),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(label=_("Turnover"), text=lambda row: money(row.turnover), cls="num"),
        Column(label=_("Until"), text=lambda row: iso(row.valid_to), cls="n", sort="valid_to"),
    ),
    empty=_("No catalogue was sent out yet."),
    advice=_("Number the titles, print a form for each reader, and type what comes back."),
    buttons=(
        Button(label=_("Take a form in"), url_name="orders:form_take", permission="orders.place", icon="scan-line"),
        Button(label=_("New catalogue"), url_name="orders:edition_new", permission="orders.keep_editions", key="N"),
    ),
)  # fmt: skip


class EditionForm(forms.Form):
    """A catalogue, as typed."""

    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=80)
    valid_to = forms.DateField(label=_("Until"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    sent_out = forms.IntegerField(label=_("Sent to"), min_value=0, max_value=100_000_000, initial=0, required=False)

    def clean_sent_out(self) -> int:
        """Return none for nothing."""
        return self.cleaned_data.get("sent_out") or 0


@require_http_methods(["GET", "POST"])
def edition_new(request: HttpRequest) -> HttpResponse:
    """Make a catalogue up."""
    return _edition_form(request, 0)


@require_http_methods(["GET", "POST"])
def edition_edit(request: HttpRequest, serial: int) -> HttpResponse:
    """Change what a catalogue is called, to how many it went, and until when it holds."""
    return _edition_form(request, serial)


def _edition_form(request: HttpRequest, serial: int) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    actor.require("orders.keep_editions")
    row = queries.edition(serial=serial, actor=actor) if serial else None
    start = {name: getattr(row, name) for name in EditionForm.base_fields} if row else {}
    form = EditionForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        kept = services.keep_edition(EditionDraft(**form.cleaned_data), serial=serial, actor=actor, at=at)
        return reverse("orders:edition", args=[kept])

    seen = {"title": gettext("Catalogue with order forms"), "back": reverse("orders:editions")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_GET
def edition(request: HttpRequest, serial: int) -> HttpResponse:
    """Show a catalogue: its titles by number, what came back, and how to print its forms."""
    return _page(request, serial, None)


@require_POST
def edition_deed(request: HttpRequest, serial: int, what: str) -> HttpResponse:
    """Number the titles of a catalogue, send it out, or close it."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    deeds: dict[str, Callable[[], object]] = {
        "titles": lambda: services.number_titles(serial, lines=sent.get("titles", "")[:60_000], actor=actor, at=at),
        "out": lambda: services.move_edition(serial, to="out", actor=actor, at=at),
        "closed": lambda: services.move_edition(serial, to="closed", actor=actor, at=at),
    }
    if what not in deeds:
        raise Http404
    url = reverse("orders:edition", args=[serial])
    return deed(
        request, deeds[what], url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, serial, why)
    )


@require_POST
def forms_file(request: HttpRequest, serial: int) -> HttpResponse:
    """Send the order forms of a catalogue for some readers to be printed."""
    actor = actor_of(request)
    actor.require("orders.keep_editions")
    row, titles = queries.edition(serial=serial, actor=actor), queries.edition_titles(serial=serial, actor=actor)
    clues = [clue for clue in request.POST.get("readers", "").replace(",", "\n").splitlines() if clue.strip()]
    try:
        ids = list(dict.fromkeys(reader_meant(clue, actor) for clue in clues[:MOST_FORMS]))
    except DomainError as refusal:
        return _page(request, serial, refusal)
    found = members.member_rows(member_ids=ids) if ids else []
    readers = [FormOf(one.name, one.number, form_code(serial, one.member_id)) for one in found]
    if not readers or not titles:
        return _page(request, serial, None)
    response = HttpResponse(order_forms_pdf(row, titles, readers), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="forms-{serial:03d}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, serial: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.edition(serial=serial, actor=actor)
    titles, may_keep = queries.edition_titles(serial=serial, actor=actor), actor.may("orders.keep_editions")
    lines = "\n".join(f"{one.position} {one.isbn}" for one in titles)
    seen = {
        "edition": row, "titles": titles, "tone": TONES[row.state], "refusal": refusal,
        "forms": queries.forms_taken(serial=serial, actor=actor),
        "lines": request.POST.get("titles", lines)[:60_000],
        "readers": request.POST.get("readers", "")[:8_000], "most": MOST_FORMS,
        "tabs": tabs_of(TABS, "orders:editions", actor),
        "may_keep": may_keep, "may_number": may_keep and row.state == "draft",
        "may_take": row.state != "draft" and actor.may("orders.place"),
    }  # fmt: skip
    return render(request, "orders/edition.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def form_take(request: HttpRequest) -> HttpResponse:
    """Take a form that came back: its code says whose it is, its numbers become the lines of a draft."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.place")
    if request.method != "POST":
        return _form_page(request, actor, None)
    code, numbers = request.POST.get("code", "")[:40], request.POST.get("numbers", "")[:4_000]
    try:
        member_id = services.take_order_form(code, numbers=numbers, key=key_or_new(request), actor=actor, at=at)
    except DomainError as refusal:
        return _form_page(request, actor, refusal)
    messages.success(request, gettext("The form is in the draft."))
    return go_to(request, reverse("orders:entry", args=[members.member_rows(member_ids=[member_id])[0].number]))


def _form_page(request: HttpRequest, actor: Actor, refusal: DomainError | None) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    seen: dict[str, Any] = {
        "code": asked.get("code", "")[:40].strip(), "numbers": asked.get("numbers", "")[:4_000],
        "key": asked.get("key", "")[:40] or uuid4(), "tabs": tabs_of(TABS, "orders:editions", actor),
    }  # fmt: skip
    if seen["code"]:
        try:
            seen |= _meant(seen["code"], actor)
        except DomainError as why:
            refusal = refusal or why
    return render(request, "orders/form_take.html", seen | {"refusal": refusal}, status=status_of(refusal))


def _meant(code: str, actor: Actor) -> dict[str, Any]:
    """
    Return whose form it is, and the titles of its catalogue.

    :raises DomainError: the code means nothing.
    """
    serial, member_id = queries.form_meant(code=code, actor=actor)
    reader = members.member_rows(member_ids=[member_id])
    if not reader:
        raise FormCodeUnknown(value=code)
    return {
        "edition": queries.edition(serial=serial, actor=actor),
        "titles": queries.edition_titles(serial=serial, actor=actor),
        "reader": reader[0],
    }
