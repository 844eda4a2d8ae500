"""Paying for an order: by its reader, or by a guest; asked again after a payment that failed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Final
from uuid import uuid4

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, key_or_new
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.loyalty import queries as loyalty
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.orders.queries import OrderDetail
from shuyou.orders.services import PaymentDraft
from shuyou.payments import queries as books
from shuyou.payments import services as money
from shuyou.payments.queries import ChargeRow
from shuyou.shop.queries import Reader
from shuyou.shop.services import Limit, count_tries
from shuyou.shop.views.checkout import providers
from shuyou.shop.views.door import VISITOR, for_readers, place_of
from shuyou.shop.views.payer import Payer

CARDS: Final = Limit("card", 8, timedelta(minutes=30))
"""How often a number of a stored-value card is looked up: they are not to be guessed at."""

BY_CARD: Final = "value"


@require_GET
@for_readers
def placed(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Thank for an order, and say what comes next."""
    return show_placed(request, Payer(reader), number)


@require_http_methods(["GET", "POST"])
@for_readers
def pay(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Let a reader choose through whom they pay what is due, and try again after a payment that failed."""
    return show_pay(request, Payer(reader), number)


@require_http_methods(["GET", "POST"])
@for_readers
def paying(request: HttpRequest, reader: Reader, number: str, charge: str) -> HttpResponse:
    """Show what the reader scans; look whether the money came; in a demo, play the reader's part."""
    return show_paying(request, Payer(reader), number, charge)


@require_GET
@for_readers
def paid_yet(request: HttpRequest, reader: Reader, number: str, charge: str) -> HttpResponse:
    """Say whether a payment is over and where to go then, for a page that waits; nobody is asked but ourselves."""
    return say_paid_yet(Payer(reader), number, charge)


def show_placed(request: HttpRequest, payer: Payer, number: str) -> HttpResponse:
    """Draw the page that thanks for an order."""
    order = orders.order_detail(number=number, actor=payer.actor)
    seen = {
        "reader": payer.reader, "order": order, "pay_url": payer.url("pay", number),
        "order_url": payer.url("order", number),
    }  # fmt: skip
    return render(request, "shop/placed.html", seen)


def show_pay(request: HttpRequest, payer: Payer, number: str) -> HttpResponse:
    """Draw the choice of who is paid through, or ask for the money."""
    order = orders.order_detail(number=number, actor=payer.actor)
    if order.due <= 0 or order.state != "placed" or order.payment != "online":
        return HttpResponseRedirect(payer.url("placed", number), status=HTTPStatus.SEE_OTHER)
    refusal: DomainError | None = None
    if request.method == "POST" and request.POST.get("do") == "card":
        try:
            due = _pay_by_card(request, payer, order)
        except DomainError as why:
            refusal = why
        else:
            return HttpResponseRedirect(payer.url("pay" if due else "placed", number), status=HTTPStatus.SEE_OTHER)
    elif request.method == "POST":
        provider = request.POST.get("provider", "")
        draft = money.ChargeDraft(
            member_id=payer.member_id, provider=provider if provider in dict(providers()) else "wechat",
            source=f"order:{number}", amount=order.due, is_once=True,
            title=gettext("Books, order %(number)s") % {"number": number},
        )  # fmt: skip
        try:
            made = money.ask_for_money(draft, actor=payer.actor, at=clock.now())
            return HttpResponseRedirect(payer.url("paying", number, made), status=HTTPStatus.SEE_OTHER)
        except DomainError as why:
            refusal = why
    seen = {
        "reader": payer.reader, "order": order, "providers": providers(), "refusal": refusal,
        "order_url": payer.url("order", number), "key": uuid4(), "typed": request.POST,
    }  # fmt: skip
    return render(request, "shop/pay.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def _pay_by_card(request: HttpRequest, payer: Payer, order: OrderDetail) -> Decimal:
    """
    Take what is due for an order, or all there is, from a stored-value card; return what is still due.

    :raises TooManyTries: numbers of cards are not to be guessed at.
    :raises DomainError: there is no such card, or it cannot be used.
    """
    at, card = clock.now(), "".join(request.POST.get("card", "").split()).upper()[:30]
    places = [(CARDS, place_of(request))]
    count_tries([*places, (CARDS, f"member-{payer.member_id}")] if payer.member_id else places, at=at)
    found = loyalty.card_to_pay(number=card, at=at, actor=VISITOR)
    draft = PaymentDraft(
        number=order.number, tender=BY_CARD, reference=card, amount=min(order.due, found.left),
        request_key=key_or_new(request),
    )  # fmt: skip
    return ordering.take_payment(draft, actor=VISITOR, at=at)


@dataclass(frozen=True, slots=True)
class Matter:
    """What money is asked for, and the pages of whoever pays it."""

    source: str
    number: str
    pay_url: str
    order_url: str
    paid_url: str
    yet_url: str


def _order(payer: Payer, number: str, charge: str) -> Matter:
    return Matter(
        source=f"order:{number}", number=number, pay_url=payer.url("pay", number), order_url=payer.url("order", number),
        paid_url=payer.url("placed", number), yet_url=payer.url("paid_yet", number, charge),
    )  # fmt: skip


def show_paying(request: HttpRequest, payer: Payer, number: str, charge: str) -> HttpResponse:
    """Draw what is scanned to pay for an order, or go on once the money is there."""
    orders.order_detail(number=number, actor=payer.actor)
    return draw_paying(request, payer, _order(payer, number, charge), charge)


def draw_paying(request: HttpRequest, payer: Payer, matter: Matter, charge: str) -> HttpResponse:
    """Draw what is scanned to pay for something, or go on once the money is there."""
    row = _charge(payer, matter, charge)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            _look(request, payer, charge)
        except DomainError as why:
            refusal = why
        else:
            row = _charge(payer, matter, charge)
    if row.state == "paid":
        return HttpResponseRedirect(matter.paid_url, status=HTTPStatus.SEE_OTHER)
    seen = {
        "reader": payer.reader, "matter": matter, "row": row, "refusal": refusal, "is_asked": request.method == "POST",
        "is_played": money.is_sandbox(code=row.provider),
        "code": segno.make(row.code_url, micro=False).svg_data_uri(scale=5) if row.code_url else "",
    }  # fmt: skip
    return render(request, "shop/paying.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def say_paid_yet(payer: Payer, number: str, charge: str) -> HttpResponse:
    """Answer a page that waits for the money of an order."""
    return answer_paid_yet(payer, _order(payer, number, charge), charge)


def answer_paid_yet(payer: Payer, matter: Matter, charge: str) -> HttpResponse:
    """Answer a page that waits for money."""
    row = _charge(payer, matter, charge)
    is_paid, is_over = row.state == "paid", row.state in ("paid", "off", "closed")
    url = matter.paid_url if is_paid else matter.pay_url
    return JsonResponse({"over": is_over, "url": url if is_over else ""})


def _charge(payer: Payer, matter: Matter, charge: str) -> ChargeRow:
    """
    Return a payment of what it is asked for.

    :raises NotFound: it is of something else, or none.
    """
    row = books.charge_detail(number=charge, actor=payer.actor)
    if row.source != matter.source:
        raise NotFound(what=gettext("payment"), key=charge)
    return row


def _look(request: HttpRequest, payer: Payer, charge: str) -> None:
    at = clock.now()
    if request.POST.get("do") == "play":
        told = money.notice_of_sandbox(number=charge, actor=payer.actor, at=at)
        job = payer.actor.job(f"payments.{told.code}")
        money.take_notice(code=told.code, headers=told.headers, body=told.body, actor=job, at=at)
    else:
        money.look_charge_up(number=charge, actor=payer.actor, at=at)
