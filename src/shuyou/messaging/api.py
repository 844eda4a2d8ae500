"""The doors that are open to everybody: a reader stops offers with one click, a provider reports, signed."""

import logging
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.messaging import services
from shuyou.messaging.adapters.played_sms import PlayedSms
from shuyou.messaging.errors import ReportForged
from shuyou.messaging.models import Channel

log = logging.getLogger(__name__)

LONGEST: Final = 64 * 1024
"""Bytes of a report."""


@csrf_exempt  # mail programs post here with nothing but the address (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask a reader whether they want no more offers; stop them when they, or their mail program, say so."""
    channel = ""
    if request.method == "POST":
        try:
            channel = str(Channel(services.stop_by_link(token=token, at=clock.now())).label)
        except NotFound as missing:
            raise Http404 from missing
        except DomainError as refusal:  # the reader is gone by now: nothing is sent in any case
            log.warning("offers were stopped for nobody: %s", refusal.code)
    return render(request, "messaging/stop.html", {"channel": channel})


@csrf_exempt
@require_POST
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Take what a provider reports of a message; unsigned ones are refused, known ones thanked for."""
    if code != PlayedSms.code:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    at = clock.now()
    try:
        told = PlayedSms().read_report(dict(request.headers), request.body, at=at)
        services.take_report(told, provider=code, actor=Actor.job(f"messaging.{code}"), at=at)
    except ReportForged:
        log.warning("a report that %s did not sign was refused", code)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    except NotFound:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    return HttpResponse("OK", content_type="text/plain")
