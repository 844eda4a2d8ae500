"""Money that came by post is used for the orders it is for; slips that carry an order make it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import UnknownTitle
from shuyou.orders.models import Channel, Order
from shuyou.orders.queries._remitting import Sender, senders_of, slip_proposals
from shuyou.orders.rules.remitting import books_in, numbers_in, sure
from shuyou.orders.services._hold_order import hold_order, source_of
from shuyou.orders.services._place_order import Destination, OrderDraft, Wanted, place_one
from shuyou.orders.services._take_payment import due_of, note_money
from shuyou.payments import queries as payments
from shuyou.payments import services as money
from shuyou.payments.queries import SlipRow

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Settled:
    """What a slip did for an order: how much was used, what is still due, and what of the slip is left."""

    number: str
    used: Decimal
    due: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Matched:
    """What a round of matching did: slips settled, orders made of slips, and slips that still wait."""

    settled: int
    placed: int
    waiting: int


@use_case("orders.take_payment")
def settle_remittance(
    number: str,
    *,
    remittance_id: int,
    score: int = 0,
    evidence: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Settled:
    """
    Use the money of a slip for an order: all that is due, or all that there is.

    :raises NotFound: there is no such order or slip.
    :raises WrongState: the order does not wait for money.
    :raises SlipEnded: nothing of the slip is left.
    """
    return _use(number, remittance_id, score, evidence, actor=actor, at=at)


@use_case("orders.take_payment")
def place_by_slip(
    slip: SlipRow, sender: Sender, *, score: int = 0, evidence: Sequence[str] = (), actor: Actor, at: datetime
) -> Settled:
    """
    Place the order that a slip carries, for a reader, and use its money for it: both or neither, once.

    :raises UnknownTitle: an ISBN that the catalog does not have, or more than one title goes by.
    :raises SlipEnded: somebody decided about the slip meanwhile.
    :raises WrongState: the slip made an order before, which does not wait for money.
    :raises DomainError: the order is refused.
    """
    actor.require("orders.place")
    placed = place_one(_draft_of(slip, sender), actor=actor, at=at)
    return _use(placed.number, slip.remittance_id, score, evidence, actor=actor, at=at)


def _use(
    number: str, remittance_id: int, score: int, evidence: Sequence[str], *, actor: Actor, at: datetime
) -> Settled:
    order = hold_order(number, "pay")
    held = money.hold_slip(remittance_id=remittance_id)
    amount = min(held.left, due_of(order))
    use = money.SlipUse(
        member_id=order.member_id, source=source_of(order), amount=amount, score=score, evidence=evidence
    )
    money.use_slip(use, held=held, actor=actor, at=at)
    due = note_money(order, amount, actor=actor, at=at)
    return Settled(number, amount, due, held.left - amount)


def _draft_of(slip: SlipRow, sender: Sender) -> OrderDraft:
    """
    Return the order that a slip carries, for a reader; its key is the slip's, so that no slip makes two.

    :raises UnknownTitle: an ISBN that the catalog does not have, or more than one title goes by.
    """
    wanted = []
    for isbn, copies in books_in(slip.message):
        titles = catalog.items_by_code(code=isbn, limit=2)
        if len(titles) != 1:
            raise UnknownTitle(value=isbn)
        wanted.append(Wanted(titles[0].item_id, copies))
    address = sender.address.strip() or slip.payer_address
    return OrderDraft(
        member_id=sender.member_id, wanted=tuple(wanted), request_key=uuid5(NAMESPACE_URL, f"slip:{slip.slip}"),
        channel=Channel.POST, payment=Order.Payment.REMITTANCE, note=slip.message,
        destination=Destination(sender.recipient, sender.phone, address, sender.postcode or slip.postcode),
    )  # fmt: skip


def match_remittances(*, actor: Actor, at: datetime) -> Matched:
    """
    Settle what is sure among the slips that wait, and leave the rest to people.

    Each slip is settled on its own: one that is refused stays in the queue and holds up no other.
    """
    settled = placed = waiting = after = 0
    while slips := payments.waiting_slips(after=after, limit=CHUNK, actor=actor):
        after = slips[-1].remittance_id
        proposals = slip_proposals(slips=slips, actor=actor)
        for slip in slips:
            best = sure(proposals[slip.remittance_id])
            try:
                if best:
                    settle_remittance(
                        best.claim.number, remittance_id=slip.remittance_id, score=best.score, evidence=best.evidence,
                        actor=actor, at=at,
                    )  # fmt: skip
                    settled += 1
                elif _place_and_settle(slip, actor=actor, at=at):
                    placed += 1
                else:
                    waiting += 1
            except DomainError:
                waiting += 1
    return Matched(settled, placed, waiting)


def _place_and_settle(slip: SlipRow, *, actor: Actor, at: datetime) -> bool:
    """Place and settle the order that an unused slip carries, if it is sure who sent it."""
    if slip.used or numbers_in(slip.message) or not books_in(slip.message):
        return False
    there = [sender for sender in senders_of(slip=slip, actor=actor) if sender.is_of_the_place]
    if len(there) != 1:
        return False
    place_by_slip(slip, there[0], score=100, evidence=("text", "name", "place"), actor=actor, at=at)
    return True
