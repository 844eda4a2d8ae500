"""Where carriers tell what became of parcels: believed only with a good signature, and each word once."""

import logging
from contextlib import suppress
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.orders import services
from shuyou.orders.adapters import carriers
from shuyou.orders.errors import ParcelGone, PushForged

log = logging.getLogger(__name__)

LONGEST: Final = 256 * 1024
"""Bytes of a message."""


@csrf_exempt
@require_POST
def tracking(request: HttpRequest, code: str) -> HttpResponse:
    """Take a signed message of a carrier in, and say how much of it was news; the same again changes nothing."""
    carrier, at = carriers().get(code), clock.now()
    if carrier is None:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_type == "multipart/form-data":  # which no carrier sends
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    try:
        notes = carrier.read_push(request.body, dict(request.headers), now=at)
    except PushForged:
        log.warning("message of carrier %s refused", code)
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    except (KeyError, TypeError, ValueError):
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    news, actor = 0, Actor.job(f"orders.{code}")
    for note in notes:
        with suppress(ParcelGone):  # of somebody else, or from before we were told
            news += services.note_tracking(note, carrier=code, actor=actor, at=at)
    return JsonResponse({"news": news})
