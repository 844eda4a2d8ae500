"""Points for what readers do, and for friends whom they bring, at the desk."""

from datetime import timedelta
from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.loyalty.console.program import ANY, DAY, TABS, ProgramList, form_of, reader_in
from shuyou.loyalty.models import Activity, Referral
from shuyou.loyalty.queries import activities as queries
from shuyou.loyalty.queries.activities import ActivityFilter, ActivityRow, ReferralFilter, ReferralRow
from shuyou.loyalty.services.activities import ActivityDraft, keep_activity, record_many
from shuyou.loyalty.services.referrals import TermsDraft, name_referrer, referral_code, set_referral_terms

TONES: Final = {"joined": "info", "bought": "good", "refused": "warn"}
TOLD: Final = 20
"""Lines of a list that were not taken and are said one by one."""
YEAR: Final = timedelta(days=365)


class ActivityFilterForm(FilterForm):
    """Which activities the list shows."""

    words = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Activity.Kind.choices])
    holds = forms.BooleanField(label=_("Gives points now"), required=False)

    def wanted(self) -> ActivityFilter:
        """Return the filter."""
        given = dict(self.given())
        return ActivityFilter(on=club_day(clock.now()) if given.pop("holds", None) else None, **given)


class ReferralFilterForm(FilterForm):
    """Which friends the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Referral.State.choices])
    why = forms.ChoiceField(label=_("Why not counted"), required=False, choices=[ANY, *Referral.Why.choices])
    since = forms.DateField(label=_("Named since"), required=False, widget=forms.DateInput(attrs=DAY))

    def wanted(self) -> ReferralFilter:
        """Return the filter."""
        return ReferralFilter(**self.given())


ACTIVITIES: Final = ProgramList[ActivityRow](
    name="loyalty:activities",
    title=_("Points for what readers do"),
    permission="loyalty.view",
    form=ActivityFilterForm,
    read=queries.list_activities,
    columns=(
        Column(
            label=_("Activity"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("loyalty:activity", args=[row.code]),
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Points"), text=lambda row: points(row.points), cls="num", sort="points"),
        Column(label=_("Times"), text=lambda row: points(row.readers), cls="num"),
        Column(label=_("Given in all"), text=lambda row: points(row.given), cls="num"),
        Column(label=_("From"), text=lambda row: iso(row.valid_from), cls="n", sort="valid_from"),
        Column(label=_("To"), text=lambda row: iso(row.valid_to), cls="n", sort="valid_to"),
    ),
    empty=_("Nothing gives points but buying."),
    advice=_("Write down what else does: coming to a reading, a review, a survey."),
    buttons=(
        Button(label=_("New activity"), url_name="loyalty:activity_new", permission="loyalty.keep_program", key="N"),
    ),
)  # fmt: skip

REFERRALS: Final = ProgramList[ReferralRow](
    name="loyalty:referrals",
    title=_("Friends whom readers brought"),
    permission="loyalty.view",
    form=ReferralFilterForm,
    read=queries.list_referrals,
    by="noted_at",
    columns=(
        Column(
            label=_("Friend"), text=lambda row: row.friend_name, names="members.export",
            url=lambda row: reverse("console:member", args=[row.friend_number]),
        ),
        Column(
            label=_("Brought by"), text=lambda row: row.referrer_name, names="members.export",
            url=lambda row: reverse("console:member", args=[row.referrer_number]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Why not counted"), text=lambda row: row.why_label),
        Column(label=_("Points of both"), text=lambda row: points(row.points), cls="num", sort="points"),
        Column(label=_("Named"), text=lambda row: iso(club_day(row.noted_at)), cls="n", sort="noted_at"),
        Column(label=_("First order"), text=lambda row: iso(club_day(row.bought_at)) if row.bought_at else "", cls="n"),
    ),
    empty=_("Nobody was brought by a friend yet."),
    advice=_("Give readers their code; friends name it when they join."),
    buttons=(
        Button(label=_("What friends bring"), url_name="loyalty:referral_terms", permission="loyalty.view"),
        Button(label=_("Name who brought a friend"), url_name="loyalty:refer", permission="loyalty.refer", key="N"),
    ),
)  # fmt: skip


class ActivityForm(forms.Form):
    """An activity as typed; a code that is there already changes its activity."""

    code = forms.CharField(label=_("Code"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=80)
    points = forms.IntegerField(label=_("Points each time"), min_value=1, max_value=10**6)
    per_day = forms.IntegerField(
        label=_("Points for a reader in a day at most"),
        min_value=0,
        max_value=10**6,
        initial=0,
        help_text=_("0: no bound"),
    )
    per_member = forms.IntegerField(
        label=_("Points for a reader in all at most"),
        min_value=0,
        max_value=10**6,
        initial=0,
        help_text=_("0: no bound"),
    )
    budget = forms.IntegerField(
        label=_("Points for all together at most"), min_value=0, max_value=10**9, initial=0, help_text=_("0: no bound")
    )
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    valid_to = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)


class TermsForm(forms.Form):
    """What friends bring, as typed."""

    referrer_joining = forms.IntegerField(
        label=_("When a friend joins: points for the reader"), min_value=0, max_value=10**5
    )
    friend_joining = forms.IntegerField(
        label=_("When a friend joins: points for the friend"), min_value=0, max_value=10**5
    )
    referrer_buying = forms.IntegerField(
        label=_("First paid order: points for the reader"), min_value=0, max_value=10**5
    )
    friend_buying = forms.IntegerField(label=_("First paid order: points for the friend"), min_value=0, max_value=10**5)
    least_order = forms.DecimalField(label=_("A first order counts from"), min_value=0, max_digits=8, decimal_places=2)
    friends_per_month = forms.IntegerField(
        label=_("Friends of a reader in a month at most"), min_value=0, max_value=999
    )
    days_to_name = forms.IntegerField(label=_("Days after joining to say who it was"), min_value=0, max_value=365)


class ReferForm(forms.Form):
    """Who was brought, and by whose code."""

    reader = forms.CharField(
        label=_("Friend who joined"), max_length=40, widget=forms.TextInput(attrs={"autofocus": True})
    )
    code = forms.CharField(label=_("Code of the reader who brought them"), max_length=20)


@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    """Write an activity, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    code = request.GET.get("code", "")[:20]
    row = queries.activity_page(code=code, actor=actor).row if code else None
    form = form_of(ActivityForm, request, row)

    def save() -> str:
        kept = keep_activity(ActivityDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("loyalty:activity", args=[kept])

    seen = {"title": gettext("Activity"), "back": reverse("loyalty:activities")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """Show an activity; note who took part, one or a list."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, code, None)

    def note() -> None:
        said = request.POST.get("said", "")[:20_000].splitlines()
        done = record_many(code, said=said, reference=request.POST.get("reference", "")[:80], actor=actor, at=at)
        for fault in done.faults[:TOLD]:
            messages.warning(request, gettext("Line %(line)s: %(why)s") % {"line": fault.line, "why": fault.why})
        text = ngettext(
            "%(readers)s reader noted, %(points)s points given.",
            "%(readers)s readers noted, %(points)s points given.",
            done.readers,
        )
        messages.success(request, text % {"readers": points(done.readers), "points": points(done.points)})

    url = reverse("loyalty:activity", args=[code])
    return deed(request, note, url=url, said="", draw=lambda again, why: _page(again, code, why))


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest) -> HttpResponse:
    """Name who brought a friend."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.refer")
    form = ReferForm(request.POST or None, initial={"reader": request.GET.get("member", "")[:20]})

    def save() -> str:
        friend = reader_in(form.cleaned_data["reader"], actor)
        done = name_referrer(friend_id=friend, code=form.cleaned_data["code"], actor=actor, at=at)
        if done.why:
            messages.warning(request, gettext("It does not count: %(why)s.") % {"why": Referral.Why(done.why).label})
        else:
            both = {"referrer": points(done.referrer_points), "friend": points(done.friend_points)}
            messages.info(request, gettext("%(referrer)s points for the reader, %(friend)s for the friend.") % both)
        return reverse("loyalty:referrals")

    seen = {"title": gettext("Who brought a friend"), "back": reverse("loyalty:referrals")}
    return saved(request, form, save, said=gettext("Noted."), seen=seen)


@require_http_methods(["GET", "POST"])
def own_code(request: HttpRequest, number: str) -> HttpResponse:
    """Show the code that a reader passes on to friends."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.refer")
    code = referral_code(member_id=reader_in(number, actor), actor=actor, at=at) if request.method == "POST" else ""
    return render(request, "loyalty/referral_code.html", {"number": number, "code": code})


@require_http_methods(["GET", "POST"])
def referral_terms(request: HttpRequest) -> HttpResponse:
    """Show what friends bring and what became of those named in a year; say what they bring from now on."""
    actor, at = actor_of(request), clock.now()
    terms = queries.referral_terms(at=at, actor=actor)
    initial = {name: getattr(terms, name) for name in TermsForm.base_fields}
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    seen = {
        "tabs": tabs_of(TABS, "loyalty:referrals", actor),
        "sums": queries.referral_sums(since=at - YEAR, actor=actor),
        "may_set": actor.may("loyalty.keep_program"),
    }

    def save() -> str:
        set_referral_terms(TermsDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("loyalty:referral_terms")

    return saved(request, form, save, said=gettext("Saved."), seen=seen, template="loyalty/referral_terms.html")


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.activity_page(code=code, actor=actor)
    seen = {
        "page": page,
        "row": page.row,
        "is_on": page.row.is_on(club_day(at)),
        "tabs": tabs_of(TABS, "loyalty:activities", actor),
        "may_note": actor.may("loyalty.record_activity"),
        "may_keep": actor.may("loyalty.keep_program"),
        "sent": request.POST,
        "refusal": refusal,
    }
    return render(request, "loyalty/activity.html", seen, status=status_of(refusal))
