"""Invoices and what institutions owe: lists, one of each, papers to take away."""

from datetime import date
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.doors import actor_of, csv_download
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import moment, money
from shuyou.members import queries as members
from shuyou.payments import queries, services
from shuyou.payments.console.sections import TABS, ListPage
from shuyou.payments.exports.invoice_pdf import invoice_pdf
from shuyou.payments.models import Invoice
from shuyou.payments.queries import InvoiceRow, StateFilter
from shuyou.payments.rules import amount_of

TONES: Final = {"asked": "warn", "issued": "good", "failed": "bad", "gone": ""}


class InvoiceFilterForm(FilterForm):
    """Which invoices the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *Invoice.State.choices])
    number = forms.CharField(label=_("Number"), required=False, max_length=20)

    def wanted(self) -> StateFilter:
        """Return the filter."""
        return StateFilter(**self.given())


INVOICES: Final = ListPage[InvoiceRow](
    name="payments:invoices",
    title=_("Invoices"),
    permission="payments.view",
    form=InvoiceFilterForm,
    read=queries.list_invoices,
    columns=(
        Column(
            label=_("Serial"), text=lambda row: row.serial, cls="n", sort="pk",
            url=lambda row: reverse("payments:invoice", args=[row.serial]),
        ),
        Column(label=_("Number"), text=lambda row: row.number, cls="n"),
        Column(label=_("Kind"), text=lambda row: row.kind_label),
        Column(label=_("Buyer"), text=lambda row: row.buyer_title, names="members.export"),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Order"), text=lambda row: row.order, cls="n"),
        Column(label=_("Tax amount"), text=lambda row: money(row.tax), cls="num"),
        Column(label=_("Total"), text=lambda row: money(row.total), cls="num", sort="total"),
        Column(label=_("Asked"), text=lambda row: moment(row.asked_at)),
    ),
    empty=_("No invoices yet."),
    advice=_("An invoice is asked for on the page of a paid order."),
)  # fmt: skip


@require_GET
def invoice(request: HttpRequest, serial: str) -> HttpResponse:
    """Show an invoice."""
    return _invoice(request, serial, None)


@require_POST
def reverse_one(request: HttpRequest, serial: str) -> HttpResponse:
    """Take an invoice back by a red one."""
    actor, at, reason = actor_of(request), clock.now(), request.POST.get("reason", "")
    return deed(
        request,
        lambda: services.reverse_invoice(serial=serial, reason=reason, actor=actor, at=at),
        url=reverse("payments:invoice", args=[serial]),
        said=gettext("A red invoice takes it back."),
        draw=lambda again, why: _invoice(again, serial, why),
    )


@require_GET
def paper(request: HttpRequest, serial: str, kind: str) -> HttpResponse:
    """Send an invoice as XML or as a PDF."""
    found = queries.invoice_detail(serial=serial, actor=actor_of(request))
    body = found.xml.encode() if kind == "xml" else invoice_pdf(found)
    answer = HttpResponse(body, content_type="application/xml" if kind == "xml" else "application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{serial}.{kind}"'
    return answer


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Show which institutions buy on account, and set how much one may owe."""
    if request.method == "GET":
        return _accounts(request, None)
    actor, at = actor_of(request), clock.now()

    def act() -> None:
        found = members.institution_detail(number=request.POST.get("number", "").strip().upper(), at=at, actor=actor)
        most = amount_of(request.POST.get("most", ""))
        services.set_credit_limit(institution_id=found.institution_id, most=most, actor=actor, at=at)

    return deed(request, act, url=reverse("payments:accounts"), said=gettext("Saved."), draw=_accounts)


@require_GET
def statement(request: HttpRequest, number: str, month: str) -> HttpResponseBase:
    """Show or send the account of an institution in one month."""
    actor = actor_of(request)
    try:
        start = date.fromisoformat(f"{month}-01")
    except ValueError:
        start = clock.club_day(clock.now()).replace(day=1)
    found = queries.statement_of(number=number, month=start, actor=actor)
    if request.GET.get("as") == "csv":
        header = [gettext("When"), gettext("What"), gettext("Order"), gettext("Amount"), gettext("Owed")]
        rows = [[moment(one.at), one.kind_label, one.order, one.amount, one.owed] for one in found.lines]
        opening = ["", gettext("Owed before"), "", "", found.opening]
        return csv_download(f"{number}-{start:%Y-%m}.csv", header, [opening, *rows])
    seen: dict[str, Any] = {
        "statement": found, "tabs": tabs_of(TABS, "payments:accounts", actor), "month": f"{start:%Y-%m}",
        "previous": f"{clock.add_months(start, -1):%Y-%m}", "following": f"{clock.add_months(start, 1):%Y-%m}",
    }  # fmt: skip
    return render(request, "payments/statement.html", seen)


def _invoice(request: HttpRequest, serial: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    found = queries.invoice_detail(serial=serial, actor=actor)
    row = found.row
    is_in_force = row.kind == "blue" and not row.is_reversed
    seen = {
        "invoice": found, "row": row, "tone": TONES[row.state], "refusal": refusal, "sent": request.POST,
        "may_reverse": is_in_force and actor.may("payments.invoice"),
        "tabs": tabs_of(TABS, "payments:invoices", actor),
    }  # fmt: skip
    return render(request, "payments/invoice.html", seen, status=status_of(refusal))


def _accounts(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    seen = {
        "accounts": queries.credit_accounts(actor=actor), "refusal": refusal, "sent": request.POST,
        "month": f"{clock.club_day(clock.now()):%Y-%m}", "may_set": actor.may("payments.set_credit"),
        "tabs": tabs_of(TABS, "payments:accounts", actor),
    }  # fmt: skip
    return render(request, "payments/accounts.html", seen, status=status_of(refusal))
