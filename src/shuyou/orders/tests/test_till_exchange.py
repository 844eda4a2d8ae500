"""Exchanges at a till by one person: of guests and members, even or dearer, once, and nothing leaves the drawer."""

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.ledgers import differences
from shuyou.loyalty.models import PointsAccount
from shuyou.orders.errors.till import ExchangeGivesMoney, NotOfThisStore, TendersDiffer, TenderWrong
from shuyou.orders.models import Exchange, Order, Return
from shuyou.orders.models.till import SalePayment, TillSession
from shuyou.orders.queries.till import drawer_sums
from shuyou.orders.services import ReturnDraft
from shuyou.orders.services.till import (
    SaleLine,
    Tender,
    TillDraft,
    TillExchangeDraft,
    exchange_at_till,
    keep_till,
    open_drawer,
    sell_at_till,
)
from shuyou.orders.tests.factories import AT, BOSS, a_member
from shuyou.orders.tests.test_changes import shelf
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_till_pages import signed_in
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, a_sale, at_the_till, cash, in_store
from shuyou.payments.models import Receipt, Refund
from shuyou.supply.tests.factories import make_store

pytestmark = pytest.mark.django_db(transaction=True)


def sold(clerk: Actor, price: str = "40.00", member_id: int | None = None) -> tuple[str, int]:
    """Return the number of a sale of one title for cash, and the title."""
    item = in_store(2, price=price)
    draft = a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("50.00"),), member_id=member_id)
    return sell_at_till(draft, actor=clerk, at=AT).number, item.pk


def for_it(number: str, item_id: int, *tenders: Tender) -> TillExchangeDraft:
    """Return an exchange of the one title of a sale."""
    return TillExchangeDraft(
        till=TILL, back=ReturnDraft(number=number, copies={1: 1}, reason="faulty"),
        lines=(SaleLine(item_id=item_id, quantity=1),), tenders=tenders, request_key=uuid4(),
    )  # fmt: skip


@pytest.mark.feature("F120")
def test_a_guest_gets_a_dearer_title_and_pays_the_rest() -> None:
    clerk = at_the_till()
    number, old = sold(clerk)
    new = in_store(1, price="55.00").pk
    draft = for_it(number, new, cash("20.00"))

    first, second = (exchange_at_till(draft, actor=clerk, at=AT) for _twice in range(2))

    assert (first.carried, first.charged, first.given) == (Decimal(40), Decimal(15), Decimal(0))
    assert (second.order_number, second.is_repeat) == (first.order_number, True)
    made = Order.objects.get(number=first.order_number)
    assert (made.member_id, made.state, made.total, made.paid_total) == (None, "closed", Decimal(55), Decimal(55))
    payments = SalePayment.objects.filter(sale_id=made.pk).order_by("position").values_list("tender", "amount")
    assert list(payments) == [("exchange", Decimal(40)), ("cash", Decimal(15))]
    assert (shelf(old), shelf(new)) == ((2, 0), (0, 0))
    assert drawer_sums(session_id=TillSession.objects.get().pk).expected == FLOAT + 40 + 15
    assert sum(Receipt.objects.filter(source=f"order:{made.number}").values_list("amount", flat=True)) == 55
    assert Refund.objects.get().state == "done"
    deliver_all()
    assert differences() == []


def test_a_cheaper_title_needs_a_second_person_and_nothing_moves() -> None:
    clerk = at_the_till()
    number, old = sold(clerk)
    new = in_store(1, price="30.00").pk

    with pytest.raises(ExchangeGivesMoney) as refused:
        exchange_at_till(for_it(number, new), actor=clerk, at=AT)

    assert refused.value.params == {"amount": Decimal(10)}
    assert (shelf(old), shelf(new)) == ((1, 0), (1, 0))
    assert (Return.objects.count(), Exchange.objects.count(), Refund.objects.count()) == (0, 0, 0)


def test_what_came_back_pays_only_in_an_exchange_and_to_the_cent() -> None:
    clerk = at_the_till()
    number, _old = sold(clerk)
    new = in_store(2, price="55.00").pk
    with pytest.raises(TendersDiffer):
        exchange_at_till(for_it(number, new), actor=clerk, at=AT)
    made_up = (Tender("exchange", Decimal("55.00"), "RT1"),)
    with pytest.raises(TenderWrong):
        sell_at_till(a_sale(SaleLine(item_id=new, quantity=1), tenders=made_up), actor=clerk, at=AT)
    with pytest.raises(TenderWrong):
        exchange_at_till(replace(for_it(number, new), tenders=made_up), actor=clerk, at=AT)
    assert (Order.objects.count(), Return.objects.count(), shelf(new)) == (1, 0, (2, 0))


def test_a_member_keeps_their_price_and_their_points_are_put_right() -> None:
    clerk, member = at_the_till(), a_member()
    number, _old = sold(clerk, member_id=member.pk)
    deliver_all()
    before = PointsAccount.objects.get(member_id=member.pk).balance
    new = in_store(1, price="80.00").pk

    done = exchange_at_till(for_it(number, new, cash("38.00")), actor=clerk, at=AT)
    deliver_all()

    made = Order.objects.get(number=done.order_number)
    assert (made.member_id, made.total, done.carried) == (member.pk, Decimal(76), Decimal(38))
    assert PointsAccount.objects.get(member_id=member.pk).balance == 2 * before
    assert differences() == []


def test_another_stores_sale_is_refused() -> None:
    clerk = at_the_till()
    number, _old = sold(clerk)
    hill, other = make_store("hill"), a_clerk()
    none = Decimal(0)
    keep_till(TillDraft(code="h1", name="-", store_id=hill.pk, most_off=none, most_differing=none), actor=BOSS, at=AT)
    open_drawer("h1", opening=FLOAT, actor=other, at=AT)

    with pytest.raises(NotOfThisStore):
        exchange_at_till(replace(for_it(number, in_store(1).pk), till="h1"), actor=other, at=AT)

    assert not Return.objects.exists()


def test_the_same_receipt_is_exchanged_once() -> None:
    clerk = at_the_till()
    number, _old = sold(clerk)
    new = in_store(5).pk

    all_at_once([lambda: exchange_at_till(for_it(number, new), actor=clerk, at=AT) for _many in range(3)])

    assert (Exchange.objects.count(), shelf(new)) == (1, (4, 0))


def test_the_pages_lead_from_the_receipt_to_the_new_one() -> None:
    clerk = at_the_till()
    number, _old = sold(clerk)
    new = in_store(1, price="55.00")
    IdentifierFactory.create(item=new, value="9787530216800")
    here = signed_in(clerk.id)
    page = f"/console/till/at/{TILL}/exchange/{number}/"

    found = here.post(f"/console/till/at/{TILL}/returns/", {"receipt": number, "do": "exchange"})
    assert found.headers["Location"] == page
    key = str(uuid4())
    typed = {"line-1": "1", "reason": "faulty", "isbn": "9787530216800", "copies": "1", "tender": "cash", "key": key}
    looked = here.post(page, {**typed, "do": "look"}).content.decode()
    assert "¥15.00" in looked
    done = here.post(page, {**typed, "do": "exchange"}, follow=True)

    assert done.status_code == HTTPStatus.OK
    assert Exchange.objects.get().order.number in done.content.decode()
