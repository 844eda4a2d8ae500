"""Suppliers: the list, and one with its terms, people and what is going on with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import Invoice, Layer, PurchaseLine, Supplier, SupplierContact
from shuyou.supply.queries._paging import PAGE, Page, Place, behind

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierFilter:
    """Which suppliers a list shows; empty fields do not filter."""

    words: str = ""
    terms: str = ""
    licence: str = ""
    """“over”, “soon” or “missing”."""
    closed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierLine:
    """A supplier in a list."""

    supplier_id: int
    code: str
    name: str
    terms: str
    terms_label: str
    discount_rate: Decimal
    payment_days: int
    lead_days: int
    licence_until: date | None
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """Somebody at a supplier."""

    contact_id: int
    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDetail:
    """A supplier with its terms and people, and what is going on with it."""

    row: SupplierLine
    return_share: Decimal | None
    return_months: int | None
    minimum_order: Decimal
    currency: str
    licence_number: str
    licence_state: str
    """“missing”, “over”, “soon”, or empty while it is good."""
    order_format: str
    order_format_label: str
    edi_key: str
    order_email: str
    bank_code: str
    bank_account: str
    may_send_itself: bool
    address: str
    note: str
    contacts: tuple[ContactRow, ...]
    expected_copies: int
    copies_here: int
    value_here: Decimal
    open_invoices: Decimal


@query("supply.see_buying")
def list_suppliers(
    *, wanted: SupplierFilter, place: Place, on: date, actor: Actor, limit: int = PAGE
) -> Page[SupplierLine]:
    """Return suppliers by name, in two queries (index `supplier_by_name`)."""
    rows = Supplier.objects.filter(is_active=not wanted.closed)
    if wanted.words:
        rows = rows.filter(Q(name__icontains=wanted.words) | Q(code__startswith=wanted.words.lower()))
    if wanted.terms:
        rows = rows.filter(terms=wanted.terms)
    licences = {
        "over": Q(licence_until__lt=on),
        "soon": Q(licence_until__range=(on, on + SOON)),
        "missing": Q(licence_until=None),
    }
    if wanted.licence in licences:
        rows = rows.filter(licences[wanted.licence])
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_line(one) for one in found), next_after)


@query("supply.see_buying")
def supplier_detail(*, code: str, at: datetime, actor: Actor) -> SupplierDetail:
    """
    Return a supplier in full, in five queries.

    :raises NotFound: there is none.
    """
    one = Supplier.objects.filter(code=code).first()
    if one is None:
        raise NotFound(what=_("supplier"), key=code)
    contacts = SupplierContact.objects.filter(supplier=one).order_by("pk")
    expected = PurchaseLine.objects.filter(order__supplier=one, is_open=True).aggregate(
        copies=Sum(F("ordered") - F("received"))
    )
    here = Layer.objects.filter(supplier=one, on_hand__gt=0).aggregate(
        copies=Sum("on_hand"), value=Sum(F("on_hand") * F("unit_cost"))
    )
    unpaid = Invoice.objects.filter(supplier=one, state__in=("open", "disputed")).aggregate(net=Sum("net_total"))
    return SupplierDetail(
        row=_line(one), return_share=one.return_share, return_months=one.return_months,
        minimum_order=one.minimum_order, currency=one.currency, licence_number=one.licence_number,
        licence_state=licence_state(until=one.licence_until, on=club_day(at)), order_format=one.order_format,
        order_format_label=one.get_order_format_display(), edi_key=one.edi_key, order_email=one.order_email,
        bank_code=one.bank_code, bank_account=one.bank_account,
        address=one.address,
        may_send_itself=one.may_send_itself,
        note=one.note,
        contacts=tuple(
            ContactRow(contact_id=c.pk, name=c.name, position=c.position, phone=c.phone, email=c.email)
            for c in contacts
        ),
        expected_copies=expected["copies"] or 0, copies_here=here["copies"] or 0,
        value_here=here["value"] or Decimal(0), open_invoices=unpaid["net"] or Decimal(0),
    )  # fmt: skip


@query("supply.see_buying")
def supplier_choices(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the suppliers that are bought from, by name, in one query."""
    return list(Supplier.objects.filter(is_active=True).order_by("name", "pk").values_list("pk", "name"))


def licence_state(*, until: date | None, on: date) -> str:
    """Return what is to be said of a licence that holds until a day; empty while it is good."""
    if until is None:
        return "missing"
    if until < on:
        return "over"
    return "soon" if until <= on + SOON else ""


def _line(one: Supplier) -> SupplierLine:
    return SupplierLine(
        supplier_id=one.pk, code=one.code, name=one.name, terms=one.terms, terms_label=one.get_terms_display(),
        discount_rate=one.discount_rate, payment_days=one.payment_days, lead_days=one.lead_days,
        licence_until=one.licence_until, is_active=one.is_active,
    )  # fmt: skip
