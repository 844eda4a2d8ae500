"""The one-touch box. What is typed travels in the body: personal data never stands in an address or a log."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.console import queries
from shuyou.kernel.doors import actor_of, is_partial

CLUE_KEY: Final = "one_touch.clue"
"""Where the session keeps a clue on its way to the form for a new member."""


@require_http_methods(["GET", "POST"])
def one_touch(request: HttpRequest) -> HttpResponse:
    """Answer a clue: as a list under the box, as a page without script, or by going to the only answer."""
    actor = actor_of(request)
    found = queries.one_touch(typed=request.POST.get("q", ""), actor=actor)
    seen = {
        "found": found,
        "one_touch_typed": found.typed,
        "new_member_url": _new_member() if actor.may("members.edit") else "",
    }
    if is_partial(request):
        return render(request, "console/one_touch.html#answers", seen)
    if found.only:
        return redirect(found.only.url)
    return render(request, "console/one_touch.html", seen)


@require_POST
def new_member(request: HttpRequest) -> HttpResponse:
    """Take a clue that nobody answers to over to the form for a new member."""
    request.session[CLUE_KEY] = request.POST.get("q", "")[: queries.LONGEST]
    return redirect(_new_member() or "console:home")


def _new_member() -> str:
    try:
        return reverse("members:new")
    except NoReverseMatch:
        return ""
