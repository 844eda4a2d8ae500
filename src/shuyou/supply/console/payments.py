"""The bank: payments of suppliers' invoices as files for it, and its statements read back."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.history import row_history
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.told import told
from shuyou.supply.errors import NothingThere
from shuyou.supply.exports.payment_file import payment_csv, payment_xml
from shuyou.supply.imports.statements import read_statement_file
from shuyou.supply.models import BankEntry, PaymentRun
from shuyou.supply.queries import EntryRow, PaymentRunFilter, PaymentRunRow, StatementFilter
from shuyou.supply.rules import day_typed
from shuyou.supply.services import AccountDraft, StatementDraft

TONES: Final = {"draft": "", "released": "warn", "settled": "good", "cancelled": ""}
PAID_TONES: Final = {"waiting": "warn", "paid": "good", "differs": "bad", "returned": "bad", "cancelled": ""}
VERDICT_TONES: Final = {"paid": "good", "differs": "bad", "returned": "bad", "unknown": "warn", "other": ""}
FORMATS: Final = (("xml", "pain.001 XML"), ("csv", "CSV"))
DUE_WITHIN: Final = timedelta(days=14)
"""Invoices that are due so soon are offered to be paid."""


class RunForm(FilterForm):
    """Which payments the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *PaymentRun.State.choices])

    def wanted(self) -> PaymentRunFilter:
        """Return the filter."""
        return PaymentRunFilter(state=str(self.given().get("state", "")))


class EntryForm(FilterForm):
    """Which lines of statements the list shows."""

    verdict = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("Any")), *BankEntry.Verdict.choices]
    )
    statement = forms.ChoiceField(label=_("Statement"), required=False)

    def offer(self, actor: Actor) -> None:
        """Offer the latest statements."""
        self.choose("statement", [("", _("Any")), *queries.statement_choices(actor=actor)])

    def wanted(self) -> StatementFilter:
        """Return the filter."""
        given = self.given()
        return StatementFilter(verdict=str(given.get("verdict", "")), statement_id=int(given.get("statement", 0)))


class AccountForm(forms.Form):
    """The account that suppliers are paid from."""

    holder = forms.CharField(label=_("Account holder"), required=False, max_length=150)
    bank_code = forms.CharField(
        label=_("Bank"), required=False, max_length=30, help_text=_("BIC, or twelve digits of the clearing system")
    )
    number = forms.CharField(label=_("Account"), required=False, max_length=50)


class StatementForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("Statement"), required=False,
        help_text=_("camt.053 (XML), or CSV or XLSX with the day, the amount, who and a reference"),
    )  # fmt: skip


def _together(amounts: Sequence[tuple[str, Decimal]]) -> str:
    """Return sums in several currencies side by side."""
    return " + ".join(money(amount, currency) for currency, amount in amounts)


RUNS: Final = ListPage[PaymentRunRow](
    name="supply:payments",
    section=BUYING,
    title=_("Payments to suppliers"),
    permission="supply.see_buying",
    form=RunForm,
    read=queries.list_payment_runs,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("supply:payment", args=[row.number]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES[row.state]),
        Column(label=_("Invoices"), text=lambda row: points(row.payments), cls="num"),
        Column(label=_("Amount"), text=lambda row: _together(row.amounts), cls="num strong"),
        Column(label=_("Pay on"), text=lambda row: iso(row.pay_on), cls="n"),
        Column(label=_("With the bank since"), text=lambda row: iso(row.released_at), cls="n"),
    ),
    empty=_("No payments yet."),
    advice=_("Choose invoices that are agreed on and soon due: they become one file for the bank."),
    buttons=(
        Button(label=_("Bank statements"), url_name="supply:bank", permission="supply.see_buying", icon="scale"),
        Button(label=_("Pay invoices"), url_name="supply:payment_new", permission="supply.match_invoices", key="N"),
    ),
)  # fmt: skip

ENTRIES: Final = ListPage[EntryRow](
    name="supply:bank",
    section=BUYING,
    title=_("What the bank says"),
    permission="supply.see_buying",
    form=EntryForm,
    read=queries.list_bank_entries,
    columns=(
        Column(
            label=_("Day"), text=lambda row: iso(row.booked_on), cls="n", sort="pk",
            url=lambda row: reverse("supply:bank_entry", args=[row.entry_id]),
        ),
        Column(label=_("Amount"), text=lambda row: money(row.amount, row.currency), cls="num strong"),
        Column(label=_("With whom"), text=lambda row: row.counterparty),
        Column(label=_("Account"), text=lambda row: row.account, cls="n"),
        Column(label=_("Remark"), text=lambda row: row.remark),
        Column(
            label=_("What it is"), text=lambda row: row.verdict_label, tone=lambda row: VERDICT_TONES[row.verdict]
        ),
        Column(
            label=_("Payment"), text=lambda row: row.run_number, cls="n",
            url=lambda row: reverse("supply:payment", args=[row.run_number]) if row.run_number else "",
        ),
        Column(label=_("Invoice"), text=lambda row: row.paper_number, cls="n"),
        Column(label=_("As ordered"), text=lambda row: money(row.ordered, row.ordered_currency), cls="num"),
        Column(label=_("Statement"), text=lambda row: row.statement),
    ),
    empty=_("No statement was read yet."),
    advice=_("Read one: invoices that were paid are marked, whatever differs stands out."),
    buttons=(
        Button(
            label=_("Read a statement"), url_name="supply:statement_new", permission="supply.match_invoices", key="N"
        ),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def payment_new(request: HttpRequest) -> HttpResponse:
    """Choose invoices that are paid together, and when."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.match_invoices")
    today, refusal = clock.club_day(at), None
    typed = request.POST.get("pay_on", "")
    invoices, settlements = (
        [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) < 18]
        for name in ("invoice", "settlement")
    )
    if request.method == "POST":
        try:
            day = day_typed(typed, field="pay_on", near=today) or today
            number = services.draw_up_payments(
                invoice_ids=invoices, settlement_ids=settlements, pay_on=max(day, today), actor=actor, at=at
            )
        except DomainError as why:
            refusal = why
        else:
            return HttpResponseRedirect(reverse("supply:payment", args=[number]), status=303)
    seen = {
        "tabs": tabs_of(BUYING, "supply:payments", actor),
        "own": queries.own_account(actor=actor),
        "rows": [
            (row, not refusal or row.paper_id in (settlements if row.is_settlement else invoices))
            for row in queries.payable_papers(until=today + DUE_WITHIN, actor=actor)
        ],
        "pay_on": typed or iso(today),
        "today": today,
        "may_pay": actor.may("supply.pay"),
        "refusal": refusal,
    }
    return render(request, "supply/payment_new.html", seen, status=status_of(refusal))


@require_GET
def payment(request: HttpRequest, number: str) -> HttpResponse:
    """Show a payment order."""
    return _page(request, number, None)


@require_POST
def payment_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Release a payment order to the bank, or give it up."""
    actor, at = actor_of(request), clock.now()
    turn = {"release": services.release_payments, "cancel": services.cancel_payments}.get(what)
    if turn is None:
        raise Http404
    said = gettext("Take the file to the bank.") if what == "release" else gettext("Given up.")
    url = reverse("supply:payment", args=[number])
    return deed(
        request, lambda: turn(number=number, actor=actor, at=at), url=url, said=said,
        draw=lambda again, why: _page(again, number, why),
    )  # fmt: skip


@require_GET
def payment_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Send a released payment order as a file that the bank takes."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.pay")
    run = queries.payment_run(number=number, actor=actor)
    if run.row.released_at is None or run.row.state == "cancelled" or kind not in ("xml", "csv"):
        raise Http404
    services.note_export(what="supply:payment", wanted=number, actor=actor, at=at)
    content = payment_xml(run, made_at=run.row.released_at) if kind == "xml" else payment_csv(run)
    held = {"Content-Disposition": f'attachment; filename="{number}.{kind}"'}
    media_type = "application/xml" if kind == "xml" else "text/csv; charset=utf-8"
    return HttpResponse(content, content_type=media_type, headers=held)


@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Say from which account suppliers are paid."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.pay")
    known = queries.own_account(actor=actor)
    start = {"holder": known.holder, "bank_code": known.bank_code, "number": known.number} if known else {}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=start)

    def save() -> str:
        services.save_own_account(AccountDraft(**form.cleaned_data), actor=actor, at=at)
        return reverse("supply:payments")

    seen = {"title": gettext("Our account"), "back": reverse("supply:payments")}
    return saved(request, form, save, said=gettext("Saved."), seen=seen)


@require_http_methods(["GET", "POST"])
def statement_new(request: HttpRequest) -> HttpResponse:
    """Read a statement of the bank."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.match_invoices")
    is_sent = request.method == "POST"
    form = StatementForm(request.POST if is_sent else None, request.FILES if is_sent else None)

    def save() -> str:
        statement_id = services.read_statement(_statement(form.cleaned_data["file"]), actor=actor, at=at)
        return f"{reverse('supply:bank')}?statement={statement_id}"

    seen = {"title": gettext("Read a statement"), "back": reverse("supply:bank")}
    return saved(request, form, save, said=gettext("Read; look at what differs."), seen=seen)


@require_http_methods(["GET", "POST"])
def bank_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Show a line of a statement, and let somebody say which payment it is."""
    actor, at = actor_of(request), clock.now()
    if request.method != "POST":
        return _entry(request, entry_id, None)
    sent = request.POST.get("payment", "")[:35]
    return deed(
        request,
        lambda: services.put_entry_to_payment(entry_id=entry_id, end_to_end=sent, actor=actor, at=at),
        url=reverse("supply:bank_entry", args=[entry_id]), said=gettext("Saved."),
        draw=lambda again, why: _entry(again, entry_id, why),
    )  # fmt: skip


@require_POST
def bank_entry_off(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a line of a statement off the payment it was put to."""
    actor, at = actor_of(request), clock.now()
    return deed(
        request, lambda: services.take_entry_off_payment(entry_id=entry_id, actor=actor, at=at),
        url=reverse("supply:bank_entry", args=[entry_id]), said=gettext("Taken off; say which payment it is."),
        draw=lambda again, why: _entry(again, entry_id, why),
    )  # fmt: skip


def _entry(request: HttpRequest, entry_id: int, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    entry, payments = queries.bank_entry(entry_id=entry_id, actor=actor)
    may_put = actor.may("supply.match_invoices") and not entry.run_number
    seen = {
        "tabs": tabs_of(BUYING, "supply:payments", actor), "entry": entry, "tone": VERDICT_TONES[entry.verdict],
        "payments": payments if may_put else [], "may_put": may_put, "refusal": refusal,
        "may_take_off": actor.may("supply.match_invoices") and bool(entry.run_number),
    }  # fmt: skip
    return render(request, "supply/bank_entry.html", seen, status=status_of(refusal))


def _statement(sent: object) -> StatementDraft:
    if not isinstance(sent, UploadedFile):
        raise NothingThere(field="file")
    with NamedTemporaryFile(suffix=Path(sent.name or "").suffix) as file:
        for chunk in sent.chunks():
            file.write(chunk)
        file.flush()
        read = read_statement_file(Path(file.name), currency=settings.SHUYOU_CURRENCY)
    return StatementDraft(
        name=sent.name or "", digest=read.digest, account=read.account, lines=read.lines, closing=read.closing
    )


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor = actor_of(request)
    run = queries.payment_run(number=number, actor=actor)
    may_pay = actor.may("supply.pay")
    seen = {
        "tabs": tabs_of(BUYING, "supply:payments", actor),
        "run": run,
        "tone": TONES[run.row.state],
        "together": _together(run.row.amounts),
        "lines": [(one, PAID_TONES[one.state]) for one in run.payments],
        "may_release": may_pay and run.row.state == "draft",
        "may_cancel": may_pay and run.row.state in ("draft", "released"),
        "may_take": may_pay and run.row.state in ("released", "settled"),
        "formats": FORMATS,
        "refusal": refusal,
        "history": told(row_history("supply_paymentrun", run.row.run_id, limit=20), PaymentRun),
    }
    return render(request, "supply/payment.html", seen, status=status_of(refusal))
