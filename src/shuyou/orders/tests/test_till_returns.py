"""What comes back at a till: guests by their receipt, and cash that leaves a drawer once and is counted with it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest

from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import NotFound, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.orders import services
from shuyou.orders.errors import ReturnedMoreThanSent
from shuyou.orders.errors.returns import OwnReturn
from shuyou.orders.errors.till import CashOfOtherStore, RefundByNumber
from shuyou.orders.models import Return, Till
from shuyou.orders.models.till import DrawerMove, TillSession
from shuyou.orders.queries import till as till_queries
from shuyou.orders.queries.till import drawer_detail, drawer_sums
from shuyou.orders.services import ReturnDraft
from shuyou.orders.services._invoice_order import Buyer, invoice_order
from shuyou.orders.services.till import (
    SaleLine,
    Tender,
    TillDraft,
    count_drawer,
    give_refund,
    keep_till,
    let_cash_out,
    move_cash,
    open_drawer,
    sell_at_till,
)
from shuyou.orders.tests.factories import AT, BOSS
from shuyou.orders.tests.test_changes import shelf
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_till_pages import signed_in
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, a_sale, at_the_till, cash, in_store
from shuyou.payments import services as payments
from shuyou.payments.errors import GoesOverCounter
from shuyou.payments.models import Invoice, InvoiceLine, Refund
from shuyou.supply.errors import NotYourPlace
from shuyou.supply.models import Movement
from shuyou.supply.tests.factories import make_store

pytestmark = pytest.mark.django_db(transaction=True)


def brought_back(clerk: Actor, *, copies: int = 1, damaged: int = 0) -> tuple[str, int]:
    """Return the refund of copies that a guest brought back of four for cash, and the title."""
    item = in_store(4)
    sale = a_sale(SaleLine(item_id=item.pk, quantity=4), tenders=(cash("200.00"),))
    sold = sell_at_till(sale, actor=clerk, at=AT)
    draft = ReturnDraft(number=sold.number, copies={1: copies}, reason="faulty")
    number = services.ask_return(draft, actor=clerk, at=AT)
    with pytest.raises(OwnReturn):
        services.settle_return(number, damaged={}, actor=clerk, at=AT)
    services.settle_return(number, damaged={1: damaged}, actor=BOSS, at=AT)
    too_many = ReturnDraft(number=sold.number, copies={1: 5 - copies}, reason="faulty")
    with pytest.raises(ReturnedMoreThanSent):
        services.ask_return(too_many, actor=clerk, at=AT)
    return Refund.objects.get().number, item.pk


@pytest.mark.feature("F144")
def test_a_guest_brings_copies_back_and_the_drawer_counts_with_the_cash() -> None:
    clerk = at_the_till()
    refund, item_id = brought_back(clerk, copies=2, damaged=1)
    session = TillSession.objects.get()
    assert (Return.objects.get().member_id, Return.objects.get().amount) == (None, Decimal(80))
    assert shelf(item_id) == (1, 0)
    assert Movement.objects.filter(kind="DAMAGE", item_id=item_id).count() == 1
    with pytest.raises(GoesOverCounter):
        payments.move_refund(refund_id=Refund.objects.get().pk, state="done", said="cash", actor=BOSS, at=AT)
    with pytest.raises(RefundByNumber):
        move_cash(TILL, key=uuid4(), kind="out", reason="refund", amount=Decimal(80), actor=clerk, at=AT)
    assert drawer_sums(session_id=session.pk).expected == FLOAT + 160

    assert [give_refund(TILL, number=refund, actor=clerk, at=AT) for _twice in range(2)] == [80, 80]

    sums = drawer_sums(session_id=session.pk)
    assert (sums.given_back, sums.taken_out, sums.expected) == (Decimal(80), Decimal(80), FLOAT + 160 - 80)
    assert Refund.objects.get().state == "done"
    counted = count_drawer(TILL, pieces={"100": 2, "50": 1, "20": 1, "10": 1}, actor=clerk, at=AT)
    assert (counted.difference, counted.z_number) == (Decimal(0), 1)
    assert drawer_detail(session_id=session.pk, actor=BOSS).sums.given_back == Decimal(80)
    deliver_all()
    assert differences() == []


def test_two_drawers_give_the_same_cash_out_once() -> None:
    one, two = at_the_till(), a_clerk()
    refund, _item = brought_back(one)
    draft = TillDraft(
        code="r2", name="-", store_id=Till.objects.get().store_id, most_off=Decimal(0), most_differing=Decimal(20)
    )
    keep_till(draft, actor=BOSS, at=AT)
    open_drawer("r2", opening=FLOAT, actor=two, at=AT)

    answers = all_at_once([
        lambda: give_refund(TILL, number=refund, actor=one, at=AT),
        lambda: give_refund("r2", number=refund, actor=two, at=AT),
    ])  # fmt: skip

    assert DrawerMove.objects.count() == 1
    assert sum(answer == Decimal(40) for answer in answers) >= 1
    out = [drawer_sums(session_id=session.pk).given_back for session in TillSession.objects.order_by("pk")]
    assert sum(out) == Decimal(40)


def test_cash_that_waits_in_other_stores_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    refund, _item = brought_back(at_the_till())
    monkeypatch.setattr(till_queries, "MOST_WAITING", 1)
    store_id, elsewhere = Till.objects.get().store_id, Refund.objects.get()
    elsewhere.pk, elsewhere.number, elsewhere.source = None, "RF0", "order:SO0"
    elsewhere.uid, elsewhere.asked_at = uuid4(), AT - timedelta(days=1)
    elsewhere.save(force_insert=True)

    assert [row.number for row in till_queries.cash_to_give(store_id=store_id, actor=BOSS)] == [refund]
    assert till_queries.cash_to_give(store_id=store_id + 1, actor=BOSS) == []


def at_another_store(person: Actor) -> str:
    """Return the till of another store, whose drawer somebody has."""
    store = make_store("lake")
    draft = TillDraft(code="k1", name="-", store_id=store.pk, most_off=Decimal(0), most_differing=Decimal(20))
    keep_till(draft, actor=BOSS, at=AT)
    open_drawer("k1", opening=FLOAT, actor=person, at=AT)
    return draft.code


def test_a_drawer_gives_cash_of_another_store_only_if_somebody_else_who_may_lets_it_out_there() -> None:
    refund, _item = brought_back(at_the_till())
    boss, clerk = a_clerk(Role.MANAGER), a_clerk()
    till, sold = at_another_store(clerk), Refund.objects.get().source.removeprefix("order:")

    with pytest.raises(CashOfOtherStore):
        give_refund(till, number=refund, actor=clerk, at=AT)
    with pytest.raises(NotPermitted):
        let_cash_out(till, sold=sold, actor=clerk, at=AT)
    assert (DrawerMove.objects.count(), Refund.objects.get().state) == (0, "asked")

    page = f"/console/till/at/{till}/returns/"
    assert "let-out" not in signed_in(clerk.id).get(page).content.decode()
    assert signed_in(boss.id).post(page, {"receipt": sold, "do": "let-out"}).status_code == HTTPStatus.SEE_OTHER
    assert let_cash_out(till, sold=sold, actor=boss, at=AT) == 40
    assert "¥40.00" in signed_in(clerk.id).get(page).content.decode()
    assert give_refund(till, number=refund, actor=clerk, at=AT) == 40

    assert DrawerMove.objects.get().session.till.code == till
    with pytest.raises(NotFound):
        let_cash_out(till, sold=sold, actor=boss, at=AT)


def test_nobody_lets_cash_out_and_gives_it_or_into_stores_they_do_not_belong_to() -> None:
    refund, _item = brought_back(at_the_till())
    boss = a_clerk(Role.MANAGER)
    till, sold = at_another_store(boss), Refund.objects.get().source.removeprefix("order:")

    with pytest.raises(NotYourPlace):
        let_cash_out(till, sold=sold, actor=replace(boss, store="river"), at=AT)
    let_cash_out(till, sold=sold, actor=boss, at=AT)
    with pytest.raises(CashOfOtherStore):
        give_refund(till, number=refund, actor=boss, at=AT)

    assert (DrawerMove.objects.count(), Refund.objects.get().state) == (0, "asked")


def test_what_was_paid_by_card_leaves_no_drawer() -> None:
    clerk, item = at_the_till(), in_store(1)
    paid = (Tender("card", Decimal("40.00"), "000124"),)
    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=paid), actor=clerk, at=AT)
    draft = ReturnDraft(number=sold.number, copies={1: 1}, reason="faulty")
    services.settle_return(services.ask_return(draft, actor=clerk, at=AT), damaged={}, actor=BOSS, at=AT)

    with pytest.raises(NotFound):
        give_refund(TILL, number=Refund.objects.get().number, actor=clerk, at=AT)
    payments.move_refund(refund_id=Refund.objects.get().pk, state="done", said="terminal 7", actor=BOSS, at=AT)

    assert DrawerMove.objects.count() == 0


def test_the_pages_lead_from_the_receipt_to_the_cash() -> None:
    clerk, item = at_the_till(), in_store(2)
    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=2), tenders=(cash("80.00"),)), actor=clerk, at=AT)
    here, boss = signed_in(clerk.id), signed_in(a_clerk(Role.MANAGER).id)
    page = f"/console/till/at/{TILL}/returns/"

    assert here.post(page, {"receipt": "SO0"}).status_code == HTTPStatus.NOT_FOUND
    found = here.post(page, {"receipt": sold.number.lower()})
    assert found.headers["Location"] == f"/console/orders/{sold.number}/return/"
    assert here.get(found.headers["Location"]).status_code == HTTPStatus.OK
    asked = here.post(found.headers["Location"], {"do": "return", "line-1": "1", "reason": "faulty"}, follow=True)
    assert asked.status_code == HTTPStatus.OK
    number = Return.objects.get().number
    assert boss.post(f"/console/returns/{number}/settle/", {"bad-1": "0"}, follow=True).status_code == HTTPStatus.OK
    assert "¥40.00" in here.get(page).content.decode()

    refund = Refund.objects.get().number
    assert boss.post(f"{page}{refund}/").status_code == HTTPStatus.CONFLICT
    assert here.post(f"{page}{refund}/").status_code == HTTPStatus.SEE_OTHER

    assert Refund.objects.get().state == "done"
    assert "¥40.00" not in here.get(page).content.decode()


def invoices(number: str) -> list[tuple[str, Decimal, bool]]:
    rows = Invoice.objects.filter(source=f"order:{number}").order_by("pk")
    return list(rows.values_list("kind", "total", "is_reversed"))


@pytest.mark.feature("F127")
def test_what_a_guest_brings_back_leaves_a_red_invoice_another_over_the_rest_and_a_receipt() -> None:
    clerk, item = at_the_till(), in_store(3)
    sale = a_sale(SaleLine(item_id=item.pk, quantity=3), tenders=(cash("120.00"),))
    number = sell_at_till(sale, actor=clerk, at=AT).number
    buyer = Buyer(title="杭州纸鸢文化有限公司", tax_number="91110000600037341L")
    blue = invoice_order(number=number, buyer=buyer, actor=BOSS, at=AT)
    payments.issue_invoice(invoice_id=blue, actor=BOSS, at=AT)
    back = services.ask_return(ReturnDraft(number=number, copies={1: 1}, reason="faulty"), actor=clerk, at=AT)
    assert signed_in(clerk.id).get(f"/console/till/receipts/returns/{back}.pdf").status_code == HTTPStatus.NOT_FOUND

    services.settle_return(back, damaged={}, actor=BOSS, at=AT)
    deliver_all()
    deliver_all()

    assert invoices(number) == [
        ("blue", Decimal(120), True), ("red", Decimal(-120), False), ("blue", Decimal(80), False),
    ]  # fmt: skip
    assert [line.quantity for line in InvoiceLine.objects.filter(invoice__total=80)] == [2]
    assert Invoice.objects.get(total=80).tax_number == buyer.tax_number
    paper = signed_in(clerk.id).get(f"/console/till/receipts/returns/{back}.pdf")
    assert (paper.status_code, paper.content[:5]) == (HTTPStatus.OK, b"%PDF-")
