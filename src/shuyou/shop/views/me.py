"""The reader's own pages: where they stand, what they have, what they like and what they allow."""

from http import HTTPStatus
from io import BytesIO
from typing import Final

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import STATUS, id_in
from shuyou.kernel.errors import DomainError
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.messaging import queries as messaging
from shuyou.messaging import services as messaging_services
from shuyou.orders import queries as orders
from shuyou.shop import services
from shuyou.shop.queries import Reader
from shuyou.shop.views.door import VISITOR, for_readers
from shuyou.shop.views.everybody import prices_of
from shuyou.shop.views.works import tickets_for
from shuyou.supply import queries as supply
from shuyou.supply import services as supply_services

UNDERWAY: Final = ("placed", "paid", "picking", "picked", "packed", "shipped")


@require_GET
@for_readers
def home(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show where a reader stands: card, points that lapse, orders under way, coupons, what they bought."""
    actor, at = reader.actor, clock.now()
    state = loyalty.points_state(member_id=reader.member_id, today=club_day(at), actor=actor)
    recent = orders.member_orders(member_id=reader.member_id, before=at, limit=12, actor=actor)
    shelf = dict.fromkeys(title for row in recent if row.state != "cancelled" for title in row.first_titles)
    chosen = picked(reader, limit=6)
    shows = tickets_for(reader, limit=3) if may_choose(reader) else []
    seen = {
        "reader": reader,
        "picks": chosen,
        "shows": shows,
        "prices": prices_of([*(row for row, _why in chosen), *(one.row for one in shows)]),
        "points": state,
        "progress": loyalty.tier_progress(member_id=reader.member_id, at=at, actor=actor),
        "worth": state.lapsing * loyalty.earning_at(at).program.point_value,
        "underway": [row for row in recent if row.state in UNDERWAY][:4],
        "recent": recent[:3],
        "shelf": list(shelf)[:16],
        "coupons": orders.coupons_of_reader(member_id=reader.member_id, at=at, actor=actor),
        "wants": supply.member_wants(member_id=reader.member_id, actor=actor),
    }
    return render(request, "shop/me/home.html", seen)


@require_GET
@for_readers
def points(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show a reader's points: what lapses when, and of what each lot comes."""
    actor, at = reader.actor, clock.now()
    after = id_in(request.GET.get("after", ""))
    seen = {
        "reader": reader,
        "points": loyalty.points_state(member_id=reader.member_id, today=club_day(at), actor=actor),
        "why": loyalty.points_why(member_id=reader.member_id, actor=actor, after=after),
        "program": loyalty.earning_at(at).program,
    }
    return render(request, "shop/me/points.html", seen)


@require_GET
@for_readers
def coupons(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the coupons that a reader can use."""
    own = orders.coupons_of_reader(member_id=reader.member_id, at=clock.now(), actor=reader.actor)
    return render(request, "shop/me/coupons.html", {"reader": reader, "coupons": own})


@require_GET
@for_readers
def card(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the membership card, to be scanned at a till."""
    head = members.member_head(number=reader.number, actor=reader.actor)
    number = head.card.number if head.card else reader.number
    code = segno.make(number, micro=False, error="m").svg_data_uri(scale=8, border=2, light="#fff")
    return render(request, "shop/me/card.html", {"reader": reader, "head": head, "number": number, "code": code})


@require_GET
@for_readers
def card_picture(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Send the code of the membership card as a picture, to be kept among the telephone's pictures."""
    head = members.member_head(number=reader.number, actor=reader.actor)
    picture = BytesIO()
    number = head.card.number if head.card else reader.number
    segno.make(number, micro=False, error="m").save(picture, kind="png", scale=16, border=4)
    response = HttpResponse(picture.getvalue(), content_type="image/png")
    response.headers["Content-Disposition"] = 'attachment; filename="shuyou-card.png"'
    return response


@require_http_methods(["GET", "POST"])
@for_readers
def wants(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader waits for, and take a wish in for a title that the shop does not have."""
    actor, refusal = reader.actor, None
    if request.method == "POST":
        draft = supply_services.WantDraft(
            member_id=reader.member_id, title=request.POST.get("title", "")[:300],
            author=request.POST.get("author", "")[:160], isbn=request.POST.get("isbn", "")[:20],
            note=request.POST.get("note", "")[:200], item_id=id_in(request.POST.get("item", "")) or None,
        )  # fmt: skip
        try:
            number = supply_services.note_want(draft, actor=actor, at=clock.now())
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("Noted as %(number)s: we look for it and tell you.") % {"number": number})
            return HttpResponseRedirect(reverse("shop:wants"), status=HTTPStatus.SEE_OTHER)
    rows = supply.member_wants(member_id=reader.member_id, actor=actor, limit=50)
    typed = request.POST or {"title": request.GET.get("title", "")[:300]}
    seen = {"reader": reader, "rows": rows, "refusal": refusal, "typed": typed}
    return render(request, "shop/me/wants.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def interests(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader has told about what they like, and take their word on one thing."""
    actor, refusal = reader.actor, None
    if request.method == "POST":
        said = member_services.NewPreference(
            person_id=reader.member_id, attribute=request.POST.get("attribute", "")[:40],
            value=[text[:200] for text in request.POST.getlist("value")[:30] if text.strip()],
        )  # fmt: skip
        try:
            if said.value:
                member_services.record_preference(said, actor=actor, at=clock.now())
            else:
                member_services.take_preference_back(
                    person_id=reader.member_id, attribute=said.attribute, source="declared", actor=actor, at=clock.now()
                )
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("Noted, thank you."))
            return HttpResponseRedirect(reverse("shop:interests"), status=HTTPStatus.SEE_OTHER)
    known = members.preferences_of(member_id=reader.member_id, at=clock.now(), actor=actor)
    own = [person for person in known if person.person_id == reader.member_id]
    seen = {"reader": reader, "known": own[0] if own else None, "refusal": refusal}
    return render(request, "shop/me/interests.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def consents(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader allows, with every word they said, and append a new one."""
    actor, at, refusal = reader.actor, clock.now(), None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "nothing":
                member_services.withdraw_all(member_id=reader.member_id, actor=actor, at=at)
            else:
                member_services.record_consent(
                    member_id=reader.member_id, purpose=request.POST.get("purpose", "")[:20],
                    channel=request.POST.get("channel", "any")[:20], is_granted=request.POST.get("do") == "yes",
                    actor=actor, at=at,
                )  # fmt: skip
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("Your word is kept."))
            return HttpResponseRedirect(reverse("shop:consents"), status=HTTPStatus.SEE_OTHER)
    matrix = members.consent_matrix(member_id=reader.member_id, at=at, actor=actor)
    seen = {"reader": reader, "matrix": matrix, "refusal": refusal}
    return render(request, "shop/me/consents.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def data(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Let a reader ask for a copy of their data, for a correction, or to be erased."""
    actor, refusal = reader.actor, None
    if request.method == "POST":
        try:
            member_services.record_privacy_request(
                member_id=reader.member_id, kind=request.POST.get("kind", "")[:20], asked_via="web",
                note=request.POST.get("note", "")[:300], actor=actor, at=clock.now(),
            )  # fmt: skip
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("We have your request and answer within the time of the law."))
            return HttpResponseRedirect(reverse("shop:data"), status=HTTPStatus.SEE_OTHER)
    seen = {
        "reader": reader, "refusal": refusal, "head": members.member_head(number=reader.number, actor=actor),
        "addresses": members.member_addresses(member_id=reader.member_id, is_masked=True, actor=actor),
    }  # fmt: skip
    return render(request, "shop/me/data.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_http_methods(["GET", "POST"])
@for_readers
def address(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show where a reader's parcels go, and take a new address."""
    actor, refusal = reader.actor, None
    if request.method == "POST":
        names = ("street", "province", "city", "district", "postcode", "recipient", "phone")
        new = member_services.NewAddress(**{name: request.POST.get(name, "")[:200] for name in names})
        changes = member_services.MemberChanges(address=new)
        try:
            member_services.edit_member(member_id=reader.member_id, changes=changes, actor=actor, at=clock.now())
        except DomainError as why:
            refusal = why
        else:
            messages.success(request, gettext("Your address is kept."))
            return HttpResponseRedirect(reverse("shop:address"), status=HTTPStatus.SEE_OTHER)
    rows = members.member_addresses(member_id=reader.member_id, actor=actor)
    seen = {"reader": reader, "rows": rows, "refusal": refusal, "typed": request.POST}
    return render(request, "shop/me/address.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_GET
@for_readers
def family(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show a reader's family and who reads what, as they have told it."""
    found = members.family(member_id=reader.member_id, at=clock.now(), actor=reader.actor)
    return render(request, "shop/me/family.html", {"reader": reader, "family": found})


@require_http_methods(["GET", "POST"])
@for_readers
def inbox(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show what a reader was told and why they might be, what they wrote, and tie their account at WeChat."""
    code, after = "", id_in(request.GET.get("after", ""))
    if request.method == "POST":
        code = messaging_services.ask_follow_code(member_id=reader.member_id, actor=VISITOR, at=clock.now())
    page = messaging.reader_messages(member_id=reader.member_id, after=after, actor=reader.actor)
    seen = {
        "reader": reader, "rows": page.rows, "next_after": page.next_after, "code": code,
        "words": () if after else messaging.reader_words(member_id=reader.member_id, actor=reader.actor),
        "wechat": messaging.reader_wechat(member_id=reader.member_id, actor=reader.actor),
    }  # fmt: skip
    return render(request, "shop/me/inbox.html", seen)


@require_http_methods(["GET", "POST"])
@for_readers
def picks(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show titles chosen for a reader with the reason of each, or what everybody buys; they say which."""
    if request.method == "POST":
        is_on = request.POST.get("do") == "on"
        services.switch_picks(account_id=reader.account_id, is_on=is_on, actor=reader.actor, at=clock.now())
        said = gettext("We choose for you.") if is_on else gettext("You see what everybody sees.")
        messages.success(request, said)
        return HttpResponseRedirect(reverse("shop:picks"), status=HTTPStatus.SEE_OTHER)
    chosen = picked(reader, limit=28)
    rows = [row for row, _why in chosen]
    seen = {"reader": reader, "picks": chosen, "prices": prices_of(rows), "may_choose": may_choose(reader)}
    return render(request, "shop/me/picks.html", seen)


def may_choose(reader: Reader) -> bool:
    """Tell whether titles may be chosen by what a reader bought: they agreed, and have not switched it off."""
    if not reader.wants_picks:
        return False
    said = members.may_contact(person_ids=[reader.member_id], purpose="profiling", channel="any", at=clock.now())
    return said[reader.member_id].why in ("ok", "do_not_contact")


def picked(reader: Reader, *, limit: int) -> list[tuple[ItemRow, str]]:
    """Return titles for a reader, each with the reason, or what sells now, in at most four queries."""
    found = []
    if may_choose(reader):
        found = orders.picks_by_habit(member_id=reader.member_id, limit=limit, actor=reader.actor)
    why = {pick.item_id: pick.why for pick in found}
    if not why:
        now = gettext("many readers bought it this month")
        why = dict.fromkeys(orders.sells_now(at=clock.now(), limit=limit), now)
    return [(row, why[row.item_id]) for row in catalog.item_rows(item_ids=list(why))]
