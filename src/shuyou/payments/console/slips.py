"""Slips of the post office: the list of them, and one with what its money was used for."""

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Button, Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import iso, money
from shuyou.payments import queries, services
from shuyou.payments.console.sections import TABS, ListPage
from shuyou.payments.models import Remittance
from shuyou.payments.queries import SlipFilter, SlipRow

TONES: Final = {"waiting": "warn", "settled": "good", "sent_back": ""}
EVIDENCE: Final = {
    "number": _("order number"), "name": _("payer’s name"), "amount": _("amount"), "day": _("date"),
    "place": _("postcode"),
    "text": _("order text"),
}  # fmt: skip
"""What speaks for an order, in words."""


class SlipFilterForm(FilterForm):
    """Which slips the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", gettext_lazy("Any")), *Remittance.State.choices]
    )
    payer = forms.CharField(label=_("Payer"), required=False, max_length=80)
    slip = forms.CharField(label=_("Slip"), required=False, max_length=30)
    paid_from = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    paid_to = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> SlipFilter:
        """Return the filter."""
        return SlipFilter(**self.given())


SLIPS: Final = ListPage[SlipRow](
    name="payments:slips",
    title=_("Postal remittances"),
    permission="payments.view",
    form=SlipFilterForm,
    read=queries.list_slips,
    by="paid_on",
    columns=(
        Column(
            label=_("Slip"), text=lambda row: row.slip, cls="n",
            url=lambda row: reverse("payments:slip", args=[row.remittance_id]),
        ),
        Column(label=_("Paid on"), text=lambda row: iso(row.paid_on), cls="n", sort="paid_on"),
        Column(label=_("Payer"), text=lambda row: row.payer_name, names="members.export"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Amount"), text=lambda row: money(row.amount), cls="num", sort="amount"),
        Column(label=_("Left"), text=lambda row: money(row.left), cls="num"),
        Column(label=_("Message"), text=lambda row: row.message),
    ),
    empty=_("No remittances yet."),
    advice=_("Hand in the file that the post office sends."),
    buttons=(
        Button(
            label=_("File of the post office"), url_name="payments:files", permission="payments.import",
            icon="upload", key="I",
        ),
    ),
)  # fmt: skip


@require_GET
def slip(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Show a slip."""
    return _slip(request, remittance_id, None)


@require_POST
def send_back(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Send what is left of a slip back to who paid it."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        services.send_back_remittance(
            remittance_id=remittance_id, reason=request.POST.get("reason", ""), actor=actor, at=at
        )

    url = reverse("payments:slip", args=[remittance_id])
    said = gettext("Noted: it goes back to who paid it.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _slip(again, remittance_id, why))


def _slip(request: HttpRequest, remittance_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row, uses = queries.slip_detail(remittance_id=remittance_id, actor=actor)
    seen = {
        "tabs": tabs_of(TABS, "payments:slips", actor),
        "slip": row,
        "tone": TONES[row.state],
        "uses": [
            (use, use.source.removeprefix("order:"), [EVIDENCE.get(word, word) for word in use.evidence])
            for use in uses
        ],
        "refusal": refusal,
        "may_send_back": row.state == "waiting" and actor.may("payments.send_back"),
        "sent": request.POST,
    }
    return render(request, "payments/slip.html", seen, status=status_of(refusal))
