"""What readers ask about their data: the queue, one request, and all of it on one reader's page."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError, NotFound, problems_of
from shuyou.members import queries, services
from shuyou.members.console.small import Asked, asked_about
from shuyou.members.queries import AccessFilter, MemberHead, PrivacyRow
from shuyou.members.rules.consent import WAYS

KINDS: Final = (
    ("export", _("A copy of everything")),
    ("correct", _("Correction")),
    ("restrict", _("Keep but do not use")),
    ("erase", _("Erasure")),
)
STATES: Final = (("open", pgettext_lazy("request", "Open")), ("done", _("Done")), ("refused", _("Refused")))


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """List what readers asked, the most pressing first."""
    actor, at = actor_of(request), clock.now()
    status = request.GET.get("status", "open")
    status = status if status in dict(STATES) else "open"
    page = queries.privacy_requests(status=status, after=request.GET.get("after", ""), actor=actor)
    today = clock.club_day(at)
    seen = {
        "rows": [(row, row.is_late(today)) for row in page.rows],
        "next_after": page.next_after,
        "status": status,
        "states": STATES,
        "may_see_accesses": actor.may("members.see_accesses"),
        "may_set_retention": actor.may("members.set_retention"),
        "may_hold": actor.may("members.hold_data"),
    }
    template = "members/privacy_requests.html#rows" if is_partial(request) else "members/privacy_requests.html"
    return render(request, template, seen)


@require_GET
def privacy(request: HttpRequest, number: str) -> HttpResponse:
    """Show a reader's rights: what they asked, who saw their data, and what can be done."""
    return _member_page(request, asked_about(request, number, even_erased=True))


@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Record what the reader asks."""
    asked = asked_about(request, number)
    try:
        uid = services.record_privacy_request(
            member_id=asked.head.member_id,
            kind=request.POST.get("kind", ""),
            asked_via=request.POST.get("asked_via", "")[:40],
            note=request.POST.get("note", "")[:1000],
            actor=asked.actor,
            at=asked.at,
        )
    except DomainError as refusal:
        return _member_page(request, asked, status=STATUS[refusal.kind], problems=problems_of(refusal))
    messages.success(request, gettext("Recorded."))
    may_open = asked.actor.may("members.answer_privacy")
    return _to("members:privacy_request", uid) if may_open else _to("members:privacy", number)


@require_POST
def copy(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """Hand out all that is kept about the reader as a file."""
    asked = asked_about(request, number)
    told = services.tell_personal_data(member_id=asked.head.member_id, form=form, actor=asked.actor, at=asked.at)
    response = HttpResponse(told.content, content_type=told.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{told.name}"'
    response.headers["X-Content-Digest"] = told.digest
    return response


@require_POST
def restrict(request: HttpRequest, number: str) -> HttpResponse:
    """Keep the reader's data but use them for nothing."""

    def change(asked: Asked) -> str:
        services.restrict_person(member_id=asked.head.member_id, actor=asked.actor, at=asked.at)
        return gettext("From now on the data are kept and used for nothing.")

    return _changed(request, number, change)


@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Use the reader's data again."""

    def change(asked: Asked) -> str:
        services.release_person(member_id=asked.head.member_id, actor=asked.actor, at=asked.at)
        return gettext("The data may be used again.")

    return _changed(request, number, change)


@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """Keep everything about the reader until a day, or until somebody lifts it."""

    def change(asked: Asked) -> str:
        reason, until = request.POST.get("reason", "")[:1000], request.POST.get("until", "")[:40]
        services.place_legal_hold(
            member_id=asked.head.member_id, reason=reason, until=until, actor=asked.actor, at=asked.at
        )
        return gettext("From now on nothing about this reader goes.")

    return _changed(request, number, change)


@require_POST
def lift(request: HttpRequest, number: str, hold_id: int) -> HttpResponse:
    """Lift a hold, for a reason."""

    def change(asked: Asked) -> str:
        why = request.POST.get("why", "")[:1000]
        services.lift_legal_hold(hold_id=hold_id, why=why, actor=asked.actor, at=asked.at)
        return gettext("The hold is lifted.")

    return _changed(request, number, change)


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """List all holds, the latest first."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    page = queries.legal_holds(before=before, at=clock.now(), actor=actor_of(request))
    return render(request, "members/legal_holds.html", {"page": page})


@require_GET
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show one request and what answers it."""
    return _request_page(request, uid, actor_of(request))


@require_POST
def refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say no, for a reason."""

    def change(actor: Actor) -> str:
        reason = request.POST.get("reason", "")[:1000]
        services.refuse_privacy_request(uid=uid, reason=reason, actor=actor, at=clock.now())
        return gettext("Refused. Tell the reader why.")

    return _answered(request, uid, change)


@require_POST
def corrected(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what was corrected."""

    def change(actor: Actor) -> str:
        outcome = request.POST.get("outcome", "")[:1000]
        services.close_correction(uid=uid, outcome=outcome, actor=actor, at=clock.now())
        return gettext("Done.")

    return _answered(request, uid, change)


@require_POST
def erase(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Erase the reader, once the number is typed; there is no way back."""

    def change(actor: Actor) -> str:
        services.erase_person(uid=uid, typed=request.POST.get("typed", "")[:40], actor=actor, at=clock.now())
        return gettext("Erased. Nothing personal is left; the books stay as they were.")

    return _answered(request, uid, change)


def _changed(request: HttpRequest, number: str, change: Callable[[Asked], str]) -> HttpResponse:
    asked = asked_about(request, number)
    try:
        messages.success(request, change(asked))
    except NotFound:
        raise
    except DomainError as refusal:
        return _member_page(request, asked, status=STATUS[refusal.kind], problems=problems_of(refusal))
    return _to("members:privacy", number)


def _answered(request: HttpRequest, uid: UUID, change: Callable[[Actor], str]) -> HttpResponse:
    actor = actor_of(request)
    try:
        messages.success(request, change(actor))
    except NotFound:
        raise
    except DomainError as refusal:
        return _request_page(request, uid, actor, status=STATUS[refusal.kind], problems=problems_of(refusal))
    return _to("members:privacy_request", uid)


def _request_page(
    request: HttpRequest, uid: UUID, actor: Actor, *, status: HTTPStatus = HTTPStatus.OK, **more: object
) -> HttpResponse:
    row: PrivacyRow = queries.privacy_request(uid=uid, actor=actor)
    is_open = row.status == "open"
    is_erasure = is_open and row.kind == "erase"
    seen = {
        "row": row,
        "is_open": is_open,
        "is_late": row.is_late(clock.club_day(clock.now())),
        "against": services.reasons_not_to_erase(member_id=row.person_id, at=clock.now()) if is_erasure else [],
        "may_erase": actor.may("members.erase"),
        "is_own": row.recorded_by_key == actor.signature,
        "may_edit": actor.may("members.edit"),
        "sent": request.POST,
    }
    return render(request, "members/privacy_request.html", {**seen, **more}, status=status)


def _member_page(
    request: HttpRequest, asked: Asked, *, status: HTTPStatus = HTTPStatus.OK, **more: object
) -> HttpResponse:
    head: MemberHead = asked.head
    actor = asked.actor
    may_answer, may_see = actor.may("members.answer_privacy"), actor.may("members.see_accesses")
    may_hold, wanted = actor.may("members.hold_data"), AccessFilter(person_id=head.member_id)
    seen = {
        "member": head,
        "rows": queries.privacy_requests(status="", person_id=head.member_id, actor=actor).rows if may_answer else (),
        "seen": queries.accesses(wanted=wanted, actor=actor, limit=10).rows if may_see else (),
        "standing": queries.person_standing(member_id=head.member_id, at=asked.at, actor=actor),
        "holds": queries.legal_holds(member_id=head.member_id, at=asked.at, actor=actor).rows if may_hold else (),
        "may_hold": may_hold,
        "kinds": KINDS,
        "ways": WAYS,
        "may_edit": actor.may("members.edit"),
        "may_answer": may_answer,
        "may_see": may_see,
        "sent": request.POST,
    }
    return render(request, "members/privacy.html", {**seen, **more}, status=status)


def _to(name: str, key: object) -> HttpResponse:
    return HttpResponseRedirect(reverse(name, args=[key]), status=HTTPStatus.SEE_OTHER)
