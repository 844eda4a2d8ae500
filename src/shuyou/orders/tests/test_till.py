"""The till: one scan moves money, stock and points; prices that are lowered; drawers that are counted and closed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.money import net_price
from shuyou.kernel.permissions import Role
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.models import PointsAccount
from shuyou.loyalty.services import earn_points
from shuyou.orders.errors import RequestKeyTaken
from shuyou.orders.errors.till import (
    OverrideReasonMissing,
    PaymentUnnamed,
    PriceTooLow,
    SecondPersonNeeded,
    SoldToGuest,
    TendersDiffer,
    TillShut,
    TillTaken,
)
from shuyou.orders.models import HeldSale, Order, OrderLine, Sale, SaleNote, SalePayment, Till, TillSession
from shuyou.orders.queries.till import drawer_sums, sale_detail
from shuyou.orders.services import ClaimDraft, Wanted, claim_price
from shuyou.orders.services.till import (
    SaleLine,
    Tender,
    TillDraft,
    Void,
    count_drawer,
    hold_sale,
    keep_till,
    move_cash,
    note_void,
    open_drawer,
    recall_sale,
    sell_at_till,
    settle_drawer,
)
from shuyou.orders.tests.factories import AT, BOSS, a_member
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_stored_value import a_card, left
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, a_sale, at_the_till, cash, in_store
from shuyou.payments.errors import ReceiptAlreadyRecorded
from shuyou.payments.models import Receipt
from shuyou.supply.models import Movement, PlaceStaff, Shelf, Want
from shuyou.supply.services import WantDraft, give_up_want, note_want
from shuyou.supply.tests.factories import make_store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.feature("F144", "F054")
def test_one_sale_moves_stock_money_and_points() -> None:
    clerk, member = at_the_till(), a_member()
    with transaction.atomic():
        earn_points(member_id=member.pk, amount=Decimal(1000), source="gift", at=AT)
    first, second = in_store(5), in_store(3, price="30.00")
    wanted = (SaleLine(item_id=first.pk, quantity=1), SaleLine(item_id=second.pk, quantity=2))
    card = Tender("card", Decimal("50.00"), "000123")

    sold = sell_at_till(
        a_sale(*wanted, tenders=(card, cash("50.00")), member_id=member.pk, points=500), actor=clerk, at=AT
    )

    order = Order.objects.get(number=sold.number)
    assert (order.state, order.channel, order.payment) == ("closed", "till", "till")
    assert (order.list_total, order.net_total) == (Decimal("100.00"), Decimal("95.00"))
    assert order.total == order.paid_total == order.net_total - order.points_value
    assert order.points_value > 0
    assert sold.change == Decimal(100) - order.total
    assert {line.list_amount - line.net_amount for line in order.lines.all()} == {Decimal("2.00"), Decimal("3.00")}
    parts = {part.tender: part.amount for part in SalePayment.objects.filter(sale_id=order.pk)}
    assert parts == {"card": Decimal("50.00"), "cash": order.total - 50}
    assert sum(Receipt.objects.filter(source=f"order:{sold.number}").values_list("amount", flat=True)) == order.total
    on_hand = dict(Shelf.objects.filter(warehouse__code="river").values_list("item_id", "on_hand"))
    assert on_hand == {first.pk: 4, second.pk: 1}
    assert sold.points_earned == int(order.total)
    balance = PointsAccount.objects.get(member_id=member.pk).balance

    deliver_all()

    assert PointsAccount.objects.get(member_id=member.pk).balance == balance == 1000 - 500 + sold.points_earned


@pytest.mark.feature("F144")
def test_a_guest_pays_the_shelf_price() -> None:
    clerk, item = at_the_till(), in_store(2)
    shelf = catalog.prices(item_ids=[item.pk], price_list="list")[item.pk]

    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("40.00"),)), actor=clerk, at=AT)

    line = OrderLine.objects.get(order__number=sold.number)
    assert (line.list_price, line.net_price) == (shelf.list_price, net_price(shelf.list_price, shelf.rate))
    assert (line.member_id, sold.points_earned, sold.change) == (None, 0, Decimal(0))
    deliver_all()
    with pytest.raises(SoldToGuest):
        claim_price(ClaimDraft(number=sold.number, position=1, price=Decimal(9), seen_at="-"), actor=BOSS, at=AT)


def test_a_repeat_returns_the_sale_it_made() -> None:
    clerk, item = at_the_till(), in_store(3)
    draft = a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("50.00"),))

    first, second = sell_at_till(draft, actor=clerk, at=AT), sell_at_till(draft, actor=clerk, at=AT)

    assert (second.number, second.is_repeat, second.change) == (first.number, True, Decimal(10))
    assert (Sale.objects.count(), Shelf.objects.get().on_hand, Receipt.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize("given", [(), ("39.99",), ("39.99", "0.02")])
def test_what_does_not_pay_to_the_cent_leaves_no_trace(given: tuple[str, ...]) -> None:
    clerk, item = at_the_till(), in_store(3)
    tenders = tuple(Tender("card", Decimal(amount), "1") for amount in given)

    with pytest.raises(TendersDiffer):
        sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=tenders), actor=clerk, at=AT)

    assert (Order.objects.count(), Receipt.objects.count(), Shelf.objects.get().on_hand) == (0, 0, 3)


def test_the_database_refuses_a_sale_that_its_payments_do_not_make_up() -> None:
    clerk, item = at_the_till(), in_store(3)
    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("40.00"),)), actor=clerk, at=AT)

    with pytest.raises(IntegrityError, match="do not make up its total"):
        SalePayment.objects.create(sale_id=sold.order_id, position=2, tender="cash", amount=Decimal("0.01"))


def test_a_clerk_lowers_a_price_a_little_and_says_why() -> None:
    clerk, item = at_the_till(), in_store(3)
    line = SaleLine(item_id=item.pk, quantity=1, price=Decimal("36.00"), reason="worn")

    with pytest.raises(PriceTooLow):
        sell_at_till(a_sale(replace(line, price=Decimal("35.99")), tenders=(cash("35.99"),)), actor=clerk, at=AT)
    with pytest.raises(OverrideReasonMissing):
        sell_at_till(a_sale(replace(line, reason=""), tenders=(cash("36.00"),)), actor=clerk, at=AT)
    assert Order.objects.count() == 0
    sold = sell_at_till(a_sale(line, tenders=(cash("36.00"),)), actor=clerk, at=AT)

    kept = OrderLine.objects.get(order__number=sold.number)
    assert kept.net_price == Decimal("36.00")
    assert (kept.price_steps[0]["code"], kept.price_steps[0]["saving"]) == ("TILL", "4.00")
    assert drawer_sums(session_id=TillSession.objects.get().pk).lowered == 1


def test_a_copy_in_the_hand_is_sold_whatever_the_books_say() -> None:
    clerk, item = at_the_till(), in_store(1)

    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=3), tenders=(cash("120.00"),)), actor=clerk, at=AT)

    moved = Movement.objects.filter(source=f"order:{sold.number}").values_list("kind", "quantity")
    assert sorted(moved) == [("GAIN", 2), ("ISSUE", 1), ("ISSUE", 2)]
    assert Shelf.objects.get().on_hand == 0
    note = SaleNote.objects.get()
    assert (note.kind, note.was, note.should) == ("stock", "3", "1")


def test_a_copy_held_for_a_wish_is_sold_and_the_wish_waits_for_another() -> None:
    clerk, item, reader = at_the_till(), in_store(0), a_member()
    wish = WantDraft(member_id=reader.pk, item_id=item.pk, copies=2, place_code="river")
    number = note_want(wish, actor=BOSS, at=AT)
    in_store(2, item=item)
    assert Want.objects.get().state == "held"
    sale = a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("40.00"),))

    sold = sell_at_till(sale, actor=clerk, at=AT)

    moved = Movement.objects.filter(source=f"order:{sold.number}").values_list("kind", "quantity")
    shelf, want, note = Shelf.objects.get(), Want.objects.get(), SaleNote.objects.get()
    assert (list(moved), shelf.on_hand, shelf.reserved) == ([("ISSUE", 1)], 1, 0)
    assert (want.state, want.held_until, note.kind, note.should) == ("found", None, "setaside", f"want:{number}")
    in_store(2, item=item, paper="b")  # the one that was left is held again, for the same wish
    assert (Want.objects.get().state, Shelf.objects.get().reserved) == ("held", 2)
    give_up_want(number=number, actor=BOSS, at=AT)
    assert Shelf.objects.get().reserved == 0


def test_a_sale_waits_for_its_reader_and_is_taken_up_once() -> None:
    clerk, item = at_the_till(), in_store(2)
    uid = uuid4()
    for _ in range(2):
        hold_sale(TILL, uid=uid, lines=[Wanted(item.pk, 2)], total=Decimal("80.00"), actor=clerk, at=AT)

    assert recall_sale(uid, actor=clerk, at=AT) == (Wanted(item.pk, 2),)

    assert HeldSale.objects.get().recalled_at == AT


def test_a_drawer_that_is_right_closes_with_the_sums_of_its_tenders() -> None:
    clerk, item = at_the_till(), in_store(9)
    line = SaleLine(item_id=item.pk, quantity=1)
    sell_at_till(a_sale(line, tenders=(cash("100.00"),)), actor=clerk, at=AT)
    sell_at_till(a_sale(line, tenders=(Tender("wechat", Decimal("40.00"), "4200001"),)), actor=clerk, at=AT)
    sell_at_till(a_sale(line, tenders=(Tender("card", Decimal("15.00"), "000124"), cash("25.00"))), actor=clerk, at=AT)
    key = uuid4()
    for _ in range(2):
        move_cash(TILL, key=key, kind="out", reason="bank", amount=Decimal("100.00"), actor=clerk, at=AT)
    note_void(TILL, Void(key=uuid4(), item_id=item.pk, copies=1, amount=Decimal("40.00")), actor=clerk, at=AT)

    counted = count_drawer(TILL, pieces={"100": 1, "50": 1, "10": 1, "5": 1}, actor=clerk, at=AT)

    session = TillSession.objects.get()
    sums = drawer_sums(session_id=session.pk)
    assert (counted.difference, counted.z_number, session.state) == (Decimal(0), 1, "closed")
    assert sums.by_tender == {"cash": Decimal(65), "wechat": Decimal(40), "card": Decimal(15)}
    assert sum(sums.by_tender.values()) == sums.total == Decimal(120)
    assert sums.expected == FLOAT - 100 + 65
    assert (sums.sales, sums.copies, sums.voids) == (3, 3, 1)
    assert session.sums["by_tender"]["cash"] == "65.00"
    with pytest.raises(TillShut):
        sell_at_till(a_sale(line, tenders=(cash("40.00"),)), actor=clerk, at=AT)


def test_a_drawer_that_differs_much_is_signed_by_a_second_person() -> None:
    clerk = at_the_till()

    first = count_drawer(TILL, pieces={"100": 1, "50": 1}, actor=clerk, at=AT)
    with pytest.raises(SecondPersonNeeded):
        settle_drawer(first.session_id, reason="unknown", actor=clerk, at=AT)
    open_drawer(TILL, opening=Decimal(0), actor=clerk, at=AT)
    assert count_drawer(TILL, pieces={}, actor=clerk, at=AT).z_number == 1
    boss = a_clerk(Role.MANAGER)
    signed = settle_drawer(first.session_id, reason="unknown", actor=boss, at=AT)

    assert (signed.difference, signed.z_number) == (Decimal(-50), 2)
    session = TillSession.objects.get(pk=first.session_id)
    assert (str(session.signed_by_id), session.reason) == (boss.id, "unknown")


def test_only_its_clerk_or_a_signer_settles_a_drawer_also_of_a_till_put_away() -> None:
    clerk = at_the_till()
    first = count_drawer(TILL, pieces={"100": 1, "50": 1, "20": 2}, actor=clerk, at=AT)
    till = Till.objects.get()
    draft = TillDraft(
        code=TILL, name="-", store_id=till.store_id, most_off=Decimal(0), most_differing=Decimal(20), is_active=False
    )
    keep_till(draft, actor=BOSS, at=AT)

    with pytest.raises(SecondPersonNeeded):
        settle_drawer(first.session_id, reason="change", actor=a_clerk(), at=AT)
    assert settle_drawer(first.session_id, reason="change", actor=clerk, at=AT).z_number == 1


def test_a_payment_has_a_number_and_pays_one_sale() -> None:
    clerk, item = at_the_till(), in_store(5)
    line = SaleLine(item_id=item.pk, quantity=1)

    def pay(reference: str) -> None:
        tender = Tender("wechat", Decimal("40.00"), reference)
        sell_at_till(a_sale(line, tenders=(tender,)), actor=clerk, at=AT)

    pay("4200 001234")
    with pytest.raises(ReceiptAlreadyRecorded):
        pay("4200001234")
    with pytest.raises(PaymentUnnamed):
        pay(" ")
    assert Sale.objects.count() == 1


def test_two_persons_do_not_share_a_drawer() -> None:
    clerk, item = at_the_till(), in_store(1)
    other = a_clerk()

    with pytest.raises(TillTaken):
        open_drawer(TILL, opening=FLOAT, actor=other, at=AT)
    with pytest.raises(TillTaken):
        sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("40.00"),)), actor=other, at=AT)

    assert (TillSession.objects.count(), Order.objects.count()) == (1, 0)
    assert str(TillSession.objects.get().clerk_id) == clerk.id


def test_a_receipt_says_who_paid_how() -> None:
    clerk, item = at_the_till(), in_store(1)
    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("50.00"),)), actor=clerk, at=AT)

    detail = sale_detail(number=sold.number, actor=clerk)

    assert detail is not None
    assert (detail.till, detail.given, detail.change) == (TILL, Decimal("50.00"), Decimal("10.00"))
    assert [part.amount for part in detail.payments] == [Decimal("40.00")]
    other = a_clerk()
    PlaceStaff.objects.create(user_id=int(other.id), warehouse=make_store("hill"))
    assert sale_detail(number=sold.number, actor=other) is None


def test_a_stored_value_card_pays_a_part() -> None:
    clerk, item = at_the_till(), in_store(1)
    number = a_card("30")

    sold = sell_at_till(
        a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(Tender("value", Decimal(30), number), cash("10.00"))),
        actor=clerk,
        at=AT,
    )

    assert left(number) == (0, 0)
    paid = dict(Receipt.objects.filter(source=f"order:{sold.number}").values_list("tender", "amount"))
    assert paid == {"value": Decimal("30.00"), "cash": Decimal("10.00")}
    detail = sale_detail(number=sold.number, actor=clerk)
    assert detail is not None
    kept = SalePayment.objects.get(tender="value").reference
    assert [part.reference for part in detail.payments] == [kept, ""] == [f"…{number[-4:]}", ""]


def test_two_tills_take_the_same_cards_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two, cards = at_the_till(), a_clerk(), (a_card("100"), a_card("100"))
    draft = TillDraft(
        code="r2", name="-", store_id=Till.objects.get().store_id, most_off=Decimal(0), most_differing=Decimal(20)
    )
    keep_till(draft, actor=BOSS, at=AT)
    open_drawer("r2", opening=FLOAT, actor=two, at=AT)
    met, pay = Barrier(2), loyalty.pay_by_stored_value

    def pay_slowly(**said: Any) -> loyalty.PaidByValue:
        paid = pay(**said)
        with suppress(BrokenBarrierError):  # the other one waits for the cards: nobody comes
            met.wait(timeout=1)
        return paid

    monkeypatch.setattr(loyalty, "pay_by_stored_value", pay_slowly)

    def sale(till: str, clerk: Actor, numbers: tuple[str, ...]) -> Callable[[], object]:
        tenders = tuple(Tender("value", Decimal(20), number) for number in numbers)
        draft = a_sale(SaleLine(item_id=in_store(1).pk, quantity=1), tenders=tenders)
        return partial(sell_at_till, replace(draft, till=till), actor=clerk, at=AT)

    answers = all_at_once([sale(TILL, one, cards), sale("r2", two, cards[::-1])])

    assert [type(answer).__name__ for answer in answers] == ["Sold", "Sold"]


def test_a_key_answers_only_for_the_same_sale() -> None:
    clerk, one, two = at_the_till(), in_store(5), in_store(5, price="90.00")
    draft = a_sale(SaleLine(item_id=one.pk, quantity=1), tenders=(cash("50.00"),))
    sell_at_till(draft, actor=clerk, at=AT)

    for other in (
        replace(draft, lines=(SaleLine(item_id=two.pk, quantity=3),), tenders=(cash("300.00"),)),
        replace(draft, member_id=a_member().pk),
    ):
        with pytest.raises(RequestKeyTaken):
            sell_at_till(other, actor=clerk, at=AT)

    assert sell_at_till(draft, actor=clerk, at=AT).is_repeat
    assert Sale.objects.count() == 1
