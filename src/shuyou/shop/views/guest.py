"""Pages about the order of a guest: opened by the browser that placed it, or by its number and phone."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.shop.views.door import VISITOR, for_one
from shuyou.shop.views.orders import BEFORE_PICKING
from shuyou.shop.views.payer import Payer, orders_known
from shuyou.shop.views.paying import say_paid_yet, show_pay, show_paying, show_placed

GUEST = Payer(None)


def for_guest[**P](
    view: Callable[Concatenate[HttpRequest, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
    """Open an order of a guest to a browser that is known to have placed it; others are asked number and phone."""

    @for_one
    @wraps(view)
    def answer(request: HttpRequest, /, number: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        is_known = number in orders_known(request)
        if not is_known or orders.order_detail(number=number, actor=VISITOR).member_id is not None:
            return HttpResponseRedirect(reverse("shop:order_status"), status=HTTPStatus.SEE_OTHER)
        return view(request, number, *args, **kwargs)

    return answer  # type: ignore[return-value]


@require_GET
@for_guest
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show how an order stands, what it comes to, and what can be done about it."""
    return _page(request, number, None)


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    found = orders.order_detail(number=number, actor=VISITOR)
    seen = {
        "order": found, "refusal": refusal, "tone": orders.TONES[found.state],
        "parcels": orders.parcels_of(number=number, actor=VISITOR),
        "may_pay": found.due > 0 and found.payment == "online" and found.state == "placed",
        "may_cancel": found.state in BEFORE_PICKING,
    }  # fmt: skip
    return render(request, "shop/guest_order.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_POST
@for_guest
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give an order up before it is picked; what was paid goes back the way it came."""
    try:
        ordering.give_order_up(number, reason="reader", actor=VISITOR, at=clock.now())
    except DomainError as refusal:
        return _page(request, number, refusal)
    messages.success(request, gettext("Your order is cancelled. What you have paid goes back the way it came."))
    return HttpResponseRedirect(GUEST.url("order", number), status=HTTPStatus.SEE_OTHER)


@require_GET
@for_guest
def placed(request: HttpRequest, number: str) -> HttpResponse:
    """Thank for an order, and say what comes next."""
    return show_placed(request, GUEST, number)


@require_http_methods(["GET", "POST"])
@for_guest
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Let a guest choose through whom they pay."""
    return show_pay(request, GUEST, number)


@require_http_methods(["GET", "POST"])
@for_guest
def paying(request: HttpRequest, number: str, charge: str) -> HttpResponse:
    """Show what a guest scans."""
    return show_paying(request, GUEST, number, charge)


@require_GET
@for_guest
def paid_yet(request: HttpRequest, number: str, charge: str) -> HttpResponse:
    """Say whether a payment is over."""
    return say_paid_yet(GUEST, number, charge)
