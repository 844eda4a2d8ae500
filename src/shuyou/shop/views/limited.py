"""Limited editions: who wants a numbered copy asks for it in their turn, orders it in time, or waits for the next."""

from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.paging import Place
from shuyou.orders import queries as orders
from shuyou.orders import services as ordering
from shuyou.orders.queries import ReleaseFilter
from shuyou.orders.services import ClaimGoing, Destination
from shuyou.shop.errors import MethodWrong
from shuyou.shop.queries import Reader
from shuyou.shop.views.checkout import Till, till_of
from shuyou.shop.views.door import for_readers

SHOWN: Final = 20


@require_GET
@for_readers
def index(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Show the limited editions that are given out, and the copies set aside for a reader."""
    return _page(request, reader, None)


def _page(request: HttpRequest, reader: Reader, refusal: DomainError | None) -> HttpResponse:
    actor, at = reader.actor, clock.now()
    rows = orders.list_releases(wanted=ReleaseFilter(state="open"), place=Place(), limit=SHOWN, actor=actor).rows
    seen = {
        "reader": reader, "rows": rows, "refusal": refusal, "at": at, "till": till_of(reader),
        "mine": orders.member_copies(member_id=reader.member_id, actor=actor),
        "waiting": orders.queued_for(member_id=reader.member_id, actor=actor),
    }  # fmt: skip
    return render(request, "shop/me/limited.html", seen, status=STATUS[refusal.kind] if refusal else HTTPStatus.OK)


@require_POST
@for_readers
def ask(request: HttpRequest, reader: Reader, number: str) -> HttpResponse:
    """Set a copy aside for a reader, or let them wait for one; or wait no longer."""
    actor, at = reader.actor, clock.now()
    try:
        if request.POST.get("do") == "leave":
            ordering.leave_queue(number, member_id=reader.member_id, actor=actor, at=at)
            said = gettext("You no longer wait for a copy.")
        else:
            got = ordering.ask_for_copy(number, member_id=reader.member_id, actor=actor, at=at)
            said = _said(got)
    except DomainError as refusal:
        return _page(request, reader, refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("shop:limited"), status=HTTPStatus.SEE_OTHER)


def _said(got: ordering.Reserved) -> str:
    if got.copy:
        return gettext("Copy %(copy)s is set aside for you.") % {"copy": got.copy}
    return gettext("All copies are taken. You are number %(place)s of those who wait.") % {"place": got.place}


@require_POST
@for_readers
def claim(request: HttpRequest, reader: Reader, reservation: str) -> HttpResponse:
    """Order the copy that is set aside for a reader, or give it up."""
    actor, at, copy = reader.actor, clock.now(), id_in(reservation)
    try:
        if request.POST.get("do") == "free":
            ordering.free_copy(copy, actor=actor, at=at)
            messages.success(request, gettext("The copy goes on to the next reader."))
            return HttpResponseRedirect(reverse("shop:limited"), status=HTTPStatus.SEE_OTHER)
        going = _going(request, till_of(reader))
        placed = ordering.claim_copy(copy, going=going, actor=actor, at=at)
    except DomainError as refusal:
        return _page(request, reader, refusal)
    url = "shop:pay" if going.payment == "online" and placed.total > 0 else "shop:placed"
    return HttpResponseRedirect(reverse(url, args=[placed.number]), status=HTTPStatus.SEE_OTHER)


def _going(request: HttpRequest, till: Till) -> ClaimGoing:
    payment, to = request.POST.get("payment", ""), request.POST.get("to", "")
    if payment not in dict(till.payments):
        raise MethodWrong(value=payment[:20])
    if to in dict(till.stores):
        return ClaimGoing(payment=payment, pickup_place=to)
    row = next((row for row in till.addresses if str(row.address_id) == to), None)
    if row is None:
        return ClaimGoing(payment=payment)
    where = Destination(row.recipient, row.phone, f"{row.region} {row.street}".strip(), row.postcode)
    return ClaimGoing(payment=payment, destination=where)
