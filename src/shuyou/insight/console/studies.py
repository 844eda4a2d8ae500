"""Studies of choices: the list, one with what each level weighs, one to write, and one to ask a reader."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.insight.console.section import TABS
from shuyou.insight.queries import words
from shuyou.insight.queries.studies import Study, studies, study, study_asked
from shuyou.insight.services import StudyDraft, answer_study, close_study, note_value_export, write_study
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.members import queries as members


class StudyForm(forms.Form):
    """A study as typed: a line for each attribute."""

    name = forms.CharField(label=_("Study"), max_length=80)
    lines = forms.CharField(
        label=_("Attributes with their levels"), max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("a line for each, such as: Delivery: next day, in three days"),
    )  # fmt: skip

    def draft(self) -> StudyDraft:
        """Return what was typed."""
        found = []
        for line in self.cleaned_data["lines"].replace("：", ":").replace("，", ",").splitlines():
            name, _colon, levels = line.partition(":")
            if name.strip():
                found.append((name.strip(), tuple(one.strip() for one in levels.split(",") if one.strip())))
        return StudyDraft(name=self.cleaned_data["name"], attributes=tuple(found))


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Show the studies."""
    actor = actor_of(request)
    page = {
        "tabs": tabs_of(TABS, "insight:studies", actor), "rows": studies(actor=actor),
        "may_keep": actor.may("insight.keep_targets"),
    }  # fmt: skip
    return render(request, "insight/studies.html", page)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Design a study."""
    actor, at = actor_of(request), clock.now()
    actor.require("insight.keep_targets")
    form = StudyForm(request.POST or None)

    def save() -> str:
        return reverse("insight:study", args=[write_study(form.draft(), actor=actor, at=at)])

    seen = {"title": gettext("New study of choices"), "back": reverse("insight:studies")}
    return saved(request, form, save, said=gettext("The study is designed."), seen=seen)


@require_GET
def one(request: HttpRequest, study_id: int) -> HttpResponseBase:
    """Show what each level weighs, for everybody and by stage of life."""
    actor, at = actor_of(request), clock.now()
    found = study(study_id=study_id, actor=actor)
    if request.GET.get("as") == "csv":
        note_value_export(wanted=f"study {study_id}", actor=actor, at=at)
        rows = (
            (str(words.LIVES.get(segment, "")) or gettext("Everybody"), worth.attribute, level,
             f"{part:.4f}", f"{spread:.4f}", f"{worth.importance:.4f}")
            for segment, estimate in (("", found.everybody), *found.segments) if estimate
            for worth in estimate.worths for level, part, spread in worth.levels
        )  # fmt: skip
        heads = [
            gettext("Stage of life"), gettext("Attribute"), gettext("Level"), gettext("Weighs"),
            gettext("give or take"), gettext("Importance"),
        ]  # fmt: skip
        return csv_download(f"study-{study_id}.csv", heads, rows)
    page = {
        "tabs": tabs_of(TABS, "insight:studies", actor), "study": found, "row": found.row,
        "parts": [
            (words.LIVES.get(life, ""), estimate)
            for life, estimate in (("", found.everybody), *found.segments) if estimate
        ],
        "may_keep": actor.may("insight.keep_targets"), "may_ask": actor.may("insight.note_intent"),
        "may_export": actor.may("insight.export_values"),
    }  # fmt: skip
    return render(request, "insight/study.html", page)


@require_POST
def close(request: HttpRequest, study_id: int) -> HttpResponse:
    """Take no more answers."""
    return deed(
        request, lambda: close_study(study_id=study_id, actor=actor_of(request), at=clock.now()),
        url=reverse("insight:studies"), said=gettext("It takes no more answers."),
        draw=lambda again, _why: overview(again),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, study_id: int) -> HttpResponse:
    """Ask a reader task by task which card they would take."""
    actor, at = actor_of(request), clock.now()
    actor.require("insight.note_intent")
    found = study_asked(study_id=study_id, actor=actor)
    refusal: DomainError | None = None
    number = request.POST.get("number", request.GET.get("number", ""))[:20].strip()
    chosen = [request.POST.get(f"task{at_task}", "") for at_task in range(len(found.tasks))]
    if request.method == "POST":

        def take() -> None:
            head = members.member_head(number=number, actor=actor)
            choices = [int(one) if one.isdecimal() else -1 for one in chosen]
            answer_study(study_id=study_id, member_id=head.member_id, choices=choices, actor=actor, at=at)

        url = reverse("insight:study_ask", args=[study_id])
        return deed(request, take, url=url, said=gettext("The answer is taken down."),
                    draw=lambda again, why: _asked(again, found, number, chosen, why))  # fmt: skip
    return _asked(request, found, number, chosen, refusal)


def _asked(
    request: HttpRequest, found: Study, number: str, chosen: list[str], refusal: DomainError | None
) -> HttpResponse:
    tasks = [
        [
            (place, [(name, levels[level]) for (name, levels), level in zip(found.attributes, card, strict=True)],
             str(place) == picked)
            for place, card in enumerate(task)
        ]
        for task, picked in zip(found.tasks, chosen, strict=True)
    ]  # fmt: skip
    page = {"study": found, "tasks": tasks, "number": number, "refusal": refusal,
            "tabs": tabs_of(TABS, "insight:studies", actor_of(request))}  # fmt: skip
    return render(request, "insight/study_ask.html", page, status=status_of(refusal))
