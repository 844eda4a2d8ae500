"""The price that a page shows is the price that is charged: for every tier, in every channel, under promotions."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from shuyou.api.tests.factories import USUAL, Caller, a_token
from shuyou.catalog.models import Item, PriceEntry, PriceList
from shuyou.catalog.tests.factories import IdentifierFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.templatetags.ui import money
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Member, Tier
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders import queries
from shuyou.orders.models import Order
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services import (
    Destination,
    OrderDraft,
    PaymentDraft,
    PromotionDraft,
    Wanted,
    add_promotion,
    place_order,
    publish_promotion,
    take_payment,
)
from shuyou.orders.services._invoice_order import Buyer, invoice_order
from shuyou.orders.services.till import Buying, SaleLine, price_at_till
from shuyou.orders.tests.factories import BOSS, a_member, a_title
from shuyou.payments.models import Invoice

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F197")]

ISBN = "9787530216835"
COMPANY = Buyer(title="杭州纸鸢文化有限公司", tax_number="91110000600037341L")
CHANNELS = ("phone", "web", "till")
HOME = Destination("林晚舟", "13800002046", "浙江省杭州市西湖区纸鸢路 12 号", "310000")
OFF = {
    "nothing": None,
    "a percentage for all": Rule(kind=Kind.PERCENT, rate=Decimal("0.90")),
    "a percentage of list on the web": Rule(
        kind=Kind.PERCENT, rate=Decimal("0.85"), is_of_list=True, channels=frozenset({"web"})
    ),
    "an amount by telephone": Rule(kind=Kind.AMOUNT, amount=Decimal("3.33"), channels=frozenset({"phone"})),
    "one price at tills": Rule(
        kind=Kind.FIXED, amount=Decimal("19.90"), channels=frozenset({"till"}), titles=frozenset({"kind:book"})
    ),
    "from three copies on": Rule(kind=Kind.PERCENT, rate=Decimal("0.50"), least_copies=3),
}
"""Promotions for everybody who comes that way; the last one counts for no single copy."""


@pytest.fixture
def book() -> Item:
    """A book that the shop finds, at a price that divides badly."""
    item = a_title(copies=50)
    Item.objects.filter(pk=item.pk).update(list_price=Decimal("39.99"))
    TitleSearchFactory.create(item=item, rank=item.pk, is_hot=True)
    item.refresh_from_db()
    return item


@pytest.fixture
def readers() -> Mapping[str, Member]:
    """A reader on each price list."""
    member, vip = a_member(), a_member()
    tier, _ = Tier.objects.get_or_create(
        code="gold", defaults={"name_zh": "金", "name_en": "Gold", "style": 2, "rank": 9, "price_list": "vip"}
    )
    Member.objects.filter(pk=vip.pk).update(tier=tier)
    vip.refresh_from_db()
    return {"member": member, "vip": vip}


def charged(member: Member, item: Item, channel: str) -> Decimal:
    """Return what one copy costs a reader who buys it that way."""
    at = clock.now()
    if channel == "till":
        buying = Buying(
            store="main", most_off=Decimal(0), member_id=member.pk, tier=member.tier.code,
            price_list=member.tier.price_list,
        )  # fmt: skip
        return price_at_till([SaleLine(item_id=item.pk, quantity=1)], buying, actor=BOSS, at=at).priced.total
    draft = OrderDraft(
        member_id=member.pk, wanted=(Wanted(item.pk, 1),), request_key=uuid4(), channel=channel, payment="cash",
        destination=HOME,
    )  # fmt: skip
    return place_order(draft, actor=BOSS, at=at).total


def steps(ladder: Any) -> dict[str, Decimal]:
    """Return the prices of a ladder by price list."""
    return {step["code"]: Decimal(step["price"]) for step in ladder}


def shown(client: Client, item: Item, channel: str) -> list[dict[str, Decimal]]:
    """Return what pages and the API say one copy costs whom in a channel."""
    found = [steps(Caller(a_token(*USUAL)).get(f"/items/{item.uid}", channel=channel).json()["prices"])]
    page = {"web": f"/book/{item.uid}/", "till": f"/kiosk/main/{item.uid}/"}.get(channel)
    if page:
        ladder = client.get(page).context["book"].ladder
        found.append({step.code: step.price for step in ladder})
    if channel == "web":
        prices = client.get("/search/", {"q": item.title}).context["prices"]
        found.append({code: step.price for code, step in prices[item.pk].items()})
    rows = queries.shown_prices(item_id=item.pk, at=clock.now(), actor=BOSS)
    return found + [{step.code: step.price for step in row.steps} for row in rows if row.channel == channel]


@pytest.mark.parametrize("name", OFF)
def test_what_is_shown_is_what_one_copy_costs(
    client: Client, book: Item, readers: Mapping[str, Member], name: str
) -> None:
    if (rule := OFF[name]) is not None:
        add_promotion(PromotionDraft(code="p", name_zh="促", name_en="Off", rule=rule), actor=BOSS, at=clock.now())
        publish_promotion("p", actor=BOSS, at=clock.now())

    for channel in CHANNELS:
        told = shown(client, book, channel)
        for price_list, reader in readers.items():
            paid = charged(reader, book, channel)
            assert [ladder[price_list] for ladder in told] == [paid] * len(told), (channel, price_list)


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_offer_of_one_channel_is_shown_there_and_nowhere_else(
    client: Client, book: Item, readers: Mapping[str, Member], channel: str
) -> None:
    offer = PriceList.objects.create(
        code="week", name_zh="周", name_en="Week", kind="offer", rank=100, channel=channel, is_active=True
    )
    PriceEntry.objects.create(item=book, price_list=offer, rate=Decimal("0.6000"))

    told = {each: shown(client, book, each) for each in CHANNELS}

    for each in CHANNELS:
        paid = charged(readers["member"], book, each)
        assert {ladder["member"] for ladder in told[each]} == {paid}
        assert (paid == Decimal("23.99")) == (each == channel)


def test_nobody_is_shown_less_for_what_nobody_gets_for_less(
    client: Client, book: Item, readers: Mapping[str, Member]
) -> None:
    Item.objects.filter(pk=book.pk).update(has_fixed_price=True)
    rule = Rule(kind=Kind.PERCENT, rate=Decimal("0.50"))
    add_promotion(PromotionDraft(code="p", name_zh="促", name_en="Off", rule=rule), actor=BOSS, at=clock.now())
    publish_promotion("p", actor=BOSS, at=clock.now())

    for channel in CHANNELS:
        assert charged(readers["vip"], book, channel) == Decimal("39.99")
        assert [ladder["vip"] for ladder in shown(client, book, channel)] == [Decimal("39.99")] * len(
            shown(client, book, channel)
        )


def test_the_desk_the_order_its_invoice_and_the_api_name_one_price(
    client: Client, book: Item, readers: Mapping[str, Member]
) -> None:
    member = readers["member"]
    AddressFactory.create(person=member.person)
    IdentifierFactory.create(item=book, value=ISBN)
    rule = Rule(kind=Kind.PERCENT, rate=Decimal("0.90"), least_copies=2, tiers=frozenset({member.tier.code}))
    add_promotion(PromotionDraft(code="p", name_zh="促", name_en="Off", rule=rule), actor=BOSS, at=clock.now())
    publish_promotion("p", actor=BOSS, at=clock.now())
    body = {"member": member.number, "lines": [{"item": str(book.uid), "quantity": 2}], "channel": "phone"}
    basket = Caller(a_token(*USUAL, "orders.see_promotions")).post("/baskets/price", body).json()
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    entry = f"/console/members/{member.number}/order/"
    key = client.get(entry).context["key"]
    client.post(entry, {"key": key, "clue": ISBN, "copies": "2", "do": "add"})
    desk = client.get(entry).content.decode()

    client.post(entry, {"key": client.get(entry).context["key"], "do": "confirm"})

    order = Order.objects.get()
    assert Decimal(basket["net_total"]) == order.net_total == order.total == Decimal("68.38")
    assert money(order.total) in desk
    assert money(order.total) in client.get(f"/console/orders/{order.number}/").content.decode()
    take_payment(
        PaymentDraft(number=order.number, tender="cash", reference="T1", amount=order.total), actor=BOSS, at=clock.now()
    )
    invoice_order(number=order.number, buyer=COMPANY, actor=BOSS, at=clock.now())
    assert Invoice.objects.get().total == order.total
