"""A file of the post office in a browser: 500 lines with 20 planted problems, and what is left decided by keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, now
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.orders.models import Order
from shuyou.orders.services._settle_remittances import match_remittances
from shuyou.orders.tests.factories import a_member
from shuyou.orders.tests.planted import KNOWN, REFUSED, SOUND, WAITING, many_orders, planted_lines
from shuyou.payments.models import RemittanceFile
from shuyou.payments.services import take_in_remittances
from shuyou.payments.tests.factories import HEADINGS
from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.feature("F125")]


def test_a_file_of_the_post_office_settles_orders_and_asks_about_the_rest(visit: Callable[..., Visitor]) -> None:
    numbers = many_orders(a_member())
    text = "\r\n".join([HEADINGS, *planted_lines(numbers, day=club_day(now()))])
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))
    page = visitor.page

    page.goto("/console/payments/files/")
    file = {"name": "post.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("cell", name="PO100000")).to_be_visible()
    expect(page.get_by_text("Read as gb18030.")).to_be_visible()
    page.get_by_role("button", name="Take these slips in").click()
    expect(page.locator("#intake")).to_be_visible()
    take_in_remittances(file_id=RemittanceFile.objects.get().pk, actor=Actor.job("test"), at=now())
    done = match_remittances(actor=Actor.job("test"), at=now())
    assert (done.settled, done.waiting) == (SOUND, WAITING)
    assert Order.objects.filter(state="paid").count() == len(numbers) - 1
    facts = page.locator("#intake dd")
    expect(facts.nth(0)).to_have_text("500")
    expect(facts.nth(1)).to_have_text(str(SOUND + WAITING))
    expect(facts.nth(2)).to_have_text(str(KNOWN))
    expect(facts.nth(3)).to_contain_text(str(REFUSED))

    page.goto("/console/remittances/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(WAITING))
    page.keyboard.press("1")
    expect(page.get_by_text(f"Order {numbers[-1]} is paid.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(WAITING - 1))
