"""The books of money: what came in, payments online, refunds, and how bills differ from our books."""

from typing import Any, Final

import segno
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import iso, moment, money
from shuyou.payments import queries, services
from shuyou.payments.console.sections import TABS, ListPage, place_of
from shuyou.payments.models import Charge, Provider, Receipt, Refund
from shuyou.payments.queries import (
    STILL_DUE,
    BookRow,
    ChargeRow,
    DifferenceRow,
    MoneyFilter,
    RefundRow,
    StateFilter,
)
from shuyou.payments.rules import amount_of
from shuyou.payments.services import RefundDraft

CHARGE_TONES: Final = {"open": "warn", "paid": "good", "off": "warn", "closed": ""}
REFUND_TONES: Final = {"asked": "warn", "sent": "info", "done": "good", "failed": "bad"}
ANY: Final = ("", _("Any"))


class MoneyFilterForm(FilterForm):
    """Which receipts the list shows."""

    tender = forms.ChoiceField(label=_("Tender"), required=False, choices=[ANY, *Receipt.Tender.choices])
    reference = forms.CharField(label=_("Reference"), required=False, max_length=60)
    order = forms.CharField(label=_("Order"), required=False, max_length=20)
    from_day = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_day = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> MoneyFilter:
        """Return the filter."""
        return MoneyFilter(**self.given())


class ChargeFilterForm(FilterForm):
    """Which payments online the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, *Charge.State.choices, ("trouble", _("Waits for a use"))]
    )
    provider = forms.ChoiceField(label=_("Provider"), required=False, choices=[ANY, *Provider.choices])
    number = forms.CharField(label=_("Number"), required=False, max_length=20)

    def wanted(self) -> StateFilter:
        """Return the filter."""
        return StateFilter(**self.given())


class RefundFilterForm(FilterForm):
    """Which refunds the list shows."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[ANY, (STILL_DUE, _("Not given back yet")), *Refund.State.choices]
    )
    number = forms.CharField(label=_("Number"), required=False, max_length=20)

    def wanted(self) -> StateFilter:
        """Return the filter."""
        return StateFilter(**self.given())


class DifferenceFilterForm(FilterForm):
    """Which differences the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("To be decided")), ("all", _("All"))])
    provider = forms.ChoiceField(label=_("Provider"), required=False, choices=[ANY, *Provider.choices])

    def wanted(self) -> StateFilter:
        """Return the filter."""
        return StateFilter(**self.given())


RECEIPTS: Final = ListPage[BookRow](
    name="payments:receipts",
    title=_("Money received"),
    permission="payments.view",
    form=MoneyFilterForm,
    read=queries.list_receipts,
    columns=(
        Column(
            label=_("Reference"), text=lambda row: row.reference, cls="n", sort="pk",
            url=lambda row: reverse("payments:receipt", args=[row.receipt_id]),
        ),
        Column(label=_("When"), text=lambda row: moment(row.received_at), sort="received_at"),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Tender"), text=lambda row: row.tender_label),
        Column(label=_("Paid for"), text=lambda row: row.order, cls="n"),
        Column(label=_("Amount"), text=lambda row: money(row.amount), cls="num", sort="amount"),
        Column(label=_("Given back"), text=lambda row: money(row.refunded) if row.refunded else "", cls="num"),
    ),
    empty=_("No money yet."),
    advice=_("What orders are paid with stands here."),
)  # fmt: skip

CHARGES: Final = ListPage[ChargeRow](
    name="payments:charges",
    title=_("Payments online"),
    permission="payments.view",
    form=ChargeFilterForm,
    read=queries.list_charges,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("payments:charge", args=[row.number]),
        ),
        Column(label=_("Asked on"), text=lambda row: moment(row.made_at)),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Provider"), text=lambda row: row.provider_label),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: CHARGE_TONES[row.state]),
        Column(label=_("Order"), text=lambda row: row.order, cls="n"),
        Column(label=_("Amount"), text=lambda row: money(row.amount), cls="num", sort="amount"),
        Column(label=_("Waits for a use"), text=lambda row: "!" if row.trouble else ""),
    ),
    empty=_("No payments online yet."),
    advice=_("Ask for the money of an order from its page."),
)  # fmt: skip


def _due(row: RefundRow) -> str:
    """Return by when a refund has to be given back, and whether that is over; nothing for one that was."""
    if row.done_at:
        return ""
    day = {"day": iso(row.due_on)}
    return gettext("%(day)s, overdue") % day if row.is_late(at=clock.now()) else iso(row.due_on)


REFUNDS: Final = ListPage[RefundRow](
    name="payments:refunds",
    title=_("Refunds"),
    permission="payments.view",
    form=RefundFilterForm,
    read=queries.list_refunds,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("payments:refund", args=[row.number]),
        ),
        Column(label=_("Asked"), text=lambda row: moment(row.asked_at)),
        Column(label=_("Due by"), text=_due),
        Column(label=_("Member"), text=lambda row: row.member_name, names="members.export"),
        Column(label=_("Tender"), text=lambda row: row.tender_label),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: REFUND_TONES[row.state]),
        Column(label=_("Order"), text=lambda row: row.order, cls="n"),
        Column(label=_("Amount"), text=lambda row: money(row.amount), cls="num", sort="amount"),
        Column(label=_("Reason"), text=lambda row: row.reason),
    ),
    empty=_("No refunds yet."),
    advice=_("Money is given back from the page of the payment."),
)  # fmt: skip

DIFFERENCES: Final = ListPage[DifferenceRow](
    name="payments:differences",
    title=_("Bills that differ"),
    permission="payments.reconcile",
    form=DifferenceFilterForm,
    read=queries.list_differences,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("payments:difference", args=[row.difference_id]),
        ),
        Column(label=_("Day"), text=lambda row: iso(row.day), cls="n"),
        Column(label=_("Provider"), text=lambda row: row.provider_label),
        Column(label=_("Difference"), text=lambda row: row.kind_label, tone=lambda row: "" if row.decision else "warn"),
        Column(label=_("Bill"), text=lambda row: money(row.theirs) if row.theirs is not None else "—", cls="num"),
        Column(label=_("Our books"), text=lambda row: money(row.ours) if row.ours is not None else "—", cls="num"),
        Column(label=_("Decision"), text=lambda row: row.decision),
    ),
    empty=_("Bills and books say the same."),
    advice=_("Each morning the bills of the day before are compared."),
)  # fmt: skip


@require_GET
def receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Show money received, and what was given back of it."""
    return _receipt(request, receipt_id, None)


@require_POST
def give_back(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Give money back of what was paid for the same thing."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        row, _refunds = queries.receipt_detail(receipt_id=receipt_id, actor=actor)
        amount = amount_of(request.POST.get("amount", ""))
        draft = RefundDraft(source=row.source, amount=amount, reason=request.POST.get("reason", ""))
        services.ask_refund(draft, actor=actor, at=at)

    url = reverse("payments:receipt", args=[receipt_id])
    said = gettext("It is given back to the tender it came by.")
    return deed(request, act, url=url, said=said, draw=lambda again, why: _receipt(again, receipt_id, why))


@require_GET
def charge(request: HttpRequest, number: str) -> HttpResponse:
    """Show a payment online: what the reader scans, and what became of it."""
    return _charge(request, number, None)


@require_POST
def look_up(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the provider what became of a payment."""
    actor, at = actor_of(request), clock.now()
    url = reverse("payments:charge", args=[number])
    return deed(
        request,
        lambda: services.look_charge_up(number=number, actor=actor, at=at),
        url=url,
        said=gettext("Asked; this is what the provider says."),
        draw=lambda again, why: _charge(again, number, why),
    )


@require_POST
def play(request: HttpRequest, number: str) -> HttpResponse:
    """Let the sandbox pay, and tell it as a provider does: by a signed notice."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        sent = services.notice_of_sandbox(number=number, actor=actor, at=at)
        services.take_notice(code=sent.code, headers=sent.headers, body=sent.body, actor=actor.job(sent.code), at=at)

    url = reverse("payments:charge", args=[number])
    return deed(
        request, act, url=url, said=gettext("Paid in the sandbox."), draw=lambda again, why: _charge(again, number, why)
    )


@require_GET
def refund(request: HttpRequest, number: str) -> HttpResponse:
    """Show a refund."""
    return _refund(request, number, None)


@require_POST
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """Note that money was given back by hand, or have the provider asked again."""
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        row = queries.refund_detail(number=number, actor=actor)
        if row.is_by_hand:
            said = request.POST.get("reference", "")
            services.move_refund(refund_id=row.refund_id, state=Refund.State.DONE, said=said, actor=actor, at=at)
        else:
            services.send_refund(refund_id=row.refund_id, actor=actor, at=at)

    url = reverse("payments:refund", args=[number])
    return deed(request, act, url=url, said=gettext("Noted."), draw=lambda again, why: _refund(again, number, why))


@require_GET
def difference(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Show a difference to be decided."""
    return _difference(request, difference_id, None)


@require_POST
def decide(request: HttpRequest, difference_id: int) -> HttpResponse:
    """Say what was found out about a difference."""
    actor, at, said = actor_of(request), clock.now(), request.POST.get("decision", "")
    return deed(
        request,
        lambda: services.decide_difference(difference_id=difference_id, decision=said, actor=actor, at=at),
        url=reverse("payments:differences"),
        said=gettext("Decided."),
        draw=lambda again, why: _difference(again, difference_id, why),
    )


def _receipt(request: HttpRequest, receipt_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row, refunds = queries.receipt_detail(receipt_id=receipt_id, actor=actor)
    left = row.amount - row.refunded
    seen = {
        "row": row, "place": place_of(row.source), "left": left,
        "may_refund": left > 0 and actor.may("payments.refund") and not row.source.startswith("card:"),
        "refunds": [(one, REFUND_TONES[one.state]) for one in refunds],
    }  # fmt: skip
    return _page(request, "payments/receipt.html", "payments:receipts", seen, refusal)


def _charge(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.charge_detail(number=number, actor=actor)
    is_played = services.is_sandbox(code=row.provider)
    is_open = row.state == "open" and actor.may("payments.charge")
    seen = {
        "row": row, "tone": CHARGE_TONES[row.state], "is_open": is_open, "is_played": is_played and is_open,
        "code": segno.make(row.code_url, micro=False).svg_data_uri(scale=5) if row.code_url and is_open else "",
    }  # fmt: skip
    return _page(request, "payments/charge.html", "payments:charges", seen, refusal)


def _refund(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    row = queries.refund_detail(number=number, actor=actor)
    seen = {
        "row": row, "place": place_of(row.source), "tone": REFUND_TONES[row.state],
        "may_finish": actor.may("payments.refund") and row.state not in ("done", "sent") and row.tender != "value"
        and not row.is_over_counter,
    }  # fmt: skip
    return _page(request, "payments/refund.html", "payments:refunds", seen, refusal)


def _difference(request: HttpRequest, difference_id: int, refusal: DomainError | None) -> HttpResponse:
    row = queries.difference_detail(difference_id=difference_id, actor=actor_of(request))
    return _page(request, "payments/difference.html", "payments:differences", {"row": row}, refusal)


def _page(
    request: HttpRequest, template: str, tab: str, seen: dict[str, Any], refusal: DomainError | None
) -> HttpResponse:
    tabs = tabs_of(TABS, tab, actor_of(request))
    seen |= {"tabs": tabs, "refusal": refusal, "sent": request.POST}
    return render(request, template, seen, status=status_of(refusal))
