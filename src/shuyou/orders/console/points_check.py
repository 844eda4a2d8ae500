"""Whether points are as readers are told and as orders promise, tried on some picked by lot, as a page."""

from secrets import randbelow
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.loyalty.queries.explained import explained_balances
from shuyou.members import queries as members
from shuyou.orders.services import promised_by_lot

NAMED: Final = 50
"""So many of those that do not come out are named."""


class CheckForm(forms.Form):
    """How many are looked at."""

    readers = forms.IntegerField(label=_("Readers"), min_value=1, max_value=10_000, initial=1_000)
    orders = forms.IntegerField(label=_("Orders"), min_value=0, max_value=200, initial=50)


@require_http_methods(["GET", "POST"])
def points_check(request: HttpRequest) -> HttpResponse:
    """Compare the points of readers picked by lot with their explanations, and promises of orders with postings."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.check_book")
    form = CheckForm(request.POST or None)
    seen: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        seed = randbelow(1_000_000)
        told = explained_balances(readers=form.cleaned_data["readers"], seed=seed, actor=actor)
        promised = promised_by_lot(orders=form.cleaned_data["orders"], seed=seed, at=at)
        numbers = members.numbers_of(member_ids=[fault.member_id for fault in told.faults[:NAMED]])
        broken = [one for one in promised if one.said != one.posted]
        seen |= {
            "told": told, "at": at, "promised": len(promised), "broken": broken[:NAMED], "broken_count": len(broken),
            "faults": [(numbers.get(fault.member_id, ""), fault) for fault in told.faults[:NAMED]],
        }  # fmt: skip
    return render(request, "orders/points_check.html", seen, status=422 if form.errors else 200)
