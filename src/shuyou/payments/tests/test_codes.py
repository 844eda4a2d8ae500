"""Payment codes: never asked for within a transaction, followed to their end whoever leaves or is killed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.payments import services as payments
from shuyou.payments.adapters import provider
from shuyou.payments.errors import CodeNotPaid, ProviderFailed
from shuyou.payments.models import Charge, SandboxTrade
from shuyou.payments.ports import Scanned
from shuyou.payments.services import CodeDraft, Money

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.MANAGER}))
JOB = Actor.job("payments.settle_codes")
SALE = "sale:1"


def asked(plan: str) -> CodeDraft:
    """Return ¥40.00 to be taken by a code that leads to what its last digit says."""
    return CodeDraft(
        key=uuid4(), provider="wechat", code=f"13000000000000000{plan}", source=SALE, amount=Decimal("40.00"),
        title="书款", place="river",
    )  # fmt: skip


def test_the_provider_is_never_asked_within_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox, met = provider("wechat"), list[bool]()
    for name in ("collect", "look_up", "call_off"):
        real = getattr(sandbox, name)

        def watched(said: object, real: Any = real) -> object:
            met.append(connection.in_atomic_block)
            return real(said)

        monkeypatch.setattr(sandbox, name, watched)

    number = payments.collect(asked("2"), actor=CLERK, at=AT).number
    payments.ask_about_code(number=number, actor=CLERK, at=AT)
    payments.call_code_off(number=number, actor=CLERK, at=AT)

    assert met == [False, False, False]


def test_what_was_killed_in_between_is_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = provider("wechat")
    real = sandbox.collect

    def killed(said: Scanned) -> None:
        real(said)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sandbox, "collect", killed)
        with pytest.raises(KeyboardInterrupt):
            payments.collect(asked("1"), actor=CLERK, at=AT)
    charge = Charge.objects.get()
    assert (charge.state, SandboxTrade.objects.get().is_paid) == ("open", True)

    later = AT + timedelta(minutes=3)
    assert [payments.settle_codes(actor=JOB, at=later) for _twice in range(2)] == [1, 0]
    assert Charge.objects.get().state == "paid"
    late = later + timedelta(days=7)  # the till may have sold without a network: it is waited for
    assert payments.settle_codes(actor=JOB, at=late) == 0
    assert (Charge.objects.get().state, bool(Charge.objects.get().trouble)) == ("paid", True)
    late = later + timedelta(days=9)  # the till is gone: nobody posts the sale, and the money goes back
    assert [payments.settle_codes(actor=JOB, at=late) for _twice in range(2)] == [1, 0]
    assert (Charge.objects.get().state, SandboxTrade.objects.get().is_off) == ("closed", True)
    money = Money(member_id=None, tender="wechat", reference=charge.number, source="order:1", amount=Decimal("40.00"))
    with pytest.raises(CodeNotPaid), transaction.atomic():
        payments.use_code(number=charge.number, source=SALE, money=money, at=late)


def test_a_reader_who_never_agrees_is_not_waited_for_and_a_failing_provider_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number = payments.collect(asked("2"), actor=CLERK, at=AT).number

    def fail(_number: str) -> None:
        raise ProviderFailed(provider="WeChat Pay", reason="-")

    with monkeypatch.context() as patch:
        patch.setattr(provider("wechat"), "call_off", fail)
        payments.settle_codes(actor=JOB, at=AT + timedelta(minutes=3))
    assert Charge.objects.get().state == "off"
    sent = payments.notice_of_sandbox(number=number, actor=CLERK, at=clock.now())  # agrees in this very moment
    payments.take_notice(code="wechat", headers=sent.headers, body=sent.body, actor=JOB, at=clock.now())
    assert (Charge.objects.get().state, SandboxTrade.objects.get().is_paid) == ("off", True)

    payments.settle_codes(actor=JOB, at=AT + timedelta(minutes=4))

    assert (Charge.objects.get().state, SandboxTrade.objects.get().is_off) == ("closed", True)


def test_one_payment_that_a_provider_tells_differently_holds_up_no_other_and_is_shown_to_somebody() -> None:
    strange = payments.collect(asked("7"), actor=CLERK, at=AT).number
    payments.ask_about_code(number=strange, actor=CLERK, at=AT)
    Charge.objects.update(amount=Decimal("39.00"))
    other = payments.collect(asked("2"), actor=CLERK, at=AT).number

    assert [payments.settle_codes(actor=JOB, at=AT + timedelta(minutes=3)) for _twice in range(2)] == [2, 0]

    assert (Charge.objects.get(number=strange).state, bool(Charge.objects.get(number=strange).trouble)) == (
        "open", True,
    )  # fmt: skip
    assert Charge.objects.get(number=other).state == "closed"


def test_a_repeat_of_a_key_and_of_a_calling_off_tell_nothing_anew() -> None:
    draft = asked("2")
    number = {payments.collect(draft, actor=CLERK, at=AT).number for _twice in range(2)}.pop()
    for _twice in range(2):
        assert payments.call_code_off(number=number, actor=CLERK, at=AT)

    told = list(EventRecord.objects.filter(name__startswith="payments.charge_").order_by("pk").values_list("name"))
    assert told == [("payments.charge_made",), ("payments.charge_called_off",), ("payments.charge_called_off",)]
