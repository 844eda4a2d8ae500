"""What to say in a call, searched while the reader speaks; what was asked is kept on the reader's page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.callcenter import queries
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, go_to, is_partial
from shuyou.kernel.errors import NotFound
from shuyou.members import services as members
from shuyou.members.services import NewInquiry

QUESTION, PHONE = "question", "phone"


@require_GET
def cards(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what can be said in a call, by some words."""
    actor, typed = actor_of(request), request.GET.get("cards", "")[:80]
    detail = queries.call_detail(uid=uid, actor=actor)
    rows = queries.desk_cards(call=uid, words=typed, actor=actor)
    if not is_partial(request):
        return go_to(request, reverse("callcenter:desk"))
    return render(request, "callcenter/desk_cards.html", {"call": detail, "cards": rows})


@require_POST
def asked(request: HttpRequest, uid: UUID, card: UUID) -> HttpResponse:
    """Keep on the reader's page that they asked something."""
    actor, at = actor_of(request), clock.now()
    detail = queries.call_detail(uid=uid, actor=actor)
    found = next((row for row in queries.desk_cards(call=uid, actor=actor) if row.uid == card), None)
    if found is None or not detail.member_id:
        raise NotFound(what=gettext("question"), key=card)
    draft = NewInquiry(member_id=detail.member_id, kind=QUESTION, channel=PHONE, text=found.question)
    members.note_inquiry(draft, actor=actor, at=at)
    if not is_partial(request):
        return go_to(request, reverse("callcenter:desk"))
    return render(request, "callcenter/asked.html")
