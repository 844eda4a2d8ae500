"""What a reader allows: every purpose on every channel, given and taken back alike, and when they may be disturbed."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError, NotFound, problems_of
from shuyou.members import queries, services
from shuyou.members.console.small import Asked, asked_about
from shuyou.members.rules.consent import WAYS
from shuyou.members.services import ConsentProof, ContactTimes


@require_GET
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Show all that a reader allows, and every word they said."""
    return _page(request, asked_about(request, number))


@require_POST
def say(request: HttpRequest, number: str) -> HttpResponse:
    """Record one word: purpose, channel, and yes or no."""

    def change(asked: Asked) -> str:
        purpose, _sep, rest = request.POST.get("say", "").partition(":")
        channel, _sep, answer = rest.partition(":")
        guardian = request.POST.get("guardian", "")
        proof = ConsentProof(
            given_via=_way(request),
            evidence=request.POST.get("evidence", "")[:1000],
            guardian_id=int(guardian) if guardian.isascii() and guardian.isdigit() else None,
        )
        services.record_consent(
            member_id=asked.head.member_id, purpose=purpose, channel=channel, is_granted=answer == "yes", proof=proof,
            actor=asked.actor, at=asked.at,
        )  # fmt: skip
        return gettext("Recorded.")

    return _changed(request, number, change)


@require_POST
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take back everything but what an order needs."""

    def change(asked: Asked) -> str:
        services.withdraw_all(member_id=asked.head.member_id, given_via=_way(request), actor=asked.actor, at=asked.at)
        return gettext("Everything is taken back but news of orders.")

    return _changed(request, number, change)


@require_POST
def times(request: HttpRequest, number: str) -> HttpResponse:
    """Keep when the reader may not be disturbed."""

    def change(asked: Asked) -> str:
        names = ("quiet_from", "quiet_until", "do_not_contact_until", "reason")
        typed = ContactTimes(**{name: request.POST.get(name, "")[:400] for name in names})
        services.set_contact_rule(member_id=asked.head.member_id, times=typed, actor=asked.actor, at=asked.at)
        return gettext("Saved.")

    return _changed(request, number, change)


def _changed(request: HttpRequest, number: str, change: Callable[[Asked], str]) -> HttpResponse:
    asked = asked_about(request, number)
    try:
        said = change(asked)
    except NotFound:
        raise
    except DomainError as refusal:
        seen = {"problems": problems_of(refusal), "sent": request.POST}
        return _page(request, asked, status=STATUS[refusal.kind], **seen)
    messages.success(request, said)
    url = reverse("members:consent_matrix", args=[number])
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _page(request: HttpRequest, asked: Asked, *, status: HTTPStatus = HTTPStatus.OK, **more: object) -> HttpResponse:
    matrix = queries.consent_matrix(member_id=asked.head.member_id, at=asked.at, actor=asked.actor)
    rule = matrix.rule
    kept: Mapping[str, str] = {
        "quiet_from": f"{rule.quiet_from:%H:%M}" if rule.quiet_from else "",
        "quiet_until": f"{rule.quiet_until:%H:%M}" if rule.quiet_until else "",
        "do_not_contact_until": rule.do_not_contact_until.isoformat() if rule.do_not_contact_until else "",
        "reason": rule.reason,
    }
    seen = {
        "member": asked.head,
        "matrix": matrix,
        "ways": WAYS,
        "way": request.POST.get("given_via", ""),
        "kept": {name: request.POST.get(name, value) for name, value in kept.items()},
        "may_edit": asked.actor.may("members.edit"),
        "today": clock.club_day(asked.at),
    }
    return render(request, "members/consent.html", {**seen, **more}, status=status)


def _way(request: HttpRequest) -> str:
    told = request.POST.get("given_via", "")
    return told if told in dict(WAYS) else actor_of(request).via
