"""What comes back at the till: found by the number of its receipt, and its cash given out of the drawer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, go_to
from shuyou.kernel.errors import DomainError
from shuyou.kernel.pages import deed, status_of
from shuyou.orders.queries import till as till_queries
from shuyou.orders.services import till as services

VIA = "till"


@require_http_methods(["GET", "POST"])
def till_returns(request: HttpRequest, code: str) -> HttpResponse:
    """Go to the return of what a receipt says, or show whose cash waits to be given out."""
    if request.method != "POST":
        return _page(request, code, None)
    try:
        number = till_queries.sold_under(word=request.POST.get("receipt", "")[:30], actor=actor_of(request))
    except DomainError as refusal:
        return _page(request, code, refusal)
    if request.POST.get("do") == "let-out":
        actor = actor_of(request, via=VIA)
        return deed(
            request,
            lambda: services.let_cash_out(code, sold=number, actor=actor, at=clock.now()),
            url=reverse("orders:till_returns", args=[code]),
            said=gettext("The drawers of this store may give this cash out."),
            draw=lambda again, why: _page(again, code, why),
        )
    if request.POST.get("do") == "exchange":
        return go_to(request, reverse("orders:till_exchange", args=[code, number]))
    return go_to(request, reverse("orders:return_new", args=[number]))


@require_POST
def till_refund(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Give the cash of a refund out of the drawer."""
    actor = actor_of(request, via=VIA)
    return deed(
        request,
        lambda: services.give_refund(code, number=number, actor=actor, at=clock.now()),
        url=reverse("orders:till_returns", args=[code]),
        said=gettext("Given out: the drawer counts with it."),
        draw=lambda again, why: _page(again, code, why),
    )


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    till = till_queries.till_of(code=code, actor=actor)
    seen = {
        "may_exchange": actor.may("orders.exchange"), "may_let_out": actor.may("orders.sign_drawer"),
        "till": till, "waiting": till_queries.cash_to_give(store_id=till.store_id, actor=actor), "refusal": refusal,
        "sent": request.POST, "may_give": str(till.clerk_id) == actor.id,
    }  # fmt: skip
    return render(request, "orders/till_returns.html", seen, status=status_of(refusal))
