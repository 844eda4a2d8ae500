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
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.supply.models import Layer, PurchaseLine, Shelf, Supplier, TransferLine
from shuyou.supply.services import (
    Delivery,
    DeliveryLine,
    PurchaseDraft,
    TransferDraft,
    draft_purchase,
    draft_transfer,
    receive_delivery,
)
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier
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
