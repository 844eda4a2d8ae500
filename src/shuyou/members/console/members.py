"""The list of members: filtered, page by page, and as a file with contacts masked."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download, is_partial
from shuyou.members import queries, services
from shuyou.members.console.forms import MemberFilterForm
from shuyou.members.models import Member
from shuyou.members.queries import MemberFilter, MemberRow

EXPORT_PAGE: Final = 500


@require_GET
def members(request: HttpRequest) -> HttpResponse:
    """List members that pass the filter, the latest first."""
    actor = actor_of(request)
    actor.require("members.search")
    form = MemberFilterForm(request.GET)
    wanted = form.wanted()
    page = queries.list_members(wanted=wanted, after=_after(request.GET.get("after", "")), actor=actor)
    seen = {
        "form": form,
        "page": page,
        "chips": form.chips(),
        "is_filtered": wanted != MemberFilter(),
        "query": urlencode(form.given()),
        "next_query": urlencode({**form.given(), "after": page.next_after}) if page.next_after else "",
        "may_edit": actor.may("members.edit"),
        "may_open": actor.may("members.view"),
    }
    template = "members/members.html#rows" if is_partial(request) else "members/members.html"
    return render(request, template, seen, status=HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the members that pass the filter as a file, and note who took them."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.search")
    form = MemberFilterForm(request.GET)
    services.note_export(wanted=urlencode(form.given()), actor=actor, at=at)
    header = [
        gettext("Member number"), gettext("Name"), gettext("Tier"), gettext("Status"), gettext("Phone"),
        gettext("Card"), gettext("City"), gettext("Joined"),
    ]  # fmt: skip
    return csv_download(f"members-{clock.club_day(at)}.csv", header, _cells(form.wanted(), actor))


def _after(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _cells(wanted: MemberFilter, actor: Actor) -> Iterator[Sequence[object]]:
    after = 0
    while True:
        page = queries.list_members(wanted=wanted, after=after, actor=actor, limit=EXPORT_PAGE)
        yield from (_row(row) for row in page.rows)
        if not (after := page.next_after):
            return


def _row(row: MemberRow) -> Sequence[object]:
    status = str(Member.Status(row.status).label)
    return (row.number, row.name, row.tier, status, row.phone, row.card, row.city, row.joined_on.isoformat())
