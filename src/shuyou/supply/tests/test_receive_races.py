"""Deliveries that meet: one note sent several times for a title that had no shelf. Real threads, real locks."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.supply.models import Layer, Shelf, Supplier
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery
from shuyou.supply.tests.factories import RECEIVER
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS = 8


def test_a_note_sent_several_times_at_once_puts_its_copies_on_the_shelf_once() -> None:
    item = ItemFactory.create()
    Supplier.objects.create(code="north", name="北方图书发行")
    together = Barrier(CLERKS)
    lines = [DeliveryLine(item.pk, 12, Decimal("40.00"), Decimal("0.62"))]
    note = Delivery(source="delivery:DN-17", warehouse="main", supplier="north", terms="firm", lines=lines)

    def receive(_clerk: int) -> int:
        connection.ensure_connection()
        together.wait(10)
        try:
            return receive_delivery(note, actor=RECEIVER, at=AT).layers
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as pool:
        layers = list(pool.map(receive, range(CLERKS)))

    assert Counter(layers) == {1: 1, 0: CLERKS - 1}
    assert (Shelf.objects.get().on_hand, Layer.objects.get().on_hand) == (12, 12)
