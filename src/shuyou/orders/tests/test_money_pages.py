"""The pages of money: an order paid in the sandbox, given back, cancelled; refunds by hand; bills decided."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.orders.models import Order
from shuyou.orders.services import PaymentDraft, Wanted, place_order, take_payment
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.payments import services as payments
from shuyou.payments.models import BillDifference, Charge, Receipt, Refund

BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(client: Client) -> Client:
    """The window of a manager."""
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    return client


def an_order(payment: str = "online") -> str:
    """Return the number of an order of ¥38.00."""
    return place_order(
        a_draft(a_member().pk, Wanted(a_title(copies=9).pk, 1), payment=payment), actor=CLERK, at=AT
    ).number


@pytest.mark.feature("F127")
def test_an_order_is_paid_by_code_given_back_and_cancelled(manager: Client) -> None:
    number = an_order()

    page = manager.post(f"/console/orders/{number}/charge/", {"provider": "alipay"}, follow=True)
    charge = Charge.objects.get()
    assert "data:image/svg+xml" in page.content.decode()
    assert charge.code_url == f"https://qr.alipay.com/{charge.number}"
    manager.post(f"/console/payments/online/{charge.number}/play/")
    deliver_all()
    assert Order.objects.get().state == "paid"
    receipt = Receipt.objects.get()
    refused = manager.post(
        f"/console/payments/received/{receipt.pk}/give-back/", {"amount": "38.01", "reason": "damaged"}
    )
    assert "can still be given back" in refused.content.decode()
    assert Refund.objects.count() == 0
    manager.post(f"/console/payments/received/{receipt.pk}/give-back/", {"amount": "38.00", "reason": "damaged"})
    refund = Refund.objects.get()
    manager.post(f"/console/payments/refunds/{refund.number}/finish/")
    manager.post(f"/console/orders/{number}/cancel/", {"reason": "damaged"})

    refund.refresh_from_db()
    assert (refund.state, refund.tender, refund.amount) == ("done", "alipay", Decimal("38.00"))
    assert Order.objects.get().state == "cancelled"
    for where in (
        "",
        "online/",
        "refunds/",
        f"received/{receipt.pk}/",
        f"online/{charge.number}/",
        f"refunds/{refund.number}/",
    ):
        assert number in manager.get(f"/console/payments/{where}").content.decode()
    member = Order.objects.get().member
    assert member is not None
    assert "Given back" in manager.get(f"/console/members/{member.number}/account/").content.decode()


def test_cash_is_given_back_by_hand_and_lists_leave_as_files(manager: Client) -> None:
    number = an_order("cash")
    money = PaymentDraft(number=number, tender="cash", reference="T1", amount=Decimal("38.00"))
    take_payment(money, actor=CLERK, at=AT)
    receipt = Receipt.objects.get()
    manager.post(f"/console/payments/received/{receipt.pk}/give-back/", {"amount": "8", "reason": "price"})
    refund = Refund.objects.get()

    assert payments.send_refund(refund_id=refund.pk, actor=BOSS, at=AT) == "asked"
    manager.post(f"/console/payments/refunds/{refund.number}/finish/", {"reference": "at the till"})

    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("done", "at the till")
    file = b"".join(manager.get("/console/payments/", {"as": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert file.splitlines()[1].startswith("T1,")
    assert ">T1<" in manager.get("/console/payments/", {"tender": "cash"}).content.decode()
    assert ">T1<" not in manager.get("/console/payments/", {"tender": "wechat"}).content.decode()


def test_money_of_a_providers_code_at_the_till_is_given_back_by_hand(manager: Client) -> None:
    member = Order.objects.get(number=an_order("cash")).owner_id
    money = payments.Money(
        member_id=member, tender="wechat", reference="4200001", source="order:T1", amount=Decimal(38)
    )
    with transaction.atomic():
        payments.record_receipt(money, at=AT)
        asked = payments.RefundDraft(source="order:T1", amount=Decimal(38), reason="returned")
        payments.note_refund(asked, actor=BOSS, at=AT)
    refund = Refund.objects.get()

    assert list(payments.waiting_refunds()) == []
    assert 'name="reference"' in manager.get(f"/console/payments/refunds/{refund.number}/").content.decode()
    manager.post(f"/console/payments/refunds/{refund.number}/finish/", {"reference": "on the terminal"})

    refund.refresh_from_db()
    assert (refund.state, refund.reference) == ("done", "on the terminal")


def test_a_bill_that_differs_is_decided_on_its_page(manager: Client) -> None:
    order = Order.objects.get(number=an_order())
    draft = payments.ChargeDraft(
        member_id=order.owner_id, provider="wechat", source=f"order:{order.number}", amount=order.total, title="书款"
    )
    lost = payments.ask_for_money(draft, actor=CLERK, at=clock.now())
    payments.notice_of_sandbox(number=lost, actor=CLERK, at=clock.now())
    payments.reconcile(code="wechat", day=clock.club_day(clock.now()), actor=BOSS, at=clock.now())
    row = BillDifference.objects.get()

    assert lost in manager.get("/console/payments/differences/").content.decode()
    bare = manager.post(f"/console/payments/differences/{row.pk}/decide/", {"decision": " "})
    assert "There is no decision." in bare.content.decode()
    manager.post(f"/console/payments/differences/{row.pk}/decide/", {"decision": "notice lost"})
    assert lost not in manager.get("/console/payments/differences/").content.decode()
    manager.post(f"/console/payments/online/{lost}/look-up/")
    deliver_all()
    assert Order.objects.get().state == "paid"


def test_a_refund_that_is_overdue_is_found_until_it_is_given_back(manager: Client) -> None:
    number = an_order()
    draft = PaymentDraft(number=number, tender="transfer", reference="B77", amount=Decimal("38.00"))
    take_payment(draft, actor=BOSS, at=clock.now())
    give = payments.RefundDraft(source=f"order:{number}", amount=Decimal("8.00"), reason="书脊破损")
    payments.ask_refund(give, actor=BOSS, at=clock.now() - timedelta(days=9))

    late = manager.get("/console/payments/refunds/", {"state": "due"}).content.decode()
    refund = Refund.objects.get()
    manager.post(f"/console/payments/refunds/{refund.number}/finish/", {"reference": "B78"})
    done = manager.get("/console/payments/refunds/", {"state": "due"}).content.decode()

    assert refund.number in late
    assert "overdue" in late
    assert refund.number not in done
