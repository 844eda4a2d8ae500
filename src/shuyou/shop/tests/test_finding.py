"""What engines and readers' programs are told: the map of titles, the feed, a book in their own words."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from shuyou.catalog.models import Category, Item, Series, Work
from shuyou.shop.tests.test_shop import a_book

pytestmark = pytest.mark.django_db
TITLES_OF_A_PART = 10_000
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places_in(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.headers["Content-Type"].startswith("application/xml")
    return [
        str(one.text).removeprefix("http://testserver") for one in ET.fromstring(answer.content).iter(f"{SITEMAP}loc")
    ]


def test_the_map_names_every_title_that_the_shop_shows_once(client: Client) -> None:
    Category.objects.create(scheme="clc", code="J", name_zh="艺术", name_en="Art")
    first, _gone, last = a_book("一"), a_book("二", status="withdrawn"), a_book("三", id=25_000_000)

    parts = places_in(client, "/sitemap.xml")
    of_first = parts[(first.pk - 1) // TITLES_OF_A_PART]
    named = [place for part in dict.fromkeys((parts[0], of_first, parts[-1])) for place in places_in(client, part)]

    books = [place for place in named if place.startswith("/book/")]
    assert books == [f"/book/{first.uid}/", f"/book/{last.uid}/"]
    assert named.count("/") == 1
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()
    assert "Disallow: /me/" in client.get("/robots.txt").content.decode()


def test_the_feed_tells_what_came_last_first(client: Client) -> None:
    older, newer = a_book("旧书 <一>"), a_book("新书 & 二", blurb="讲园林")

    answer = client.get("/new.rss", headers={"Accept-Language": "en"})

    items = ET.fromstring(answer.content).findall("./channel/item")
    told = [(one.findtext("title"), one.findtext("link")) for one in items]
    assert told == [(one.title, f"http://testserver/book/{one.uid}/") for one in (newer, older)]
    assert items[0].findtext("description") == "讲园林"


def facts_in(client: Client, item: Item) -> dict[str, object]:
    page = client.get(f"/book/{item.uid}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_a_book_is_told_to_engines_with_its_list_price_and_standing(client: Client) -> None:
    there, lacking = a_book("江南造园记", copies=3), a_book("小园")

    told = facts_in(client, there)

    address = f"http://testserver/book/{there.uid}/"
    assert (told["@type"], told["name"], told["url"]) == ("Book", "江南造园记", address)
    offer = {"@type": "Offer", "price": "76.00", "priceCurrency": "CNY", "url": address}
    assert told["offers"] == {**offer, "availability": "https://schema.org/InStock"}
    assert f'<link rel="canonical" href="{address}">' in client.get(f"/book/{there.uid}/?from=mail").content.decode()
    lacks = facts_in(client, lacking)["offers"]
    assert isinstance(lacks, dict)
    assert lacks["availability"] == "https://schema.org/BackOrder"


def test_a_title_cannot_break_out_of_what_engines_are_told(client: Client) -> None:
    item = a_book("</script><script>alert(1)</script>", blurb='"><img src=x onerror=alert(2)>')

    assert facts_in(client, item)["name"] == item.title
    page = client.get(f"/book/{item.uid}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_other_editions_and_the_series_stand_on_the_page(client: Client) -> None:
    work, series = Work.objects.create(title="红楼梦"), Series.objects.create(name="古典文库")
    item = a_book("红楼梦 平装", work=work, series=series, volume="2")
    edition, volume = a_book("红楼梦 精装", work=work), a_book("西游记", series=series, volume="1")
    withdrawn = a_book("水浒传", series=series, volume="3", status="withdrawn")

    page = client.get(f"/book/{item.uid}/", headers={"Accept-Language": "zh-hans"}).content.decode()

    assert (
        page.index("其他版本")
        < page.index(str(edition.uid))
        < page.index("同丛书：古典文库")
        < page.index(str(volume.uid))
    )
    assert str(withdrawn.uid) not in page
