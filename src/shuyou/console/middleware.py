"""What stands between the street and the staff pages: language, sign-in, and refusals turned into answers."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation

from shuyou.console.rules import LANGUAGE
from shuyou.console.views import errors
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.models import User

CONSOLE: Final = "/console/"
OPEN_TO_ALL: Final = frozenset(
    {"account_login", "account_logout", "account_inactive", "mfa_authenticate", "console:language"}
)
"""The only staff pages that need no sign-in; every other page under /console/ does."""

type View = Callable[..., HttpResponseBase]


class StaffDoor:
    """Middleware of the staff pages: nobody comes in who is not staff, and each reads their own language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the person, or of the shop as long as nobody has chosen another."""
        if request.path_info.startswith(CONSOLE):
            language = _language(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let staff pass; send visitors to sign in; refuse people who are signed in but not staff."""
        match = request.resolver_match
        if not request.path_info.startswith(CONSOLE) or (match and match.view_name in OPEN_TO_ALL):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not actor_of(request).may("kernel.use_console"):
            return errors.not_staff(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal that no page took up."""
        return errors.refused(request, exception) if isinstance(exception, DomainError) else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        # The fragment has no place for a form: the whole page goes to the door and comes back to where it was.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("console:home"))


def _language(request: HttpRequest) -> str:
    spoken = dict(settings.LANGUAGES)
    chosen = request.user.language if isinstance(request.user, User) else ""
    at_door = request.session.get(LANGUAGE, "")
    for language in (at_door, chosen, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        if language in spoken:
            return language
    return settings.LANGUAGE_CODE
