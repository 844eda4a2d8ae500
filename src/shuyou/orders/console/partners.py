"""Offers of partners at the desk: the catalogue, one with its uses, one to write."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import actor_of, key_or_new
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, Tab, tabs_of
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, points
from shuyou.kernel.uids import uuid7
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.promotions import TABS
from shuyou.orders.console.releases import reader_meant
from shuyou.orders.console.warehouse import WarehouseList
from shuyou.orders.queries import PartnerFilter, PartnerRow
from shuyou.orders.services import PartnerDraft

DAY: Final = {"type": "date"}


class PartnerFilterForm(FilterForm):
    """Which offers the list shows."""

    holds = forms.BooleanField(label=_("Hold now"), required=False)

    def wanted(self) -> PartnerFilter:
        """Return the filter."""
        return PartnerFilter(on=club_day(clock.now()) if self.given() else None)


class PartnerList(WarehouseList[PartnerRow]):
    """A list of the section of promotions."""

    def tabs(self, actor: Actor) -> list[Tab]:
        """Return the pages of the section."""
        return tabs_of(TABS, self.name, actor)


PARTNERS: Final = PartnerList(
    name="orders:partners",
    title=_("Offers of partners"),
    permission="orders.view",
    form=PartnerFilterForm,
    read=queries.list_partner_offers,
    columns=(
        Column(
            label=_("Offer"), text=lambda row: row.name, sort="pk",
            url=lambda row: reverse("orders:partner", args=[row.code]),
        ),
        Column(label=_("Partner"), text=lambda row: row.merchant),
        Column(label=_("From"), text=lambda row: iso(row.valid_from), cls="n"),
        Column(label=_("To"), text=lambda row: iso(row.valid_to), cls="n"),
        Column(label=_("Used"), text=lambda row: points(row.uses), cls="num"),
        Column(label=_("At most"), text=lambda row: points(row.most_uses) if row.most_uses else "", cls="num"),
    ),
    empty=_("No partner offers anything yet."),
    advice=_("Note what a café, a theatre or a school gives our readers."),
    buttons=(Button(label=_("New offer"), url_name="orders:partner_new", permission="orders.keep_partners", key="N"),),
)  # fmt: skip


class PartnerForm(forms.Form):
    """An offer of a partner, as typed; a code that is there already changes its offer."""

    code = forms.CharField(label=_("Code"), max_length=20)
    merchant = forms.CharField(label=_("Partner"), max_length=80)
    name_zh = forms.CharField(label=_("Name, Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name, English"), required=False, max_length=80)
    terms = forms.CharField(label=_("Terms"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    valid_to = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))
    tiers = forms.MultipleChoiceField(label=_("Tiers"), required=False, help_text=_("none: all readers"))
    most_per_member = forms.IntegerField(label=_("Times for each reader"), min_value=1, max_value=999, initial=1)
    most_uses = forms.IntegerField(label=_("Times in all"), required=False, min_value=1, max_value=1_000_000)
    is_active = forms.BooleanField(label=_("It holds"), required=False, initial=True)


@require_http_methods(["GET", "POST"])
def partner_new(request: HttpRequest) -> HttpResponse:
    """Write an offer of a partner, or change the one of its code."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.keep_partners")
    form = PartnerForm(request.POST if request.method == "POST" else None)
    field = form.fields["tiers"]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = [(tier.code, tier.name) for tier in members.tiers()]

    def save() -> str:
        draft = PartnerDraft(**{**form.cleaned_data, "tiers": tuple(form.cleaned_data["tiers"])})
        return reverse("orders:partner", args=[services.keep_partner_offer(draft, actor=actor, at=at)])

    seen = {"title": gettext("Offer of a partner"), "back": reverse("orders:partners")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """Show an offer of a partner; note that a reader uses it, if they may."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _page(request, code, None)

    def act() -> None:
        member_id = reader_meant(request.POST.get("reader", ""), actor)
        services.use_partner_offer(code, member_id=member_id, key=key_or_new(request), actor=actor, at=at)

    url = reverse("orders:partner", args=[code])
    said = gettext("The reader may use it; noted.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row, used = queries.partner_offer(code=code, actor=actor)
    tiers = {tier.code: tier.name for tier in members.tiers()}
    seen = {
        "offer": row,
        "used": used,
        "tiers": [tiers.get(one, one) for one in row.tiers],
        "key": uuid7(),
        "tabs": tabs_of(TABS, "orders:partners", actor),
        "may_use": actor.may("orders.place"),
        "typed": request.POST.get("reader", "")[:40],
        "refusal": refusal,
    }
    return render(request, "orders/partner.html", seen, status=status_of(refusal))
