"""What the program gives a reader: rewards, clubs, merchants and the pass for them, stored-value cards."""

from datetime import date, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import STATUS, csv_download, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.kernel.templatetags.ui import iso
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import alliance, clubs, rewards
from shuyou.loyalty.queries.value_statement import (
    Statement,
    statement_header,
    statement_paper,
    statement_rows,
    value_statement,
)
from shuyou.loyalty.services.alliance import GOOD_FOR, make_pass
from shuyou.loyalty.services.clubs import join_club, leave_club
from shuyou.orders import services as orders
from shuyou.shop.queries import Reader
from shuyou.shop.views.door import for_readers


@require_http_methods(["GET", "POST"])
@for_readers
def reader_rewards(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader can have for points, and give it where nothing but points belongs to it."""
    actor, at, refusal = reader.actor, clock.now(), None
    if request.method == "POST":
        try:
            taken = orders.take_own_reward(
                _uuid(request.POST.get("reward", "")), member_id=reader.member_id, key=key_or_new(request),
                actor=actor, at=at,
            )  # fmt: skip
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("Yours: slip %(number)s.") % {"number": taken.number})
            return HttpResponseRedirect(reverse("shop:rewards"), status=HTTPStatus.SEE_OTHER)
    state = loyalty.points_state(member_id=reader.member_id, today=club_day(at), actor=actor)
    seen = {
        "reader": reader, "points": state, "refusal": refusal,
        "rows": [
            (row, uuid4()) for row in rewards.rewards_of_reader(
                member_id=reader.member_id, tier=reader.tier, usable=state.usable, at=at, actor=actor
            )
        ],
        "taken": rewards.rewards_taken(member_id=reader.member_id, at=at, actor=actor),
    }  # fmt: skip
    return render(request, "shop/me/rewards.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def reader_clubs(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the clubs that a reader is in and those they may join; join one, or leave it."""
    actor, at, refusal = reader.actor, clock.now(), None
    if request.method == "POST":
        code = request.POST.get("club", "")[:20]
        try:
            if request.POST.get("do") == "leave":
                leave_club(code, member_id=reader.member_id, actor=actor, at=at)
                messages.success(request, gettext("You have left the club; your points stay yours."))
            else:
                points = join_club(code, member_id=reader.member_id, actor=actor, at=at)
                said = gettext("Welcome to the club: %(points)s points are yours.") % {"points": points}
                messages.success(request, said if points else gettext("Welcome to the club."))
        except DomainError as why:
            refusal = why
        else:
            return HttpResponseRedirect(reverse("shop:clubs"), status=HTTPStatus.SEE_OTHER)
    rows = clubs.clubs_of_reader(member_id=reader.member_id, at=at, actor=actor)
    seen = {"reader": reader, "rows": rows, "refusal": refusal}
    return render(request, "shop/me/clubs.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def reader_pass(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what merchants of the alliance give, and make a pass to be shown there."""
    actor, at, refusal, text = reader.actor, clock.now(), None, ""
    if request.method == "POST":
        try:
            text = make_pass(member_id=reader.member_id, actor=actor, at=at)
        except DomainError as why:
            refusal = why
    seen = {
        "reader": reader, "refusal": refusal, "ends_at": at + GOOD_FOR,
        "code": segno.make(text, micro=False).svg_data_uri(scale=5, border=2, light="#fff") if text else "",
        "merchants": alliance.merchants_for(member_id=reader.member_id, tier=reader.tier, at=at, actor=actor),
    }  # fmt: skip
    return render(request, "shop/me/pass.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_GET
@for_readers
def reader_value(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the stored-value cards in a reader's name, and what holds for them."""
    actor, at = reader.actor, clock.now()
    rows = loyalty.value_cards_of(member_id=reader.member_id, actor=actor)
    today = club_day(at)
    seen = {
        "reader": reader, "since": today - timedelta(days=365), "until": today,
        "rows": [(row, _statement(row.uid, reader, today - timedelta(days=90), today)) for row in rows],
    }  # fmt: skip
    return render(request, "shop/me/value.html", seen)


@require_GET
@for_readers
def value_paper(request: HttpRequest, reader: Reader, uid: UUID, form: str) -> HttpResponseBase:
    """Send the statement of a card in the reader's own name, as a table or on paper."""
    today = club_day(clock.now())
    found = _statement(uid, reader, _day(request, "since", today - timedelta(days=365)), _day(request, "until", today))
    name = f"statement-{iso(found.since)}-{iso(found.until)}"
    if form == "csv":
        return csv_download(f"{name}.csv", statement_header(), statement_rows(found))
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(statement_paper(found), content_type="application/pdf", headers=headers)


def _statement(uid: UUID, reader: Reader, since: date, until: date) -> Statement:
    return value_statement(uid=uid, since=since, until=until, member_id=reader.member_id, actor=reader.actor)


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _uuid(typed: str) -> UUID:
    """Return an id as it was sent; what is none is that of nothing."""
    try:
        return UUID(typed)
    except ValueError:
        return UUID(int=0)
