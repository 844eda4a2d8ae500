"""What suppliers do here: who may act for one, what they answer, what they send, what they propose."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.models import User
from shuyou.kernel.money import cents, net_price
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.supply.errors import (
    ActsAlready,
    MoreThanOrdered,
    NoSupplierUser,
    NoteAdvised,
    NothingThere,
    NotOnOrder,
    NumberWrong,
    TitleUnknown,
    WrongState,
)
from shuyou.supply.events import DispatchAdvised, PurchaseAnswered, PurchaseChanged, SupplierAccessChanged
from shuyou.supply.models import (
    Dispatch,
    DispatchLine,
    PurchaseLine,
    PurchaseOrder,
    Supplier,
    SupplierAccess,
    Warehouse,
)
from shuyou.supply.queries import advised_copies, supplier_of
from shuyou.supply.rules import said, text_typed
from shuyou.supply.services._rates import newest_rate

State = PurchaseOrder.State
MOST_COPIES: Final = 99_999
PASSWORD_BYTES: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """What a supplier says of a title: how many copies it delivers, when, at what price, or why fewer."""

    item_id: int
    copies: int
    promised_on: date | None = None
    list_price: Decimal | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchDraft:
    """Copies of an order that are on their way, by the number of their delivery note."""

    order_number: str
    note_number: str
    sent_on: date
    copies: Mapping[int, int]
    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierProposal:
    """What a supplier would deliver to a place to keep it supplied: copies by item, and why."""

    place_code: str
    copies: Mapping[int, int]
    why: str = ""


@use_case("supply.manage_suppliers")
def invite_supplier_user(
    *, supplier_id: int, username: str, full_name: str, actor: Actor, at: datetime, password: str = ""
) -> str:
    """
    Give somebody at a supplier a sign-in of their own that opens nothing but the supplier's pages; return the password.

    :raises NotFound: there is no such supplier.
    :raises NoSupplierUser: the name is that of somebody on the staff.
    :raises ActsAlready: they act for a supplier.
    """
    if not Supplier.objects.filter(pk=supplier_id).exists():
        raise NotFound(what=_("supplier"), key=supplier_id)
    name = text_typed(username, field="username", limit=60)
    shown = password or secrets.token_urlsafe(PASSWORD_BYTES)
    user = User.objects.filter(username__iexact=name).first()
    if user is not None and (user.is_staff or not user.is_active):
        raise NoSupplierUser(value=name)
    if user is None:
        user = User.objects.create(username=name, full_name=text_typed(full_name, field="full_name", limit=80))
    elif SupplierAccess.objects.filter(user=user).exists():
        raise ActsAlready(value=name)
    User.objects.filter(pk=user.pk).update(password=make_password(shown))
    access = SupplierAccess.objects.create(supplier_id=supplier_id, user=user, since=at)
    told = SupplierAccessChanged(supplier_id=supplier_id, access_id=access.pk, is_given=True)
    publish(told, actor=actor, at=at)
    return shown


@use_case("supply.manage_suppliers")
def let_program_act(*, supplier_code: str, token_uid: UUID, actor: Actor, at: datetime) -> None:
    """
    Let the bearer of a token act for a supplier.

    :raises NotFound: there is no such supplier.
    """
    supplier = Supplier.objects.filter(code=supplier_code).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=supplier_code)
    access = SupplierAccess.objects.create(supplier=supplier, token_uid=token_uid, since=at)
    told = SupplierAccessChanged(supplier_id=supplier.pk, access_id=access.pk, is_given=True)
    publish(told, actor=actor, at=at)


@use_case("supply.manage_suppliers")
def end_supplier_access(*, supplier_id: int, access_id: int, actor: Actor, at: datetime) -> None:
    """
    Let somebody, or a program, act for a supplier no longer; who is signed in is out at once.

    :raises NotFound: they did not.
    """
    access = SupplierAccess.objects.filter(pk=access_id, supplier_id=supplier_id).first()
    if access is None:
        raise NotFound(what=_("access"), key=access_id)
    access.delete()
    told = SupplierAccessChanged(supplier_id=supplier_id, access_id=access_id, is_given=False)
    publish(told, actor=actor, at=at)


@use_case("supply.act_for_supplier")
def answer_purchase(answers: Sequence[LineAnswer], *, number: str, actor: Actor, at: datetime) -> None:
    """
    Say as a supplier what is delivered of one's order; titles that are not named are delivered as ordered.

    :raises NotFound: there is no such order of this supplier.
    :raises WrongState: it is not out, or over.
    :raises NotOnOrder: a title is not on it.
    :raises MoreThanOrdered: more copies of a title than ordered.
    """
    _answer(_own(number, supplier_of(actor=actor), State.SENT, State.PART), answers, actor, at)


@use_case("supply.buy")
def note_answer(answers: Sequence[LineAnswer], *, number: str, supplier_code: str, actor: Actor, at: datetime) -> None:
    """
    Enter what a supplier's message says of an order.

    :raises NotFound: there is no such order of this supplier.
    :raises WrongState: it is not out, or over.
    :raises NotOnOrder: a title is not on it.
    :raises MoreThanOrdered: more copies of a title than ordered.
    """
    supplier = Supplier.objects.filter(code=supplier_code).first()
    _answer(_own(number, supplier.pk if supplier else 0, State.SENT, State.PART), answers, actor, at)


@use_case("supply.act_for_supplier")
def advise_dispatch(draft: DispatchDraft, *, actor: Actor, at: datetime) -> int:
    """
    Say as a supplier that copies of one's order are on their way, and return the advice's id.

    Whoever receives the delivery note finds the copies on the sheet.

    :raises NotFound: there is no such order of this supplier.
    :raises WrongState: it is not out, or over.
    :raises NothingThere: no copy is on its way.
    :raises NotOnOrder: a title is not on it.
    :raises MoreThanOrdered: more copies of a title than are still expected and not on their way already.
    :raises NoteAdvised: this note was advised before.
    """
    supplier_id = supplier_of(actor=actor)
    order = _own(draft.order_number, supplier_id, State.SENT, State.PART)
    copies = {item_id: number for item_id, number in draft.copies.items() if number}
    if not copies:
        raise NothingThere()
    lines = {line.item_id: line for line in PurchaseLine.objects.filter(order=order)}
    advised = advised_copies(order_id=order.pk)
    for item_id, number in copies.items():
        _require_room(lines, item_id, number, lambda line: line.ordered - line.received - advised.get(line.item_id, 0))
    note = text_typed(draft.note_number, field="note_number", limit=60)
    try:
        with transaction.atomic():
            dispatch = Dispatch.objects.create(
                supplier_id=supplier_id, order=order, note_number=note, sent_on=draft.sent_on, created_at=at,
                carrier=said(draft.carrier, field="carrier", limit=60),
                waybill=said(draft.waybill, field="waybill", limit=60),
            )  # fmt: skip
    except IntegrityError:
        raise NoteAdvised(note=note) from None
    DispatchLine.objects.bulk_create(
        DispatchLine(dispatch=dispatch, item_id=item_id, copies=number) for item_id, number in sorted(copies.items())
    )
    told = DispatchAdvised(
        dispatch_id=dispatch.pk, order_id=order.pk, supplier_id=supplier_id, copies=sum(copies.values())
    )
    publish(told, actor=actor, at=at)
    return dispatch.pk


@use_case("supply.act_for_supplier")
def propose_delivery(proposal: SupplierProposal, *, actor: Actor, at: datetime) -> str:
    """
    Propose as a supplier what to deliver, and return the number of the proposed order; a buyer accepts or declines it.

    :raises NotFound: there is no such place.
    :raises NothingThere: nothing is proposed.
    :raises TitleUnknown: a title is not one that this supplier delivered before.
    :raises NumberWrong: so many copies cannot be.
    :raises RateUnknown: the supplier's currency has no exchange rate.
    """
    supplier = Supplier.objects.get(pk=supplier_of(actor=actor))
    place = Warehouse.objects.filter(code=proposal.place_code, is_active=True).first()
    if place is None:
        raise NotFound(what=_("place"), key=proposal.place_code)
    if not proposal.copies:
        raise NothingThere()
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=list(proposal.copies))}
    own = set(supplier.layers.filter(shelf__item_id__in=rows).values_list("shelf__item_id", flat=True))
    for item_id, copies in proposal.copies.items():
        if item_id not in own:
            raise TitleUnknown(value=item_id)
        if not 1 <= copies <= MOST_COPIES:
            raise NumberWrong(value=copies, least=1, most=MOST_COPIES, field="copies")
    why, rate = said(proposal.why, field="why", limit=200), newest_rate(supplier.currency, club_day(at))
    prices = {item_id: cents(row.list_price / rate) for item_id, row in rows.items()}
    order = PurchaseOrder.objects.create(
        number=next_number("PO", "purchase", width=6), supplier=supplier, warehouse=place, state=State.PROPOSED,
        source=PurchaseOrder.Source.VENDOR, terms=supplier.terms, currency=supplier.currency, exchange_rate=rate,
        created_at=at,
    )  # fmt: skip
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            order=order, item_id=item_id, ordered=copies, list_price=prices[item_id],
            discount_rate=supplier.discount_rate, why=why, unit_cost=net_price(prices[item_id], supplier.discount_rate),
        )
        for item_id, copies in sorted(proposal.copies.items())
    )  # fmt: skip
    told = PurchaseChanged(order_id=order.pk, supplier_id=supplier.pk, state=order.state, what="proposed")
    publish(told, actor=actor, at=at)
    return order.number


@step
def dispatched_copies(*, supplier_id: int, note_number: str) -> tuple[Dispatch | None, Mapping[int, int]]:
    """Return the advice by a note's number that nobody has received yet, and its copies by item."""
    dispatch = Dispatch.objects.filter(supplier_id=supplier_id, note_number=note_number).first()
    if dispatch is None:
        return None, {}
    return dispatch, dict(dispatch.lines.values_list("item_id", "copies"))


def _answer(order: PurchaseOrder, answers: Sequence[LineAnswer], actor: Actor, at: datetime) -> None:
    lines = {line.item_id: line for line in PurchaseLine.objects.select_for_update(no_key=True).filter(order=order)}
    for line in lines.values():
        line.confirmed, line.promised_on, line.confirmed_price, line.answer = line.ordered, None, None, ""
    for one in answers:
        _require_room(lines, one.item_id, one.copies, lambda line: line.ordered)
        line = lines[one.item_id]
        line.confirmed, line.promised_on, line.confirmed_price = one.copies, one.promised_on, one.list_price
        line.answer = one.answer if one.answer in PurchaseLine.Answer.values else ""
    PurchaseLine.objects.bulk_update(lines.values(), ["confirmed", "promised_on", "confirmed_price", "answer"])
    promised = [line.promised_on for line in lines.values() if line.promised_on]
    order.answered_at = at
    order.expected_on = max(promised) if promised else order.expected_on
    order.save(update_fields=["answered_at", "expected_on"])
    short = sum(1 for line in lines.values() if (line.confirmed or 0) < line.ordered)
    told = PurchaseAnswered(order_id=order.pk, supplier_id=order.supplier_id, lines=len(lines), short=short)
    publish(told, actor=actor, at=at)


def _own(number: str, supplier_id: int, *states: str) -> PurchaseOrder:
    """Return a supplier's order with its row held; one of another supplier is as if it were not."""
    order = PurchaseOrder.objects.select_for_update(no_key=True).filter(number=number, supplier_id=supplier_id).first()
    if order is None:
        raise NotFound(what=_("order"), key=number)
    if order.state not in states:
        raise WrongState(number=number, state=order.get_state_display())
    return order


def _require_room(
    lines: Mapping[int, PurchaseLine], item_id: int, copies: int, room: Callable[[PurchaseLine], int]
) -> None:
    if item_id not in lines:
        raise NotOnOrder(value=item_id)
    most = max(room(lines[item_id]), 0)
    if not 0 <= copies <= most:
        raise MoreThanOrdered(value=copies, most=most)
