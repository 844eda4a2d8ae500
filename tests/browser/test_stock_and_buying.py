"""Stock and buying in a browser: a delivery under the scanner, and every page clean in both tongues."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import services
from shuyou.supply.models import Shelf
from shuyou.supply.services import PurchaseItem
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, sent_order, stock_up
from tests.browser.conftest import Visitor
from tests.browser.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ISBN = "9787530216835"
SCANNER = """code => {
  for (const key of [...code, "Enter"])
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""
"""The keys of a scanner all at once, while no field has the focus."""

LISTS = (
    "stock/ stock/transfers/ stock/counts/ stock/places/ stock/places/new/ stock/places/main/ stock/transfers/new/"
    " stock/counts/new/ buying/ buying/new/ buying/deliveries/ buying/deliveries/new/ buying/suppliers/"
    " buying/suppliers/new/ buying/suppliers/north/ buying/invoices/ buying/returns/ buying/returns/due/"
    " buying/settlements/ buying/settlements/new/ buying/wants/ buying/wants/new/ buying/reorder/"
    " buying/reorder/titles/ buying/reorder/occasions/new/ buying/rates/ stock/reports/age/ stock/reports/still/"
    " stock/reports/changes/ buying/payments/ buying/payments/new/ buying/payments/account/ buying/bank/"
    " buying/bank/new/"
).split()


def test_a_delivery_is_received_under_the_scanner(visit: Callable[..., Visitor]) -> None:
    item, member = ItemFactory.create(title="江南造园记"), MemberFactory.create()
    IdentifierFactory.create(item=item, value=ISBN)
    services.note_want(services.WantDraft(member_id=member.pk, item_id=item.pk), actor=RECEIVER, at=now())
    number = sent_order(PurchaseItem(item_id=item.pk, copies=3), at=now())
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.WAREHOUSE.value], language="en"))
    page = visitor.page

    page.goto(f"/console/buying/{number}/")
    page.get_by_role("link", name="Receive a delivery").click()
    page.get_by_label("Delivery note").fill("DN-1")
    page.get_by_role("button", name="Save").click()
    scan = page.get_by_label("Scan, or type a number")
    expect(scan).to_be_focused()
    scan.fill(ISBN)
    scan.press("Enter")
    status = page.locator("#work .note[role=status]")
    expect(status).to_contain_text("1 of 3")
    expect(status).to_contain_text("Readers wait for it: put it aside.")
    expect(scan).to_be_focused()
    scan.fill("9780000000000")
    scan.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("No title goes by “9780000000000”.")
    page.evaluate(SCANNER, ISBN)
    expect(status).to_contain_text("2 of 3")
    page.get_by_role("button", name="Put on the shelves").click()

    expect(page.locator("#messages")).to_contain_text("2 copies are on the shelves.")
    expect(page.get_by_text("too few")).to_be_visible()
    assert (Shelf.objects.get().on_hand, Shelf.objects.get().reserved) == (2, 1)


@pytest.mark.parametrize(
    ("size", "language", "theme"), [("desk", "zh-hans", User.Theme.PAPER), ("phone", "en", User.Theme.LAMP)]
)
def test_the_pages_are_clean(visit: Callable[..., Visitor], size: str, language: str, theme: User.Theme) -> None:
    item, member, at = ItemFactory.create(title="江南造园记"), MemberFactory.create(), now()
    IdentifierFactory.create(item=item, value=ISBN)
    stock_up(item.pk, 9, at=at)
    store, by = make_store(), dict[str, Any](actor=RECEIVER, at=at)
    order = sent_order(PurchaseItem(item_id=item.pk, copies=3), at=at)
    receipt = services.begin_receipt(services.ReceiptDraft(note_number="DN-1", order_number=order), **by)
    draft = services.TransferDraft(origin_id=main_place().pk, target_id=store.pk)
    transfer = services.draft_transfer(draft, **by)
    services.put_transfer_line(number=transfer, item_id=item.pk, copies=2, **by)
    count = services.begin_count(place_id=main_place().pk, **by)
    want = services.note_want(services.WantDraft(member_id=member.pk, title="江南"), **by)
    drafted = services.PurchaseDraft(
        supplier_id=make_supplier().pk, warehouse_id=main_place().pk, items=[PurchaseItem(item_id=item.pk, copies=1)]
    )
    purchase = services.draft_purchase(drafted, **by)
    visitor = visit(size=size)
    roles = [Role.MANAGER.value, Role.BUYER.value, Role.WAREHOUSE.value]
    visitor.sign_in(StaffFactory.create(roles=roles, language=language, theme=theme.value))
    places = [
        *LISTS, f"titles/{item.uid}/stock/", f"buying/{order}/", f"buying/{purchase}/", f"buying/deliveries/{receipt}/",
        f"stock/transfers/{transfer}/", f"stock/counts/{count}/", f"buying/wants/{want}/",
    ]  # fmt: skip

    found = {}
    for place in places:
        visitor.page.goto(f"/console/{place}")
        if here := faults(visitor.page):
            found[place] = here

    assert found == {}
