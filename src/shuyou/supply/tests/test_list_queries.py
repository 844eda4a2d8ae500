"""However many rows a list has, it asks the database as often as with few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import services
from shuyou.supply.models import Invoice, Reorder, Supplier, Warehouse
from shuyou.supply.services import PurchaseItem, ReceiptDraft, TransferDraft, WantDraft
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, sent_order
from shuyou.supply.tests.test_pages import LISTS
from shuyou.supply.tests.test_stock import AT

GROWN = {
    "buying/", "buying/deliveries/", "buying/invoices/", "buying/payments/new/", "buying/reorder/titles/",
    "buying/suppliers/", "buying/wants/", "stock/", "stock/counts/", "stock/reports/coming/", "stock/transfers/",
}  # fmt: skip
"""The lists that have more rows with more papers; the others stay as empty as they were."""

pytestmark = pytest.mark.django_db(transaction=True)


def papers(first: int, count: int) -> None:
    """Have an order, a delivery, an invoice, a transfer, a stocktake, a wish and a plan more of each number."""
    place, supplier = main_place(), make_supplier()
    store = Warehouse.objects.filter(code="river").first() or make_store()
    for number in range(first, first + count):
        item = ItemFactory.create(title=f"书 {number}").pk
        order = sent_order(PurchaseItem(item_id=item, copies=5), at=AT)
        sent_order(PurchaseItem(item_id=item, copies=2), at=AT)
        draft = ReceiptDraft(note_number=f"DN-{number}", order_number=order)
        receipt = services.begin_receipt(draft, actor=RECEIVER, at=AT)
        services.receive_as_expected(number=receipt, actor=RECEIVER, at=AT)
        services.post_receipt(number=receipt, actor=RECEIVER, at=AT)
        services.draft_transfer(TransferDraft(origin_id=place.pk, target_id=store.pk), actor=RECEIVER, at=AT)
        counted = services.begin_count(place_id=place.pk, actor=RECEIVER, at=AT)
        services.cancel_count(number=counted, actor=RECEIVER, at=AT)
        services.note_want(
            WantDraft(member_id=MemberFactory.create().pk, item_id=item, copies=9), actor=RECEIVER, at=AT
        )
        Reorder.objects.update_or_create(
            warehouse=place, item_id=item, defaults={"supplier": supplier, "weekly": 1, "advised": 3}
        )
        Supplier.objects.create(code=f"s{number}", name=f"供应商 {number}")
        Invoice.objects.create(
            supplier=supplier, number=f"INV-{number}", invoiced_on=AT.date(), due_on=AT.date(), list_total=9,
            net_total=5, state="matched", created_at=AT,
        )  # fmt: skip


def asked(client: Client) -> dict[str, tuple[int, int]]:
    """Return how often each list asks the database, and how many rows it has."""
    often = {}
    for path in LISTS:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/console/{path}").content.decode()
        often[path] = (len(queries), page.count('<tr role="row"'))
    return often


def test_lists_of_buying_and_stock_ask_no_more_for_many_rows_than_for_few(client: Client) -> None:
    client.force_login(staff_with(Role.MANAGER, Role.WAREHOUSE, Role.BUYER))
    papers(0, 2)
    asked(client)  # what is kept for all pages is known from here on
    few = asked(client)

    papers(2, 6)

    many = asked(client)
    assert {path for path in LISTS if many[path][0] != few[path][0]} == set()
    assert {path for path in LISTS if many[path][1] > few[path][1]} == GROWN
