"""Pages for what went wrong: a sentence, a way on, and a number to ask about."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import select_template
from django.utils.translation import gettext

from shuyou.kernel.doors import STATUS, actor_of, is_partial
from shuyou.kernel.errors import DomainError

log = logging.getLogger(__name__)


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Show a refusal that no form took up: as a note over the page that asked, or as a page."""
    return _answer(request, STATUS[refusal.kind], refusal.sentence, refusal.advice)


def not_staff(request: HttpRequest) -> HttpResponse:
    """Tell somebody who is signed in that this is not their door."""
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        gettext("This account has no place among the staff."),
        gettext("An administrator can give it one."),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no page of ours sends."""
    return _answer(request, HTTPStatus.BAD_REQUEST, gettext("The request could not be read."), "")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the page is not open to this person, and who can open it."""
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        gettext("This page is not open to you."),
        gettext("An administrator can grant it."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form is too old to be sent."""
    return _answer(
        request,
        HTTPStatus.FORBIDDEN,
        gettext("This form was opened before you signed in, or too long ago. Nothing was saved."),
        gettext("Go back, reload the page and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    return _answer(
        request,
        HTTPStatus.NOT_FOUND,
        gettext("There is nothing on this shelf."),
        gettext("The address may be mistyped, or what was here has moved."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side, with the number under which it is in the log."""
    return _answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        gettext("Something went wrong on our side."),
        gettext("What you were doing was not saved. Try again; if it happens again, tell an administrator."),
    )


def _answer(request: HttpRequest, status: HTTPStatus, sentence: str, advice: str) -> HttpResponse:
    seen = {
        "text": sentence,
        "advice": advice,
        "tone": "bad",
        "status": status,
        "is_staff_page": request.path_info.startswith("/console/"),
        "incident": request.META.get("SHUYOU_REQUEST_ID", "") if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "",
    }
    if is_partial(request):
        response = render(request, "console/errors/note.html", seen, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#messages", "innerHTML"
        return response
    try:
        seen["frame"] = select_template(_frames(request))
        return render(request, "console/errors/page.html", seen, status=status)
    except Exception:
        # What broke the page (the database, perhaps) may break the frame around its apology too.
        log.exception("the page for status %d could not be drawn", status)
        return HttpResponse(f"{sentence} {advice} {seen['incident']}", content_type="text/plain", status=status)


def _frames(request: HttpRequest) -> list[str]:
    """Return what may stand around the sentence: the staff shell, the shop's window, or the bare door."""
    if not request.path_info.startswith("/console/"):
        return ["shop/base.html", "console/door.html"]
    return ["console/shell.html" if actor_of(request).may("kernel.use_console") else "console/door.html"]
