"""Payment codes at the till: asked of the provider first, posted when paid, settled once whatever is killed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest

from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.orders import services
from shuyou.orders.models import Sale
from shuyou.orders.services import ReturnDraft
from shuyou.orders.services.till import SaleDraft, SaleLine, Tender, sale_source, sell_at_till
from shuyou.orders.tests.factories import AT, BOSS
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_till_pages import post, signed_in
from shuyou.orders.tests.till_scene import a_clerk, a_sale, at_the_till, in_store
from shuyou.payments import services as payments
from shuyou.payments.errors import CodeNotPaid, CodeUsed
from shuyou.payments.models import Charge, Receipt, Refund, SandboxTrade
from shuyou.payments.services import CodeDraft

pytestmark = pytest.mark.django_db(transaction=True)

WECHAT, ALIPAY = "13000000000000000", "28000000000000000"


def asked(sale: UUID, plan: str, *, code: str = "wechat", key: UUID | None = None) -> CodeDraft:
    """Return ¥40.00 to be taken for a sale by a code that leads to what its last digit says."""
    return CodeDraft(
        key=key or uuid4(), provider=code, code=f"{WECHAT if code == 'wechat' else ALIPAY}{plan}",
        source=sale_source(sale), amount=Decimal("40.00"), title="书款", place="river",
    )  # fmt: skip


def paid_by(number: str, *, code: str = "wechat", key: UUID | None = None) -> SaleDraft:
    """Return a sale of ¥40.00 that a payment pays."""
    line = SaleLine(item_id=in_store(1).pk, quantity=1)
    return a_sale(line, tenders=(Tender(code, Decimal("40.00"), number),), key=key)


@pytest.mark.parametrize("code", ["wechat", "alipay"])
def test_a_sale_is_posted_when_the_code_is_paid_and_its_money_goes_back_the_same_way(code: str) -> None:
    clerk, key = at_the_till(), uuid4()
    taken = payments.collect(asked(key, "1", code=code), actor=clerk, at=AT)
    assert taken.state == "paid"

    sold = sell_at_till(paid_by(taken.number, code=code, key=key), actor=clerk, at=AT)

    charge = Charge.objects.get()
    assert charge.receipt_id == Receipt.objects.get(tender=code, source=f"order:{sold.number}").pk
    with pytest.raises(CodeUsed):
        payments.call_code_off(number=taken.number, actor=clerk, at=AT)
    draft = ReturnDraft(number=sold.number, copies={1: 1}, reason="faulty")
    services.settle_return(services.ask_return(draft, actor=clerk, at=AT), damaged={}, actor=BOSS, at=AT)
    payments.send_refund(refund_id=Refund.objects.get().pk, actor=BOSS, at=AT)
    assert SandboxTrade.objects.get(is_refund=True).amount == Decimal("40.00")


def test_a_sale_paid_by_code_whose_network_went_is_posted_days_later() -> None:
    clerk, key = at_the_till(), uuid4()
    taken = payments.collect(asked(key, "1"), actor=clerk, at=AT)
    later = AT + timedelta(days=6)
    payments.settle_codes(actor=Actor.job("payments.settle_codes"), at=later)

    sell_at_till(replace(paid_by(taken.number, key=key), sold_at=AT), actor=clerk, at=later)

    charge = Charge.objects.get()
    assert (charge.state, charge.trouble, charge.receipt_id is None) == ("paid", "", False)


def test_nothing_else_than_its_own_paid_payment_pays_a_sale() -> None:
    clerk, key = at_the_till(), uuid4()
    taken = payments.collect(asked(key, "1"), actor=clerk, at=AT)
    waiting = payments.collect(asked(uuid4(), "2"), actor=clerk, at=AT)
    mine = paid_by(taken.number, key=key)
    less = replace(mine.tenders[0], amount=Decimal("30.00"))

    for draft in (
        replace(mine, request_key=uuid4()),
        replace(mine, tenders=(less, Tender("cash", Decimal("10.00")))),
        paid_by(waiting.number),
        paid_by(f"{WECHAT}1"),
        paid_by("PY0"),
    ):
        with pytest.raises(CodeNotPaid):
            sell_at_till(draft, actor=clerk, at=AT)
    assert Sale.objects.count() == 0

    sell_at_till(mine, actor=clerk, at=AT)
    with pytest.raises(CodeNotPaid):
        sell_at_till(paid_by(taken.number, key=uuid4()), actor=clerk, at=AT)
    assert Sale.objects.count() == 1


@pytest.mark.parametrize(
    ("plan", "states"),
    [
        ("5", ["paid", "paid"]), ("6", ["waiting", "waiting"]), ("7", ["waiting", "waiting", "paid"]),
        ("2", ["waiting", "waiting"]), ("3", ["refused", "refused"]), ("4", ["refused"]),
    ],
)  # fmt: skip
def test_the_same_key_asks_how_it_stands_and_takes_money_once(plan: str, states: list[str]) -> None:
    clerk, key = at_the_till(), uuid4()
    draft = asked(uuid4(), plan, key=key)

    found = [payments.collect(draft, actor=clerk, at=AT) for _again in states]

    assert [one.state for one in found] == states
    assert len({one.number for one in found}) == Charge.objects.count() == 1
    assert SandboxTrade.objects.count() == (plan in "257")


def test_a_sale_and_a_calling_off_at_once_end_in_one_of_both() -> None:
    clerk, key = at_the_till(), uuid4()
    taken = payments.collect(asked(key, "1"), actor=clerk, at=AT)
    draft = paid_by(taken.number, key=key)

    answers = all_at_once([
        lambda: sell_at_till(draft, actor=clerk, at=AT),
        lambda: payments.call_code_off(number=taken.number, actor=clerk, at=AT),
    ])  # fmt: skip

    is_sold = Sale.objects.exists()
    assert [type(answer).__name__ for answer in answers] == (
        ["Sold", "CodeUsed"] if is_sold else ["CodeNotPaid", "bool"]
    )
    assert SandboxTrade.objects.get().is_off is not is_sold
    deliver_all()


def test_the_till_asks_waits_and_calls_off() -> None:
    clerk, item, key = at_the_till(), in_store(1), str(uuid4())
    here, other = signed_in(clerk.id), signed_in(a_clerk().id)
    body: Mapping[str, object] = {
        "key": key, "part": str(uuid4()), "kind": "wechat", "amount": "40.00", "code": f"{WECHAT[:9]} {WECHAT[9:]}7",
    }  # fmt: skip

    assert post(other, "collect/", body)[0] == HTTPStatus.CONFLICT
    status, told = post(here, "collect/", body)
    assert (status, told["state"]) == (HTTPStatus.OK, "waiting")
    how = [post(here, "collect/how/", {"number": told["number"]})[1]["state"] for _again in range(2)]
    assert how == ["waiting", "paid"]
    tender = {"kind": "wechat", "amount": "40.00", "reference": told["number"]}
    sale = {"key": key, "lines": [{"item": item.pk, "quantity": 1}], "tenders": [tender]}
    assert post(here, "sell/", sale)[0] == HTTPStatus.OK
    assert post(here, "collect/off/", {"number": told["number"]})[0] == HTTPStatus.CONFLICT
    lost = {**body, "key": str(uuid4()), "part": str(uuid4())}  # its answer was: the till knows the part alone
    post(here, "collect/", lost)
    assert post(here, "collect/off/", {"number": "", "part": lost["part"]}) == (HTTPStatus.OK, {"is_over": True})
    wrong = {**body, "part": str(uuid4()), "code": "4200001234"}
    assert post(here, "collect/", wrong)[1]["refused"]["code"] == "payments.code_refused"  # type: ignore[index]
