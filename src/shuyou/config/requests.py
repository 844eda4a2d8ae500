"""What every answer gets: an id that its log lines share, one line in the log, and the headers Django leaves to us."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from http import HTTPStatus
from itertools import chain

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

from shuyou.config.logs import request_id

_log = logging.getLogger("shuyou.requests")
_SOUND_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class RequestTrail:
    """Middleware around all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under an id of its own, or the one that a proxy gave it."""
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if _SOUND_ID.fullmatch(given) else secrets.token_hex(8))
        request.META["SHUYOU_REQUEST_ID"] = request_id.get()
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self._dress(request, response)
            self._note(request, response, time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)

    def _note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        if request.path.startswith(settings.STATIC_URL) and response.status_code < HTTPStatus.BAD_REQUEST:
            return
        # The path without its query: what people search for is nobody's business here.
        _log.info("%s %s status=%d ms=%d", request.method, request.path, response.status_code, seconds * 1000)

    def _dress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        response.headers["X-Request-ID"] = request_id.get()
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            # A page for one person must not come back from a cache after that person has signed out.
            patch_cache_control(response, private=True, no_store=True)


class SoundText:
    """Middleware that refuses what no keyboard types and no database keeps; the API says so in its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """
        Answer the request unless its address or form holds a character of code zero.

        :raises BadRequest: it does.
        """
        if not request.path_info.startswith("/api/") and _holds_zero(request):
            raise BadRequest
        return self.get_response(request)


def _holds_zero(request: HttpRequest) -> bool:
    typed = chain.from_iterable(values for _, values in chain(request.GET.lists(), request.POST.lists()))
    return any("\x00" in text for text in chain([request.path_info], typed))
