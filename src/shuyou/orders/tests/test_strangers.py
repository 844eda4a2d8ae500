"""What a reader may do about orders of their own, they may not do about those of others, whatever door they come by."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import pytest

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import EventRecord
from shuyou.orders import services
from shuyou.orders.models import Order
from shuyou.orders.services import ClaimDraft, Destination, OrderChange, Wanted
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title

THERE: Final = Destination("陆一", "12000000000", "别处街 1 号")
REASON: Final = "reader"

type Act = Callable[[Order, Actor], object]


def _change(order: Order, who: Actor) -> object:
    copies = {line.item_id: line.quantity + 1 for line in order.lines.all()}
    change = OrderChange(number=order.number, version=order.version, copies=copies, destination=THERE)
    return services.change_order(change, actor=who, at=AT)


def _claim(order: Order, who: Actor) -> object:
    draft = ClaimDraft(number=order.number, position=1, price=Decimal("1.00"), seen_at="the shop over there")
    return services.claim_price(draft, actor=who, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "act",
    [
        _change,
        _claim,
        lambda order, who: services.let_order_go(order.number, actor=who, at=AT),
        lambda order, who: services.stop_order(order.number, reason="address", actor=who, at=AT),
        lambda order, who: services.give_order_up(order.number, reason=REASON, actor=who, at=AT),
    ],
    ids=["change", "claim", "let go", "stop", "give up"],
)
def test_a_reader_does_nothing_to_the_order_of_another(act: Act) -> None:
    buyer, stranger = a_member(), a_member()
    placed = services.place_order(a_draft(buyer.pk, Wanted(a_title(copies=9).pk, 1)), actor=CLERK, at=AT)
    order = Order.objects.get(pk=placed.order_id)
    told = EventRecord.objects.count()
    scopes = frozenset({"orders.place", "orders.return", "orders.stop", "orders.cancel"})

    with pytest.raises(NotFound):
        act(order, Actor(MEMBER, str(stranger.pk), "web", scopes=scopes))

    order.refresh_from_db()
    assert (order.state, order.address != THERE.address, order.holds.count()) == ("placed", True, 0)
    assert EventRecord.objects.count() == told
