"""Tills of the sample club: a drawer of yesterday with its Z report and one that is open, in two stores."""

from decimal import Decimal

import pytest

from shuyou.catalog.tests.factories import ItemFactory, PriceListFactory
from shuyou.demo.services._staff import add_sample_staff
from shuyou.demo.services._tills import QUICK, lay_out_tills
from shuyou.kernel.actor import Actor
from shuyou.orders.models import QuickItem, SaleNote, SalePayment, TillSession
from shuyou.orders.tests.factories import AT
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery
from shuyou.supply.tests.factories import RECEIVER, make_store, make_supplier

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_stores_have_sold() -> None:
    add_sample_staff(actor=Actor.job("test"), at=AT)
    PriceListFactory.create()
    make_supplier()
    for store in ("hubin", "yanchi"):
        make_store(store)
        lines = [DeliveryLine(ItemFactory.create().pk, 2, Decimal("40.00"), Decimal("0.62")) for _ in range(QUICK + 2)]
        delivery = Delivery(source=store, warehouse=store, supplier="north", terms="returnable", lines=lines)
        receive_delivery(delivery, actor=RECEIVER, at=AT)

    lay_out_tills(at=AT, actor=Actor.job("test"))

    assert set(TillSession.objects.values_list("till__code", "state", "z_number")) == {
        ("h1", "closed", 1), ("h1", "open", None), ("y1", "closed", 1), ("y1", "open", None),
    }  # fmt: skip
    assert set(SalePayment.objects.values_list("tender", flat=True)) == {
        "cash", "card", "wechat", "alipay", "exchange",
    }  # fmt: skip
    assert SaleNote.objects.filter(kind="price").count() == 4
    assert QuickItem.objects.count() == 2 * QUICK
