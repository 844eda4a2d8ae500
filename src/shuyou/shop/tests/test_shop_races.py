"""At once: one order for a button pressed twice, one account for one phone, one line for one title, few tries."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, TierFactory
from shuyou.orders.models import Order
from shuyou.orders.services import PaymentDraft, give_order_up, take_payment
from shuyou.orders.tests.factories import a_title
from shuyou.payments.models import Refund
from shuyou.shop.models import Account, BasketLine
from shuyou.shop.queries import reader_actor
from shuyou.shop.services import BasketOwner, Door, NewAccount, open_account, put_into_basket
from shuyou.shop.tests.factories import an_account, come_in
from shuyou.shop.tests.test_basket import HOME, checkout, put
from shuyou.shop.views.door import VISITOR

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 5


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()
    TierFactory.create()


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    """Do something so many times in the same moment, and return what came of each: a refusal by its code."""
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> Any:
        connection.ensure_connection()
        barrier.wait()
        try:
            return deed(number)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_a_button_pressed_many_times_orders_once(client: Client) -> None:
    account = an_account(MemberFactory.create())
    come_in(client, account)
    put(client, a_title(9))
    sent = {**checkout(client), **HOME, "payment": "cod", "do": "order"}

    def press(_number: int) -> int:
        browser = Client()
        browser.cookies.update(client.cookies)
        return browser.post("/checkout/", sent).status_code

    answers = Counter(at_once(press))

    assert Order.objects.count() == 1
    assert set(answers) <= {303, 409}
    assert answers[303] >= 1


def test_one_phone_opens_one_account_and_makes_one_member() -> None:
    def join(_number: int) -> int:
        draft = NewAccount(
            channel="sms", address="13800002046", name="林晚舟", is_adult=True, request_key=uuid4()
        )  # fmt: skip
        return open_account(draft, door=Door(), actor=VISITOR, at=clock.now()).account_id

    accounts = at_once(join)

    assert len(set(accounts)) == Account.objects.count() == Member.objects.count() == 1


def test_one_title_put_in_at_once_adds_up() -> None:
    item, owner = a_title(9), BasketOwner(account_id=an_account(MemberFactory.create()).pk)

    at_once(lambda _number: put_into_basket(owner=owner, item_id=item.pk, copies=1, at=clock.now()))

    assert BasketLine.objects.get().copies == AT_ONCE


def test_an_order_given_up_at_once_pays_back_once(client: Client) -> None:
    member = MemberFactory.create()
    come_in(client, an_account(member))
    put(client, a_title(9))
    client.post("/checkout/", {**checkout(client), **HOME, "payment": "online", "do": "order"})
    order = Order.objects.get()
    paid = PaymentDraft(number=order.number, tender="remittance", reference="20461122", amount=order.total)
    take_payment(paid, actor=VISITOR, at=clock.now())

    def give_up(_number: int) -> Any:
        return give_order_up(order.number, reason="reader", actor=reader_actor(member.pk), at=clock.now())

    answers = at_once(give_up)

    assert Counter(answers) == {order.total: 1, "orders.wrong_state": AT_ONCE - 1}
    assert Refund.objects.get().amount == order.total
