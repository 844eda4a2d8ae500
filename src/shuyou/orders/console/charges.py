"""Asking for the money of an order through a provider, and for its invoice."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, Kind
from shuyou.orders import queries
from shuyou.orders.services._invoice_order import Buyer, invoice_order
from shuyou.payments import services as money


@require_POST
def charge(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for what is still due of an order, and show what the reader scans."""
    actor = actor_of(request)
    order = queries.order_detail(number=number, actor=actor)
    provider = "alipay" if request.POST.get("provider") == "alipay" else "wechat"
    draft = money.ChargeDraft(
        member_id=order.member_id, provider=provider, source=f"order:{number}", amount=order.due,
        title=gettext("Books, order %(number)s") % {"number": number},
    )  # fmt: skip
    try:
        made = money.ask_for_money(draft, actor=actor, at=clock.now())
    except DomainError as refusal:
        if refusal.kind == Kind.FORBIDDEN:
            raise
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("orders:detail", args=[number]), status=HTTPStatus.SEE_OTHER)
    return HttpResponseRedirect(reverse("payments:charge", args=[made]), status=HTTPStatus.SEE_OTHER)


@require_POST
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the invoice of an order."""
    actor = actor_of(request)
    buyer = Buyer(title=request.POST.get("buyer_title", ""), tax_number=request.POST.get("tax_number", ""))
    try:
        invoice_order(number=number, buyer=buyer, actor=actor, at=clock.now())
    except DomainError as refusal:
        if refusal.kind == Kind.FORBIDDEN:
            raise
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("The invoice is asked for; it stands among the invoices."))
    return HttpResponseRedirect(reverse("orders:detail", args=[number]), status=HTTPStatus.SEE_OTHER)
