"""A title from the order to its supplier to the reader's points, each step on the page of whoever does it, and back."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.clock import club_day, now
from shuyou.kernel.permissions import Role
from shuyou.members.tests.factories import AddressFactory, PhoneFactory
from shuyou.orders.tests.factories import a_member
from shuyou.supply.models import Invoice, Movement, PaymentRun, PurchaseOrder, Receipt
from shuyou.supply.tests.factories import main_place, make_supplier
from tests.journeys.test_from_call_to_doorstep import desk_of, order_by_phone, points, stock

pytestmark = pytest.mark.django_db(transaction=True)

SNOW = "9787530216835"
STATEMENT = "日期,借方金额,对方户名,摘要,流水号\n{day},{amount},北方图书发行,{name},1\n"


@pytest.fixture
def book() -> Item:
    item = ItemFactory.create(title="雪国")
    IdentifierFactory.create(item=item, value=SNOW)
    return item


def done(client: Client, url: str, **sent: Any) -> str:
    """Post a form that must go through, and return where it leads."""
    answer = client.post(f"/console/{url}", sent)
    assert answer.status_code == 303, answer.content.decode()[:1500]
    return answer.headers["Location"]


def bought(buyer: Client, warehouse: Client) -> None:
    """Order six copies, receive them and agree on their invoice."""
    supplier = make_supplier(bank_code="DEUTDEFF", bank_account="DE89370400440532013000", payment_days=5)
    done(buyer, "buying/new/", supplier=supplier.pk, place=main_place().pk)
    order = PurchaseOrder.objects.get().number
    done(buyer, f"buying/{order}/scan/", code=f"6*{SNOW}")
    done(buyer, f"buying/{order}/approve/")
    done(buyer, f"buying/{order}/send/", **{"as": "pdf"})
    done(warehouse, "buying/deliveries/new/", order=order, note_number="DN-9")
    receipt = Receipt.objects.get().number
    done(warehouse, f"buying/deliveries/{receipt}/rest/")
    done(warehouse, f"buying/deliveries/{receipt}/post/")
    bill = {"number": "FP-9", "invoiced_on": club_day(now()), "list_total": "240.00", "net_total": "148.80"}
    done(buyer, "buying/suppliers/north/invoice/", **bill, receipts=receipt)
    done(buyer, f"buying/invoices/{Invoice.objects.get().pk}/match/")


def paid_through_the_bank(manager: Client) -> None:
    """Pay the invoice, and read in the bank's statement that it was."""
    done(manager, "buying/payments/account/", holder="江边书店", bank_code="102100099996", number="6222020200112233445")
    done(manager, "buying/payments/new/", invoice=Invoice.objects.get().pk)
    run = PaymentRun.objects.get().number
    done(manager, f"buying/payments/{run}/release/")
    file = STATEMENT.format(day=club_day(now()), amount="148.80", name=f"{run}-1")
    done(manager, "buying/bank/new/", file=SimpleUploadedFile("bank.csv", file.encode()))


@pytest.mark.feature("F127")
def test_a_copy_can_be_followed_from_its_supplier_to_the_reader_s_points(book: Item) -> None:
    buyer, warehouse, agent = desk_of(Role.BUYER), desk_of(Role.WAREHOUSE), desk_of(Role.CALL_AGENT)
    manager = desk_of(Role.MANAGER)
    reader = a_member()
    PhoneFactory.create(person=reader.person, digits="13800002046")
    AddressFactory.create(person=reader.person)

    bought(buyer, warehouse)
    paid_through_the_bank(manager)
    number = order_by_phone(agent, reader)
    done(agent, f"orders/{number}/pay/", reference="P1", amount="76.00")
    for step in ("pick", "ship", "deliver"):
        done(warehouse, f"orders/{number}/{step}/")

    assert (stock(book), points(reader)) == ((4, 0), 76)
    assert Invoice.objects.get().paid_on == club_day(now())
    issued = Movement.objects.get(kind=Movement.Kind.ISSUE)
    card = buyer.get(f"/console/titles/{book.uid}/stock/").content.decode()
    way = f"/console/titles/{book.uid}/stock/way/{issued.pk}/"
    assert way in card
    page = buyer.get(way).content.decode()
    told = re.findall(r"<td[^>]*class=\"(?:strong)\"[^>]*>([^<]+)<", page)
    assert told[:3] == ["Order drawn up", "Order approved", "Order sent"]
    assert {"Delivery received", "Supplier&#x27;s invoice", "Supplier paid"} <= set(told)
    for paper in (
        PurchaseOrder.objects.get().number,
        "DN-9",
        "FP-9",
        f"/console/orders/{number}/",
        "Reserved",
        "Issued",
    ):
        assert paper in page
    order = agent.get(f"/console/orders/{number}/").content.decode()
    assert "P1" in order
    assert "76" in order
