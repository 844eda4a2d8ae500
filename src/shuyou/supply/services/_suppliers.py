"""Suppliers: their terms, their licence, the people there."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, InvalidValue, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import (
    AddressWrong,
    CodeTaken,
    KeyWrong,
    LicenceMissing,
    LicenceOver,
    SupplierClosed,
    TextMissing,
)
from shuyou.supply.events import SupplierSaved
from shuyou.supply.models import Supplier, SupplierContact, Terms
from shuyou.supply.rules import amount_typed, code_typed, rate_typed, said, text_typed, whole_typed
from shuyou.supply.services._payments import bank_and_account

KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierDraft:
    """A supplier as typed."""

    code: str
    name: str
    terms: str = "returnable"
    discount_rate: str = "100"
    return_share: str = ""
    return_months: str = ""
    payment_days: str = "60"
    lead_days: str = "7"
    minimum_order: str = ""
    currency: str = "CNY"
    licence_number: str = ""
    licence_until: date | None = None
    order_format: str = "pdf"
    edi_key: str = ""
    order_email: str = ""
    bank_code: str = ""
    bank_account: str = ""
    may_send_itself: bool = False
    address: str = ""
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """Somebody at a supplier as typed."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


@use_case("supply.manage_suppliers")
def save_supplier(draft: SupplierDraft, *, supplier_id: int | None = None, actor: Actor, at: datetime) -> str:
    """
    Enter a supplier, or correct one, and return its code; the code of one that is there stays.

    :raises NotFound: there is no such supplier.
    :raises CodeTaken: another one has the code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    supplier = Supplier() if supplier_id is None else _held(supplier_id)
    problems: list[DomainError] = []
    if supplier_id is None:
        _take_code(supplier, draft.code, problems)
    _take_words(supplier, draft, problems)
    _take_figures(supplier, draft, problems)
    _take_key(supplier, draft.edi_key, problems)
    _take_address(supplier, draft.order_email, problems)
    _take_bank(supplier, draft, problems)
    if draft.licence_until and not supplier.licence_number:
        problems.append(TextMissing(field="licence_number"))
    if problems:
        refuse(problems)
    supplier.terms = draft.terms if draft.terms in Terms.values else Terms.RETURNABLE
    supplier.order_format = draft.order_format if draft.order_format in Supplier.Format.values else Supplier.Format.PDF
    supplier.licence_until, supplier.may_send_itself = draft.licence_until, draft.may_send_itself
    supplier.is_active = draft.is_active
    supplier.save()
    publish(SupplierSaved(supplier_id=supplier.pk), actor=actor, at=at)
    return supplier.code


@use_case("supply.manage_suppliers")
def add_supplier_contact(draft: ContactDraft, *, supplier_id: int, actor: Actor, at: datetime) -> int:
    """
    Note somebody at a supplier and return their id.

    :raises NotFound: there is no such supplier.
    :raises TextMissing: they have no name.
    :raises TextTooLong: more was written than is kept.
    """
    supplier = _held(supplier_id)
    contact = SupplierContact.objects.create(
        supplier=supplier,
        name=text_typed(draft.name, field="name", limit=80),
        position=said(draft.position, field="position", limit=60),
        phone=said(draft.phone, field="phone", limit=30),
        email=said(draft.email, field="email", limit=120),
    )
    publish(SupplierSaved(supplier_id=supplier.pk), actor=actor, at=at)
    return contact.pk


@use_case("supply.manage_suppliers")
def remove_supplier_contact(*, supplier_id: int, contact_id: int, actor: Actor, at: datetime) -> None:
    """
    Take somebody at a supplier off.

    :raises NotFound: they are not there.
    """
    if not SupplierContact.objects.filter(pk=contact_id, supplier_id=supplier_id).delete()[0]:
        raise NotFound(what=_("contact"), key=contact_id)
    publish(SupplierSaved(supplier_id=supplier_id), actor=actor, at=at)


def require_licence(supplier: Supplier, *, on: date) -> None:
    """
    Pass if the club may buy from a supplier on a day.

    :raises SupplierClosed: nothing is bought there any more.
    :raises LicenceMissing: no licence is on file.
    :raises LicenceOver: its licence ran out.
    """
    if not supplier.is_active:
        raise SupplierClosed(name=supplier.name)
    if not supplier.licence_number or supplier.licence_until is None:
        raise LicenceMissing(name=supplier.name)
    if supplier.licence_until < on:
        raise LicenceOver(name=supplier.name, day=supplier.licence_until.isoformat())


def _take_code(supplier: Supplier, typed: str, problems: list[DomainError]) -> None:
    try:
        supplier.code = code_typed(typed)
    except DomainError as problem:
        problems.append(problem)
        return
    if Supplier.objects.filter(code=supplier.code).exists():
        problems.append(CodeTaken(value=supplier.code))


def _take_key(supplier: Supplier, typed: str, problems: list[DomainError]) -> None:
    """Keep the key that the supplier's messages are signed with: 32 bytes in Base64, or none."""
    key = typed.strip()
    try:
        is_sound = not key or len(base64.b64decode(key, validate=True)) == KEY_BYTES
    except ValueError:
        is_sound = False
    if is_sound:
        supplier.edi_key = key
    else:
        problems.append(KeyWrong())


def _take_address(supplier: Supplier, typed: str, problems: list[DomainError]) -> None:
    """Keep where orders go by e-mail: an address, or none."""
    supplier.order_email = typed.strip()
    try:
        if supplier.order_email:
            validate_email(supplier.order_email)
    except ValidationError:
        problems.append(AddressWrong(value=supplier.order_email))


def _take_bank(supplier: Supplier, draft: SupplierDraft, problems: list[DomainError]) -> None:
    """Keep where the supplier is paid: bank and account, or neither."""
    supplier.bank_code = supplier.bank_account = ""
    try:
        if draft.bank_code.strip() or draft.bank_account.strip():
            supplier.bank_code, supplier.bank_account = bank_and_account(
                draft.bank_code, draft.bank_account, fields=("bank_code", "bank_account")
            )
    except DomainError as problem:
        problems.append(problem)


def _take_words(supplier: Supplier, draft: SupplierDraft, problems: list[DomainError]) -> None:
    limits = {"name": 120, "licence_number": 60, "address": 200, "note": 400}
    for name, limit in limits.items():
        try:
            rule = text_typed if name == "name" else said
            setattr(supplier, name, rule(getattr(draft, name), field=name, limit=limit))
        except DomainError as problem:
            problems.append(problem)
    supplier.currency = draft.currency.strip().upper()
    if len(supplier.currency) != 3 or not (supplier.currency.isascii() and supplier.currency.isalpha()):
        problems.append(InvalidValue(label=_("Currency"), value=draft.currency, field="currency"))


def _take_figures(supplier: Supplier, draft: SupplierDraft, problems: list[DomainError]) -> None:
    rules: dict[str, Callable[[], Decimal | int | None]] = {
        "discount_rate": lambda: rate_typed(draft.discount_rate),
        "return_share": lambda: (
            rate_typed(draft.return_share, field="return_share") if draft.return_share.strip() else None
        ),
        "return_months": lambda: (
            whole_typed(draft.return_months, field="return_months", most=120) if draft.return_months.strip() else None
        ),
        "payment_days": lambda: whole_typed(draft.payment_days, field="payment_days", most=720),
        "lead_days": lambda: whole_typed(draft.lead_days, field="lead_days", most=365),
        "minimum_order": lambda: (
            amount_typed(draft.minimum_order, field="minimum_order") if draft.minimum_order.strip() else Decimal(0)
        ),
    }
    for name, rule in rules.items():
        try:
            setattr(supplier, name, rule())
        except DomainError as problem:
            problems.append(problem)


def _held(supplier_id: int) -> Supplier:
    supplier = Supplier.objects.select_for_update(no_key=True).filter(pk=supplier_id).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=supplier_id)
    return supplier
