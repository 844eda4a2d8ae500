"""A reader's orders: placed, paid, followed, cancelled, sent back. Another's number answers as one that is none."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, id_in, key_or_new, moment_in
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.orders.queries import OrderDetail
from shuyou.orders.services import ReturnDraft
from shuyou.payments import queries as books
from shuyou.shop import services
from shuyou.shop.queries import Reader
from shuyou.shop.views.door import for_readers, owner_of

PAGE: Final = 20
REASONS: Final = (
    ("mind", _("I changed my mind")),
    ("damaged", _("It came damaged")),
    ("wrong", _("It is the wrong title")),
    ("faulty", _("Print or binding is faulty")),
    ("late", _("It came too late")),
)
BEFORE_PICKING: Final = ("placed", "paid")
GONE: Final = ("shipped", "delivered", "closed")
PAPERS: Final = ("pdf", "xml")


@require_GET
@for_readers
def index(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show a reader's orders, the latest first, page by page."""
    before = moment_in(request.GET.get("before", "")) or clock.now()
    rows = orders.member_orders(member_id=reader.member_id, before=before, limit=PAGE + 1, actor=reader.actor)
    more = rows[PAGE - 1].placed_at.isoformat() if len(rows) > PAGE else ""
    return render(request, "shop/me/orders.html", {"reader": reader, "rows": rows[:PAGE], "more": more})


@require_GET
@for_readers
def detail(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Show an order with its way, its parcels, and what can be done about it."""
    return _page(request, reader, number, None)


def _page(request: HttpRequest, reader: Reader, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = reader.actor
    order = orders.order_detail(number=number, actor=actor)
    aside = orders.order_aside(order_id=order.order_id, actor=actor)
    seen = {
        "reader": reader, "order": order, "aside": aside, "refusal": refusal, "key": uuid4(),
        "parcels": orders.parcels_of(number=number, actor=actor),
        "returns": orders.returns_of(order_id=order.order_id, actor=actor),
        "invoices": books.invoices_of(source=f"order:{number}", actor=actor),
        "tone": orders.TONES[order.state],
        "may_pay": order.due > 0 and order.payment == "online" and order.state == "placed",
        "may_cancel": order.state in BEFORE_PICKING and not aside.held,
        "may_return": order.state in GONE,
        "may_invoice": order.paid_total > 0,
    }  # fmt: skip
    return render(request, "shop/me/order.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


def _done(
    request: HttpRequest, reader: Reader, number: str, deed: Callable[[], object], said: str
) -> HttpResponse:  # fmt: skip
    """Do something about an order, or show it again with why not."""
    try:
        deed()
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, reader, number, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("shop:order", args=[number]), status=HTTPStatus.SEE_OTHER)


@require_POST
@for_readers
def cancel(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Give an order up before it is picked; what was paid goes back the way it came."""
    at = clock.now()
    return _done(
        request, reader, number,
        lambda: ordering.give_order_up(number, reason="reader", actor=reader.actor, at=at),
        gettext("Your order is cancelled. What you have paid goes back the way it came."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_readers
def send_back(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Say what comes back of an order, and why."""
    actor = reader.actor
    if request.method != "POST":
        return _return_page(request, reader, orders.order_detail(number=number, actor=actor), None)
    draft = ReturnDraft(
        number=number, copies=_copies(request.POST), reason=request.POST.get("reason", "")[:12],
        is_sealed=request.POST.get("sealed") == "1", request_key=key_or_new(request),
    )  # fmt: skip
    try:
        made = ordering.ask_return(draft, actor=actor, at=clock.now())
    except NotFound:
        raise
    except DomainError as refusal:
        return _return_page(request, reader, orders.order_detail(number=number, actor=actor), refusal)
    messages.success(request, gettext("Noted: return %(number)s. Write the number on the parcel.") % {"number": made})
    return HttpResponseRedirect(reverse("shop:order", args=[number]), status=HTTPStatus.SEE_OTHER)


def _copies(typed: Mapping[str, str]) -> Mapping[int, int]:
    names = {name: id_in(name.removeprefix("line-")) for name in typed if name.startswith("line-")}
    return {position: id_in(typed[name][:6]) for name, position in names.items() if position}


def _return_page(
    request: HttpRequest, reader: Reader, order: OrderDetail, refusal: DomainError | None
) -> HttpResponse:  # fmt: skip
    seen = {
        "reader": reader, "order": order, "reasons": REASONS, "refusal": refusal, "sent": request.POST,
        "key": request.POST.get("key") or uuid4(),
    }  # fmt: skip
    return render(
        request, "shop/me/return.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK
    )  # fmt: skip


@require_POST
@for_readers
def invoice(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Ask for the invoice of an order."""
    title = request.POST.get("title", "").strip()[:100] or reader.name
    buyer = ordering.Buyer(title=title, tax_number=request.POST.get("tax", "").strip()[:20])
    return _done(
        request, reader, number,
        lambda: ordering.invoice_order(number=number, buyer=buyer, actor=reader.actor, at=clock.now()),
        gettext("Your invoice is asked for; it stands here once the tax service has issued it."),
    )  # fmt: skip


@require_GET
@for_readers
def invoice_file(request: HttpRequest, reader: Reader, number: str, serial: str, form: str) -> HttpResponse:
    """Send an invoice of one's own order as a file."""
    orders.order_detail(number=number, actor=reader.actor)
    own = {row.serial for row in books.invoices_of(source=f"order:{number}", actor=reader.actor) if row.number}
    if serial not in own or form not in PAPERS:
        raise NotFound(what=gettext("invoice"), key=serial)
    content, media_type = books.invoice_paper(serial=serial, form=form, actor=reader.actor)
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{serial}.{form}"'
    return response


@require_POST
@for_readers
def again(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Put the titles of an order into the basket once more; those that are not sold any more stay out."""
    order = orders.order_detail(number=number, actor=reader.actor)
    left_out = 0
    for line in order.lines:
        if line.is_gift:
            continue
        try:
            services.put_into_basket(
                owner=owner_of(request), item_id=line.item_id, copies=line.quantity, at=clock.now()
            )
        except DomainError:
            left_out += 1
    if left_out:
        messages.info(request, gettext("Some titles cannot be ordered again; they were left out."))
    return HttpResponseRedirect(reverse("shop:basket"), status=HTTPStatus.SEE_OTHER)
