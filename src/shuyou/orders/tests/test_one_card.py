"""One card in all places: what a reader spends at the till of one store is gone the next moment in another."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction

from shuyou.kernel.clock import club_day
from shuyou.kernel.ledgers import differences
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.loyalty.queries import points_state
from shuyou.loyalty.services import award_points
from shuyou.orders.models.till import Sale
from shuyou.orders.services.till import SaleLine, TillDraft, keep_till, open_drawer, sell_at_till
from shuyou.orders.tests.factories import AT, BOSS, a_member
from shuyou.orders.tests.till_scene import FLOAT, a_clerk, a_sale, at_the_till, cash, in_store
from shuyou.supply.tests.factories import make_store


@pytest.mark.feature("F050")
@pytest.mark.django_db(transaction=True)
def test_tills_of_two_stores_see_one_balance_and_spend_it_once() -> None:
    member, first = a_member(), at_the_till()
    draft = TillDraft(
        code="r2", name="二店", store_id=make_store("hill").pk, most_off=Decimal("0.10"), most_differing=Decimal(20)
    )
    keep_till(draft, actor=BOSS, at=AT)
    second = a_clerk()
    open_drawer("r2", opening=FLOAT, actor=second, at=AT)
    item = in_store(2)
    in_store(2, store="hill", item=item, paper="-hill")
    with transaction.atomic():
        award_points(member_id=member.pk, points=500, source="gift:1", why="开业", at=AT)

    bought = a_sale(SaleLine(item_id=item.pk, quantity=1), tenders=(cash("35.00"),), member_id=member.pk, points=300)
    sell_at_till(bought, actor=first, at=AT)

    state = points_state(member_id=member.pk, today=club_day(AT), actor=BOSS)
    again = replace(bought, till="r2", request_key=a_sale(tenders=()).request_key)
    with pytest.raises(NotEnoughPoints) as refusal:
        sell_at_till(again, actor=second, at=AT)
    assert refusal.value.params["balance"] == state.usable < 300
    sell_at_till(replace(again, points=100, tenders=(cash("37.00"),)), actor=second, at=AT)

    assert Sale.objects.count() == 2
    assert points_state(member_id=member.pk, today=club_day(AT), actor=BOSS).usable >= state.usable - 100
    assert differences() == []
