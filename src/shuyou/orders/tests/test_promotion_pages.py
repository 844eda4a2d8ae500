"""Promotions on the pages of staff: written, published, given out as coupons, tried out, added up."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.catalog.models import Category, Identifier, Item, Publisher
from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders.models import Coupon, OrderLine, Promotion, PromotionUse, PromotionVersion
from shuyou.orders.rules.promotions import rule_from
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.services.till import Buying, SaleLine, price_at_till
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_draft, a_member, a_title
from shuyou.orders.tests.till_scene import a_store, in_store

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/console/promotions/"
ISBN = "9787020000012"


@pytest.fixture
def manager(client: Client) -> User:
    user = staff_with(Role.MANAGER)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def a_book() -> Item:
    item = a_title(copies=9)
    publisher = Publisher.objects.create(name="纸鸢出版社")
    Item.objects.filter(pk=item.pk).update(publisher=publisher)
    Identifier.objects.create(item=item, kind="isbn13", value=ISBN)
    return item


def test_a_promotion_from_its_terms_to_what_it_cost(client: Client, manager: User) -> None:
    member, item = a_member(), a_book()
    terms = {
        "code": "kite", "name_zh": "纸鸢满减", "name_en": "Kite", "ladder": "100-10, 60-5", "publishers": "纸鸢出版社",
        "channels": ["phone"], "stacks": "on", "budget": "500", "most_per_member": "2", "starts_on": "2026-11-01",
    }  # fmt: skip
    refused = client.post(f"{LIST}new/?kind=off", terms)
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY  # the steps must rise
    assert refused.context["form"].errors.keys() == {"ladder"}
    assert client.post(f"{LIST}new/?kind=off", {**terms, "publishers": "没有"}).context["form"].errors
    made = client.post(f"{LIST}new/?kind=off", {**terms, "ladder": "60-5, 100-10"})
    assert made.status_code == HTTPStatus.SEE_OTHER
    page = client.get(f"{LIST}of/kite/")
    text = page.content.decode()
    assert "¥5.00 off from ¥60.00" in text
    assert "On: 纸鸢出版社." in text
    assert "满 ¥60.00 减 ¥5.00" in text
    assert client.get(f"{LIST}of/kite/terms/").context["form"]["publishers"].value() == "纸鸢出版社"
    assert client.post(f"{LIST}of/kite/publish/").status_code == HTTPStatus.SEE_OTHER
    assert Promotion.objects.get().state == "live"

    placed = place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=CLERK, at=AT)

    assert str(placed.total) == "71.00"
    assert placed.number in client.get(f"{LIST}of/kite/").content.decode()
    order = client.get(f"/console/orders/{placed.number}/").content.decode()
    assert "Kite −¥5.00" in order
    report = client.get(f"{LIST}report/", {"since": "2026-11-01", "until": "2026-11-30"})
    assert [(row.orders, row.newcomers, str(row.cost)) for row in report.context["rows"]] == [(1, 1, "5.00")]
    file = client.get(f"{LIST}report/", {"since": "2026-11-01", "until": "2026-11-30", "as": "csv"})
    assert b"Kite (kite)" in b"".join(file.streaming_content)  # type: ignore[attr-defined]
    assert EventRecord.objects.filter(name="orders.promotions_exported").exists()
    assert [row[0].text for row in client.get(LIST, {"state": "live", "kind": "off"}).context["lines"]] == ["Kite"]
    assert client.get(LIST, {"state": "paused"}).context["lines"] == []
    assert client.post(f"{LIST}of/kite/pause/").status_code == HTTPStatus.SEE_OTHER
    assert client.post(f"{LIST}of/kite/pause/").status_code == HTTPStatus.CONFLICT


def test_a_coupon_is_made_typed_on_the_telephone_and_tried_out(client: Client, manager: User) -> None:
    member = a_member()
    a_book()
    client.post(
        f"{LIST}new/?kind=percent",
        {"code": "card", "name_zh": "九折券", "rate": "90", "by_coupon": "on", "stacks": "on"},
    )
    client.post(f"{LIST}of/card/publish/")
    client.post(f"{LIST}of/card/coupons/", {"numbers": member.number, "most_uses": "1"})
    coupon = Coupon.objects.get()
    file = client.get(f"{LIST}of/card/coupons/{coupon.batch_id}.csv")
    assert coupon.code.encode() in b"".join(file.streaming_content)  # type: ignore[attr-defined]

    basket = {"member": member.number, "titles": f"{ISBN} × ²", "channel": "phone"}
    tried = client.post(f"{LIST}try/", basket).context["tried"]
    assert [(row.code, row.counts, row.why) for row in tried] == [("card", False, "only with a coupon")]
    answer = client.post(f"{LIST}try/", {**basket, "coupon": coupon.code})
    assert [(row.counts, str(row.tried.saving)) for row in answer.context["tried"]] == [(True, "7.60")]
    assert str(answer.context["basket"].net_total) == "68.40"
    assert not OrderLine.objects.exists()

    entry = f"/console/members/{member.number}/order/"
    key = client.get(entry).context["key"]
    client.post(entry, {"key": key, "clue": ISBN, "copies": "2", "do": "add"})
    best = client.get(entry).context["view"].best
    assert (best.coupon.code, str(best.saving)) == (coupon.code, "7.60")
    wrong = client.post(entry, {"key": key, "coupon": "WRONG", "do": "keep"})
    assert wrong.status_code == HTTPStatus.NO_CONTENT
    assert "No coupon goes by" in client.get(entry).content.decode()
    client.post(entry, {"key": key, "coupon": coupon.code, "do": "keep"})
    seen = client.get(entry).context["view"]
    assert (str(seen.total), seen.best, [one.name for one in seen.saved]) == ("68.40", None, ["九折券"])
    client.post(
        entry,
        {"key": key, "do": "confirm", "address_id": "other", "recipient": "林晚舟", "address": "纸鸢路 12 号",
         "payment": "cod"},
    )  # fmt: skip
    use = PromotionUse.objects.get()
    assert (use.coupon_id, str(use.saving)) == (coupon.pk, "7.60")


@pytest.mark.parametrize(
    ("role", "sees", "writes"),
    [(Role.CALL_AGENT, True, False), (Role.MARKETER, True, True), (Role.WAREHOUSE, False, False)],
)
def test_who_sees_and_who_writes(client: Client, role: Role, *, sees: bool, writes: bool) -> None:
    client.force_login(staff_with(role))

    assert (client.get(LIST).status_code == HTTPStatus.OK) is sees
    assert (client.get(f"{LIST}report/").status_code == HTTPStatus.OK) is sees
    for kind in ("", *("percent", "amount", "fixed", "n_for_m", "pick", "bundle", "off", "cash", "gift", "delivery")):
        assert (client.get(f"{LIST}new/", {"kind": kind}).status_code == HTTPStatus.OK) is writes


@pytest.mark.feature("F052")
def test_terms_name_suppliers_shelves_and_stores(client: Client, manager: User) -> None:
    a_store()
    shelf = Category.objects.create(scheme="shelf", code="kites", name_zh="纸鸢架", name_en="Kites")
    sold, other = in_store(3), in_store(3)
    Item.objects.filter(pk=sold.pk).update(category=shelf)
    terms = {
        "code": "kite", "name_zh": "纸鸢价", "rate": "50", "shelves": "纸鸢架", "suppliers": "north",
        "stores": ["river"], "stacks": "on",
    }  # fmt: skip
    assert client.post(f"{LIST}new/?kind=percent", {**terms, "suppliers": "nobody"}).context["form"].errors
    assert client.post(f"{LIST}new/?kind=percent", {**terms, "stores": ["moon"]}).context["form"].errors
    client.post(f"{LIST}new/?kind=percent", {**terms, "suppliers": ""})
    client.post(f"{LIST}of/kite/publish/")
    rule = rule_from(PromotionVersion.objects.get().rule)
    assert (rule.titles, rule.stores) == (frozenset({"shelf:kites"}), frozenset({"river"}))
    again = client.get(f"{LIST}of/kite/terms/").context["form"]
    assert (again["shelves"].value(), again["stores"].value()) == ("Kites", ["river"])

    def costs(item: Item, store: str) -> Decimal:
        buying = Buying(store=store, most_off=Decimal(0))
        return price_at_till([SaleLine(item_id=item.pk, quantity=1)], buying, actor=BOSS, at=AT).priced.total

    assert [costs(sold, "river"), costs(other, "river"), costs(sold, "hill")] == [20, 40, 40]
    client.post(f"{LIST}new/?kind=percent", {**terms, "code": "north", "shelves": "", "rate": "75"})
    client.post(f"{LIST}of/north/publish/")
    assert [costs(other, "river"), costs(other, "hill")] == [30, 40]
