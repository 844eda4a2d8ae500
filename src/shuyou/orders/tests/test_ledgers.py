"""The nightly comparison finds nothing after honest work, and every balance that was tampered with."""

from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from shuyou.kernel import ledgers
from shuyou.kernel.delivery import deliver_all
from shuyou.orders.services import PaymentDraft, Wanted, pick_order, place_order, ship_order, take_payment
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worked() -> None:
    """Leave behind a paid order with points and one copy shipped."""
    member, item = a_member(), a_title(copies=5)
    order = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
    money = PaymentDraft(number=order.number, tender="remittance", reference="R1", amount=Decimal("38.00"))
    take_payment(money, actor=CLERK, at=AT)
    deliver_all()
    pick_order(order.number, actor=PICKER, at=AT)
    ship_order(order.number, waybill="", actor=PICKER, at=AT)
    place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=CLERK, at=AT)


def test_honest_work_leaves_no_difference(worked: None) -> None:
    assert ledgers.differences() == []
    call_command("check_ledgers")


@pytest.mark.parametrize(
    ("sql", "ledger"),
    [
        ("UPDATE loyalty_pointsaccount SET balance = balance + 1", "points balances"),
        ("UPDATE loyalty_pointslot SET remaining = remaining - 1", "points lots"),
        ("UPDATE supply_layer SET on_hand = on_hand + 1", "layers on_hand"),
        ("UPDATE supply_layer SET reserved = reserved - 1", "layers reserved"),
        ("UPDATE supply_shelf SET on_hand = on_hand + 1", "shelves on_hand"),
        ("UPDATE supply_shelf SET reserved = reserved - 1", "shelves reserved"),
        ("UPDATE orders_orderline SET quantity = 9, list_amount = 360, net_amount = 342", "order lines"),
        ("UPDATE orders_order SET paid_total = paid_total + 1", "order money"),
    ],
)
def test_a_balance_that_was_tampered_with_is_named(worked: None, sql: str, ledger: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert ledger in {difference.ledger for difference in ledgers.differences()}
    with pytest.raises(CommandError):
        call_command("check_ledgers")
