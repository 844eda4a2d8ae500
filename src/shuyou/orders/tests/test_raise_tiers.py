"""Whoever pays enough is in the higher tier as soon as the payment is told of, and what comes back counts no more."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from shuyou.kernel.delivery import deliver_all
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.models import TierChange, TierTable
from shuyou.loyalty.services import Need, TableDraft, TermsDraft, publish_tier_table, write_tier_table
from shuyou.members.models import Member
from shuyou.members.tests.factories import TierFactory
from shuyou.orders.services import DeliveryDraft, PaymentDraft, Wanted, keep_delivery_rule, place_order, take_payment
from shuyou.orders.tests.factories import AT, BOSS, CLERK, a_draft, a_member, a_title

CODES = ("green", "bamboo", "silk", "langhuan")


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F030")
def test_paying_reaches_the_tier_at_once_and_says_what_is_missing_to_the_next() -> None:
    member, title = a_member(), a_title(50)
    for rank, code in enumerate(CODES, 1):
        TierFactory.create(code=code, rank=rank, price_list="member")
    TierTable.objects.all().delete()
    spend = {"bamboo": 200, "silk": 1000}
    terms = [
        TermsDraft(
            tier=code, price_list="member", needs=[Need("spent", Decimal(spend[code]), 12)] if code in spend else []
        )
        for code in CODES
    ]
    write_tier_table(TableDraft(terms=terms), actor=BOSS, at=AT)
    publish_tier_table(actor=BOSS, at=AT)

    placed = place_order(a_draft(member.pk, Wanted(title.pk, 6)), actor=CLERK, at=AT)
    deliver_all()
    assert Member.objects.get(pk=member.pk).tier.code == "green"

    money = PaymentDraft(number=placed.number, tender="remittance", reference="R7", amount=placed.total)
    take_payment(money, actor=CLERK, at=AT + timedelta(hours=1))
    deliver_all()

    assert Member.objects.get(pk=member.pk).tier.code == "bamboo"
    change = TierChange.objects.get()
    assert (change.why, Decimal(str(change.figures["spent:12"]))) == ("raised", placed.total)
    progress = loyalty.tier_progress(member_id=member.pk, at=AT + timedelta(hours=2), actor=BOSS)
    assert progress.next is not None
    assert progress.next.tier.code == "silk"
    assert [one.lacks for one in progress.missing] == [1000 - placed.total]


@pytest.mark.django_db(transaction=True)
def test_parcels_of_a_tier_go_for_nothing_from_its_own_amount_on() -> None:
    member, title = a_member(), a_title(50)
    for rank, code in enumerate(CODES, 1):
        TierFactory.create(code=code, rank=rank, price_list="member")
    TierTable.objects.all().delete()
    keep_delivery_rule(
        DeliveryDraft(code="all", name_zh="全国", fee=Decimal(8), free_from=Decimal(99)), actor=BOSS, at=AT
    )
    draft = a_draft(member.pk, Wanted(title.pk, 1))
    assert place_order(draft, actor=CLERK, at=AT).total == Decimal("46.00")

    terms = [
        TermsDraft(tier=code, price_list="member", free_delivery_from=Decimal(30) if code == "green" else None)
        for code in CODES
    ]
    write_tier_table(TableDraft(terms=terms), actor=BOSS, at=AT)
    publish_tier_table(actor=BOSS, at=AT)
    deliver_all()

    assert place_order(replace(draft, request_key=uuid4()), actor=CLERK, at=AT).total == Decimal("38.00")
