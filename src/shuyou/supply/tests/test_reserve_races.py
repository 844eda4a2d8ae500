"""Buyers who meet on a title whose first copies arrive while they ask. Real threads, real locks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.statements import planned
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Shelf
from shuyou.supply.services import _reserve, reserve_copies
from shuyou.supply.tests.factories import stock_up
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS = 2


def test_a_shelf_put_up_between_lock_and_reservation_gives_nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    item = ItemFactory.create()
    asked, arrived = Barrier(BUYERS + 1), Barrier(BUYERS + 1)

    def planned_while_a_delivery_arrives() -> Any:
        cursor: Any = planned()
        execute = cursor.execute

        def run(sql: str, values: Any) -> Any:
            answer = execute(sql, values)
            if sql == _reserve._LOCK:
                asked.wait(10)
                arrived.wait(10)
            return answer

        cursor.execute = run
        return cursor

    def buy(buyer: int) -> object:
        try:
            with transaction.atomic():
                reserve_copies(wanted={item.pk: 2}, titles={}, warehouse="main", source=f"order:{buyer}", at=AT)
        except OutOfStock as refusal:
            return refusal.params["free"]
        finally:
            connection.close()
        return "reserved"

    with monkeypatch.context() as patched, ThreadPoolExecutor(BUYERS) as pool:
        patched.setattr(_reserve, "planned", planned_while_a_delivery_arrives)
        results = pool.map(buy, range(BUYERS))
        asked.wait(10)
        stock_up(item.pk, 3, at=AT)
        arrived.wait(10)
        assert list(results) == [0, 0]
    assert [buy(number) for number in (8, 9)] == ["reserved", 1]
    assert (Shelf.objects.get().reserved, Layer.objects.get().reserved) == (2, 2)
