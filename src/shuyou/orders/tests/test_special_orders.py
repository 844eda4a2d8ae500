"""Titles we lack: wanted at the entry page, paid for ahead, told of, ordered from the held copies, or given up."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Member, Task
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders import services
from shuyou.orders.errors.special import DepositTooLarge, HeldElsewhere, SpecialOver
from shuyou.orders.models import Order, SpecialOrder
from shuyou.orders.services import Deposit, Placed, SpecialDraft, SpecialGoing
from shuyou.orders.tests.factories import AT, BOSS, CLERK, HOME, a_draft, a_member, a_title
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.payments.models import Receipt, Refund
from shuyou.supply.errors import OutOfStock, WrongState
from shuyou.supply.models import Shelf, Want
from shuyou.supply.services import WantDraft, expire_wants, give_up_want, note_want
from shuyou.supply.tests.factories import make_store, stock_up

pytestmark = pytest.mark.django_db(transaction=True)

LATER = AT + timedelta(days=3)
GOING = SpecialGoing(payment="remittance", destination=HOME)


def wanted_title(member: Member, copies: int = 2) -> tuple[int, str]:
    """Return a title that we lack, and the special order for it."""
    item = a_title(0)
    draft = SpecialDraft(member_id=member.pk, item_id=item.pk, copies=copies, request_key=uuid4())
    return item.pk, services.order_specially(draft, actor=CLERK, at=AT)


def pay_ahead(number: str, amount: str, reference: str = "R1") -> None:
    deposit = Deposit(tender="cash", reference=reference, amount=Decimal(amount))
    services.take_deposit(number, deposit=deposit, actor=CLERK, at=AT)


@pytest.mark.feature("F132")
def test_a_title_we_lack_goes_from_the_entry_page_to_an_order_of_the_held_copies(client: Client) -> None:
    user = staff_with(Role.CALL_AGENT)
    client.force_login(user)
    member, item = a_member(), a_title(1)
    AddressFactory.create(person=member.person)
    page = reverse("orders:entry", args=[member.number])
    key = str(client.get(page).context["key"])
    client.post(page, {"key": key, "clue": item.title, "do": f"pick:{item.pk}", "copies": "3"})
    clicked = {"key": key, "do": f"special:{item.pk}"}
    client.post(page, clicked, headers={"HX-Request": "true"})
    noted = client.post(page, clicked, headers={"HX-Request": "true"})
    special = SpecialOrder.objects.get()
    assert 'value="1"' in noted.content.decode()  # the copy that is there stays in the draft

    at_special = {what: reverse("orders:special_deed", args=[special.number, what]) for what in ("deposit", "order")}
    client.post(at_special["deposit"], {"amount": "15.00", "tender": "cash", "reference": "D7"})
    assert client.post(at_special["order"], {}).status_code == 409  # nothing has come yet
    deliver_all()
    stock_up(item.pk, 2, at=LATER)
    deliver_all()
    task = Task.objects.get()
    assert (task.person_id, task.assignee_id, special.number in task.text) == (member.pk, user.pk, True)
    for name in ("orders:specials", "orders:specials_all"):
        assert special.number in client.get(reverse(name)).content.decode()
    assert at_special["order"] in client.get(reverse("orders:special", args=[special.number])).content.decode()
    ahead = client.get(reverse("orders:detail", args=[SpecialOrder.objects.get().order_number]))
    assert ahead["Location"] == reverse("orders:special", args=[special.number])

    client.post(at_special["order"], {"payment": "cod"})
    order, special = Order.objects.get(), SpecialOrder.objects.get()
    assert (order.number, order.paid_total, special.outcome) == (special.order_number, Decimal("15.00"), "ordered")
    assert order.lines.get().quantity == 2
    shelf = Shelf.objects.get(item=item)
    assert (shelf.on_hand, shelf.reserved) == (3, 2)
    assert Receipt.objects.get().source == f"order:{order.number}"
    deliver_all()
    assert (SpecialOrder.objects.get().outcome, Refund.objects.count()) == ("ordered", 0)


@pytest.mark.feature("F132")
@pytest.mark.parametrize("end", ["given_up", "lapsed"])
def test_what_was_paid_ahead_goes_back_when_nothing_comes_of_it(end: str) -> None:
    item, number = wanted_title(a_member())
    with pytest.raises(DepositTooLarge):
        pay_ahead(number, "16.01")
    pay_ahead(number, "10.00")
    if end == "given_up":
        give_up_want(number=number, actor=CLERK, at=AT)
    else:
        stock_up(item, 2, at=AT)
        expire_wants(actor=BOSS.job("test"), at=AT + timedelta(days=40))
    deliver_all()
    deliver_all()

    special = SpecialOrder.objects.get()
    assert (special.outcome, Refund.objects.get().amount) == (end, Decimal("10.00"))
    with pytest.raises(SpecialOver):
        services.order_held_copies(number, going=GOING, actor=CLERK, at=LATER)
    assert (Order.objects.count(), sum(Shelf.objects.values_list("reserved", flat=True))) == (0, 0)


@pytest.mark.feature("F132")
def test_the_held_copies_make_one_order_whoever_asks_at_once_and_nobody_else_gets_them() -> None:
    member, buyer = a_member(), a_member()
    item, number = wanted_title(member)
    stock_up(item, 2, at=AT)
    order = partial(services.order_held_copies, number, going=GOING, actor=CLERK, at=LATER)
    draft = a_draft(buyer.pk, services.Wanted(item, 1))
    buy = partial(services.place_order, draft, actor=CLERK, at=LATER)
    calls: list[Callable[[], object]] = [order, buy] * 6

    answers = all_at_once(calls)

    made = [one for one in answers if isinstance(one, Placed)]
    assert (len(made), sum(not one.is_repeat for one in made), Order.objects.count()) == (6, 1, 1)
    assert {type(one) for one in answers} == {Placed, OutOfStock}
    assert Shelf.objects.get(item_id=item).reserved == 2


@pytest.mark.feature("F132")
def test_wishes_noted_by_buyers_are_followed_too_and_copies_in_a_store_are_fetched_there() -> None:
    member, item, store = a_member(), a_title(0), make_store()
    number = note_want(
        WantDraft(member_id=member.pk, item_id=item.pk, place_code=store.code), actor=BOSS.job("test"), at=AT
    )
    deliver_all()
    assert SpecialOrder.objects.get().number == number
    with pytest.raises(WrongState):
        services.order_held_copies(number, going=GOING, actor=CLERK, at=AT)
    Want.objects.update(state=Want.State.HELD)
    with pytest.raises(HeldElsewhere):
        services.order_held_copies(number, going=GOING, actor=CLERK, at=AT)
    assert (Want.objects.get().state, Order.objects.count()) == ("held", 0)
