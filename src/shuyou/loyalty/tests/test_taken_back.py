"""What is taken back is taken of what is worth something; what counts for a tier cannot be handed to and fro."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry
from shuyou.loyalty import events
from shuyou.loyalty.models import PointsAccount
from shuyou.loyalty.queries import Line, Purchase, Reader, earning_at
from shuyou.loyalty.services import (
    Adjustment,
    PointsGift,
    ProgramDraft,
    adjust_points,
    earn_for_purchase,
    give_points,
    redeem_points,
    set_program_terms,
    take_points_back,
)
from shuyou.members.models import Household, HouseholdPerson, Member
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))


def buy(member: Member, yuan: int, source: str, *, at: datetime = AT) -> None:
    """Earn a point for each yuan of an order."""
    paid = Decimal(yuan)
    purchase = Purchase(lines=(Line(1, 1, 1, paid),), paid=paid, at=at, on=at.date())
    with transaction.atomic():
        earn_for_purchase(purchase, reader=Reader(member_id=member.pk), earning=earning_at(at), source=source)


@pytest.mark.django_db
def test_what_has_lapsed_does_not_pay_for_what_comes_back() -> None:
    """Between midnight and the night's run the lapsed lots are still there, and worth nothing."""
    member = MemberFactory.create()
    buy(member, 80, "order:OLD", at=AT - timedelta(days=1200))
    buy(member, 100, "order:SO1")
    redeem_points(member_id=member.pk, points=60, source="order:SO2", at=AT)

    back = take_points_back(
        member_id=member.pk, source="order:SO1", back="order:SO1:back:R1", part=Decimal(1), whole=Decimal(1), at=AT
    )

    assert (back.points, back.short) == (40, 60)
    assert PointsAccount.objects.get(pk=member.pk).balance == 80


@pytest.mark.django_db(transaction=True)
def test_points_given_to_and_fro_or_by_hand_are_not_earned_for_a_tier() -> None:
    terms = ProgramDraft(points_per_yuan=Decimal(1), point_value=Decimal("0.1"), lot_months=24, gift_most=5000)
    set_program_terms(terms, actor=BOSS, at=AT - timedelta(hours=1))
    home, people = Household.objects.create(name="家", created_at=AT), [MemberFactory.create() for _ in range(2)]
    for one in people:
        HouseholdPerson.objects.create(person_id=one.pk, household=home)
    first, second = people
    buy(first, 100, "order:SO1")
    buy(second, 30, "order:SO2")

    for giver, getter in ((first, second), (second, first), (first, second)):
        gift = PointsGift(giver_id=giver.pk, getter_id=getter.pk, points=100, request_key=uuid4())
        give_points(gift, actor=BOSS, at=AT)
    adjust_points(Adjustment(member_id=second.pk, points="200", reason="sorry", request_key=uuid4()), actor=BOSS, at=AT)
    part, whole = Decimal(1), Decimal(2)
    with transaction.atomic():
        take_points_back(
            member_id=second.pk, source="order:SO2", back="order:SO2:back:R1", part=part, whole=whole, at=AT
        )

    figure = next(one for one in registry.figures if one.key == "points")
    with connection.cursor() as cursor:
        cursor.execute(figure.sql, {"people": [one.pk for one in people], "since": AT - timedelta(days=30), "at": AT})
        assert dict(cursor.fetchall()) == {first.pk: 100, second.pk: 15}


def test_words_of_every_list_that_was_exported_are_forgotten_with_the_reader() -> None:
    told = [one.name for one in vars(events).values() if getattr(one, "name", "").endswith("_exported")]
    wheres = " ".join(place.where for place in registry.texts if place.table == "kernel_event")
    assert len(told) >= 3
    assert [name for name in told if f"'{name}'" not in wheres] == []
