"""A title's way in a browser: from a supplier's list to its order, the scanner, the shelf, the kiosk, and back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from shuyou.catalog.models import BookIntake, Item
from shuyou.catalog.services import take_in_books
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.supply import services
from shuyou.supply.models import PurchaseOrder
from shuyou.supply.tests.factories import RECEIVER, make_store, make_supplier, stock_up
from tests.browser.conftest import PASSWORD, Visitor
from tests.browser.test_stock_and_buying import SCANNER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW, KNOWN = "9787544253994", "9787530216835"
PRODUCT = (
    "<Product><RecordReference>north.{isbn}</RecordReference><NotificationType>03</NotificationType><ProductIdentifier>"
    "<ProductIDType>15</ProductIDType><IDValue>{isbn}</IDValue></ProductIdentifier><DescriptiveDetail><ProductComposition>00"
    "</ProductComposition><ProductForm>BC</ProductForm><TitleDetail><TitleType>01</TitleType><TitleElement>"
    "<TitleElementLevel>01</TitleElementLevel><TitleText>{title}</TitleText></TitleElement></TitleDetail></DescriptiveDetail>"
    "<PublishingDetail><Publisher><PublishingRole>01</PublishingRole><PublisherName>南窗出版社</PublisherName></Publisher>"
    "<PublishingStatus>04</PublishingStatus></PublishingDetail><ProductSupply><SupplyDetail><ProductAvailability>20"
    "</ProductAvailability><Price><PriceType>02</PriceType><PriceAmount>40.00</PriceAmount><CurrencyCode>CNY</CurrencyCode>"
    "</Price></SupplyDetail></ProductSupply></Product>"
)
MESSAGE = (
    '<?xml version="1.0" encoding="UTF-8"?><ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">'
    "<Header><Sender><SenderName>North</SenderName></Sender><SentDateTime>20261122</SentDateTime></Header>"
    f"{PRODUCT.format(isbn=NEW, title='江南造园记')}{PRODUCT.format(isbn=KNOWN, title='宋人画册选')}</ONIXMessage>"
)


def take_in(page: Page) -> None:
    """Hand the supplier's list in and have it read."""
    page.goto("/console/titles/imports/")
    page.get_by_label("File").set_input_files({"name": "north.xml", "mimeType": "text/xml", "buffer": MESSAGE.encode()})
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("cell", name="江南造园记")).to_be_visible()
    page.get_by_role("button", name="Take these titles in").click()
    expect(page.locator("#intake")).to_be_visible()
    take_in_books(intake_id=BookIntake.objects.get().pk, actor=Actor.job("test"), at=now())
    expect(page.get_by_text("It changed nothing of titles that were known.")).to_be_visible()


def supplier(visit: Callable[..., Visitor], supplier_id: int) -> Page:
    """Return the window of somebody who signs in for the supplier."""
    services.invite_supplier_user(
        supplier_id=supplier_id, username="ou", full_name="区老师", password=PASSWORD, actor=RECEIVER, at=now()
    )
    User.objects.filter(username="ou").update(language="en")
    page = visit().page
    page.goto("/console/sign-in/")
    page.fill("input[name=login]", "ou")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/supplier/")
    return page


def test_a_title_goes_from_the_list_to_the_kiosk_and_its_supplier_sees_it(visit: Callable[..., Visitor]) -> None:
    north, store = make_supplier(may_send_itself=True), make_store()
    visitor = visit()
    roles = [Role.MANAGER.value, Role.BUYER.value, Role.WAREHOUSE.value]
    visitor.sign_in(StaffFactory.create(roles=roles, language="en"))
    page = visitor.page

    take_in(page)
    stock_up(Item.objects.get(title="宋人画册选").pk, 3, at=now())
    card = f"/console/titles/{Item.objects.get(title='江南造园记').uid}/stock/"
    page.goto(card)
    page.get_by_label("Place", exact=True).select_option(str(store.pk))
    page.get_by_label("Copies that are to be there always").fill("2")
    page.get_by_role("button", name="Keep it there").click()
    expect(page.locator("#messages")).to_contain_text("Saved.")

    page.goto("/console/buying/reorder/")
    page.get_by_role("button", name="Plan anew").click()
    expect(page.locator("#messages")).to_contain_text("1 title is to be ordered.")
    number = PurchaseOrder.objects.get().number
    page.get_by_role("button", name=f"Accept {number}").click()
    expect(page.locator("#messages")).to_contain_text("has gone to the supplier")

    partner = supplier(visit, north.pk)
    partner.get_by_role("link", name=number).click()
    partner.get_by_role("button", name="Confirm").click()
    expect(partner.get_by_role("status")).to_contain_text("we know now what comes")
    partner.get_by_label("Number of the delivery note").fill("DN-1")
    partner.get_by_role("button", name="It is on its way").click()
    expect(partner.get_by_role("heading", name="Delivery notes")).to_be_visible()

    page.goto(f"/console/buying/{number}/")
    page.get_by_role("link", name="Receive a delivery").click()
    page.get_by_label("Delivery note").fill("DN-1")
    page.get_by_role("button", name="Save").click()
    status = page.locator("#work .note[role=status]")
    expect(page.get_by_label("Scan, or type a number")).to_be_focused()
    for came in ("1 of 2", "2 of 2"):
        page.evaluate(SCANNER, NEW)
        expect(status).to_contain_text(came)
    page.get_by_role("button", name="Put on the shelves").click()
    expect(page.locator("#messages")).to_contain_text("2 copies are on the shelves.")
    page.goto(card)
    page.get_by_role("row", name="River store").get_by_label("Shelf position").fill("A07")
    page.get_by_role("button", name="Save the position in River store").click()
    expect(page.locator("#messages")).to_contain_text("Saved.")

    reader = visit().page
    reader.goto(f"/kiosk/{store.code}/?q=江南造园")
    found = reader.locator("#found")
    expect(found).to_contain_text("江南造园记")
    expect(found).to_contain_text("A07")
    partner.goto("/supplier/stock/")
    row = partner.get_by_role("row", name="江南造园记")
    expect(row.get_by_role("cell").nth(3)).to_have_text("2")
