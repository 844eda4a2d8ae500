"""What returns are worth: promotions looked at again, gifts that are none any more, goods the law leaves out."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders import queries, services
from shuyou.orders.errors import ReturnTooLate
from shuyou.orders.errors.returns import NoRightToReturn, NothingKept
from shuyou.orders.models import Order, Return
from shuyou.orders.services import ClaimDraft, Kind, PromotionDraft, ReturnDraft, Rule, Wanted
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.payments.models import Refund

LATER = AT + timedelta(days=3)
pytestmark = pytest.mark.django_db(transaction=True)


def running(**rule: Any) -> None:
    """Have a promotion run."""
    draft = PromotionDraft(
        code="p1", name_zh="样例优惠", name_en="Sample offer", rule=Rule(**rule), starts_at=AT - timedelta(days=1),
        ends_at=AT + timedelta(days=9), budget=Decimal(900),
    )  # fmt: skip
    services.add_promotion(draft, actor=BOSS, at=AT)
    services.publish_promotion("p1", actor=BOSS, at=AT)


def delivered(*wanted: Wanted) -> Order:
    """Return an order that was paid at the door."""
    number = services.place_order(a_draft(a_member().pk, *wanted, payment="cod"), actor=CLERK, at=AT).number
    services.pick_order(number, actor=PICKER, at=AT)
    services.ship_order(number, waybill="EA1", actor=PICKER, at=AT)
    services.deliver_order(number, actor=PICKER, at=AT)
    deliver_all()
    return Order.objects.get(number=number)


def settled(order: Order, copies: dict[int, int], reason: str = "mind") -> Decimal:
    back = services.ask_return(ReturnDraft(number=order.number, copies=copies, reason=reason), actor=CLERK, at=LATER)
    return services.settle_return(back, damaged={}, actor=PICKER, at=LATER)


@pytest.mark.parametrize(("reason", "first"), [("mind", "0.00"), ("faulty", "25.33")])
def test_of_three_for_two_one_that_comes_back_was_free(reason: str, first: str) -> None:
    running(kind=Kind.N_FOR_M, take=3, pay=2)
    order = delivered(Wanted(a_title(copies=9).pk, 3))  # 3 × 38.00, two of them paid: 76.00

    position = order.lines.order_by("-net_price", "position")[0].position
    given = settled(order, {position: 1}, reason)
    rest = settled(order, {line.position: line.quantity - (line.position == position) for line in order.lines.all()})

    assert abs(given - Decimal(first)) <= Decimal("0.01")
    assert given + rest == order.total == 76 == sum(row.amount for row in Refund.objects.all())


def test_below_the_threshold_the_amount_off_is_not_kept(client: Client) -> None:
    running(kind=Kind.OFF, ladder=((Decimal(100), Decimal(20)),))
    order = delivered(Wanted(a_title(copies=9).pk, 3))  # 114.00 − 20.00
    client.force_login(staff_with(Role.MANAGER))
    url = f"/console/orders/{order.number}/return/"
    typed = {
        f"line-{line.position}": "1" if not place else "0" for place, line in enumerate(order.lines.order_by("pk"))
    }

    page = client.post(url, {**typed, "reason": "mind", "do": "look"}).content.decode()
    assert ("18.00" in page, "样例优惠" in page or "Sample offer" in page, Return.objects.count()) == (True, True, 0)

    assert settled(order, {1: 1}) == Decimal("18.00")  # two kept cost 76.00 without the offer
    made = Return.objects.get()
    assert (made.worth, made.lost_promotions > 0) == (Decimal("18.00"), True)


def test_a_gift_that_is_kept_without_right_costs_its_list_price() -> None:
    gift = a_title(copies=9)
    running(kind=Kind.GIFT, gift=gift.pk, copies=1, least_amount=Decimal(100))
    order = delivered(Wanted(a_title(copies=9).pk, 3))  # 114.00 and a gift of 40.00

    assert settled(order, {1: 2}) == Decimal("36.00")  # 114 − 38 kept − 40 for the gift


def test_what_the_seven_days_leave_out_is_named_when_it_is_bought_and_sent() -> None:
    paper, disc, book = a_title(copies=3), a_title(copies=3), a_title(copies=3)
    Item.objects.filter(pk=paper.pk).update(kind="periodical")
    Item.objects.filter(pk=disc.pk).update(kind="av")
    order = delivered(Wanted(paper.pk, 1), Wanted(disc.pk, 1), Wanted(book.pk, 1))

    def seen(number: str) -> list[tuple[bool, bool]]:
        detail = queries.order_detail(number=number, actor=CLERK)
        return [(line.is_left_out, line.is_sealed) for line in detail.lines]

    assert seen(order.number) == [(True, False), (False, True), (False, False)]
    client = Client()
    client.force_login(staff_with(Role.CALL_AGENT))
    page = client.get(f"/console/orders/{order.number}/", headers={"Accept-Language": "en"}).content.decode()
    assert page.count("Tell the reader.") + page.count("请告诉读者") == 2
    Order.objects.filter(pk=order.pk).update(channel="till")
    assert seen(order.number) == [(False, False)] * 3


def test_goods_without_seven_days_come_back_by_goodwill_or_for_a_fault() -> None:
    item = a_title(copies=9)
    order = delivered(Wanted(item.pk, 3))
    draft = ReturnDraft(number=order.number, copies={1: 1}, reason="mind")

    Item.objects.update(kind="periodical")
    with pytest.raises(NoRightToReturn):
        services.ask_return(draft, actor=CLERK, at=LATER)
    assert Return.objects.count() == 0
    services.ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="faulty"), actor=CLERK, at=LATER)
    Item.objects.update(kind="av")
    with pytest.raises(NoRightToReturn):
        services.ask_return(draft, actor=CLERK, at=LATER)
    sealed = ReturnDraft(number=order.number, copies={1: 1}, reason="mind", is_sealed=True)
    services.ask_return(sealed, actor=CLERK, at=LATER)
    with pytest.raises(ReturnTooLate):
        services.ask_return(sealed, actor=CLERK, at=AT + timedelta(days=8))
    assert set(Return.objects.values_list("right", flat=True)) == {"law"}


@pytest.mark.feature("F045")
def test_a_lower_price_is_given_for_the_copies_that_are_kept() -> None:
    order = delivered(Wanted(a_title(copies=9).pk, 3))
    draft = ClaimDraft(number=order.number, position=1, price=Decimal("30.00"), seen_at="某网店")
    claim = services.claim_price(draft, actor=CLERK, at=LATER)
    settled(order, {1: 2})

    assert services.decide_claim(claim, is_true=True, actor=BOSS, at=LATER) == Decimal("8.00")
    assert settled(order, {1: 1}) == Decimal("30.00")
    assert sum(row.amount for row in Refund.objects.all()) == order.total


def test_nothing_is_given_where_nothing_is_kept() -> None:
    order = delivered(Wanted(a_title(copies=9).pk, 1))
    draft = ClaimDraft(number=order.number, position=1, price=Decimal("30.00"), seen_at="某网店")
    claim = services.claim_price(draft, actor=CLERK, at=LATER)
    settled(order, {1: 1})

    with pytest.raises(NothingKept):
        services.decide_claim(claim, is_true=True, actor=BOSS, at=LATER)


@pytest.mark.parametrize("is_refused", [False, True])
def test_a_claim_decided_while_a_copy_is_on_its_way_back_pays_exactly(is_refused: bool) -> None:
    order = delivered(Wanted(a_title(copies=9).pk, 2))
    coming = ReturnDraft(number=order.number, copies={1: 1}, reason="mind")
    number = services.ask_return(coming, actor=CLERK, at=LATER)
    draft = ClaimDraft(number=order.number, position=1, price=Decimal("30.00"), seen_at="某网店")
    claim = services.claim_price(draft, actor=CLERK, at=LATER)

    assert services.decide_claim(claim, is_true=True, actor=BOSS, at=LATER) == Decimal("16.00")
    if is_refused:
        services.refuse_return(number, actor=PICKER, at=LATER)
        assert settled(order, {1: 1}) == Decimal("30.00")
    else:
        assert services.settle_return(number, damaged={}, actor=PICKER, at=LATER) == Decimal("30.00")
    assert settled(order, {1: 1}) == Decimal("30.00")
    assert sum(row.amount for row in Refund.objects.all()) == order.total
