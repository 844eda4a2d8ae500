"""Clerks who meet: one note sent several times, one title scanned onto one paper. Real threads, real locks."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.supply.errors import WrongState
from shuyou.supply.models import Layer, PurchaseLine, PurchaseOrder, Shelf, Supplier, TransferLine
from shuyou.supply.services import (
    Delivery,
    DeliveryLine,
    PurchaseDraft,
    PurchaseItem,
    ReceiptDraft,
    TransferDraft,
    accept_proposal,
    begin_receipt,
    draft_purchase,
    draft_transfer,
    post_receipt,
    put_purchase_line,
    receive_as_expected,
    receive_delivery,
)
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, sent_order
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 8


def at_once[R](do: Callable[[], R]) -> list[R]:
    """Have every clerk do the same in the same moment, and return what came of it."""
    together = Barrier(CLERKS)

    def run(_clerk: int) -> R:
        connection.ensure_connection()
        together.wait(10)
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        return list(pool.map(run, range(CLERKS)))


def test_a_note_sent_several_times_at_once_puts_its_copies_on_the_shelf_once() -> None:
    item = ItemFactory.create()
    Supplier.objects.create(code="north", name="北方图书发行")
    lines = [DeliveryLine(item.pk, 12, Decimal("40.00"), Decimal("0.62"))]
    note = Delivery(source="delivery:DN-17", warehouse="main", supplier="north", terms="firm", lines=lines)

    layers = at_once(lambda: receive_delivery(note, actor=RECEIVER, at=AT).layers)

    assert Counter(layers) == {1: 1, 0: CLERKS - 1}
    assert (Shelf.objects.get().on_hand, Layer.objects.get().on_hand) == (12, 12)


def test_clerks_who_scan_the_same_title_onto_one_paper_lose_no_copy() -> None:
    item = ItemFactory.create()
    IdentifierFactory.create(item=item, value="9787530216835")
    user = staff_with(Role.BUYER)
    order = draft_purchase(
        PurchaseDraft(supplier_id=make_supplier().pk, warehouse_id=main_place().pk), actor=RECEIVER, at=AT
    )
    transfer = draft_transfer(
        TransferDraft(origin_id=main_place().pk, target_id=make_store().pk), actor=RECEIVER, at=AT
    )

    def scan() -> set[int]:
        clerk = Client()
        clerk.force_login(user)
        urls = (f"/console/buying/{order}/scan/", f"/console/stock/transfers/{transfer}/scan/")
        return {clerk.post(url, {"code": "2*9787530216835"}).status_code for url in urls}

    assert at_once(scan) == [{303}] * CLERKS
    assert (PurchaseLine.objects.get().ordered, TransferLine.objects.get().wanted) == (2 * CLERKS, 2 * CLERKS)


def test_a_delivery_that_several_put_on_the_shelf_at_once_stands_there_once() -> None:
    item = ItemFactory.create().pk
    order = sent_order(PurchaseItem(item_id=item, copies=5), at=AT)
    receipt = begin_receipt(ReceiptDraft(note_number="DN-1", order_number=order), actor=RECEIVER, at=AT)
    receive_as_expected(number=receipt, actor=RECEIVER, at=AT)

    came = at_once(lambda: once(lambda: post_receipt(number=receipt, actor=RECEIVER, at=AT)))

    assert sorted(came, key=str) == [5, *["refused"] * (CLERKS - 1)]
    assert (Shelf.objects.get().on_hand, Layer.objects.get().on_hand) == (5, 5)
    assert PurchaseLine.objects.get().received == 5


def test_a_proposal_that_several_accept_at_once_is_ordered_once() -> None:
    number = draft_purchase(
        PurchaseDraft(supplier_id=make_supplier(may_send_itself=True).pk, warehouse_id=main_place().pk),
        actor=RECEIVER, at=AT,
    )  # fmt: skip
    item = PurchaseItem(item_id=ItemFactory.create().pk, copies=4)
    put_purchase_line(item, number=number, actor=RECEIVER, at=AT)
    PurchaseOrder.objects.update(state="proposed", source="reorder")

    sent = at_once(lambda: once(lambda: accept_proposal(number=number, actor=RECEIVER, at=AT)))

    assert sorted(sent, key=str) == [True, *["refused"] * (CLERKS - 1)]
    assert (PurchaseOrder.objects.get().state, PurchaseLine.objects.get().ordered) == ("sent", 4)
    assert EventRecord.objects.filter(name="supply.purchase_changed", payload__what="accepted").count() == 1


def once[R](do: Callable[[], R]) -> R | str:
    """Return what came of a deed, or that somebody was quicker."""
    try:
        return do()
    except WrongState:
        return "refused"
