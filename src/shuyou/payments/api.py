"""Where providers of payments tell what became of a payment: believed only with a good signature."""

import logging
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.payments import services
from shuyou.payments.adapters import CODES, provider
from shuyou.payments.errors import NoticeRefused

log = logging.getLogger(__name__)

LONGEST: Final = 64 * 1024
"""Bytes of a notice."""


@csrf_exempt
@require_POST
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """Take a notice of a provider, and thank it once it is kept: what is not thanked for is told again."""
    if code not in CODES:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_type == "multipart/form-data":  # which no provider sends
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        services.take_notice(
            code=code,
            headers=dict(request.headers),
            body=request.body,
            actor=Actor.job(f"payments.{code}"),
            at=clock.now(),
        )
    except NoticeRefused as refusal:
        log.warning("notice of %s refused: %s", code, refusal.params["reason"])
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    kind, body = provider(code).thanks()
    return HttpResponse(body, content_type=kind)
