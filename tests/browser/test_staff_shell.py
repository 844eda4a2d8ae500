"""The staff shell by hand: keys, the one-touch box, both languages, both themes, with and without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Member, PersonalDataAccess
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOX = "input[type=search]"
CHOSEN = "[role=option][aria-selected=true]"


@pytest.fixture
def readers() -> list[Member]:
    """Three people whose names begin alike in pinyin."""
    names = [("林晚舟", "linwanzhou", "lwz", 3), ("林为民", "linweimin", "lwm", 2), ("蔺雯", "linwen", "lw", 1)]
    members = []
    for number, (name, pinyin, initials, rank) in enumerate(names):
        person = PersonFactory.create(name=name, pinyin=pinyin, initials=initials, search_rank=rank)
        member = MemberFactory.create(person=person)
        PhoneFactory.create(person=person, digits=f"1380000204{number}")
        CardFactory.create(member=member)
        AddressFactory.create(person=person)
        members.append(member)
    return members


def path_of(member: Member) -> str:
    return f"/console/members/{member.number}/"


# --- the one-touch box


@pytest.mark.feature("F001")
def test_a_member_is_found_and_opened_without_a_mouse(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    expect(at_desk.locator(BOX)).to_be_focused()
    at_desk.keyboard.type("lin'w")
    expect(at_desk.locator("[role=option]")).to_have_count(3)
    expect(at_desk.locator(CHOSEN)).to_contain_text("林晚舟")
    expect(at_desk.locator(BOX)).to_have_attribute("aria-activedescendant", "hit-members-1")

    at_desk.keyboard.press("ArrowDown")
    expect(at_desk.locator(CHOSEN)).to_contain_text("林为民")
    at_desk.keyboard.press("ArrowUp")
    at_desk.keyboard.press("ArrowUp")
    expect(at_desk.locator(CHOSEN)).to_contain_text("林晚舟")
    at_desk.keyboard.press("ArrowDown")
    at_desk.keyboard.press("Enter")

    at_desk.wait_for_url(f"**{path_of(readers[1])}")
    expect(at_desk.locator("h1")).to_have_text("林为民")
    assert "lin" not in at_desk.url


@pytest.mark.feature("F001")
def test_enter_before_the_answer_opens_what_was_typed_last(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("lin")
    expect(at_desk.locator("[role=option]")).to_have_count(3)

    at_desk.locator(BOX).fill("2042")
    at_desk.keyboard.press("Enter")

    at_desk.wait_for_url(f"**{path_of(readers[2])}")


def test_what_was_typed_before_the_page_listened_is_asked_for(at_desk: Page, readers: list[Member]) -> None:
    # The page is read, its scripts have not run yet: a scanner has written a number into the box.
    write = f"() => {{ document.querySelector('{BOX}').value = '2042'; }}"
    at_desk.add_init_script(f"document.addEventListener('readystatechange', {write}, {{once: true}})")

    at_desk.goto("/console/")

    expect(at_desk.locator(CHOSEN)).to_contain_text("蔺雯")


def test_keys_belong_to_the_input_method_while_it_composes(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("lin")
    expect(at_desk.locator("[role=option]")).to_have_count(3)

    for key in ("ArrowDown", "Enter", "Escape"):
        at_desk.locator(BOX).evaluate(
            "(box, key) => box.dispatchEvent(new KeyboardEvent('keydown',"
            " {key, code: key, isComposing: true, bubbles: true, cancelable: true}))",
            key,
        )

    expect(at_desk.locator(CHOSEN)).to_contain_text("林晚舟")
    expect(at_desk.locator(BOX)).to_be_focused()
    assert at_desk.url.endswith("/console/")


def test_a_chinese_keyboard_finds_the_box_too(at_desk: Page) -> None:
    at_desk.locator("body").evaluate(
        "body => body.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: '、', code: 'Slash', bubbles: true, cancelable: true}))"
    )

    expect(at_desk.locator(BOX)).to_be_focused()


def test_escape_closes_the_answers_and_then_leaves_the_box(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("lin")
    expect(at_desk.locator(".one-pop")).to_be_visible()

    at_desk.keyboard.press("Escape")
    expect(at_desk.locator(".one-pop")).to_be_hidden()
    expect(at_desk.locator(BOX)).to_be_focused()
    at_desk.keyboard.press("Escape")
    expect(at_desk.locator(BOX)).not_to_be_focused()


def test_the_box_is_reached_from_inside_a_field(at_desk: Page) -> None:
    at_desk.goto("/console/sign-in/password/")
    at_desk.locator("input[type=password]").first.focus()

    at_desk.keyboard.press("Control+k")

    expect(at_desk.locator(BOX)).to_be_focused()


def test_a_clue_without_answer_offers_another_way(at_desk: Page) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("查无此人")

    expect(at_desk.locator(".one-none")).to_contain_text("没有与“查无此人”相符的结果")
    expect(at_desk.locator(BOX)).to_have_attribute("aria-expanded", "false")


def test_a_click_on_an_answer_opens_it(at_desk: Page, readers: list[Member]) -> None:
    at_desk.locator(BOX).fill("lin")

    at_desk.locator("[role=option]").nth(2).click()

    at_desk.wait_for_url(f"**{path_of(readers[2])}")


# --- keys


def test_sections_are_reached_by_two_letters(at_desk: Page) -> None:
    at_desk.keyboard.press("g")
    at_desk.keyboard.press("s")
    at_desk.wait_for_url("**/console/settings/")

    at_desk.keyboard.press("g")
    at_desk.keyboard.press("t")
    at_desk.wait_for_url("**/console/")


def test_the_sheet_of_keys_shows_the_keys_of_the_page(at_desk: Page, readers: list[Member]) -> None:
    at_desk.goto(path_of(readers[0]))

    at_desk.keyboard.press("Shift+Slash")

    sheet = at_desk.locator("#keys")
    expect(sheet).to_be_visible()
    expect(sheet.locator("[data-list=page]")).to_contain_text("代下单")
    expect(sheet.locator("[data-list=go]")).to_contain_text("今日")
    at_desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_single_keys_can_be_switched_off(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in(StaffFactory.create(has_keys=False))
    page = visitor.page

    page.keyboard.press("/")
    expect(page.locator(BOX)).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator(BOX)).to_be_focused()


# --- the member page


def test_a_number_is_shown_in_place(at_desk: Page, readers: list[Member]) -> None:
    at_desk.goto(path_of(readers[0]))
    expect(at_desk.locator(".m-id")).to_contain_text("138 **** 2040")

    at_desk.locator(".contact a").first.click()
    at_desk.locator("#act [name=reason]").fill("读者来电")
    at_desk.keyboard.press("Control+Enter")

    expect(at_desk.locator("#revealed")).to_have_text("138 0000 2040")
    assert PersonalDataAccess.objects.filter(part="phone").count() == 1


def test_what_breaks_in_a_fragment_is_said_over_the_page(
    at_desk: Page, readers: list[Member], visit: Callable[..., Visitor]
) -> None:
    at_desk.goto(path_of(readers[0]))
    User.objects.update(roles=[Role.MARKETER.value])

    with at_desk.expect_response("**/reveal/phone/*/"):
        at_desk.locator(".contact a").first.click()

    expect(at_desk.locator("#messages .note")).to_contain_text("权限")
    expect(at_desk.locator("h1")).to_have_text(readers[0].person.name)


def test_a_server_that_does_not_answer_is_said_and_what_was_typed_stays(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    visitor.sign_in(StaffFactory.create())
    page = visitor.page
    visitor.context.set_offline(True)

    page.keyboard.press("/")
    page.keyboard.type("lin")

    expect(page.locator("#messages .note")).to_contain_text("服务器没有回应")
    expect(page.locator(BOX)).to_have_value("lin")
    visitor.complaints.clear()  # that the network is gone is what the browser has to complain about


# --- without script


@pytest.mark.feature("F001")
def test_everything_works_without_script(visit: Callable[..., Visitor], readers: list[Member]) -> None:
    visitor = visit(with_script=False)
    visitor.sign_in(StaffFactory.create())
    page = visitor.page

    page.locator(BOX).fill("lin")
    page.locator(BOX).press("Enter")
    expect(page.locator("h1")).to_have_text("“lin”的查询结果")
    page.locator("[role=option]").nth(1).click()
    page.wait_for_url(f"**{path_of(readers[1])}")
    page.locator(".contact a").first.click()
    page.locator("[name=reason]").fill("读者来电")
    page.locator("main form button").first.click()

    expect(page.locator("#revealed")).to_have_text("138 0000 2041")


# --- for everybody


@pytest.mark.parametrize(("size", "language", "theme"), [("desk", "zh-hans", "paper"), ("phone", "en", "lamp")])
def test_pages_are_accessible_and_fit(
    visit: Callable[..., Visitor], readers: list[Member], size: str, language: str, theme: str
) -> None:
    visitor = visit(size=size)
    every_role = [role.value for role in Role]
    visitor.sign_in(StaffFactory.create(language=language, theme=theme, roles=every_role))
    page = visitor.page
    pages = [
        "/console/", path_of(readers[0]), "/console/settings/", "/console/settings/staff/",
        "/console/settings/staff/new/", "/console/settings/events/", "/console/sign-in/two-step/",
    ]  # fmt: skip

    for path in pages:
        page.goto(path)
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_the_answers_of_the_box_are_accessible(at_desk: Page, readers: list[Member]) -> None:
    at_desk.keyboard.press("/")
    at_desk.keyboard.type("lin")
    expect(at_desk.locator("[role=option]")).to_have_count(3)

    assert faults(at_desk) == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_the_door_is_accessible(visit: Callable[..., Visitor], size: str) -> None:
    page = visit(size=size).page
    page.goto("/console/sign-in/")

    assert faults(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Sign in")


def faults(page: Page) -> list[str]:
    judged = Axe().run(page, options=RULES).response
    assert len(judged["passes"]) > 10
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in judged["violations"]]
