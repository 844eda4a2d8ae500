"""Returns by line: asked for, inspected, stock and money and points put right in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders.errors import (
    NothingReturned,
    RequestKeyTaken,
    ReturnedMoreThanSent,
    ReturnOver,
    ReturnTooLate,
    WrongState,
)
from shuyou.orders.errors.returns import NoRightToReturn, OwnReturn
from shuyou.orders.events import ReturnChanged
from shuyou.orders.models import Channel, Order, OrderLine, PriceClaim, Return, ReturnLine
from shuyou.orders.queries._return_worth import OUR_FAULT, ReturnWorth, item_kinds, return_worth
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.rules import Sold, given_for, may_come_back, spread_over
from shuyou.orders.rules.returning import RETURN_ALONE, is_left_out, return_needs_another
from shuyou.orders.services._give_back import give_money_back
from shuyou.orders.services._hold_order import hold_sold_order, save_order, source_of
from shuyou.orders.services._take_payment import due_of, paid_in_full
from shuyou.payments import services as payments
from shuyou.supply import services as supply

GONE: Final = (Order.State.SHIPPED, Order.State.DELIVERED, Order.State.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDraft:
    """What comes back of an order: copies by the lines' positions, and why; by goodwill, if there is no right to it."""

    number: str
    copies: Mapping[int, int]
    reason: str
    is_goodwill: bool = False
    is_sealed: bool = False
    """Discs are as they were sent: their seals are whole."""
    request_key: UUID | None = None
    """Makes a repeat harmless."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """How what came back was found, and whether it is paid out or goods are given for it."""

    damaged: Mapping[int, int]
    """Copies, by position, that are written off; the others go back to their shelves."""
    pays_nothing: bool = False
    """No money leaves the house for it, so whoever took it back settles it alone."""


@use_case("orders.return")
def ask_return(draft: ReturnDraft, *, actor: Actor, at: datetime) -> str:
    """
    Note what is to come back of an order, and return the return's number; a repeat returns the first one's.

    :raises RequestKeyTaken: the request key made a return of another order.
    :raises WrongState: nothing of the order has left the house.
    :raises NothingReturned: no copies are named.
    :raises ReturnedMoreThanSent: more than were sent and have not come back.
    :raises ReturnTooLate: there is no right to it any more, and goodwill was not asked for.
    :raises NoRightToReturn: the law leaves such titles out, and goodwill was not asked for.
    """
    order = hold_sold_order(draft.number)
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    if earlier := _asked_before(order, draft):
        return earlier
    made = note_return(order, draft, actor=actor, at=at)
    _tell(made, order, actor, at)
    return made.number


@step
def note_return(order: Order, draft: ReturnDraft, *, actor: Actor, at: datetime) -> Return:
    """
    Note what is to come back of a held order, as part of another change.

    :raises DomainError: as `ask_return` does.
    """
    if order.state not in GONE:
        raise WrongState(number=order.number, state=Order.State(order.state).label)
    if draft.reason not in ReturnLine.Reason:
        raise InvalidValue(label="reason", value=draft.reason, field="reason")
    lines = _chosen(order, draft.copies)
    by_right = _has_right(order, [line for line, _copies in lines], draft, at)
    if not by_right:
        actor.require("orders.return_late")
    made = Return.objects.create(
        number=next_number("RT", "return", width=6), request_key=draft.request_key, order=order,
        member_id=order.member_id,
        right=Return.Right.LAW if by_right else Return.Right.GOODWILL, asked_by=actor.signature, asked_at=at,
    )  # fmt: skip
    ReturnLine.objects.bulk_create(
        ReturnLine(asked=made, line=line, quantity=copies, reason=draft.reason) for line, copies in lines
    )
    return made


def _asked_before(order: Order, draft: ReturnDraft) -> str:
    """
    Return the number of the return that a request key made before, or nothing.

    :raises RequestKeyTaken: it made a return of another order.
    """
    known = Return.objects.filter(request_key=draft.request_key).first() if draft.request_key else None
    if known is None:
        return ""
    if known.order_id != order.pk:
        raise RequestKeyTaken()
    return known.number


def _has_right(order: Order, lines: Sequence[OrderLine], draft: ReturnDraft, at: datetime) -> bool:
    """
    Tell whether the lines may come back by right; by goodwill they may where that is asked for.

    :raises ReturnTooLate: the days are over.
    :raises NoRightToReturn: the law leaves such titles out.
    """
    is_ours = draft.reason in OUR_FAULT
    in_time = may_come_back(channel=order.channel, delivered_at=order.delivered_at, at=at, is_our_fault=is_ours)
    if not in_time and not draft.is_goodwill:
        raise ReturnTooLate(number=order.number)
    if is_ours or not in_time:
        return in_time
    kinds = item_kinds(line_ids=[line.pk for line in lines])
    without = [line for line in lines if is_left_out(kinds[line.pk], is_sealed=draft.is_sealed)]
    if without and not draft.is_goodwill:
        raise NoRightToReturn(title=without[0].title)
    return not without


@use_case("orders.inspect_returns")
def settle_return(number: str, *, damaged: Mapping[int, int], actor: Actor, at: datetime) -> Decimal:
    """
    Put right what came back: `damaged` copies (by position) are written off, the others go back to their shelves.

    What they are worth (what the kept ones would not have cost) is not owed any more if unpaid on account, else asked
    back from payments; points that paid for them return, points they earned are taken back, what is spent of those is
    kept back. Return the money that is given.

    :raises NotFound: there is no such return.
    :raises ReturnOver: it was settled or refused before.
    :raises ReturnedMoreThanSent: more damaged copies than came back.
    :raises OwnReturn: who asked for it settles it only where little comes back, and nothing that a till sold.
    """
    made, order = _held(number)
    loyalty.hold_cards_of(source=source_of(order))
    money = put_right(made, order, found=Inspection(damaged), actor=actor, at=at)
    if money:
        give_money_back(source=source_of(order), amount=money, reason=number, actor=actor, at=at)
    return money


@step
def put_right(made: Return, order: Order, *, found: Inspection, actor: Actor, at: datetime) -> Decimal:
    """
    Put all right about a return of a held order but the money, and return how much of that is to be given.

    :raises ReturnedMoreThanSent: more damaged copies than came back.
    :raises OwnReturn: as `settle_return` does.
    """
    lines = list(made.lines.select_related("line").order_by("line__position"))
    # What the carrier got is spent; it is not given back with the titles.
    sold = Sold(order.net_total, max(order.total - order.delivery_fee, ZERO), order.points_spent)
    worth = return_worth(
        order=order, coming={one.line_id: one.quantity for one in lines}, is_our_fault=_is_our_fault(lines), but=made.pk
    )
    if not found.pays_nothing:
        _require_another(made, order, worth, actor)
    given = given_for(sold, before=worth.before, now=worth.worth)
    not_owed = _owe_less(order, given.money, actor, at)
    _put_back(order, made, lines, found.damaged, at)
    short_worth = _put_points_right(order, made, worth, given.points, at)
    paid_back = payments.refunded_of(source=source_of(order))
    made.amount = max(min(given.money - not_owed - _given_by_claims(lines), order.paid_total - paid_back), ZERO)
    made.worth, made.lost_promotions = worth.worth, worth.less
    made.kept_back = min(short_worth, made.amount)
    money = made.amount - made.kept_back
    made.state, made.done_at, made.done_by = Return.State.DONE, at, actor.signature
    made.save()
    save_order(order, "paid_at")
    if order.member_id is not None:
        members.measure_members(member_ids=[order.member_id], at=at)
    _tell(made, order, actor, at)
    return money


def _require_another(made: Return, order: Order, worth: ReturnWorth, actor: Actor) -> None:
    is_own = made.asked_by == actor.signature
    if is_own and return_needs_another(worth=worth.before + worth.worth, is_of_till=order.channel == Channel.TILL):
        raise OwnReturn(most=RETURN_ALONE)


def _put_points_right(order: Order, made: Return, worth: ReturnWorth, points: int, at: datetime) -> Decimal:
    """Give points back and take back what was earned; return what those are worth that are spent and gone."""
    if order.member_id is None:  # a guest has none
        return ZERO
    source = source_of(order)
    back = f"{source}:back:{made.number}"
    made.points_given = loyalty.give_points_back(
        member_id=order.member_id, source=source, back=back, points=points, at=at
    )
    taken = loyalty.take_points_back(
        member_id=order.member_id, source=source, back=back, part=worth.before + worth.worth, whole=order.net_total,
        short_before=_short_before(order), at=at,
    )  # fmt: skip
    made.points_taken, made.points_short = taken.points, taken.short
    return taken.short_worth


@use_case("orders.inspect_returns")
def refuse_return(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Say that nothing is given for what was to come back.

    :raises NotFound: there is no such return.
    :raises ReturnOver: it was settled or refused before.
    """
    made, order = _held(number)
    made.state, made.done_at, made.done_by = Return.State.REFUSED, at, actor.signature
    made.save(update_fields=["state", "done_at", "done_by"])
    _tell(made, order, actor, at)


def _held(number: str) -> tuple[Return, Order]:
    known = Return.objects.filter(number=number).select_related("order").first()
    if known is None:
        raise NotFound(what=_("return"), key=number)
    order = hold_sold_order(known.order.number)
    made = Return.objects.get(pk=known.pk)
    if made.state != Return.State.ASKED:
        raise ReturnOver(number=number, state=Return.State(made.state).label)
    return made, order


def _chosen(order: Order, copies: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    lines = {line.position: line for line in OrderLine.objects.filter(order=order).order_by("position")}
    sent, back = _sent(order), asked_back(order)
    chosen = []
    for position, wanted in copies.items():
        line = lines.get(position)
        most = sum(sent.get(line.pk, {}).values()) - back.get(line.pk, 0) if line else 0
        if line is None or not 0 <= wanted <= most:
            raise ReturnedMoreThanSent(position=position, copies=max(most, 0))
        if wanted:
            chosen.append((line, wanted))
    if not chosen:
        raise NothingReturned()
    return chosen


def _sent(order: Order) -> Mapping[int, Mapping[str, int]]:
    """Return by line the parcels (by their names in the ledger, the latest first) it went in, and how many copies."""
    sent: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.line_id, s.source, l.quantity FROM orders_shipmentline l"
            " JOIN orders_shipment s ON s.id = l.shipment_id"
            " WHERE s.order_id = %s AND s.state IN ('shipped', 'delivered') ORDER BY s.sequence DESC",
            [order.pk],
        )
        for line_id, source, copies in cursor.fetchall():
            sent.setdefault(line_id, {})[source] = copies
    if not sent and not order.shipments.exists():  # it left before parcels were kept
        return {line.pk: {source_of(order): line.quantity} for line in OrderLine.objects.filter(order=order)}
    return sent


def asked_back(order: Order) -> Mapping[int, int]:
    """Return by line how many copies came back or are to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.line_id, sum(l.quantity)::int FROM orders_returnline l JOIN orders_return r ON r.id = l.asked_id"
            " WHERE r.order_id = %s AND r.state <> 'refused' GROUP BY l.line_id",
            [order.pk],
        )
        return dict(cursor.fetchall())


def _short_before(order: Order) -> int:
    """Return how many spent points earlier returns kept money back for: nobody pays for them twice."""
    done = Return.objects.filter(order=order, state=Return.State.DONE)
    return done.aggregate(sum=Sum("points_short"))["sum"] or 0


def _is_our_fault(lines: Iterable[ReturnLine]) -> bool:
    return all(one.reason in OUR_FAULT for one in lines)


def _given_by_claims(lines: Iterable[ReturnLine]) -> Decimal:
    """Return what was given before because the titles that come back were cheaper elsewhere."""
    copies = {one.line_id: one.quantity for one in lines}
    claims = PriceClaim.objects.filter(line__in=copies, state=PriceClaim.State.PAID).select_related("line")
    return sum(((claim.line.net_price - claim.price) * copies[claim.line_id] for claim in claims), ZERO)


def _put_back(order: Order, made: Return, lines: list[ReturnLine], damaged: Mapping[int, int], at: datetime) -> None:
    sent = _sent(order)
    copies: dict[str, dict[int, int]] = {}
    broken: dict[str, dict[int, int]] = {}
    for one in lines:
        bad = damaged.get(one.line.position, 0)
        if not 0 <= bad <= one.quantity:
            raise ReturnedMoreThanSent(position=one.line.position, copies=one.quantity)
        one.condition = ReturnLine.Condition.DAMAGED if bad else ReturnLine.Condition.SOUND
        item_id = one.line.item_id
        for source, part in spread_over(one.quantity, sent.get(one.line_id, {})).items():
            held = copies.setdefault(source, {})
            held[item_id] = held.get(item_id, 0) + part
            if worse := min(bad, part):
                worst = broken.setdefault(source, {})
                worst[item_id] = worst.get(item_id, 0) + worse
                bad -= worse
    ReturnLine.objects.bulk_update(lines, ["condition"])
    for source in sorted(copies):
        supply.take_back_copies(
            source=source, key=made.number, copies=copies[source], damaged=broken.get(source), at=at
        )


def _owe_less(order: Order, worth: Decimal, actor: Actor, at: datetime) -> Decimal:
    """Have an institution owe less for what came back before it was paid; return how much less."""
    less = min(worth, due_of(order)) if order.payment == Order.Payment.ACCOUNT else ZERO
    if less <= 0:
        return ZERO
    payments.lower_credit(source=source_of(order), amount=less, is_paid=False, at=at)
    if order.paid_total and not due_of(order):
        order.paid_at = at
        events.publish(paid_in_full(order), actor=actor, at=at)
    return less


def _tell(made: Return, order: Order, actor: Actor, at: datetime) -> None:
    told = ReturnChanged(
        order_id=order.pk, number=order.number, member_id=order.member_id, return_id=made.pk, state=made.state,
        money=str(made.amount - made.kept_back),
    )  # fmt: skip
    events.publish(told, actor=actor, at=at)
