"""The doors that are open to everybody: a reader stops offers with one click, a provider reports, signed."""

import logging
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.messaging import services, tasks
from shuyou.messaging.adapters.mail_service import MailServiceProvider, read_webhook
from shuyou.messaging.adapters.played_sms import PlayedSms
from shuyou.messaging.adapters.sms_reports import THANKS, read_call
from shuyou.messaging.adapters.wechat import read_call as read_wechat
from shuyou.messaging.adapters.wechat import require_signed
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


@never_cache
@require_GET
def go(request: HttpRequest, token: str) -> HttpResponse:
    """Lead on to where a letter says; nowhere else, whatever stands in the address."""
    try:
        address = services.follow_link(token=token, actor=Actor.job("messaging.go"), at=clock.now())
    except NotFound as missing:
        raise Http404 from missing
    return HttpResponseRedirect(address, headers={"Referrer-Policy": "no-referrer"})


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


@csrf_exempt
@never_cache
@require_POST
def call(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """Take what a provider of short messages tells of many, and what readers answered; each counts once."""
    if code not in THANKS:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    at, actor = clock.now(), Actor.job(f"messaging.{code}")
    try:
        told = read_call(code, secret, request.body, at=at)
    except ReportForged:
        log.warning("a call that %s did not make, or that cannot be read, was refused", code)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    tasks.take_reports(told.reports, code, at)
    for heard in told.heard:
        services.take_heard(heard, actor=actor, at=at)
    return HttpResponse(THANKS[code], content_type="application/json")


@csrf_exempt
@never_cache
@require_POST
def mail_report(request: HttpRequest) -> HttpResponse:
    """Take what a provider of e-mail tells, signed as it does; each thing counts once."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    at = clock.now()
    try:
        told = read_webhook(request, at=at)
    except ReportForged:
        log.warning("a report that the provider of e-mail did not sign was refused")
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    tasks.take_reports(told, MailServiceProvider.code, at)
    return HttpResponse("OK", content_type="text/plain")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def wechat(request: HttpRequest) -> HttpResponse:
    """Take what WeChat calls for, signed: a reader follows, leaves or writes, a message arrived; each once."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    at = clock.now()
    try:
        if request.method == "GET":  # it asks once whether it is us
            require_signed(request.GET.dict(), at=at)
            return HttpResponse(request.GET.get("echostr", "")[:100], content_type="text/plain")
        told = read_wechat(request.body, request.GET.dict(), at=at)
    except ReportForged:
        log.warning("a call that WeChat did not sign, or that cannot be read, was refused")
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    tasks.take_wechat(told, at)
    return HttpResponse("success", content_type="text/plain")
