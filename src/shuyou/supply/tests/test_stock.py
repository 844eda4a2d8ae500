"""Stock under any sequence of movements: shelf, layers and ledger never disagree."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from inspect import unwrap

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Case, F, Sum, When
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.errors import InvalidValue, NotFound
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Movement, Shelf, Supplier, Warehouse
from shuyou.supply.queries import free_copies
from shuyou.supply.services import (
    Delivery,
    DeliveryLine,
    issue_copies,
    receive_delivery,
    release_copies,
    reserve_copies,
)
from shuyou.supply.tests.factories import RECEIVER, stock_up

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

steps = st.lists(
    st.tuples(st.sampled_from(["receive", "reserve", "release", "issue"]), st.integers(1, 12)), min_size=1, max_size=16
)


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


class StockProperties(TestCase):
    """Any order of receiving, reserving, releasing and issuing."""

    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_shelf_layers_and_ledger_agree(self, plan: list[tuple[str, int]]) -> None:
        item, held = ItemFactory.create(), []
        for number, (step, size) in enumerate(plan):
            source = f"step:{number}"
            if step == "receive":
                self.receive(item.pk, size, source)
            elif step == "reserve":
                with suppress(OutOfStock):
                    reserve_copies(wanted={item.pk: size}, titles={}, warehouse="main", source=source, at=AT)
                    held.append(source)
            elif held:
                settle = release_copies if step == "release" else issue_copies
                settle(source=held.pop(size % len(held)), at=AT)
            self.check(item.pk)

    def receive(self, item_id: int, copies: int, source: str) -> None:
        """Receive copies inside the test's own transaction."""
        Supplier.objects.get_or_create(code="north", defaults={"name": "北方图书发行"})
        line = DeliveryLine(item_id, copies, Decimal("40.00"), Decimal("0.62"))
        delivery = Delivery(source=source, warehouse="main", supplier="north", terms="firm", lines=[line])
        unwrap(receive_delivery)(delivery, actor=RECEIVER, at=AT)

    def check(self, item_id: int) -> None:
        """Compare the shelf with its layers and with the ledger."""
        shelf = Shelf.objects.filter(item_id=item_id).first()
        layers = Layer.objects.filter(shelf__item_id=item_id).aggregate(
            on_hand=Sum("on_hand"), reserved=Sum("reserved")
        )
        on_hand = Case(When(kind="RECEIVE", then=F("quantity")), When(kind="ISSUE", then=-F("quantity")), default=0)
        reserved = Case(When(kind="RESERVE", then=F("quantity")), When(kind="RECEIVE", then=0), default=-F("quantity"))
        ledger = Movement.objects.filter(item_id=item_id).aggregate(on_hand=Sum(on_hand), reserved=Sum(reserved))
        expected = {"on_hand": shelf.on_hand if shelf else None, "reserved": shelf.reserved if shelf else None}
        assert layers == ledger == expected
