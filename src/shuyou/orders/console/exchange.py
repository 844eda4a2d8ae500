"""An exchange on one page: what comes back, what is given for it, and how a difference is paid."""

from collections.abc import Mapping
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to, key_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import status_of
from shuyou.orders import queries, services
from shuyou.orders.console.typed import copies_asked, whole_number
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.models import ReturnLine
from shuyou.orders.queries._exchanges import priced_instead
from shuyou.orders.queries._priced import Priced
from shuyou.orders.queries._return_worth import foreseen_of_copies, left_out_of
from shuyou.orders.services import Exchanged, ExchangeDraft, ReturnDraft, Wanted
from shuyou.payments import queries as payments


@require_http_methods(["GET", "POST"])
def exchange_new(request: HttpRequest, number: str) -> HttpResponse:
    """Show what may be exchanged of an order, and exchange it."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.exchange")
    if request.method != "POST" or request.POST.get("do") == "look":
        return _form(request, number, None)
    try:
        done = services.exchange(_draft(request, number), actor=actor, at=at)
    except DomainError as why:
        return _form(request, number, why)
    messages.success(request, _said(done))
    return go_to(request, reverse("orders:detail", args=[done.order_number]))


def _said(done: Exchanged) -> str:
    words = {
        "number": done.order_number, "back": done.return_number, "carried": done.carried, "charged": done.charged,
        "given": done.given, "due": done.due,
    }  # fmt: skip
    return (
        gettext(
            "Exchanged: order %(number)s for return %(back)s. ¥%(carried)s count as paid, ¥%(charged)s were charged,"
            " ¥%(given)s go back, ¥%(due)s are still to come."
        )
        % words
    )


def _draft(request: HttpRequest, number: str) -> ExchangeDraft:
    sent = request.POST
    return ExchangeDraft(
        back=back_of(request, number), wanted=(wanted_of(request),),
        request_key=key_in(request),
        damaged=copies_beside(request, "bad-"), tender=sent.get("tender", ""), reference=sent.get("reference", "")[:60],
    )  # fmt: skip


def back_of(request: HttpRequest, number: str) -> ReturnDraft:
    """Return what comes back of an order, as typed."""
    sent = request.POST
    return ReturnDraft(
        number=number, copies=copies_beside(request, "line-"), reason=sent.get("reason", ""),
        is_goodwill=sent.get("goodwill") == "1", is_sealed=sent.get("sealed") == "1",
    )  # fmt: skip


def wanted_of(request: HttpRequest) -> Wanted:
    """
    Return what is given, by its number.

    :raises UnknownTitle: the number is of no title, or of several; BadQuantity: so many copies there cannot be.
    """
    code = request.POST.get("isbn", "").strip()
    found = catalog.items_by_code(code=code)
    if len(found) != 1:
        raise UnknownTitle(value=code)
    return Wanted(found[0].item_id, copies_asked(request.POST.get("copies", "")))


def _instead(request: HttpRequest, number: str, actor: Actor) -> Priced | None:
    """
    Return what the title that is given comes to; nothing, where none is named.

    :raises DomainError: no such title, or so many copies there cannot be.
    """
    if not request.POST.get("isbn", "").strip():
        return None
    wanted = wanted_of(request)
    return priced_instead(number=number, copies={wanted.item_id: wanted.quantity}, at=clock.now(), actor=actor)


def copies_beside(request: HttpRequest, prefix: str) -> Mapping[int, int]:
    """Return the copies typed beside the lines, by the lines' positions."""
    return {
        position: whole_number(str(typed)) or 0
        for name, typed in request.POST.items()
        if name.startswith(prefix) and (position := whole_number(name.removeprefix(prefix)))
    }


def _form(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, instead = actor_of(request), None
    try:
        instead = _instead(request, number, actor)
    except DomainError as why:
        refusal = refusal or why
    seen = {
        **what_it_comes_to(request, number, instead, actor),
        "tenders": payments.tenders_by_hand(),
        "back": reverse("orders:detail", args=[number]),
        "refusal": refusal,
    }
    return render(request, "orders/exchange.html", seen, status=status_of(refusal))


def what_it_comes_to(request: HttpRequest, number: str, instead: Priced | None, actor: Actor) -> Mapping[str, object]:
    """Return what a page of an exchange shows: what may come back of an order, what it is worth, what is given."""
    copies, bad, foreseen = copies_beside(request, "line-"), copies_beside(request, "bad-"), None
    if any(copies.values()):
        reason = request.POST.get("reason", "")
        foreseen = foreseen_of_copies(number=number, copies=copies, reason=reason, actor=actor)
    order = queries.order_detail(number=number, actor=actor)
    without = left_out_of(number=number, actor=actor)
    return {
        "order": order,
        "lines": [
            (line, copies.get(line.position, 0), bad.get(line.position, 0), without.get(line.position, ""))
            for line in order.lines
        ],
        "foreseen": foreseen,
        "instead": instead,
        "more": instead.total - foreseen.worth if instead and foreseen else None,
        "less": foreseen.worth - instead.total if instead and foreseen else None,
        "sent": request.POST,
        "reasons": ReturnLine.Reason.choices,
        "may_goodwill": actor.may("orders.return_late"),
        "key": request.POST.get("key") or uuid4(),
    }
