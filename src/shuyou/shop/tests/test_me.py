"""The reader's own pages: theirs alone, in few queries, in both languages; and what they may do by themselves."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.callcenter.models import WantedCall
from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.loyalty.services import award_points
from shuyou.members.models import Consent, Member, Preference, PrivacyRequest, Task
from shuyou.members.tests.factories import MemberFactory, PhoneFactory
from shuyou.messaging.models import Inbound
from shuyou.orders.models import Order, Return
from shuyou.orders.services import OrderDraft, PaymentDraft, Wanted, place_order, take_payment
from shuyou.orders.tests.factories import CLERK, HOME, a_title
from shuyou.payments.models import Charge, Refund
from shuyou.shop.models import BasketLine
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.supply.models import Want

pytestmark = pytest.mark.django_db
PAGES = (
    "", "points/", "coupons/", "card/", "wants/", "interests/", "consents/", "data/", "address/", "family/", "inbox/",
    "orders/", "security/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


@pytest.fixture
def reader(client: Client) -> Member:
    """A member who came in with this browser."""
    member = MemberFactory.create(person__name="林晚舟")
    PhoneFactory.create(person=member.person, digits="13800002046")
    come_in(client, an_account(member))
    return member


@pytest.fixture
def stranger() -> Client:
    """Another member's browser."""
    browser = Client()
    come_in(browser, an_account(MemberFactory.create(), phone="13900001111"))
    return browser


def an_order(member: Member, *, payment: str = "online", copies: int = 2) -> Order:
    """Return an order of a member for two titles."""
    wanted = (Wanted(a_title(9).pk, copies), Wanted(a_title(9).pk, 1))
    draft = OrderDraft(
        member_id=member.pk, wanted=wanted, request_key=uuid4(), channel="web", payment=payment, destination=HOME
    )
    return Order.objects.get(number=place_order(draft, actor=CLERK, at=clock.now()).number)


def said(client: Client, path: str) -> str:
    return client.get(path, headers=ENGLISH).content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_for_its_reader_and_for_nobody_else(
    client: Client, reader: Member, page: str, language: str
) -> None:
    answer = client.get(f"/me/{page}", headers={"Accept-Language": language})

    assert answer.status_code == HTTPStatus.OK
    assert "no-store" in answer.headers["Cache-Control"]
    stranger = Client().get(f"/me/{page}")
    assert (stranger.status_code, stranger.headers["Location"][:13]) == (HTTPStatus.FOUND, "/me/sign-in/?")


@pytest.mark.feature("F018")
def test_the_home_page_says_where_a_reader_stands_in_few_queries(
    client: Client, reader: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with transaction.atomic():
        award_points(member_id=reader.pk, points=430, source="gift:1", why="开业", at=clock.now())
    order = [an_order(reader) for _ in range(3)][-1]

    with django_assert_max_num_queries(20):
        page = said(client, "/me/")

    assert [word for word in ("430", order.number, reader.number) if word not in page] == []
    assert "开业" in said(client, "/me/points/")


DEEDS = ("cancel", "again", "invoice")


def test_another_ones_order_answers_like_one_that_is_none(client: Client, reader: Member, stranger: Client) -> None:
    order = an_order(reader)
    pages = ("", "placed/", "return/", "pay/", "pay/PY1/", "invoice/IV1.pdf")
    for number in (order.number, "SO00000000"):
        for page in pages:
            assert stranger.get(f"/me/orders/{number}/{page}").status_code == HTTPStatus.NOT_FOUND, page
        for deed in DEEDS:
            assert stranger.post(f"/me/orders/{number}/{deed}/").status_code == HTTPStatus.NOT_FOUND, deed
        sent = stranger.post(f"/me/orders/{number}/return/", {"line-1": "1", "reason": "mind"})
        assert sent.status_code == HTTPStatus.NOT_FOUND

    order.refresh_from_db()
    assert (order.state, Return.objects.count(), BasketLine.objects.count()) == ("placed", 0, 0)


def test_an_order_is_cancelled_before_it_is_picked_and_not_later(client: Client, reader: Member) -> None:
    first, second = an_order(reader), an_order(reader, payment="cod")
    Order.objects.filter(pk=second.pk).update(state="picking", picking_at=clock.now())

    assert client.post(f"/me/orders/{first.number}/cancel/").status_code == HTTPStatus.SEE_OTHER
    assert "Cancelled" in said(client, f"/me/orders/{first.number}/")
    assert f"{second.number}/cancel/" not in said(client, f"/me/orders/{second.number}/")


@pytest.fixture
def paid(reader: Member) -> Order:
    """An order that its reader has paid for."""
    order = an_order(reader)
    draft = PaymentDraft(number=order.number, tender="remittance", reference="20461122", amount=order.total)
    take_payment(draft, actor=CLERK, at=clock.now())
    order.refresh_from_db()
    return order


@pytest.mark.feature("F130")
@pytest.mark.django_db(transaction=True)
def test_an_order_is_paid_through_the_sandbox_after_a_try_that_failed(client: Client, reader: Member) -> None:
    order = an_order(reader)
    failed = client.post(f"/me/orders/{order.number}/pay/", {"provider": "wechat"}).headers["Location"]
    waiting = client.post(failed, {"do": "look"}, headers=ENGLISH).content.decode()
    assert "The money has not come yet." in waiting
    url = client.post(f"/me/orders/{order.number}/pay/", {"provider": "alipay"}).headers["Location"]
    assert url != failed
    assert "Pay in the sandbox" in said(client, url)

    assert client.post(url, {"do": "play"}).headers["Location"] == f"/me/orders/{order.number}/placed/"

    deliver_all()
    order.refresh_from_db()
    assert (order.state, order.paid_total) == ("paid", order.total)
    assert "It is paid." in said(client, f"/me/orders/{order.number}/placed/")
    again = client.post(f"/me/orders/{order.number}/pay/", {"provider": "wechat"})
    assert (again.headers["Location"], Charge.objects.count()) == (f"/me/orders/{order.number}/placed/", 2)


def test_a_paid_order_is_given_up_and_its_money_goes_back_once(client: Client, reader: Member, paid: Order) -> None:
    for _ in range(2):
        client.post(f"/me/orders/{paid.number}/cancel/")

    paid.refresh_from_db()
    assert (paid.state, Refund.objects.get().amount) == ("cancelled", paid.total)
    assert paid.number not in "".join(Task.objects.values_list("title", flat=True))


def test_something_is_sent_back_within_the_days_of_the_law_and_asked_for_once(client: Client, paid: Order) -> None:
    now = clock.now()
    Order.objects.filter(pk=paid.pk).update(state="delivered", shipped_at=now, delivered_at=now - timedelta(days=6))
    sent = {"key": str(uuid4()), "line-1": "1", "line-2": "0", "reason": "mind"}
    for _ in range(2):
        assert client.post(f"/me/orders/{paid.number}/return/", sent).status_code == HTTPStatus.SEE_OTHER

    asked = Return.objects.get()
    assert (asked.asked_by, asked.lines.get().quantity) == (f"member:{paid.member_id}", 1)
    assert asked.number in said(client, f"/me/orders/{paid.number}/")


@pytest.mark.parametrize(
    ("days", "sent"),
    [(8, {"line-1": "1"}), (6, {"line-1": "99"}), (6, {"line-1": "-1"}), (6, {"line-9": "1"}), (6, {}),
     (6, {"line-1": "1", "reason": "x"})],
)  # fmt: skip
def test_what_may_not_come_back_is_refused(client: Client, paid: Order, days: int, sent: dict[str, str]) -> None:
    gone = clock.now() - timedelta(days=days)
    Order.objects.filter(pk=paid.pk).update(state="delivered", shipped_at=gone, delivered_at=gone)

    answer = client.post(f"/me/orders/{paid.number}/return/", {"key": str(uuid4()), "reason": "mind", **sent})

    assert answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert not Return.objects.exists()


def test_an_order_goes_into_the_basket_again(client: Client, reader: Member) -> None:
    order = an_order(reader)

    client.post(f"/me/orders/{order.number}/again/")

    kept = dict(BasketLine.objects.values_list("item_id", "copies"))
    assert kept == dict(order.lines.values_list("item_id", "quantity"))


@pytest.mark.feature("F018")
def test_a_reader_says_what_they_like_where_they_live_and_what_they_allow(client: Client, reader: Member) -> None:
    attribute: Any = client.get("/me/interests/").context["known"].unknown[0].attribute_id
    code = next(row.code for row in client.get("/me/interests/").context["known"].unknown if row.offered)
    assert attribute
    choice = next(row for row in client.get("/me/interests/").context["known"].unknown if row.code == code).offered[0]
    assert client.post("/me/interests/", {"attribute": code, "value": choice[0]}).status_code == HTTPStatus.SEE_OTHER
    assert Preference.objects.get(person_id=reader.pk).source == "declared"
    where = {"recipient": "林晚舟", "province": "浙江省", "city": "杭州市", "street": "纸鸢路 12 号"}
    assert client.post("/me/address/", where).status_code == HTTPStatus.SEE_OTHER
    assert "纸鸢路" in said(client, "/me/address/")
    for do in ("yes", "no"):
        client.post("/me/consents/", {"purpose": "marketing", "channel": "sms", "do": do})
    words = Consent.objects.filter(person_id=reader.pk).order_by("pk")
    assert list(words.values_list("is_granted", "given_via")) == [(True, "web"), (False, "web")]


def test_a_reader_uses_their_rights_and_wants_a_missing_title(client: Client, reader: Member) -> None:
    assert client.post("/me/data/", {"kind": "export"}).status_code == HTTPStatus.SEE_OTHER
    assert client.post("/me/data/", {"kind": "export"}).status_code == HTTPStatus.CONFLICT
    assert client.post("/me/data/", {"kind": "x"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert PrivacyRequest.objects.get(person_id=reader.pk).kind == "export"
    assert client.post("/me/wants/", {"title": "  "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post("/me/wants/", {"title": "<script>x</script>"}).status_code == HTTPStatus.SEE_OTHER
    assert Want.objects.get().member_id == reader.pk
    assert "<script>x" not in said(client, "/me/wants/")


STATUS = "/help/order/"


@pytest.mark.feature("F153")
def test_an_order_tells_how_it_stands_to_who_knows_number_and_phone(client: Client, reader: Member) -> None:
    order = an_order(reader)
    right = client.post(STATUS, {"number": order.number.lower(), "phone": "138 0000 2046"}, headers=ENGLISH)
    wrong = [
        client.post(STATUS, {"number": number, "phone": phone}, headers=ENGLISH)
        for number, phone in ((order.number, "13900001111"), ("SO00000000", "13800002046"), (order.number, "x"))
    ]

    assert (right.status_code, right.context["order"].number) == (HTTPStatus.OK, order.number)
    assert [word for word in ("林晚舟", "纸鸢路") if word in right.content.decode()] == []
    assert {(answer.status_code, str(answer.context["refusal"])) for answer in wrong} == {
        (HTTPStatus.UNPROCESSABLE_ENTITY, str(wrong[0].context["refusal"]))
    }


def test_numbers_are_not_tried_out(client: Client, reader: Member) -> None:
    order = an_order(reader)
    typed = {"number": order.number, "phone": "13900001111"}
    answers = [client.post(STATUS, typed).status_code for _ in range(9)]

    assert answers[-1] == HTTPStatus.CONFLICT
    assert client.post(STATUS, {**typed, "phone": "13800002046"}).context.get("order") is None


def test_what_is_typed_into_a_form_does_not_stand_in_the_box_for_books(client: Client, reader: Member) -> None:
    for path in ("/help/", STATUS, "/me/wants/", "/me/address/"):
        page = client.get(path).content.decode()
        assert 'name="q" value=""' in page, path


@pytest.mark.feature("F153")
def test_a_person_is_always_reached(client: Client, reader: Member) -> None:
    key = str(uuid4())
    letter = {"key": key, "contact": "lin@example.com", "text": "请问《夜航船》何时到货？"}
    for _ in range(2):
        assert Client().post("/help/", letter).status_code == HTTPStatus.SEE_OTHER
    assert Inbound.objects.get().text == letter["text"]
    assert Client().post("/help/", {**letter, "contact": ""}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post("/help/", {"key": str(uuid4()), "text": "请联系我"}).status_code == HTTPStatus.SEE_OTHER
    assert Inbound.objects.latest("pk").member_id == reader.pk

    assert client.post("/help/call-back/", {"about": "退货"}).status_code == HTTPStatus.SEE_OTHER

    wish = WantedCall.objects.get(member_id=reader.pk)
    assert (wish.state, wish.about, wish.call_id) == ("waiting", "退货", None)
