"""Groups that the club means to keep to: how each stands, and one to write or change."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.insight.console.section import TABS
from shuyou.insight.errors import NoSuchTarget
from shuyou.insight.queries import words
from shuyou.insight.queries.noticed import TargetRow, targets
from shuyou.insight.services import TargetDraft, keep_target, note_value_export
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import saved


def _choices(names: words.Words) -> list[tuple[object, object]]:
    return [("", _("Any")), *((code, word) for code, word in names.items() if code)]


class TargetForm(forms.Form):
    """A group as typed."""

    name = forms.CharField(label=_("Group"), max_length=60)
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=_choices(words.SEXES))
    age_from = forms.IntegerField(label=_("Age from"), required=False, min_value=0, max_value=120)
    age_to = forms.IntegerField(label=_("Age to"), required=False, min_value=0, max_value=120)
    life = forms.ChoiceField(label=_("Stage of life"), required=False, choices=_choices(words.LIVES))
    preference = forms.ChoiceField(label=_("Prefer"), required=False, choices=_choices(words.PREFERENCES))
    goal = forms.IntegerField(
        label=_("Goal: its share of the money, in hundredths"), required=False, min_value=0, max_value=100
    )
    is_watched = forms.BooleanField(label=_("Watched every night"), required=False, initial=True)


@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show the groups with their share of the money beside the goal, how that moved, and what they buy."""
    actor, at = actor_of(request), clock.now()
    found = targets(actor=actor)
    if request.GET.get("as") == "csv":
        note_value_export(wanted="targets", actor=actor, at=at)
        rows = ((row.name, day.day, day.people, day.net, day.profit, f"{day.part:.4f}")
                for row in found for day in row.days)  # fmt: skip
        heads = [
            gettext("Group"), gettext("Day"), gettext("Readers who buy"), gettext("Bought in a year"),
            gettext("Left to us"), gettext("Share of the money"),
        ]  # fmt: skip
        return csv_download(f"groups-{clock.club_day(at)}.csv", heads, rows)
    page = {
        "tabs": tabs_of(TABS, "insight:targets", actor), "may_keep": actor.may("insight.keep_targets"),
        "may_export": actor.may("insight.export_values"),
        "rows": [(row, meant(row), [(code, words.PREFERENCES[code], part) for code, part in row.mix]) for row in found],
    }  # fmt: skip
    return render(request, "insight/targets.html", page)


def meant(row: TargetRow) -> str:
    """Say in words who is in a group."""
    parts = [words.SEXES[row.sex] if row.sex else "", _ages(row), words.LIVES.get(row.life, ""),
             words.PREFERENCES.get(row.preference, "")]  # fmt: skip
    return " · ".join(str(part) for part in parts if part)


def _ages(row: TargetRow) -> str:
    if row.age_from is None and row.age_to is None:
        return ""
    if row.age_to is None:
        return gettext("from %(age)s years") % {"age": row.age_from}
    return gettext("%(low)s to %(high)s years") % {"low": row.age_from or 0, "high": row.age_to}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a group."""
    return _form(request, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, target_id: int) -> HttpResponse:
    """Change a group."""
    return _form(request, target_id)


def _form(request: HttpRequest, target_id: int | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    actor.require("insight.keep_targets")
    form = TargetForm(request.POST or None, initial=_initial(target_id, actor))

    def save() -> str:
        keep_target(TargetDraft(**form.cleaned_data), target_id=target_id, actor=actor, at=at)
        return reverse("insight:targets")

    seen = {"title": gettext("Group to keep to"), "back": reverse("insight:targets")}
    return saved(request, form, save, said=gettext("Saved. It is counted from the next night on."), seen=seen)


def _initial(target_id: int | None, actor: Actor) -> dict[str, object]:
    if target_id is None:
        return {}
    row = next((one for one in targets(actor=actor) if one.target_id == target_id), None)
    if row is None:
        raise NoSuchTarget(number=target_id)
    names = ("name", "sex", "age_from", "age_to", "life", "preference", "is_watched")
    return {**{name: getattr(row, name) for name in names}, "goal": row.goal_percent}
