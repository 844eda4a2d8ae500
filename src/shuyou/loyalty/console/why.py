"""Why a member has these points; and the points book, whose accounts hold nothing together."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, id_in
from shuyou.kernel.pages import deed
from shuyou.loyalty import queries, services
from shuyou.members import queries as members


@require_GET
def why(request: HttpRequest, number: str) -> HttpResponse:
    """Show a member's points, each lot with the rule, the lines and the day it comes from, and where it went."""
    actor = actor_of(request)
    actor.require("loyalty.view")
    head = members.member_head(number=number, actor=actor)
    found = queries.points_why(member_id=head.member_id, actor=actor, after=id_in(request.GET.get("after", "")))
    return render(request, "loyalty/why.html", {"member": head, "why": found})


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Show what each account of the points ledger holds; sum it all up anew."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.check_book")

    def draw(again: HttpRequest, _refusal: object = None) -> HttpResponse:
        return render(again, "loyalty/book.html", {"book": queries.points_book(until=at, actor=actor)})

    if request.method != "POST":
        return draw(request)
    return deed(
        request, lambda: services.check_points_book(actor=actor, at=at), url=reverse("loyalty:book"),
        said=gettext("Summed up anew."), draw=draw,
    )  # fmt: skip
