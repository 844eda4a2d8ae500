"""A channel tried: words of ours to an address that is typed, by the way that all messages go."""

from typing import Final
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.pages import saved
from shuyou.messaging import services, tasks
from shuyou.messaging.models import Channel
from shuyou.messaging.services import TESTED

HINTS: Final = {
    "email": _("an e-mail address; your own, to begin with"),
    "sms": _("the number of a mobile phone"),
    "phone": _("a telephone number; somebody will have to call it"),
    "fax": _("the number of a fax machine"),
    "letter": _("name, address and postcode, each in a line"),
    "app": _("the number of a member; they will find it in their inbox"),
    "wechat": _("the number of a member who has tied their account at WeChat"),
}


class TrialForm(forms.Form):
    """Where a test goes."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Address"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )


@require_http_methods(["GET", "POST"])
def channel_test(request: HttpRequest, code: str) -> HttpResponse:
    """Send a test by a channel; the page of the message shows what becomes of it."""
    actor, at = actor_of(request), clock.now()
    actor.require("messaging.set_terms")
    if code not in TESTED:
        raise NotFound(what=gettext("channel"), key=code)
    own = User.objects.filter(pk=actor.id).values_list("email", flat=True).first() if code == "email" else ""
    form = TrialForm(request.POST or None, initial={"key": uuid4(), "address": own or ""})
    form.fields["address"].help_text = HINTS[code]

    def save() -> str:
        uid = services.try_channel(**form.cleaned_data, channel=code, actor=actor, at=at)
        tasks.defer_sending()
        return reverse("messaging:message", args=[uid])

    title = gettext("Try the channel: %(channel)s") % {"channel": Channel(code).label}
    seen = {"title": title, "back": reverse("messaging:terms")}
    return saved(request, form, save, said=gettext("The test goes to the gate, and then out."), seen=seen)
