"""What pages and endpoints share: who is asking, and how refusals become answers."""

from http import HTTPStatus

from django.http import HttpRequest

from shuyou.kernel.actor import MEMBER, STAFF, Actor
from shuyou.kernel.errors import Kind
from shuyou.kernel.models import User

STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.CONFLICT: HTTPStatus.CONFLICT,
    Kind.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
}
"""The HTTP status of each kind of refusal."""

NOBODY = Actor(MEMBER, "", "web")


def actor_of(request: HttpRequest, via: str = "console") -> Actor:
    """Return who asks: a signed-in member of staff with roles, or a visitor who may do nothing here."""
    user = request.user
    if isinstance(user, User) and user.is_active and user.is_staff:
        return Actor(STAFF, str(user.pk), via, user.role_set)
    return NOBODY


def is_partial(request: HttpRequest) -> bool:
    """Tell whether the page's script asks for a fragment rather than a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Request-Type") != "full"
