"""Paying for an order: by its reader, or by a guest; asked again after a payment that failed."""

from http import HTTPStatus

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.orders import queries as orders
from shuyou.payments import queries as books
from shuyou.payments import services as money
from shuyou.payments.queries import ChargeRow
from shuyou.shop.queries import Reader
from shuyou.shop.views.checkout import providers
from shuyou.shop.views.door import for_readers
from shuyou.shop.views.payer import Payer


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
    if request.method == "POST":
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
        "order_url": payer.url("order", number),
    }  # fmt: skip
    return render(request, "shop/pay.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def show_paying(request: HttpRequest, payer: Payer, number: str, charge: str) -> HttpResponse:
    """Draw what is scanned to pay, or go on once the money is there."""
    order = orders.order_detail(number=number, actor=payer.actor)
    row = _charge(payer, number, charge)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            _look(request, payer, charge)
        except DomainError as why:
            refusal = why
        else:
            row = _charge(payer, number, charge)
    if row.state == "paid":
        return HttpResponseRedirect(payer.url("placed", number), status=HTTPStatus.SEE_OTHER)
    seen = {
        "reader": payer.reader, "order": order, "row": row, "refusal": refusal, "is_asked": request.method == "POST",
        "is_played": money.is_sandbox(code=row.provider), "pay_url": payer.url("pay", number),
        "order_url": payer.url("order", number), "yet_url": payer.url("paid_yet", number, charge),
        "code": segno.make(row.code_url, micro=False).svg_data_uri(scale=5) if row.code_url else "",
    }  # fmt: skip
    return render(request, "shop/paying.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def say_paid_yet(payer: Payer, number: str, charge: str) -> HttpResponse:
    """Answer a page that waits for money."""
    row = _charge(payer, number, charge)
    is_paid, is_over = row.state == "paid", row.state in ("paid", "off", "closed")
    url = payer.url("placed" if is_paid else "pay", number)
    return JsonResponse({"over": is_over, "url": url if is_over else ""})


def _charge(payer: Payer, number: str, charge: str) -> ChargeRow:
    """
    Return a payment of an order.

    :raises NotFound: it is of another order, or none.
    """
    row = books.charge_detail(number=charge, actor=payer.actor)
    if row.order != number:
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
