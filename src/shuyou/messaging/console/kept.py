"""What goes nowhere where nothing is set up: letters kept in files, and a WeChat that is played on this machine."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.lists import tabs_of
from shuyou.messaging import tasks
from shuyou.messaging.adapters import provider_of
from shuyou.messaging.adapters.mail_box import kept_letters
from shuyou.messaging.adapters.played_wechat import PlayedWechat, called
from shuyou.messaging.adapters.wechat import read_call
from shuyou.messaging.console.sections import TABS


class WordsForm(forms.Form):
    """What somebody writes to the club at the WeChat that is played."""

    account = forms.RegexField(
        r"^[A-Za-z0-9_-]+$",
        label=_("Account"),
        max_length=28,
        initial="o-reader-1",
        help_text=_("any; letters and figures"),
    )
    text = forms.CharField(label=_("What they write"), max_length=600, help_text=_("such as the figures of a code"))


@require_GET
def mail(request: HttpRequest) -> HttpResponse:
    """Show letters that are kept on this machine, and what accounts at the WeChat that is played were told."""
    return _page(request, None)


@require_POST
def wechat(request: HttpRequest) -> HttpResponse:
    """Have somebody write to the club at the WeChat that is played: it calls us as the real one does, signed."""
    actor_of(request).require("messaging.see_mail")
    if _played() is None:
        raise NotFound(what=gettext("channel"), key="wechat")
    form, at = WordsForm(request.POST), clock.now()
    if not form.is_valid():
        return _page(request, form)
    said, body = called(form.cleaned_data["account"], Content=form.cleaned_data["text"], at=at)
    tasks.take_wechat(read_call(body, said, at=at), at)
    messages.success(request, gettext("It has come in."))
    return HttpResponseRedirect(reverse("messaging:mail"), status=HTTPStatus.SEE_OTHER)


def _played() -> PlayedWechat | None:
    provider = provider_of("wechat")
    return provider if isinstance(provider, PlayedWechat) else None


def _page(request: HttpRequest, form: WordsForm | None) -> HttpResponse:
    actor = actor_of(request)
    actor.require("messaging.see_mail")
    played = _played()
    seen = {
        "tabs": tabs_of(TABS, "messaging:mail", actor), "rows": kept_letters(), "is_played": played is not None,
        "notes": played.notes() if played else (), "form": form or WordsForm(),
    }  # fmt: skip
    return render(
        request, "messaging/mail.html", seen, status=HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    )
