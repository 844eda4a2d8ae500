"""How many agents it takes, by Erlang's formulas, and what if it comes otherwise."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from shuyou.callcenter.console.sections import section_tabs
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.rules import erlang
from shuyou.kernel.doors import actor_of


class StaffingForm(forms.Form):
    """How much there is to do, and how well it is to be done."""

    calls = forms.FloatField(label=_("Calls an hour"), min_value=0.1, max_value=100_000)
    talk = forms.FloatField(label=_("Seconds of talk and wrap-up"), min_value=1, max_value=7_200)
    share = forms.IntegerField(label=_("Percent answered in time"), min_value=1, max_value=99)
    within = forms.IntegerField(label=_("within so many seconds"), min_value=0, max_value=600)
    away = forms.IntegerField(
        label=_("Percent of paid time away: breaks, training, illness"), min_value=0, max_value=80
    )
    patience = forms.IntegerField(label=_("Seconds until callers give up"), min_value=5, max_value=3_600)
    more = forms.IntegerField(label=_("What if: percent more calls"), min_value=-90, max_value=500)
    longer = forms.IntegerField(label=_("What if: percent longer calls"), min_value=-90, max_value=500)
    fewer = forms.IntegerField(label=_("What if: agents fewer"), min_value=0, max_value=1_000)


USUAL: dict[str, Any] = {
    "calls": 120, "talk": 210, "share": 80, "within": 20, "away": 30, "patience": 90, "more": 10, "longer": 0,
    "fewer": 0,
}  # fmt: skip


@require_GET
def staffing(request: HttpRequest) -> HttpResponse:
    """Show how many agents it takes, with one fewer, and what if more calls come, they last longer, or some are ill."""
    actor = actor_of(request)
    actor.require("callcenter.report")
    form = StaffingForm({**USUAL, **request.GET.dict()})
    seen: dict[str, object] = {
        "tabs": section_tabs("callcenter:staffing", actor), "form": form,
    }  # fmt: skip
    if form.is_valid():
        terms = form.cleaned_data
        agents = erlang.agents_needed(
            rate=terms["calls"] / 3600, handling=terms["talk"], within=terms["within"], share=terms["share"] / 100
        )
        other = terms | {
            "calls": terms["calls"] * (1 + terms["more"] / 100), "talk": terms["talk"] * (1 + terms["longer"] / 100),
        }  # fmt: skip
        seen |= {
            "plan": _served(terms, agents), "one_less": _served(terms, agents - 1),
            "what_if": _served(other, agents - terms["fewer"]),
        }  # fmt: skip
    return render(request, "callcenter/staffing.html", seen)


def _served(terms: dict[str, float], agents: int) -> dict[str, object]:
    """Return what callers can expect of so many agents, and how many to roster so that they are there."""
    rate, talk = terms["calls"] / 3600, terms["talk"]
    real = erlang.impatient(
        rate=rate, handling=talk, agents=max(agents, 1), patience=terms["patience"], within=terms["within"]
    )  # fmt: skip
    return {
        "agents": agents, "rostered": erlang.rostered(agents, terms["away"] / 100), "load": round(rate * talk, 1),
        "in_time": round(100 * real.in_time, 1), "wait": spoken(real.mean_wait),
        "lost": round(100 * real.gives_up, 1), "busy": round(100 * real.occupancy, 1),
        "lines": erlang.lines_needed(load=rate * (talk + 80), loss=0.001),
    }  # fmt: skip
