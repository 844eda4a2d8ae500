"""Suppliers: the list, one with its terms and people, new and edit."""

from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.history import row_history
from shuyou.kernel.pages import deed, saved, status_of
from shuyou.kernel.templatetags.trade import discount
from shuyou.kernel.templatetags.ui import iso
from shuyou.supply import queries, services
from shuyou.supply.console.lists import BUYING, Button, Column, FilterForm, ListPage, tabs_of
from shuyou.supply.console.scans import number_sent
from shuyou.supply.console.told import told
from shuyou.supply.models import Supplier, Terms
from shuyou.supply.queries import Page, Place, SupplierDetail, SupplierFilter, SupplierLine
from shuyou.supply.services import ContactDraft, SupplierDraft

LICENCE_TONES: Final = {"over": "bad", "missing": "bad", "soon": "warn", "": ""}


class SupplierFilterForm(FilterForm):
    """Which suppliers the list shows."""

    words = forms.CharField(label=_("Name or code"), required=False, max_length=40)
    terms = forms.ChoiceField(label=_("Terms"), required=False, choices=[("", _("Any")), *Terms.choices])
    licence = forms.ChoiceField(
        label=_("Licence"), required=False,
        choices=[("", _("Any")), ("over", _("ran out")), ("soon", _("runs out soon")), ("missing", _("missing"))],
    )  # fmt: skip
    closed = forms.BooleanField(label=_("No longer bought from"), required=False)

    def wanted(self) -> SupplierFilter:
        """Return the filter."""
        given = self.given()
        return SupplierFilter(**{**given, "closed": "yes" if given.get("closed") else ""})


class SupplierForm(forms.Form):
    """A supplier's terms. Fields judge nothing: the service does, with a sentence for each field."""

    code = forms.CharField(label=_("Code"), required=False, max_length=40, help_text=_("small letters, such as north"))
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), required=False, max_length=200)
    terms = forms.ChoiceField(label=_("Terms"), choices=Terms.choices)
    discount_rate = forms.CharField(
        label=_("Discount rate"), required=False, max_length=20, help_text=_("62, 6.2 or 0.62 of the list price")
    )
    return_share = forms.CharField(
        label=_("At most goes back"), required=False, max_length=20,
        help_text=_("part of what came within a year, such as 30; empty: no limit"),
    )  # fmt: skip
    return_months = forms.CharField(
        label=_("Goes back within months"), required=False, max_length=10, help_text=_("empty: no deadline")
    )
    payment_days = forms.CharField(label=_("Days to pay"), required=False, max_length=10)
    lead_days = forms.CharField(label=_("Days until it delivers"), required=False, max_length=10)
    minimum_order = forms.CharField(
        label=_("Smallest order, net"), required=False, max_length=20, help_text=_("empty: none")
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    licence_number = forms.CharField(label=_("Publication business licence"), required=False, max_length=100)
    licence_until = forms.DateField(
        label=_("Licence valid until"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip
    order_format = forms.ChoiceField(label=_("Orders go out as"), choices=Supplier.Format.choices)
    edi_key = forms.CharField(
        label=_("Key of its EDI messages"),
        required=False,
        max_length=60,
        help_text=_("Ed25519, in Base64; empty: none"),
    )
    order_email = forms.CharField(
        label=_("Orders go by e-mail to"), required=False, max_length=120,
        help_text=_("empty: somebody sends them another way"),
    )  # fmt: skip
    bank_code = forms.CharField(
        label=_("Its bank"), required=False, max_length=30, help_text=_("BIC, or twelve digits of the clearing system")
    )
    bank_account = forms.CharField(label=_("Its account"), required=False, max_length=50)
    address = forms.CharField(label=_("Address"), required=False, max_length=300)
    note = forms.CharField(label=_("Note"), required=False, max_length=500)
    may_send_itself = forms.BooleanField(label=_("Accepted proposals may go out by themselves"), required=False)
    is_active = forms.BooleanField(label=_("Bought from"), required=False, initial=True)

    def __init__(self, *args: object, is_new: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_new:
            del self.fields["code"]


def _list(*, wanted: SupplierFilter, place: Place, actor: Actor, limit: int = 50) -> Page[SupplierLine]:
    today = clock.club_day(clock.now())
    return queries.list_suppliers(wanted=wanted, place=place, on=today, actor=actor, limit=limit)


def _licence_tone(row: SupplierLine) -> str:
    return LICENCE_TONES[queries.licence_state(until=row.licence_until, on=clock.club_day(clock.now()))]


LIST: Final = ListPage[SupplierLine](
    name="supply:suppliers",
    section=BUYING,
    title=_("Suppliers"),
    permission="supply.see_buying",
    form=SupplierFilterForm,
    read=_list,
    by="name",
    is_descending=False,
    columns=(
        Column(
            label=pgettext_lazy("of a thing", "Name"), text=lambda row: row.name, sort="name",
            url=lambda row: reverse("supply:supplier", args=[row.code]),
        ),
        Column(label=_("Code"), text=lambda row: row.code, cls="n", sort="code"),
        Column(label=_("Terms"), text=lambda row: row.terms_label),
        Column(label=_("Discount rate"), text=lambda row: discount(row.discount_rate), cls="num"),
        Column(label=_("Days to pay"), text=lambda row: row.payment_days, cls="num"),
        Column(label=_("Days until it delivers"), text=lambda row: row.lead_days, cls="num"),
        Column(
            label=_("Licence valid until"), text=lambda row: iso(row.licence_until) or gettext("missing"),
            tone=_licence_tone,
        ),
    ),
    empty=_("No suppliers yet."),
    advice=_("Enter the first one with its terms and licence."),
    buttons=(
        Button(label=_("New supplier"), url_name="supply:supplier_new", permission="supply.manage_suppliers", key="N"),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def supplier_edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """Enter a supplier, or correct one."""
    actor, at = actor_of(request), clock.now()
    actor.require("supply.manage_suppliers")
    known = queries.supplier_detail(code=code, at=at, actor=actor) if code else None
    start = _start(known) if known else {"payment_days": "60", "lead_days": "7", "currency": "CNY", "is_active": True}
    form = SupplierForm(request.POST if request.method == "POST" else None, initial=start, is_new=known is None)

    def save() -> str:
        draft = SupplierDraft(**{"code": code, **form.cleaned_data})
        kept = services.save_supplier(draft, supplier_id=known.row.supplier_id if known else None, actor=actor, at=at)
        return reverse("supply:supplier", args=[kept])

    back = reverse("supply:supplier", args=[code]) if code else reverse("supply:suppliers")
    title = known.row.name if known else gettext("New supplier")
    return saved(request, form, save, said=gettext("Saved."), seen={"title": title, "back": back})


@require_GET
def supplier(request: HttpRequest, code: str) -> HttpResponse:
    """Show a supplier."""
    return _page(request, code, None)


@require_POST
def supplier_deed(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Note somebody there, or take them off."""
    actor, at, sent = actor_of(request), clock.now(), request.POST
    known = queries.supplier_detail(code=code, at=at, actor=actor)

    def act() -> None:
        if what == "access":
            password = services.invite_supplier_user(
                supplier_id=known.row.supplier_id, username=sent.get("username", ""),
                full_name=sent.get("full_name", ""), actor=actor, at=at,
            )  # fmt: skip
            said = gettext("They sign in as “%(name)s” with the password %(password)s; it is shown only now.")
            messages.success(request, said % {"name": sent.get("username", "").strip(), "password": password})
        elif what == "access-end":
            access_id = number_sent(sent, "access")
            services.end_supplier_access(supplier_id=known.row.supplier_id, access_id=access_id, actor=actor, at=at)
        elif what == "contact":
            draft = ContactDraft(**{name: sent.get(name, "") for name in ("name", "position", "phone", "email")})
            services.add_supplier_contact(draft, supplier_id=known.row.supplier_id, actor=actor, at=at)
        else:
            contact_id = number_sent(sent, "contact")
            services.remove_supplier_contact(
                supplier_id=known.row.supplier_id, contact_id=contact_id, actor=actor, at=at
            )

    url = reverse("supply:supplier", args=[code])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, code, why))


def _page(request: HttpRequest, code: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    known = queries.supplier_detail(code=code, at=at, actor=actor)
    labels = {name: field.label for name, field in SupplierForm.base_fields.items()}
    seen = {
        "tabs": tabs_of(BUYING, "supply:suppliers", actor),
        "supplier": known,
        "tone": LICENCE_TONES[known.licence_state],
        "refusal": refusal,
        "sent": request.POST,
        "may_manage": actor.may("supply.manage_suppliers"),
        "may_buy": actor.may("supply.buy"),
        "may_settle": actor.may("supply.settle"),
        "accesses": queries.supplier_accesses(supplier_id=known.row.supplier_id, actor=actor),
        "score": queries.supplier_score(supplier_id=known.row.supplier_id, at=at, actor=actor),
        "history": told(row_history("supply_supplier", known.row.supplier_id, limit=20), Supplier, labels),
        "labels": labels,
    }
    return render(request, "supply/supplier.html", seen, status=status_of(refusal))


def _start(known: SupplierDetail) -> dict[str, Any]:
    row = known.row
    names = (
        "return_months",
        "currency",
        "licence_number",
        "order_format",
        "edi_key",
        "order_email",
        "bank_code",
        "bank_account",
        "may_send_itself",
        "address",
        "note",
    )
    start: dict[str, Any] = {name: getattr(known, name) for name in names}
    start |= {name: getattr(row, name) for name in ("name", "terms", "payment_days", "lead_days", "is_active")}
    until: date | None = row.licence_until
    return start | {
        "discount_rate": f"{row.discount_rate:f}", "licence_until": until,
        "return_share": "" if known.return_share is None else f"{known.return_share:f}",
        "minimum_order": "" if not known.minimum_order else f"{known.minimum_order:f}",
    }  # fmt: skip
