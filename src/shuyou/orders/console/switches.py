"""What the club may do or leave about orders, switched on and off, with what it changes."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.orders import queries, services
from shuyou.orders.console.warehouse import TABS

EFFECTS: Final = {
    "value_first": _(
        "On: a new wave takes readers whose tier has a better class of service first, then those of higher tiers, and"
        " copies that come go first to who paid most in a year."
        " Off: whoever ordered first is served first."
    ),
}


@require_http_methods(["GET", "POST"])
def switches(request: HttpRequest) -> HttpResponse:
    """Show every switch, or set one."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.set_switches")
    if request.method != "POST":
        return _page(request, None)
    code, is_on = request.POST.get("code", "")[:20], request.POST.get("do") == "on"
    return deed(
        request,
        lambda: services.set_switch(code, is_on=is_on, actor=actor, at=at),
        url=reverse("orders:switches"),
        said=gettext("Saved."),
        draw=_page,
    )


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "switches": [(one, EFFECTS.get(one.code, "")) for one in queries.switches(actor=actor)],
        "tabs": tabs_of(TABS, "orders:switches", actor),
        "refusal": refusal,
    }
    return render(request, "orders/switches.html", seen, status=status_of(refusal))
