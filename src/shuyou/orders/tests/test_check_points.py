"""What readers are told of their points, and what orders promise, compared for many at once."""

from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot
from shuyou.loyalty.queries.explained import explained_balances
from shuyou.members.models import Member
from shuyou.orders.services._earn_points import PaidOrder, earn_for_orders
from shuyou.orders.tests.factories import AT, a_member, a_title
from shuyou.orders.tests.test_points_rules import an_order

pytestmark = pytest.mark.django_db(transaction=True)
CHECKER = Actor.job("check")


@pytest.mark.feature("X05")
def test_explanations_and_promises_come_out_and_a_wrong_one_is_named(client: Client) -> None:
    chance, items, people = Random(7), [a_title(40) for _ in range(3)], [a_member() for _ in range(3)]
    orders = [an_order(people[place % 3], items, chance, AT) for place in range(9)]
    with transaction.atomic():
        paid = [PaidOrder(one.pk, one.number, one.total, AT) for one in orders]
        assert earn_for_orders(paid, {one.pk: people[place % 3].pk for place, one in enumerate(orders)}) > 0
    lines, balance = PointsEntry.objects.count(), sum(PointsAccount.objects.values_list("balance", flat=True))

    said = StringIO()
    call_command("check_points", "--readers", "100", "--orders", "9", stdout=said, stderr=StringIO())

    assert "9 orders promised and posted: 0 differ" in said.getvalue()
    assert (PointsEntry.objects.count(), sum(PointsAccount.objects.values_list("balance", flat=True))) == (
        lines, balance,
    )  # fmt: skip
    lot = PointsLot.objects.earliest("pk")
    assert lot.trace
    lot.trace["lines"][0][3] += 1
    lot.save(update_fields=["trace"])
    (fault,) = explained_balances(readers=100, seed=1, actor=CHECKER).faults
    assert (fault.member_id, fault.told - fault.balance, fault.lots) == (lot.account_id, 1, 1)
    client.force_login(staff_with(Role.MANAGER))
    shown = client.post(reverse("orders:points_check"), {"readers": "100", "orders": "5"}).content.decode()
    assert reverse("loyalty:why", args=[Member.objects.get(pk=lot.account_id).number]) in shown
    assert "note-bad" in shown
    assert client.post(reverse("orders:points_check"), {"readers": "0", "orders": "5"}).status_code == 422
    with pytest.raises(CommandError):
        call_command("check_points", "--readers", "100", "--orders", "0", stdout=StringIO(), stderr=StringIO())
