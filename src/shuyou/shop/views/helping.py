"""Helping oneself: an order's state without signing in, a letter to the shop, being called back; and a person."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.callcenter import queries as calls
from shuyou.callcenter import services as callcenter
from shuyou.callcenter.services import WantDraft
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.members import queries as members
from shuyou.messaging import services as messaging
from shuyou.messaging.services import Heard
from shuyou.orders import queries as orders
from shuyou.orders.queries import OrderDetail
from shuyou.shop.errors import ContactNeeded, OrderUnknown, WordsNeeded
from shuyou.shop.queries import Reader
from shuyou.shop.services import Limit, count_tries
from shuyou.shop.views.content import answers_to
from shuyou.shop.views.door import VISITOR, for_one, for_readers, parted, place_of, reader_of
from shuyou.shop.views.payer import Payer, remember_order

LOOKS_OF_PLACE: Final = Limit("order", 20, timedelta(minutes=10))
LOOKS_OF_ORDER: Final = Limit("order-number", 8, timedelta(minutes=10))
LETTERS: Final = Limit("letter", 6, timedelta(minutes=30))
LONGEST: Final = 4000
ASKED_MOST: Final = 5


@require_http_methods(["GET", "POST"])
@for_one
def help_page(request: HttpRequest) -> HttpResponse:
    """Show ways to help oneself and to a person, and take a letter to the shop."""
    if request.method != "POST":
        return _page(request, None)
    try:
        _keep_letter(request, reader_of(request))
    except DomainError as refusal:
        return _page(request, refusal)
    messages.success(request, gettext("Thank you: somebody of the shop reads it and answers you."))
    return HttpResponseRedirect(reverse("shop:help"), status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    seen = {
        "reader": reader_of(request), "typed": request.POST, "refusal": refusal,
        "key": request.POST.get("key") or uuid4(), "answers": answers_to("")[:ASKED_MOST],
        **_call_wanted(request),
    }  # fmt: skip
    return render(request, "shop/help.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def _call_wanted(request: HttpRequest) -> dict[str, object]:
    """Return whether a reader waits to be called, and the page they come from: they see it before they send it."""
    reader = reader_of(request)
    typed = request.POST or request.GET
    known: dict[str, object] = {
        "page": _page_of(typed.get("page", "")),
        "page_title": typed.get("page_title", "")[:120],
    }
    if reader is None:
        return known
    return {**known, "asked_at": calls.own_wanted_call(member_id=reader.member_id, actor=reader.actor)}


def _keep_letter(request: HttpRequest, reader: Reader | None) -> None:
    text = request.POST.get("text", "").strip()[:LONGEST]
    if not text:
        raise WordsNeeded
    contact = request.POST.get("contact", "").strip()[:254]
    if reader is None and not contact:
        raise ContactNeeded
    channel, sender = "app", reader.number if reader else ""
    if contact:
        channel = "email" if "@" in contact else "sms"
        sender = members.address_typed(channel=channel, text=contact) or members.phone_number(contact)
    at = clock.now()
    count_tries([(LETTERS, place_of(request))], at=at)
    letter = Heard(
        channel=channel, key=f"shop:{key_or_new(request)}", sender=sender, text=text, at=at,
        subject=request.POST.get("subject", "").strip()[:120] or gettext("From the shop's page"),
    )  # fmt: skip
    messaging.note_heard(letter, actor=VISITOR, at=at)


@require_POST
@for_readers
def call_back(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Have an agent call a reader in turn, who sends the page they come from along; or no longer."""
    at = clock.now()
    wish = WantDraft(
        member_id=reader.member_id, key=f"shop:{key_or_new(request)}", page=_page_of(request.POST.get("page", "")),
        about=request.POST.get("about", "").strip()[:400], page_title=request.POST.get("page_title", "").strip()[:120],
    )  # fmt: skip
    is_over = request.POST.get("deed") == "drop"
    try:
        count_tries([(LETTERS, f"call-{reader.member_id}")], at=at)
        if is_over:
            callcenter.want_no_call(member_id=reader.member_id, actor=reader.actor, at=at)
        else:
            callcenter.want_call(wish, actor=reader.actor, at=at)
    except DomainError as refusal:
        return _page(request, refusal)
    said = (
        gettext("Nobody calls you now.") if is_over else gettext("An agent calls you in your turn, while we are open.")
    )
    messages.success(request, str(said))
    return HttpResponseRedirect(reverse("shop:help"), status=HTTPStatus.SEE_OTHER)


def _page_of(address: str) -> str:
    """Return the page of the shop that a reader comes from; empty: it is none of ours."""
    found = parted(address[:400])
    return found.path[:200] if found.path.startswith("/") and not found.netloc and not found.scheme else ""


@require_http_methods(["GET", "POST"])
@for_one
def order_status(request: HttpRequest) -> HttpResponse:
    """Tell how an order stands to who knows its number and the phone it was placed with."""
    seen: dict[str, object] = {"typed": request.POST, "reader": reader_of(request)}
    status = HTTPStatus.OK
    if request.method == "POST":
        try:
            order = _found(request)
        except DomainError as refusal:
            seen["refusal"], status = refusal, STATUS[refusal.kind]
        else:
            seen |= {"order": order, "parcels": orders.parcels_of(number=order.number, actor=VISITOR)}
            seen["tone"] = orders.TONES[order.state]
            if order.member_id is None:  # of a guest, who has shown that it is theirs
                response = HttpResponseRedirect(Payer(None).url("order", order.number), status=HTTPStatus.SEE_OTHER)
                remember_order(request, response, order.number)
                return response
    return render(request, "shop/order_status.html", seen, status=status)


def _found(request: HttpRequest) -> OrderDetail:
    """
    Return the order of a number and a phone.

    :raises OrderUnknown: one of them is wrong; which, nobody says.
    :raises TooManyTries: too many were tried from here, or with this number.
    """
    number = "".join(request.POST.get("number", "").split()).upper()[:20]
    count_tries([(LOOKS_OF_PLACE, place_of(request)), (LOOKS_OF_ORDER, number)], at=clock.now())
    try:
        phone = members.phone_number(request.POST.get("phone", "")[:40])
        order = orders.order_detail(number=number, actor=VISITOR)
    except DomainError:
        raise OrderUnknown from None
    known = {one.member_id for one in members.members_reached_by(channel="sms", address=phone)}
    if order.phone != phone and order.member_id not in known:
        raise OrderUnknown
    return order
