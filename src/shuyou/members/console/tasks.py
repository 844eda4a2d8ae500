"""Tasks: the list with its filters, and one task that is done, put off or given to a colleague."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, is_partial, moment_in
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.daily_forms import DoneForm, PostponeForm, ReassignForm
from shuyou.members.console.forms import put_refusals
from shuyou.members.queries import TaskFilter

WHOSE: Final = (("mine", _("Mine")), ("nobody", _("Nobody's yet")), ("all", _("Everybody's")))
STATES: Final = (("open", _("Open")), ("late", _("Overdue")), ("done", _("Done")))


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to look at the list."""

    label: str
    query: str
    is_current: bool


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """List tasks: one's own, nobody's or everybody's; open, overdue or done."""
    actor, at = actor_of(request), clock.now()
    whose = _one(request.GET.get("whose", ""), [key for key, _label in WHOSE])
    state = _one(request.GET.get("state", ""), [key for key, _label in STATES])
    wanted = TaskFilter(whose=actor.id if whose == "mine" else whose, state=state)
    page = queries.list_tasks(wanted=wanted, at=at, after=_after(request.GET.get("after", "")), actor=actor)
    after = f"{page.next_after[0].isoformat()},{page.next_after[1]}" if page.next_after else ""
    seen = {
        "page": page,
        "at": at,
        "state": state,
        "whose": [Choice(str(label), urlencode({"whose": key, "state": state}), key == whose) for key, label in WHOSE],
        "states": [
            Choice(str(label), urlencode({"whose": whose, "state": key}), key == state) for key, label in STATES
        ],
        "next_query": urlencode({"whose": whose, "state": state, "after": after}) if after else "",
        "may_open": actor.may("members.view"),
    }
    return render(request, "members/tasks.html#rows" if is_partial(request) else "members/tasks.html", seen)


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show a task; say that it is done, put it off, or give it to a colleague."""
    actor, at = actor_of(request), clock.now()
    row = queries.task_row(task_id=task_id, actor=actor)
    people = list(queries.colleagues(actor=actor))
    part = request.POST.get("part", "")
    sent = request.POST if request.method == "POST" else None
    shown: dict[str, forms.Form] = {
        "done": DoneForm(sent if part == "done" else None),
        "postpone": PostponeForm(
            sent if part == "postpone" else None, initial={"due": clock.club_day(row.due_at).isoformat()}
        ),
        "reassign": ReassignForm(
            sent if part == "reassign" else None, colleagues=people, initial={"assignee": row.assignee_id}
        ),
    }
    status = HTTPStatus.OK
    if request.method == "POST":
        form = shown.get(part)
        refused = _changed(part, form, task_id, actor, at) if form else HTTPStatus.UNPROCESSABLE_ENTITY
        if refused is None:
            messages.success(request, gettext("Saved."))
            back = ("console:home", []) if part == "done" else ("members:task", [task_id])
            return HttpResponseRedirect(reverse(back[0], args=back[1]), status=HTTPStatus.SEE_OTHER)
        status = refused
    seen = {"task": row, "at": at, **shown, "may_open": actor.may("members.view")}
    return render(request, "members/task.html", seen, status=status)


def _changed(part: str, form: forms.Form, task_id: int, actor: Actor, at: datetime) -> HTTPStatus | None:
    """Do what a part of the page says; return the status of a refusal."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    typed = form.cleaned_data
    changes: dict[str, Callable[[], None]] = {
        "done": lambda: services.finish_task(task_id=task_id, outcome=typed["outcome"], actor=actor, at=at),
        "postpone": lambda: services.postpone_task(task_id=task_id, until=typed["due"], actor=actor, at=at),
        "reassign": lambda: services.reassign_task(task_id=task_id, assignee=typed["assignee"], actor=actor, at=at),
    }
    try:
        changes[part]()
    except DomainError as refusal:
        put_refusals(form, refusal)
        return STATUS[refusal.kind]
    return None


def _one(text: str, known: list[str]) -> str:
    return text if text in known else known[0]


def _after(text: str) -> tuple[datetime, int] | None:
    moment, _comma, task_id = text.partition(",")
    found = moment_in(moment)
    is_place = found is not None and task_id.isascii() and task_id.isdigit() and len(task_id) < 18
    return (found, int(task_id)) if found and is_place else None
