"""Rewards that are more than points: stock, coupon and money move with them, and come back with them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shuyou.catalog.services import merge_items
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import DomainError
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import NotEnoughPoints, RewardNeedsMore, RewardRefused
from shuyou.loyalty.models import PointsAccount, RewardUse
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.rewards import give_reward_back, keep_reward, take_reward
from shuyou.loyalty.tests.factories import draft
from shuyou.members.models import Member
from shuyou.orders import services
from shuyou.orders.errors.rewards import ArticleNotThere, CampaignOver, RewardTenderWrong, VoucherUsed
from shuyou.orders.models import Coupon, CouponBatch
from shuyou.orders.services import CampaignDraft, RewardWish, Wanted, begin_campaign, place_order, stop_campaign
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.orders.tests.test_promotions import MARKETER, TENTH, publish
from shuyou.payments.models import Receipt, Refund
from shuyou.supply.models import Shelf
from shuyou.supply.tests.factories import main_place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader() -> Member:
    """A reader with a thousand points."""
    member = a_member()
    with transaction.atomic():
        award_points(member_id=member.pk, points=1_000, source="gift:1", why="开业", at=AT)
    return member


def a_campaign() -> UUID:
    """Begin a campaign whose coupons are had for points."""
    publish("card", replace(TENTH, by_coupon=True))
    return begin_campaign(CampaignDraft(promotion="card", name="积分换券", to="reward"), actor=MARKETER, at=AT)


def a_reward(**changes: object) -> UUID:
    """Keep a reward of 300 points."""
    return keep_reward(draft(**changes), actor=MARKETER, at=AT)


def wish(reward: UUID, reader: Member, **more: object) -> RewardWish:
    """Return the wish of a reader for a reward."""
    return replace(RewardWish(reward=reward, member_id=reader.pk, key=uuid4()), **more)  # type: ignore[arg-type]


def balance() -> int:
    """Return the points of the one reader."""
    return PointsAccount.objects.get().balance


@pytest.mark.feature("F043")
def test_goods_leave_the_shelf_for_points_and_cash_and_all_of_it_comes_back(reader: Member) -> None:
    item, place = a_title(2), main_place()
    uid = a_reward(item_id=item.pk, cash=Decimal("9.90"))
    wanted = wish(uid, reader, place_id=place.pk)

    taken = services.give_reward(wanted, actor=CLERK, at=AT)
    again = services.give_reward(wanted, actor=CLERK, at=AT)

    shelf = Shelf.objects.get(item=item, warehouse=place)
    money = Receipt.objects.get()
    assert (taken.number, again.is_repeat) == (again.number, True)
    assert (balance(), shelf.on_hand, money.amount, money.source) == (
        700, 1, Decimal("9.90"), f"reward:{taken.number}",
    )  # fmt: skip
    with pytest.raises(RewardNeedsMore):
        give_reward_back(taken.number, actor=CLERK, at=AT)

    services.take_reward_back(taken.number, actor=CLERK, at=AT + timedelta(days=1))

    shelf.refresh_from_db()
    assert (balance(), shelf.on_hand, Refund.objects.get().amount) == (1_000, 2, Decimal("9.90"))
    assert differences() == []


def test_an_article_that_was_merged_is_handed_out_as_the_title_it_is_now(reader: Member) -> None:
    kept, gone, place = a_title(2), a_title(1), main_place()
    uid = a_reward(item_id=gone.pk)
    merge_items(kept_id=kept.pk, gone_id=gone.pk, actor=Actor.job("merge"), at=AT)
    deliver_all()

    services.give_reward(wish(uid, reader, place_id=place.pk), actor=CLERK, at=AT)

    assert RewardUse.objects.get().item_id == kept.pk
    assert Shelf.objects.get(item=kept, warehouse=place).on_hand == 2


def test_a_voucher_makes_a_coupon_that_opens_its_promotion_and_then_stays_taken(reader: Member) -> None:
    item, uid = a_title(5), a_reward(kind="voucher", campaign=a_campaign())
    first = services.give_reward(wish(uid, reader), actor=CLERK, at=AT)
    second = services.give_reward(wish(uid, reader), actor=CLERK, at=AT)
    codes = dict(RewardUse.objects.values_list("number", "voucher"))
    assert len(set(codes.values())) == Coupon.objects.filter(member=reader).count() == 2

    bought = replace(a_draft(reader.pk, Wanted(item.pk, 1)), coupons=(codes[first.number],))
    place_order(bought, actor=CLERK, at=AT)

    with pytest.raises(VoucherUsed):
        services.take_reward_back(first.number, actor=CLERK, at=AT)
    assert (balance(), RewardUse.objects.filter(state="taken").count()) == (400, 2)

    services.take_reward_back(second.number, actor=CLERK, at=AT)
    assert (balance(), Coupon.objects.get(code=codes[second.number]).blocked_at) == (700, AT)


@pytest.mark.parametrize(
    ("changes", "more", "refusal"),
    [
        ({"copies": 0}, {}, ArticleNotThere),
        ({"points": 1_001, "copies": 1}, {}, NotEnoughPoints),
        ({"cash": Decimal(1)}, {"tender": "card"}, RewardTenderWrong),
        ({"cash": Decimal(1)}, {"tender": "promise", "reference": "A1"}, RewardTenderWrong),
    ],
)
def test_what_is_refused_moves_nothing(
    reader: Member, changes: dict[str, object], more: dict[str, object], refusal: type[DomainError]
) -> None:
    copies = changes.pop("copies", None)
    item = a_title(int(copies)) if copies is not None else None  # type: ignore[call-overload]
    uid = a_reward(item_id=item.pk if item else None, **changes)

    with pytest.raises(refusal):
        services.give_reward(wish(uid, reader, place_id=main_place().pk, **more), actor=CLERK, at=AT)

    assert (balance(), RewardUse.objects.count(), Receipt.objects.count()) == (1_000, 0, 0)
    assert sum(Shelf.objects.values_list("on_hand", flat=True)) == (copies or 0)


def test_a_withdrawn_campaign_gives_no_voucher(reader: Member) -> None:
    campaign = a_campaign()
    uid = a_reward(kind="voucher", campaign=campaign)
    stop_campaign(uid=campaign, reason="错了", actor=MARKETER, at=AT)

    with pytest.raises(CampaignOver):
        services.give_reward(wish(uid, reader), actor=CLERK, at=AT)

    assert (balance(), Coupon.objects.count()) == (1_000, 0)


def test_only_campaigns_for_rewards_stand_behind_a_voucher(reader: Member) -> None:
    a_campaign()
    other = begin_campaign(CampaignDraft(promotion="card", name="冬至", count=3), actor=MARKETER, at=AT)

    for changes in ({"kind": "voucher", "campaign": other}, {"kind": "goods", "campaign": other}):
        with pytest.raises(RewardRefused):
            a_reward(**changes)

    assert CouponBatch.objects.get(uid=other).coupons.count() == 0


def test_the_desk_gives_goods_for_points_and_cash(client: Client, reader: Member) -> None:
    client.force_login(staff_with(Role.MARKETER, Role.SHOP_CLERK))
    item = a_title(1)
    uid = a_reward(item_id=item.pk, cash=Decimal("9.90"), valid_to=date(2099, 12, 31))
    page, give = reverse("loyalty:reward", args=[uid]), reverse("orders:reward_give", args=[uid])
    with pytest.raises(RewardNeedsMore):
        take_reward(uid, member_id=reader.pk, key=uuid4(), actor=CLERK, at=AT)
    assert give in client.get(page).content.decode()

    typed = {"reader": reader.number, "place": str(main_place().pk), "tender": "cash", "key": str(uuid4())}
    sent = client.post(give, typed)

    assert (sent.status_code, sent.headers["Location"]) == (HTTPStatus.SEE_OTHER, page)
    use = RewardUse.objects.get()
    assert use.number in client.get(page).content.decode()
    client.post(reverse("orders:reward_back", args=[uid, use.number]))
    assert balance() == 1_000
