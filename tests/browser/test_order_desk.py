"""Orders that come as a file, and half an order that comes back, in a browser."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from playwright.sync_api import expect

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.orders import services
from shuyou.orders.models import Order, OrderFile, Return
from shuyou.orders.services import PaymentDraft, Wanted
from shuyou.orders.tests.factories import BOSS, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.payments.models import Refund
from shuyou.supply.models import Shelf
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BOOK = "9787530216800"


@pytest.mark.feature("F124")
def test_a_file_of_orders_is_looked_at_and_taken_in(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=tmp_path))
    IdentifierFactory.create(item=a_title(copies=9), value=BOOK)
    rows = ["订单号,会员号,ISBN,数量,收货人,收货地址"]
    rows += [f"T{place},{a_member().number},{BOOK},1,林晚舟,浙江省杭州市西湖区纸鸢路 12 号" for place in range(3)]
    rows.append(f"T9,M000,{BOOK},1,林晚舟,杭州")
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))
    page = visitor.page

    page.goto("/console/orders/files/")
    file = {"name": "taobao.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode("gb18030")}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("1 of the first rows would be refused")).to_be_visible()
    page.get_by_role("button", name="Take these orders in").click()
    expect(page.locator("#intake")).to_be_visible()
    services.take_in_orders(file_id=OrderFile.objects.get().pk, actor=Actor.job("test"), at=now())

    facts = page.locator("#intake dd")
    expect(facts.nth(1)).to_have_text("3")
    expect(facts.nth(3)).to_contain_text("1")
    page.get_by_role("link", name="The orders it brought").click()
    expect(page.locator("#rows [data-row]")).to_have_count(3)


@pytest.mark.feature("F120")
def test_half_an_order_comes_back_and_its_money_goes_back(visit: Callable[..., Visitor]) -> None:
    at, item = now(), a_title(copies=4)
    draft = a_draft(a_member().pk, Wanted(item.pk, 2), payment="cash")
    order = Order.objects.get(pk=services.place_order(draft, actor=CLERK, at=at).order_id)
    paid = PaymentDraft(number=order.number, tender="cash", reference="K1", amount=order.total)
    services.take_payment(paid, actor=BOSS, at=at)
    services.pick_order(order.number, actor=PICKER, at=at)
    services.ship_order(order.number, waybill="P1", actor=PICKER, at=at)
    services.deliver_order(order.number, actor=PICKER, at=at)
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    page = visitor.page

    page.goto(f"/console/orders/{order.number}/return/")
    page.locator("#line-1").fill("1")
    page.locator("#reason").select_option("faulty")
    page.get_by_role("button", name="What is given for it").click()
    expect(page.get_by_text("¥38.00 are given for it")).to_be_visible()
    page.get_by_role("button", name="Note the return").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    number = Return.objects.get().number
    services.settle_return(number, damaged={}, actor=PICKER, at=now())

    page.goto(f"/console/returns/{number}/")
    expect(page.get_by_text("¥38.00").first).to_be_visible()
    assert [refund.amount for refund in Refund.objects.all()] == [Decimal("38.00")]
    assert Shelf.objects.get(item=item).on_hand == 3
