"""The keys of passes at the desk: which there are, a new one, one withdrawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.loyalty.console.program import TABS
from shuyou.loyalty.services.pass_keys import known_keys, renew_pass_key, withdraw_pass_key


@require_http_methods(["GET", "POST"])
def pass_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys that passes are verified by; make a new one, or withdraw one."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    if request.method != "POST":
        return _page(request, None)
    number = id_in(request.POST.get("withdraw", ""))

    def act() -> None:
        if not number:
            renew_pass_key(actor=actor, at=at)
        else:
            withdraw_pass_key(number, actor=actor, at=at)

    said = gettext("The new key signs from now on.") if not number else gettext("Withdrawn.")
    return deed(request, act, url=reverse("loyalty:pass_keys"), said=said, draw=_page)


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    seen = {
        "keys": known_keys(), "tabs": tabs_of(TABS, "loyalty:merchants", actor_of(request)), "refusal": refusal,
    }  # fmt: skip
    return render(request, "loyalty/pass_keys.html", seen, status=status_of(refusal))
