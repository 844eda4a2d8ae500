"""Receiving and promising copies; the ledger refuses change."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Movement, Shelf, Warehouse
from shuyou.supply.queries import free_copies
from shuyou.supply.services import issue_copies, reserve_copies
from shuyou.supply.tests.factories import stock_up

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
class TestReceiving:
    """Receiving a delivery."""

    def test_a_repeated_delivery_adds_nothing(self) -> None:
        item = ItemFactory.create()

        stock_up(item.pk, 5, at=AT, source="note 1")
        stock_up(item.pk, 5, at=AT, source="note 1")
        stock_up(item.pk, 2, at=AT, source="note 2")

        assert Shelf.objects.get().on_hand == 7
        assert list(Layer.objects.order_by("pk").values_list("on_hand", flat=True)) == [5, 2]

    def test_no_copies_are_refused(self) -> None:
        item = ItemFactory.create()

        with pytest.raises(InvalidValue):
            stock_up(item.pk, 0, at=AT)

        assert not Shelf.objects.exists()

    @pytest.mark.parametrize("sql", ["UPDATE supply_movement SET quantity = 9", "DELETE FROM supply_movement"])
    def test_the_ledger_refuses_change(self, sql: str) -> None:
        stock_up(ItemFactory.create().pk, 5, at=AT)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

        assert Movement.objects.get().quantity == 5

    def test_a_shelf_promises_no_more_than_its_layers_have(self) -> None:
        item = ItemFactory.create()
        stock_up(item.pk, 5, at=AT)
        Shelf.objects.update(on_hand=9)

        with pytest.raises(OutOfStock) as refusal, transaction.atomic():
            reserve_copies(wanted={item.pk: 6}, titles={}, warehouse="main", source="order:1", at=AT)
        with transaction.atomic():
            reserve_copies(wanted={item.pk: 5}, titles={}, warehouse="main", source="order:2", at=AT)

        assert (refusal.value.params["free"], refusal.value.params["wanted"]) == (5, 6)
        assert (Shelf.objects.get().reserved, Layer.objects.get().reserved) == (5, 5)

    def test_a_shelf_without_layers_promises_nothing(self) -> None:
        item = ItemFactory.create()
        Shelf.objects.create(item=item, warehouse=Warehouse.objects.get(code="main"), on_hand=3)

        with pytest.raises(OutOfStock) as refusal, transaction.atomic():
            reserve_copies(wanted={item.pk: 1}, titles={}, warehouse="main", source="order:1", at=AT)

        assert (refusal.value.params["free"], Shelf.objects.get().reserved) == (0, 0)

    def test_issuing_nothing_is_refused(self) -> None:
        with pytest.raises(NotFound), transaction.atomic():
            issue_copies(source="order:none", at=AT)

    def test_a_title_never_stocked_has_no_free_copies(self) -> None:
        item = ItemFactory.create()

        assert free_copies(item_ids=[item.pk]) == {item.pk: 0}
