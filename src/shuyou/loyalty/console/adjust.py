"""Giving and taking points by hand, over the member page or as a page of its own."""

from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import STATUS, actor_of, go_to, is_partial
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.loyalty import queries, services
from shuyou.loyalty.errors import AdjustmentTooLarge, DayLimitReached
from shuyou.loyalty.services import Adjustment
from shuyou.members import queries as members


class AdjustForm(forms.Form):
    """Points to give or to take, and why."""

    points = forms.CharField(
        label=_("Points"),
        required=False,
        max_length=40,
        help_text=_("such as 200, or −200 to take points away"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    key = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def draft(self, member_id: int) -> Adjustment:
        """Return the adjustment as typed."""
        typed = self.cleaned_data
        return Adjustment(
            member_id=member_id, points=typed["points"], reason=typed["reason"], request_key=typed["key"] or uuid4()
        )


@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, number: str) -> HttpResponse:
    """Give a member points or take some, for a reason."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.adjust")
    head = members.member_head(number=number, actor=actor)
    form, status, may_ask = AdjustForm(initial={"key": uuid4()}), HTTPStatus.OK, False
    if request.method == "POST":
        form, status = AdjustForm(request.POST), HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                said = _post(request, form.draft(head.member_id), actor, at)
            except NotFound:
                raise
            except DomainError as refusal:
                form.add_error(refusal.at_field if refusal.at_field in form.fields else None, str(refusal))
                status = STATUS[refusal.kind]
                may_ask = isinstance(refusal, AdjustmentTooLarge | DayLimitReached)
            else:
                messages.success(request, said)
                return go_to(request, reverse("console:member", args=[number]))
    state = queries.points_state(member_id=head.member_id, today=clock.club_day(at), actor=actor)
    seen = {
        "form": form,
        "member": head,
        "state": state,
        "limits": queries.adjustment_limits(actor=actor),
        "may_ask": may_ask,
        "is_over": is_partial(request),
    }
    template = "loyalty/adjust.html#form" if is_partial(request) else "loyalty/adjust.html"
    return render(request, template, seen, status=status)


def _post(request: HttpRequest, draft: Adjustment, actor: Actor, at: datetime) -> str:
    """Post the points, or ask for them where somebody else has to approve; return what to say."""
    if request.POST.get("do") == "ask":
        services.ask_adjustment(draft, actor=actor, at=at)
        return gettext("Asked for. The points move when somebody else approves.")
    return gettext("%(points)s points posted.") % {"points": f"{services.adjust_points(draft, actor=actor, at=at):+,}"}
