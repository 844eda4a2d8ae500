"""Readers who asked to join on the web or at a kiosk: looked at, entered, or found to be members already."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.sections import tabs
from shuyou.members.queries import SignUpDetail
from shuyou.members.rules.fields import READ, fields_meant


@require_GET
def sign_ups(request: HttpRequest) -> HttpResponse:
    """List who waits for an answer, the first who asked first."""
    after = request.GET.get("after", "")
    rows = queries.sign_ups_waiting(
        after=int(after) if after.isdecimal() and len(after) < 18 else 0, actor=actor_of(request)
    )
    more = rows[-1].sign_up_id if len(rows) == queries.SIGN_UPS_PAGE else 0
    seen = {"rows": rows, "more": more, "tabs": tabs(request, "members:sign_ups")}
    return render(request, "members/sign_ups.html", seen)


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Enter nobody of those who were ticked, or of all that the page showed."""
    typed = request.POST
    asked = typed.getlist("shown" if typed.get("all") else "ticked")[: queries.SIGN_UPS_PAGE]
    ids = [int(one) for one in asked if one.isdecimal() and len(one) < 18]
    count = services.drop_sign_ups(sign_up_ids=ids, actor=actor_of(request), at=clock.now())
    said = ngettext(
        "%(count)s is dropped, and nothing is kept of it.", "%(count)s are dropped, and nothing is kept.", count
    )
    messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("members:sign_ups"), status=HTTPStatus.SEE_OTHER)


@require_GET
def sign_up(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Show what somebody typed who wants to join, beside the members whom they may be."""
    actor = actor_of(request)
    return _page(request, queries.sign_up(sign_up_id=sign_up_id, actor=actor), actor)


@require_POST
def answer(request: HttpRequest, sign_up_id: int) -> HttpResponse:
    """Enter them, say who they are already, or enter nobody; then show the next one."""
    actor, at, typed = actor_of(request), clock.now(), request.POST
    try:
        if typed.get("member"):
            joined = services.join_sign_up(sign_up_id=sign_up_id, number=typed["member"][:40], actor=actor, at=at)
            said = gettext("Noted: this is member %(number)s.") % {"number": joined.number}
        elif typed.get("drop"):
            services.drop_sign_up(sign_up_id=sign_up_id, actor=actor, at=at)
            said = gettext("Nobody was entered, and nothing is kept of it.")
        elif typed.get("show"):
            services.reveal_sign_up(sign_up_id=sign_up_id, actor=actor, at=at)
            services.note_field_use(fields=fields_meant(["birth_date", "email"]), purpose=READ, at=at)
            return _page(request, queries.sign_up(sign_up_id=sign_up_id, is_open=True, actor=actor), actor)
        else:
            is_sure = bool(typed.get("is_confirmed"))
            joined = services.enter_sign_up(sign_up_id=sign_up_id, is_confirmed=is_sure, actor=actor, at=at)
            said = gettext("Member %(number)s is entered.") % {"number": joined.number}
    except DomainError as refusal:
        detail = queries.sign_up(sign_up_id=sign_up_id, actor=actor)
        return _page(request, detail, actor, said=str(refusal), status=STATUS[refusal.kind])
    messages.success(request, said)
    return HttpResponseRedirect(reverse("members:sign_ups"), status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest, detail: SignUpDetail, actor: Actor, *, said: str = "", status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    found = queries.sign_up_look_alikes(sign_up_id=detail.sign_up_id, actor=actor) if detail.is_waiting else []
    seen = {"asked": detail, "found": found, "said": said, "can_reveal": actor.may("members.see_contact")}
    return render(request, "members/sign_up.html", seen, status=status)
