"""Merchants of the alliance at the desk: the directory, one with its checks, one to write; and a reader's pass."""

from typing import Final

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso
from shuyou.loyalty.console.program import ANY, DAY, TABS, ProgramList, form_of
from shuyou.loyalty.models import Merchant
from shuyou.loyalty.queries import alliance as queries
from shuyou.loyalty.queries.alliance import MerchantFilter, MerchantRow
from shuyou.loyalty.queries.clubs import club_names
from shuyou.loyalty.services.alliance import (
    GOOD_FOR,
    MerchantDraft,
    check_entitlement,
    give_merchant_word,
    keep_merchant,
    make_pass,
)
from shuyou.members import queries as members


class MerchantFilterForm(FilterForm):
    """Which merchants the list shows."""

    words = forms.CharField(label=_("Name or place"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *Merchant.Kind.choices])

    def wanted(self) -> MerchantFilter:
        """Return the filter."""
        return MerchantFilter(**self.given())


MERCHANTS: Final = ProgramList[MerchantRow](
    name="loyalty:merchants",
    title=_("Alliance merchants"),
    permission="loyalty.view",
    form=MerchantFilterForm,
    read=queries.list_merchants,
    columns=(
        Column(
            label=_("Merchant"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("loyalty:merchant", args=[row.code]),
        ),
        Column(
            label=_("State"),
            text=lambda row: gettext("Holds") if row.holds(club_day(clock.now())) else gettext("Over"),
            tone=lambda row: "good" if row.holds(club_day(clock.now())) else "",
        ),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Benefit"), text=lambda row: row.benefit),
        Column(label=_("Where"), text=lambda row: row.place),
        Column(label=_("Until"), text=lambda row: iso(row.valid_to), cls="n", sort="valid_to"),
    ),
    empty=_("No merchant gives our readers anything yet."),
    advice=_("Note a café, a museum or a school that gives something to your readers."),
    buttons=(
        Button(label=_("Keys of passes"), url_name="loyalty:pass_keys", permission="loyalty.keep_program"),
        Button(label=_("New merchant"), url_name="loyalty:merchant_new", permission="loyalty.keep_program", key="N"),
    ),
)  # fmt: skip


class MerchantForm(forms.Form):
    """A merchant as typed; a code that is there already changes its merchant."""

    code = forms.SlugField(label=_("Code"), max_length=20)
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=Merchant.Kind.choices)
    place = forms.CharField(label=_("Where"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30)
    benefit_zh = forms.CharField(label=_("Benefit, Chinese"), max_length=200)
    benefit_en = forms.CharField(label=_("Benefit, English"), required=False, max_length=200)
    tiers = forms.MultipleChoiceField(label=_("Tiers"), required=False, help_text=_("none: all readers"))
    clubs = forms.MultipleChoiceField(label=_("Clubs"), required=False, help_text=_("none: whether in a club or not"))
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    valid_to = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)

    def draft(self) -> MerchantDraft:
        """Return the merchant as typed."""
        typed = self.cleaned_data
        return MerchantDraft(**{**typed, "tiers": tuple(typed["tiers"]), "clubs": tuple(typed["clubs"])})


@require_http_methods(["GET", "POST"])
def merchant_new(request: HttpRequest) -> HttpResponse:
    """Write a merchant, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.keep_program")
    code = request.GET.get("code", "")[:20]
    row = queries.merchant_page(code=code, at=at, actor=actor).row if code else None
    form = form_of(MerchantForm, request, row)
    for name, choices in (
        ("tiers", [(tier.code, tier.name) for tier in members.tiers()]),
        ("clubs", club_names()),
    ):
        field = form.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def save() -> str:
        return reverse("loyalty:merchant", args=[keep_merchant(form.draft(), actor=actor, at=at)])

    seen = {"title": gettext("Alliance merchant"), "back": reverse("loyalty:merchants")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def merchant(request: HttpRequest, code: str) -> HttpResponse:
    """Show a merchant with its checks; ask whether somebody is entitled there, or give it a new word."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, code, None)

    def act() -> None:
        if "word" in request.POST:
            word = give_merchant_word(code, actor=actor, at=at)
            messages.success(request, gettext("Its word, shown only now: %(word)s") % {"word": word})
            return
        told = check_entitlement(code, shown=request.POST.get("shown", "")[:700], actor=actor, at=at)
        text = queries.answer_label(told.answer)
        (messages.success if told.is_entitled else messages.warning)(request, text)

    url = reverse("loyalty:merchant", args=[code])
    return deed(request, act, url=url, said="", draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    page = queries.merchant_page(code=code, at=at, actor=actor)
    tiers, clubs = {tier.code: tier.name for tier in members.tiers()}, dict(club_names())
    seen = {
        "page": page,
        "row": page.row,
        "holds": page.row.holds(club_day(at)),
        "whom": [*(tiers.get(one, one) for one in page.row.tiers), *(clubs.get(one, one) for one in page.row.clubs)],
        "most": max((month.asked for month in page.months), default=0),
        "tabs": tabs_of(TABS, "loyalty:merchants", actor),
        "may_check": actor.may("loyalty.check_entitlement"),
        "may_keep": actor.may("loyalty.keep_program"),
        "refusal": refusal,
    }
    return render(request, "loyalty/merchant.html", seen, status=status_of(refusal))


@require_http_methods(["GET", "POST"])
def member_pass(request: HttpRequest, number: str) -> HttpResponse:
    """Make a pass for a reader and show its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("loyalty.take_part")
    head = members.member_head(number=number, actor=actor)
    text = make_pass(member_id=head.member_id, actor=actor, at=at) if request.method == "POST" else ""
    seen = {
        "head": head,
        "text": text,
        "code": segno.make(text, micro=False).svg_data_uri(scale=5) if text else "",
        "ends_at": at + GOOD_FOR,
    }
    return render(request, "loyalty/member_pass.html", seen)
