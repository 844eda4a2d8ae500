"""Rewards that are more than points: articles from stock, coupons of a campaign, and money that is paid besides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import RewardNeedsMore
from shuyou.loyalty.services import rewards as loyalty
from shuyou.loyalty.services.rewards import Taken
from shuyou.orders.errors.rewards import ArticleNotThere, CampaignOver, PlaceMissing, RewardTenderWrong, VoucherUsed
from shuyou.orders.models import Coupon, CouponBatch
from shuyou.orders.services._coupon_codes import draw_coupon_of
from shuyou.payments import services as payments
from shuyou.supply.services import over_the_counter, take_back_copies

CASH = "cash"
TENDERS = (CASH, "card", "transfer")


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardWish:
    """A reward that a reader wants: where an article is handed out, and how money besides is paid."""

    reward: UUID
    member_id: int
    key: UUID
    place_id: int | None = None
    tender: str = CASH
    reference: str = ""


@use_case("loyalty.redeem")
def give_reward(wish: RewardWish, *, actor: Actor, at: datetime) -> Taken:
    """
    Give a reader a reward: points, money, the article and the coupon in one; a repeat of the key gives nothing.

    :raises PlaceMissing: nobody said from which place an article goes; ArticleNotThere: none is free there.
    :raises CampaignOver: the campaign of the voucher has ended or was withdrawn.
    :raises RewardTenderWrong: no tender of a desk, or a payment without its number.
    :raises ReceiptAlreadyRecorded: the payment paid something else.
    :raises DomainError: as `take_reward` does.
    """
    taken = loyalty.post_reward(uid=wish.reward, member_id=wish.member_id, key=wish.key, actor=actor, at=at)
    if taken.is_repeat:
        return taken
    _hand_out(taken, wish, actor, at)
    _take_money(taken, wish, at)
    _make_coupon(taken, at)
    return taken


@use_case("loyalty.take_part")
def take_own_reward(reward: UUID, *, member_id: int, key: UUID, actor: Actor, at: datetime) -> Taken:
    """
    Let a reader take a reward by themselves, for points alone, with the coupon that it makes; a repeat takes nothing.

    :raises RewardNeedsMore: money or an article belongs to it, which somebody at a desk takes and gives.
    :raises CampaignOver: the campaign of the voucher has ended or was withdrawn.
    :raises DomainError: as `take_reward` does.
    """
    taken = loyalty.post_reward(uid=reward, member_id=member_id, key=key, actor=actor, at=at)
    if taken.cash or taken.item_id:
        raise RewardNeedsMore()
    if not taken.is_repeat:
        _make_coupon(taken, at)
    return taken


@use_case("loyalty.redeem")
def take_reward_back(number: str, *, actor: Actor, at: datetime) -> Taken:
    """
    Take a reward back: points to their lots, money to its tender, the article to its layer; the coupon opens nothing.

    :raises NotFound: there is no such slip; RewardGoneBack: it was given back before, or its days are over.
    :raises VoucherUsed: an order makes use of the coupon.
    """
    back = loyalty.post_reward_back(number=number, actor=actor, at=at)
    source = _source(number)
    if back.item_id:
        take_back_copies(source=source, key="reward", copies={back.item_id: 1}, at=at)
    if back.cash:
        asked = payments.RefundDraft(source=source, amount=back.cash, reason=number)
        payments.note_refund(asked, actor=actor, at=at)
    if back.voucher:
        unused = Coupon.objects.filter(code=back.voucher, uses=0, blocked_at=None)
        if not unused.update(blocked_at=at, block_reason=number):
            raise VoucherUsed(value=back.voucher)
    return back


@step
def _hand_out(taken: Taken, wish: RewardWish, actor: Actor, at: datetime) -> None:
    if not taken.item_id:
        return
    if wish.place_id is None:
        raise PlaceMissing()
    wanted = {taken.item_id: 1}
    over_the_counter.hold_shelves(item_ids=wanted, place_id=wish.place_id)
    if over_the_counter.short_of(wanted=wanted, place_id=wish.place_id):
        raise ArticleNotThere()
    over_the_counter.hand_out_copies(
        wanted=wanted, place_id=wish.place_id, source=_source(taken.number), actor=actor, at=at
    )


@step
def _take_money(taken: Taken, wish: RewardWish, at: datetime) -> None:
    if not taken.cash:
        return
    reference = wish.reference.strip() or (taken.number if wish.tender == CASH else "")
    if wish.tender not in TENDERS or not reference:
        raise RewardTenderWrong()
    member_id = loyalty.taker_of(use_id=taken.use_id)
    money = payments.Money(
        member_id=member_id, tender=wish.tender, reference=reference, source=_source(taken.number), amount=taken.cash
    )
    payments.record_receipt(money, at=at)


@step
def _make_coupon(taken: Taken, at: datetime) -> None:
    if not taken.campaign:
        return
    good = Q(ends_at=None) | Q(ends_at__gt=at)
    batch = CouponBatch.objects.filter(good, uid=taken.campaign, stopped_at=None).first()
    if batch is None:
        raise CampaignOver()
    member_id = loyalty.taker_of(use_id=taken.use_id)
    code = draw_coupon_of(member_id, batch_id=batch.pk, most_uses=batch.most_uses)
    loyalty.note_voucher(use_id=taken.use_id, code=code)


def _source(number: str) -> str:
    return f"reward:{number}"
