"""One thing done to all members of a list: previewed, confirmed, watched, undone."""

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of, id_in, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.members import queries, services, tasks
from shuyou.members.console.forms import put_refusals
from shuyou.members.console.list_forms import Asked, asked_in, said_briefly
from shuyou.members.models import BulkChange, Contact
from shuyou.members.services import ManyDraft

AT_ONCE: Final = 20_000
"""Members for whom a change is done before the page answers."""
CLOSING: Final = time(18)
"""When a task of a day is due."""


class ManyForm(forms.Form):
    """What is to be done."""

    kind = forms.ChoiceField(
        label=_("What is to be done"), choices=BulkChange.Kind.choices, widget=forms.RadioSelect,
        initial=BulkChange.Kind.ADD_TAG,
    )  # fmt: skip
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    helper = forms.ChoiceField(label=_("Personal helper"), required=False)
    title = forms.CharField(label=_("Task"), required=False, max_length=120)
    text = forms.CharField(label=_("More about it"), required=False, max_length=1000)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("Any")), *Contact.Channel.choices])
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    assignee = forms.ChoiceField(label=_("For whom"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = queries.list_choices()
        self._offer("tag", [("", "—"), *choices["tag"]])
        self._offer("helper", [("", _("Nobody")), *choices["helper"]])
        self._offer("assignee", [("", _("Nobody yet")), *choices["helper"]])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen kind needs."""
        typed = self.cleaned_data
        kind = typed.get("kind", "")
        if kind.endswith("_tag") and not typed.get("tag"):
            self.add_error("tag", _("Choose a tag."))
        if kind == BulkChange.Kind.ADD_TASK:
            if not typed.get("title"):
                self.add_error("title", _("Say in a few words what is to be done."))
            if not typed.get("due_on") and "due_on" not in self.errors:
                self.add_error("due_on", _("Say until when."))
        return typed

    def draft(self, asked: Asked) -> ManyDraft:
        """Return what is to be done to whom; only what belongs to the kind."""
        typed = self.cleaned_data
        kind = typed["kind"]
        plan: dict[str, Any] = {"wanted": asked.form.wanted(), "query": asked.query(), "kind": kind}
        plan["seen"] = typed.get("seen") or 0
        if kind.endswith("_tag"):
            plan["tag_id"] = int(typed["tag"])
        elif kind == BulkChange.Kind.SET_HELPER:
            plan["helper_id"] = int(typed["helper"]) if typed["helper"] else None
        else:
            due_at = datetime.combine(typed["due_on"], CLOSING, clock.club_zone())
            assignee = int(typed["assignee"]) if typed["assignee"] else None
            plan |= {name: typed[name] for name in ("title", "text", "channel")}
            plan |= {"due_at": due_at, "assignee_id": assignee}
        return ManyDraft(**plan)


@require_http_methods(["GET", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Choose what is to be done to all on the list; see whom it touches; do it."""
    actor, at = actor_of(request), clock.now()
    actor.require("members.change_many")
    asked = Asked(request.GET)
    form, status, preview = ManyForm(request.POST or None), HTTPStatus.OK, None
    if request.method == "POST" and form.is_valid():
        draft = form.draft(asked)
        try:
            if request.POST.get("go"):
                return _begin(services.begin_many(draft, actor=actor, at=at), draft.seen, request)
            preview = services.preview_many(draft, actor=actor, on=clock.club_day(at))
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    elif request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    seen = {
        "form": form,
        "chips": asked.form.chips(asked),
        "query": asked.query(),
        "is_by_hand": "chosen" in asked.form.given(),
        "preview": preview,
        "first": queries.member_rows(member_ids=preview.first) if preview and preview.first else (),
        "people": queries.count_members(wanted=asked.form.wanted(), on=clock.club_day(at), actor=actor),
        "soon": clock.club_day(at) + timedelta(days=7),
    }
    return render(request, "members/many.html", seen, status=status)


def _begin(change_id: int, people: int, request: HttpRequest) -> HttpResponse:
    """Do a small change now, and have a large one done by the worker."""
    if people <= AT_ONCE:
        actor = actor_of(request)
        while services.change_some(change_id=change_id, actor=actor, at=clock.now()):
            pass
    else:
        tasks.change_many.defer(change_id=change_id)
    return HttpResponseRedirect(reverse("members:change", args=[change_id]), status=HTTPStatus.SEE_OTHER)


@require_GET
def changes(request: HttpRequest, change_id: int = 0) -> HttpResponse:
    """List what was done to many, or show how far one of it is."""
    actor = actor_of(request)
    before = id_in(request.GET.get("before", ""))
    rows = queries.bulk_changes(before=before, change_id=change_id, actor=actor, limit=51)
    if change_id and not rows:
        raise NotFound(what=_("change"), key=change_id)
    seen = {
        "lines": [(row, said_briefly(asked_in(row.query))) for row in rows[:50]],
        "one": rows[0] if change_id else None,
        "next_before": rows[49].change_id if len(rows) > 50 else 0,
    }
    template = "members/changes.html#progress" if is_partial(request) and change_id else "members/changes.html"
    return render(request, template, seen)


@require_POST
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    """Change back what a change did, where nobody has changed it since."""
    actor = actor_of(request)
    people = services.begin_undo(change_id=change_id, actor=actor, at=clock.now())
    if people <= AT_ONCE:
        while services.undo_some(change_id=change_id, actor=actor, at=clock.now()):
            pass
    else:
        tasks.undo_many.defer(change_id=change_id)
    return HttpResponseRedirect(reverse("members:change", args=[change_id]), status=HTTPStatus.SEE_OTHER)
