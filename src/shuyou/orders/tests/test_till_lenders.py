"""Copies set aside for an order that go over the counter of a till: the order waits again, nothing counts twice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shuyou.kernel.actor import Actor
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.orders import services
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.models.till import SaleNote
from shuyou.orders.services import Wanted
from shuyou.orders.services.till import SaleDraft, SaleLine, TillDraft, keep_till, open_drawer, sell_at_till
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_title
from shuyou.orders.tests.test_changes import place, shelf
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, a_sale, cash
from shuyou.supply.models import Movement
from shuyou.supply.tests.factories import main_place, stock_up

pytestmark = pytest.mark.django_db(transaction=True)


def at_the_main_till() -> Actor:
    """Return somebody at a till of the place that sends orders, too."""
    draft = TillDraft(
        code=TILL, name="-", store_id=main_place().pk, most_off=Decimal("0.10"), most_differing=Decimal(20)
    )
    keep_till(draft, actor=BOSS, at=AT)
    clerk = a_clerk()
    open_drawer(TILL, opening=FLOAT, actor=clerk, at=AT)
    return clerk


def a_sale_of(item_id: int, copies: int = 1) -> SaleDraft:
    paid = cash(str(40 * copies))
    return a_sale(SaleLine(item_id=item_id, quantity=copies), tenders=(paid,))


def test_an_order_that_lost_its_copy_to_the_counter_waits_for_another() -> None:
    item, other = a_title(copies=3), a_title(copies=1)
    first = place(Wanted(item.pk, 1))
    last = place(Wanted(item.pk, 2), Wanted(other.pk, 1))
    clerk = at_the_main_till()

    sold = sell_at_till(a_sale_of(item.pk), actor=clerk, at=AT)

    assert (shelf(item.pk), shelf(other.pk)) == ((2, 2), (1, 1))
    assert not Movement.objects.filter(kind="GAIN").exists()
    waiting = dict(OrderLine.objects.filter(waiting__gt=0).values_list("order_id", "waiting"))
    assert waiting == {last.pk: 1}
    assert Order.objects.get(pk=first.pk).version == first.version
    note = SaleNote.objects.get()
    assert (note.kind, note.should, sold.notes) == ("setaside", f"order:{last.number}", 1)
    told = EventRecord.objects.get(name="orders.copies_lost").payload
    assert (told["number"], told["copies"]) == (last.number, 1)
    stock_up(item.pk, 1, at=AT, source="delivery:later")
    assert services.set_aside_what_came(last.number, actor=PICKER, at=AT) == 1
    assert shelf(item.pk) == (3, 3)
    assert differences() == []


def test_a_copy_in_a_parcel_is_not_the_one_in_the_hand() -> None:
    item = a_title(copies=1)
    order = place(Wanted(item.pk, 1))
    services.pick_order(order.number, actor=PICKER, at=AT)
    services.begin_packing(order.number, actor=PICKER, at=AT)
    clerk = at_the_main_till()

    sell_at_till(a_sale_of(item.pk), actor=clerk, at=AT)

    assert shelf(item.pk) == (1, 1)  # a copy that the books had not was found and sold
    assert SaleNote.objects.get(kind="stock").was == "1"
    services.ship_order(order.number, waybill="EA1", actor=PICKER, at=AT)
    assert shelf(item.pk) == (0, 0)


def test_a_sale_and_a_cancelling_at_once_leave_no_copy_that_is_not_there() -> None:
    item = a_title(copies=4)
    orders = [place(Wanted(item.pk, 1)) for _ in range(4)]
    clerk = at_the_main_till()
    sales = [a_sale_of(item.pk) for _ in range(2)]

    answers = all_at_once([
        *(lambda sale=sale: sell_at_till(sale, actor=clerk, at=AT) for sale in sales),
        *(
            lambda order=order: services.cancel_order(order.number, reason="-", actor=BOSS, at=AT)
            for order in orders[2:]
        ),
        lambda: sell_at_till(replace(sales[0]), actor=clerk, at=AT),
    ])  # fmt: skip

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    held = sum(line.quantity - line.waiting for line in OrderLine.objects.filter(order__in=orders[:2]))
    assert not Movement.objects.filter(kind="GAIN").exists()
    assert shelf(item.pk) == (2, held)
    assert differences() == []
    services.cancel_order(orders[0].number, reason="-", actor=CLERK, at=AT)
