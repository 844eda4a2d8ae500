"""An agent's day on the member page, by keys alone, in both languages, and without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAdjustment
from shuyou.members.models import Contact, Inquiry, Member, Note, PersonTag, Tag, Task
from shuyou.members.tests.factories import CardFactory, MemberFactory, PersonFactory, PhoneFactory
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def reader() -> Member:
    """A member with a phone number and a card."""
    member = MemberFactory.create(person=PersonFactory.create(name="林晚舟"))
    PhoneFactory.create(person=member.person, digits="13800002046")
    CardFactory.create(member=member)
    Tag.objects.create(name="园林", colour=3)
    return member


def open_form(page: Page, key: str, field: str) -> None:
    """Press a key of the member page and wait until the form over it may be typed into."""
    page.keyboard.press(key)
    expect(page.locator(f"#act [name={field}]")).to_be_focused()


def save(page: Page) -> None:
    with page.expect_event("load"):  # the page comes anew
        page.keyboard.press("Control+Enter")
    expect(page.locator("#act")).to_be_hidden()
    expect(page.locator(".toast")).to_be_visible()


@pytest.mark.feature("F006", "F022", "F023", "F187")
@pytest.mark.parametrize(("language", "tasks", "notes"), [("zh-hans", "待办", "备注"), ("en", "Tasks", "Notes")])
def test_a_day_at_the_desk_by_keys(
    visit: Callable[..., Visitor], reader: Member, language: str, tasks: str, notes: str
) -> None:
    visitor = visit()
    visitor.sign_in(StaffFactory.create(language=language))
    page = visitor.page
    page.keyboard.press("/")
    page.keyboard.type(str(reader.cards.get().number))
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("林晚舟")

    # a contact: the card has said who it is; what is refused stays typed
    open_form(page, "l", "topic")
    expect(page.locator("#act [name=recognition][value=card]")).to_be_checked()
    page.keyboard.type("缺页")
    page.fill("#act [name=minutes]", "long")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#act [name=minutes][aria-invalid]")).to_be_focused()
    expect(page.locator("#act [name=topic]")).to_have_value("缺页")
    page.fill("#act [name=minutes]", "6")
    save(page)
    expect(page.locator(".tl")).to_contain_text("缺页")

    # a note half written is still there when it is asked for again
    open_form(page, "n", "text")
    page.keyboard.type("爱读造园书")
    page.keyboard.press("Escape")
    expect(page.locator("#act")).to_be_hidden()
    open_form(page, "n", "text")
    expect(page.locator("#act [name=text]")).to_have_value("爱读造园书")
    save(page)
    expect(page.locator("#daily")).to_contain_text("爱读造园书")

    open_form(page, "t", "title")
    page.keyboard.type("回访")
    save(page)
    expect(page.locator("#daily")).to_contain_text("回访")

    open_form(page, "q", "text")
    page.keyboard.type("有没有张岱全集")
    save(page)

    open_form(page, "p", "points")
    page.keyboard.type("80")
    page.keyboard.press("Tab")
    page.keyboard.type("致歉")
    save(page)
    expect(page.locator(".tl")).to_contain_text("致歉")

    # a tag, by typing
    page.keyboard.press("b")
    expect(page.locator("#tag")).to_be_focused()
    page.keyboard.type("园林")
    page.keyboard.press("Enter")
    expect(page.locator(".m-tags")).to_contain_text("园林")

    page.locator("h1").click()
    page.get_by_role("link", name=notes, exact=True).first.click()
    expect(page.locator(".tl > li:not(.day)")).to_have_count(1)

    contact = Contact.objects.get()
    assert (contact.recognition, contact.minutes, contact.topic) == ("card", 6, "缺页")
    assert [model.objects.count() for model in (Note, Task, Inquiry, PersonTag, PointsAdjustment)] == [1, 1, 1, 1, 1]
    page.goto("/console/tasks/")
    expect(page.locator("h1")).to_have_text(tasks)


@pytest.mark.feature("F023")
def test_a_call_shows_the_number_on_demand_and_is_logged(at_desk: Page, reader: Member) -> None:
    at_desk.goto(f"/console/members/{reader.number}/")
    at_desk.keyboard.press("c")
    show = at_desk.locator("#act [name=reveal]")
    expect(show).to_be_focused()
    at_desk.fill("#act [name=topic]", "回电")
    assert "138 0000 2046" not in at_desk.content()

    show.click()

    expect(at_desk.locator("#act")).to_contain_text("138 0000 2046")
    expect(at_desk.locator("#act [name=topic]")).to_have_value("回电")
    save(at_desk)
    contact = Contact.objects.get()
    assert (contact.direction, contact.channel, contact.topic) == ("out", "phone", "回电")


def test_a_task_is_done_from_the_work_list(at_desk: Page, reader: Member) -> None:
    at_desk.goto(f"/console/members/{reader.number}/")
    open_form(at_desk, "t", "title")
    at_desk.keyboard.type("回访")
    save(at_desk)
    Task.objects.update(due_at="2026-01-01T00:00:00Z")
    at_desk.goto("/console/")
    expect(at_desk.locator("#work")).to_contain_text("已逾期")

    at_desk.keyboard.press("j")
    at_desk.keyboard.press("Enter")
    at_desk.wait_for_url("**/console/tasks/*/")
    at_desk.fill("[name=outcome]", "已订两种")
    at_desk.keyboard.press("Control+Enter")

    at_desk.wait_for_url("**/console/")
    assert Task.objects.get().outcome == "已订两种"
    expect(at_desk.locator("#work")).not_to_contain_text("回访")


def test_the_deeds_work_without_script(visit: Callable[..., Visitor], reader: Member) -> None:
    visitor = visit(with_script=False)
    visitor.sign_in(StaffFactory.create())
    page, home = visitor.page, f"/console/members/{reader.number}/"
    page.goto(f"{home}contacts/log/?by=name")
    page.fill("[name=minutes]", "x")
    page.fill("[name=topic]", "缺页")
    page.click("main form button.btn-1")
    expect(page.locator("[name=minutes][aria-invalid]")).to_be_visible()
    expect(page.locator("[name=topic]")).to_have_value("缺页")
    page.fill("[name=minutes]", "3")
    page.click("main form button.btn-1")
    page.wait_for_url(f"**{home}")
    assert Contact.objects.get().recognition == "name"

    page.goto(f"{home}tags/put/")
    page.fill("[name=tag]", "没有的")
    page.click("main form button.btn-1")
    expect(page.locator("[name=tag][aria-invalid]")).to_have_value("没有的")
    page.fill("[name=tag]", "园林")
    page.click("main form button.btn-1")
    page.wait_for_url(f"**{home}")
    assert PersonTag.objects.count() == 1


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "paper", "zh-hans"), ("phone", "lamp", "en")])
def test_the_pages_pass_axe_and_fit(
    visit: Callable[..., Visitor], reader: Member, size: str, theme: str, language: str
) -> None:
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(theme=theme, language=language, roles=[Role.MANAGER.value]))
    page, home = visitor.page, f"/console/members/{reader.number}/"
    for path, text in (("notes/new/", "爱读造园书"), ("tasks/new/", ""), ("contacts/log/", "")):
        page.goto(home + path)
        page.fill("[name=text]", text)
        if "tasks" in path:
            page.fill("[name=title]", "回访")
        page.click("main form button.btn-1")
        page.wait_for_url(f"**{home}")
    task = Task.objects.get().pk
    paths = (
        home, f"{home}contacts/log/", f"{home}call/", f"{home}photo/change/", f"{home}points/adjust/", f"{home}notes/",
        f"{home}account/", "/console/tasks/", f"/console/tasks/{task}/", "/console/contacts/",
        "/console/contacts/unknown/", "/console/contacts/known-by-name/", "/console/settings/tags/",
    )  # fmt: skip

    for path in paths:
        page.goto(path)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path  # type: ignore[index]
    assert visitor.complaints == []
