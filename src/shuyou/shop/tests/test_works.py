"""Contents and samples by leave of the rights, people and series with their works, new titles at once, tickets."""

from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuyou.catalog.models import Category, Contribution, Contributor, Item, Series
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, PriceListFactory
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Attribute, Member
from shuyou.members.services import NewPreference, record_consent, record_preference
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.errors import NotForSale
from shuyou.orders.models import Order
from shuyou.orders.services import OrderDraft, Wanted, place_order
from shuyou.orders.tests.factories import CLERK, HOME
from shuyou.shop.models import Sample
from shuyou.shop.queries import reader_actor
from shuyou.shop.rules import affinity
from shuyou.shop.services._carry_titles import carry_reviews
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.tests.test_basket import put
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.fixture
def book() -> Item:
    """A book of the shop."""
    PriceListFactory.create()
    item = ItemFactory.create(title="夜航船")
    IdentifierFactory.create(item=item, value="9787100000017")
    return item


@pytest.fixture
def desk(client: Client) -> Client:
    """A browser of somebody who writes for the window."""
    browser = Client()
    browser.force_login(StaffFactory.create(roles=[Role.MARKETER]))
    return browser


def kept(desk: Client, book: Item, **typed: Any) -> Any:
    """Have staff keep what is shown of a book's inside."""
    sent = {"contents": "天文部\n地理部", "text": "天下学问\n\n惟夜航船中", "rights": "纸鸢书局，2026 年函", **typed}
    return desk.post(f"/console/shop/samples/{book.pk}/", {"is_published": "on", **sent}, headers=ENGLISH)


def said(client: Client, url: str) -> str:
    return client.get(url, headers=ENGLISH).content.decode()


@pytest.mark.feature("F129")
def test_contents_and_pages_are_read_by_leave_and_no_longer(client: Client, desk: Client, book: Item) -> None:
    found = desk.post("/console/shop/samples/new/", {"code": "9787100000017"})
    assert found.headers["Location"] == f"/console/shop/samples/{book.pk}/"
    assert kept(desk, book).status_code == HTTPStatus.SEE_OTHER
    here = f"/book/{book.uid}/"
    assert all(word in said(client, here) for word in ("天文部", "Read in it"))
    assert "惟夜航船中" in said(client, f"{here}sample/")
    assert "纸鸢书局" in said(desk, "/console/shop/samples/")

    kept(desk, book, allowed_until=(club_day(clock.now()) - timedelta(days=1)).isoformat())

    assert client.get(f"{here}sample/").status_code == HTTPStatus.NOT_FOUND
    assert ("天文部" in said(client, here), "Read in it" in said(client, here)) == (True, False)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"rights": ""}, "没有写明授权方"),
        ({"contents": "", "text": ""}, "没有可展示的内容"),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ" * 90)}, "不是 PDF"),
        (
            {
                "file": SimpleUploadedFile(
                    "a.pdf", PDF.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(x)>>")
                )
            },
            "",
        ),
        ({"file": SimpleUploadedFile("a.txt", "纸鸢".encode() * 99)}, "不是 PDF"),
        ({"allowed_until": "someday"}, "日期"),
    ],
    ids=["no leave", "empty", "a program", "it runs", "no pdf", "no day"],
)
def test_what_cannot_be_shown_is_not_kept(desk: Client, book: Item, typed: dict[str, Any], why: str) -> None:
    answer = kept(desk, book, **typed)

    assert (answer.status_code, Sample.objects.count()) == (HTTPStatus.UNPROCESSABLE_ENTITY, 0)
    assert why in answer.content.decode()


def test_a_pdf_is_sent_where_nothing_in_it_can_run_and_goes_when_it_is_taken_away(
    client: Client, desk: Client, book: Item
) -> None:
    kept(desk, book, file=SimpleUploadedFile("pages.pdf", PDF))
    file = Sample.objects.get().file
    sent = client.get(f"/book/{book.uid}/sample.pdf")
    assert (sent.headers["Content-Type"], sent.headers["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert b"".join(sent.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]

    kept(desk, book, drops_file="on")

    assert (client.get(f"/book/{book.uid}/sample.pdf").status_code, Sample.objects.get().file) == (404, "")
    default_storage.delete(file)


def test_only_who_writes_for_the_window_keeps_samples(client: Client, book: Item) -> None:
    client.force_login(StaffFactory.create(roles=[Role.CALL_AGENT]))

    assert kept(client, book).status_code == HTTPStatus.FORBIDDEN
    assert client.get("/console/shop/samples/").status_code == HTTPStatus.OK
    assert not Sample.objects.exists()


def test_a_sample_follows_its_title_into_another(book: Item) -> None:
    other = ItemFactory.create()
    Sample.objects.create(item=other, contents="天文部", is_published=True)

    carry_reviews(kept_id=book.pk, gone_id=other.pk)

    assert Sample.objects.get().item_id == book.pk


def test_people_and_series_have_pages_with_their_works(client: Client, book: Item) -> None:
    person, series = Contributor.objects.create(name="张岱"), Series.objects.create(name="小品丛书")
    for item in (book, second := ItemFactory.create(title="陶庵梦忆", series=series, volume="2")):
        Contribution.objects.create(item=item, contributor=person)
    Item.objects.filter(pk=book.pk).update(series=series, volume="1")

    page = said(client, f"/book/{book.uid}/")
    assert f'href="/person/{person.pk}/"' in page
    assert f'href="/series/{series.pk}/"' in page
    assert all(title in said(client, f"/person/{person.pk}/") for title in ("张岱", "夜航船", "陶庵梦忆"))
    volumes = client.get(f"/series/{series.pk}/", headers=ENGLISH).context["page"].rows
    assert [row.item_id for row in volumes] == [book.pk, second.pk]
    assert {client.get(f"/{kind}/999999/").status_code for kind in ("person", "series")} == {HTTPStatus.NOT_FOUND}


@pytest.mark.feature("F084")
def test_a_title_that_is_entered_stands_on_an_open_page_at_once(client: Client, book: Item) -> None:
    assert "夜航船" in said(client, "/new/")
    assert said(client, f"/new/after/{book.uid}/").strip() == ""

    fresh = ItemFactory.create(title="陶庵梦忆")
    ItemFactory.create(title="还没到的书", status="announced")

    come = said(client, f"/new/after/{book.uid}/")
    assert (f'data-uid="{fresh.uid}"' in come, "还没到的书" in come, "夜航船" in come) == (True, False, False)
    assert said(client, f"/new/after/{uuid4()}/").strip() == ""


def a_ticket(title: str, days: int, category: Category) -> Item:
    """Return a ticket for a show so many days ahead."""
    told = {"held_on": (club_day(clock.now()) + timedelta(days=days)).isoformat(), "venue": "西湖大剧院"}
    return ItemFactory.create(
        title=title, kind="ticket", attributes=told, category=category, list_price=Decimal("80.00")
    )  # fmt: skip


@pytest.fixture
def reader(client: Client) -> Member:
    """A reader who came in and lets us choose for them."""
    member = MemberFactory.create()
    come_in(client, an_account(member))
    record_consent(
        member_id=member.pk, purpose="profiling", is_granted=True, channel="any", actor=reader_actor(member.pk),
        at=clock.now(),
    )  # fmt: skip
    return member


def test_tickets_are_shown_to_all_and_first_to_whom_they_fit(client: Client, reader: Member) -> None:
    PriceListFactory.create()
    music = Category.objects.create(scheme="clc", code="J6", name_zh="音乐", name_en="Music")
    chess = Category.objects.create(scheme="clc", code="G8", name_zh="棋类", name_en="Chess")
    concert, match, over = a_ticket("二胡之夜", 9, music), a_ticket("围棋公开赛", 5, chess), a_ticket("旧戏", -1, music)
    page = client.get("/tickets/", headers=ENGLISH)
    assert [one.row.item_id for one in page.context["rows"]] == [match.pk, concert.pk]
    assert client.get("/me/", headers=ENGLISH).context["shows"] == []

    Attribute.objects.get(code="subjects")
    liking = NewPreference(person_id=reader.pk, attribute="subjects", value=["J"])
    record_preference(liking, actor=reader_actor(reader.pk), at=clock.now())

    assert [one.row.item_id for one in client.get("/me/", headers=ENGLISH).context["shows"]] == [concert.pk]
    assert "西湖大剧院" in said(client, f"/book/{concert.uid}/")
    assert "This show is over." in said(client, f"/book/{over.uid}/")
    assert [row.item_id for row in client.get("/new/", headers=ENGLISH).context["rows"]] == [match.pk, concert.pk]
    assert put(client, over).status_code == HTTPStatus.CONFLICT


def test_a_ticket_that_waited_in_the_basket_is_not_sold_after_its_show(client: Client) -> None:
    PriceListFactory.create()
    music = Category.objects.create(scheme="clc", code="J6", name_zh="音乐", name_en="Music")
    show = a_ticket("二胡之夜", 1, music)
    stock_up(show.pk, 3, at=clock.now())
    assert put(client, show).status_code == HTTPStatus.SEE_OTHER
    show.attributes["held_on"] = (club_day(clock.now()) - timedelta(days=1)).isoformat()
    show.save(update_fields=["attributes"])

    page = client.get("/basket/", headers=ENGLISH)
    assert [line.is_sold for line in page.context["basket"].lines] == [False]
    member_id = MemberFactory.create().pk
    draft = OrderDraft(
        member_id=member_id, wanted=(Wanted(show.pk, 1),), request_key=uuid4(), channel="web", payment="online",
        destination=HOME,
    )  # fmt: skip
    with pytest.raises(NotForSale):
        place_order(draft, actor=CLERK, at=clock.now())
    assert not Order.objects.exists()


def test_what_was_bought_speaks_louder_than_its_letter_and_nothing_says_nothing() -> None:
    bought = {"I2": 2, "I5": 1}

    fits = {code: affinity(code, bought=bought, liked={"J"}) for code in ("I2", "I7", "J6", "G8", "")}

    assert fits["I2"] > fits["J6"] > fits["I7"] > 0 == fits["G8"] == fits[""]
