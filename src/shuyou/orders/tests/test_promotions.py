"""Promotions in orders: what is paid and why, what is counted, what comes back, and who may publish what."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from shuyou.catalog.models import Item
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.orders.errors import (
    BudgetNeedsManager,
    BudgetSpent,
    CouponEnded,
    CouponNotYours,
    CouponUnknown,
    CouponUsed,
    TermsMissing,
)
from shuyou.orders.models import Coupon, Order, OrderLine, PromotionTally, PromotionUse
from shuyou.orders.queries._earning import bought
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services import (
    CouponsDraft,
    DeliveryDraft,
    Destination,
    OrderChange,
    PaymentDraft,
    PromotionDraft,
    Wanted,
    add_promotion,
    cancel_order,
    change_order,
    change_promotion,
    keep_delivery_rule,
    make_coupons,
    place_order,
    publish_promotion,
    switch_promotion,
    take_payment,
)
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.supply.models import Shelf

pytestmark = pytest.mark.django_db(transaction=True)

MARKETER = Actor(STAFF, "3", "test", frozenset({Role.MARKETER}))
MANAGER = Actor(STAFF, "4", "test", frozenset({Role.MANAGER}))
TENTH = Rule(kind=Kind.PERCENT, rate=Decimal("0.90"))


def publish(code: str, rule: Rule = TENTH, **more: Any) -> str:
    """Have a promotion run."""
    add_promotion(PromotionDraft(code=code, name_zh="满减", name_en="Offer", rule=rule, **more), actor=MANAGER, at=AT)
    publish_promotion(code, actor=MANAGER, at=AT)
    return code


def test_every_line_says_what_a_promotion_took_off() -> None:
    member, item = a_member(), a_title(copies=5)
    publish("moon", Rule(kind=Kind.OFF, ladder=((Decimal(100), Decimal(20)),)))

    placed = place_order(a_draft(member.pk, Wanted(item.pk, 3)), actor=CLERK, at=AT)

    lines = list(OrderLine.objects.order_by("position").values_list("quantity", "net_price", "net_amount"))
    assert lines == [(2, Decimal("31.33"), Decimal("62.66")), (1, Decimal("31.34"), Decimal("31.34"))]
    assert sum(line[2] for line in lines) == Order.objects.get().net_total == placed.total == Decimal("94.00")
    line = OrderLine.objects.order_by("position")[0]
    assert (line.price_reason, line.discount_rate) == ("list:member", Decimal("0.7832"))
    assert line.price_steps == [
        {"code": "moon", "version": 1, "name_zh": "满减", "name_en": "Offer", "kind": "off", "saving": "13.34"}
    ]
    use = PromotionUse.objects.get()
    assert (use.saving, use.version, use.member_id) == (Decimal("20.00"), 1, member.pk)
    assert Shelf.objects.get().reserved == 3


def test_without_a_promotion_no_statement_is_asked_and_with_one_few() -> None:
    member, item = a_member(), a_title(copies=50)

    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
        return len(seen)

    statements()
    bare = statements()
    publish("later", starts_at=AT + timedelta(days=1))
    statements()  # this process reads the promotions once
    assert statements() == bare
    publish("now")
    statements()
    assert statements() == bare + 3  # who buys, what it is, what was used


def test_a_version_holds_until_the_next_begins() -> None:
    member, item = a_member(), a_title(copies=9)
    code = publish("season")
    next_week = AT + timedelta(days=7)
    draft = PromotionDraft(code=code, name_zh="换季", rule=replace(TENTH, rate=Decimal("0.50")), starts_at=next_week)
    assert change_promotion(draft, actor=MARKETER, at=AT) == 2

    def paid(at: Any) -> Decimal:
        return place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=at).total

    assert paid(next_week) == Decimal("34.20")  # nobody published it yet
    publish_promotion(code, actor=MANAGER, at=AT)
    assert [paid(AT), paid(next_week)] == [Decimal("34.20"), Decimal("19.00")]
    switch_promotion(code, state="paused", actor=MARKETER, at=AT)
    assert paid(next_week) == Decimal("38.00")
    switch_promotion(code, state="live", actor=MARKETER, at=AT)
    assert paid(next_week) == Decimal("19.00")
    assert list(PromotionUse.objects.order_by("pk").values_list("version", flat=True)) == [1, 1, 2, 2]


def test_caps_hold_and_a_cancelled_order_gives_back() -> None:
    member, item = a_member(), a_title(copies=9)
    publish("twice", most_uses=2, budget=Decimal("7.60"))
    one = a_draft(member.pk, Wanted(item.pk, 1))

    placed = [place_order(replace(a_draft(member.pk, Wanted(item.pk, 1))), actor=CLERK, at=AT) for _ in range(3)]

    assert [order.total for order in placed] == [Decimal("34.20"), Decimal("34.20"), Decimal("38.00")]
    tally = PromotionTally.objects.get()
    assert (tally.uses, tally.spent) == (2, Decimal("7.60"))
    cancel_order(placed[0].number, reason="changed their mind", actor=CLERK, at=AT)
    tally.refresh_from_db()
    assert (tally.uses, tally.spent) == (1, Decimal("3.80"))
    assert place_order(one, actor=CLERK, at=AT).total == Decimal("34.20")
    with pytest.raises(IntegrityError):
        PromotionTally.objects.update(uses=3)


def test_what_one_member_may_use_and_a_first_order() -> None:
    member, item = a_member(), a_title(copies=9)
    publish("once", replace(TENTH, most_per_member=1))
    publish("first", Rule(kind=Kind.OFF, ladder=((Decimal(0), Decimal(5)),), is_first_order=True))

    totals = [place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT).total for _ in range(2)]

    assert totals == [Decimal("29.20"), Decimal("38.00")]


def test_a_gift_is_set_aside_with_what_is_bought_while_there_are_any() -> None:
    member, item, gift = a_member(), a_title(copies=9), a_title(copies=1)
    publish("tote", Rule(kind=Kind.GIFT, gift=gift.pk, least_amount=Decimal(30)))

    for _ in range(2):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    lines = OrderLine.objects.filter(item_id=gift.pk).values_list("quantity", "net_amount", "price_reason")
    assert list(lines) == [(1, Decimal("0.00"), "gift:tote")]
    assert Shelf.objects.get(item_id=gift.pk).reserved == 1
    assert list(Order.objects.values_list("list_total", flat=True).order_by("pk")) == [Decimal(80), Decimal(40)]


def test_a_coupon_opens_its_promotion_as_often_as_it_says() -> None:
    member, other, item = a_member(), a_member(), a_title(copies=9)
    publish("card", replace(TENTH, by_coupon=True))
    make_coupons(CouponsDraft(code="card", count=1), actor=MARKETER, at=AT)
    make_coupons(CouponsDraft(code="card", member_ids=[other.pk], ends_at=AT), actor=MARKETER, at=AT)
    code, theirs = Coupon.objects.order_by("pk").values_list("code", flat=True)

    def paid(coupon: str, member_id: int = member.pk) -> Decimal:
        draft = replace(a_draft(member_id, Wanted(item.pk, 1)), coupons=(coupon,))
        return place_order(draft, actor=CLERK, at=AT).total

    assert paid("") == Decimal("38.00")
    assert paid(f" {code[:5].lower()}-{code[5:]} ") == Decimal("34.20")
    for coupon, member_id, refusal in (
        (code, member.pk, CouponUsed), (theirs, member.pk, CouponNotYours), (theirs, other.pk, CouponEnded),
        ("NOSUCH", member.pk, CouponUnknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            paid(coupon, member_id)
    cancel_order(Order.objects.latest("pk").number, reason="never mind", actor=CLERK, at=AT)
    assert paid(code) == Decimal("34.20")
    assert Coupon.objects.get(code=code).uses == 1


def test_who_may_publish_what() -> None:
    draft = PromotionDraft(code="big", name_zh="大促", rule=TENTH, budget=Decimal("5000.01"))
    with pytest.raises(NotPermitted):
        add_promotion(draft, actor=CLERK, at=AT)
    with pytest.raises(TermsMissing) as refusal:
        add_promotion(replace(draft, rule=replace(TENTH, rate=Decimal(1))), actor=MARKETER, at=AT)
    assert refusal.value.at_field == "rate"
    add_promotion(draft, actor=MARKETER, at=AT)
    with pytest.raises(BudgetNeedsManager):
        publish_promotion("big", actor=MARKETER, at=AT)
    change_promotion(replace(draft, budget=Decimal(5000)), actor=MARKETER, at=AT)
    assert publish_promotion("big", actor=MARKETER, at=AT) == 1
    member, item = a_member(), a_title(copies=1)
    place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
    change_promotion(replace(draft, budget=Decimal(1)), actor=MARKETER, at=AT)
    with pytest.raises(BudgetSpent):
        publish_promotion("big", actor=MARKETER, at=AT)


@pytest.mark.feature("F134")
def test_delivery_costs_what_the_first_rule_that_fits_says() -> None:
    member, item = a_member(), a_title(copies=20)
    near = DeliveryDraft(code="near", name_zh="省内", areas=("浙江省",), fee=Decimal(6), free_from=Decimal(70))
    with pytest.raises(NotPermitted):
        keep_delivery_rule(near, actor=MARKETER, at=AT)
    keep_delivery_rule(near, actor=MANAGER, at=AT)
    keep_delivery_rule(DeliveryDraft(code="far", name_zh="省外", rank=2, fee=Decimal(12)), actor=MANAGER, at=AT)
    far = Destination("林晚舟", "", "西藏自治区拉萨市纸鸢路 12 号")

    def placed(copies: int, destination: Destination | None = None) -> Order:
        draft = a_draft(member.pk, Wanted(item.pk, copies), payment="cod")
        draft = replace(draft, destination=destination or draft.destination)
        return Order.objects.get(pk=place_order(draft, actor=CLERK, at=AT).order_id)

    fees = [placed(1).delivery_fee, placed(2).delivery_fee, placed(2, far).delivery_fee]
    assert fees == [Decimal(6), Decimal(0), Decimal(12)]
    publish("post", Rule(kind=Kind.DELIVERY, least_amount=Decimal(70)))
    publish("half", replace(TENTH, rate=Decimal("0.5")))
    assert placed(2).total == Decimal("38.00")  # 76 yuan before promotions: still free
    order = placed(2, far)
    assert (order.delivery_fee, order.total) == (Decimal(0), Decimal("38.00"))
    assert dict(PromotionUse.objects.filter(order=order).values_list("promotion__code", "saving")) == {
        "post": Decimal("12.00"), "half": Decimal("38.00"),
    }  # fmt: skip
    publish("poor", Rule(kind=Kind.DELIVERY), budget=Decimal(10))  # cannot bear a parcel of 12 yuan
    order = placed(1, far)
    assert (order.net_total, order.total) == (Decimal("19.00"), Decimal("31.00"))
    purchase = bought(order_ids=[order.pk])[order.pk].purchase(paid=order.total, at=AT)
    assert order.total - purchase.amount == Decimal("12.00")
    change = OrderChange(number=order.number, version=order.version, copies={item.pk: 4}, destination=far)
    assert change_order(change, actor=CLERK, at=AT) == Decimal("76.00")


@pytest.mark.feature("F052")
def test_who_paid_much_in_a_year_gets_an_amount_of_their_own() -> None:
    member, item = a_member(), a_title(copies=20)
    publish("thanks", Rule(kind=Kind.CASH, rate=Decimal("0.05"), amount=Decimal(30), least_year_spend=Decimal(200)))
    wanted = Wanted(item.pk, 6)

    first = place_order(a_draft(member.pk, wanted), actor=CLERK, at=AT)
    money = PaymentDraft(number=first.number, tender="remittance", reference="P9", amount=first.total)
    take_payment(money, actor=CLERK, at=AT)

    assert first.total == Decimal("228.00")
    assert place_order(a_draft(member.pk, wanted), actor=CLERK, at=AT).total == Decimal("216.60")  # 5 % of 228
    assert place_order(a_draft(member.pk, wanted), actor=CLERK, at=AT + timedelta(days=366)).total == Decimal("228.00")


@pytest.mark.feature("F134")
def test_another_address_alone_asks_for_the_parcel_anew_and_for_nothing_else() -> None:
    member, item = a_member(), a_title(copies=20)
    keep_delivery_rule(
        DeliveryDraft(code="near", name_zh="省内", areas=("浙江省",), fee=Decimal(6)), actor=MANAGER, at=AT
    )
    keep_delivery_rule(DeliveryDraft(code="far", name_zh="省外", rank=2, fee=Decimal(12)), actor=MANAGER, at=AT)
    publish("half", replace(TENTH, rate=Decimal("0.5")))
    placed = place_order(a_draft(member.pk, Wanted(item.pk, 2), payment="cod"), actor=CLERK, at=AT)
    order = Order.objects.get(pk=placed.order_id)
    lines = list(order.lines.values())
    far = Destination("林晚舟", "", "西藏自治区拉萨市纸鸢路 12 号")

    def sent_to(destination: Destination, version: int) -> Decimal:
        change = OrderChange(number=order.number, version=version, copies={item.pk: 2}, destination=destination)
        return change_order(change, actor=CLERK, at=AT + timedelta(days=1))

    Item.objects.filter(pk=item.pk).update(list_price=Decimal(90))  # titles keep what they cost then
    assert order.total == Decimal("44.00")
    assert sent_to(far, 1) == Decimal("50.00")
    order.refresh_from_db()
    assert (order.delivery_fee, order.net_total, list(order.lines.values())) == (Decimal(12), Decimal(38), lines)
    keep_delivery_rule(
        DeliveryDraft(code="far", name_zh="省外", rank=2, fee=Decimal(12), free_from=Decimal(76)), actor=MANAGER, at=AT
    )
    assert sent_to(replace(far, address="西藏自治区日喀则市"), 2) == Decimal("38.00")  # 76 yuan before promotions
