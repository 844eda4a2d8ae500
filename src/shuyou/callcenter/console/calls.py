"""The list of calls, and each with all its steps."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from shuyou.callcenter import queries
from shuyou.callcenter.console.sections import ANY, DAY, ListPage, section_tabs
from shuyou.callcenter.console.talk import spoken
from shuyou.callcenter.models import Call
from shuyou.callcenter.queries import CallFilter, CallRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.lists import Column, FilterForm
from shuyou.kernel.templatetags.ui import moment


class CallFilterForm(FilterForm):
    """Which calls the list shows."""

    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=[ANY, *Call.Direction.choices])
    result = forms.ChoiceField(
        label=pgettext_lazy("call", "Result"), required=False,
        choices=[
            ANY, ("answered", pgettext_lazy("call", "Answered")),
            ("abandoned", _("Hung up waiting")), ("message", _("Left a message")),
            ("waiting_back", _("To be called back")), ("alive", _("Going on now")),
        ],
    )  # fmt: skip
    queue = forms.ChoiceField(label=_("Queue"), required=False)
    code = forms.ChoiceField(label=_("About"), required=False)
    member = forms.CharField(label=_("Member number"), required=False, max_length=20)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def offer(self, actor: Actor) -> None:
        """Offer queues and codes."""
        self.choose("queue", [ANY, *queries.queue_choices(actor=actor)])
        self.choose("code", [ANY, *queries.code_choices(actor=actor)])

    def wanted(self) -> CallFilter:
        """Return the filter."""
        return CallFilter(**self.given())


CALLS: Final = ListPage[CallRow](
    name="callcenter:calls",
    title=_("Calls"),
    permission="callcenter.view",
    form=CallFilterForm,
    read=queries.list_calls,
    columns=(
        Column(
            label=_("When"), text=lambda row: moment(row.started_at), sort="started_at",
            url=lambda row: reverse("callcenter:call", args=[row.uid]),
        ),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Telephone"), text=lambda row: row.shown, cls="n"),
        Column(label=_("Direction"), text=lambda row: row.direction_label),
        Column(label=_("Queue"), text=lambda row: row.queue),
        Column(label=_("Agent"), text=lambda row: row.agent),
        Column(label=_("Waited"), text=lambda row: spoken(row.waited), cls="num"),
        Column(label=_("Talked"), text=lambda row: spoken(row.talked), cls="num"),
        Column(label=pgettext_lazy("call", "Result"), text=lambda row: row.result, tone=lambda row: row.tone),
        Column(label=_("About"), text=lambda row: row.code),
    ),
    empty=_("Nobody has called yet."),
    advice=_("Calls come in here as soon as a switch runs."),
    by="started_at",
)  # fmt: skip


@require_GET
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a call with all its steps."""
    actor = actor_of(request)
    detail = queries.call_detail(uid=uid, actor=actor)
    longest = max((step.after for step in detail.steps), default=0.0)
    may_judge = actor.may("callcenter.judge") and detail.row.talked is not None
    seen = {
        "tabs": section_tabs("callcenter:calls", actor), "call": detail, "row": detail.row, "longest": longest,
        "recordings": [(one, spoken(one.seconds)) for one in queries.recordings_of(call=uid, actor=actor)],
        "words": queries.call_feedback(call=uid, actor=actor), "marks": queries.call_marks(call=uid, actor=actor),
        "forms": [one for one in queries.quality_forms(actor=actor) if one.is_active] if may_judge else (),
        "may_take": actor.may("callcenter.take_feedback"), "may_answer": actor.may("callcenter.answer"),
        "wanted": queries.wanted_of_call(call=uid, actor=actor),
    }  # fmt: skip
    return render(request, "callcenter/call.html", seen)
