"""Plans of shifts: proposed for a week, looked at with what callers can expect, changed, published, printed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.ahead import TERMS, USUAL_SECONDS, WEEK, half, needed, places_of
from shuyou.callcenter.console.drawing import Bar, Line, chart, piece
from shuyou.callcenter.console.sections import DAY, TABS
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.queries import PlanPage, ShiftRow
from shuyou.callcenter.rules import rota
from shuyou.callcenter.rules.expected import Expected, Load, WhatIf, expected
from shuyou.callcenter.rules.rota import RotaTerms, Turn, monday_of
from shuyou.callcenter.services import PlanDraft, ShiftDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.lists import tabs_of
from shuyou.kernel.pages import deed, saved, status_of

CLOCK: Final = {"type": "time"}
PATIENCE: Final = 90
SHORT: Final = 360
"""Minutes up to which a shift has one short break only."""
USUAL: Final = {"talk": USUAL_SECONDS, **TERMS, "away": 10, "minutes": 510, "days": 5}


class ProposalForm(forms.Form):
    """For which week shifts are proposed, and by what."""

    week = forms.DateField(label=_("Week of"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    talk = forms.IntegerField(label=_("Seconds of talk and wrap-up"), min_value=1, max_value=7_200)
    share = forms.IntegerField(label=_("Percent answered in time"), min_value=1, max_value=99)
    within = forms.IntegerField(label=_("within so many seconds"), min_value=0, max_value=600)
    away = forms.IntegerField(label=_("Percent away: training, illness"), min_value=0, max_value=60)
    minutes = forms.IntegerField(label=_("Minutes of a shift, breaks included"), min_value=120, max_value=720)
    days = forms.IntegerField(label=_("Shifts of an agent a week, at most"), min_value=1, max_value=7)


class ShiftForm(forms.Form):
    """A shift of a plan."""

    agent_id = forms.TypedChoiceField(label=_("Agent"), coerce=int)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"))
    breaks = forms.CharField(
        label=_("Breaks"), required=False, max_length=120, help_text=_("such as 10:30–10:45, 12:00–12:30")
    )

    def clean_breaks(self) -> list[tuple[int, int]]:
        """Return the breaks as minutes of the day, from when to when."""
        found = []
        for typed in self.cleaned_data["breaks"].replace("，", ",").replace("、", ",").split(","):
            if typed.strip():
                first, _dash, last = typed.replace("–", "-").replace("—", "-").partition("-")
                found.append((_minute_in(first), _minute_in(last)))
        return found

    def draft(self) -> ShiftDraft:
        """Return the shift as typed; one that ends at midnight or later goes on to the next day."""
        typed = self.cleaned_data
        begins, ends = (typed[name].hour * 60 + typed[name].minute for name in ("begins", "ends"))
        ends += 24 * 60 if ends <= begins and ends < begins - 12 * 60 else 0
        breaks = [
            ((first - begins) % (24 * 60), (last - first) % (24 * 60) or 0) for first, last in typed["breaks"]
        ]  # fmt: skip
        return ShiftDraft(agent_id=typed["agent_id"], day=typed["day"], begins=begins, ends=ends, breaks=breaks)


class WhatIfForm(forms.Form):
    """What would be different."""

    more = forms.IntegerField(label=_("Percent more calls"), min_value=-90, max_value=500)
    longer = forms.IntegerField(label=_("Percent longer calls"), min_value=-90, max_value=500)
    fewer = forms.IntegerField(label=_("Agents fewer"), min_value=0, max_value=500)


def _minute_in(text: str) -> int:
    try:
        typed = datetime.strptime(text.strip(), "%H:%M")  # noqa: DTZ007 - a time of day has no zone
    except ValueError as fault:
        raise ValidationError(_("Write times such as 12:00–12:30.")) from fault
    return typed.hour * 60 + typed.minute


def week_in(text: str) -> date:
    """
    Return the day an address names.

    :raises NotFound: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise NotFound(what=gettext("plan"), key=text) from fault


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """List the plans."""
    actor = actor_of(request)
    rows = queries.shift_plans(actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "callcenter:staffing", actor),
        "places": places_of(actor, "callcenter:plans"),
        "rows": rows,
    }
    return render(request, "callcenter/plans.html", seen)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Propose the shifts of a week."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.supervise")
    start: dict[str, object] = {**USUAL, "week": monday_of(clock.club_day(at)) + WEEK, **request.GET.dict()}
    if request.method == "GET":
        week = queries.week_ahead(first_day=monday_of(clock.club_day(at)), queue="", at=at, actor=actor)
        start["talk"] = request.GET.get("talk") or round(week.handling or USUAL_SECONDS)
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        draft = _proposed(form.cleaned_data, actor, at)
        services.keep_plan(draft, actor=actor, at=at)
        return reverse("callcenter:plan", args=[draft.first_day.isoformat()])

    seen = {"title": gettext("Propose shifts"), "back": reverse("callcenter:plans")}
    return saved(request, form, save, said=gettext("Proposed: look at it, change it, publish it."), seen=seen)


def _proposed(typed: dict[str, Any], actor: Actor, at: datetime) -> PlanDraft:
    """Return shifts for a week by what is foreseen and how many agents there are, before anything is held."""
    first_day = monday_of(typed["week"])
    week = queries.week_ahead(first_day=first_day, queue="", at=at, actor=actor)
    needs = needed(week, talk=typed["talk"], share=typed["share"], within=typed["within"])
    terms = RotaTerms(minutes=typed["minutes"], days_a_week=typed["days"])
    if terms.minutes < SHORT:
        terms = replace(terms, breaks=((60, terms.minutes - 60, 15),) if terms.minutes > 180 else ())
    agents = [agent for agent, _name in queries.agents_to_plan(actor=actor)]
    turns = rota.propose(rota.rostered(needs, typed["away"] / 100), agents, terms)
    kept = {name: typed[name] for name in USUAL}
    calls = [[round(one, 2) for one in day.calls] for day in week.days]
    return PlanDraft(first_day=first_day, turns=turns, needs=needs, calls=calls, terms=kept)


@require_GET
def plan(request: HttpRequest, week: str) -> HttpResponse:
    """Show a plan: who works when, whom it leaves waiting, and what if."""
    return _plan(request, week, None)


def _plan(request: HttpRequest, week: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.shift_plan(first_day=week_in(week), actor=actor)
    form = WhatIfForm({"more": 10, "longer": 0, "fewer": 0, **request.GET.dict()})
    there = rota.cover([_turn(one, page.row.first_day) for one in page.shifts])
    asked = WhatIf(**form.cleaned_data) if form.is_valid() else None
    seen = {
        "tabs": tabs_of(TABS, "callcenter:staffing", actor), "places": places_of(actor, "callcenter:plans"),
        "page": page, "form": form, "refusal": refusal, "what_if": _expectations(page, there, asked),
        "days": _days(page, there), "chart": _cover_chart(page, there), "hours": half,
    }  # fmt: skip
    return render(request, "callcenter/plan.html", seen, status=status_of(refusal))


def _turn(shift: ShiftRow, first_day: date) -> Turn:
    day, breaks = (shift.day - first_day).days, tuple(shift.breaks)
    return Turn(shift.agent_id, day, shift.from_minute, shift.minutes, breaks)


def _expectations(
    page: PlanPage, there: Sequence[Sequence[float]], asked: WhatIf | None
) -> list[tuple[str, Expected, str]]:
    """Return what callers of the week can expect: as planned, and if it comes otherwise."""
    if not page.calls:
        return []
    load = Load(
        handling=page.terms.get("talk", USUAL_SECONDS), patience=PATIENCE, within=page.terms.get("within", 20)
    )  # fmt: skip
    calls, agents = ([one for day in grid for one in day] for grid in (page.calls, there))
    found = [(gettext("As planned"), expected(calls, agents, load))]
    if asked:
        found.append((gettext("What if"), expected(calls, agents, load, what_if=asked)))
    return [(name, one, spoken(one.mean_wait)) for name, one in found]


def _cover_chart(page: PlanPage, there: Sequence[Sequence[float]]) -> object:
    needs = [float(one) for day in page.needs for one in day]
    lines = [Line("l1", pgettext("shifts", "Planned"), [one for day in there for one in day], is_stepped=True)]
    if needs:
        lines.insert(0, Line("l2", gettext("Agents needed"), needs, is_stepped=True))
    across = [
        (number * 48, f"{page.row.first_day + timedelta(days=number):%m-%d}") for number in range(7)
    ]  # fmt: skip
    label = gettext("Agents planned and needed in each half hour; the tables below say the same")
    return chart(lines, label=label, across=across)


def _days(page: PlanPage, there: Sequence[Sequence[float]]) -> list[dict[str, object]]:
    first, last = _span(page)
    found: list[dict[str, object]] = []
    for number in range(7):
        day = page.row.first_day + timedelta(days=number)
        needs = page.needs[number] if page.needs else []
        missing = [
            (half(slot), round(need - have, 1))
            for slot, (need, have) in enumerate(zip(needs, there[number], strict=False)) if need - have > 0.5
        ]  # fmt: skip
        rows = [(one, bar_of(one, first, last)) for one in page.shifts if one.day == day]
        found.append(
            {"day": day, "rows": rows, "missing": missing, "needed": sum(needs) / 2, "planned": sum(there[number]) / 2}
        )
    return found


def _span(page: PlanPage) -> tuple[int, int]:
    begins = [one.from_minute for one in page.shifts]
    return min(begins, default=0), max((one.from_minute + one.minutes for one in page.shifts), default=24 * 60)


def bar_of(shift: ShiftRow, first: int, last: int) -> list[Bar]:
    """Return a shift as a bar with its breaks, between two minutes of the day."""
    begins = shift.from_minute
    return [
        piece(begins, begins + shift.minutes, "v", first=first, last=last),
        *(piece(begins + at, begins + at + length, "off", first=first, last=last) for at, length in shift.breaks),
    ]


@require_POST
def plan_deed(request: HttpRequest, week: str, what: str) -> HttpResponse:
    """Publish a plan, or take it back."""
    actor, at = actor_of(request), clock.now()
    deeds = {"publish": services.publish_plan, "take-back": services.take_plan_back}
    if what not in deeds:
        raise NotFound(what=gettext("page"), key=what)

    def act() -> None:
        deeds[what](first_day=week_in(week), actor=actor, at=at)

    if what == "publish":
        said = gettext("Published: agents see their shifts now.")
    else:
        said = gettext("Agents see it no more.")
    return deed(
        request,
        act,
        url=reverse("callcenter:plan", args=[week]),
        said=said,
        draw=lambda req, no: _plan(req, week, no),
    )


@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest, week: str, shift_id: int = 0) -> HttpResponse:
    """Add a shift to a plan, or change one."""
    actor, at = actor_of(request), clock.now()
    page = queries.shift_plan(first_day=week_in(week), actor=actor)
    known = next((one for one in page.shifts if one.shift_id == shift_id), None)
    if shift_id and known is None:
        raise NotFound(what=gettext("shift"), key=shift_id)
    form = ShiftForm(request.POST if request.method == "POST" else None, initial=_typed(known, page))
    agents = form.fields["agent_id"]
    assert isinstance(agents, forms.ChoiceField)
    agents.choices = queries.agents_to_plan(actor=actor)
    back = reverse("callcenter:plan", args=[week])

    def save() -> str:
        services.put_shift(form.draft(), shift_id=shift_id, actor=actor, at=at)
        return back

    seen = {"title": known.name if known else gettext("New shift"), "back": back, "shift": known, "week": week}
    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="callcenter/shift.html")


def _typed(known: ShiftRow | None, page: PlanPage) -> dict[str, object]:
    if known is None:
        return {"day": page.row.first_day}
    zone = clock.club_zone()

    def said(when: datetime) -> str:
        return f"{when.astimezone(zone):%H:%M}"

    return {
        "agent_id": known.agent_id, "day": known.day, "begins": said(known.begins), "ends": said(known.ends),
        "breaks": ", ".join(f"{said(first)}–{said(last)}" for first, last in known.rests),
    }  # fmt: skip


@require_POST
def shift_drop(request: HttpRequest, week: str, shift_id: int) -> HttpResponse:
    """Take a shift out of its plan."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        services.drop_shift(shift_id=shift_id, actor=actor, at=at)

    url = reverse("callcenter:plan", args=[week])
    return deed(request, act, url=url, said=gettext("Taken out."), draw=lambda req, no: _plan(req, week, no))


@require_GET
def own_shifts(request: HttpRequest) -> HttpResponse:
    """Show whoever asks their own shifts, those to come and how they kept the last ones."""
    actor, at = actor_of(request), clock.now()
    today = clock.club_day(at)
    rows = queries.own_shifts(since=today, until=today + 5 * WEEK, actor=actor)
    kept = queries.own_adherence(since=today - 2 * WEEK, until=today, at=at, actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "callcenter:own_shifts", actor), "rows": [(one, bar_of(one, 0, 24 * 60)) for one in rows],
        "kept": list(reversed(kept)), "today": today,
    }  # fmt: skip
    return render(request, "callcenter/own_shifts.html", seen)
