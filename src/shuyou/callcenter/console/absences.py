"""Days on which agents do not work: listed, entered, asked for, granted or refused, withdrawn."""

from datetime import date
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import ANY, DAY, ListPage, section_tabs
from shuyou.callcenter.console.shifts import draw_own_shifts
from shuyou.callcenter.models import Absence
from shuyou.callcenter.queries import AbsenceFilter, AbsenceRow
from shuyou.callcenter.services import AbsenceDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment


class AbsenceFilterForm(FilterForm):
    """Which absences the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Absence.State.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Absence.Kind.choices])
    agent = forms.ChoiceField(label=_("Agent"), required=False)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer the agents."""
        self.choose("agent", [ANY, *((str(pk), name) for pk, name in queries.agents_to_plan(actor=actor))])

    def wanted(self) -> AbsenceFilter:
        """Return the filter."""
        return AbsenceFilter(**self.given())


ABSENCES: Final = ListPage[AbsenceRow](
    name="callcenter:absences",
    title=_("Absences"),
    permission="callcenter.supervise",
    form=AbsenceFilterForm,
    read=queries.list_absences,
    columns=(
        Column(
            label=_("Agent"), text=lambda row: row.name,
            url=lambda row: reverse("callcenter:absence", args=[row.uid]),
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("From"), text=lambda row: row.first_day.isoformat(), sort="first_day", cls="n"),
        Column(label=_("To"), text=lambda row: row.last_day.isoformat(), cls="n"),
        Column(label=pgettext_lazy("absence", "Days"), text=lambda row: row.days, cls="num"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: row.tone),
        Column(label=pgettext_lazy("absence", "Asked for"), text=lambda row: moment(row.asked_at)),
    ),
    empty=_("Nobody is away or has asked to be."),
    advice=_("Agents ask on the page of their shifts; you can also enter days here."),
    by="first_day",
    buttons=(
        Button(
            label=_("Enter an absence"), url_name="callcenter:absence_new", permission="callcenter.supervise", key="N"
        ),
    ),
)  # fmt: skip


class AskForm(forms.Form):
    """Days off that somebody asks for."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Absence.Kind.choices)
    first_day = forms.DateField(
        label=pgettext_lazy("absence", "First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=pgettext_lazy("absence", "Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class EnterForm(AskForm):
    """Days off of an agent, entered for them."""

    agent_id = forms.TypedChoiceField(label=_("Agent"), coerce=int)
    field_order = ("agent_id", "kind", "first_day", "last_day", "note")


@require_http_methods(["GET", "POST"])
def absence_new(request: HttpRequest) -> HttpResponse:
    """Enter days on which an agent is away."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.supervise")
    form = EnterForm(request.POST if request.method == "POST" else None, initial=_start(clock.club_day(at)))
    agents = form.fields["agent_id"]
    assert isinstance(agents, forms.ChoiceField)
    agents.choices = queries.agents_to_plan(actor=actor)

    def save() -> str:
        services.enter_absence(AbsenceDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("callcenter:absences")

    seen = {"title": gettext("Enter an absence"), "back": reverse("callcenter:absences")}
    said = gettext("Entered; shifts of these days are taken out of their plans.")
    return saved(request, form, save, said=said, seen=seen)


@require_http_methods(["GET", "POST"])
def absence_ask(request: HttpRequest) -> HttpResponse:
    """Ask for days off."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.answer")
    form = AskForm(request.POST if request.method == "POST" else None, initial=_start(clock.club_day(at)))

    def save() -> str:
        services.ask_absence(AbsenceDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("callcenter:own_shifts")

    seen = {"title": gettext("Ask for days off"), "back": reverse("callcenter:own_shifts")}
    return saved(request, form, save, said=gettext("Asked: a supervisor answers it."), seen=seen)


def _start(today: date) -> dict[str, object]:
    return {"first_day": today, "last_day": today}


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an absence; grant or refuse it."""
    if request.method != "POST":
        return _absence(request, uid, None)
    is_granted = request.POST.get("answer_is") == "granted"
    words = request.POST.get("answer", "")[:400]

    def act() -> None:
        services.answer_absence(uid=uid, is_granted=is_granted, answer=words, actor=actor_of(request), at=clock.now())

    here = reverse("callcenter:absence", args=[uid])
    return deed(request, act, url=here, said=gettext("Saved."), draw=lambda req, no: _absence(req, uid, no))


def _absence(request: HttpRequest, uid: UUID, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.one_absence(uid=uid, actor=actor)
    lost = ngettext(
        "%(count)s shift of theirs lies on these days; it is taken out.",
        "%(count)s shifts of theirs lie on these days; they are taken out.", row.shifts,
    ) % {"count": row.shifts}  # fmt: skip
    seen = {
        "tabs": section_tabs("callcenter:absences", actor), "row": row, "refusal": refusal, "sent": request.POST,
        "lost": lost if row.shifts else "",
    }  # fmt: skip
    return render(request, "callcenter/absence.html", seen, status=status_of(refusal))


@require_POST
def absence_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Withdraw an absence: one's own, or a colleague's for whoever supervises."""
    actor, at = actor_of(request), clock.now()
    is_own = "own" in request.POST

    def act() -> None:
        services.withdraw_absence(uid=uid, actor=actor, at=at)

    url = reverse("callcenter:own_shifts") if is_own else reverse("callcenter:absence", args=[uid])
    said = gettext("Withdrawn; shifts that were taken out do not come back by themselves.")
    if is_own:
        return deed(request, act, url=url, said=said, draw=draw_own_shifts)
    return deed(request, act, url=url, said=said, draw=lambda req, no: _absence(req, uid, no))
