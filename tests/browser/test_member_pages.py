"""Members by hand: the list by its keys, a new member, two people at one member, both sizes, both themes."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Card, Member, Phone
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def readers() -> list[Member]:
    """Three members, each with a phone number, a card and an address."""
    made = []
    for number, name in enumerate(("林晚舟", "周慕白", "陈知秋")):
        member = MemberFactory.create(person=PersonFactory.create(name=name))
        PhoneFactory.create(person=member.person, digits=f"1380000204{number}")
        CardFactory.create(member=member)
        AddressFactory.create(person=member.person)
        made.append(member)
    return made


def edit_path(member: Member) -> str:
    return f"/console/members/{member.number}/edit/"


def test_the_list_is_walked_and_opened_by_keys(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("g")
    at_desk.keyboard.press("m")
    at_desk.wait_for_url("**/console/members/")

    for key in ("j", "j", "k", "j", "Enter"):
        at_desk.keyboard.press(key)

    at_desk.wait_for_url(f"**/console/members/{readers[1].number}/")
    at_desk.keyboard.press("e")
    at_desk.wait_for_url(f"**{edit_path(readers[1])}")
    assert not at_desk.url.endswith("new/")


@pytest.mark.feature("F011")
def test_a_new_member_from_a_clue_with_a_letter_too_many(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("苏见山")
    at_desk.locator(".one-none button, .one-none a").first.click()
    at_desk.wait_for_url("**/console/members/new/")
    expect(at_desk.locator("[name=name]")).to_have_value("苏见山")
    at_desk.fill("[name=phone]", "1380000O001")
    at_desk.fill("[name=street]", "浙江省杭州市西湖区纸鸢路 12 号")
    at_desk.check("[name=marketing_sms]")
    # The address is parted as soon as its field is left.
    expect(at_desk.locator("[name=city]")).to_have_value("杭州市")
    expect(at_desk.locator("[name=street]")).to_have_value("纸鸢路 12 号")

    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator("[name=phone]")).to_be_focused()
    expect(at_desk.locator("#id_phone-err")).to_contain_text("O")
    expect(at_desk.locator("[name=phone]")).to_have_value("1380000O001")
    expect(at_desk.locator("[name=street]")).to_have_value("纸鸢路 12 号")
    expect(at_desk.locator("[name=city]")).to_have_value("杭州市")
    expect(at_desk.locator("[name=marketing_sms]")).to_be_checked()
    assert Member.objects.count() == len(readers)

    at_desk.fill("[name=phone]", "13800007788")
    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator("h1")).to_have_text("苏见山")
    assert Phone.objects.get(digits="13800007788").person.name == "苏见山"


@pytest.mark.feature("F002")
def test_two_people_at_one_member_see_each_other(
    at_desk: Page, readers: list[Member], visit: Callable[..., Visitor]
) -> None:
    colleague = visit()
    colleague.sign_in(StaffFactory.create(full_name="温静仪"))
    for page in (at_desk, colleague.page):
        page.goto(edit_path(readers[0]))
    colleague.page.fill("[name=phone]", "13900001111")
    colleague.page.keyboard.press("Control+Enter")
    colleague.page.wait_for_url(f"**/console/members/{readers[0].number}/")

    at_desk.fill("[name=phone]", "13900002222")
    at_desk.fill("[name=street]", "文三路 8 号")
    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator("#id_phone-err")).to_contain_text("139 **** 1111")
    expect(at_desk.locator(".note-warn")).to_contain_text("温静仪")
    expect(at_desk.locator("[name=phone]")).to_be_focused()
    expect(at_desk.locator("[name=street]")).to_have_value("文三路 8 号")
    at_desk.keyboard.press("Control+Enter")
    at_desk.wait_for_url(f"**/console/members/{readers[0].number}/")
    assert Phone.objects.get(person=readers[0].person).digits == "13900002222"


def test_a_contact_is_added_while_the_form_keeps_what_is_typed(at_desk: Page, readers: list[Member]) -> None:
    at_desk.goto(edit_path(readers[0]))
    at_desk.fill("[name=street]", "文三路 8 号")

    at_desk.fill("#contact", "0571-8790123O")
    at_desk.locator("#contact").press("Enter")
    expect(at_desk.locator("#contact")).to_be_focused()
    expect(at_desk.locator("#contact-err")).to_contain_text("O")
    at_desk.fill("#contact", "0571-87901234")
    at_desk.locator("#contact").press("Enter")

    expect(at_desk.locator("#contacts li")).to_have_count(2)
    expect(at_desk.locator("[name=street]")).to_have_value("文三路 8 号")


def test_a_block_is_told_below_at_once_and_older_history_on_demand(
    visit: Callable[..., Visitor], readers: list[Member]
) -> None:
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value]))
    page = visitor.page
    page.goto(edit_path(readers[0]))
    for reason in range(16):
        page.locator("#block summary").click()
        page.fill("#reason", f"第 {reason} 次拒收")
        page.click("#block .btn-bad")
        expect(page.locator("#history tbody tr").first.locator("td").last).to_have_text("已暂停")
        page.click("#block button")
        expect(page.locator("#history tbody tr").first.locator("td").last).to_have_text("可下单")

    expect(page.locator("#history")).not_to_contain_text("第 0 次拒收")
    page.click("#history .more a")

    expect(page.locator("#history")).to_contain_text("第 0 次拒收")
    expect(page.locator("#history .more")).to_have_count(0)


@pytest.mark.feature("F014")
def test_a_lost_card_says_so_in_the_box(at_desk: Page, readers: list[Member]) -> None:
    card = Card.objects.get(member=readers[0])
    at_desk.goto(edit_path(readers[0]))
    at_desk.locator("#cards summary").first.click()
    at_desk.locator("#cards .btn-bad").first.click()
    expect(at_desk.locator("#cards .note-good")).to_be_visible()

    at_desk.goto("/console/")
    at_desk.keyboard.press("/")
    at_desk.keyboard.type(card.number)

    expect(at_desk.locator("[role=option]")).to_contain_text("此卡已挂失")


def test_everything_works_without_script(visit: Callable[..., Visitor], readers: list[Member]) -> None:
    visitor = visit(with_script=False)
    visitor.sign_in(StaffFactory.create())
    page = visitor.page
    page.goto(edit_path(readers[0]))

    page.fill("#contact", "0571-87901234")
    page.click("#contacts form.edit-add button")

    expect(page.locator("#contacts li")).to_have_count(2)
    page.check("#consent [name=marketing_sms]")
    with page.expect_event("load"):
        page.click("#consent button")
    expect(page.locator("#consent [name=marketing_sms]")).to_be_checked()


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "paper", "zh-hans"), ("phone", "lamp", "en")])
def test_the_pages_pass_axe_and_fit(
    visit: Callable[..., Visitor], readers: list[Member], size: str, theme: str, language: str
) -> None:
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(theme=theme, language=language, roles=[Role.MANAGER.value]))
    page, path = visitor.page, edit_path(readers[0])
    page.goto(path)
    page.fill("[name=phone]", "13900001111")
    page.click("main form.form button.btn-1")
    page.wait_for_url(f"**/console/members/{readers[0].number}/")
    urls = ("/console/members/", "/console/members/?city=x", "/console/members/new/", path, path.removesuffix("edit/"))

    for url in urls:
        page.goto(url)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], url  # type: ignore[index]
    assert visitor.complaints == []
