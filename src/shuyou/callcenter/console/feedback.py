"""What readers say of the club by telephone: listed, taken down, answered."""

from typing import Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.callcenter import queries, services
from shuyou.callcenter.console.sections import ANY, DAY, ListPage, section_tabs
from shuyou.callcenter.models import Feedback
from shuyou.callcenter.queries import SaidFilter, SaidRow
from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import moment


class SaidFilterForm(FilterForm):
    """Which words the list shows."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Feedback.Kind.choices])
    state = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[
            ANY, ("open", pgettext_lazy("feedback", "To be answered")),
            ("answered", pgettext_lazy("feedback", "Answered")),
        ],
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("Of whom"), required=False,
        choices=[ANY, ("senior", _("Senior members")), ("others", pgettext_lazy("feedback", "All others"))],
    )  # fmt: skip
    member = forms.CharField(label=_("Member number"), required=False, max_length=20)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs=DAY))

    def wanted(self) -> SaidFilter:
        """Return the filter."""
        return SaidFilter(**self.given())


FEEDBACK: Final = ListPage[SaidRow](
    name="callcenter:feedback",
    title=_("Words of readers"),
    permission="callcenter.take_feedback",
    form=SaidFilterForm,
    read=queries.list_feedback,
    columns=(
        Column(
            label=_("When"), text=lambda row: moment(row.came_at), sort="came_at",
            url=lambda row: reverse("callcenter:feedback_one", args=[row.uid]),
        ),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Of whom"), text=lambda row: gettext("Senior member") if row.is_senior else ""),
        Column(label=_("Words"), text=lambda row: Truncator(row.text or str(row.score or "")).chars(60)),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: row.tone),
        Column(label=_("Answer by"), text=lambda row: moment(row.due_at) if row.is_open else ""),
        Column(label=pgettext_lazy("feedback", "What came of it"), text=lambda row: row.result_label),
    ),
    empty=_("No reader has said anything yet."),
    advice=_("Take down what readers suggest or complain of, from their call or here."),
    by="came_at",
    buttons=(
        Button(
            label=_("Take down"), url_name="callcenter:feedback_new", permission="callcenter.take_feedback", key="N"
        ),
    ),
)  # fmt: skip


class SaidForm(forms.Form):
    """What a reader said."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(one.value, one.label) for one in (Feedback.Kind.SUGGESTION, Feedback.Kind.COMPLAINT)],
    )
    number = forms.CharField(
        label=_("Member number"), required=False, max_length=20, help_text=_("empty: nobody we know"),
        widget=forms.TextInput(attrs={"class": "n"}),
    )  # fmt: skip
    text = forms.CharField(label=_("Their words"), max_length=1000, widget=forms.Textarea)


class AnswerForm(forms.Form):
    """What they were answered."""

    result = forms.ChoiceField(label=pgettext_lazy("feedback", "What came of it"), choices=Feedback.Result.choices)
    answer = forms.CharField(label=_("What you told them"), max_length=1000, widget=forms.Textarea)


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, call: UUID | None = None) -> HttpResponse:
    """Take down what a reader says, of a call or not."""
    actor, at = actor_of(request), clock.now()
    actor.require("callcenter.take_feedback")
    form = SaidForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("member", "")[:20]}
    )
    back = reverse("callcenter:feedback")
    if call is not None:
        queries.call_detail(uid=call, actor=actor)
        del form.fields["number"]
        back = reverse("callcenter:call", args=[call])

    def save() -> str:
        services.take_feedback(services.SaidDraft(**form.cleaned_data, call=call), actor=actor, at=at)
        return back

    return saved(
        request, form, save, said=gettext("Saved."), seen={"title": _("Take down what a reader says"), "back": back}
    )


@require_http_methods(["GET", "POST"])
def said(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show what a reader said; answer it."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _said(request, uid, form, None)

    def act() -> None:
        services.answer_feedback(uid=uid, **form.cleaned_data, actor=actor_of(request), at=clock.now())

    url = reverse("callcenter:feedback_one", args=[uid])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda req, no: _said(req, uid, form, no))


def _said(request: HttpRequest, uid: UUID, form: AnswerForm, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row, may = queries.one_feedback(uid=uid, actor=actor)
    seen = {
        "tabs": section_tabs("callcenter:feedback", actor), "row": row, "may": may, "form": form, "refusal": refusal,
    }  # fmt: skip
    status = 422 if form.is_bound and not form.is_valid() else status_of(refusal)
    return render(request, "callcenter/feedback.html", seen, status=status)
