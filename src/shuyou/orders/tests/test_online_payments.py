"""Money through providers: asked, told, used once, given back never more than came, compared with their bills."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.orders.models import Order
from shuyou.orders.services import Wanted, cancel_order, place_order
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.payments import services as payments
from shuyou.payments.errors import GoesToCard, RefundTooLarge
from shuyou.payments.models import BillDifference, Charge, Notice, Receipt, ReceiptReturn, Refund
from shuyou.payments.services import ChargeDraft, RefundDraft
from shuyou.payments.tests.factories import a_refund_told

BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))
JOB = Actor.job("payments.wechat")


def an_order() -> Order:
    """Return an order of ¥38.00 to be paid online."""
    draft = a_draft(a_member().pk, Wanted(a_title(copies=9).pk, 1), payment="online")
    return Order.objects.get(number=place_order(draft, actor=CLERK, at=AT).number)


def asked(order: Order, code: str = "wechat", amount: str = "38.00") -> str:
    """Ask for the money of an order through a provider, and return the number of the charge."""
    draft = ChargeDraft(
        member_id=order.owner_id, provider=code, source=f"order:{order.number}", amount=Decimal(amount), title="书款"
    )
    return payments.ask_for_money(draft, actor=CLERK, at=clock.now())


def scanned(number: str, event: str = "") -> dict[str, object]:
    """Have the reader pay, or the provider give back, and return the notice as it is sent."""
    sent = payments.notice_of_sandbox(number=number, event=event, actor=CLERK, at=clock.now())
    kind = sent.headers.get("Content-Type", "application/json")
    return {
        "path": f"/pay/notice/{sent.code}/", "data": sent.body, "content_type": kind,
        "headers": {name: value for name, value in sent.headers.items() if name != "Content-Type"},
    }  # fmt: skip


@pytest.mark.feature("F127")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["wechat", "alipay"])
def test_a_notice_pays_the_order_once_however_often_it_comes(client: Client, code: str) -> None:
    order = an_order()
    notice = scanned(asked(order, code), event="one")

    answers = [client.post(**notice) for _ in range(3)]  # type: ignore[arg-type]
    client.post(**scanned(Charge.objects.get().number, event="two"))  # type: ignore[arg-type]
    deliver_all()
    deliver_all()

    assert {answer.status_code for answer in answers} == {200}
    order.refresh_from_db()
    assert (order.state, order.paid_total) == ("paid", Decimal("38.00"))
    assert (Receipt.objects.get().tender, Receipt.objects.get().amount) == (code, Decimal("38.00"))
    assert sorted(Notice.objects.values_list("event", "outcome")) == [("one", "paid"), ("two", "as known")]


@pytest.mark.django_db(transaction=True)
def test_a_notice_of_another_sum_is_refused_and_moves_nothing(client: Client) -> None:
    notice = scanned(asked(an_order()))
    Charge.objects.update(amount=Decimal("38.01"))

    assert client.post(**notice).status_code == 403  # type: ignore[arg-type]
    assert Charge.objects.get().state == "open"
    assert (Notice.objects.count(), Receipt.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_stranger_s_notice_is_turned_away(client: Client) -> None:
    assert client.post("/pay/notice/wechat/", data=b"{}", content_type="application/json").status_code == 403
    assert client.post("/pay/notice/alipay/", data={"sign": "x"}).status_code == 403
    assert client.post("/pay/notice/other/", data=b"{}", content_type="application/json").status_code == 404


@pytest.mark.feature("F127")
@pytest.mark.django_db(transaction=True)
def test_whoever_asks_the_provider_finds_what_no_notice_told() -> None:
    order = an_order()
    number = asked(order)
    scanned(number)

    assert payments.look_charge_up(number=number, actor=CLERK, at=clock.now()) == "paid"
    assert payments.look_charge_up(number=number, actor=CLERK, at=clock.now()) == "repeat"
    deliver_all()

    order.refresh_from_db()
    assert order.state == "paid"


@pytest.mark.django_db(transaction=True)
def test_money_for_an_order_that_takes_none_waits_for_somebody(client: Client) -> None:
    order = an_order()
    notice = scanned(asked(order))
    cancel_order(order.number, reason="too late", actor=CLERK, at=AT)

    client.post(**notice)  # type: ignore[arg-type]
    deliver_all()

    charge = Charge.objects.get()
    assert (charge.state, charge.trouble, charge.receipt_id) == ("paid", "orders.wrong_state", None)
    assert Receipt.objects.count() == 0


def a_paid_order() -> Order:
    """Return an order that was paid through a provider."""
    order = an_order()
    number = asked(order)
    scanned(number)
    payments.look_charge_up(number=number, actor=CLERK, at=clock.now())
    deliver_all()
    return order


@pytest.mark.django_db(transaction=True)
def test_a_refund_goes_to_where_the_money_came_from_and_the_order_can_be_cancelled(client: Client) -> None:
    order = a_paid_order()
    draft = RefundDraft(source=f"order:{order.number}", amount=Decimal("38.00"), reason="书脊破损")

    (refund_id,) = payments.ask_refund(draft, actor=BOSS, at=clock.now())
    assert payments.send_refund(refund_id=refund_id, actor=JOB, at=clock.now()) == "sent"
    notice = scanned(Refund.objects.get().number)
    for _ in range(2):
        client.post(**notice)  # type: ignore[arg-type]

    assert Refund.objects.get().state == "done"
    with pytest.raises(RefundTooLarge):
        payments.ask_refund(replace(draft, amount=Decimal("0.01")), actor=BOSS, at=clock.now())
    assert payments.refunded_of(source=draft.source) == Decimal("38.00")


@pytest.mark.django_db(transaction=True)
def test_notices_out_of_order_count_once_each_and_take_nothing_back(client: Client) -> None:
    order = a_paid_order()
    charge = Charge.objects.get()
    draft = RefundDraft(source=f"order:{order.number}", amount=Decimal("8.00"), reason="书脊破损")
    (refund_id,) = payments.ask_refund(draft, actor=BOSS, at=clock.now())
    number = Refund.objects.get().number
    done = a_refund_told(number, Decimal("8.00"))

    early = payments.note_told(code="wechat", told=done, actor=JOB, at=clock.now())  # before the answer to our asking
    payments.send_refund(refund_id=refund_id, actor=JOB, at=clock.now())
    late = client.post(**scanned(charge.number, event="late"))  # type: ignore[arg-type]

    assert (early, late.status_code, Refund.objects.get().state) == ("refunded", 200, "done")
    assert payments.refunded_of(source=draft.source) == Decimal("8.00")
    order.refresh_from_db()
    assert (order.paid_total, Receipt.objects.count()) == (Decimal("38.00"), 1)


@pytest.mark.django_db(transaction=True)
def test_two_clerks_give_back_only_what_was_paid() -> None:
    order = a_paid_order()
    draft = RefundDraft(source=f"order:{order.number}", amount=Decimal("20.00"), reason="退货")

    def ask(_clerk: int) -> str:
        try:
            payments.ask_refund(draft, actor=BOSS, at=clock.now())
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "asked"

    with ThreadPoolExecutor(3) as clerks:
        ended = sorted(clerks.map(ask, range(3)))

    assert ended == ["RefundTooLarge", "RefundTooLarge", "asked"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ReceiptReturn.objects.update(refunded=Decimal("38.01"))


@pytest.mark.django_db(transaction=True)
def test_what_a_card_paid_leaves_by_no_hand_and_goes_back_once() -> None:
    order = an_order()
    source, paid = f"order:{order.number}", Decimal("38.00")
    money = payments.Money(member_id=order.owner_id, tender="value", reference="1", source=source, amount=paid)
    with transaction.atomic():
        payments.record_receipt(money, at=AT)
    (refund_id,) = payments.ask_refund(RefundDraft(source=source, amount=paid, reason="退货"), actor=BOSS, at=AT)

    def take() -> int:
        with transaction.atomic():
            taken = payments.refunds_by_card(refund_ids=[refund_id])
        connections.close_all()
        return len(taken)

    with pytest.raises(GoesToCard):
        payments.move_refund(refund_id=refund_id, state="done", said="cash", actor=BOSS, at=AT)
    with ThreadPoolExecutor(1) as worker:
        with transaction.atomic():
            assert len(payments.refunds_by_card(refund_ids=[refund_id])) == 1
            other = worker.submit(take)
            with pytest.raises(TimeoutError):
                other.result(timeout=0.5)
            payments.finish_refunds(refund_ids=[refund_id], said="card", at=AT)
        assert other.result() == 0
    assert (Refund.objects.get().state, Refund.objects.get().reference) == ("done", "card")


@pytest.mark.django_db(transaction=True)
def test_bills_are_compared_and_differences_decided() -> None:
    a_paid_order()
    today = clock.club_day(clock.now())

    assert payments.reconcile(code="wechat", day=today, actor=BOSS, at=clock.now()) == 0
    lost = asked(an_order())
    scanned(lost)  # no notice of it ever came
    assert payments.reconcile(code="wechat", day=today, actor=BOSS, at=clock.now()) == 1
    row = BillDifference.objects.get()
    assert (row.number, row.kind, row.theirs, row.ours) == (lost, "theirs", Decimal("38.00"), None)
    payments.decide_difference(difference_id=row.pk, decision="通知丢失，已查单", actor=BOSS, at=clock.now())

    assert payments.reconcile(code="wechat", day=today, actor=BOSS, at=clock.now()) == 0
    payments.look_charge_up(number=lost, actor=CLERK, at=clock.now())
    assert payments.reconcile(code="wechat", day=today, actor=BOSS, at=clock.now()) == 0
    assert payments.reconcile(code="wechat", day=today - timedelta(days=1), actor=BOSS, at=clock.now()) == 0


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(paid=st.lists(st.integers(1, 5_000), min_size=1, max_size=3), wanted=st.lists(st.integers(1, 6_000), max_size=5))
def test_refunds_sum_to_no_more_than_was_paid(paid: list[int], wanted: list[int]) -> None:
    known = Member.objects.order_by("pk").values_list("pk", flat=True).first()
    member_id, source = known or a_member().pk, f"order:H{Receipt.objects.count()}"
    with transaction.atomic():
        for place, amount in enumerate(paid):
            money = payments.Money(
                member_id=member_id, tender="cash", reference=f"{source[6:]}-{place}", source=source,
                amount=Decimal(amount) / 100,
            )  # fmt: skip
            payments.record_receipt(money, at=AT)
    left = sum(paid)

    for amount in wanted:
        draft = RefundDraft(source=source, amount=Decimal(amount) / 100, reason="退")
        try:
            with transaction.atomic():
                payments.note_refund(draft, actor=BOSS, at=AT)
        except RefundTooLarge:
            assert amount > left
        else:
            left -= amount

    assert payments.refunded_of(source=source) * 100 == sum(paid) - left
    assert left >= 0
