"""Quality of calls: forms that they are judged by, marks, and lists of them by agent."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import ANY, DAY, ListPage, section_tabs
from shuyou.callcenter.queries import FormRow, MarkFilter, MarkRow
from shuyou.callcenter.rules.quality import BEST, HEAVIEST, Point
from shuyou.callcenter.services import FormDraft, MarkDraft
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import NotFound
from shuyou.kernel.lists import Bar, Button, Column, FilterForm
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import moment

JUDGE: Final = "callcenter.judge"
MARK: Final = "mark_"
MARKS_OF_POINT: Final = [(str(mark), str(mark)) for mark in range(BEST + 1)]


class MarkFilterForm(FilterForm):
    """Which marks the list shows."""

    agent = forms.ChoiceField(label=_("Agent"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer agents and forms to who judges; agents see their own marks."""
        if not actor.may(JUDGE):
            del self.fields["agent"], self.fields["form"]
            return
        seats = queries.agent_rows(actor=actor)
        self.choose("agent", [ANY, *((str(seat.user_id), seat.name) for seat in seats)])
        self.choose("form", [ANY, *((one.code, one.name) for one in queries.quality_forms(actor=actor))])

    def wanted(self) -> MarkFilter:
        """Return the filter."""
        return MarkFilter(**self.given())


def _by_agent(rows: Sequence[MarkRow]) -> Sequence[Bar]:
    """Return the mean mark of each agent on the page, the best first."""
    shares: dict[str, list[int]] = {}
    for row in rows:
        shares.setdefault(row.agent, []).append(row.share)
    means = sorted(((sum(all_of) / len(all_of), who) for who, all_of in shares.items()), reverse=True)
    return [Bar(who, f"{mean:.0f} %", mean) for mean, who in means] if len(means) > 1 else []


MARKS: Final = ListPage[MarkRow](
    name="callcenter:marks",
    title=_("Quality of calls"),
    permission="callcenter.answer",
    form=MarkFilterForm,
    read=queries.list_marks,
    columns=(
        Column(
            label=_("Judged"), text=lambda row: moment(row.marked_at), sort="marked_at",
            url=lambda row: reverse("callcenter:call", args=[row.call]),
        ),
        Column(label=_("Agent"), text=lambda row: row.agent),
        Column(label=_("Form"), text=lambda row: row.form_name),
        Column(label=_("Mark"), text=lambda row: f"{row.share} %", tone=lambda row: row.tone),
        Column(label=_("By whom"), text=lambda row: row.marked_by),
        Column(label=_("Notes"), text=lambda row: row.note),
    ),
    empty=_("No call has been judged yet."),
    advice=_("Open a call that is over and judge it there."),
    by="marked_at",
    chart=_by_agent,
    buttons=(
        Button(label=_("Forms"), url_name="callcenter:quality_forms", permission=JUDGE, icon="pencil-line", key="E"),
    ),
)  # fmt: skip


class QualityFormForm(forms.Form):
    """What calls are judged by, a point in each line."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=40)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    points = forms.CharField(
        label=_("Points"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("one in each line: code | Chinese | English | weight from 1 to %(most)d") % {"most": HEAVIEST},
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_points(self) -> list[Point]:
        """Read a point from each line."""
        found = []
        for number, line in enumerate(self.cleaned_data["points"].splitlines(), 1):
            if not line.strip():
                continue
            code, zh, en, weight, *more = [part.strip() for part in line.split("|")] + [""] * 4
            if any(more) or not (code.isascii() and code.isidentifier() and len(code) <= 20 and zh and en):
                raise forms.ValidationError(
                    gettext("Line %(number)d: write code | Chinese | English | weight.") % {"number": number}
                )
            if not (weight.isascii() and weight.isdigit() and 1 <= int(weight[:3]) <= HEAVIEST):
                raise forms.ValidationError(
                    gettext("Line %(number)d: the weight “%(value)s” is none from 1 to %(most)d.")
                    % {"number": number, "value": weight, "most": HEAVIEST}
                )
            found.append(Point(code=code, zh=zh[:80], en=en[:80], weight=int(weight)))
        return found


@require_GET
def quality_forms(request: HttpRequest) -> HttpResponse:
    """List the forms."""
    actor = actor_of(request)
    rows = queries.quality_forms(actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:marks", actor), "rows": rows, "may_edit": actor.may("callcenter.set_up"),
    }  # fmt: skip
    return render(request, "callcenter/quality_forms.html", seen)


@require_http_methods(["GET", "POST"])
def quality_form(request: HttpRequest, code: str = "") -> HttpResponse:
    """Make a form, or change it."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.set_up")
    known = _form_row(code, actor) if code else None
    initial = {}
    if known:
        lines = "\n".join(f"{one.code} | {one.zh} | {one.en} | {one.weight}" for one in known.points)
        initial = {
            "code": code, "name_zh": known.name_zh, "name_en": known.name_en, "is_active": known.is_active,
            "points": lines,
        }  # fmt: skip
    form = QualityFormForm(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["code"].disabled = known is not None
    back = reverse("callcenter:quality_forms")

    def save() -> str:
        services.put_form(FormDraft(**form.cleaned_data), code=code, actor=actor, at=at)
        return back

    title = known.name if known else gettext("New form")
    return saved(request, form, save, said=gettext("Saved."), seen={"title": title, "back": back})


def _form_row(code: str, actor: Actor) -> FormRow:
    found = next((row for row in queries.quality_forms(actor=actor) if row.code == code), None)
    if found is None:
        raise NotFound(what=gettext("form"), key=code)
    return found


class MarkForm(forms.Form):
    """What somebody thinks of a call, point by point."""

    def __init__(self, *args: object, points: Sequence[Point], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for point in points:
            self.fields[f"{MARK}{point.code}"] = forms.TypedChoiceField(
                label=f"{queries.point_name(point)} ×{point.weight}", coerce=int, choices=MARKS_OF_POINT,
                help_text=_("0: not at all, 5: could not be better"),
            )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=_("What to tell the agent"), max_length=500, required=False, widget=forms.Textarea
        )

    def draft(self, form: str) -> MarkDraft:
        """Return the marks as typed."""
        typed = self.cleaned_data
        marks = {name.removeprefix(MARK): mark for name, mark in typed.items() if name.startswith(MARK)}
        return MarkDraft(form=form, marks=marks, note=typed["note"])


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Judge a call, or judge it anew."""
    actor, at = actor_of(request), clock.now()
    actor.require(JUDGE)
    meant = _form_row(form, actor)
    given = next((one for one in queries.call_marks(call=uid, actor=actor) if one.form == form), None)
    initial: dict[str, object] = {f"{MARK}{point.code}": str(BEST) for point in meant.points}
    if given:
        initial |= {f"{MARK}{code}": str(value) for code, value in given.given.items()} | {"note": given.note}
    typed = MarkForm(request.POST if request.method == "POST" else None, points=meant.points, initial=initial)
    back = reverse("callcenter:call", args=[uid])

    def save() -> str:
        services.mark_call(typed.draft(form), uid=uid, actor=actor, at=at)
        return back

    who = queries.call_detail(uid=uid, actor=actor).row
    title = gettext("%(form)s: %(agent)s") % {"form": meant.name, "agent": who.agent or "—"}
    return saved(request, typed, save, said=gettext("Saved."), seen={"title": title, "back": back})
