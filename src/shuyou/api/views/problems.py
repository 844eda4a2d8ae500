"""Whatever goes wrong, as problem details (RFC 9457): the only place of the API that knows exceptions."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from ninja.errors import HttpError, ValidationError

from shuyou.api import errors
from shuyou.kernel.doors import STATUS
from shuyou.kernel.errors import DomainError, SeveralRefused, problems_of

log = logging.getLogger(__name__)

OWN_STATUS: Final[Mapping[type[DomainError], HTTPStatus]] = MappingProxyType(
    {
        errors.TokenRefused: HTTPStatus.UNAUTHORIZED,
        errors.TooManyCalls: HTTPStatus.TOO_MANY_REQUESTS,
        errors.Unreadable: HTTPStatus.BAD_REQUEST,
        errors.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        errors.WrongMethod: HTTPStatus.METHOD_NOT_ALLOWED,
        errors.Failed: HTTPStatus.INTERNAL_SERVER_ERROR,
    }
)
"""Refusals that HTTP has a status of their own for."""

TITLES: Final = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: _("Not readable"),
        HTTPStatus.UNAUTHORIZED: _("Not let in"),
        HTTPStatus.FORBIDDEN: _("Not permitted"),
        HTTPStatus.NOT_FOUND: _("Nothing found"),
        HTTPStatus.METHOD_NOT_ALLOWED: _("Another method"),
        HTTPStatus.CONFLICT: _("Not possible now"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("Too much at once"),
        HTTPStatus.UNPROCESSABLE_ENTITY: _("Not valid"),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too many calls"),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("Our failure"),
    }
)

LIMITS: Final = ("le", "ge", "lt", "gt", "max_length")
"""Names under which the library tells a limit that was passed."""


def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Turn whatever was raised into an answer; what nobody foresaw is written to the log and tells nothing."""
    refusal = _as_refusal(request, exception)
    status = OWN_STATUS.get(type(refusal), STATUS[refusal.kind])
    body = _details(refusal, status)
    response = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        encoder=DjangoJSONEncoder,
        json_dumps_params={"ensure_ascii": False},
    )
    if isinstance(refusal, errors.TokenRefused):
        response.headers["WWW-Authenticate"] = 'Bearer realm="shuyou"'
    elif isinstance(refusal, errors.TooManyCalls):
        response.headers["Retry-After"] = str(refusal.params["seconds"])
    elif isinstance(refusal, errors.WrongMethod):
        response.headers["Allow"] = refusal.params["allowed"]
    return response


def _as_refusal(request: HttpRequest, exception: Exception) -> DomainError:
    if isinstance(exception, DomainError):
        return exception
    if isinstance(exception, ValidationError):
        found = [_field_refusal(error) for error in exception.errors]
        return found[0] if len(found) == 1 else SeveralRefused(found)
    if isinstance(exception, RequestDataTooBig):
        return errors.TooLarge()
    if isinstance(exception, SuspiciousOperation | BadRequest | UnreadablePostError | HttpError):
        return errors.Unreadable()
    if isinstance(exception, Http404):
        return errors.NoSuchAddress()
    incident = request.META.get("SHUYOU_REQUEST_ID", "")
    log.error("incident %s", incident, exc_info=exception)
    return errors.Failed(incident=incident)


def _field_refusal(error: Mapping[str, Any]) -> DomainError:
    """Return our own refusal for what the library says of a field; the value itself is never repeated."""
    field, kind = _name(error["loc"]), error["type"]
    context = error.get("ctx", {})
    limit = next((context[name] for name in LIMITS if name in context), None)
    if kind == "missing":
        return errors.FieldMissing(field=field)
    if kind == "extra_forbidden":
        return errors.FieldUnknown(field=field)
    if kind in ("string_too_long", "too_long"):
        return errors.FieldTooLong(field=field, limit=limit)
    if kind.startswith(("greater_than", "less_than")):
        return errors.FieldOutOfRange(field=field, limit=limit)
    return errors.FieldNotReadable(field=field)


def _name(loc: Sequence[str | int]) -> str:
    """Return where a value stands, such as `lines.0.quantity`, without the names of our parameters before it."""
    source, *inside = loc
    if source == "body":
        inside = inside[1:]
    return ".".join(str(part)[:60] for part in inside)


def _details(refusal: DomainError, status: HTTPStatus) -> dict[str, object]:
    return {
        "type": f"urn:shuyou:problem:{refusal.code}",
        "title": TITLES[status],
        "status": status,
        **_said(refusal),
        "errors": [_said(problem) for problem in problems_of(refusal)],
    }


def _said(refusal: DomainError) -> dict[str, object]:
    return {
        "code": refusal.code,
        "detail": refusal.sentence,
        "remedy": refusal.advice,
        "field": refusal.at_field,
        "params": dict(_told(refusal.params.items())),
    }


def _told(params: Iterable[tuple[str, object]]) -> Iterable[tuple[str, object]]:
    """Return what a refusal is about; ids of our own stay inside, and what JSON has no word for is told as text."""
    for name, value in params:
        if name.endswith("_id") or name == "field":
            continue
        if isinstance(value, Decimal):
            yield name, f"{value:.2f}"
        else:
            yield name, value if isinstance(value, int | str | list | dict | bool | None) else str(value)
