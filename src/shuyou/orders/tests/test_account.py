"""A member's account of payments: what orders asked for, what came in, what is open, movement by movement."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.catalog.tests.factories import PriceListFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders import queries
from shuyou.orders.services import PaymentDraft, Wanted, cancel_order, place_order, take_payment
from shuyou.orders.tests.factories import CLERK, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.feature("F004")
def test_every_movement_stands_with_the_balance_after_it(client: Client) -> None:
    PriceListFactory.create()
    member, item = a_member(), a_title(9)
    paid, gone, due = (
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT + timedelta(hours=hour))
        for hour in range(3)
    )
    money = PaymentDraft(number=paid.number, tender="remittance", reference="R100", amount=paid.total)
    take_payment(money, actor=CLERK, at=AT + timedelta(days=1))
    cancel_order(gone.number, reason="", actor=CLERK, at=AT + timedelta(days=2))

    sums = queries.account_sums(member_id=member.pk, actor=CLERK)
    page = queries.account_movements(member_id=member.pk, actor=CLERK)

    assert (sums.paid, sums.due, sums.open_orders) == (paid.total, due.total, 1)
    price = paid.total
    assert [(row.kind, row.number, row.amount, row.balance) for row in page.rows] == [
        ("cancelled", gone.number, price, -price),
        ("receipt", paid.number, price, -2 * price),
        ("order", due.number, -price, -3 * price),
        ("order", gone.number, -price, -2 * price),
        ("order", paid.number, -price, -price),
    ]
    assert sum(row.amount for row in page.rows) == page.rows[0].balance == -sums.due
    client.force_login(staff_with(Role.CALL_AGENT))
    shown = client.get(f"/console/members/{member.number}/account/").content.decode()
    assert "R100" in shown
    card = client.get(f"/console/members/{member.number}/panels/account/").content.decode()
    assert f"{sums.due:,.2f}" in card


def test_the_account_goes_on_where_it_stopped(client: Client) -> None:
    PriceListFactory.create()
    member, item = a_member(), a_title(9)
    for _ in range(5):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    first = queries.account_movements(member_id=member.pk, limit=3, actor=CLERK)
    rest = queries.account_movements(member_id=member.pk, before=first.next_before, limit=3, actor=CLERK)

    assert len({row.number for row in (*first.rows, *rest.rows)}) == 5
    assert rest.next_before is None


def test_a_member_without_movements_owes_nothing(client: Client) -> None:
    member = a_member()

    assert queries.account_sums(member_id=member.pk, actor=CLERK).due == Decimal(0)
    client.force_login(staff_with(Role.WAREHOUSE))
    assert client.get(f"/console/members/{member.number}/account/").status_code == HTTPStatus.FORBIDDEN
