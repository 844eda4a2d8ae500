"""Special orders: a title we lack is wanted, paid for ahead, told of when it comes, and ordered or given up."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.members import services as members
from shuyou.orders.errors import MemberBlocked
from shuyou.orders.errors.special import DepositTooLarge, HeldElsewhere, SpecialOver, TitleNotFoundYet
from shuyou.orders.events.special import SpecialOrderMoved
from shuyou.orders.models import Order, SpecialOrder
from shuyou.orders.rules import deposit_limit
from shuyou.orders.services._place_order import Destination, OrderDraft, Placed, Wanted, Wish, place_one
from shuyou.orders.services._take_payment import note_money
from shuyou.payments import services as payments
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN

Outcome = SpecialOrder.Outcome

# Every wish of the want list is followed, whoever entered it where.
_FOLLOW: Final = """
    INSERT INTO orders_specialorder (want_id, member_id, number, request_key, order_number, deposit, noted_by, noted_at,
                                     outcome)
    SELECT w.id, w.member_id, w.number, gen_random_uuid(), '', 0, '', w.asked_at, ''
      FROM supply_want w WHERE w.id = ANY (%(wants)s) OR w.number = %(number)s ON CONFLICT DO NOTHING
"""
_ITEM: Final = """
    SELECT w.title, w.copies * i.list_price FROM supply_want w
      LEFT JOIN catalog_item i ON i.id = w.item_id WHERE w.id = %s
"""
_ENDS: Final = {"done": Outcome.FETCHED, "closed": Outcome.GIVEN_UP}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDraft:
    """A title we lack that a reader wants. The request key makes a repeat harmless."""

    member_id: int
    item_id: int
    copies: int
    request_key: UUID
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """Money paid ahead, with the number on its slip."""

    tender: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialGoing:
    """How the arrived copy goes to the reader: to an address, or to be fetched at a place by its code."""

    payment: str
    destination: Destination | None = None
    pickup_place: str = ""


@use_case("orders.place")
def order_specially(draft: SpecialDraft, *, actor: Actor, at: datetime) -> str:
    """
    Put a title that we lack on the want list for a reader and return the wish's number; a repeat returns the first.

    :raises MemberBlocked: staff have stopped this member's orders.
    :raises DomainError: the wish cannot be entered.
    """
    member = members.hold_kept_member(member_id=draft.member_id)
    known = SpecialOrder.objects.filter(request_key=draft.request_key).values_list("number", flat=True).first()
    if known:
        return known
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    want = supply.WantDraft(member_id=member.member_id, item_id=draft.item_id, copies=draft.copies, note=draft.note)
    entered = supply.enter_want(want, actor=actor, at=at)
    special = SpecialOrder.objects.create(
        want_id=entered.want_id, member_id=member.member_id, number=entered.number, request_key=draft.request_key,
        noted_by=actor.signature, noted_at=at,
    )  # fmt: skip
    _tell(special, "noted", actor, at)
    return special.number


@use_case("orders.take_payment")
def take_deposit(number: str, *, deposit: Deposit, actor: Actor, at: datetime) -> Decimal:
    """
    Take money ahead for a special order, under the number its order will have; return what is paid ahead in all.

    :raises NotFound: there is no such special order; SpecialOver: it is over.
    :raises TitleNotFoundYet: nobody knows which title it is, so it has no price.
    :raises DepositTooLarge: more than the law lets a deposit be.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    """
    special = _held_open(number)
    most = _most(special)
    if special.deposit + deposit.amount > most:
        raise DepositTooLarge(amount=special.deposit + deposit.amount, most=most)
    special.order_number = special.order_number or next_number("SO", "order", width=8)
    money = payments.Money(
        member_id=special.member_id, tender=deposit.tender, reference=deposit.reference, source=_source(special),
        amount=deposit.amount,
    )  # fmt: skip
    payments.record_receipt(money, at=at)
    special.deposit += deposit.amount
    special.save(update_fields=["order_number", "deposit"])
    _tell(special, "deposit", actor, at)
    return special.deposit


@use_case("orders.place")
def order_held_copies(number: str, *, going: SpecialGoing, actor: Actor, at: datetime) -> Placed:
    """
    Make an order of the copies that are held for a reader, with what was paid ahead; a repeat returns that order.

    The copies are let go and set aside for the order in one transaction: nobody else gets them between.

    :raises NotFound: there is no such special order; SpecialOver: it was fetched or given up.
    :raises WrongState: nothing is held for it; HeldElsewhere: the copies lie in a store.
    :raises DomainError: the order is refused.
    """
    special = _held(number)
    actor.require_own(special.member_id)
    if special.outcome == Outcome.ORDERED:
        made = Order.objects.get(number=special.order_number)
        return Placed(made.pk, made.number, made.total, is_repeat=True)
    _require_open(special)
    copies = supply.hand_want_on(number=number, actor=actor, at=at)
    if copies.place_code != MAIN:
        raise HeldElsewhere(place=copies.place)
    special.order_number = special.order_number or next_number("SO", "order", width=8)
    draft = OrderDraft(
        member_id=special.member_id, wanted=(Wanted(copies.item_id, copies.copies),),
        request_key=uuid5(NAMESPACE_URL, f"special:{number}"), channel="phone", payment=going.payment,
        destination=going.destination, wish=Wish(pickup_place=going.pickup_place) if going.pickup_place else None,
        number=special.order_number,
    )  # fmt: skip
    placed = place_one(draft, actor=actor, at=at)
    if special.deposit:
        note_money(Order.objects.get(pk=placed.order_id), special.deposit, actor=actor, at=at)
    _close(special, Outcome.ORDERED, actor, at)
    return placed


@step
def follow_wants(*, want_ids: Sequence[int], state: str, actor: Actor, at: datetime) -> None:
    """Follow wishes that were entered anywhere, and close those that are over: what was paid ahead goes back."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"wants": list(want_ids), "number": ""})
    if state not in _ENDS and state != Outcome.LAPSED:
        return
    outcome = _ENDS.get(state, Outcome.LAPSED)
    still_open = SpecialOrder.objects.filter(want_id__in=want_ids, closed_at=None).order_by("pk")
    for special in still_open.select_for_update(no_key=True):
        if special.deposit:
            back = payments.RefundDraft(
                source=_source(special), amount=special.deposit, reason=str(Outcome(outcome).label)
            )
            payments.note_refund(back, actor=actor, at=at)
        _close(special, outcome, actor, at)


@step
def have_reader_told(*, want_id: int, actor: Actor, at: datetime) -> None:
    """Give whoever noted a wish the task of telling its reader that the copy is there; once, and if it may be."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"wants": [want_id], "number": ""})
        cursor.execute(_ITEM, [want_id])
        title, _price = cursor.fetchone()
    special = SpecialOrder.objects.select_for_update(no_key=True).get(want_id=want_id)
    if special.task_id or special.closed_at:
        return
    kind, _sep, user_id = special.noted_by.partition(":")
    for assignee in dict.fromkeys([user_id if kind == STAFF else "", ""]):
        task = members.NewTask(
            member_id=special.member_id, title=gettext("Their title is here: %(title)s") % {"title": title[:80]},
            text=gettext("Special order %(number)s. Ask whether to send it.") % {"number": special.number},
            due=(club_day(at) + timedelta(days=1)).isoformat(), assignee=assignee,
        )  # fmt: skip
        with suppress(DomainError):  # whoever noted it has left; or the reader is restricted, and the board must do
            special.task_id = members.plan_task(task, actor=actor, at=at)
            special.save(update_fields=["task_id"])
            return


def _held(number: str) -> SpecialOrder:
    """Return a special order, once the member whose it is and then its row are held."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"wants": [], "number": number})
    member_id = SpecialOrder.objects.filter(number=number).values_list("member_id", flat=True).first()
    if member_id is None:
        raise NotFound(what=_("special order"), key=number)
    members.hold_kept_member(member_id=member_id)
    return SpecialOrder.objects.select_for_update(no_key=True).get(number=number)


def _held_open(number: str) -> SpecialOrder:
    special = _held(number)
    _require_open(special)
    return special


def _require_open(special: SpecialOrder) -> None:
    if special.closed_at:
        raise SpecialOver(number=special.number, outcome=Outcome(special.outcome).label)


def _most(special: SpecialOrder) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute(_ITEM, [special.want_id])
        title, price = cursor.fetchone()
    if price is None:
        raise TitleNotFoundYet(title=title)
    return deposit_limit(price)


def _source(special: SpecialOrder) -> str:
    return f"order:{special.order_number}"


def _close(special: SpecialOrder, outcome: Outcome, actor: Actor, at: datetime) -> None:
    special.outcome, special.closed_at = outcome, at
    special.save(update_fields=["outcome", "closed_at", "order_number"])
    _tell(special, outcome, actor, at)


def _tell(special: SpecialOrder, what: str, actor: Actor, at: datetime) -> None:
    events.publish(SpecialOrderMoved(special_id=special.pk, member_id=special.member_id, what=what), actor=actor, at=at)
