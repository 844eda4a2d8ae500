"""Taking an order by the page: without script, by its fragments, refused, in two windows, by everybody."""

from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.loyalty.services import earn_points
from shuyou.members.models import Member
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders.console.typed import as_typed, whole_number, with_item
from shuyou.orders.errors import BadQuantity
from shuyou.orders.models import Draft, Order
from shuyou.orders.services import DraftContent
from shuyou.orders.tests.factories import a_member, a_title
from shuyou.supply.models import Shelf
from shuyou.supply.tests.factories import make_store

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

SNOW, GARDEN = "9787530216835", "9787550252585"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk(client: Client) -> User:
    """Sign a call-center agent in."""
    user = StaffFactory.create(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def member() -> Member:
    """Return a member with an address."""
    member = a_member()
    AddressFactory.create(person=member.person)
    return member


def a_book(isbn: str, copies: int, title: str = "") -> Item:
    item = a_title(copies=copies)
    if title:
        item.title = title
        item.save(update_fields=["title"])
    IdentifierFactory.create(item=item, value=isbn)
    TitleSearchFactory.create(item=item)
    return item


def url_of(member: Member) -> str:
    return f"/console/members/{member.number}/order/"


def send(client: Client, member: Member, values: Mapping[str, str], **headers: str) -> "Answer":
    """Send the form as a browser does: the hidden key with it."""
    key = client.get(url_of(member)).context["key"]
    return client.post(url_of(member), {"key": key, **values}, headers=headers or None)


def kept(member: Member) -> dict[str, object]:
    content: dict[str, object] = Draft.objects.get(member=member).content
    return content


def test_two_isbns_make_an_order_without_script(client: Client, clerk: User, member: Member) -> None:
    snow, garden = a_book(SNOW, 5), a_book(GARDEN, 5)

    first = send(client, member, {"clue": SNOW, "do": "add"})
    second = send(client, member, {"clue": GARDEN, "copies": "2", "do": "add"})
    placed = send(client, member, {"do": "confirm"})

    order = Order.objects.get()
    assert (first.status_code, second.status_code) == (HTTPStatus.SEE_OTHER, HTTPStatus.SEE_OTHER)
    assert placed.headers["Location"] == f"/console/orders/{order.number}/"
    assert list(order.lines.order_by("position").values_list("item_id", "quantity")) == [(snow.pk, 1), (garden.pk, 2)]
    assert (order.channel, order.payment, order.recipient) == ("phone", "remittance", "林晚舟")
    assert order.address == "浙江省 杭州市 西湖区 纸鸢路 12 号 3 单元 501"
    assert order.placed_by == f"staff:{clerk.pk}"
    assert not Draft.objects.exists()
    assert f"Order {order.number} is placed." in client.get(placed.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    "scanned", [SNOW, f"{SNOW}02", f"{SNOW} 59900", "978-7-5302-1683-5", "９７８７５３０２１６８３５"]
)
def test_what_scanners_and_people_send_is_the_book(client: Client, clerk: User, member: Member, scanned: str) -> None:
    item = a_book(SNOW, 5)

    send(client, member, {"clue": scanned, "do": "add"})

    assert kept(member)["lines"] == [{"item_id": item.pk, "quantity": "1"}]


def test_the_same_book_again_counts_up(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 5)

    send(client, member, {"clue": SNOW, "do": "add"})
    send(client, member, {"clue": SNOW, "do": "add"})

    assert kept(member)["lines"] == [{"item_id": item.pk, "quantity": "2"}]


def test_what_was_typed_later_stands_however_late_the_earlier_arrives(
    client: Client, clerk: User, member: Member
) -> None:
    snow = a_book(SNOW, 5)
    send(client, member, {"note": "先打电话", "clue": "", "step": "12", "do": "keep"})

    send(client, member, {"note": "先打", "clue": SNOW, "copies": "3", "step": "11", "do": "add"})

    assert (kept(member)["note"], kept(member)["lines"]) == ("先打电话", [{"item_id": snow.pk, "quantity": "3"}])
    send(client, member, {"note": "不必打电话", "step": "13"})
    assert kept(member)["note"] == "不必打电话"


def test_an_unknown_isbn_is_said_and_kept(client: Client, clerk: User, member: Member) -> None:
    answer = send(client, member, {"clue": "9780000000002", "do": "add", "note": "送到门口"})

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "No title goes by 9780000000002." in page
    assert 'value="9780000000002"' in page
    assert (kept(member)["clue"], kept(member)["note"]) == ("9780000000002", "送到门口")


def test_words_of_several_titles_ask_which(client: Client, clerk: User, member: Member) -> None:
    first, second = a_book(SNOW, 5, "江南造园记"), a_book(GARDEN, 0, "江南园林志")

    asked = send(client, member, {"clue": "江南", "do": "add"}, **HTMX)
    send(client, member, {"do": f"pick:{second.pk}"}, **HTMX)

    page = asked.content.decode()
    assert f"pick:{first.pk}" in page
    assert "none free" in page
    assert kept(member)["lines"] == [{"item_id": second.pk, "quantity": "1"}]


def test_titles_are_offered_while_words_are_typed(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 5, "江南造园记")
    url = f"{url_of(member)}titles/"

    words = client.get(url, {"clue": "造园"}, headers=HTMX).content.decode()
    digits = client.get(url, {"clue": SNOW[:9]}, headers=HTMX).content.decode()

    assert f"pick:{item.pk}" in words
    assert digits.strip() == ""


def test_a_refused_order_keeps_everything_typed(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 2)
    send(client, member, {"clue": SNOW, "do": "add"})

    answer = send(
        client, member,
        {
            f"quantity-{item.pk}": "3", "do": "confirm", "payment": "cod", "note": "周末送", "points": "0",
            "address_id": "other", "recipient": "林建国", "phone": "138 0000 2047", "address": "文三路 8 号",
        },
    )  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert f"“{item.title}”: only 2 of 3 copies are free." in page.replace("&quot;", '"')
    for typed in ("3", "周末送", "林建国", "138 0000 2047", "文三路 8 号"):
        assert f'value="{typed}"' in page
    content = kept(member)
    assert (content["payment"], content["note"], content["recipient"]) == ("cod", "周末送", "林建国")
    assert not Order.objects.exists()
    assert Shelf.objects.get(item=item).reserved == 0


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "1380000204x", "The phone number “1380000204x” has a “x” in it."),
        ("phone", "١٣٨٠٠٠٠٢٠٤٦", "The phone number “١٣٨٠٠٠٠٢٠٤٦” has a “١” in it."),
        ("phone", "138 0000 204", "The phone number “138 0000 204” has 10 digits; a mobile number has 11."),
        ("points", "many", "“many” is not a number of points."),
        ("recipient", "", "The parcel has no recipient."),
        ("address", "  ", "The order has no delivery address."),
    ],
)
def test_each_field_says_what_is_wrong_with_it(
    client: Client, clerk: User, member: Member, field: str, typed: str, sentence: str
) -> None:
    a_book(SNOW, 2)
    send(client, member, {"clue": SNOW, "do": "add"})
    values = {"address_id": "other", "recipient": "林建国", "phone": "13800002047", "address": "文三路 8 号"}

    answer = send(client, member, {**values, field: typed, "do": "confirm"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert answer.context["refusals"].keys() == {field}
    assert kept(member)[field] == typed


def test_a_phone_is_kept_as_typed_and_sent_as_members_have_it(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 2)
    send(client, member, {"clue": SNOW, "do": "add"})
    typed = "＋８６ 138-0000-2047"
    values = {"address_id": "other", "recipient": "林建国", "phone": typed, "address": "文三路 8 号"}

    send(client, member, values)
    assert kept(member)["phone"] == typed
    send(client, member, {**values, "do": "confirm"})

    assert Order.objects.get().phone == "13800002047"


def test_book_marks_within_a_title_take_turns(client: Client, member: Member) -> None:
    client.force_login(StaffFactory.create(language="zh-hans"))
    item = a_book(SNOW, 2, "慢读《庄子》")
    send(client, member, {"clue": SNOW, "do": "add"})

    answer = send(client, member, {f"quantity-{item.pk}": "3", "do": "confirm"})

    page = answer.content.decode()
    assert "《慢读〈庄子〉》：要 3 册，只有 2 册可订。" in page
    assert 'aria-label="去掉《慢读〈庄子〉》"' in page
    assert "》》" not in page


@pytest.mark.parametrize("quantity", ["0", "-1", "two", "1.5", "", "99999"])
def test_a_number_of_copies_that_is_none_is_said_at_its_line(
    client: Client, clerk: User, member: Member, quantity: str
) -> None:
    item = a_book(SNOW, 2)
    send(client, member, {"clue": SNOW, "do": "add"})

    answer = send(client, member, {f"quantity-{item.pk}": quantity, "do": "confirm"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert isinstance(answer.context["refusals"][f"quantity-{item.pk}"], BadQuantity)
    assert f'value="{quantity}"' in answer.content.decode()


def test_an_order_without_titles_is_refused_at_the_clue(client: Client, clerk: User, member: Member) -> None:
    answer = send(client, member, {"do": "confirm"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The order has no titles yet." in answer.content.decode()


def test_every_shortage_is_said_at_once(client: Client, clerk: User, member: Member) -> None:
    for isbn in (SNOW, GARDEN):
        a_book(isbn, 0)
        send(client, member, {"clue": isbn, "do": "add"})

    answer = send(client, member, {"do": "confirm"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert len(answer.context["refusals"]) == 2


def test_a_refusal_stands_until_it_is_mended(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 2)
    send(client, member, {"clue": SNOW, "do": "add"})
    values = {f"quantity-{item.pk}": "3", f"was-{item.pk}": "1", "points": "x"}
    send(client, member, {**values, "do": "confirm"})

    still = send(client, member, {**values, "refused": "1", "note": "周末送"}, **HTMX)
    mended = send(client, member, {**values, f"quantity-{item.pk}": "2", "points": "", "refused": "1"}, **HTMX)

    assert still.context["refusals"].keys() == {f"quantity-{item.pk}", "points"}
    assert mended.context["refusals"] == {}


def test_a_scan_is_not_undone_by_a_form_older_than_it(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 9)
    send(client, member, {"clue": SNOW, "do": "add"})
    shown_then = {f"quantity-{item.pk}": "1", f"was-{item.pk}": "1"}
    send(client, member, {"clue": SNOW, "do": "add"})

    send(client, member, {**shown_then, "clue": SNOW, "do": "add"})

    assert kept(member)["lines"] == [{"item_id": item.pk, "quantity": "3"}]


def test_a_blocked_member_is_said_over_the_form(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 2)
    Member.objects.filter(pk=member.pk).update(is_blocked=True, block_reason="三次拒收")
    send(client, member, {"clue": SNOW, "do": "add"})

    answer = send(client, member, {"do": "confirm"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "三次拒收" in answer.context["refusal"].sentence
    assert not Order.objects.exists()


def test_a_clue_still_standing_is_added_before_anything_is_placed(client: Client, clerk: User, member: Member) -> None:
    item = a_book(SNOW, 2)

    answer = send(client, member, {"clue": SNOW, "do": "confirm"})

    assert answer.context["said"]
    assert kept(member)["lines"] == [{"item_id": item.pk, "quantity": "1"}]
    assert not Order.objects.exists()


def test_the_same_form_twice_makes_one_order(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 9)
    send(client, member, {"clue": SNOW, "do": "add"})
    key = client.get(url_of(member)).context["key"]

    first = client.post(url_of(member), {"key": key, "do": "confirm"})
    second = client.post(url_of(member), {"key": key, "do": "confirm"})

    order = Order.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == f"/console/orders/{order.number}/"


def test_a_window_left_open_shows_what_is_being_taken_now(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 9)
    old = client.get(url_of(member)).context["key"]
    send(client, member, {"do": "discard"})
    send(client, member, {"clue": SNOW, "do": "add", "note": "新的"})

    answer = client.post(url_of(member), {"key": old, "do": "confirm", "note": "旧的"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert kept(member)["note"] == "新的"
    assert not Order.objects.exists()


def test_a_form_that_is_no_draft_of_ours_loses_nothing(client: Client, clerk: User, member: Member) -> None:
    answer = client.post(url_of(member), {"key": str(UUID(int=7)), "do": "confirm", "note": "别丢"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert kept(member)["note"] == "别丢"


def test_leaving_keeps_what_was_typed_but_brings_nothing_back(client: Client, clerk: User, member: Member) -> None:
    key = client.get(url_of(member)).context["key"]
    farewell = {"key": key, "do": "keep", "note": "先打电话"}

    kept_now = client.post(url_of(member), farewell)
    assert kept(member)["note"] == "先打电话"
    client.post(url_of(member), {"key": key, "do": "discard"})
    too_late = client.post(url_of(member), farewell)

    assert (kept_now.status_code, too_late.status_code) == (HTTPStatus.NO_CONTENT, HTTPStatus.NO_CONTENT)
    assert not Draft.objects.filter(content__note="先打电话").exists()


def test_colleagues_take_their_own_drafts(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 9)
    send(client, member, {"clue": SNOW, "do": "add"})
    other = Client()
    other.force_login(StaffFactory.create())

    assert other.get(url_of(member)).context["lines"] == []
    assert Draft.objects.filter(member=member).count() == 2


def test_points_show_what_they_are_worth(client: Client, clerk: User, member: Member) -> None:
    with transaction.atomic():
        earn_points(member_id=member.pk, amount=Decimal(1_000), source="gift", at=clock.now())
    a_book(SNOW, 5)
    send(client, member, {"clue": SNOW, "do": "add"})

    view = send(client, member, {"points": "500", "do": ""}, **HTMX).context["view"]

    assert (view.points.usable, str(view.points.worth), str(view.total)) == (1_000, "5.00", "33.00")
    assert view.points.earned == 33


def test_what_a_script_asks_for_is_the_part_that_changed(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 5)

    answer = send(client, member, {"clue": SNOW, "do": "add"}, **HTMX)

    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.OK
    assert "<html" not in page
    assert "¥38.00" in page


def test_placing_by_script_sends_the_browser_on(client: Client, clerk: User, member: Member) -> None:
    a_book(SNOW, 5)
    send(client, member, {"clue": SNOW, "do": "add"})

    answer = send(client, member, {"do": "confirm"}, **HTMX)

    assert answer.headers["HX-Redirect"] == f"/console/orders/{Order.objects.get().number}/"


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.BUYER, Role.MARKETER, Role.ANALYST])
def test_who_takes_no_orders_is_refused(client: Client, member: Member, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(url_of(member)).status_code == HTTPStatus.FORBIDDEN
    assert client.post(url_of(member), {"do": "confirm"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(f"{url_of(member)}titles/", {"clue": "江南"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "role", [Role.SERVICE_AGENT, Role.CALL_AGENT, Role.SHOP_CLERK, Role.TELESALES, Role.MANAGER, Role.ADMINISTRATOR]
)
def test_who_speaks_with_readers_takes_orders(client: Client, member: Member, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(url_of(member)).status_code == HTTPStatus.OK


def test_nobody_is_not_a_member(client: Client, clerk: User) -> None:
    assert client.get("/console/members/M0/order/").status_code == HTTPStatus.NOT_FOUND


def test_the_page_asks_the_database_so_often(
    client: Client, clerk: User, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for isbn in (SNOW, GARDEN):
        a_book(isbn, 5)
        send(client, member, {"clue": isbn, "do": "add"})

    # session and user; draft in a savepoint (3); head; the note of who saw; addresses, prices, stock, titles,
    # which promotions run, price lists, rule, points; where it could be fetched (2); the bundle; how many wait to join
    with django_assert_num_queries(19):
        client.get(url_of(member))


@pytest.mark.feature("F134")
def test_a_gift_is_fetched_in_a_store_and_what_is_lacking_may_come_later(
    client: Client, clerk: User, member: Member
) -> None:
    store, book = make_store(), a_book(SNOW, 1)
    send(client, member, {"clue": SNOW, "copies": "2", "do": "add"})
    send(client, member, {"pickup_place": "nowhere", "is_gift": "", "may_wait": ""})
    chosen = {"pickup_place": store.code, "is_gift": "1", "may_wait": "1"}
    shown = send(client, member, chosen, **HTMX).content.decode()
    assert 'name="gift_message"' in shown
    send(client, member, {"gift_message": " 生日快乐 ", "do": "confirm"})

    order = Order.objects.get()
    wish = order.wish
    assert (wish.pickup_place, wish.is_gift, wish.gift_message) == (store.code, True, "生日快乐")
    assert (order.address, order.lines.get().waiting, book.pk) == ("", 1, order.lines.get().item_id)


# --- what was typed, without a database


@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    number = whole_number(text)

    assert number is None or number >= 0


@pytest.mark.parametrize(("text", "number"), [("3", 3), (" １２ ", 12), ("1,200", 1200), ("", None), ("1.0", None)])
def test_numbers_are_read_as_people_type_them(text: str, number: int | None) -> None:
    assert whole_number(text) == number


@given(st.dictionaries(st.sampled_from(["note", "phone", "recipient", "points", "address_id"]), st.text(max_size=400)))
def test_what_is_typed_is_kept_as_it_stands_up_to_its_room(typed: dict[str, str]) -> None:
    content = as_typed(DraftContent(note="before"), typed)

    for name, text in typed.items():
        assert text.startswith(getattr(content, name))
    assert content.note == typed.get("note", "before")[:300]


@given(st.lists(st.integers(1, 4), max_size=12))
def test_adding_titles_counts_each_copy_once(item_ids: list[int]) -> None:
    content = DraftContent()
    for item_id in item_ids:
        content = with_item(content, item_id)

    assert {line["item_id"]: int(line["quantity"]) for line in content.lines} == {
        item_id: item_ids.count(item_id) for item_id in item_ids
    }
