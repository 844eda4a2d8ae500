"""The pages of stock and buying: one story told by clicks, lists that page and export, who may do what."""

import re
from datetime import date, timedelta
from decimal import Decimal
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django.fixtures import DjangoAssertNumQueries

from shuyou.catalog.models import Item, ItemChange
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord, ListView, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.tests.factories import MemberFactory
from shuyou.supply import services
from shuyou.supply.errors import NotYourPlace
from shuyou.supply.models import (
    Count,
    CountLine,
    Invoice,
    Layer,
    PlaceStaff,
    PurchaseOrder,
    Receipt,
    Reorder,
    ScanKey,
    Settlement,
    Shelf,
    ShelfFigures,
    Supplier,
    SupplierReturn,
    Transfer,
    Want,
    Warehouse,
)
from shuyou.supply.services import PurchaseItem
from shuyou.supply.tests.factories import RECEIVER, main_place, make_store, make_supplier, sent_order, stock_up
from shuyou.supply.tests.test_stock import AT

pytestmark = pytest.mark.django_db

ISBN = "9787530216835"
TAGS = ["3074257BF7194E4000001A85", "3074257BF7194E4000001A86", "3074257BF7194E4000001A85"]
SUPPLIER = {
    "code": "south", "name": "南风图书发行", "terms": "returnable", "discount_rate": "6.2", "return_share": "30",
    "return_months": "12", "payment_days": "90", "lead_days": "5", "minimum_order": "100", "currency": "cny",
    "licence_number": "新出发粤零字 7 号", "licence_until": "2031-01-01", "order_format": "edi", "is_active": "on",
}  # fmt: skip


def signed_in(client: Client, *roles: Role, language: str = "en") -> User:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    return user


def press(client: Client, url: str, status: int = HTTPStatus.SEE_OTHER, /, **sent: Any) -> str:
    """Post a form, check the answer's status, and return the page behind it."""
    answer = client.post(url, sent)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return client.get(answer.headers["Location"]).content.decode() if status == 303 else answer.content.decode()


@pytest.fixture
def item() -> Item:
    made = ItemFactory.create(title="江南造园记")
    IdentifierFactory.create(item=made, value=ISBN)
    return made


def test_from_a_new_supplier_to_a_matched_invoice(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    assert "南风图书发行" in press(client, "/console/buying/suppliers/new/", **SUPPLIER)
    supplier = Supplier.objects.get(code="south")
    assert (str(supplier.discount_rate), str(supplier.return_share), supplier.payment_days) == ("0.6200", "0.3000", 90)
    press(client, "/console/buying/suppliers/south/contact/", name="区老师", phone="0000")

    press(client, "/console/buying/new/", supplier=supplier.pk, place=main_place().pk)
    number = PurchaseOrder.objects.get().number
    order = f"/console/buying/{number}/"
    press(client, f"{order}scan/", code=f"4*{ISBN}00")
    page = press(client, f"{order}scan/", code=ISBN)
    assert 'value="5"' in page
    refused = press(client, f"{order}scan/", HTTPStatus.NOT_FOUND, code="9780000000000")
    assert "No title goes by “9780000000000”." in refused
    TitleSearchFactory.create(item=item)
    offered = press(client, f"{order}scan/", HTTPStatus.CONFLICT, code="2*造园")
    assert f'name="item" value="{item.pk}"' in offered
    assert 'value="7"' in press(client, f"{order}scan/", code="2*造园", item=item.pk)
    press(client, f"{order}scan/", code=ISBN, item=item.pk)
    press(client, f"{order}line/", item=item.pk, copies="5", list_price="40", discount_rate="62", why="")
    assert "Approved" in press(client, f"{order}approve/")
    for kind, begin in {"pdf": b"%PDF", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "edi": b"PK"}.items():
        assert client.get(f"{order}file/{kind}/").content.startswith(begin)
    sheet = load_workbook(BytesIO(client.get(f"{order}file/xlsx/").content)).worksheets[0]
    assert [cell.value for cell in sheet[7]][1:6] == [ISBN, "江南造园记", None, 5, 40]
    press(client, f"{order}send/", **{"as": "edi"})

    press(client, "/console/buying/deliveries/new/", order=number, note_number="DN-9")
    receipt = f"/console/buying/deliveries/{Receipt.objects.get().number}/"
    shown = press(client, f"{receipt}scan/", HTTPStatus.OK, code=ISBN)
    assert "1 of 5" in shown
    press(client, f"{receipt}scan/", HTTPStatus.OK, code=ISBN, damaged="1")
    line = {"item": item.pk, "copies": "4", "damaged": "1", "list_price": "40", "discount_rate": "62"}
    assert "damaged" in press(client, f"{receipt}line/", **line, is_accepted="1")
    assert "4 copies are on the shelves." in press(client, f"{receipt}post/")
    assert (Shelf.objects.get().on_hand, str(Layer.objects.get().unit_cost)) == (4, "24.80")

    bill = {"number": "FP-9", "invoiced_on": "2026-11-22", "list_total": "160", "net_total": "99.20"}
    press(client, "/console/buying/suppliers/south/invoice/", **bill, receipts=Receipt.objects.get().number)
    invoice = f"/console/buying/invoices/{Invoice.objects.get().pk}/"
    assert "Fits" in press(client, f"{invoice}match/")


def test_copies_go_to_a_store_and_are_counted_there(client: Client, item: Item) -> None:
    signed_in(client, Role.MANAGER)
    week = {f"hours_{day}": "9:00-21:00" for day in range(6)}
    place = {"code": "lake", "name_zh": "湖边店", "name_en": "Lake store", "kind": "store", "region": "浙江"}
    press(client, "/console/stock/places/new/", **place, **week, is_active="on")
    store = Warehouse.objects.get(code="lake")
    assert store.hours == ["09:00-21:00"] * 6 + [""]
    press(client, "/console/stock/places/lake/positions/", positions="a01 文学\na02 历史")
    stock_up(item.pk, 10, at=AT)

    press(client, "/console/stock/transfers/new/", origin=main_place().pk, target=store.pk)
    transfer = f"/console/stock/transfers/{Transfer.objects.get().number}/"
    press(client, f"{transfer}scan/", code=f"6*{ISBN}")
    press(client, f"{transfer}line/", **{f"copies-{item.pk}": "5"})
    press(client, f"{transfer}send/")
    assert "1 missing" in press(client, f"{transfer}receive/", **{f"came-{item.pk}": "4"})
    press(client, f"/console/titles/{item.uid}/stock/shelve/", place=store.pk, position="a01")
    assert dict(Shelf.objects.values_list("warehouse__code", "on_hand")) == {"main": 5, "lake": 4}

    press(client, "/console/stock/counts/new/", place=store.pk, positions="a", is_blind="on")
    count = f"/console/stock/counts/{Count.objects.get().number}/"
    press(client, f"{count}scan/", code=f"3*{ISBN}")
    assert "Counted" in press(client, f"{count}finish/", leaves_out="1")
    assert "Approved" in press(client, f"{count}approve/")
    assert Shelf.objects.get(warehouse=store).on_hand == 3
    card = client.get(f"/console/titles/{item.uid}/stock/").content.decode()
    for shown in ("Missing by counting", "Come from another place", "A01", "湖边店", "Lake store"):
        assert shown in card or shown == "湖边店"
    press(client, f"/console/titles/{item.uid}/stock/write-off/", place=store.pk, copies="1", key="k1")
    press(client, f"/console/titles/{item.uid}/stock/write-off/", place=store.pk, copies="1", key="k1")
    assert Shelf.objects.get(warehouse=store).on_hand == 2


def test_a_currency_that_is_none_is_refused_where_it_was_typed(client: Client) -> None:
    signed_in(client, Role.BUYER)
    for odd in ("人民币", "US1", "U"):
        page = press(client, "/console/buying/suppliers/new/", 422, **{**SUPPLIER, "currency": odd})
        assert f'value="{odd}"' in page
    assert not Supplier.objects.filter(code="south").exists()


@pytest.mark.feature("F139")
def test_one_screen_says_everything_that_buying_asks_of_an_article(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    at = clock.now()
    make_supplier(lead_days=9, minimum_order=Decimal(300))
    stock_up(item.pk, 40, at=at - timedelta(days=30))
    services.reserve_copies(wanted={item.pk: 12}, titles={}, warehouse="main", source="order:1", at=at)
    services.issue_copies(source="order:1", at=at)
    Item.objects.filter(pk=item.pk).update(has_fixed_price=True)
    url = f"/console/titles/{item.uid}/stock/"
    terms = {"vat_percent": "9", "pack": "5", "least_order": "10", "is_advertised": "1", "is_exclusive": "1"}
    press(client, f"{url}article/", **terms)
    press(client, f"{url}reorder/", place=main_place().pk, least="30")
    services.plan_reorders(actor=RECEIVER, at=at)

    page = client.get(url).content.decode()

    plan = Reorder.objects.get()
    assert plan.advised % 5 == 0
    told = (
        ISBN, "江南造园记", "¥40.00", "北方图书发行", "Sale or return", "9%", "advertised", "sold by us only",
        "Nobody gets a discount", "in packs of 5", "12 in all", "orders from ¥300.00", "Available",
        "At least 30 are to be here always.", f'class="num strong">{plan.advised}</td>',
    )  # fmt: skip
    assert [word for word in told if word not in page] == []
    wrong = press(client, f"{url}article/", HTTPStatus.UNPROCESSABLE_ENTITY, vat_percent="900")
    assert "cannot be a tax" in wrong


@pytest.mark.feature("F146")
@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", ("River store", "All places", "Came today")), ("zh-hans", ("江边店", "全部地点", "今日入库"))],
)
def test_all_stores_are_seen_by_region_at_this_moment(
    client: Client, item: Item, language: str, shown: tuple[str, ...]
) -> None:
    signed_in(client, Role.MANAGER, language=language)
    store = make_store()
    stock_up(item.pk, 7, at=clock.now())
    services.sum_up_places(actor=RECEIVER, at=clock.now())
    number = services.draft_transfer(
        services.TransferDraft(origin_id=main_place().pk, target_id=store.pk), actor=RECEIVER, at=clock.now()
    )
    line: dict[str, Any] = {"number": number, "actor": RECEIVER, "at": clock.now()}
    services.put_transfer_line(item_id=item.pk, copies=2, **line)
    services.send_transfer(**line)

    answer = client.get("/console/stock/places/")

    page = answer.content.decode()
    assert [word for word in shown if word not in page] == []
    whole = answer.context["whole"]
    assert (whole.titles, whole.copies, str(whole.list_value), whole.came_today, whole.left_today) == (
        1, 7, "280.00", 7, 2,
    )  # fmt: skip
    drilled = client.get(f"/console/stock/?place={main_place().pk}").content.decode()
    assert "江南造园记" in drilled


def test_what_is_bought_in_another_currency_never_stands_in_ours(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER, Role.WAREHOUSE)
    at, today = clock.now(), clock.club_day(clock.now())
    bank = {"bank_code": "102100099996", "bank_account": "6222020200112233445"}
    supplier = make_supplier(currency="USD", payment_days=0, **bank)
    services.set_exchange_rate(currency="USD", from_on=today, rate=Decimal(8), actor=RECEIVER, at=at)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=at)
    page = press(client, "/console/buying/deliveries/new/", order=number, note_number="DN-9")
    receipt = Receipt.objects.get().number
    press(client, f"/console/buying/deliveries/{receipt}/rest/")
    press(client, f"/console/buying/deliveries/{receipt}/post/")
    Layer.objects.update(on_hand=0)
    Shelf.objects.update(on_hand=0)
    bill = {"number": "FP-9", "invoiced_on": today.isoformat(), "list_total": "25", "net_total": "15.50"}
    press(client, "/console/buying/suppliers/north/invoice/", **bill, receipts=receipt)
    invoice = Invoice.objects.get()
    pages = [page, *(
        client.get(f"/console/buying/{path}").content.decode()
        for path in ("", f"{number}/", "invoices/", f"invoices/{invoice.pk}/", f"deliveries/{receipt}/",
                     "payments/new/", "suppliers/north/")
    )]  # fmt: skip
    press(client, f"/console/buying/invoices/{invoice.pk}/match/")
    pages.append(client.get("/console/buying/payments/new/").content.decode())

    assert (invoice.currency, supplier.currency) == ("USD", "USD")
    assert [page.count("US$") > 0 for page in pages] == [True, True, True, True, True, True, False, True, True]
    assert [text for page in pages for text in re.findall(r"¥[\d.,]+", page)] == ["¥0.00"]


def test_a_list_is_kept_as_a_view_shared_and_taken_away(client: Client) -> None:
    signed_in(client, Role.BUYER)
    url = "/console/buying/deliveries/"
    assert 'name="query"' not in client.get(url).content.decode()
    query = client.get(f"{url}?state=open&sort=pk&way=up&after=9&other=1").context["keep_query"]
    assert "kept" in press(client, url, query=f"{query}&other=1", name="  To be checked ", is_shared="1")
    view = ListView.objects.get()
    assert (view.list_name, view.name, view.query) == ("supply:receipts", "To be checked", "state=open&sort=pk&way=up")
    press(client, url, query=query, name=" ")
    press(client, url, query="state=posted", name="To be checked", is_shared="1")
    assert ListView.objects.get().query == "state=posted"

    signed_in(client, Role.WAREHOUSE)
    assert "To be checked" in client.get(url).content.decode()
    assert "To be checked" not in client.get("/console/buying/").content.decode()
    press(client, url, drop=view.pk)
    assert ListView.objects.exists()
    client.force_login(view.owner)
    press(client, url, drop=view.pk)
    assert not ListView.objects.exists()


def test_an_order_that_is_out_is_expected_another_day_and_today_says_what_is_due(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER, Role.WAREHOUSE)
    today = clock.club_day(clock.now())
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=clock.now())
    url = f"/console/buying/{number}/head/"
    assert "Deliveries that are due" not in client.get("/console/").content.decode()
    refused = press(client, url, HTTPStatus.UNPROCESSABLE_ENTITY, expected_on="2026-13-01", note="by van")
    assert 'value="by van"' in refused
    page = press(client, url, expected_on=today.isoformat(), note="by van")
    order = PurchaseOrder.objects.get()
    assert (order.expected_on, order.note, order.state) == (today, "by van", "sent")
    assert page.count("by van") >= 3  # on the order, in its field, in its history
    assert "Deliveries that are due" in client.get("/console/").content.decode()
    services.close_purchase(number=number, actor=RECEIVER, at=clock.now())
    press(client, url, HTTPStatus.CONFLICT, expected_on="", note="")


def test_the_stock_card_sums_up_one_place_or_all(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    stock_up(item.pk, 9, at=clock.now())
    store = make_store()
    line: dict[str, Any] = {"actor": RECEIVER, "at": clock.now()}
    sent = services.draft_transfer(services.TransferDraft(origin_id=main_place().pk, target_id=store.pk), **line)
    services.put_transfer_line(number=sent, item_id=item.pk, copies=4, **line)
    services.send_transfer(number=sent, **line)
    services.receive_transfer(number=sent, came={}, **line)

    url = f"/console/titles/{item.uid}/stock/"
    cards = [client.get(f"{url}{query}").context["card"] for query in ("", f"?at={store.pk}", "?at=x")]

    assert [(card.on_hand, card.received) for card in cards] == [(9, 9), (4, 0), (9, 9)]
    assert "all places" in client.get(url).content.decode()


def test_a_scan_that_is_sent_twice_counts_once(client: Client, item: Item) -> None:
    signed_in(client, Role.WAREHOUSE)
    order = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=clock.now())
    page = press(client, "/console/buying/deliveries/new/", order=order, note_number="DN-9")
    receipt = f"/console/buying/deliveries/{Receipt.objects.get().number}/"
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert len(key) == 32

    for sent in (key, key, "another"):
        press(client, f"{receipt}scan/", HTTPStatus.OK, code=ISBN, key=sent)
    for wrong in ("9780000000000", "9780000000000"):
        press(client, f"{receipt}scan/", HTTPStatus.NOT_FOUND, code=wrong, key="third")
    shown = press(client, f"{receipt}scan/", HTTPStatus.OK, code=ISBN, key="third")
    assert "3 of 5" in shown
    press(client, "/console/stock/counts/new/", place=main_place().pk, is_blind="on")
    count = f"/console/stock/counts/{Count.objects.get().number}/"
    for sent in ("once", "once", "twice"):
        press(client, f"{count}scan/", code=f"2*{ISBN}", key=sent)
    assert CountLine.objects.get().counted == 4
    press(client, f"{count}cancel/")
    press(client, f"{receipt}post/")
    assert (Shelf.objects.get().on_hand, ScanKey.objects.count()) == (3, 0)


def test_a_title_that_moves_between_two_scans_is_counted_again(client: Client, item: Item) -> None:
    signed_in(client, Role.WAREHOUSE)
    stock_up(item.pk, 5, at=AT)
    press(client, "/console/stock/counts/new/", place=main_place().pk, is_blind="on")
    count = f"/console/stock/counts/{Count.objects.get().number}/"
    page = press(client, f"{count}scan/", code=f"3*{ISBN}")
    assert "Should be" not in page

    services.reserve_copies(wanted={item.pk: 1}, titles={}, warehouse="main", source="order:1", at=clock.now())
    services.issue_copies(source="order:1", at=clock.now())
    page = press(client, f"{count}scan/", code=ISBN)

    assert "count again" in page
    refused = press(client, f"{count}finish/", HTTPStatus.CONFLICT, leaves_out="1")
    assert "1 titles moved while they were being counted." in refused
    press(client, f"{count}line/", **{f"counted-{item.pk}": "4"})
    press(client, f"{count}finish/", leaves_out="1")
    line = CountLine.objects.get()
    assert (line.counted, line.on_hand_then, line.is_disturbed) == (4, 4, False)
    assert client.post(f"{count}approve/").status_code == HTTPStatus.FORBIDDEN


def test_radio_tags_count_each_copy_once(client: Client) -> None:
    signed_in(client, Role.WAREHOUSE)
    tagged = ItemFactory.create()
    IdentifierFactory.create(item=tagged, kind="ean", value="0614141123452")
    press(client, "/console/stock/counts/new/", place=main_place().pk)
    count = f"/console/stock/counts/{Count.objects.get().number}/"

    assert "2 copies counted by their tags." in press(client, f"{count}tags/", reads="\n".join(TAGS))
    assert "0 copies counted by their tags." in press(client, f"{count}tags/", reads="\n".join(TAGS[:1]))

    assert CountLine.objects.get().counted == 2
    assert "is no tag" in press(client, f"{count}tags/", HTTPStatus.UNPROCESSABLE_ENTITY, reads="nonsense")


def test_counts_come_from_a_file_whatever_is_wrong_in_it(client: Client, item: Item) -> None:
    signed_in(client, Role.WAREHOUSE)
    stock_up(item.pk, 5, at=AT)
    press(client, "/console/stock/counts/new/", place=main_place().pk)
    count = f"/console/stock/counts/{Count.objects.get().number}/"
    lines = ["书号,册数", f"{ISBN},2", "978-7-5302-1683-5,1", "9780000000000,4", f"{ISBN},many"]

    page = press(client, f"{count}file/", file=SimpleUploadedFile("盘点.csv", "\r\n".join(lines).encode("gb18030")))

    assert CountLine.objects.get(item=item).counted == 3
    assert "1 title counted from the file." in page
    assert "Line 4: No title goes by “9780000000000”." in page
    assert "Line 5:" in page
    press(client, f"{count}file/", 422, file=SimpleUploadedFile("x.csv", b"a,b\n1,2\n"))
    press(client, f"{count}file/", 409)


def test_a_wish_is_noted_found_and_ordered(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER, Role.CALL_AGENT)
    member = MemberFactory.create()
    press(client, f"/console/members/{member.number}/wants/new/", member=member.number, title="江南", copies="1")
    want = f"/console/buying/wants/{Want.objects.get().number}/"
    press(client, f"{want}find/", item=item.pk)

    press(client, "/console/buying/new/", supplier=make_supplier().pk, place=main_place().pk, takes_wants="on")

    assert Want.objects.get().purchase_line is not None
    assert "江南造园记" in client.get(f"/console/buying/{PurchaseOrder.objects.get().number}/").content.decode()
    assert member.person.name in client.get("/console/buying/wants/?state=found").content.decode()
    unknown = {"member": "nobody", "title": "书", "copies": "1"}
    page = press(client, "/console/buying/wants/new/", HTTPStatus.NOT_FOUND, **unknown)
    assert "“nobody” is no single member." in page


def test_what_is_due_goes_back(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=AT)
    make_supplier(return_months=1)
    today = clock.now()
    receipt = services.begin_receipt(
        services.ReceiptDraft(note_number="DN-1", order_number=number), actor=RECEIVER, at=today
    )
    services.receive_as_expected(number=receipt, actor=RECEIVER, at=today)
    services.post_receipt(number=receipt, actor=RECEIVER, at=today)
    due = client.get("/console/buying/returns/due/").content.decode()
    assert "北方图书发行" in due
    layer = Layer.objects.get()
    start = f"/console/buying/returns/new/{layer.supplier_id}/{main_place().pk}/"
    assert "江南造园记" in client.get(start).content.decode()

    press(client, start, **{f"copies-{layer.pk}": "2"})
    made = f"/console/buying/returns/{SupplierReturn.objects.get().number}/"
    press(client, f"{made}agree/", authorisation="RA-7")
    press(client, f"{made}send/")
    press(client, f"{made}credit/", credit_note="CN-7")

    assert Shelf.objects.get().on_hand == 3
    assert SupplierReturn.objects.get().state == "credited"


LISTS = "stock/ stock/transfers/ stock/counts/ stock/places/ buying/ buying/deliveries/ buying/suppliers/ buying/invoices/ buying/returns/ buying/settlements/ buying/payments/ buying/payments/new/ buying/bank/ buying/wants/ buying/reorder/ buying/reorder/titles/ buying/reorder/occasions/ buying/rates/ stock/reports/age/ stock/reports/still/ stock/reports/suppliers/ stock/reports/subjects/ stock/reports/coming/ stock/reports/corrections/ stock/reports/changes/".split()  # noqa: E501


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", LISTS)
def test_every_list_opens_empty_and_says_what_to_do(client: Client, path: str, language: str) -> None:
    signed_in(client, Role.MANAGER, Role.WAREHOUSE, language=language)

    answer = client.get(f"/console/{path}")

    assert answer.status_code == HTTPStatus.OK
    assert client.get(f"/console/{path}?state=open&after=7").status_code in (200, 422)


def test_lists_show_sums_at_list_price_and_net(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    sent_order(PurchaseItem(item_id=item.pk, copies=5), at=AT)
    sent_order(PurchaseItem(item_id=item.pk, copies=2), at=AT)

    page = client.get("/console/buying/").content.decode()

    for sums in ("¥200.00", "¥124.00", "¥80.00", "¥49.60"):
        assert sums in page


def test_the_stock_list_pages_sorts_and_exports(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, Role.BUYER)
    items = [ItemFactory.create(title=f"书 {number}") for number in range(53)]
    main, supplier = main_place(), make_supplier()
    Shelf.objects.bulk_create(Shelf(item=one, warehouse=main, on_hand=place) for place, one in enumerate(items))
    assert supplier.pk

    with django_assert_max_num_queries(14):
        first = client.get("/console/stock/")
    answer = client.get("/console/stock/?" + first.context["next_query"], headers={"HX-Request": "true"})
    assert answer.content.decode().count('<tr role="row">') == 3
    few = client.get("/console/stock/?stocked=few").content.decode()
    assert "书 2<" in few
    assert "书 3<" not in few
    file = client.get("/console/stock/?as=csv&stocked=some").getvalue()
    assert len(file.decode().splitlines()) == 53
    assert EventRecord.objects.filter(name="supply.stock_exported").count() == 1


def test_the_stock_list_goes_by_what_it_costs_and_when_it_sold(client: Client) -> None:
    signed_in(client, Role.BUYER)
    dear, cheap, fresh = (ItemFactory.create(title=name) for name in ("贵而慢", "便宜", "刚卖过"))
    main = main_place()
    for place, (one, cost) in enumerate(((dear, 90), (cheap, 1), (fresh, 20))):
        Shelf.objects.create(item=one, warehouse=main, on_hand=2, average_cost=cost)
        ShelfFigures.objects.create(
            item=one, warehouse=main, on_hand=2, oldest_on=date(2026, 1, 9 - place), moved_on=date(2026, 5, 1 + place),
            sold_year=1, list_value=100, cost_value=2 * cost,
        )  # fmt: skip

    def order(query: str) -> list[str]:
        file = client.get(f"/console/stock/?as=csv&{query}").getvalue().decode("utf-8-sig")
        return [line.partition(",")[0] for line in file.splitlines()[1:]]

    assert order("sort=cost&way=down") == ["贵而慢", "刚卖过", "便宜"]
    assert order("sort=sold&way=up") == ["贵而慢", "便宜", "刚卖过"]
    assert order("sort=came&way=up") == ["刚卖过", "便宜", "贵而慢"]
    last = Shelf.objects.get(item=fresh).pk
    page = client.get(f"/console/stock/?sort=cost&way=down&after={last}").content.decode()
    assert "便宜" in page
    assert "贵而慢" not in page


def test_changed_items_are_listed_with_what_they_were_and_the_copies_that_need_a_label(
    client: Client, item: Item
) -> None:
    signed_in(client, Role.BUYER)
    Shelf.objects.create(item=item, warehouse=main_place(), on_hand=7)
    who = {"changed_by": "staff:0", "at": AT}
    ItemChange.objects.create(item=item, field="price", before="36.00", after="39.80", **who)
    ItemChange.objects.create(item=item, field="blurb", before="", after="园" * 200, **who)

    everything = client.get("/console/stock/reports/changes/").content.decode()
    prices = client.get("/console/stock/reports/changes/?field=price&as=csv").getvalue().decode()

    assert "园" * 60 + "…" in everything
    assert everything.index("园园") < everything.index("39.80")
    assert "36.00,39.80,7" in prices
    assert "园" not in prices.replace("江南造园记", "")


def test_who_belongs_to_a_store_sees_only_that(client: Client, item: Item) -> None:
    clerk, store = signed_in(client, Role.WAREHOUSE, Role.SHOP_CLERK), make_store()
    stock_up(item.pk, 5, at=AT)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=AT)
    assert "江南造园记" in client.get("/console/stock/").content.decode()

    PlaceStaff.objects.create(user=clerk, warehouse=store)

    assert "江南造园记" not in client.get(f"/console/stock/?place={main_place().pk}").content.decode()
    assert client.get("/console/stock/places/main/").status_code == HTTPStatus.NOT_FOUND
    assert client.get(f"/console/buying/{number}/").status_code == HTTPStatus.NOT_FOUND
    begun = client.post("/console/buying/deliveries/new/", {"order": number, "note_number": "DN-1"})
    assert begun.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with pytest.raises(NotYourPlace):
        services.begin_receipt(
            services.ReceiptDraft(order_number=number, note_number="DN-1"), at=AT,
            actor=Actor(STAFF, str(clerk.pk), "console", clerk.role_set),
        )  # fmt: skip
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("role", [Role.CALL_AGENT, Role.MARKETER])
@pytest.mark.parametrize("path", ["buying/", "buying/suppliers/", "buying/new/", "stock/counts/new/"])
def test_who_neither_buys_nor_counts_is_refused(client: Client, role: Role, path: str) -> None:
    signed_in(client, role)

    assert client.get(f"/console/{path}").status_code == HTTPStatus.FORBIDDEN


def test_what_cannot_be_is_said_at_its_field_and_kept(client: Client) -> None:
    signed_in(client, Role.BUYER)

    wrong = {**SUPPLIER, "discount_rate": "1.2.3", "payment_days": "soon", "name": ""}
    answer = client.post("/console/buying/suppliers/new/", wrong)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"].errors.keys() == {"discount_rate", "payment_days", "name"}
    assert 'value="1.2.3"' in answer.content.decode()
    assert not Supplier.objects.filter(code="south").exists()


def test_a_licence_that_ran_out_stops_the_order_and_says_so(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    supplier = make_supplier(licence_until=clock.club_day(clock.now()) - timedelta(days=1))
    press(client, "/console/buying/new/", supplier=supplier.pk, place=main_place().pk)
    order = f"/console/buying/{PurchaseOrder.objects.get().number}/"
    press(client, f"{order}scan/", code=ISBN)

    page = press(client, f"{order}approve/", HTTPStatus.CONFLICT)

    assert "The licence of 北方图书发行 ran out on" in page
    assert "nothing can be ordered" in client.get("/console/buying/suppliers/north/").content.decode()


def test_what_no_form_of_ours_sends_is_refused_and_nothing_moves(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER, Role.MANAGER)
    stock_up(item.pk, 5, at=AT)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=AT)
    line: dict[str, Any] = {"actor": RECEIVER, "at": AT}
    draft = services.draft_purchase(
        services.PurchaseDraft(supplier_id=make_supplier().pk, warehouse_id=main_place().pk), **line
    )
    receipts = [
        services.begin_receipt(services.ReceiptDraft(note_number=note, order_number=number), **line) for note in "AB"
    ]
    services.receive_as_expected(number=receipts[0], **line)
    services.post_receipt(number=receipts[0], **line)
    transfer = services.draft_transfer(
        services.TransferDraft(origin_id=main_place().pk, target_id=make_store().pk), **line
    )
    count = services.begin_count(place_id=main_place().pk, **line)
    bill = {"number": "FP", "list_total": "200", "net_total": "124", "receipts": receipts[0]}
    press(client, "/console/buying/suppliers/north/invoice/", **bill, invoiced_on="2026-11-22")
    invoice = f"/console/buying/invoices/{Invoice.objects.get().pk}/line/"
    typed = {"copies": "1", "damaged": "0", "list_price": "40", "discount_rate": "62"}
    before = EventRecord.objects.count()

    for odd in ("abc", "-1", "99999999", "9" * 30, ""):
        for url in (f"/console/buying/{draft}/line/", f"/console/buying/deliveries/{receipts[1]}/line/", invoice):
            press(client, url, HTTPStatus.NOT_FOUND, **typed, item=odd)
        press(client, f"/console/titles/{item.uid}/stock/reorder/", HTTPStatus.NOT_FOUND, place=odd, least="1")
        press(client, f"/console/titles/{item.uid}/stock/write-off/", 422, place=main_place().pk, copies=odd, key="k")
    for url, name in ((f"/console/stock/transfers/{transfer}/line/", "copies"),
                      (f"/console/stock/counts/{count}/line/", "counted")):  # fmt: skip
        press(client, url, HTTPStatus.NOT_FOUND, **{f"{name}-99999999": "3"})
        for odd in ("1,000", "-3", "three"):
            assert odd in press(client, url, HTTPStatus.UNPROCESSABLE_ENTITY, **{f"{name}-{item.pk}": odd})
    for day in ("9999-12-31", "2026-02-30", "soon"):
        press(client, "/console/buying/suppliers/north/invoice/", 422, **{**bill, "number": day}, invoiced_on=day)
        press(client, "/console/buying/settlements/new/", 422, supplier=make_supplier().pk, until=day)
        assert day in press(client, "/console/buying/payments/new/", 422, pay_on=day, invoice="1")
    press(client, "/console/stock/places/main/staff/", user=["99999999", "9" * 30])

    assert EventRecord.objects.count() == before + 1
    assert (Shelf.objects.get().on_hand, Invoice.objects.count(), PlaceStaff.objects.count()) == (10, 1, 0)


def test_who_works_elsewhere_neither_sees_nor_turns_the_papers_of_a_place(client: Client, item: Item) -> None:
    user = signed_in(client, Role.WAREHOUSE)
    stock_up(item.pk, 5, at=clock.now())
    line: dict[str, Any] = {"actor": RECEIVER, "at": clock.now()}
    goes = [services.ReturnItem(Layer.objects.get().pk, 1)]
    place = main_place()
    back = services.draft_return(goes, supplier_id=make_supplier().pk, place_id=place.pk, **line)
    count = services.begin_count(place_id=place.pk, **line)
    services.record_counts(number=count, counted={item.pk: 4}, **line)
    services.finish_count(number=count, leaves_out=True, **line)
    number = sent_order(PurchaseItem(item_id=item.pk, copies=5), at=clock.now())
    PlaceStaff.objects.create(warehouse=make_store(), user=user)

    assert client.get(f"/console/buying/returns/new/{make_supplier().pk}/{place.pk}/").status_code == 404
    assert number not in client.get("/console/buying/deliveries/new/").content.decode()
    turns = (f"buying/returns/{back}/agree/", f"stock/counts/{count}/reopen/", f"stock/counts/{count}/cancel/")
    assert [client.post(f"/console/{turn}", {"authorisation": "RA-1"}).status_code for turn in turns] == [403] * 3
    assert (SupplierReturn.objects.get().state, Count.objects.get().state) == ("draft", "counted")


def test_a_deed_that_nobody_knows_does_nothing(client: Client) -> None:
    signed_in(client, Role.MANAGER)
    made = Settlement.objects.create(
        number="ST1", supplier=make_supplier(), until=AT.date(), due_on=AT.date(), created_at=AT
    )
    transfer = services.draft_transfer(
        services.TransferDraft(origin_id=main_place().pk, target_id=make_store().pk), actor=RECEIVER, at=AT
    )

    assert client.post("/console/buying/settlements/ST1/nonsense/").status_code == HTTPStatus.NOT_FOUND
    assert client.post("/console/buying/payments/PY1/nonsense/").status_code == HTTPStatus.NOT_FOUND
    client.post(f"/console/stock/transfers/{transfer}/nonsense/")

    made.refresh_from_db()
    assert (made.state, Transfer.objects.get().state) == ("draft", "draft")
