"""Exchanges: what comes back, what is given for it and the difference, in one deed; races; money in is money out."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount
from shuyou.orders import services
from shuyou.orders.errors import RequestKeyTaken, ReturnedMoreThanSent
from shuyou.orders.models import Exchange, Order, Return
from shuyou.orders.services import Exchanged, ExchangeDraft, ReturnDraft, Wanted
from shuyou.orders.tests.factories import BOSS, a_title
from shuyou.orders.tests.test_changes import shelf
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_returns import LATER, delivered
from shuyou.payments.models import Receipt, Refund
from shuyou.supply.errors import OutOfStock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.feature("F120")]
PRICE = Decimal("38.00")


def for_another(order: Order, back: int, item_id: int, copies: int, tender: str = "cash") -> ExchangeDraft:
    """Return the exchange of copies of an order's first line for copies of another title."""
    coming = ReturnDraft(number=order.number, copies={1: back}, reason="mind")
    return ExchangeDraft(back=coming, wanted=(Wanted(item_id, copies),), request_key=uuid4(), tender=tender)


def made(draft: ExchangeDraft) -> Exchanged:
    done = services.exchange(draft, actor=BOSS, at=LATER)
    deliver_all()
    return done


def test_a_dearer_title_is_charged_and_a_cheaper_one_given_back_to_where_the_money_came_from() -> None:
    old, item_id = delivered()
    other = a_title(copies=5)

    dear = made(replace(for_another(old, 1, other.pk, 2), damaged={1: 1}))
    cheap = made(for_another(old, 3, other.pk, 1))

    assert (dear.carried, dear.charged, dear.given, dear.due) == (PRICE, PRICE, Decimal(0), Decimal(0))
    assert (cheap.carried, cheap.charged, cheap.given, cheap.due) == (PRICE, Decimal(0), PRICE * 2, Decimal(0))
    assert (shelf(item_id)[0], shelf(other.pk)) == (9, (5, 3))
    new = Order.objects.get(number=dear.order_number)
    assert (new.state, new.paid_total, new.member_id) == ("paid", PRICE * 2, old.member_id)
    refunds = Refund.objects.filter(source=f"order:{old.number}").order_by("pk").values_list("tender", "state")
    assert list(refunds) == [("cod", "done"), ("cod", "done"), ("cod", "asked")]
    carried = Receipt.objects.get(source=f"order:{new.number}", tender="cod")
    assert carried.amount == PRICE
    # 152 points of the old order are gone, and those of the new ones are there.
    assert PointsAccount.objects.get(pk=old.member_id).balance == 76 + 38
    assert differences() == []


def test_a_repeat_changes_nothing_and_a_refusal_leaves_all_as_it_was() -> None:
    old, item_id = delivered()
    other = a_title(copies=2)
    draft = for_another(old, 2, other.pk, 2, tender="")
    with pytest.raises(OutOfStock):
        made(replace(draft, wanted=(Wanted(other.pk, 3),)))
    assert (Return.objects.count(), Refund.objects.count(), shelf(item_id)) == (0, 0, (6, 0))

    first = made(draft)
    assert made(draft) == replace(first, is_repeat=True)
    with pytest.raises(RequestKeyTaken):
        made(replace(draft, back=replace(draft.back, copies={1: 1})))
    assert (Exchange.objects.count(), shelf(item_id), shelf(other.pk)) == (1, (8, 0), (2, 2))


def test_two_clerks_exchange_the_same_copy_once_and_opposite_exchanges_do_not_wait_for_one_another() -> None:
    (one, first), (two, second) = delivered(1), delivered(1)

    def going(draft: ExchangeDraft) -> Callable[[], object]:
        return lambda: services.exchange(draft, actor=BOSS, at=LATER)

    drafts = [for_another(one, 1, second, 1), for_another(one, 1, second, 1), for_another(two, 1, first, 1)]
    said = all_at_once([going(draft) for draft in drafts])

    assert sorted(type(one).__name__ for one in said) == ["Exchanged", "Exchanged", "ReturnedMoreThanSent"]
    assert isinstance(said[2], Exchanged)
    assert any(isinstance(one, ReturnedMoreThanSent) for one in said[:2])
    assert (shelf(first), shelf(second), differences()) == ((10, 1), (10, 1), [])


@given(
    back=st.integers(1, 4), wanted=st.integers(1, 6), points=st.sampled_from([0, 1000, 5000]),
    tender=st.sampled_from(["", "cash", "card"]),
)  # fmt: skip
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_money_that_came_in_is_money_that_is_paid_for_or_went_out(
    back: int, wanted: int, points: int, tender: str
) -> None:
    old, _item = delivered(points=points)
    draft = for_another(old, back, a_title(copies=9).pk, wanted, tender)
    done = made(replace(draft, reference=f"S{old.pk}"))

    new = Order.objects.get(number=done.order_number)
    sources = [f"order:{old.number}", f"order:{new.number}"]
    came = sum(row.amount for row in Receipt.objects.filter(source__in=sources))
    went = sum(row.amount for row in Refund.objects.filter(source__in=sources))
    worth = Return.objects.get(number=done.return_number)
    kept = old.paid_total - (worth.amount - worth.kept_back)
    assert came - went == kept + new.paid_total
    assert done.carried + done.given == worth.amount - worth.kept_back
    assert done.carried + done.charged + done.due == new.total
    assert not (done.given and done.due)
    assert done.due == 0 or not tender
    assert differences() == []


def test_the_page_exchanges_and_both_orders_name_one_another(client: Client) -> None:
    old, _item = delivered()
    IdentifierFactory.create(item=a_title(copies=5), value="9787532150014")
    client.force_login(StaffFactory.create(roles=[Role.MANAGER], language="en"))
    url = reverse("orders:exchange_new", args=[old.number])
    sent = {"line-1": "1", "reason": "faulty", "isbn": "9787532150014", "copies": "1", "key": str(uuid4())}
    assert "38.00" in client.post(url, {**sent, "do": "look"}).content.decode()
    dearer = client.post(url, {**sent, "do": "look", "copies": "2"}).content.decode()
    assert ("¥76.00" in dearer, "¥38.00 are still to be paid" in dearer) == (True, True)
    assert Exchange.objects.count() == 0
    assert 'value="9999"' in client.post(url, {**sent, "isbn": "9999"}).content.decode()
    answer = client.post(url, {**sent, "do": "exchange"})
    done = Exchange.objects.select_related("order").get()
    assert answer["Location"] == reverse("orders:detail", args=[done.order.number])
    for mine, its in ((old.number, done.order.number), (done.order.number, old.number)):
        assert its in client.get(reverse("orders:detail", args=[mine])).content.decode()
    client.force_login(StaffFactory.create(roles=[Role.CALL_AGENT]))
    assert client.get(url).status_code == 403
