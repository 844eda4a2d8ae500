"""From how likely on pairs are merged at night: the rule, what it would do, what it was."""

from decimal import Decimal
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, actor_of
from shuyou.kernel.errors import DomainError
from shuyou.members import queries, services
from shuyou.members.console.forms import put_refusals


class MergingRuleForm(forms.Form):
    """From how likely on, in percent, and whether at all."""

    least = forms.CharField(
        label=_("Likely from, in percent"),
        required=False,
        max_length=20,
        help_text=_("from 90 to 100, such as 99.9"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    is_on = forms.BooleanField(label=_("Merge such pairs every night"), required=False)


@require_http_methods(["GET", "POST"])
def merging_rule(request: HttpRequest) -> HttpResponse:
    """Show the rule with what it would merge tonight; keep another one, or only look at what that would merge."""
    actor = actor_of(request)
    actor.require("members.set_merging")
    rule, status = queries.merging_rule(actor=actor), HTTPStatus.OK
    asked = rule.least
    form = MergingRuleForm(initial={"least": _percent(rule.least), "is_on": rule.is_on})
    if request.method == "POST":
        form = MergingRuleForm(request.POST)
        form.is_valid()
        least = form.cleaned_data.get("least", "")
        try:
            asked = services.likeness(least)
            if "look" not in request.POST:
                services.set_merging_rule(least=least, is_on=form.cleaned_data["is_on"], actor=actor, at=clock.now())
                messages.success(request, gettext("Saved."))
                return HttpResponseRedirect(reverse("members:merging_rule"), status=HTTPStatus.SEE_OTHER)
        except DomainError as refusal:
            put_refusals(form, refusal)
            status = STATUS[refusal.kind]
    seen = {
        "form": form,
        "rule": rule,
        "asked": asked,
        "steps": queries.merging_preview(least=asked, actor=actor),
        "history": queries.merging_rules(actor=actor),
    }
    return render(request, "members/merging_rule.html", seen, status=status)


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}"
