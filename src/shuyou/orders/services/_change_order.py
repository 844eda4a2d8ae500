"""Changing an order before it is picked: titles, copies, where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.members import services as members
from shuyou.orders import queries
from shuyou.orders.errors import (
    AddressMissing,
    BadQuantity,
    ChangedMeanwhile,
    EmptyOrder,
    MoneyReceived,
    ParcelsUnderway,
    PointsBeyondTotal,
)
from shuyou.orders.events import OrderChanged
from shuyou.orders.models import Order, OrderLine, OrderWish, SoldBundle
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.queries._sold_bundles import Selling, bought_of, bundles_of, made_of_parts
from shuyou.orders.rules import PricedBasket, steps_data
from shuyou.orders.services._backorders import note_waiting
from shuyou.orders.services._count_uses import count_uses, released_uses
from shuyou.orders.services._hold_order import held_source, hold_order, save_order, source_of
from shuyou.orders.services._place_order import MOST_COPIES, Destination, note_bundles, quotes_of
from shuyou.orders.services._till_price import GUESTS
from shuyou.payments import services as payments
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChange:
    """What an order is to be from now on; `version` is the one that the clerk saw, `copies` are by item."""

    number: str
    version: int
    copies: Mapping[int, int]
    destination: Destination
    note: str = ""
    may_wait: bool = False


@use_case("orders.place")
def change_order(change: OrderChange, *, actor: Actor, at: datetime) -> Decimal:
    """
    Change an order before it is picked: it is priced anew and its copies are set aside anew; return what it comes to.

    :raises WrongState: it is being picked, gone or given up.
    :raises ChangedMeanwhile: somebody else changed it after this clerk looked.
    :raises ParcelsUnderway: part of it has been sent.
    :raises EmptyOrder: no titles are left; cancel it instead.
    :raises BadQuantity: a number of copies outside 1 to 9,999.
    :raises AddressMissing: nowhere to send it.
    :raises NotForSale: a title that was withdrawn, or that its channel must not sell.
    :raises PointsBeyondTotal: the points spent are worth more than what is left.
    :raises MoneyReceived: more was paid than it comes to now, so money must be given back first.
    :raises OutOfStock: some item has too few free copies.
    :raises CreditExceeded: the institution would owe more than it may.
    """
    order = hold_order(change.number, "change")
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    _check(order, change)
    before, was = order.total, order.address
    _send_to(order, change)
    copies = {item_id: number for item_id, number in change.copies.items() if number}
    if copies != _bought(order):
        priced = _priced_anew(order, copies, actor.store, at)
        _owe_what_it_comes_to(order, before, at)
        missing = _reserve_anew(order, priced.basket, may_wait=change.may_wait, at=at)
        _write_lines(order, priced)
        count_uses(priced, order_id=order.pk, member_id=order.member_id, at=at)
        note_waiting(order_id=order.pk, missing=missing)
    elif order.address != was:
        _total_up(order, order.net_total + _fee_anew(order), at)
        _owe_what_it_comes_to(order, before, at)
    save_order(
        order, "list_total", "net_total", "delivery_fee", "total", "state", "paid_at", "holding", "recipient",
        "phone", "address", "postcode", "note",
    )  # fmt: skip
    _tell(order, before, actor, at)
    return order.total


def _tell(order: Order, before: Decimal, actor: Actor, at: datetime) -> None:
    told = OrderChanged(
        order_id=order.pk, number=order.number, member_id=order.member_id, total_before=str(before),
        total=str(order.total),
    )  # fmt: skip
    events.publish(told, actor=actor, at=at)


def _send_to(order: Order, change: OrderChange) -> None:
    goes = change.destination
    order.recipient, order.phone = goes.recipient.strip()[:80], goes.phone.strip()[:20]
    order.address, order.postcode = goes.address.strip()[:300], goes.postcode.strip()[:10]
    order.note = change.note.strip()[:300]


def _check(order: Order, change: OrderChange) -> None:
    if order.version != change.version:
        raise ChangedMeanwhile(number=order.number)
    if order.shipments.exists():
        raise ParcelsUnderway(number=order.number)
    for copies in change.copies.values():
        if not 0 <= copies <= MOST_COPIES:
            raise BadQuantity(value=copies)
    if not any(change.copies.values()):
        raise EmptyOrder()
    if not (change.destination.recipient.strip() and change.destination.address.strip()):
        raise AddressMissing()


def _bought(order: Order) -> dict[int, int]:
    """Return the copies of each title that an order has, gifts left out; a title may stand in two lines."""
    lines = OrderLine.objects.filter(order=order).order_by("pk").values_list("item_id", "quantity", "price_reason")
    return bought_of(lines, bundles_of(order_id=order.pk))


def _priced_anew(order: Order, copies: Mapping[int, int], store: str, at: datetime) -> queries.Priced:
    """Price the titles anew under the promotions that ran when the order was placed."""
    price_list, tier = _terms(order)
    prices = catalog.prices(item_ids=copies, price_list=price_list, channel=order.channel, store=store, at=at)
    asking = queries.Asking(
        member_id=order.member_id or 0, tier=tier, channel=order.channel, at=order.placed_at,
        coupons=released_uses(order_id=order.pk, at=at), order_id=order.pk,
        address="" if OrderWish.objects.filter(order=order).exclude(pickup_place="").exists() else order.address,
    )  # fmt: skip
    priced = queries.price_quotes(quotes=quotes_of(copies, prices), asking=asking, stamp=queries.promotion_stamp())
    priced = made_of_parts(priced, prices, Selling(channel=order.channel, at=at))
    basket = priced.basket
    if order.points_value > basket.net_total:
        raise PointsBeyondTotal(points=order.points_spent, worth=order.points_value, total=basket.net_total)
    order.list_total, order.net_total = basket.list_total, basket.net_total
    _total_up(order, priced.total, at)
    return priced


def _terms(order: Order) -> tuple[str, str]:
    """Return by which price list, and as which tier, whoever ordered buys; guests pay what is printed."""
    if order.member_id is None:
        return GUESTS, ""
    member = members.hold_kept_member(member_id=order.member_id, even_restricted=True)
    return member.price_list, member.tier_code


def _fee_anew(order: Order) -> Decimal:
    """Return what the parcel costs to where it goes now; the titles and what promotions gave stay as they are."""
    _price_list, tier = _terms(order)
    return queries.fee_of_order(order_id=order.pk, address=order.address, tier=tier, stamp=queries.promotion_stamp())


def _total_up(order: Order, total: Decimal, at: datetime) -> None:
    """
    Have a held order come to so much before its points.

    :raises MoneyReceived: more was paid than it comes to now.
    """
    order.delivery_fee, order.total = total - order.net_total, total - order.points_value
    if order.paid_total > order.total:
        raise MoneyReceived(number=order.number, paid=order.paid_total)
    is_settled = order.paid_total == order.total and order.payment not in (Order.Payment.COD, Order.Payment.ACCOUNT)
    order.state = Order.State.PAID if is_settled else Order.State.PLACED
    order.paid_at = (order.paid_at or at) if order.paid_total == order.total and is_settled else None


def _owe_what_it_comes_to(order: Order, before: Decimal, at: datetime) -> None:
    """Have an institution owe what the order comes to now, if it is on account."""
    if order.payment != Order.Payment.ACCOUNT:
        return
    if order.total > before:
        payments.raise_credit(source=source_of(order), amount=order.total - before, at=at)
    payments.lower_credit(source=source_of(order), amount=before - order.total, is_paid=False, at=at)


def _reserve_anew(order: Order, basket: PricedBasket, *, may_wait: bool, at: datetime) -> Mapping[int, int]:
    """Return by item how many copies are still to come."""
    old, copies = held_source(order), basket.copies()
    order.holding += 1
    source = held_source(order)
    if may_wait:
        granted = supply.reserve_what_is_there(old=[old], source=source, wanted=copies, warehouse=MAIN, at=at)
        return {item_id: number - granted.get(item_id, 0) for item_id, number in copies.items()}
    titles = {line.item_id: line.title for line in basket.lines}
    supply.move_reservations(old=[old], new={source: copies}, titles=titles, warehouse=MAIN, at=at)
    return {}


def _write_lines(order: Order, priced: queries.Priced) -> None:
    SoldBundle.objects.filter(order=order).delete()
    note_bundles(order_id=order.pk, priced=priced)
    OrderLine.objects.filter(order=order).delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, member_id=order.member_id, item_id=line.item_id, position=position, title=line.title,
            quantity=line.quantity, list_price=line.list_price, discount_rate=line.rate, net_price=line.net,
            list_amount=line.list_amount, net_amount=line.net_amount, price_reason=line.reason,
            price_steps=steps_data(line),
        )
        for position, line in enumerate(priced.basket.lines, 1)
    )  # fmt: skip
