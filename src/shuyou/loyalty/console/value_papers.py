"""Papers of stored-value cards: statements, sheets to print, what buyers are told; and what is asked for."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of, csv_download, id_in
from shuyou.kernel.errors import NotFound
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import saved
from shuyou.kernel.slips import Slip, draw_slips
from shuyou.kernel.templatetags.ui import iso, money
from shuyou.loyalty import queries
from shuyou.loyalty.console.value import TABS
from shuyou.loyalty.models import ValueCard
from shuyou.loyalty.queries import ValueCardRow
from shuyou.loyalty.queries.value_requests import value_notices, value_requests
from shuyou.loyalty.queries.value_statement import (
    statement_header,
    statement_paper,
    statement_rows,
    value_statement,
)
from shuyou.loyalty.services import NoticeDraft, note_value_sheet, word_value_notice
from shuyou.members import services as members

SHEET: Final = 96
"""Cards that are printed at a time: eight sheets."""
YEARS: Final = timedelta(days=5 * 366)


@require_GET
def statement(request: HttpRequest, uid: UUID, form: str) -> HttpResponseBase:
    """Send a card's statement for its holder, as a table or on paper; who took it is written down."""
    actor, at = actor_of(request), clock.now()
    today = club_day(at)
    since, until = _day(request, "since", today - timedelta(days=365)), _day(request, "until", today)
    found = value_statement(uid=uid, since=max(since, today - YEARS), until=until, actor=actor)
    whose = queries.value_card(uid=uid, at=at, actor=actor, limit=1).person_id
    if whose:
        members.record_access(person_id=whose, part="value-card", reason="", actor=actor, at=at)
    name = f"statement-{iso(found.since)}-{iso(found.until)}"
    if form == "csv":
        return csv_download(f"{name}.csv", statement_header(), statement_rows(found))
    return _pdf(statement_paper(found), f"{name}.pdf")


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """Show which cards wait to be handed out, and send chosen ones as sheets to print."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.sell_value")
    waiting = queries.value_cards_to_print(actor=actor, limit=SHEET)
    if request.method != "POST":
        seen = {"rows": waiting, "tabs": tabs_of(TABS, "loyalty:value_cards", actor), "most": SHEET}
        return render(request, "loyalty/value_sheet.html", seen)
    chosen = {text[:36] for text in request.POST.getlist("card")}
    rows = [row for row in waiting if str(row.uid) in chosen]
    note_value_sheet(cards=len(rows), actor=actor, at=at)
    slips = draw_slips([_slip(row) for row in rows], title=gettext("Stored-value cards"))
    return _pdf(slips, f"value-cards-{iso(club_day(at))}.pdf")


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """List what was asked for: all of it for those who approve, one's own for the others."""
    actor = actor_of(request)
    page = value_requests(before=id_in(request.GET.get("before", "")) or None, actor=actor)
    seen = {
        "page": page,
        "may_decide": actor.may("loyalty.manage_value"),
        "tabs": tabs_of(TABS, "loyalty:value_requests", actor),
    }
    return render(request, "loyalty/value_requests.html", seen)


class NoticeForm(forms.Form):
    """What buyers of a kind of card are told."""

    text_zh = forms.CharField(
        label=_("What holds, Chinese"), max_length=2000, widget=forms.Textarea(attrs={"rows": 14})
    )
    text_en = forms.CharField(
        label=_("What holds, English"), max_length=2000, widget=forms.Textarea(attrs={"rows": 14})
    )


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, kind: str) -> HttpResponse:
    """Word anew what buyers of a kind of card are told."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.set_value_terms")
    if kind not in ValueCard.Kind.values:
        raise NotFound(what=_("kind of card"), key=kind)
    row = next((one for one in value_notices(at=at, actor=actor) if one.kind == kind and one.is_current), None)
    initial = {"text_zh": row.text_zh, "text_en": row.text_en} if row else {}
    form = NoticeForm(request.POST or None, initial=initial)

    def save() -> str:
        word_value_notice(NoticeDraft(kind=kind, **form.cleaned_data), actor=actor, at=at)
        return reverse("loyalty:value_terms")

    title = gettext("What buyers are told: %(kind)s") % {"kind": ValueCard.Kind(kind).label}
    seen = {"title": title, "back": reverse("loyalty:value_terms")}
    return saved(request, form, save, said=gettext("Saved as a new version."), seen=seen)


def _slip(row: ValueCardRow) -> Slip:
    terms = [
        gettext("With %(amount)s on it") % {"amount": money(row.left)},
        row.kind_label if not row.holder_name else gettext("For %(name)s") % {"name": row.holder_name},
    ]
    until = gettext("Good until %(day)s") % {"day": iso(row.expires_on)} if row.expires_on else ""
    return Slip(title=gettext("Shuyou stored-value card"), terms=terms, code=row.number, beside=until)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise
