"""Bundles of readers' own at the desk: what was offered and what came of it, one put together or declined."""

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, go_to
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm
from shuyou.kernel.pages import saved
from shuyou.kernel.templatetags.ui import iso
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.releases import reader_meant
from shuyou.orders.console.warehouse import WarehouseList
from shuyou.orders.models import OwnBundle
from shuyou.orders.queries import BundleFilter, BundleRow

TONES: Final = {"open": "info", "taken": "good", "declined": "", "lapsed": "warn"}


class BundleFilterForm(FilterForm):
    """Which bundles the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *OwnBundle.State.choices])

    def wanted(self) -> BundleFilter:
        """Return the filter."""
        return BundleFilter(**self.given())


BUNDLES: Final = WarehouseList[BundleRow](
    name="orders:bundles",
    title=_("Bundles of readers' own"),
    permission="orders.view",
    form=BundleFilterForm,
    read=queries.list_bundles,
    columns=(
        Column(
            label=_("Member"), text=lambda row: row.member, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("Titles"), text=lambda row: "；".join(one.title for one in row.titles)[:80]),
        Column(
            label=_("Why"),
            text=lambda row: "；".join(dict.fromkeys(f"{one.reason_label} {one.word}".strip() for one in row.titles)),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Offered on"), text=lambda row: iso(row.made_at), cls="n", sort="pk"),
        Column(label=_("Until"), text=lambda row: iso(row.valid_to), cls="n"),
        Column(
            label=_("Order"), text=lambda row: row.order_number, cls="n",
            url=lambda row: reverse("orders:detail", args=[row.order_number]) if row.order_number else "",
        ),
    ),
    empty=_("No bundle was offered yet."),
    advice=_("Readers who agreed to recommendations are offered titles that go with what they bought."),
    buttons=(
        Button(label=_("Bundle for a reader"), url_name="orders:bundle_new", permission="orders.place", key="N"),
    ),
)  # fmt: skip


class BundleForm(forms.Form):
    """For whom a bundle is put together."""

    reader = forms.CharField(
        label=_("Reader"), max_length=40, help_text=_("member number, card or phone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def bundle_new(request: HttpRequest) -> HttpResponse:
    """Put a bundle together for a reader, and go on to an order for them."""
    actor, at = actor_of(request), clock.now()
    actor.require("orders.place")
    form = BundleForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        member_id = reader_meant(form.cleaned_data["reader"], actor)
        services.offer_bundle(member_id=member_id, actor=actor, at=at)
        return reverse("orders:entry", args=[members.member_rows(member_ids=[member_id])[0].number])

    seen = {"title": gettext("Bundle for a reader"), "back": reverse("orders:bundles")}
    return saved(request, form, save, said=gettext("The bundle is offered."), seen=seen)


@require_POST
def bundle_decline(request: HttpRequest, bundle_id: int) -> HttpResponse:
    """Note that a reader does not want a bundle."""
    try:
        services.decline_bundle(bundle_id=bundle_id, actor=actor_of(request), at=clock.now())
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, gettext("Noted."))
    return go_to(request, reverse("orders:bundles"))
