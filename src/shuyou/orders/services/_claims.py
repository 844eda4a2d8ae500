"""Prices that fell after the sale (买贵退差价): claimed, checked by somebody else, and the difference given back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import ClaimedAlready, ClaimOver, ClaimTooLate, NotCheaper, ReasonMissing, RequestKeyTaken
from shuyou.orders.errors.returns import ClaimNeedsManager, NothingKept, OwnClaim
from shuyou.orders.events import PriceClaimed
from shuyou.orders.models import OrderLine, PriceClaim
from shuyou.orders.queries._return_worth import come_back
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.rules import CLAIM_DAYS, claim_worth
from shuyou.orders.rules.returning import claim_needs_manager
from shuyou.orders.services._give_back import give_money_back
from shuyou.orders.services._hold_order import hold_any_order, owner_of, source_of

State = PriceClaim.State


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDraft:
    """A lower price for a line of an order, by its position, and where it was seen."""

    number: str
    position: int
    price: Decimal
    seen_at: str
    request_key: UUID | None = None
    """Makes a repeat harmless."""


@use_case("orders.return")
def claim_price(draft: ClaimDraft, *, actor: Actor, at: datetime) -> int:
    """
    Note that a reader found a title cheaper, and return the claim's id; a repeat returns the first one's.

    :raises RequestKeyTaken: the request key made a claim about another line.
    :raises NotFound: the order has no such line.
    :raises ClaimTooLate: it was bought too long ago, or is given up.
    :raises NotCheaper: the price is not below what was paid.
    :raises ReasonMissing: nobody could check where it was seen.
    :raises ClaimedAlready: the line was claimed before.
    """
    order = hold_any_order(draft.number)
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    line = OrderLine.objects.filter(order=order, position=draft.position).first()
    if line is None:
        raise NotFound(what=_("line"), key=draft.position)
    if earlier := _claimed_before(line, draft):
        return earlier
    if at > order.placed_at + CLAIM_DAYS or order.cancelled_at:
        raise ClaimTooLate(number=order.number)
    if not (draft.price.is_finite() and 0 < draft.price < line.net_price):
        raise NotCheaper(price=draft.price, paid=line.net_price)
    where = tidy(draft.seen_at)[:200]
    if not where:
        raise ReasonMissing()
    if line.claims.exclude(state=State.REFUSED).exists():
        raise ClaimedAlready(number=order.number)
    claim = PriceClaim.objects.create(
        request_key=draft.request_key, line=line, member_id=owner_of(order), price=draft.price, seen_at=where,
        asked_by=actor.signature, asked_at=at,
    )  # fmt: skip
    _tell(claim, actor, at)
    return claim.pk


def _claimed_before(line: OrderLine, draft: ClaimDraft) -> int | None:
    """
    Return the claim that a request key made before, or nothing.

    :raises RequestKeyTaken: it made a claim about another line.
    """
    if draft.request_key is None:
        return None
    earlier = PriceClaim.objects.filter(request_key=draft.request_key).first()
    if earlier is not None and earlier.line_id != line.pk:
        raise RequestKeyTaken()
    return earlier.pk if earlier else None


@use_case("orders.decide_claims")
def decide_claim(claim_id: int, *, is_true: bool, actor: Actor, at: datetime) -> Decimal:
    """
    Say whether a lower price was there, and have the difference for each copy given back if it was; return it.

    A copy on its way back still counts: it is kept if its return is refused; if it is settled, that pays what is left.

    :raises NotFound: there is no such claim.
    :raises ClaimOver: it was decided before.
    :raises OwnClaim: who claims does not say that it is so.
    :raises ClaimNeedsManager: so much, or so large a part, only a manager gives back.
    :raises NothingKept: all copies came back.
    :raises RefundTooLarge: less was paid than is to be given back.
    """
    known = PriceClaim.objects.filter(pk=claim_id).select_related("line__order").first()
    if known is None:
        raise NotFound(what=_("claim"), key=claim_id)
    order = hold_any_order(known.line.order.number)
    claim = PriceClaim.objects.select_related("line").get(pk=claim_id)
    if claim.state != State.CLAIMED:
        raise ClaimOver(state=State(claim.state).label)
    line = claim.line
    claim.state, claim.decided_at, claim.decided_by = State.REFUSED, at, actor.signature
    if is_true:
        claim.state = State.PAID
        kept = line.quantity - come_back(order).get(line.pk, 0)
        if not kept:
            raise NothingKept()
        claim.amount = claim_worth(paid=line.net_price, price=claim.price, copies=kept)
        _require_another(claim, actor)
        give_money_back(source=source_of(order), amount=claim.amount, reason=f"claim {claim.pk}", actor=actor, at=at)
    claim.save()
    _tell(claim, actor, at)
    return claim.amount


def _require_another(claim: PriceClaim, actor: Actor) -> None:
    if claim.asked_by == actor.signature:
        raise OwnClaim()
    is_much = claim_needs_manager(paid=claim.line.net_price, price=claim.price, worth=claim.amount)
    if is_much and not actor.may("orders.decide_any_claim"):
        raise ClaimNeedsManager(worth=claim.amount)


def _tell(claim: PriceClaim, actor: Actor, at: datetime) -> None:
    told = PriceClaimed(claim_id=claim.pk, member_id=claim.member_id, state=claim.state, money=str(claim.amount))
    events.publish(told, actor=actor, at=at)
