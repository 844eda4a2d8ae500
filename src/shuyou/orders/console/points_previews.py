"""What an earning rule would have given: asked for, followed, stopped, read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.loyalty import queries as loyalty
from shuyou.orders import services, tasks
from shuyou.orders.console.points_rules import TABS, rule_page
from shuyou.orders.queries._points_preview import points_preview


@require_POST
def preview_new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what a rule's newest version would have given; a worker reckons it."""
    actor, typed = actor_of(request), request.POST.get("months", "")
    months = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0

    def act() -> None:
        uid = services.ask_points_preview(code=code, months=months, actor=actor, at=clock.now())
        tasks.preview_points.defer(uid=str(uid))

    url = reverse("orders:points_rule", args=[code])
    said = gettext("It is being reckoned: open it below.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: rule_page(again, code, why))


@require_GET
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what a rule would have given, as far as it is known."""
    return _page(request, uid)


def _page(request: HttpRequest, uid: UUID, refusal: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = points_preview(uid=uid, actor=actor)
    kept = loyalty.points_rule_detail(code=found.code, actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "orders:points_rules", actor), "found": found, "row": found.row, "rule": kept.row,
        "ranks": loyalty.tier_ranks(), "refusal": refusal,
        "longest": max((abs(one.points) for one in found.months), default=0),
    }  # fmt: skip
    return render(request, "orders/points_preview.html", seen, status=status_of(refusal))


@require_POST
def preview_stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Stop a preview; what it has come to is kept."""
    actor = actor_of(request)
    return deed(
        request,
        lambda: services.stop_points_preview(uid=uid, actor=actor, at=clock.now()),
        url=reverse("orders:points_preview", args=[uid]),
        said=gettext("Stopped. What it had come to so far is kept."),
        draw=lambda again, why: _page(again, uid, why),
    )
