"""Settings: how somebody likes their screen."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from shuyou.console.forms import PreferencesForm
from shuyou.console.rules import LANGUAGE
from shuyou.kernel import clock, services
from shuyou.kernel.doors import actor_of
from shuyou.kernel.models import User


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and keep language, theme, density and keys."""
    assert isinstance(request.user, User)
    user = request.user
    if request.method != "POST":
        current = {name: getattr(user, name) for name in PreferencesForm.base_fields}
        current["language"] = request.LANGUAGE_CODE
        return render(request, "console/settings.html", {"form": PreferencesForm(initial=current)})
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return render(request, "console/settings.html", {"form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = form.preferences()
    services.save_preferences(wanted, actor=actor_of(request), at=clock.now())
    request.session.pop(LANGUAGE, None)  # what was chosen at the door holds no longer
    with override(wanted.language):
        messages.success(request, gettext("Settings saved."))
    return redirect("console:settings")
