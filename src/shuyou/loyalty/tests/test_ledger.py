"""The points ledger under any sequence of postings: balance, lots and lines never disagree."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.ledgers import differences
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot
from shuyou.loyalty.queries import points_state
from shuyou.loyalty.services import earn_points, expire_points, redeem_points, restore_points
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
NIGHT = Actor.job("night")

steps = st.lists(
    st.tuples(st.sampled_from(["earn", "redeem", "restore", "wait", "expire"]), st.integers(1, 900)),
    min_size=1,
    max_size=14,
)


def balance_of(member_id: int) -> int:
    """Return the cached balance of a member."""
    return PointsAccount.objects.filter(pk=member_id).values_list("balance", flat=True).first() or 0


class LedgerProperties(TestCase):
    """Any order of earning, spending, giving back, waiting and nights that write off what has lapsed."""

    @settings(max_examples=25, deadline=None)
    @given(steps)
    def test_balance_lots_and_lines_agree(self, plan: list[tuple[str, int]]) -> None:
        member, at, spent = MemberFactory.create(), AT, []
        for number, (step, size) in enumerate(plan):
            source = f"step:{number}"
            if step == "earn":
                earn_points(member_id=member.pk, amount=Decimal(size), source=source, at=at)
            elif step == "redeem":
                with suppress(NotEnoughPoints):
                    redeem_points(member_id=member.pk, points=size, source=source, at=at)
                    spent.append(source)
            elif step == "restore" and spent:
                restore_points(member_id=member.pk, source=spent[size % len(spent)], at=at)
            else:
                at += timedelta(days=size)
                if step == "expire":
                    self.expire(member.pk, at)
            self.check(member.pk)

    def expire(self, member_id: int, at: datetime) -> None:
        """Write off what has lapsed; then all that is left can be spent, and a repeat does nothing."""
        usable = points_state(member_id=member_id, today=club_day(at), actor=NIGHT).usable
        expire_points(actor=NIGHT, at=at)
        lines = PointsEntry.objects.count()

        assert expire_points(actor=NIGHT, at=at) is None
        assert PointsEntry.objects.count() == lines
        assert (balance_of(member_id), differences()) == (usable, [])

    def check(self, member_id: int) -> None:
        """Compare the cached balance with the lots and with the lines."""
        balance = balance_of(member_id)
        lots = PointsLot.objects.filter(account_id=member_id).aggregate(n=Sum("remaining"))["n"] or 0
        lines = PointsEntry.objects.filter(account_id=member_id).aggregate(n=Sum("points"))["n"] or 0
        assert balance == lots == lines
        assert balance >= 0


@pytest.mark.django_db
def test_a_source_earns_once() -> None:
    member = MemberFactory.create()

    first = earn_points(member_id=member.pk, amount=Decimal("58.80"), source="order:SO1", at=AT)
    again = earn_points(member_id=member.pk, amount=Decimal("58.80"), source="order:SO1", at=AT)

    assert (first, again) == (58, 0)
    assert PointsAccount.objects.get(pk=member.pk).balance == 58


@pytest.mark.django_db
def test_lapsed_points_cannot_be_spent() -> None:
    member = MemberFactory.create()
    earn_points(member_id=member.pk, amount=Decimal(100), source="old", at=AT - timedelta(days=800))
    earn_points(member_id=member.pk, amount=Decimal(30), source="new", at=AT)

    with pytest.raises(NotEnoughPoints) as refusal:
        redeem_points(member_id=member.pk, points=31, source="order:SO1", at=AT)

    assert refusal.value.params == {"balance": 30, "asked": 31}


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE loyalty_pointsentry SET points = 1", "DELETE FROM loyalty_pointsentry"])
def test_the_ledger_refuses_change(sql: str) -> None:
    member = MemberFactory.create()
    earn_points(member_id=member.pk, amount=Decimal(5), source="order:SO1", at=AT)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert PointsEntry.objects.get().points == 5
