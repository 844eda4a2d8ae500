"""Plans of shifts: proposed for a week, looked at with what callers can expect, changed, published, printed."""

from collections.abc import Mapping, Sequence
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
from shuyou.callcenter.console.ahead import TERMS, USUAL_SECONDS, WEEK, half, needed
from shuyou.callcenter.console.covers import Shown, missing_in, parts_of, summed, whole_of
from shuyou.callcenter.console.drawing import Bar, Line, chart, piece
from shuyou.callcenter.console.sections import DAY, section_tabs
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.queries import PlanPage, ShiftRow
from shuyou.callcenter.rules import rota
from shuyou.callcenter.rules.expected import Expected, Load, WhatIf, expected
from shuyou.callcenter.rules.rota import RotaTerms, monday_of
from shuyou.callcenter.services import PlanDraft, ShiftDraft, SkillPlan
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError, NotFound
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
    by_skill = forms.BooleanField(
        label=_("Each skill by itself"), required=False,
        help_text=_("as many as each needs, from those who have it; else all agents together"),
    )  # fmt: skip


class ShiftForm(forms.Form):
    """A shift of a plan."""

    agent_id = forms.TypedChoiceField(label=_("Agent"), coerce=int)
    skill = forms.ChoiceField(label=_("For which calls"), required=False)
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
        return ShiftDraft(agent_id=typed["agent_id"], day=typed["day"], begins=begins, ends=ends, breaks=breaks,
            skill=typed["skill"])  # fmt: skip


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
        "tabs": section_tabs("callcenter:plans", actor),
        "rows": rows,
    }
    return render(request, "callcenter/plans.html", seen)


@require_http_methods(["GET", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Propose the shifts of a week."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.supervise")
    start: dict[str, object] = {
        **USUAL,
        "by_skill": True,
        "week": monday_of(clock.club_day(at)) + WEEK,
        **request.GET.dict(),
    }
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
    """Return shifts for a week by what is foreseen and who is there, before anything is held."""
    first_day = monday_of(typed["week"])
    terms = RotaTerms(minutes=typed["minutes"], days_a_week=typed["days"])
    if terms.minutes < SHORT:
        terms = replace(terms, breaks=((60, terms.minutes - 60, 15),) if terms.minutes > 180 else ())
    plans = _skill_plans(typed, first_day, actor, at) if typed["by_skill"] else {}
    calls, needs = _together(typed, first_day, plans, actor, at)
    workers = queries.workers(first_day=first_day, actor=actor)
    if not plans:
        workers = [replace(one, skills=frozenset({""})) for one in workers]
    asked = {code: one.needs for code, one in plans.items()} or {"": needs}
    rostered = {code: rota.rostered(grid, typed["away"] / 100) for code, grid in asked.items()}
    turns = rota.propose_by_skill(rostered, workers, terms)
    kept = {name: typed[name] for name in USUAL}
    return PlanDraft(first_day=first_day, turns=turns, needs=needs, calls=calls, terms=kept, skills=plans)


def _skill_plans(typed: dict[str, Any], first_day: date, actor: Actor, at: datetime) -> dict[str, SkillPlan]:
    """Return what each skill needs of which somebody is foreseen to call, by how long its own calls took."""
    found = {}
    for one in queries.skills_ahead(first_day=first_day, at=at, actor=actor):
        talk = one.handling or typed["talk"]
        needs = needed(one.calls, talk=talk, share=typed["share"], within=typed["within"])
        if any(map(any, needs)):
            calls = [[round(each, 2) for each in day] for day in one.calls]
            found[one.skill] = SkillPlan(needs=needs, calls=calls, talk=round(talk, 1))
    return found


def _together(
    typed: dict[str, Any], first_day: date, plans: Mapping[str, SkillPlan], actor: Actor, at: datetime
) -> tuple[list[list[float]], list[list[int]]]:  # callers and agents needed in all, half hour by half hour
    if plans:
        return summed([one.calls for one in plans.values()]), summed([one.needs for one in plans.values()])
    week = queries.week_ahead(first_day=first_day, queue="", at=at, actor=actor)
    needs = needed((day.calls for day in week.days), talk=typed["talk"], share=typed["share"], within=typed["within"])
    return [[round(one, 2) for one in day.calls] for day in week.days], needs


@require_GET
def plan(request: HttpRequest, week: str) -> HttpResponse:
    """Show a plan: who works when, whom it leaves waiting, and what if."""
    return _plan(request, week, None)


def _plan(request: HttpRequest, week: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    page = queries.shift_plan(first_day=week_in(week), actor=actor)
    parts = parts_of(page)
    shown = next((one for one in parts if one.skill == request.GET.get("skill")), whole_of(page))
    form = WhatIfForm({"more": 10, "longer": 0, "fewer": 0, **request.GET.dict()})
    asked = WhatIf(**form.cleaned_data) if form.is_valid() else None
    seen = {
        "tabs": section_tabs("callcenter:plans", actor), "page": page, "form": form, "refusal": refusal,
        "what_if": _expectations(page, shown, asked), "days": _days(page, shown, [shown] if shown.skill else parts),
        "chart": _cover_chart(page, shown), "hours": half, "skill": shown.skill,
        "skills": [(one.skill, one.name) for one in parts if one.skill],
    }  # fmt: skip
    return render(request, "callcenter/plan.html", seen, status=status_of(refusal))


def _expectations(page: PlanPage, shown: Shown, asked: WhatIf | None) -> list[tuple[str, Expected, str]]:
    """Return what callers of the week can expect: as planned, and if it comes otherwise."""
    if not shown.calls:
        return []
    load = Load(handling=shown.talk, patience=PATIENCE, within=page.terms.get("within", 20))
    calls, agents = ([one for day in grid for one in day] for grid in (shown.calls, shown.there))
    found = [(gettext("As planned"), expected(calls, agents, load))]
    if asked:
        found.append((gettext("What if"), expected(calls, agents, load, what_if=asked)))
    return [(name, one, spoken(one.mean_wait)) for name, one in found]


def _cover_chart(page: PlanPage, shown: Shown) -> object:
    needs = [float(one) for day in shown.needs for one in day]
    planned = [one for day in shown.there for one in day]
    lines = [Line("l1", pgettext("shifts", "Planned"), planned, is_stepped=True)]
    if needs:
        lines.insert(0, Line("l2", gettext("Agents needed"), needs, is_stepped=True))
    across = [
        (number * 48, f"{page.row.first_day + timedelta(days=number):%m-%d}") for number in range(7)
    ]  # fmt: skip
    label = gettext("Agents planned and needed in each half hour; the tables below say the same")
    return chart(lines, label=label, across=across)


def _days(page: PlanPage, shown: Shown, parts: Sequence[Shown]) -> list[dict[str, object]]:
    first, last = _span(page)
    found: list[dict[str, object]] = []
    for number in range(7):
        day = page.row.first_day + timedelta(days=number)
        rows = [(one, bar_of(one, first, last)) for one in shown.shifts if one.day == day]
        missing = [
            (part.name, stretches) for part in parts
            if part.needs and (stretches := missing_in(part.needs[number], part.there[number]))
        ]  # fmt: skip
        needs = shown.needs[number] if shown.needs else []
        planned = sum(shown.there[number]) / 2
        found.append({"day": day, "rows": rows, "missing": missing, "lacks": _lacks(missing),
                      "needed": sum(needs) / 2, "planned": planned})  # fmt: skip
    return found


def _lacks(missing: Sequence[tuple[str, list[tuple[str, str, float]]]]) -> tuple[str, str, float, int] | None:
    """Return when agents first and last are too few on a day, how many at most, and how often."""
    found = [one for _name, stretches in missing for one in stretches]
    if not found:
        return None
    begins, ends, most = zip(*found, strict=True)
    return min(begins), max(ends), max(most), len(found)


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
    skills = form.fields["skill"]
    assert isinstance(skills, forms.ChoiceField)
    skills.choices = [("", gettext("all they can take")), *queries.skill_choices(actor=actor)]
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
        "agent_id": known.agent_id, "skill": known.skill, "day": known.day,
        "begins": said(known.begins), "ends": said(known.ends),
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
    """Show whoever asks their own shifts, those to come and how they kept the last ones, and their days off."""
    return draw_own_shifts(request, None)


def draw_own_shifts(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    """Draw the page of one's own shifts, with what was refused."""
    actor, at = actor_of(request), clock.now()
    today = clock.club_day(at)
    rows = queries.own_shifts(since=today, until=today + 5 * WEEK, actor=actor)
    kept = queries.own_adherence(since=today - 2 * WEEK, until=today, at=at, actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:own_shifts", actor), "rows": [(one, bar_of(one, 0, 24 * 60)) for one in rows],
        "kept": list(reversed(kept)), "today": today,
        "absences": queries.own_absences(since=today, actor=actor), "refusal": refusal,
    }  # fmt: skip
    return render(request, "callcenter/own_shifts.html", seen, status=status_of(refusal))
