"""Invoices of orders, taken back by red ones; institutions on account, with their statements."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as house
from django.db import IntegrityError, connections, transaction
from django.test import Client
from lxml import etree

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import DomainError
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount
from shuyou.orders.errors import PaymentTooLarge
from shuyou.orders.models import Order
from shuyou.orders.services import (
    OrderChange,
    PaymentDraft,
    ReturnDraft,
    Wanted,
    ask_return,
    cancel_order,
    change_order,
    deliver_order,
    pick_order,
    place_order,
    settle_return,
    ship_order,
    take_payment,
)
from shuyou.orders.services._invoice_order import Buyer, invoice_order
from shuyou.orders.tests.factories import AT, BOSS, CLERK, HOME, PICKER, a_draft, a_member, a_school, a_title
from shuyou.payments import queries
from shuyou.payments import services as payments
from shuyou.payments.errors import (
    CreditExceeded,
    InvoiceInForce,
    InvoiceNotInForce,
    NoCredit,
    NothingToInvoice,
    ProviderOff,
    TaxNumberWrong,
)
from shuyou.payments.models import CreditAccount, Invoice
from shuyou.supply.models import Article

COMPANY = Buyer(title="杭州纸鸢文化有限公司", tax_number="91110000600037341L")


def a_paid_order() -> str:
    """Return the number of a paid order of two titles, one of them taxed at 9 %."""
    exempt, taxed = a_title(copies=9), a_title(copies=9)
    Article.objects.create(item=taxed, vat_rate=Decimal("0.09"))
    draft = a_draft(a_member().pk, Wanted(exempt.pk, 1), Wanted(taxed.pk, 2), payment="cash")
    number = place_order(draft, actor=CLERK, at=AT).number
    take_payment(
        PaymentDraft(number=number, tender="cash", reference=f"T{number}", amount=Decimal("114.00")), actor=CLERK, at=AT
    )
    return number


@pytest.mark.feature("F127")
@pytest.mark.django_db
def test_an_invoice_holds_what_was_sold_and_a_red_one_takes_it_back(client: Client) -> None:
    number = a_paid_order()

    invoice_id = invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)
    assert payments.issue_invoice(invoice_id=invoice_id, actor=BOSS, at=AT) == "issued"
    with pytest.raises(InvoiceInForce):
        invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)
    blue = Invoice.objects.get()
    assert (blue.total, blue.net, blue.tax) == (Decimal("114.00"), Decimal("107.72"), Decimal("6.28"))
    told = etree.fromstring(blue.xml.encode())
    assert [len(blue.number), told.findtext("Number"), len(told.findall("Items/Item"))] == [20, blue.number, 2]
    assert (told.findtext("SellerName"), told.findtext("SellerTaxNumber")) == house.SHUYOU_SELLER
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    page = client.post(f"/console/payments/invoices/{blue.serial}/reverse/", {"reason": ""})
    assert "There is no reason." in page.content.decode()
    client.post(f"/console/payments/invoices/{blue.serial}/reverse/", {"reason": "returned"})
    red = Invoice.objects.get(kind="red")
    payments.issue_invoice(invoice_id=red.pk, actor=BOSS, at=AT)
    red.refresh_from_db()
    assert (red.total, red.original_id) == (Decimal("-114.00"), blue.pk)
    assert blue.number in red.xml
    assert client.get(f"/console/payments/invoices/{red.serial}/pdf/").content.startswith(b"%PDF")
    assert blue.serial in client.get("/console/payments/invoices/").content.decode()
    client.post(f"/console/orders/{number}/invoice/", {"buyer_title": "林晚舟"})
    assert Invoice.objects.filter(kind="blue", is_reversed=False).get().buyer_title == "林晚舟"


@pytest.mark.django_db
def test_a_red_invoice_names_who_sold_then_and_none_is_issued_by_nobody(settings: Any) -> None:
    number = a_paid_order()
    blue = invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)
    settings.SHUYOU_SELLER = ()
    with pytest.raises(ProviderOff):
        payments.issue_invoice(invoice_id=blue, actor=BOSS, at=AT)
    settings.SHUYOU_SELLER = ("旧名书店", "91110000MA0000001L")
    payments.issue_invoice(invoice_id=blue, actor=BOSS, at=AT)
    payments.reverse_invoice(serial=Invoice.objects.get().serial, reason="改名", actor=BOSS, at=AT)
    settings.SHUYOU_SELLER = ("新名书店", "91110000MA0000001L")
    red = Invoice.objects.get(kind="red")

    payments.issue_invoice(invoice_id=red.pk, actor=BOSS, at=AT)

    assert set(Invoice.objects.values_list("seller_title", "state")) == {("旧名书店", "issued")}


@pytest.mark.django_db
def test_what_went_back_is_not_invoiced() -> None:
    number = a_paid_order()
    with pytest.raises(TaxNumberWrong):
        invoice_order(number=number, buyer=Buyer(title="某公司", tax_number="91110000600037341X"), actor=BOSS, at=AT)
    give = payments.RefundDraft(source=f"order:{number}", amount=Decimal("38.01"), reason="退货")
    payments.ask_refund(give, actor=BOSS, at=AT)

    invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)

    assert Invoice.objects.get().total == Decimal("75.99")
    bare = place_order(a_draft(a_member().pk, Wanted(a_title(copies=1).pk, 1)), actor=CLERK, at=AT).number
    with pytest.raises(NothingToInvoice):
        invoice_order(number=bare, buyer=COMPANY, actor=BOSS, at=AT)


@pytest.mark.feature("F127")
@pytest.mark.django_db(transaction=True)
def test_an_invoice_not_issued_yet_is_given_up_at_a_return_and_one_over_what_is_kept_asked_for() -> None:
    number = a_paid_order()
    asked_for = invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)
    send(number)
    asked = ask_return(ReturnDraft(number=number, copies={2: 1}, reason="mind"), actor=CLERK, at=AT)
    settle_return(asked, damaged={}, actor=PICKER, at=AT)
    deliver_all()

    old, new = Invoice.objects.order_by("pk")
    assert (old.pk, old.state, old.is_reversed, old.number) == (asked_for, "gone", True, "")
    assert (new.kind, new.is_reversed, new.buyer_title, new.total) == ("blue", False, COMPANY.title, Decimal("76.00"))
    assert payments.issue_invoice(invoice_id=old.pk, actor=BOSS, at=AT) == "gone"
    assert payments.issue_invoice(invoice_id=new.pk, actor=BOSS, at=AT) == "issued"


@pytest.mark.django_db(transaction=True)
def test_an_invoice_given_up_while_the_tax_service_issues_it_is_taken_back_by_a_red_one() -> None:
    number = a_paid_order()
    asked_for = invoice_order(number=number, buyer=COMPANY, actor=BOSS, at=AT)

    class Slow:
        """A tax service that takes so long that somebody gives the invoice up meanwhile."""

        def issue(self, asked: Any) -> str:
            """Issue it nevertheless."""
            payments.reverse_invoice(serial=asked.serial, reason="写错抬头", actor=BOSS, at=AT)
            return "12345678901234567890"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("shuyou.payments.services._invoices.invoice_provider", Slow)
        assert payments.issue_invoice(invoice_id=asked_for, actor=BOSS, at=AT) == "issued"

    blue, red = Invoice.objects.order_by("pk")
    assert (blue.is_reversed, red.kind, red.original_id, red.total) == (True, "red", blue.pk, -blue.total)
    with pytest.raises(InvoiceNotInForce):
        payments.reverse_invoice(serial=blue.serial, reason="again", actor=BOSS, at=AT)
    assert invoice_order(number=number, buyer=Buyer(title="林晚舟"), actor=BOSS, at=AT) > red.pk


@pytest.mark.feature("F127")
@pytest.mark.django_db(transaction=True)
def test_a_school_buys_on_account_within_its_limit_however_many_order_at_once(client: Client) -> None:
    member = a_member()
    item = a_title(copies=9)
    with pytest.raises(NoCredit):
        place_order(a_draft(member.pk, Wanted(item.pk, 1), payment="account"), actor=CLERK, at=AT)
    school = a_school(member.pk, "80.00")

    def order(_clerk: int) -> str:
        try:
            return place_order(a_draft(member.pk, Wanted(item.pk, 1), payment="account"), actor=CLERK, at=AT).number
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as clerks:
        ended = sorted(clerks.map(order, range(3)))

    assert ended[0] == CreditExceeded.__name__
    first, second = ended[1:]
    money = PaymentDraft(number=first, tender="transfer", reference="B1", amount=Decimal("38.00"))
    take_payment(money, actor=CLERK, at=AT)
    cancel_order(second, reason="twice", actor=CLERK, at=AT)
    assert CreditAccount.objects.get().owed == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        CreditAccount.objects.update(owed=Decimal("80.01"))
    told = queries.statement_of(number=school.number, month=AT.date(), actor=BOSS)
    assert [line.amount for line in told.lines] == [38, 38, -38, -38]
    assert not told.opening
    assert not told.closing
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    page = f"/console/payments/accounts/{school.number}/2026-11/"
    assert first in client.get(page).content.decode()
    assert client.get(page, {"as": "csv"}).status_code == 200
    client.post("/console/payments/accounts/", {"number": school.number, "most": "500"})
    assert CreditAccount.objects.get().most == Decimal("500.00")
    assert Order.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_a_school_owes_follows_its_order_up_and_down_and_back() -> None:
    member, item = a_member(), a_title(copies=9)
    a_school(member.pk, "160.00")
    number = place_order(a_draft(member.pk, Wanted(item.pk, 2), payment="account"), actor=CLERK, at=AT).number
    owed: list[Decimal] = []

    def change(copies: int) -> None:
        order = Order.objects.get(number=number)
        wanted = OrderChange(number=number, version=order.version, copies={item.pk: copies}, destination=HOME)
        change_order(wanted, actor=CLERK, at=AT)
        owed.append(CreditAccount.objects.get().owed)

    change(4)
    with pytest.raises(CreditExceeded):
        change(5)
    change(3)
    send(number)
    take_payment(
        PaymentDraft(number=number, tender="transfer", reference="B1", amount=Decimal("57.00")), actor=CLERK, at=AT
    )
    for copies, given in ((1, 0), (2, 57)):  # the first comes off what is owed, then money goes back
        asked = ask_return(ReturnDraft(number=number, copies={1: copies}, reason="mind"), actor=CLERK, at=AT)
        assert settle_return(asked, damaged={}, actor=PICKER, at=AT) == given
        owed.append(CreditAccount.objects.get().owed)

    assert owed == [Decimal("152.00"), Decimal("114.00"), Decimal("19.00"), 0]
    assert Order.objects.get(number=number).paid_at == AT


@pytest.mark.django_db(transaction=True)
def test_no_more_is_taken_on_account_than_is_still_owed() -> None:
    member, item = a_member(), a_title(copies=9)
    a_school(member.pk, "100.00")
    number = place_order(a_draft(member.pk, Wanted(item.pk, 2), payment="account"), actor=CLERK, at=AT).number
    send(number)
    asked = ask_return(ReturnDraft(number=number, copies={1: 1}, reason="mind"), actor=CLERK, at=AT)
    assert settle_return(asked, damaged={}, actor=PICKER, at=AT) == 0

    money = PaymentDraft(number=number, tender="transfer", reference="B1", amount=Decimal("76.00"))
    with pytest.raises(PaymentTooLarge):
        take_payment(money, actor=CLERK, at=AT)
    assert take_payment(replace(money, amount=Decimal("38.00")), actor=CLERK, at=AT) == 0

    deliver_all()
    assert not CreditAccount.objects.get().owed
    assert Order.objects.get().paid_at == AT
    assert PointsAccount.objects.get(pk=member.pk).balance == 38


def send(number: str) -> None:
    """Have an order picked, sent and delivered."""
    pick_order(number, actor=PICKER, at=AT)
    ship_order(number, waybill=f"W{number}", actor=PICKER, at=AT)
    deliver_order(number, actor=PICKER, at=AT)
