"""An agent's day as one list: what waits for them by every way that readers take, and the calls they had."""

from typing import Final
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.services import WrittenDraft
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.pages import saved
from shuyou.kernel.registry import by_urgency, registry

LONGEST: Final = 60
EACH: Final = 20
CHANNELS: Final = (("fax", pgettext_lazy("channel", "Fax")), ("letter", pgettext_lazy("channel", "Letter")))


class WrittenForm(forms.Form):
    """A fax or a letter on paper."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    channel = forms.ChoiceField(label=_("Came as"), choices=CHANNELS)
    sender = forms.CharField(
        label=pgettext_lazy("written", "From"), max_length=120,
        help_text=_("number of the telephone, of the card, or a name"),
    )  # fmt: skip
    subject = forms.CharField(label=_("About"), max_length=120, required=False)
    text = forms.CharField(label=_("What it says"), max_length=4_000, required=False, widget=forms.Textarea)
    sheets = forms.FileField(
        label=_("Sheets"), required=False, help_text=_("a PDF or a picture, at most 10 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.tif,.png,.jpg"}),
    )  # fmt: skip


@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever asks, the most urgent first, and what they did today."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.answer")
    lists, urgency = registry.waiting(actor, at, EACH), by_urgency(at)
    groups = [(str(source.label), found.total) for source, found in lists]
    rows = [(str(source.label), row) for source, found in lists for row in found.rows]
    rows.sort(key=lambda one: urgency(one[1]))
    seen = {
        "tabs": section_tabs("callcenter:day", actor), "rows": rows[:LONGEST], "groups": groups,
        "waiting": sum(total for _label, total in groups),
        "done": queries.own_calls_today(at=at, actor=actor), "at": at,
        "may_take": actor.may("callcenter.take_feedback"),
    }  # fmt: skip
    return render(request, "callcenter/day.html", seen)


@require_http_methods(["GET", "POST"])
def written(request: HttpRequest) -> HttpResponse:
    """Take in a fax or a letter on paper: it waits with all that readers write."""
    actor, at, back = actor_of(request), clock.now(), reverse("callcenter:day")
    actor.require("callcenter.take_feedback")
    form = WrittenForm(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def save() -> str:
        typed = dict(form.cleaned_data)
        file = typed.pop("sheets")
        draft = WrittenDraft(name=file.name if file else "", sheets=file.read() if file else b"", **typed)
        services.take_written(draft, actor=actor, at=at)
        return back

    seen = {"title": gettext("Take a fax or a letter in"), "back": back}
    return saved(request, form, save, said=gettext("It waits to be read with what readers write."), seen=seen)
