"""By which signs callers are taken to be upset, and whom they come to: set up, explained, with its history."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.rules.mood import BOUNDS
from shuyou.callcenter.services import MoodDraft
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.history import Change
from shuyou.kernel.pages import saved

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _figure(name: str, label: "_StrPromise") -> forms.IntegerField:
    least, most = BOUNDS[name]
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class MoodForm(forms.Form):
    """What each sign weighs, from when on somebody is upset, and what follows."""

    complaint = _figure("complaint", _("Points of a complaint nobody has answered"))
    low_score = _figure("low_score", _("Points of a last score of 1 or 2"))
    in_vain = _figure("in_vain", _("Points of each call in vain since somebody last answered"))
    was_upset = _figure("was_upset", _("Points if the last agent wrote that they were upset"))
    from_points = _figure("from_points", _("Upset from so many points"))
    days = _figure("days", _("Calls of so many days count"))
    skill = forms.ChoiceField(
        label=_("They come first to whoever is good at"), required=False,
        help_text=_("none: to anybody, and the agent is told why they may be upset"),
    )  # fmt: skip
    level = _figure("level", _("From this level on"))
    waits = _figure("waits", _("Seconds at most that they wait for such an agent alone"))


@require_http_methods(["GET", "POST"])
def mood(request: HttpRequest) -> HttpResponse:
    """Say by which signs callers are taken to be upset, and whom they come to then."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.set_up")
    known = queries.mood_terms(actor=actor)
    form = MoodForm(request.POST if request.method == "POST" else None, initial=dict(known.values))
    skill = form.fields["skill"]
    assert isinstance(skill, forms.ChoiceField)
    skill.choices = [("", "—"), *queries.skill_choices(actor=actor)]
    back = reverse("callcenter:set_up")

    def save() -> str:
        services.put_mood_terms(MoodDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("callcenter:mood")

    seen = {
        "title": gettext("Upset callers"), "tabs": section_tabs("callcenter:mood", actor), "back": back,
        "able": known.able, "waits": known.values["waits"], "changes": _told(known.changes, form),
    }  # fmt: skip
    said = gettext("Saved: it holds from the next call on.")
    return saved(request, form, save, said=said, seen=seen, template="callcenter/mood.html")


def _told(changes: list[Change], form: forms.Form) -> list[tuple[Change, list[tuple[str, object, object]]]]:
    """Return who changed what, with the words of the form; the first change is how the club began."""
    return [
        (one, [(str(form.fields[name].label), one.before.get(name), value) for name, value in one.after.items()
               if name in form.fields])
        for one in changes if one.operation == "U"
    ]  # fmt: skip
