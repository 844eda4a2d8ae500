"""What points move, as a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.orders.queries._points_effect import mean_difference
from shuyou.orders.queries._points_effect import points_effect as asked


@require_GET
def points_effect(request: HttpRequest) -> HttpResponse:
    """Show what readers buy before and after they first spend points, beside others."""
    months = asked(at=clock.now(), actor=actor_of(request))
    groups = [group for month in months for group in (month.spent, month.others) if group]
    seen = {
        "months": months,
        "most": max((max(group.before, group.after) for group in groups), default=0),
        "difference": mean_difference(months),
    }
    return render(request, "orders/points_effect.html", seen)
