"""The door of the API: who calls, whether it still may, and what it is answered when something goes wrong."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from shuyou.api.errors import NoSuchAddress, TokenRefused, WrongMethod
from shuyou.api.queries import bearer_of
from shuyou.api.services import note_call
from shuyou.api.views.problems import answer
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now

PROBLEM: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `code` never changes; `detail` and `remedy` are in the language asked for.",
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "code", "detail", "remedy", "field")},
        "status": {"type": "integer"},
        "params": {"type": "object"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

type View = Callable[..., HttpResponseBase]


class Call(HttpRequest):
    """A request that has passed the door."""

    actor: Actor
    at: datetime


def guarded(view: View) -> View:
    """Let only bearers of a valid token through, and turn whatever is raised into problem details."""

    @csrf_exempt  # nobody is known here by a cookie
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(_let_in(request), *args, **kwargs)
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                raise WrongMethod(method=request.method, allowed=response.headers["Allow"])
        except Exception as exception:  # noqa: BLE001 - the door answers for everything behind it
            response = answer(request, exception)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Authorization", "Accept-Language"])
        return response

    return run


def needs(*scopes: str) -> dict[str, Any]:
    """Return what the description of an endpoint says of its scopes; services, queries and `permit` ask for them."""
    problem = {"description": "Problem details", "content": {"application/problem+json": {"schema": PROBLEM}}}
    return {"openapi_extra": {"security": [{"token": list(scopes)}], "responses": {"default": problem}}}


def permit(call: Call, *scopes: str) -> Actor:
    """
    Return who calls, if it holds the scopes.

    :raises NotPermitted: it lacks one.
    """
    for scope in scopes:
        call.actor.require(scope)
    return call.actor


def nowhere(request: HttpRequest) -> HttpResponse:
    """
    Answer for every address that is none.

    :raises NoSuchAddress: always.
    """
    raise NoSuchAddress()


def _let_in(request: HttpRequest) -> Call:
    at = now()
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    bearer = bearer_of(secret=secret.strip(), at=at) if kind.lower() == "bearer" else None
    if bearer is None:
        raise TokenRefused()
    note_call(bearer, at=at)
    call = cast(Call, request)
    call.actor, call.at = bearer.actor, at
    return call
