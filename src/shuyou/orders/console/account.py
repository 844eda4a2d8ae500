"""The account of payments of a member, page by page."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.kernel.doors import actor_of, is_partial, moment_in
from shuyou.members import queries as members
from shuyou.orders import queries


@require_GET
def account(request: HttpRequest, member_number: str) -> HttpResponse:
    """Show what the member paid, what is open, and every movement."""
    actor = actor_of(request)
    actor.require("payments.view")
    head = members.member_head(number=member_number, actor=actor)
    before = _before(request.GET.get("before", ""))
    page = queries.account_movements(member_id=head.member_id, before=before, actor=actor)
    place = page.next_before
    seen = {
        "member": head,
        "page": page,
        "next_query": urlencode({"before": f"{place[0].isoformat()},{place[1]},{place[2]}"}) if place else "",
    }
    if is_partial(request):
        return render(request, "orders/account.html#rows", seen)
    sums = queries.account_sums(member_id=head.member_id, actor=actor)
    return render(request, "orders/account.html", {**seen, "sums": sums})


def _before(text: str) -> tuple[datetime, int, int] | None:
    moment, *rest = text.split(",")
    found = moment_in(moment)
    is_place = len(rest) == 2 and all(part.isascii() and part.isdigit() and len(part) < 18 for part in rest)
    return (found, int(rest[0]), int(rest[1])) if found and is_place else None
