"""The shop's window: prices side by side, words for availability, both languages, the same for everybody."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog import services as catalog
from shuyou.catalog.models import BundlePart, Category, Contribution, Contributor, Item, OwnClass, PriceEntry, PriceList
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ENGLISH = {"Accept-Language": "en"}


def a_book(title: str = "江南造园记", *, copies: int = 0, shelf: Category | None = None, **values: object) -> Item:
    """Return a book as the shop finds it."""
    item = ItemFactory.create(title=title, list_price=Decimal("76.00"), category=shelf, **values)
    TitleSearchFactory.create(item=item, rank=item.pk, is_hot=True)
    if copies:
        stock_up(item.pk, copies, at=AT)
    return item


@pytest.fixture
def shelf() -> Category:
    return Category.objects.create(scheme="clc", code="J", name_zh="艺术", name_en="Art")


def page_of(client: Client, item: Item, **headers: str) -> str:
    return client.get(f"/book/{item.uid}/", headers=headers or ENGLISH).content.decode()


@pytest.mark.feature("F031")
def test_list_member_and_vip_price_stand_side_by_side(client: Client) -> None:
    item = a_book()
    PriceEntry.objects.create(item=item, price_list=PriceList.objects.get(code="vip"), rate=Decimal("0.8000"))

    answer = client.get(f"/book/{item.uid}/", headers=ENGLISH)

    ladder = [(step.code, step.name, step.price) for step in answer.context["book"].ladder]
    assert ladder == [
        ("list", "List price", Decimal("76.00")),
        ("member", "Member", Decimal("72.20")),
        ("vip", "VIP", Decimal("60.80")),
    ]
    page = answer.content.decode()
    places = [page.index(price) for price in ("¥76.00", "¥72.20", "¥60.80")]
    assert places == sorted(places)
    assert "5% off" in page
    assert "20% off" in page


@pytest.mark.parametrize(
    ("copies", "status", "words"),
    [
        (40, "available", "On the shelf, sent within a day"),
        (5, "available", "Only 5 copies left"),
        (1, "available", "The last copy on the shelf"),
        (0, "available", "Sold out just now; we order it for you"),
        (0, "reprinting", "Being reprinted"),
        (9, "announced", "Announced; order now"),
        (9, "out_of_print", "Out of print"),
    ],
)
def test_availability_is_told_in_words(client: Client, copies: int, status: str, words: str) -> None:
    item = a_book(copies=copies, status=status)

    assert words in page_of(client, item)


def test_a_withdrawn_book_is_not_shown(client: Client, shelf: Category) -> None:
    item = a_book(shelf=shelf, status="withdrawn")

    assert client.get(f"/book/{item.uid}/").status_code == HTTPStatus.NOT_FOUND
    assert item.title not in client.get("/shelf/J/").content.decode()


def test_made_up_numbers_and_prices_say_so(client: Client) -> None:
    item = a_book(is_price_synthetic=True)
    IdentifierFactory.create(item=item, is_synthetic=True)

    page = page_of(client, item)

    assert "made up" in page
    assert "Sample price: the source gives none." in page


def test_nothing_in_a_book_becomes_a_tag(client: Client) -> None:
    item = a_book("<script>alert(1)</script>", blurb="<img src=x onerror=alert(1)>")
    author = Contributor.objects.create(name="<b>x</b>")
    Contribution.objects.create(item=item, contributor=author)

    page = page_of(client, item)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>x</b>" not in page


def test_shelves_and_new_books_fill_the_window(client: Client, shelf: Category) -> None:
    first, second = a_book("园冶图说", shelf=shelf), a_book("夜航船", shelf=shelf)

    answer = client.get("/", headers=ENGLISH)

    assert [row.title for row in answer.context["fresh"]] == ["夜航船", "园冶图说"]
    assert [one.name for one in answer.context["shelves"]] == ["Art"]
    assert answer.context["chosen"].title == second.title
    assert str(first.uid) in answer.content.decode()


def test_an_empty_shop_opens_too(client: Client) -> None:
    answer = client.get("/", headers=ENGLISH)

    assert answer.status_code == HTTPStatus.OK
    assert "The shelves are still empty." in answer.content.decode()


@pytest.mark.parametrize("typed", ["造园", "9787530216835", "江南造园记"])
def test_a_reader_finds_a_book(client: Client, typed: str) -> None:
    item = a_book()
    IdentifierFactory.create(item=item)

    assert [row.title for row in client.get("/search/", {"q": typed}).context["rows"]] == [item.title]


def test_a_search_in_vain_repeats_the_words(client: Client) -> None:
    page = client.get("/search/", {"q": "无此书"}, headers=ENGLISH).content.decode()

    assert "We found nothing by “无此书”." in page


def test_a_shelf_goes_on_where_it_stopped(client: Client, shelf: Category) -> None:
    for number in range(30):
        a_book(f"书{number:02}", shelf=shelf)

    first = client.get("/shelf/J/").context["page"]
    second = client.get("/shelf/J/", {"after": first.next_after}).context["page"]

    assert [len(first.rows), len(second.rows), second.next_after] == [28, 2, 0]
    assert client.get("/shelf/nothing/").status_code == HTTPStatus.NOT_FOUND
    assert client.get("/shelf/J/", {"after": "9" * 40}).status_code == HTTPStatus.OK


def test_a_shelf_is_narrowed_by_the_club_s_own_classes(client: Client, shelf: Category) -> None:
    other = Category.objects.create(scheme="clc", code="K", name_zh="历史", name_en="History")
    catalog.keep_own_classes(
        lines="B 园林 / Gardens\nB.02 江南\nC 建筑 / Building", actor=Actor.job("test"), at=clock.now()
    )
    ids = dict(OwnClass.objects.values_list("code", "id"))
    gardens = [a_book(f"园{number:02}", shelf=shelf) for number in range(30)]
    a_book("别的书", shelf=shelf)
    away = a_book("史书", shelf=other)
    for code, books in (("B", gardens[:10]), ("B.02", gardens[10:]), ("C", [away])):
        catalog.file_titles(
            class_id=ids[code], item_ids=[one.pk for one in books], is_in=True, actor=Actor.job("test"), at=clock.now()
        )

    plain = client.get("/shelf/J/", headers=ENGLISH)
    first = client.get("/shelf/J/", {"own": ids["B"]}, headers=ENGLISH)
    second = client.get(f"/shelf/J/?own={ids['B']}&after={first.context['page'].next_after}")

    assert plain.context["page"].classes == ((ids["B"], "Gardens"), (ids["B.02"], "江南"))
    assert plain.context["page"].rows[0].title == "别的书"
    titles = [row.title for answer in (first, second) for row in answer.context["page"].rows]
    assert titles == [one.title for one in reversed(gardens)]  # with those of the class below, over two pages
    assert f"own={ids['B']}&amp;after=" in first.content.decode()
    assert client.get("/shelf/J/", {"own": ids["C"]}).context["page"].rows == ()
    assert client.get("/shelf/J/", {"own": "9" * 40}).status_code == HTTPStatus.OK
    gardens[0].status = "withdrawn"
    gardens[0].save(update_fields=["status"])
    assert "园00" not in client.get(f"/shelf/J/?own={ids['B']}&after={gardens[2].pk}").content.decode()


def test_the_language_is_chosen_and_remembered(client: Client) -> None:
    item = a_book()

    back = client.post("/language/", {"language": "en", "next": f"/book/{item.uid}/"})
    page = client.get(back.headers["Location"], headers={"Accept-Language": "zh-CN"}).content.decode()

    assert back.status_code == HTTPStatus.SEE_OTHER
    assert '<html lang="en"' in page
    assert client.post("/language/", {"language": "en", "next": "https://example.org/"}).headers["Location"] == "/"
    assert client.get("/language/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_chinese_is_spoken_where_it_is_read(client: Client) -> None:
    page = page_of(client, a_book(), **{"Accept-Language": "zh-CN"})

    assert '<html lang="zh-Hans"' in page
    assert "会员价" in page
    assert "95 折" in page


@pytest.mark.parametrize("path", ["/", "/search/?q=造园", "/shelf/J/", "/about-the-data/"])
def test_pages_are_the_same_for_everybody_and_may_be_kept(client: Client, shelf: Category, path: str) -> None:
    a_book(shelf=shelf)

    answer = client.get(path)

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert set(answer.headers["Vary"].split(", ")) >= {"Accept-Language", "Cookie"}
    assert not answer.cookies


def test_pages_ask_the_database_so_often(
    client: Client, shelf: Category, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = a_book(shelf=shelf, copies=3)
    a_book("夜航船", shelf=shelf)

    # the book with what belongs to it, its copies everywhere, whether promotions run, its stars and its inside, whether
    # numbered copies are given out; and its shelf with prices and promotions, which is kept for the next book there
    with django_assert_num_queries(8):
        client.get(f"/book/{item.uid}/")
    # the window, ids and rows of new books and of shelves, what they cost, whether promotions run
    with django_assert_num_queries(7):
        client.get("/")
    # the shelf, its books, what they cost, whether promotions run
    with django_assert_num_queries(4):
        client.get("/shelf/J/")


def test_a_cover_that_was_taken_in_is_shown(client: Client, tmp_path: Path) -> None:
    picture = tmp_path / "c.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    item = a_book(cover=picture.name)
    address = f"/book/{item.uid}/cover.jpg"

    assert address in page_of(client, item)
    assert address in client.get("/", headers=ENGLISH).content.decode()
    with override_settings(STORAGES={**settings.STORAGES, "default": kept}):
        assert b"".join(client.get(address).streaming_content) == b"\xff\xd8\xff"  # type: ignore[attr-defined]
        Item.objects.filter(pk=item.pk).update(status="withdrawn")
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_what_was_found_is_narrowed_by_links(client: Client, shelf: Category) -> None:
    a_book("造园图说", shelf=shelf)
    a_book("造园录", kind="epub")

    page = client.get("/search/", {"q": "造园"}, headers=ENGLISH)
    narrowed = client.get("/search/", {"q": "造园", "kind": "epub"}).context["rows"]

    assert "kind=epub" in page.content.decode()
    assert [row.title for row in narrowed] == ["造园录"]


def test_a_page_is_drawn_once_for_all_in_a_moment_and_for_each_language(client: Client) -> None:
    item = a_book("造园图说")
    caches["pages"].clear()
    with override_settings(SHUYOU_PAGES_KEPT=10):
        first = client.get(f"/book/{item.uid}/", headers=ENGLISH)
        Item.objects.filter(pk=item.pk).update(title="造园新说")
        again = client.get(f"/book/{item.uid}/", headers=ENGLISH)
        chinese = client.get(f"/book/{item.uid}/", headers={"Accept-Language": "zh-CN"})
        missing = client.get(f"/book/{uuid4()}/", headers=ENGLISH)
    later = client.get(f"/book/{item.uid}/", headers=ENGLISH)

    assert again.content == first.content
    assert again.headers["Cache-Control"] == "public, max-age=60"
    assert "造园新说" in chinese.content.decode()
    assert "造园新说" in later.content.decode()
    assert missing.status_code == HTTPStatus.NOT_FOUND


def test_a_kept_page_is_sent_zipped_to_who_takes_it_and_not_at_all_to_who_has_it(client: Client) -> None:
    url = f"/book/{a_book('造园图说').uid}/"
    caches["pages"].clear()
    with override_settings(SHUYOU_PAGES_KEPT=10):
        plain = client.get(url, headers=ENGLISH)
        zipped = client.get(url, headers={**ENGLISH, "Accept-Encoding": "gzip, br"})
        had = client.get(url, headers={**ENGLISH, "If-None-Match": plain.headers["ETag"]})

    assert gzip.decompress(zipped.content) == plain.content
    assert (zipped.headers["Content-Encoding"], plain.has_header("Content-Encoding")) == ("gzip", False)
    assert (had.status_code, had.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert {"Accept-Encoding", "Cookie"} <= set(plain.headers["Vary"].split(", "))


def test_licences_stand_at_the_foot_of_every_page(client: Client) -> None:
    with override_settings(SHUYOU_LICENCES=("新出发浙杭字第 1 号", "浙ICP备1号")):
        pages = [client.get(path).content.decode() for path in ("/", "/help/", "/basket/", "/me/sign-in/")]

    assert all("新出发浙杭字第 1 号" in page and "浙ICP备1号" in page for page in pages)


@pytest.mark.feature("F134")
def test_a_bundle_says_what_is_in_it(client: Client) -> None:
    whole, part = ItemFactory.create(title="小小科学家套装"), ItemFactory.create(title="声音从哪里来")
    BundlePart.objects.create(bundle=whole, part=part, quantity=2)

    page = client.get(f"/book/{whole.uid}/", headers=ENGLISH).content.decode()

    assert "In this bundle" in page
    assert f'href="/book/{part.uid}/">声音从哪里来</a><span class="n quiet">× 2</span>' in page
    assert "In this bundle" not in client.get(f"/book/{part.uid}/", headers=ENGLISH).content.decode()
