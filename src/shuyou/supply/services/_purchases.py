"""Orders to suppliers: drawn up line by line, approved while the licence holds, sent, closed or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.money import cents, net_price
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import BelowMinimum, NothingThere, NumberWrong, RateUnknown, TitleUnknown, WrongState
from shuyou.supply.events import PurchaseChanged
from shuyou.supply.models import PurchaseLine, PurchaseOrder, Supplier, Terms, Want
from shuyou.supply.rules import require_near, said
from shuyou.supply.services._letters import drop_letter, write_letter
from shuyou.supply.services._rates import newest_rate
from shuyou.supply.services._scope import require_place
from shuyou.supply.services._suppliers import require_licence
from shuyou.supply.services._wants import tie_wants, wants_changed

MOST_COPIES = 99_999
State = PurchaseOrder.State


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseItem:
    """Copies of an item to be ordered; price (in the supplier's currency) and rate are the usual ones unless given."""

    item_id: int
    copies: int
    list_price: Decimal | None = None
    discount_rate: Decimal | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseDraft:
    """An order to a supplier: where it comes to, where it comes from (see `PurchaseOrder.Source`), and its items."""

    supplier_id: int
    warehouse_id: int
    source: str = "hand"
    terms: str = ""
    exchange_rate: Decimal | None = None
    """None: the one that holds on that day."""
    expected_on: date | None = None
    note: str = ""
    items: Sequence[PurchaseItem] = ()


@use_case("supply.buy")
def draft_purchase(draft: PurchaseDraft, *, actor: Actor, at: datetime) -> str:
    """
    Draw up an order and return its number.

    :raises NotFound: there is no such supplier.
    :raises NotYourPlace: the actor belongs to other places.
    :raises TitleUnknown: an item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    :raises RateUnknown: the supplier's currency has no exchange rate.
    """
    supplier = Supplier.objects.filter(pk=draft.supplier_id).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=draft.supplier_id)
    require_place(draft.warehouse_id, actor=actor)
    rate = draft.exchange_rate or newest_rate(supplier.currency, club_day(at))
    order = PurchaseOrder.objects.create(
        number=next_number("PO", "purchase", width=6), supplier=supplier, warehouse_id=draft.warehouse_id,
        source=draft.source if draft.source in PurchaseOrder.Source.values else PurchaseOrder.Source.HAND,
        terms=draft.terms if draft.terms in Terms.values else supplier.terms, currency=supplier.currency,
        exchange_rate=rate,
        expected_on=draft.expected_on, created_at=at,
        note=said(draft.note, field="note", limit=200),
    )  # fmt: skip
    PurchaseLine.objects.bulk_create(_lines(order, supplier, draft.items))
    _tell(order, "drafted", actor, at)
    return order.number


@use_case("supply.buy")
def put_purchase_line(
    item: PurchaseItem, *, number: str, adds: bool = False, actor: Actor, at: datetime
) -> None:  # fmt: skip
    """
    Say how many copies of an item are ordered, and at what price; none takes the item off.

    Copies that are added to those on the order leave price and reason as they are. A proposal that somebody changes is
    theirs from then on: plans leave it as it is.

    :raises WrongState: the order is no draft any more.
    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    """
    order = held_purchase(number, State.DRAFT, State.PROPOSED)
    if order.state == State.PROPOSED:
        _turn(order, State.DRAFT)
    if adds and (known := PurchaseLine.objects.filter(order=order, item_id=item.item_id).first()):
        item = PurchaseItem(
            item_id=item.item_id, copies=known.ordered + item.copies, list_price=known.list_price,
            discount_rate=known.discount_rate, why=known.why,
        )  # fmt: skip
    if item.copies == 0:
        PurchaseLine.objects.filter(order=order, item_id=item.item_id).delete()
    else:
        PurchaseLine.objects.bulk_create(
            _lines(order, order.supplier, [item]), update_conflicts=True, unique_fields=["order", "item"],
            update_fields=["ordered", "list_price", "discount_rate", "unit_cost", "why"],
        )  # fmt: skip
    _tell(order, "line", actor, at)


@use_case("supply.approve_purchases")
def approve_purchase(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Let an order go out.

    :raises WrongState: it is no draft any more.
    :raises NothingThere: nothing is ordered.
    :raises SupplierClosed: nothing is bought from this supplier.
    :raises LicenceMissing: no licence of the supplier is on file.
    :raises LicenceOver: its licence ran out.
    :raises RateUnknown: it was reckoned without an exchange rate.
    :raises BelowMinimum: the supplier takes no order as small.
    """
    order = held_purchase(number, State.DRAFT)
    _approve(order, at)
    _tell(order, "approved", actor, at)


@use_case("supply.approve_purchases")
def accept_proposal(*, number: str, actor: Actor, at: datetime) -> bool:
    """
    Let a proposed order go as it is, with the wishes it serves; tell whether it went out by itself.

    It does if the supplier takes accepted proposals so; else it waits for whoever sends it.

    :raises WrongState: it is no proposal any more.
    :raises SupplierClosed: nothing is bought from this supplier.
    :raises LicenceMissing: no licence of the supplier is on file.
    :raises LicenceOver: its licence ran out.
    :raises RateUnknown: it was reckoned without an exchange rate.
    :raises BelowMinimum: the supplier takes no order as small.
    """
    order = held_purchase(number, State.PROPOSED)
    _approve(order, at)
    tied = tie_wants(order)
    goes = order.supplier.may_send_itself
    if goes:
        _go_out(order, order.supplier.order_format, at)
        write_letter(order, at=at)
    told = PurchaseChanged(order_id=order.pk, supplier_id=order.supplier_id, state=order.state, what="accepted")
    publish_many([told, *wants_changed(Want.objects.filter(pk__in=[want.pk for want in tied]).order_by("pk"))],
                 actor=actor, at=at)  # fmt: skip
    return goes


@use_case("supply.buy")
def reopen_purchase(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Make an approved order a draft again.

    :raises WrongState: it was not approved, or has gone out.
    """
    order = held_purchase(number, State.APPROVED)
    order.approved_at = None
    _turn(order, State.DRAFT)
    order.save(update_fields=["approved_at"])
    _tell(order, "reopened", actor, at)


@use_case("supply.buy")
def send_purchase(*, number: str, sent_as: str, by_letter: bool = True, actor: Actor, at: datetime) -> None:
    """
    Let an order go out, in which form: its copies are expected from now on.

    It goes by e-mail if its supplier takes orders so, unless somebody has sent it another way.

    :raises WrongState: it was not approved, or has gone out.
    :raises LicenceOver: the supplier's licence ran out meanwhile.
    """
    order = held_purchase(number, State.APPROVED)
    require_licence(order.supplier, on=club_day(at))
    _go_out(order, sent_as, at)
    if by_letter:
        write_letter(order, at=at)
    _tell(order, "sent", actor, at)


@use_case("supply.buy")
def change_purchase(*, number: str, expected_on: date | None, note: str, actor: Actor, at: datetime) -> None:
    """
    Say anew when an order is expected and what is noted on it, also when it is out: both are ours, not the supplier's.

    :raises WrongState: nothing is expected of it any more.
    :raises InvalidValue: it is expected on a day far away.
    """
    order = held_purchase(number, State.PROPOSED, State.DRAFT, State.APPROVED, State.SENT, State.PART)
    if expected_on is not None:
        require_near(expected_on, club_day(at), field="expected_on")
    order.expected_on, order.note = expected_on, said(note, field="note", limit=200)
    order.save(update_fields=["expected_on", "note"])
    _tell(order, "head", actor, at)


@use_case("supply.buy")
def close_purchase(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Expect nothing more of an order; readers who still wait are to be looked after anew.

    :raises WrongState: it has not gone out, or is closed.
    """
    order = held_purchase(number, State.SENT, State.PART)
    _let_go(order)
    _turn(order, State.CLOSED, closed_at=at)
    _tell(order, "closed", actor, at)


@use_case("supply.buy")
def cancel_purchase(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up an order of which nothing came.

    :raises WrongState: something came, or it is closed.
    """
    order = held_purchase(number, State.PROPOSED, State.DRAFT, State.APPROVED, State.SENT)
    _let_go(order)
    _turn(order, State.CANCELLED, closed_at=at)
    _tell(order, "cancelled", actor, at)


def held_purchase(number: str, *states: str) -> PurchaseOrder:
    """
    Return an order with its row held.

    :raises NotFound: there is none.
    :raises WrongState: it is in another state.
    """
    orders = PurchaseOrder.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier")
    order = orders.filter(number=number).first()
    if order is None:
        raise NotFound(what=_("order"), key=number)
    if order.state not in states:
        raise WrongState(number=number, state=order.get_state_display())
    return order


def _lines(order: PurchaseOrder, supplier: Supplier, items: Sequence[PurchaseItem]) -> list[PurchaseLine]:
    wrong = next((item.copies for item in items if not 1 <= item.copies <= MOST_COPIES), None)
    if wrong is not None:
        raise NumberWrong(value=wrong, least=1, most=MOST_COPIES, field="copies")
    known = {row.item_id: row for row in catalog.item_rows(item_ids=[item.item_id for item in items])}
    lines = []
    for item in items:
        if item.item_id not in known:
            raise TitleUnknown(value=item.item_id)
        ours = known[item.item_id].list_price
        price = cents(ours / order.exchange_rate) if item.list_price is None else item.list_price
        rate = supplier.discount_rate if item.discount_rate is None else item.discount_rate
        lines.append(
            PurchaseLine(
                order=order, item_id=item.item_id, ordered=item.copies, list_price=price, discount_rate=rate,
                unit_cost=net_price(price, rate), why=said(item.why, field="why", limit=200),
            )
        )  # fmt: skip
    return lines


def _approve(order: PurchaseOrder, at: datetime) -> None:
    require_licence(order.supplier, on=club_day(at))
    if order.exchange_rate == 1 and newest_rate(order.currency, club_day(at)) != 1:
        raise RateUnknown(currency=order.currency)
    net = PurchaseLine.objects.filter(order=order).aggregate(net=Sum(F("unit_cost") * F("ordered")))["net"]
    if net is None:
        raise NothingThere()
    if net < order.supplier.minimum_order:
        raise BelowMinimum(net=net, least=order.supplier.minimum_order, name=order.supplier.name)
    _turn(order, State.APPROVED, approved_at=at)


def _go_out(order: PurchaseOrder, sent_as: str, at: datetime) -> None:
    order.sent_as = sent_as if sent_as in Supplier.Format.values else order.supplier.order_format
    if order.expected_on is None:
        order.expected_on = club_day(at) + timedelta(days=order.supplier.lead_days)
    order.save(update_fields=["sent_as", "expected_on"])
    PurchaseLine.objects.filter(order=order).update(is_open=True)
    Want.objects.filter(purchase_line__order=order, state=Want.State.FOUND).update(state=Want.State.ORDERED)
    _turn(order, State.SENT, sent_at=at)


def _let_go(order: PurchaseOrder) -> None:
    """Expect no more copies; wishes whose title did not come are to be ordered elsewhere."""
    PurchaseLine.objects.filter(order=order).update(is_open=False)
    drop_letter(order)
    waiting = Q(state=Want.State.FOUND) | Q(state=Want.State.ORDERED)
    Want.objects.filter(waiting, purchase_line__order=order).update(state=Want.State.FOUND, purchase_line=None)


def _turn(order: PurchaseOrder, state: str, **moments: datetime) -> None:
    order.state = state
    for name, moment in moments.items():
        setattr(order, name, moment)
    order.save(update_fields=["state", *moments])


def _tell(order: PurchaseOrder, what: str, actor: Actor, at: datetime) -> None:
    told = PurchaseChanged(order_id=order.pk, supplier_id=order.supplier_id, state=order.state, what=what)
    publish(told, actor=actor, at=at)
