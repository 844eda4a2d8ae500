"""A reader phones: found by four digits, two real books ordered, the money matched, all of it on the member's page."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, Route, expect

import shuyou
from shuyou.catalog.models import Item
from shuyou.catalog.services import import_books
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount
from shuyou.members.models import Member
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory
from shuyou.orders.models import Draft, Order
from shuyou.supply.models import Shelf
from shuyou.supply.tests.factories import stock_up
from tests.browser.conftest import WITHIN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL_BOOKS = Path(shuyou.__file__).parent / "demo" / "data" / "books_zh_isbn_price.csv"
SNOW, SAPIENS = "9787530216835", "9787508647357"
MOST_KEYS = 45
CLUE, SLIP = "#clue", "#reference"


@dataclass
class Hand:
    """A hand that counts its keys."""

    page: Page
    keys: int = 0

    def type(self, text: str) -> None:
        """Type a text key by key, as fast as a scanner."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        """Press a key, with those held meanwhile."""
        self.page.keyboard.press(key)
        self.keys += key.count("+") + 1


@pytest.fixture
def reader() -> Member:
    """A member whose phone ends in 2046, and another whose does not."""
    for name, digits in (("周慕白", "13900007731"), ("林晚舟", "13800002046")):
        person = PersonFactory.create(name=name)
        PhoneFactory.create(person=person, digits=digits)
        AddressFactory.create(person=person)
        CardFactory.create(member=MemberFactory.create(person=person))
    return Member.objects.get(person__name="林晚舟")


@pytest.fixture
def books() -> dict[str, Item]:
    """Real books from the list that the demo ships, five copies of the two that are asked for."""
    import_books(REAL_BOOKS, actor=Actor.job("test"), at=now())
    found = {isbn: Item.objects.get(identifiers__value=isbn) for isbn in (SNOW, SAPIENS)}
    for item in found.values():
        stock_up(item.pk, 5, at=now())
    return found


def signed_in(visit: Callable[..., Visitor], language: str = "zh-hans", **window: object) -> Page:
    visitor = visit(**window)
    visitor.sign_in(StaffFactory.create(language=language))
    return visitor.page


def entry_url(member: Member) -> str:
    return f"/console/members/{member.number}/order/"


def open_entry(page: Page, member: Member) -> None:
    """Open the entry of an order and wait until it may be typed into."""
    page.goto(entry_url(member))
    expect(page.locator(CLUE)).to_be_focused()


def wait_for(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so that no page shows, such as what a page sends when it is left."""
    for _ in range(WITHIN // 100):
        if is_so():
            return
        page.wait_for_timeout(100)
    message = "It did not come to be so in time."
    raise AssertionError(message)


def lines(page: Page) -> list[str]:
    return page.locator(".entry-t tbody tr td:first-child .strong").all_text_contents()


def find_reader_and_begin(page: Page, hand: Hand, reader: Member) -> None:
    """Find a reader by the end of their telephone number, and begin an order, by keys only."""
    hand.press("/")
    hand.type("2046")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("林晚舟")
    hand.press("Enter")
    page.wait_for_url(f"**/console/members/{reader.number}/")
    hand.press("o")
    page.wait_for_url(f"**{entry_url(reader)}")
    expect(page.locator(CLUE)).to_be_focused()


def see_it_on_the_member_page(page: Page, hand: Hand, reader: Member, order: Order) -> None:
    """Go to the reader from their order: it is told there, counted, and has earned its points."""
    hand.press("m")
    page.wait_for_url(f"**/console/members/{reader.number}/")
    story = page.locator("#story")
    expect(story).to_contain_text(order.number)
    expect(story).to_contain_text("大雪中的山庄")
    expect(story).to_contain_text("¥97.85")
    expect(page.locator(".m-facts")).to_contain_text("97")
    expect(page.locator(".m-left")).to_contain_text(order.number)
    assert PointsAccount.objects.get(pk=reader.pk).balance == 97


@pytest.mark.feature("F013", "F120", "F007", "F008")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_agent_takes_an_order_and_its_money(
    visit: Callable[..., Visitor],
    reader: Member,
    books: dict[str, Item],
    language: str,
    record_property: Callable[[str, object], None],
) -> None:
    page = signed_in(visit, language)
    hand = Hand(page)

    find_reader_and_begin(page, hand, reader)
    for isbn in (SNOW, SAPIENS):
        hand.type(isbn)
        hand.press("Enter")
    expect(page.locator(".entry-t tbody tr")).to_have_count(2)
    hand.press("Control+Enter")
    page.wait_for_url("**/console/orders/SO*/")

    order = Order.objects.get()
    record_property("keys", hand.keys)
    assert hand.keys <= MOST_KEYS
    with translation.override(language):
        placed, paid = gettext("Order %(number)s is placed."), gettext("Order %(number)s is paid.")
    expect(page.locator(".toast")).to_have_text(placed % {"number": order.number})
    expect(page.locator(".tbl tfoot")).to_contain_text("¥97.85")
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-Hans")
    assert [(shelf.on_hand, shelf.reserved) for shelf in Shelf.objects.order_by("pk")] == [(5, 1), (5, 1)]

    hand.press("a")
    expect(page.locator(SLIP)).to_be_focused()
    hand.type("P20261122")
    hand.press("Enter")
    expect(page.locator(".toast")).to_have_text(paid % {"number": order.number})
    deliver_all()

    see_it_on_the_member_page(page, hand, reader, order)

    page.goto("/console/titles/?q=大雪中的山庄")
    expect(page.locator(".tbl tbody tr td:last-child")).to_have_text("4")


def test_two_clicks_on_confirm_make_one_order(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.keyboard.type(SNOW)
    page.keyboard.press("Enter")
    expect(page.locator(".entry-t tbody tr")).to_have_count(1)

    page.locator("[value=confirm]").dblclick()
    expect(page).to_have_url(re.compile("/console/orders/SO[0-9]+/$"))

    assert Order.objects.count() == 1
    assert Shelf.objects.get(item=books[SNOW]).reserved == 1


@pytest.mark.parametrize("with_script", [True, False])
def test_more_than_there_is_says_so_and_keeps_everything(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item], with_script: bool
) -> None:
    page = signed_in(visit, with_script=with_script)
    open_entry(page, reader)
    page.fill(CLUE, SNOW)
    page.fill("#copies", "6")
    page.press(CLUE, "Enter")
    quantity = page.locator(f"#q-{books[SNOW].pk}")
    expect(quantity).to_have_value("6")
    page.fill("#note", "周末送")

    page.click("[value=confirm]")

    expect(page.locator(".entry-t .err")).to_contain_text("《大雪中的山庄》")
    expect(page.locator(".entry-t .err")).to_contain_text("5")
    expect(quantity).to_have_value("6")
    expect(page.locator("#note")).to_have_value("周末送")
    if with_script:
        expect(quantity).to_be_focused()
    assert not Order.objects.exists()

    quantity.fill("5")
    page.click("[value=confirm]")
    page.wait_for_url("**/console/orders/SO*/")


def test_an_unknown_isbn_comes_back_for_mending(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.keyboard.type("9787530216836")
    page.keyboard.press("Enter")

    expect(page.locator("#clue-err")).to_contain_text("9787530216836")
    expect(page.locator(CLUE)).to_be_focused()
    expect(page.locator(CLUE)).to_have_value("9787530216836")
    page.keyboard.type(SNOW)  # the text was selected, so typing replaces it
    page.keyboard.press("Enter")

    expect(page.locator(".entry-t tbody tr")).to_have_count(1)
    expect(page.locator("#clue-err")).to_have_count(0)


def test_whoever_is_faster_than_the_answers_keeps_the_focus_and_sees_the_refusal(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    def slowly(route: Route) -> None:
        if "do=add" in (route.request.post_data or ""):
            time.sleep(1)
        route.continue_()

    page = signed_in(visit)
    open_entry(page, reader)
    page.route("**/order/", slowly)
    page.keyboard.type(SNOW)
    page.keyboard.press("Enter")
    page.evaluate(
        """() => {
            document.querySelector("[name=address_id][value=other]").checked = true;
            for (const [id, value] of [["recipient", "林建国"], ["phone", "1380000204x"], ["address", "文三路 8 号"]]) {
                document.getElementById(id).focus();
                document.execCommand("insertText", false, value);
            }
            document.querySelector("[value=confirm]").click();
            document.getElementById("note").focus();
        }"""
    )

    expect(page.locator("#phone-err")).to_contain_text("“x”")
    page.wait_for_timeout(500)
    expect(page.locator("#phone-err")).to_contain_text("“x”")
    expect(page.locator("#phone")).to_be_focused()


def test_a_letter_in_a_phone_number_is_said_at_the_number(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.keyboard.type(SNOW)
    page.keyboard.press("Enter")
    page.check("[name=address_id][value=other]")
    page.fill("#recipient", "林建国")
    page.fill("#phone", "1380000204x")
    page.fill("#address", "杭州市文三路 8 号")

    page.keyboard.press("Control+Enter")

    expect(page.locator("#phone-err")).to_contain_text("“x”")
    expect(page.locator("#phone")).to_be_focused()
    for field, value in (("#recipient", "林建国"), ("#phone", "1380000204x"), ("#address", "杭州市文三路 8 号")):
        expect(page.locator(field)).to_have_value(value)


def test_words_offer_titles_chosen_by_digit_or_arrow(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.keyboard.type("秘密")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_focused()
    titles = page.locator("[data-hit] strong").all_text_contents()
    assert sorted(titles) == ["画的秘密", "秘密花园"]

    page.keyboard.press("2")
    expect(page.locator(".entry-t tbody tr")).to_have_count(1)
    expect(page.locator(CLUE)).to_be_focused()
    page.keyboard.type("秘密")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hit]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-hit]").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(page.locator(".entry-t tbody tr")).to_have_count(2)
    assert lines(page) == [titles[1], titles[0]]


def test_titles_are_offered_while_words_are_typed(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)

    page.keyboard.type("人类简")
    expect(page.locator("[data-hit]")).to_contain_text("人类简史")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".entry-t tbody tr")).to_have_count(1)
    expect(page.locator("[data-hit]")).to_have_count(0)


def test_scans_on_the_heels_of_each_other_all_arrive(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)

    for isbn in (SNOW, SAPIENS, SNOW, SNOW):
        page.keyboard.type(isbn)
        page.keyboard.press("Enter")

    expect(page.locator(f"#q-{books[SNOW].pk}")).to_have_value("3")
    expect(page.locator(f"#q-{books[SAPIENS].pk}")).to_have_value("1")


def test_scans_before_the_page_is_ready_wait_for_it(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"shuyou/entry\b.*\.js"), hold)

    page.goto(entry_url(reader), wait_until="commit")
    page.wait_for_selector(CLUE)
    assert page.evaluate("document.readyState") != "complete"  # scripts that wait for the page have not run
    for isbn in (SNOW, SAPIENS):
        page.locator(CLUE).press_sequentially(isbn)
        page.keyboard.press("Enter")
    for script in held:
        script.continue_()

    expect(page.locator(".entry-t tbody tr")).to_have_count(2)
    expect(page.locator(CLUE)).to_be_focused()
    expect(page.locator(CLUE)).to_have_value("")


def test_a_late_answer_takes_nothing_back_that_was_typed_meanwhile(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.check("[name=address_id][value=other]")
    expect(page.locator("#recipient")).to_be_visible()
    slow = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)

    page.locator("#recipient").press_sequentially("林建国", delay=40)
    page.wait_for_timeout(300)  # the first answer is on its way now
    page.keyboard.press("Tab")
    page.keyboard.type("13800002099")
    page.keyboard.press("Tab")
    page.keyboard.type("文三路 8 号")
    page.wait_for_timeout(2_500)

    for field, value in (("#recipient", "林建国"), ("#phone", "13800002099"), ("#address", "文三路 8 号")):
        expect(page.locator(field)).to_have_value(value)
    typed = {"recipient": "林建国", "phone": "13800002099", "address": "文三路 8 号"}
    wait_for(page, lambda: typed.items() <= Draft.objects.get(member=reader).content.items())


def test_a_draft_waits_for_the_clerk_to_come_back(
    visit: Callable[..., Visitor], reader: Member, books: dict[str, Item]
) -> None:
    page = signed_in(visit)
    open_entry(page, reader)
    page.keyboard.type(SNOW)
    page.keyboard.press("Enter")
    expect(page.locator(".entry-t tbody tr")).to_have_count(1)
    page.fill(f"#q-{books[SNOW].pk}", "2")
    expect(page.locator(".cp-n")).to_have_text("¥66.50")
    page.check("[value=cod]")
    page.fill("#note", "先打电话")  # and away in the middle of it

    page.goto("/console/")
    wait_for(page, lambda: Draft.objects.get(member=reader).content.get("note") == "先打电话")
    open_entry(page, reader)

    expect(page.locator(f"#q-{books[SNOW].pk}")).to_have_value("2")
    expect(page.locator("[value=cod]")).to_be_checked()
    expect(page.locator("#note")).to_have_value("先打电话")


@pytest.mark.feature("F014")
def test_a_lost_card_is_said_before_anything_is_opened(visit: Callable[..., Visitor], reader: Member) -> None:
    card = reader.cards.get()
    card.status = "lost"
    card.save(update_fields=["status"])
    page = signed_in(visit)

    page.keyboard.press("/")
    page.keyboard.type(card.number)

    expect(page.locator("[role=option]")).to_contain_text("此卡已挂失")
    expect(page.locator("[role=option]")).to_contain_text("林晚舟")
