"""Notices that are signed well and still not ours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.members.tests.factories import MemberFactory
from shuyou.payments.errors import NoticeRefused
from shuyou.payments.models import BillDifference, Charge, Notice
from shuyou.payments.ports import PAID, BillLine, Told
from shuyou.payments.rules import Entry, differences
from shuyou.payments.services import keep_bill, note_told

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
JOB = Actor.job("notices")
TOLD = Told(
    event="one", kind=PAID, number="PY00000000018", trade="42", amount=Decimal("38.00"), currency="CNY",
    merchant="1900000109",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"merchant": "1900000000"}, {"currency": "USD"}])
def test_a_notice_of_another_merchant_or_currency_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(NoticeRefused):
        note_told(code="wechat", told=replace(TOLD, **wrong), actor=Actor.job("notices"), at=AT)  # type: ignore[arg-type]

    assert Notice.objects.count() == 0


@pytest.mark.django_db
def test_a_notice_of_a_payment_nobody_asked_for_is_kept_and_pays_nothing() -> None:
    outcomes = [note_told(code="wechat", told=TOLD, actor=Actor.job("notices"), at=AT) for _ in range(2)]

    assert outcomes == ["unknown", "repeat"]
    assert Notice.objects.get().outcome == "unknown"


def test_books_that_say_the_same_do_not_differ() -> None:
    ours = [Entry("A", Decimal(3), False), Entry("B", Decimal(2), True), Entry("C", Decimal(1), False)]
    theirs = [Entry("B", Decimal(2), True), Entry("A", Decimal(1), False), Entry("A", Decimal(2), False)]

    (differs,) = differences(ours, theirs)

    assert (differs.number, differs.kind, differs.ours, differs.theirs) == ("C", "ours", Decimal(1), None)


FATES = ("never", "told", "twice", "lost", "late", "paid again")


class Reconciliation(TestCase):
    """Whatever becomes of notices: what our books have is what the bill says, or the difference is listed."""

    @settings(max_examples=60, deadline=None)
    @given(
        charges=st.lists(st.tuples(st.sampled_from(FATES), st.integers(1, 99_999)), min_size=1, max_size=6),
        shuffle=st.randoms(use_true_random=False),
    )
    def test_money_booked_is_the_bill_or_a_difference_is_listed(
        self, charges: list[tuple[str, int]], shuffle: Random
    ) -> None:
        member = MemberFactory.create()
        told: list[tuple[Told, datetime]] = []
        bill: list[BillLine] = []
        for place, (fate, cents) in enumerate(charges):
            number, amount = f"PY{place}", Decimal(cents) / 100
            Charge.objects.create(
                number=number, provider="wechat", member=member, source=f"order:{place}", amount=amount, made_at=AT
            )
            trades = {"never": 0, "paid again": 2}.get(fate, 1)
            bill += [BillLine(number=number, amount=amount, is_refund=False)] * trades
            for trade in range(0 if fate == "lost" else trades):
                one = replace(TOLD, number=number, trade=f"{number}-{trade}", event=f"{number}-{trade}", amount=amount)
                told.append((one, AT + timedelta(days=fate == "late")))
            if fate == "twice":
                told += [told[-1], (replace(told[-1][0], event=f"{number}-again"), AT)]
        shuffle.shuffle(told)

        for one, at in told:
            note_told(code="wechat", told=one, actor=JOB, at=at)
        waiting = keep_bill(code="wechat", lines=bill, day=club_day(AT), actor=JOB, at=AT)
        late = keep_bill(code="wechat", lines=[], day=club_day(AT) + timedelta(days=1), actor=JOB, at=AT)

        booked = {row.number: row.amount for row in Charge.objects.filter(state="paid")}
        billed: dict[str, Decimal] = {}
        for line in bill:
            billed[line.number] = billed.get(line.number, Decimal(0)) + line.amount
        wrong = {number for number in booked.keys() | billed if booked.get(number) != billed.get(number)}
        assert {row.number for row in BillDifference.objects.all()} == wrong
        assert wrong == {f"PY{place}" for place, (fate, _cents) in enumerate(charges) if fate in ("lost", "paid again")}
        assert (waiting, late) == (len(wrong), 0)
