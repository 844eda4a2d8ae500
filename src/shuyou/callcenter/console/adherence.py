"""How shifts were kept: planned against what agents did, by agent and day, with minutes and reasons."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.drawing import Bar, piece
from shuyou.callcenter.console.sections import DAY, section_tabs
from shuyou.callcenter.queries import KeptRow
from shuyou.callcenter.rules.adherence import Stretch
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download

USUAL_DAYS: Final = 7
LONGEST: Final = 31
"""Days that one page shows at most."""


class KeptForm(forms.Form):
    """Which days, and whose."""

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    agent = forms.TypedChoiceField(label=_("Agent"), coerce=int, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse more days than a page can show."""
        typed = super().clean() or self.cleaned_data
        if "since" in typed and "until" in typed and (typed["until"] - typed["since"]).days >= LONGEST:
            self.add_error("until", gettext("At most %(days)s days at once.") % {"days": LONGEST})
        return typed


@require_GET
def adherence(request: HttpRequest) -> HttpResponseBase:
    """Show how agents kept their shifts."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.supervise")
    today = clock.club_day(at)
    usual: dict[str, Any] = {"since": today - timedelta(days=USUAL_DAYS - 1), "until": today, "agent": 0}
    form = KeptForm({**usual, **request.GET.dict()})
    agents = form.fields["agent"]
    assert isinstance(agents, forms.ChoiceField)
    agents.choices = [(0, gettext("All")), *queries.agents_to_plan(actor=actor)]
    typed = form.cleaned_data if form.is_valid() else usual
    rows = queries.adherence(
        since=typed["since"], until=typed["until"], agent_id=typed["agent"] or 0, at=at, actor=actor
    )
    if request.GET.get("as") == "csv":
        actor.require("callcenter.export")
        header = [gettext("Agent"), gettext("Day"), *map(str, HEADINGS)]
        return csv_download(f"shifts-kept-{today}.csv", header, (_line(row) for row in rows))
    seen = {
        "tabs": section_tabs("callcenter:adherence", actor),
        "form": form, "rows": [(row, pieces(row)) for row in rows], "headings": HEADINGS, "whole": _share(rows),
        "may_export": actor.may("callcenter.export"), "late": queries.center_terms(actor=actor).late_minutes,
    }  # fmt: skip
    return render(request, "callcenter/adherence.html", seen)


HEADINGS: Final = (
    _("Planned, minutes"), _("As planned, percent"), _("Late, minutes"), _("Left early, minutes"),
    _("Beyond, minutes"), _("Instead"),
)  # fmt: skip


def _line(row: KeptRow) -> list[object]:
    instead = ", ".join(f"{words} {minutes:.0f}" for words, minutes in row.instead)
    percent = "" if row.share is None else round(100 * row.share, 1)
    return [
        row.name,
        row.day,
        round(row.planned),
        percent,
        round(row.late),
        round(row.early),
        round(row.beyond),
        instead,
    ]


def _share(rows: Sequence[KeptRow]) -> float | None:
    """Return the share of all planned time that went as planned."""
    planned = sum(row.planned for row in rows)
    return sum(row.kept for row in rows) / planned if planned else None


def pieces(row: KeptRow) -> tuple[list[Bar], list[Bar]]:
    """Return a shift as two bars from its beginning to its end: what was planned, and what was done."""
    span = (row.ends - row.begins).total_seconds()

    def part(begins: float, ends: float, cls: str) -> Bar:
        return piece(begins, ends, cls, first=0.0, last=span)

    def after(one: Stretch) -> tuple[float, float]:
        return (one.begins - row.begins).total_seconds(), (one.ends - row.begins).total_seconds()

    planned = [part(*after(one), "v" if one.is_work else "off") for one in row.planned_stretches]
    done = [part(*after(one), "v" if one.is_work else "w") for one in row.done]
    return planned, [one for one in done if one.width]
