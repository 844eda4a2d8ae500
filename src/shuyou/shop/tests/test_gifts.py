"""Gift cards on the web: sold within the law, sent once, and paid with by whoever has the number."""

from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.loyalty.models import ValueBonus, ValueCard, ValueNotice
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.messaging.models import Message
from shuyou.orders.models import Order
from shuyou.payments.models import Charge, Receipt
from shuyou.shop.models import Gift
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.tests.test_basket import a_title, put
from shuyou.shop.tests.test_guest import order

pytestmark = pytest.mark.django_db(transaction=True)
FRIEND = "13900002000"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def reader(client: Client) -> Member:
    """A member who came in with this browser."""
    member = MemberFactory.create(person__name="林晚舟")
    come_in(client, an_account(member))
    return member


def ask(client: Client, **typed: str) -> Any:
    """Send the form as the page shows it."""
    shown = client.get("/me/gifts/", headers=ENGLISH).context["form"].initial
    sent = {"key": shown["key"], "told": shown["told"], "amount": "200", "contact": FRIEND, "giver": "晚舟"}
    return client.post("/me/gifts/", {**sent, "has_read": "on", **typed}, headers=ENGLISH)


def bought(client: Client, **typed: str) -> Gift:
    """Return a card that was asked for and paid in the sandbox."""
    url = ask(client, **typed).headers["Location"]
    paying = client.post(url, {"provider": "wechat"}).headers["Location"]
    client.post(paying, {"do": "play"})
    deliver_all()
    return Gift.objects.latest("pk")


@pytest.mark.feature("F130")
def test_a_card_is_paid_made_and_sent_once_with_its_money_in_the_books(client: Client, reader: Member) -> None:
    gift = bought(client, greeting="生日快乐")
    deliver_all()

    card = ValueCard.objects.get()
    told = Message.objects.get(kind="shop.gift_card")
    receipt = Receipt.objects.get()
    assert (gift.state, gift.card_id, card.kind, card.state) == ("sent", card.pk, "bearer", "active")
    assert (card.principal, card.buyer_id, card.told) == (Decimal(200), reader.pk, gift.told)
    assert (receipt.source, receipt.amount, receipt.tender) == (f"card:{card.number}", Decimal(200), "wechat")
    assert (told.shown, told.member_id, told.facts["greeting"]) == ("139 **** 2000", None, "生日快乐")
    assert card.number not in str(told.facts)
    assert FRIEND not in gift.sealed
    assert card.number in client.get(f"/me/gifts/{gift.number}/", headers=ENGLISH).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": "5000"}, {"amount": "-1"}, {"contact": "nobody"}, {"giver": ""}, {"told": "99"},
        {"greeting": "领奖 www.example.com"}, {"has_read": ""},
    ],
)  # fmt: skip
def test_what_cannot_be_sold_is_refused_and_nothing_is_kept(
    client: Client, reader: Member, typed: dict[str, str]
) -> None:
    assert ask(client, **typed).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Gift.objects.exists()


def test_a_bonus_that_lifts_every_card_above_the_law_leaves_the_page_readable(client: Client, reader: Member) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    ValueBonus.objects.create(name="满赠", from_amount=1, bonus=5_000, valid_from=long_ago)

    page = client.get("/me/gifts/", headers=ENGLISH)

    assert (page.status_code, page.context["form"].initial["amount"]) == (HTTPStatus.OK, "")
    assert ask(client).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_the_same_form_twice_is_one_card_and_nobody_else_sees_it(client: Client, reader: Member) -> None:
    key = str(uuid4())
    first, second = (ask(client, key=key).headers["Location"] for _ in range(2))
    other = Client()
    come_in(other, an_account(MemberFactory.create(), phone="13900002001"))

    assert (first, Gift.objects.count()) == (second, 1)
    assert other.get(first).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(first).status_code == HTTPStatus.FOUND


def test_what_is_paid_a_second_time_makes_no_second_card_and_waits_to_go_back(client: Client, reader: Member) -> None:
    url = ask(client).headers["Location"]
    charges = [client.post(url, {"provider": code}).headers["Location"] for code in ("wechat", "alipay")]
    for paying in charges:
        client.post(paying, {"do": "play"})
    deliver_all()

    assert ValueCard.objects.count() == 1
    assert sorted(Charge.objects.values_list("trouble", flat=True)) == ["", "shop.gift_paid_twice"]


def test_terms_that_are_worded_anew_leave_what_is_being_paid_as_it_was_confirmed(
    client: Client, reader: Member
) -> None:
    url, other = ask(client).headers["Location"], ask(client, contact="13900002009").headers["Location"]
    paying = client.post(url, {"provider": "wechat"}).headers["Location"]
    told = Gift.objects.earliest("pk").told
    ValueNotice.objects.create(kind="bearer", version=told + 1, text_zh="新", text_en="New", valid_from=clock.now())
    client.post(paying, {"do": "play"})
    deliver_all()

    assert (Gift.objects.earliest("pk").state, ValueCard.objects.get().told) == ("sent", told)
    late = client.post(other, {"provider": "wechat"}, headers=ENGLISH)
    assert (late.status_code, Charge.objects.count()) == (HTTPStatus.CONFLICT, 1)
    assert "worded anew" in late.content.decode()


@pytest.mark.feature("F130")
def test_whoever_has_the_number_pays_with_it_on_the_web_as_far_as_it_goes(client: Client, reader: Member) -> None:
    bought(client, amount="50")
    card = ValueCard.objects.get()
    guest = Client()
    put(guest, a_title(list_price=Decimal("68.00")))
    pay = order(guest).headers["Location"]
    wrong = guest.post(pay, {"do": "card", "card": f"{card.number[:-2]}00"}, headers=ENGLISH)
    answer = guest.post(pay, {"do": "card", "card": card.number, "key": uuid4()}, headers=ENGLISH)

    card.refresh_from_db()
    placed = Order.objects.get()
    assert wrong.status_code >= HTTPStatus.BAD_REQUEST
    assert (answer.headers["Location"], card.principal, placed.paid_total) == (pay, Decimal(0), Decimal(50))
    assert guest.post(pay, {"provider": "wechat"}).status_code == HTTPStatus.SEE_OTHER
    assert Charge.objects.latest("pk").amount == placed.total - 50


def test_numbers_of_cards_are_not_guessed_at(client: Client) -> None:
    put(client, a_title())
    pay = order(client).headers["Location"]
    for _time in range(8):
        client.post(pay, {"do": "card", "card": "SV000000010000001"})
    assert client.post(pay, {"do": "card", "card": "SV1"}, headers=ENGLISH).status_code == HTTPStatus.CONFLICT
    assert Order.objects.get().paid_total == 0
