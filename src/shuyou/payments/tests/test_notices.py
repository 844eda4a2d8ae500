"""Notices that are signed well and still not ours."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shuyou.kernel.actor import Actor
from shuyou.payments.errors import NoticeRefused
from shuyou.payments.models import Notice
from shuyou.payments.ports import PAID, Told
from shuyou.payments.rules import Entry, differences
from shuyou.payments.services import note_told

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
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
