"""Every page of orders, members, titles and the shop: clean for a screen reader, within the window, in both tongues."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import gt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from shuyou.catalog.models import Category, Contribution, Contributor, Item
from shuyou.catalog.tests.factories import IdentifierFactory, TitleSearchFactory
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Member, Person
from shuyou.members.tests.factories import AddressFactory, CardFactory, PhoneFactory
from shuyou.orders.services import PaymentDraft, Wanted, place_order, take_payment
from shuyou.orders.tests.factories import CLERK, a_draft, a_member, a_title
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASSETS, PAGE = {"staff": 60_000, "shop": 40_000}, 25_000
"""Bytes, compressed, that the styles and scripts of a page may have, and the page itself."""

BEFORE_PAINT = 5
"""Requests that a page waits for before anything is seen: itself, its styles, and scripts that are not deferred."""

LONG = "The Curious Incident of the Extraordinary Dog in the Night-Time: A Memoir with Notes and an Appendix"
MEETINGS = """[...document.querySelectorAll(".book:has(i)")].flatMap((book) => {
  const [all, title, author] = [book, book.querySelector("em") ?? book.querySelector("b"), book.querySelector("i")]
    .map((part) => part.getBoundingClientRect());
  const isOff = title.top < all.top - 1 || title.bottom > all.bottom + 1 || title.right > all.right + 1;
  const isOver = author.height && title.bottom > author.top + 1 && title.top < author.bottom - 1;
  return isOff || isOver ? [book.className + ": " + book.innerText] : [];
})"""
"""Drawn covers whose title leaves the cover or meets the author."""

STAFF = {
    "entry": "/console/members/{member}/order/",
    "order": "/console/orders/{order}/",
    "orders": "/console/orders/?payment=remittance",
    "no orders": "/console/orders/?state=cancelled",
    "members": "/console/members/?status=active",
    "new member": "/console/members/new/",
    "edit member": "/console/members/{member}/edit/",
    "titles": "/console/titles/?q=造园",
    "title": "/console/titles/{item}/",
    "receive": "/console/titles/{item}/receive/",
    "new title": "/console/titles/new/?kind=av",
    "edit title": "/console/titles/{item}/edit/",
    "prices": "/console/titles/{item}/prices/",
    "merge titles": "/console/titles/{item}/merge/",
    "numbers used twice": "/console/titles/twice/",
    "titles from a file": "/console/titles/imports/",
    "price lists": "/console/prices/",
    "new offer": "/console/prices/new/",
    "price list": "/console/prices/vip/",
}
SHOP = {
    "home": "/",
    "book": "/book/{item}/",
    "shelf": "/shelf/J/",
    "search": "/search/?q=造园",
    "nothing found": "/search/?q=无此书",
    "about": "/about-the-data/",
}


@dataclass
class Club:
    """What the pages show."""

    member: Member
    item: Item
    order: str

    def path(self, pattern: str) -> str:
        """Return the address of a page."""
        return pattern.format(member=self.member.number, item=self.item.uid, order=self.order)


@pytest.fixture
def club() -> Club:
    """A member with everything, a book with everything, an order that is paid in part."""
    member = a_member()
    PhoneFactory.create(person=member.person)
    AddressFactory.create(person=member.person)
    CardFactory.create(member=member)
    item = a_title(copies=9)
    item.category = Category.objects.create(scheme="clc", code="J", name_zh="艺术", name_en="Art")
    item.blurb = "拙政园的水从哪里来？"
    item.save(update_fields=["category", "blurb"])
    IdentifierFactory.create(item=item, is_synthetic=True)
    Contribution.objects.create(item=item, contributor=Contributor.objects.create(name="顾眉"))
    TitleSearchFactory.create(item=item, is_hot=True, rank=9)
    number = place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=CLERK, at=now()).number
    part = PaymentDraft(number=number, tender="remittance", reference="YH2026112200017", amount=item.list_price)
    take_payment(part, actor=CLERK, at=now())
    return Club(member, item, number)


def faults(page: Page) -> list[str]:
    """Return what a screen reader would stumble over, and whether the page is wider than its window."""
    found = [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in Axe().run(page, options=RULES).response["violations"]
        for node in fault["nodes"]
    ]
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    return [*found, "wider than its window"] if is_wide else found


def all_faults(page: Page, club: Club, patterns: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the faults of each page that has some."""
    found = {}
    for name, pattern in patterns.items():
        page.goto(club.path(pattern))
        if here := faults(page):
            found[name] = here
    return found


@pytest.mark.parametrize(
    ("size", "language", "theme"), [("desk", "zh-hans", User.Theme.PAPER), ("phone", "en", User.Theme.LAMP)]
)
def test_staff_pages_are_clean(
    visit: Callable[..., Visitor], club: Club, size: str, language: str, theme: User.Theme
) -> None:
    visitor = visit(size=size)
    visitor.sign_in(
        StaffFactory.create(roles=[Role.MANAGER.value, Role.BUYER.value], language=language, theme=theme.value)
    )

    assert all_faults(visitor.page, club, STAFF) == {}


@pytest.mark.parametrize(("size", "language", "light"), [("desk", "en", "dark"), ("phone", "zh-hans", "light")])
def test_shop_pages_are_clean(visit: Callable[..., Visitor], club: Club, size: str, language: str, light: str) -> None:
    visitor = visit(size=size)
    visitor.page.emulate_media(color_scheme="dark" if light == "dark" else "light")
    visitor.page.goto("/")
    if language == "en":
        visitor.page.click("[name=language][value=en]")

    assert all_faults(visitor.page, club, SHOP) == {}
    assert visitor.page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-Hans")


def weight(visitor: Visitor, path: str) -> tuple[int, int, int]:
    """Return the bytes of a page's styles and scripts and of itself, compressed, and what it waits for to be seen."""
    page, loaded = visitor.context.new_page(), list[Response]()
    page.on("response", lambda answer: loaded.append(answer))  # noqa: PLW0108 - a built-in cannot be wrapped
    page.goto(path, wait_until="load")
    sizes = [(answer.request.resource_type, len(gzip.compress(answer.body()))) for answer in loaded]
    blocking = page.locator("link[rel=stylesheet], head script:not([defer])").count() + 1
    page.close()
    assets = sum(size for kind, size in sizes if kind in ("stylesheet", "script"))
    return assets, sum(size for kind, size in sizes if kind == "document"), blocking


def overweight(visitor: Visitor, club: Club, patterns: Mapping[str, str], most: int) -> dict[str, tuple[int, int, int]]:
    """Return the weight of each page that is over a limit."""
    weights = {name: weight(visitor, club.path(pattern)) for name, pattern in patterns.items()}
    assert all(assets and page for assets, page, _ in weights.values())
    limits = (most, PAGE, BEFORE_PAINT)
    return {name: has for name, has in weights.items() if any(map(gt, has, limits))}


def test_no_page_is_overweight(visit: Callable[..., Visitor], club: Club) -> None:
    visitor = visit()
    assert overweight(visitor, club, SHOP, ASSETS["shop"]) == {}

    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value, Role.BUYER.value]))
    staff = {**STAFF, "today": "/console/", "member": "/console/members/{member}/", "settings": "/console/settings/"}
    assert overweight(visitor, club, staff, ASSETS["staff"]) == {}


def test_a_telephone_shows_no_keys(visit: Callable[..., Visitor], club: Club) -> None:
    visitor = visit(size="phone")
    visitor.sign_in(StaffFactory.create())
    page = visitor.page

    for pattern in (STAFF["entry"], "/console/members/{member}/", "/console/"):
        page.goto(club.path(pattern))
        assert page.locator("kbd:visible").count() == 0, pattern
    page.fill("main input[type=search]", "x")
    expect(page.locator(".one-pop")).to_be_visible()
    expect(page.locator(".one-pop footer")).to_be_hidden()


def test_a_row_of_a_list_stays_as_low_as_it_is_meant_on_a_telephone(visit: Callable[..., Visitor], club: Club) -> None:
    Person.objects.update(name="欧阳靖远明德", pinyin="ouyang jingyuan mingde")
    visitor = visit(size="phone")
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value]))

    # They stand in two lines: who or which, and what else is known.
    for path in ("/console/orders/", "/console/members/", "/console/titles/"):
        visitor.page.goto(path)
        row = visitor.page.locator("#rows tr").first
        assert row.evaluate("row => row.offsetHeight") <= 90, path

    visitor.page.goto("/console/orders/cycle-times/")  # one of the last pages of its section
    expect(visitor.page.locator("nav.tabs > [aria-current]")).to_be_in_viewport(ratio=0.9)


def test_long_titles_stay_on_their_covers_and_off_their_authors(visit: Callable[..., Visitor], club: Club) -> None:
    for number in range(24):
        item = a_title(copies=1)
        item.title = LONG[: 20 + 4 * number]
        item.save(update_fields=["title"])
        Contribution.objects.create(
            item=item, contributor=Contributor.objects.create(name=f"Zenobia Hawthorne {number}")
        )
        TitleSearchFactory.create(item=item, rank=number)
    page = visit().page
    page.goto("/search/")
    expect(page.locator(".book:has(i)")).to_have_count(25)

    assert page.evaluate(MEETINGS) == []


def test_money_received_stands_on_one_line(visit: Callable[..., Visitor], club: Club) -> None:
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    visitor.page.goto(club.path(STAFF["order"]))

    amount = visitor.page.locator(".cp-live .ord-told strong")

    assert amount.evaluate("amount => amount.offsetHeight") < 30
